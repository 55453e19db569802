"""Long work outside of any chat's turn.

One job at a time, its progress in an edited message, [Остановить], restart-proof.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Bot

from db import Database
from repositories.uow import Uow

log = logging.getLogger(__name__)
IDLE = 2.0  # seconds between looks while nothing wakes the worker


@dataclass(frozen=True)
class Work:
    """A job as its runner needs it."""

    id: int
    kind: str
    params: dict[str, Any]
    user_id: int
    chat_id: int
    message_id: int | None


# gives `done`, `stopped` or `failed`; cancelled where the process ends
Runner = Callable[[Work, Database, Bot], Coroutine[Any, Any, str]]


class Jobs:
    """Runs queued jobs by their kind's runner; what was running when the process died starts anew."""

    def __init__(self, db: Database, bot: Bot, runners: dict[str, Runner]) -> None:
        """``runners`` by kind."""
        self.db = db
        self.bot = bot
        self.runners = runners
        self.wake = asyncio.Event()
        self._closing = False
        self._current: asyncio.Task[str] | None = None

    async def run(self) -> None:
        """Work until closed."""
        while not self._closing:
            self.wake.clear()
            if not await self.round():
                try:
                    async with asyncio.timeout(IDLE):
                        await self.wake.wait()
                except TimeoutError:
                    continue

    def close(self) -> None:
        """Stop; the job that runs is broken off and starts anew with the next process."""
        self._closing = True
        self.wake.set()
        if self._current is not None:
            self._current.cancel()

    async def settle(self) -> None:
        """Run everything that is queued (tests)."""
        while await self.round():
            pass

    async def round(self) -> bool:
        """Run the oldest open job; False where there is none."""
        work = await self.db.read(_next)
        if work is None:
            return False
        self._current = asyncio.create_task(self.runners[work.kind](work, self.db, self.bot))
        try:
            state, error = await self._current, ""
        except asyncio.CancelledError:
            if not self._closing:
                raise
            log.info("job %s (%s) was broken off by the end of the process", work.id, work.kind)
            return True
        except Exception as fault:
            log.exception("job %s (%s) failed", work.id, work.kind)
            state, error = "failed", type(fault).__name__
        finally:
            self._current = None
        await self.db.write(lambda uow: uow.jobs.finish(work.id, state, error))
        return True


def _next(uow: Uow) -> Work | None:
    job = uow.jobs.next_open()
    return Work(job.id, job.kind, job.params, job.user_id, job.chat_id, job.message_id) if job else None
