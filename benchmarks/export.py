"""The Excel of a journal beside people who talk: whether anybody's reply waits for it.

`python -m benchmarks export [--rows 100_000]`: the bot as it runs, on a SQLite file that holds so many requests.
Talkers ask `/id` a few times a second, first without an export, then while all the rows are made into a file.
"""

import asyncio
import itertools
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.broadcast import QUIET_FOR, TALKERS, TOKEN, World, open_desk, p99, talk
from benchmarks.figures import Figure, parse
from benchmarks.journal import build
from domain.access import Role
from domain.journal import file_of
from models import User
from playground.botapi import BotApi
from playground.inprocess import InProcessRequest
from playground.people import People
from playground.store import Store
from services import journal

TIMES = 3.0


def begin(uow: Any) -> int:
    """A manager asks for everything."""
    owner = uow.people.add(User(telegram_id=77, first_name="M", language="ru", created_on=uow.now, seen_at=uow.now))
    uow.people.grant(owner.id, Role.MANAGER)
    uow.session.flush()
    found = journal.start_file(uow, uow.people.actor_of(77), "requests", {}, "bench")
    return found.id


async def measure(rows: int, folder: Path) -> list[Figure]:
    """Talk without it, then beside it."""
    build(folder / "bench.db", rows)
    world = World(BotApi(Store(":memory:"), TOKEN, limits=True))
    people, talkers = People(world.api), list(range(2_000_000, 2_000_000 + TALKERS))
    for chat in talkers:
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
    size = file_of(folder, job).stat().st_size / 2**20 if state == "done" else 0
    await desk.stop()
    ratio = p99(during) / p99(before)
    how = (
        f"{p99(during):.0f} ms of {len(during)} answers against {p99(before):.0f} ms of {len(before)}; "
        f"{rows} rows in {took:.0f} s, {size:.1f} MiB, {state}"
    )
    is_met = ratio <= TIMES and state == "done"
    return [Figure("export of a journal: p99 of a reply", f"{ratio:.2f}x", f"<= {TIMES:.0f}x", is_met, how)]


def main(arguments: Sequence[str]) -> list[Figure]:
    """`python -m benchmarks export`."""
    rows = parse(arguments, rows=100_000).rows
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(rows, Path(folder)))
