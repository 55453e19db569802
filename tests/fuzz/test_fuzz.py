"""Any update in any state of any dialogue: no fault, an answer to each, nothing lost, nothing odd said.

``FUZZ_SEED=…`` repeats a run; ``FUZZ_UPDATES=…`` makes it longer (``make soak ONLY=F1``: 10,000 on each database).
"""

import os
import secrets
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationHandlerStop, TypeHandler

from config import Settings
from domain.access import Role
from domain.clock import SetClock
from tests.chat import Telegram
from tests.databases import SqliteFiles
from tests.fuzz import strangers
from tests.fuzz.engine import STATES, Fuzz
from tests.fuzz.updates import FAMILIES
from tests.fuzz.ways import WAYS

EVERYDAY = {"sqlite": 3500, "postgres": 600}
EVERY_PAIR = 10_000  # updates from which on each state must have met each family: the long run's
FEW = (Role.CLIENT, Role.MANAGER, Role.OWNER)
BEFORE_ALL = -2
assert strangers.__doc__  # its families are registered by the import


def seed() -> int:
    """The seed asked for, or a new one; printed, so that a failure can be repeated."""
    chosen = int(os.environ.get("FUZZ_SEED") or secrets.randbelow(10**6))
    print(f"FUZZ_SEED={chosen}")
    return chosen


def test_every_state_has_a_way_to_it() -> None:
    assert set(WAYS) | {"-", "~"} == STATES


@pytest.mark.req("S1.62")
@pytest.mark.timeout(1800)
async def test_any_update_in_any_state(telegram: Telegram, database_kind: str) -> None:
    wanted = int(os.environ.get("FUZZ_UPDATES") or EVERYDAY[database_kind])
    everything = wanted >= EVERY_PAIR
    fuzz = Fuzz(telegram, chosen := seed())
    await fuzz.run(wanted, 3 * wanted if everything else 0)
    print(f"{fuzz.updates} updates, {len(STATES)} states × {len(FAMILIES)} families, not met: {len(fuzz.missing())}")
    assert not fuzz.problems, f"FUZZ_SEED={chosen}, update {fuzz.updates}:\n" + "\n\n".join(fuzz.problems[:5])
    assert not (everything and fuzz.missing()), f"FUZZ_SEED={chosen}: never met {fuzz.missing()[:20]}"


# --- the fuzz itself: with a protection off it goes red ---


async def _raises(_update: Update, _context: Any) -> None:
    raise RuntimeError("a fault of ours")


async def _swallows(_update: Update, _context: Any) -> None:
    raise ApplicationHandlerStop


async def _forgets(update: Update, context: Any) -> None:
    if update.message is not None and update.message.voice:
        context.turn.live.end()


async def _repeats(update: Update, context: Any) -> None:
    if update.message is not None and update.message.media_group_id and context.turn.actor is not None:
        await context.bot.send_message(update.message.chat_id, "{name} None Please use plain English")


@pytest.mark.parametrize(
    ("fault", "seen"),
    [(_raises, "is dead"), (_swallows, "no answer"), (_forgets, "did not stay"), (_repeats, "messages instead of one")],
)
async def test_without_a_protection_it_is_seen(
    fault: Any, seen: str, sqlite_files: SqliteFiles, tmp_path: Path, clock: SetClock
) -> None:
    world = Telegram(Settings(database_url=sqlite_files.create(tmp_path), data_dir=tmp_path, web_port=0), clock)
    await world.start()
    world.desk.app.add_handler(TypeHandler(Update, fault), BEFORE_ALL)
    fuzz = Fuzz(world, 1, FEW)
    await fuzz.run(250, stop=False)
    await world.stop()
    assert any(seen in problem for problem in fuzz.problems), fuzz.problems[:3]
