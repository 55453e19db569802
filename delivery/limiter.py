"""One limiter before everything that is sent: people first, bulk in what is left.

Telegram takes about 30 messages a second. Request n starts only a window after request n-30 *completed*, so no window
of a second at the server can hold more, however the network delays them (`research`: AIORateLimiter lets bursts of 60
through).
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram.constants import FloodLimit
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

PEOPLE, BULK = 0, 1
WINDOW = 1.01  # seconds; a little over one, for clocks that differ
RESERVE = 1  # places that bulk leaves free: a person who answers now does not wait for one
PATIENCE = 4  # attempts while Telegram answers 429
_COUNTED = ("send", "copy", "forward", "edit")
_FREE = ("sendChatAction",)


class Place:
    """A place in the bulk lane that ``places`` has given, for one request."""

    is_used = False


Lane = int | Place


class TwoLanes(BaseRateLimiter[Lane]):
    """PTB's rate limiter; ``rate_limit_args`` is the lane, people where none is given, or a place in one."""

    def __init__(self, rate: int = FloodLimit.MESSAGES_PER_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        """``rate`` messages a second in all. ``clock`` must not be the loop's: uvloop caches that."""
        self._rate = rate
        self._clock = clock
        self._starts: deque[float] = deque()  # when a used place becomes free again
        self._bulk_at = 0.0  # when bulk may go next: evenly, for what goes in bursts comes free in bursts
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
        rate_limit_args: Lane | None,
    ) -> Any:
        """Wait for a place, send; on 429 everybody waits as long as Telegram says."""
        if endpoint in _FREE or not endpoint.startswith(_COUNTED):
            return await callback(*args, **kwargs)
        lane = rate_limit_args or PEOPLE
        for attempt in range(PATIENCE):
            if not isinstance(lane, Place):
                await self._take(lane)
            elif lane.is_used:
                await self._take(BULK)
            else:
                lane.is_used = True
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                after = error.retry_after
                self._paused_until = self._clock() + float(getattr(after, "total_seconds", lambda a=after: a)())
                if attempt == PATIENCE - 1:
                    raise
            finally:
                self._give_back()
        raise AssertionError("unreachable")

    async def places(self, most: int) -> list[Place]:
        """Wait for a place in the bulk lane, and take up to ``most`` that are free at this moment.

        What is not used goes back with ``unused``.
        """
        await self._take(BULK)
        taken = [Place()]
        while len(taken) < most and self._pause(BULK) is None:
            self._start(BULK)
            taken.append(Place())
        return taken

    def unused(self, places: Sequence[Place]) -> None:
        """Give back those of these places that no request has used."""
        self._in_flight -= sum(not place.is_used for place in places)
        self._changed.set()

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
        self._start(lane)

    def _start(self, lane: int) -> None:
        self._in_flight += 1
        if lane == BULK:
            gap = WINDOW / self._rate
            self._bulk_at = max(self._bulk_at, self._clock() - gap) + gap

    def _pause(self, lane: int) -> float | None:
        """None where the request may go now; else seconds to wait at most (0 = until something changes)."""
        now = self._clock()
        while self._starts and self._starts[0] <= now:
            self._starts.popleft()
        if now < self._paused_until:
            return self._paused_until - now
        if lane == BULK and self._waiting[PEOPLE]:
            return 0.01
        if lane == BULK and now < self._bulk_at:
            return self._bulk_at - now
        if len(self._starts) + self._in_flight >= self._rate - (RESERVE if lane == BULK else 0):
            return max(self._starts[0] - now, 0.001) if self._starts else 0.0
        return None

    def _give_back(self) -> None:
        self._in_flight -= 1
        self._starts.append(self._clock() + WINDOW)
        self._changed.set()
