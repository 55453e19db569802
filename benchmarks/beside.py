"""People who talk to the bot while it makes a file: whether anybody's reply waits for it."""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.broadcast import QUIET_FOR, TALKERS, TOKEN, World, open_desk, p99, talk
from benchmarks.figures import Figure
from domain.access import Actor, Role
from models import User
from playground.botapi import BotApi
from playground.inprocess import InProcessRequest
from playground.people import People
from playground.store import Store

TIMES = 3.0
MANAGER = 77  # whose file it is


@dataclass(frozen=True)
class Beside:
    """What came of it: replies in ms ``before`` and ``during``, the file's job, how it ended, seconds it took."""

    before: list[float]
    during: list[float]
    job: int
    state: str
    took: float

    def figure(self, what: str, more: str) -> Figure:
        """The ratio of the two p99; ``more``: what else belongs to it."""
        ratio = p99(self.during) / p99(self.before)
        how = (
            f"{p99(self.during):.0f} ms of {len(self.during)} answers against {p99(self.before):.0f} ms of "
            f"{len(self.before)}; {more}, {self.state}"
        )
        return Figure(what, f"{ratio:.2f}x", f"<= {TIMES:.0f}x", ratio <= TIMES and self.state == "done", how)


def manager(uow: Any) -> Actor:
    """Who asks for the file."""
    row = uow.people.add(User(telegram_id=MANAGER, first_name="M", language="ru", created_on=uow.now, seen_at=uow.now))
    uow.people.grant(row.id, Role.MANAGER)
    uow.session.flush()
    actor = uow.people.actor_of(MANAGER)
    assert isinstance(actor, Actor)
    return actor


async def beside(folder: Path, begin: Callable[[Any], int]) -> Beside:
    """Talk without it, then while the job that ``begin`` gives is run, on the database in ``folder``."""
    world = World(BotApi(Store(":memory:"), TOKEN, limits=True))
    people, talkers = People(world.api), list(range(2_000_000, 2_000_000 + TALKERS))
    for chat in (*talkers, MANAGER):
        people.add("P", user_id=chat, started=True)
    world.listen()
    desk, numbers = await open_desk(InProcessRequest(world.api), folder), itertools.count(1)
    quiet, ends = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().call_later(QUIET_FOR, quiet.set)
    before = await talk(desk, world, quiet, talkers, numbers)
    talking = asyncio.create_task(talk(desk, world, ends, talkers, numbers))  # noqa: TID251  (awaited below)
    begun = time.monotonic()
    job = await desk.db.write(begin)
    while (state := await desk.db.read(lambda uow: uow.jobs.get(job).state)) in ("queued", "running"):  # noqa: ASYNC110  (a row)
        await asyncio.sleep(0.25)
    took = time.monotonic() - begun
    ends.set()
    during = await talking
    await desk.stop()
    return Beside(before, during, job, state, took)
