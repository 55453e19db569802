"""Telegram is away for a while, in any of the ways it can be: nothing is lost, and nothing old hides what is new."""

from typing import Any

import pytest

from delivery.sender import TRIES
from domain.access import Role
from tests.chat import Telegram
from tests.conversations.booking import walk
from tests.delivery.notes import states, tell


@pytest.mark.parametrize("kind", ["error", "cut", "flood"])
async def test_ten_minutes_of_outage_lose_nothing_of_whatever_kind_it_is(telegram: Telegram, kind: Any) -> None:
    assert telegram.api.faults is not None
    anna = await telegram.person("Anna")
    telegram.api.faults.configure(chances={kind: 1.0})
    tell(telegram, anna.id, 4)
    for _ in range(20):
        await telegram.after(seconds=30)
    assert "note 4" not in anna.chat
    telegram.api.faults.off()
    await telegram.after(minutes=6)
    assert anna.chat.count("note 4") == 1
    assert states(telegram) == ["sent"]


async def test_an_answer_that_may_arrive_each_time_is_not_repeated_for_ever(telegram: Telegram) -> None:
    assert telegram.api.faults is not None
    anna = await telegram.person("Anna")
    telegram.api.faults.configure(chances={"lost": 1.0})
    tell(telegram, anna.id, 5)
    for _ in range(40):
        await telegram.after(minutes=1)
    assert anna.chat.count("note 5") == TRIES
    assert states(telegram) == ["unknown"]


async def test_a_question_that_was_overtaken_does_not_hide_the_next_one(telegram: Telegram) -> None:
    assert telegram.api.faults is not None
    anna = await telegram.person("Анна", Role.MANAGER)
    await walk(anna, "/order", "[Без клиента]", "[Завтра]")
    for _ in range(2):  # the answer, and the first try of the outbox
        telegram.api.faults.once("cut", "editMessageText")
    await anna.presses("10:00")
    assert "Площадка" in anna.sees  # the question after it has not come
    await anna.presses("10:00")
    await anna.presses("8")
    summary = anna.sees
    assert "✅ Записать" in anna.buttons
    await telegram.after(minutes=10)
    assert anna.sees == summary
    assert states(telegram) == ["dropped"]
