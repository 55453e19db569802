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
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config import LOOPBACK
from domain.errors import CrmError, Forbidden, Invalid
from web.session import Site, csrf_of, find_signed, is_secure, site_of, state_of

log = logging.getLogger(__name__)
BODY_MOST = 6 * 1024 * 1024  # an Excel file of 5 MB in its form
STRANGER_MOST = 64 * 1024  # of who is not signed in: a token and a button
USUAL = {"http": 80, "https": 443}
Refuse = Callable[[HTTPConnection, int, CrmError], Response]  # the page, or the JSON, of a refusal
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

    def __init__(self, app: ASGIApp, site: Callable[[], Site | None], refuse: Refuse) -> None:
        self.app = app
        self.site = site
        self.refuse = refuse

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
            return self._sign_in_first(request, scope["method"]), receive
        if scope["method"] in SAFE:
            return None, receive
        if not is_own_origin(request):
            log.warning("a change from another site was refused: %s", told(path))
            return self.refuse(request, 403, Forbidden("This request came from another site.")), receive
        most = BODY_MOST if signed is not None else STRANGER_MOST
        body = None if _says_more(request, most) else await _read(receive, most)
        if body is None:
            return self.refuse(request, 413, _too_large(most)), receive
        again = _replayed(body)
        if not await _has_token(Request(scope, _replayed(body)), csrf_of(request)):
            log.warning("a change without its token was refused: %s", told(path))
            return self.refuse(request, 403, Forbidden("This page is out of date.")), again
        return None, again

    def _sign_in_first(self, request: HTTPConnection, method: str) -> Response:
        if method in SAFE and not wants_json(request):
            return RedirectResponse("/admin/sign-in", 303)
        return self.refuse(request, 401, Forbidden("You are not signed in any more. Sign in, please, and try again."))


def told(path: str) -> str:
    """A path as a line of the log may have it: without what signs a person in."""
    before, enter, _token = path.partition("/enter/")
    return before + enter + ("…" if enter else "")


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
    usual = USUAL[own.scheme]
    is_usual = (own.port or usual) == usual and port in USUAL.values()  # as what stands in front of it may call itself
    return given.hostname == own.hostname and (is_usual or (port or usual) == (own.port or usual))


def is_own_origin(request: HTTPConnection) -> bool:
    """Whether a browser says that one of our own pages asks; one that says nothing is not believed.

    Where people reach the site by an address, it is that one, however what stands in front of it writes the Host.
    """
    own, scheme = urlsplit(site_of(request).settings.web_address), "https" if is_secure(request) else "http"
    host = request.headers.get("host", "") if own.hostname in LOOPBACK else own.netloc.rpartition("@")[2]
    usual = f":{USUAL[scheme]}"  # which a browser leaves out
    given = request.headers.get("origin", "").lower()
    return given.removesuffix(usual) == f"{scheme}://{host.lower().removesuffix(usual)}"


def wants_json(request: HTTPConnection) -> bool:
    """Whether a script asks, not a person's browser."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


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


def _too_large(most: int) -> Invalid:
    if most < 1024 * 1024:
        return Invalid("This is too large: at most {most} KB.", most=most // 1024)
    return Invalid("This is too large: at most {most} MB.", most=most // 1024 // 1024)


def _says_more(request: HTTPConnection, most: int) -> bool:
    """Whether the header alone says that the body is over the limit: nothing of it is read then."""
    length = request.headers.get("content-length", "")
    return length.isascii() and length.isdecimal() and (len(length) > 18 or int(length) > most)


async def _read(receive: Receive, most: int) -> bytes | None:
    """The body, or None once it is over the limit (however long its header says it is)."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
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
