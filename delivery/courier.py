"""The bulk lane of the outbox: a letter is claimed when it may go, sent beside others, and written down with them.

A letter that was claimed and not written down may have arrived, and is not repeated. So nothing is claimed that would
wait: first there is a place at Telegram, then a letter for it. What has ended is written down in the transaction that
claims the next: one commit a letter where letters go one by one, one for many where they go in heaps.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from db import Database
from delivery.limiter import Lane, Place, TwoLanes
from repositories.uow import Uow

if TYPE_CHECKING:
    from delivery.sender import Ended, Letter

log = logging.getLogger(__name__)
IDLE = 1.0  # seconds between looks while nothing wakes the courier
IN_FLIGHT = 24  # letters on their way at once: 30 a second at 800 ms
PATIENCE = 0.2  # seconds for which a place is waited for before what has ended is written down alone
FED = 25  # letters after which the feeder has a look


class Courier:
    """Sends the bulk lane in the background until closed."""

    def __init__(
        self,
        db: Database,
        limiter: TwoLanes,
        attempt: "Callable[[Letter, Lane], Awaitable[Ended]]",
        claim: "Callable[[Uow, int], list[Letter]]",
        write_down: "Callable[[Uow, Ended], None]",
    ) -> None:
        """The sender gives how one letter is claimed, sent and written down."""
        self.db = db
        self.wake = asyncio.Event()
        self._limiter = limiter
        self._attempt = attempt
        self._claim = claim
        self._write_down = write_down
        self._ended: list[Ended] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._more = False  # the last claim found as many as there were places
        self._unfed = 0
        self._closing = False

    async def run(self) -> None:
        """Send until closed; then wait for what is on its way, and write it down."""
        while not self._closing:
            self.wake.clear()
            if not await self._round_or_log():
                try:
                    async with asyncio.timeout(IDLE):
                        await self.wake.wait()
                except TimeoutError:
                    continue
        await asyncio.gather(*self._tasks)
        await self._turn([])

    def close(self) -> None:
        """Claim nothing more."""
        self._closing = True
        self.wake.set()

    async def settle(self) -> int:
        """Send what is due and wait until it is written down (tests); gives whether there was something."""
        found = await self.round()
        await asyncio.gather(*self._tasks)
        return found + await self._turn([])

    async def _round_or_log(self) -> int:
        try:
            return await self.round()
        except Exception:
            log.exception("a round of the bulk lane failed")
            await asyncio.sleep(IDLE)
            return 0

    async def round(self) -> int:
        """Send as many as may go at this moment, write down what has ended; 0: wait until something wakes it."""
        if not self._more and not await self.db.read(lambda uow: uow.outbox.any_bulk_due()):
            return await self._turn([])
        places = await self._places(IN_FLIGHT - len(self._tasks))
        return await self._turn(places) or len(places)

    async def _places(self, most: int) -> list[Place]:
        if most <= 0:
            return []
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._limiter.places(most)
        except TimeoutError:
            return []

    async def _turn(self, places: list[Place]) -> int:
        """One transaction: what has ended is written down, as many as there are places are claimed."""
        ended, self._ended = self._ended, []
        if not ended and not places:
            return 0
        try:
            letters = await self.db.write(lambda uow: self._exchange(uow, ended, len(places)))
        except BaseException:
            self._ended = ended + self._ended  # forgotten, it would count as unknown
            self._limiter.unused(places)
            raise
        self._limiter.unused(places[len(letters) :])
        self._more = bool(places) and len(letters) == len(places)
        for letter, place in zip(letters, places, strict=False):
            task = asyncio.create_task(self._deliver(letter, place))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(ended) + len(letters)

    def _exchange(self, uow: Uow, ended: "list[Ended]", places: int) -> "list[Letter]":
        for one in ended:
            self._write_down(uow, one)
        letters = self._claim(uow, places) if places else []
        self._unfed += len(ended)
        if ended and (self._unfed >= FED or not letters):
            self._unfed = 0
            uow.touched.add("campaigns")
        return letters

    async def _deliver(self, letter: "Letter", place: Place) -> None:
        try:
            ended = await self._attempt(letter, place)
            self._ended.append(ended)  # not in one line: while it is awaited, the list is exchanged
        finally:
            self._limiter.unused([place])  # a letter that could not be made into a message has used none
            self.wake.set()
