"""Who may drive the page's own API: only the page itself, opened from this machine."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine, without asking a resolver."""
    name = host.strip("[]").lower()
    return name in LOOPBACK_NAMES or (name.startswith("127.") and name.replace(".", "").isdigit())


class SameOriginOnly:
    """ASGI middleware: 403 unless Host is a loopback name and Origin, when sent, is that very host and port.

    The first stops a foreign name that resolves to 127.0.0.1, the second a web page opened elsewhere.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        if scope["type"] == "http":
            reason = refusal(dict(scope["headers"]))
            if reason:
                await JSONResponse({"error": reason}, status_code=403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def refusal(headers: dict[bytes, bytes]) -> str | None:
    """Why a request with these headers is refused, or None."""
    host = headers.get(b"host", b"").decode("latin-1")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        return "the playground answers only on a loopback address"
    origin = headers.get(b"origin")
    if origin is not None and urlsplit(origin.decode("latin-1")).netloc.lower() != host.lower():
        return "another web page may not drive the playground"
    if headers.get(b"sec-fetch-site", b"same-origin") not in (b"same-origin", b"none"):
        return "another web page may not drive the playground"
    return None
