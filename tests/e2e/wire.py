"""Telegram's end of the wire: the playground over HTTP in the test's process, which counts calls and strikes."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import uvicorn

from playground.botapi import BotApi
from playground.connection import cut
from playground.faults import Faults
from playground.people import People
from playground.server import create_app
from playground.store import Store

TOKEN = "100:kill-harness-token-long-enough-to-look-real"


class When(StrEnum):
    """Where in a call the bot is struck."""

    ASKED = "asked"  # the call has arrived, nothing is done
    DONE = "done"  # it is done, the answer never leaves
    ANSWERED = "answered"  # the answer has left, some milliseconds ago


@dataclass(frozen=True)
class Strike:
    """The call of this life (counted from 1) at which the bot is struck; ``pause`` in seconds, after the answer."""

    call: int
    when: When
    pause: float = 0.0
    method: str = ""  # only calls of this method count


class Wire:
    """An ASGI application around the playground's: passes everything on, and strikes once where it was told to."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.calls = 0  # of this life
        self.served = 0  # of the whole run
        self.away = False  # every connection is cut
        self.slow = 0.0  # seconds by which every message is late
        self.waiting = 0  # messages that are late now
        self._strike: Strike | None = None
        self._hit: Callable[[str], bool] = lambda _method: False

    def arm(self, strike: Strike | None, hit: Callable[[str], bool]) -> None:
        """A new life begins. ``hit(method)`` strikes; True where the process is gone at once (SIGKILL)."""
        self.calls, self._strike, self._hit = 0, strike, hit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        method = scope["path"].rpartition("/")[2]
        self.served += 1
        if self.away:
            return await cut(send)
        if self.slow and method == "sendMessage":
            self.waiting += 1
            await asyncio.sleep(self.slow)
        due = self._due(method)
        if due is None:
            return await self.app(scope, receive, send)
        if due.when is When.ASKED and self._hit(method):
            return await cut(send)
        await self.app(scope, receive, self._before_leaving(send, method) if due.when is When.DONE else send)
        if due.when is When.ANSWERED:
            await asyncio.sleep(due.pause)
            self._hit(method)
        return None

    def _due(self, method: str) -> Strike | None:
        due = self._strike
        if due is None or due.method not in ("", method):
            return None
        self.calls += 1
        if self.calls < due.call:
            return None
        self._strike = None
        return due

    def _before_leaving(self, send: Any, method: str) -> Any:
        async def strike_first(message: Any) -> None:
            if message["type"] == "http.response.start" and self._hit(method):
                return await cut(send)
            return await send(message)

        return strike_first


@dataclass
class Telegram:
    """A Bot API on a loopback port and the people behind it."""

    api: BotApi
    people: People
    wire: Wire
    port: int
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # what the bot has asked for, without files

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def telegram(*, limits: bool = True, faults: Faults | None = None) -> AsyncIterator[Telegram]:
    """The playground in memory, serving on a free loopback port. ``limits``: Telegram's own 30 messages a second."""
    api = BotApi(Store(":memory:"), TOKEN, limits=limits, faults=faults)
    app = create_app(api, page=False)
    wire = Wire(app)
    sock = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(wire, log_level="critical", access_log=False, lifespan="off"))
    serving = asyncio.create_task(server._serve([sock]))
    while not server.started:
        await asyncio.sleep(0.01)
    world = Telegram(api, app.state.people, wire, sock.getsockname()[1])
    _write_down(world)
    try:
        yield world
    finally:
        api.closing = True
        api.updates_bell.ring()
        server.should_exit = server.force_exit = True
        await serving
        await app.state.courier.stop()
        api.store.close()


def _write_down(world: Telegram) -> None:
    call = world.api.call

    def writing_down(method: str, params: Any = None, files: Any = None) -> Any:
        if not files:
            world.asked.append((method, dict(params or {})))
        return call(method, params, files)

    world.api.call = writing_down  # type: ignore[method-assign]
