"""The gate before every page: a known Host, headers, a session, and what a change must carry (A5).

Nothing but signing in and static files passes without a session. GET and HEAD change nothing, so only the rest needs a
token and the site's own Origin.
"""

import hmac
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config import LOOPBACK
from domain.errors import Forbidden
from ui.texts import Words
from web.session import Site, csrf_of, find_signed, is_secure, site_of, state_of

log = logging.getLogger(__name__)
BODY_MOST = 6 * 1024 * 1024  # an Excel file of 5 MB in its form
PUBLIC = ("/sign-in", "/enter/", "/static/")
SAFE = frozenset({"GET", "HEAD"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: with it a browser sends `Origin: null`, and a change could not be told from another site's
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Gate:
    """ASGI middleware around the admin's pages; ``site`` gives the running business, None while the bot starts."""

    def __init__(self, app: ASGIApp, site: Callable[[], Site | None]) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] != "http":
            return
        site, path = self.site(), scope["path"].removeprefix(scope.get("root_path", ""))
        if site is None:
            await PlainTextResponse("starting", 503, {"Retry-After": "2"})(scope, receive, send)
            return
        state_of(scope)["site"] = site
        request = HTTPConnection(scope)
        send = _with_headers(send, path, is_secure(request))
        if not is_known_host(request.headers.get("host", ""), site.settings.web_address):
            await PlainTextResponse("unknown host", 421)(scope, receive, send)
            return
        refusal, receive = await self._stand(scope, receive, path)
        await (self.app if refusal is None else refusal)(scope, receive, send)

    async def _stand(self, scope: Scope, receive: Receive, path: str) -> tuple[Response | None, Receive]:
        """Why a request may not pass, or None; and its body again, where it had to be read."""
        request = HTTPConnection(scope)
        if path.startswith("/static/"):
            return (None if scope["method"] in SAFE else PlainTextResponse("", 405)), receive
        signed = state_of(scope)["signed"] = await find_signed(request)
        if signed is None and not path.startswith(PUBLIC):
            return _sign_in_first(request, scope["method"]), receive
        if scope["method"] in SAFE:
            return None, receive
        if not is_own_origin(request):
            log.warning("a change from another site was refused: %s", path)
            return _refused(request, Forbidden("This request came from another site.")), receive
        body = await _read(receive)
        if body is None:
            return PlainTextResponse("too large", 413), receive
        again = _replayed(body)
        if not await _has_token(Request(scope, _replayed(body)), csrf_of(request)):
            log.warning("a change without its token was refused: %s", path)
            return _refused(request, Forbidden("This page is out of date.")), again
        return None, again


def is_known_host(host: str, address: str) -> bool:
    """Whether a Host header is the site's own; where that is this machine, any of its names is."""
    own = urlsplit(address)
    try:
        given = urlsplit(f"//{host}")
        port = given.port
    except ValueError:
        return False
    if "@" in host or not given.hostname:
        return False
    if own.hostname in LOOPBACK:
        return given.hostname in LOOPBACK
    usual = {"http": 80, "https": 443}[own.scheme]
    return given.hostname == own.hostname and (port or usual) == (own.port or usual)


def is_own_origin(request: HTTPConnection) -> bool:
    """Whether a browser says that one of our own pages asks; one that says nothing is not believed."""
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    scheme = "https" if is_secure(request) else "http"
    return origin.lower() == f"{scheme}://{host}".lower()


def wants_json(request: HTTPConnection) -> bool:
    """Whether a script asks, not a person's browser."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _sign_in_first(request: HTTPConnection, method: str) -> Response:
    if wants_json(request):
        return JSONResponse({"error": "sign in"}, 401)
    if method in SAFE:
        return RedirectResponse("/admin/sign-in", 303)
    return PlainTextResponse("sign in", 401)


def _refused(request: HTTPConnection, error: Forbidden) -> Response:
    site, signed = site_of(request), request.state.signed
    why = Words(signed.actor.language if signed else site.settings.language).alert(error)
    return JSONResponse({"error": why}, 403) if wants_json(request) else PlainTextResponse(why, 403)


async def _has_token(request: Request, token: str) -> bool:
    """Whether a change carries the token: in a header, or in its form's field ``csrf``."""
    given = request.headers.get("x-csrf-token", "")
    kind = request.headers.get("content-type", "").split(";")[0]
    if not given and kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        try:
            async with request.form(max_files=10, max_fields=500) as form:
                given = str(form.get("csrf", ""))
        except (MultiPartException, ValueError):
            return False
        except Exception as error:  # noqa: BLE001  (starlette turns a bad form into its own HTTPException)
            log.info("a form could not be read: %s", error)
            return False
    return hmac.compare_digest(given.encode(), token.encode())


async def _read(receive: Receive) -> bytes | None:
    """The body, or None once it is over the limit (however long its header says it is)."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > BODY_MOST:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes) -> Receive:
    sent = False

    async def receive() -> Message:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _with_headers(send: Send, path: str, secure: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["Cache-Control"] = "no-cache" if path.startswith("/static/") else "no-store"
            if secure:
                headers["Strict-Transport-Security"] = "max-age=31536000"
        await send(message)

    return sending
