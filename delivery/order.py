"""One chat in order, chats side by side: every update is handled in its chat's lane, holding the chat's turn.

PTB's own concurrency breaks the order of a dialogue, so lanes call ``Application.process_update`` themselves; replay
after a start, overflow and retry use the same path. A slot is taken after waiting for one's own chat, or a flooding
chat starves others.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)

SLOTS = 256
KEPT_PER_CHAT = 20
KEPT_IN_ALL = 2000


@dataclass(frozen=True)
class Work:
    """An update that is stored; ``update`` is None where it has to be read from its row."""

    inbox_id: int
    chat_id: int
    update: Any


@dataclass
class Lane:
    """A chat's queue. ``more`` = later updates lie in the database only."""

    waiting: deque[Work] = field(default_factory=deque)
    more: bool = False
    last_id: int = 0  # handled last, or being handled
    newest_id: int = 0  # offered or read last
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None
    turns: int = 0


class Lanes:
    """Runs ``handle(work)`` one at a time a chat. ``read(chat_id, after)`` gives the chat's next stored updates."""

    def __init__(
        self,
        handle: Callable[[Work], Awaitable[None]],
        read: Callable[[int, int], Awaitable[list[Work]]],
        slots: int = SLOTS,
    ) -> None:
        """``slots`` chats are handled side by side."""
        self._handle = handle
        self._read = read
        self._slots = asyncio.Semaphore(slots)
        self._lanes: dict[int, Lane] = {}
        self._kept = 0
        self._closed = False

    def offer(self, work: Work) -> None:
        """An update has been stored: handle it when its chat's turn comes."""
        lane = self._lane(work.chat_id)
        if work.inbox_id <= lane.newest_id:
            return  # stored a moment ago, and the lane has read it from the database already
        if lane.more or len(lane.waiting) >= KEPT_PER_CHAT or self._kept >= KEPT_IN_ALL:
            lane.more = True
        else:
            lane.waiting.append(work)
            lane.newest_id = work.inbox_id
            self._kept += 1
        self._start(work.chat_id, lane)

    def wake(self, chat_id: int) -> None:
        """There may be stored updates of this chat: go and look."""
        lane = self._lane(chat_id)
        lane.more = True
        self._start(chat_id, lane)

    def is_behind(self, chat_id: int) -> bool:
        """Whether later updates of this chat wait already."""
        lane = self._lanes.get(chat_id)
        return lane is not None and bool(lane.waiting)

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """The chat's turn, for something that is no update (the tick)."""
        lane = self._lane(chat_id)
        lane.turns += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.turns -= 1
            self._forget(chat_id, lane)

    async def drain(self) -> None:
        """Take nothing new and wait until what runs is done; what waits stays stored for the next start."""
        self._closed = True
        while tasks := [lane.task for lane in self._lanes.values() if lane.task]:
            await asyncio.wait(tasks)

    async def idle(self) -> None:
        """Wait until nothing waits and nothing runs (tests, the playground's demonstrations)."""
        while tasks := [lane.task for lane in self._lanes.values() if lane.task]:
            await asyncio.wait(tasks)

    def _lane(self, chat_id: int) -> Lane:
        return self._lanes.setdefault(chat_id, Lane())

    def _start(self, chat_id: int, lane: Lane) -> None:
        if lane.task is None and not self._closed:
            lane.task = asyncio.create_task(self._run(chat_id, lane), name=f"lane:{chat_id}")

    async def _run(self, chat_id: int, lane: Lane) -> None:
        try:
            while not self._closed and (work := await self._next(chat_id, lane)) is not None:
                lane.last_id = work.inbox_id
                async with lane.lock, self._slots:
                    await self._handle(work)
        except Exception:
            # the row is still `new`: the sweeper wakes this chat again
            log.exception("the lane of a chat stopped")
        finally:
            lane.task = None
            self._forget(chat_id, lane)

    async def _next(self, chat_id: int, lane: Lane) -> Work | None:
        if not lane.waiting and lane.more:
            lane.more = False  # before reading: what arrives meanwhile is appended behind
            rows = await self._read(chat_id, lane.last_id)
            full = len(rows) >= KEPT_PER_CHAT  # then others may lie between these and what arrived meanwhile
            newest = rows[-1].inbox_id if rows else 0
            fresh = [] if full else [work for work in lane.waiting if work.inbox_id > newest]
            self._kept += len(rows) + len(fresh) - len(lane.waiting)
            lane.waiting = deque([*rows, *fresh])
            lane.newest_id = lane.waiting[-1].inbox_id if lane.waiting else lane.last_id
            lane.more = lane.more or full
        if not lane.waiting:
            return None
        self._kept -= 1
        return lane.waiting.popleft()

    def _forget(self, chat_id: int, lane: Lane) -> None:
        if lane.task is None and not lane.waiting and not lane.turns and not lane.lock.locked():
            self._lanes.pop(chat_id, None)
