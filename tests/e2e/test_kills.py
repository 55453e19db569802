"""`kill -9` and SIGTERM under live dialogues, every day a few, all of them by `make soak ONLY=K1`.

The seed is printed; `KILL_SEED=…` repeats it (the drawn points, not the machine's timing).
"""

import os
import random
import signal
from pathlib import Path

from tests.databases import SqliteFiles
from tests.e2e.kills import Plan, run
from tests.e2e.outcome import check
from tests.e2e.wire import Strike, When

SEED = int(os.environ.get("KILL_SEED") or random.SystemRandom().randrange(10**6))
EVERY_DAY = 15  # points a database


async def test_kills_lose_nothing_and_every_dialogue_goes_on(database_url: str, tmp_path: Path) -> None:
    outcome = await run(Plan(SEED, EVERY_DAY), database_url, tmp_path)
    check(outcome)
    assert outcome.repeated <= len(outcome.strikes), outcome.repeated_texts
    assert len(outcome.strikes) == EVERY_DAY
    assert min(outcome.live) >= 6
    assert outcome.statuses == [-signal.SIGKILL] * EVERY_DAY + [0]


async def test_sigterm_in_the_middle_ends_cleanly_and_loses_nothing(database_url: str, tmp_path: Path) -> None:
    outcome = await run(Plan(SEED, 4, signal=signal.SIGTERM), database_url, tmp_path)
    check(outcome)
    assert outcome.statuses == [0] * 5
    assert outcome.repeated == 0, outcome.repeated_texts


async def test_without_the_inbox_the_same_kills_lose_updates(sqlite_files: SqliteFiles, tmp_path: Path) -> None:
    """The negative control: this harness can see a loss. (The database makes no difference to a plain queue.)"""
    strike = Strike(2, When.ASKED, method="sendMessage")
    plan = Plan(SEED, 3, managers=6, customers=0, plain=True, only=strike, patience=2.5)
    outcome = await run(plan, sqlite_files.create(tmp_path), tmp_path)
    print(f"\n{outcome.line()}")
    assert outcome.stuck
