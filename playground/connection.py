"""Cutting a connection without an answer, which ASGI has no word for."""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from starlette.types import Send

DEEPEST = 12


async def cut(send: Send) -> None:
    """Drops the client's connection at once; where the transport is out of reach, the answer breaks off."""
    transport = _transport(send)
    if transport is None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        raise ConnectionAbortedError("cut on purpose")
    transport.abort()
    await asyncio.sleep(0)  # lets the server hear of it, or it would answer 500 into the closed socket
    await asyncio.sleep(0)


def _transport(send: Any) -> asyncio.WriteTransport | None:
    """The transport behind `send`: a bound method of uvicorn's cycle, wrapped in closures by middleware."""
    waiting: list[Any] = [send]
    seen: set[int] = set()
    while waiting and len(seen) < DEEPEST * 4:
        item = waiting.pop(0)
        if id(item) in seen:
            continue
        seen.add(id(item))
        found = getattr(getattr(item, "__self__", None), "transport", None)
        if isinstance(found, asyncio.WriteTransport) or hasattr(found, "abort"):
            return found
        if isinstance(item, functools.partial):
            waiting.extend([item.func, *item.args])
        cells = getattr(item, "__closure__", None) or ()
        waiting.extend(cell.cell_contents for cell in cells if callable(cell.cell_contents))
    return None
