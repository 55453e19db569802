"""PTB's transport straight into the playground: no socket, every call recorded."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from playground.answering import Answer, answer, refused
from playground.arguments import Upload
from playground.botapi import BotApi
from playground.errors import ApiError
from playground.faults import BAD_GATEWAY, Fault
from playground.methods_files import download

Causes = Mapping[str, Callable[[], BaseException]]
KEPT_CALLS = 20_000

# a transport of one's own may name its library's exceptions here, so that code looking at __cause__ is tested
STANDARD_CAUSES: Causes = {
    "cut": lambda: ConnectionRefusedError("connection refused"),
    "lost": lambda: ConnectionResetError("server disconnected"),
    "delay": lambda: TimeoutError("timeout on reading data from socket"),
}


@dataclass
class Call:
    """One request of the bot, and the HTTP status it got (None: none, the connection was cut)."""

    method: str
    params: dict[str, Any]
    status: int | None = None


class InProcessRequest(BaseRequest):
    """Give it to `ApplicationBuilder.request()` and, a second one, to `.get_updates_request()`.

    `calls`: the newest requests but getUpdates. `validate(method, params)` sees each of them and may raise.
    `causes`: what stands in `__cause__` of the exceptions of the faults `cut`, `lost` and `delay`.
    """

    def __init__(
        self,
        api: BotApi,
        *,
        validate: Callable[[str, Mapping[str, Any]], None] | None = None,
        causes: Causes | None = None,
        read_timeout: float = 5.0,
        kept: int = KEPT_CALLS,
    ) -> None:
        self.api = api
        self.calls: deque[Call] = deque(maxlen=kept)
        self._validate = validate
        self._causes = {**STANDARD_CAUSES, **(causes or {})}
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float:
        """Seconds; the fault `delay` is a time-out when it is longer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    def sent(self, *methods: str) -> list[dict[str, Any]]:
        """Parameters of the recorded calls of these methods, oldest first."""
        return [call.params for call in self.calls if call.method in methods]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answers a request of PTB: (status, body)."""
        await asyncio.sleep(0)  # a real transport lets others run, and tests must see that
        token, name, is_file = split_url(url)
        if token != self.api.token:
            return refused(ApiError(401, "Unauthorized"))
        if is_file:
            return self._file(name)
        params: dict[str, Any] = request_data.parameters if request_data else {}
        files = _uploads(request_data)
        call = Call(name, params)
        if name != "getUpdates":
            self.calls.append(call)
            if self._validate is not None:
                self._validate(name, {**params, **dict.fromkeys(files, "attached")})
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        call.status, body = await self._call(name, params, files, seconds)
        return call.status, body

    def _file(self, path: str) -> tuple[int, bytes]:
        try:
            return 200, download(self.api, path)[0]
        except ApiError as refusal:
            return refused(refusal)

    async def _call(
        self, name: str, params: dict[str, Any], files: dict[str, Upload], patience: float
    ) -> tuple[int, bytes]:
        fault = self.api.faults.draw(name) if self.api.faults else None
        if fault is None:
            return await answer(self.api, name, params, files)
        if fault.kind == "cut":
            raise NetworkError("the playground cut the connection") from self._causes["cut"]()
        if refusal := fault.refusal():
            return refused(refusal)
        if fault.kind == "error":
            return fault.status, BAD_GATEWAY
        return await self._after(fault, await answer(self.api, name, params, files), patience)

    async def _after(self, fault: Fault, done: Answer, patience: float) -> tuple[int, bytes]:
        """Faults that come when the work is done already."""
        if fault.kind == "lost":
            raise NetworkError("the playground lost the answer") from self._causes["lost"]()
        if fault.kind == "garbage":
            return done.status, done.body[: len(done.body) // 2]
        if fault.seconds > patience:
            raise TimedOut from self._causes["delay"]()  # no need to really wait for it
        await asyncio.sleep(fault.seconds)
        return done


def split_url(url: str) -> tuple[str, str, bool]:
    """(token, method or file path, is it a file) of `…/bot<token>/<method>` and `…/file/bot<token>/<path>`."""
    path = unquote(urlsplit(url).path)
    is_file = "/file/bot" in path
    _, _, rest = path.partition("/file/bot" if is_file else "/bot")
    token, _, name = rest.partition("/")
    return token, name, is_file


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    parts: Iterable[tuple[str, Any]] = request_data.multipart_data.items()
    return {name: Upload(part[0], _bytes(part[1]), part[2]) for name, part in parts}


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else bytes(content.read())
