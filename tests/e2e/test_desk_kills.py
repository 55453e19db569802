"""`kill -9` and SIGTERM under the talk of the desk, every day a few, many more by `make soak ONLY=K2`.

The seed is printed; `KILL_SEED=…` repeats it (the drawn points, not the machine's timing).
"""

import signal
from pathlib import Path

import pytest

from tests.e2e.desk_kills import DeskRun, check_talk
from tests.e2e.kills import Plan, run
from tests.e2e.test_kills import SEED

EVERY_DAY = 8  # points a database
PAIRS = 6


@pytest.mark.timeout(300)
async def test_kills_lose_nothing_of_a_talk_and_nobody_is_stuck(database_url: str, tmp_path: Path) -> None:
    plan = Plan(SEED, EVERY_DAY, managers=PAIRS, dialogues=PAIRS, patience=30)
    outcome = await run(plan, database_url, tmp_path, kind=DeskRun)
    check_talk(outcome)
    assert outcome.statuses == [-signal.SIGKILL] * EVERY_DAY + [0]


async def test_sigterm_in_the_middle_of_a_talk_repeats_nothing(database_url: str, tmp_path: Path) -> None:
    plan = Plan(SEED, 3, managers=PAIRS, dialogues=PAIRS, patience=30, signal=signal.SIGTERM)
    outcome = await run(plan, database_url, tmp_path, kind=DeskRun)
    check_talk(outcome)
    assert outcome.statuses == [0] * 4
    assert not outcome.letters
