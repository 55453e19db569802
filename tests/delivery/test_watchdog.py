"""The watchdog: what has stalled turns /healthz red and ends the process; what merely waits does neither."""

import asyncio
import time
from typing import Any

import pytest

from delivery import watchdog
from delivery.watchdog import LAG_LIMIT, POLL_LIMIT, Watchdog
from tests.chat import Telegram


def polled(telegram: Telegram, seconds_ago: float) -> Watchdog:
    """The bot's watchdog, so long after the last poll that Telegram has answered."""
    object.__setattr__(telegram.desk.bot, "last_poll", time.monotonic() - seconds_ago)
    return telegram.desk.watchdog


@pytest.mark.parametrize(("seconds", "is_stalled"), [(POLL_LIMIT - 5, False), (POLL_LIMIT + 5, True)])
async def test_polls_that_have_stopped(telegram: Telegram, seconds: float, is_stalled: bool) -> None:
    dog, stop = polled(telegram, seconds), asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, stop.set)
    assert await dog.watch(stop, beat=0.02) is is_stalled
    report = await dog.health()
    assert report["ok"] is not is_stalled
    assert report["poll_age_seconds"] == pytest.approx(seconds, abs=3)


async def test_a_webhook_has_no_polls_to_miss(telegram: Telegram) -> None:
    dog = polled(telegram, POLL_LIMIT * 10)
    dog.polls = False
    assert (await dog.health())["ok"] is True


@pytest.mark.parametrize(("late", "is_stalled"), [(LAG_LIMIT / 2, False), (LAG_LIMIT * 2, True)])
async def test_a_loop_that_was_held_up(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, late: float, is_stalled: bool
) -> None:
    dog, stop = polled(telegram, 0), asyncio.Event()
    times = iter([0.0, late])
    monkeypatch.setattr(watchdog, "time", Clock(times))
    dog.polls = False
    asyncio.get_running_loop().call_later(0.05, stop.set)
    assert await dog.watch(stop, beat=0.02) is is_stalled
    assert (await dog.health())["ok"] is not is_stalled


class Clock:
    """``time`` that says what it is told, and then stands still."""

    def __init__(self, times: Any) -> None:
        self.times, self.last = times, 0.0

    def monotonic(self) -> float:
        self.last = next(self.times, self.last)
        return self.last
