"""The process's own web routes: health, Telegram's webhook where it is used, the web admin. Nothing else is public."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

log = logging.getLogger(__name__)
BODY_LIMIT = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  (a header's name)
HOOK = "/telegram"


class NotReady(Exception):
    """The bot is starting or stopping: an update can't be taken now, and Telegram is to send it again."""


def create_app(
    health: Callable[[], Awaitable[dict[str, Any]]], hook: "Hook | None" = None, playground: ASGIApp | None = None,
    admin: ASGIApp | None = None, api: ASGIApp | None = None,
) -> Starlette:  # fmt: skip
    """`GET /healthz` (200 or 503); with ``hook`` `POST /telegram`; with ``admin`` the web admin at `/admin`.

    With ``api`` the HTTP API at `/api/v1`; with ``playground`` its page and Bot API at `/`.
    """

    async def healthz(_request: Request) -> Response:
        report = await health()
        return JSONResponse(report, 200 if report["ok"] else 503)

    routes: list[BaseRoute] = [Route("/healthz", healthz, methods=["GET"])]
    if hook is not None:
        routes.append(Route(HOOK, hook.receive, methods=["POST"]))
    if admin is not None:
        routes += [Route("/admin", _to_admin, methods=["GET"]), Mount("/admin", admin)]
    if api is not None:
        routes.append(Mount("/api/v1", api))
    if playground is not None:
        routes.append(Mount("/", playground))
    return Starlette(routes=routes)


async def _to_admin(_request: Request) -> Response:
    return RedirectResponse("/admin/")


class Hook:
    """Telegram's webhook: the secret in constant time, at most 1 MB, answered only when the update is stored."""

    def __init__(self, secret: str, accept: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """``accept`` stores one raw update; it raises where it can't, and Telegram sends it again."""
        self._secret = secret.encode()
        self._accept = accept

    async def receive(self, request: Request) -> Response:
        """One update."""
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = orjson.loads(body)
        except orjson.JSONDecodeError:
            return Response(status_code=400)
        if not isinstance(raw, dict) or not _is_number(raw.get("update_id")):
            return Response(status_code=400)
        try:
            await self._accept(raw)
        except NotReady:
            return Response(status_code=503)
        except Exception:
            log.exception("the webhook could not store an update; Telegram will send it again")
            return Response(status_code=500)
        return Response(status_code=200)


def _is_number(update_id: Any) -> bool:
    """Whether an update has the number that it is told from others by, one that a database can hold."""
    return type(update_id) is int and 0 <= update_id < 2**63


async def _read(request: Request) -> bytes | None:
    """The body, or None once it is over the limit (however long its header says it is)."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)
