"""Requests to Telegram over aiohttp: several times as many a second as PTB's own httpx, with orjson payloads."""

from typing import Any

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

TIMEOUT_READ = 10.0
TIMEOUT_WRITE = 20.0
TIMEOUT_CONNECT = 5.0
POOL_SIZE = 256
# raised before a byte of the request was sent: repeating is safe
NOT_SENT = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError)


class AiohttpRequest(BaseRequest):
    """PTB's transport over one aiohttp session."""

    def __init__(self, pool_size: int = POOL_SIZE, read_timeout: float = TIMEOUT_READ) -> None:
        """``read_timeout`` in seconds is the default of a request that names none."""
        self._pool_size = pool_size
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session (in the running loop)."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._pool_size, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(
                connector=connector, json_serialize=lambda v: orjson.dumps(v).decode()
            )

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; raises ``TimedOut`` or ``NetworkError`` whose cause tells whether it may have arrived."""
        if self._session is None:
            raise RuntimeError("the transport is not initialized")
        read = _seconds(read_timeout, self._read_timeout)
        if request_data is not None and request_data.contains_files:
            read += _seconds(write_timeout, TIMEOUT_WRITE)
        timeout = aiohttp.ClientTimeout(sock_connect=_seconds(connect_timeout, TIMEOUT_CONNECT), sock_read=read)
        try:
            async with self._session.request(method, url, timeout=timeout, **_body(request_data)) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(f"{type(error).__name__}") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}") from error  # never the text: it may hold the token's URL

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer with orjson."""
        try:
            parsed: dict[str, Any] = orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise NetworkError("Telegram answered with something that is not JSON") from error
        return parsed


def was_not_sent(error: BaseException) -> bool:
    """Whether Telegram cannot have received the request (so that repeating it can't double a message)."""
    return isinstance(error.__cause__, NOT_SENT)


def _seconds(value: Any, default: float) -> float:
    value = DefaultValue.get_value(value)
    return default if value is None else float(value)


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters} if data.parameters else {}
    form = aiohttp.FormData(quote_fields=False)  # quoting breaks Cyrillic file names
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
