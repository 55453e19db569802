"""Notices a stalled poll or loop and ends the process, so that its supervisor starts it anew; answers /healthz."""

import asyncio
import time
from typing import Any

from db import Database
from delivery.bot import FrontdeskBot

POLL_LIMIT = 90.0  # seconds without a successful poll
LAG_LIMIT = 60.0  # seconds the loop may be late
BEAT = 5.0


class Watchdog:
    """Watches the poll and the loop of this process."""

    def __init__(self, db: Database, bot: FrontdeskBot, polls: bool = True) -> None:
        """``polls`` is False where a webhook is used."""
        self.db = db
        self.bot = bot
        self.polls = polls
        self.lag = 0.0

    async def watch(self, stop: asyncio.Event, beat: float = BEAT) -> bool:
        """Return False when ``stop`` is set, True when something has stalled."""
        while not stop.is_set():
            before = time.monotonic()
            try:
                async with asyncio.timeout(beat):
                    await stop.wait()
            except TimeoutError:
                self.lag = max(0.0, time.monotonic() - before - beat)
                if self.lag > LAG_LIMIT or self.poll_age() > POLL_LIMIT:
                    return True
        return False

    def poll_age(self) -> float:
        """Seconds since the last successful poll; 0 where there is no polling."""
        return time.monotonic() - self.bot.last_poll if self.polls and self.bot.last_poll else 0.0

    async def health(self) -> dict[str, Any]:
        """What /healthz answers: nothing about people, only whether the parts move."""
        try:
            async with asyncio.timeout(5):
                late = await self.db.read(lambda uow: uow.outbox.oldest_due_seconds())
            database = True
        except Exception:  # noqa: BLE001  (whatever it is, the database does not answer)
            late, database = 0.0, False
        poll = self.poll_age()
        ok = database and poll < POLL_LIMIT and self.lag < LAG_LIMIT
        return {
            "ok": ok, "database": database, "poll_age_seconds": round(poll, 1), "loop_lag_seconds": round(self.lag, 2),
            "outbox_age_seconds": round(late, 1),
        }  # fmt: skip
