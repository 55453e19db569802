"""What changed, for whoever waits: a bell for long polls and a short history of events for the page."""

from __future__ import annotations

import asyncio
import time
from collections import deque

from playground.errors import Json

KEPT_EVENTS = 2_000


class Bell:
    """Wakes coroutines of any loop; may be rung from any thread. A ring between two looks is not lost."""

    def __init__(self) -> None:
        self.rings = 0
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def ring(self) -> None:
        """Wakes everybody who waits."""
        self.rings += 1
        if not self._waiting:
            return
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        for loop, event in tuple(self._waiting):
            if loop is here:
                event.set()
            elif not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def wait(self, seen: int, seconds: float) -> bool:
        """Waits until there were more rings than `seen`, at most `seconds`; False when time ran out."""
        if self.rings != seen:
            return True
        waiter = (asyncio.get_running_loop(), asyncio.Event())
        self._waiting.add(waiter)
        try:
            if self.rings == seen:  # another thread may have rung in between
                await asyncio.wait_for(waiter[1].wait(), max(seconds, 0))
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiter)
        return True


class Events:
    """The last events. Cursors grow and start from the clock, so those from before a restart are known as old."""

    def __init__(self) -> None:
        self.bell = Bell()
        self.cursor = int(time.time() * 1000)
        self._kept: deque[tuple[int, Json]] = deque(maxlen=KEPT_EVENTS)

    def publish(self, kind: str, chat_id: int, **rest: object) -> None:
        """Adds an event and wakes the page."""
        self.cursor += 1
        self._kept.append((self.cursor, {"type": kind, "chat_id": chat_id, **rest}))
        self.bell.ring()

    def since(self, cursor: int) -> list[Json]:
        """Events after `cursor`; one `reset` when some are gone already and the page must read all anew."""
        first = self._kept[0][0] if self._kept else self.cursor + 1
        if cursor > self.cursor or cursor < first - 1:
            return [{"type": "reset", "chat_id": 0}]
        skip = cursor - first + 1
        return [event for number, event in list(self._kept)[max(skip, 0) :] if number > cursor]
