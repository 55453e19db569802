"""Kills in a broadcast, every day a few; 20 in one to 1,000 chats by `make soak ONLY=BROADCAST`."""

from pathlib import Path

import pytest

from tests.e2e.broadcast_kills import run
from tests.e2e.test_kills import SEED

EVERY_DAY, CHATS = 4, 120


@pytest.mark.req("S5.27", "S5.51")
@pytest.mark.timeout(180)
async def test_each_chat_has_it_once_or_it_is_unknown(database_url: str, tmp_path: Path) -> None:
    came = await run(SEED, EVERY_DAY, CHATS, database_url, tmp_path)
    assert came.wrong() == []
    assert came.is_over
    assert sum(came.unknown) < CHATS / 4


@pytest.mark.timeout(180)
async def test_an_outbox_that_sends_again_is_found_out(database_url: str, tmp_path: Path) -> None:
    """The negative control."""
    came = await run(SEED, EVERY_DAY, CHATS, database_url, tmp_path, repeats=True)
    assert any("times" in line for line in came.wrong())
