"""The HTTP side: Bot API routes, the page, and the page's own API, as one Starlette application."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from playground import limits
from playground.answering import Answer, answer, refused
from playground.arguments import Upload
from playground.botapi import BotApi
from playground.connection import cut
from playground.errors import ApiError, Json
from playground.faults import BAD_GATEWAY
from playground.guard import SameOriginOnly
from playground.methods_files import download
from playground.page_api import page_routes
from playground.people import People
from playground.webhook import Courier

STATIC = Path(__file__).parent / "static"
# a form with one file of the largest size and some fields
LARGEST_BODY = limits.UPLOAD + 2_000_000
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:;"
        " style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def create_app(
    api: BotApi, page: bool = True, personas: list[Json] | None = None, channels: list[Json] | None = None
) -> Starlette:
    """The application for one bot; may be mounted at the root of another one.

    `page`: the chat page and `/play/api`. `personas`: people to add, or to update when the store knows them; `channels`
    to make where there are none of these names.
    `app.state.courier` delivers to a webhook; an embedder that runs no lifespan awaits `courier.stop()`.
    """
    people = People(api).loaded(personas or [], channels or [])
    courier = Courier(api)
    bot = BotEndpoint(api, courier)
    routes: list[BaseRoute] = [
        Route("/bot{token}/{method}", bot, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", bot.file, methods=["GET"]),
    ]
    if page:
        routes += [
            Mount("/play/api", routes=page_routes(api, people, courier), middleware=[Middleware(SameOriginOnly)]),
            Mount("/static", StaticFiles(directory=STATIC, check_dir=False)),
            Route("/", _index, methods=["GET"]),
        ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        courier.wake()
        yield
        await courier.stop()

    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.courier, app.state.people, app.state.api = courier, people, api
    return app


async def _index(_: Request) -> Response:
    if not (STATIC / "index.html").exists():
        return PlainTextResponse("The chat page is not installed beside the playground.", status_code=404)
    return FileResponse(STATIC / "index.html", headers=PAGE_HEADERS)


class BotEndpoint:
    """`/bot<token>/<method>` as a plain ASGI application, for faults must reach the connection itself."""

    def __init__(self, api: BotApi, courier: Courier) -> None:
        self.api = api
        self.courier = courier

    def _check(self, request: Request) -> None:
        token = str(request.path_params["token"])
        if not token.partition(":")[0].isdigit() or ":" not in token:
            raise ApiError(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self.api.token.encode()):
            raise ApiError(401, "Unauthorized")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one call, or acts out a fault instead."""
        request = Request(scope, receive)
        try:
            self._check(request)
            method = str(request.path_params["method"])
            fault = self.api.faults.draw(method) if self.api.faults else None
            if fault and fault.kind == "cut":
                return await cut(send)
            params, files = await read_parameters(request)
            if fault and (refusal := fault.refusal()):
                raise refusal
        except ApiError as refusal:
            return await _respond(refused(refusal), scope, receive, send)
        if fault and fault.kind == "error":
            return await Response(BAD_GATEWAY, fault.status, media_type="text/html")(scope, receive, send)
        done = await answer(self.api, method, params, files)
        self.courier.wake()
        if fault and fault.kind == "lost":
            return await cut(send)
        if fault and fault.kind == "garbage":
            done = Answer(done.status, done.body[: len(done.body) // 2])
        elif fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        return await _respond(done, scope, receive, send)

    async def file(self, request: Request) -> Response:
        """`/file/bot<token>/<file_path>`."""
        try:
            self._check(request)
            content, mime = download(self.api, str(request.path_params["path"]))
        except ApiError as refusal:
            status, body = refused(refusal)
            return Response(body, status, media_type="application/json")
        return Response(content, media_type=mime)


async def _respond(done: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {}
    if done.status == 429:
        headers["Retry-After"] = str(orjson.loads(done.body).get("parameters", {}).get("retry_after", 1))
    await Response(done.body, done.status, headers, "application/json")(scope, receive, send)


async def read_parameters(request: Request) -> tuple[Mapping[str, Any], Mapping[str, Upload]]:
    """Parameters and uploads of a call from its query, JSON, form or multipart; 413 when it is too large."""
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise ApiError(413, "Request Entity Too Large")
    params: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/json":
        params |= _json_object(await request.body())
        return params, {}
    if kind not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return params, {}
    files: dict[str, Upload] = {}
    async with request.form(max_files=100, max_fields=1000, max_part_size=LARGEST_BODY) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = Upload(value.filename or name, await value.read(), value.content_type or "")
            else:
                params[name] = value
    return params, files


def _json_object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ApiError(400, "Bad Request: can't parse request body as JSON") from None
    if not isinstance(parsed, dict):
        raise ApiError(400, "Bad Request: request body must be a JSON object")
    return parsed
