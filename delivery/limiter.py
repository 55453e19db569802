"""One limiter before everything that is sent: people first, bulk in what is left.

Telegram takes about 30 messages a second. Request n starts only a window after request n-30 *completed*, so no window
of a second at the server can hold more, however the network delays them (`research`: AIORateLimiter lets bursts of 60
through).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

PEOPLE, BULK = 0, 1
WINDOW = 1.01  # seconds; a little over one, for clocks that differ
BULK_SHARE = 26  # of 30: the rest is for people
PATIENCE = 4  # attempts while Telegram answers 429
_COUNTED = ("send", "copy", "forward", "edit")
_FREE = ("sendChatAction",)


class TwoLanes(BaseRateLimiter[int]):
    """PTB's rate limiter; ``rate_limit_args`` is the lane, people where none is given."""

    def __init__(self, rate: int = FloodLimit.MESSAGES_PER_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        """``rate`` messages a second in all. ``clock`` must not be the loop's: uvloop caches that."""
        self._rate = rate
        self._clock = clock
        self._starts: deque[float] = deque()  # when a used place becomes free again
        self._bulk: deque[float] = deque()
        self._in_flight = 0
        self._waiting = [0, 0]
        self._changed = asyncio.Event()
        self._paused_until = 0.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Wait for a place, send; on 429 everybody waits as long as Telegram says."""
        if endpoint in _FREE or not endpoint.startswith(_COUNTED):
            return await callback(*args, **kwargs)
        lane = rate_limit_args or PEOPLE
        for attempt in range(PATIENCE):
            await self._take(lane)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                after = error.retry_after
                self._paused_until = self._clock() + float(getattr(after, "total_seconds", lambda a=after: a)())
                if attempt == PATIENCE - 1:
                    raise
            finally:
                self._give_back(lane)
        raise AssertionError("unreachable")

    async def _take(self, lane: int) -> None:
        self._waiting[lane] += 1
        try:
            while (pause := self._pause(lane)) is not None:
                self._changed.clear()
                try:
                    async with asyncio.timeout(pause or None):
                        await self._changed.wait()
                except TimeoutError:
                    continue
        finally:
            self._waiting[lane] -= 1
        self._in_flight += 1

    def _pause(self, lane: int) -> float | None:
        """None where the request may go now; else seconds to wait at most (0 = until something changes)."""
        now = self._clock()
        for used in (self._starts, self._bulk):
            while used and used[0] <= now:
                used.popleft()
        if now < self._paused_until:
            return self._paused_until - now
        if lane == BULK and (self._waiting[PEOPLE] or len(self._bulk) >= BULK_SHARE):
            return max(self._bulk[0] - now, 0.001) if len(self._bulk) >= BULK_SHARE else 0.01
        if len(self._starts) + self._in_flight >= self._rate:
            return max(self._starts[0] - now, 0.001) if self._starts else 0.0
        return None

    def _give_back(self, lane: int) -> None:
        self._in_flight -= 1
        free_at = self._clock() + WINDOW
        self._starts.append(free_at)
        if lane == BULK:
            self._bulk.append(free_at)
        self._changed.set()
