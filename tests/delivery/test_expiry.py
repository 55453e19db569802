"""Dialogues left unfinished: told of after a day, kept for a week, then dropped."""

import asyncio

import pytest

from delivery.expiry import expire
from repositories.dialogues import StoredDialogue
from tests.chat import Person, Telegram
from tests.delivery import small_dialogue


@pytest.fixture
def telegram(telegram: Telegram) -> Telegram:
    small_dialogue.install(telegram)
    return telegram


def stored(telegram: Telegram, person: Person) -> StoredDialogue:
    return telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id))


async def begun(telegram: Telegram) -> Person:
    """Anna has typed a number and has not confirmed it."""
    anna = await telegram.person("Anna", language="en")
    await anna.says("/count")
    await anna.says("15")
    return anna


async def test_after_a_day_the_question_says_that_it_waits(telegram: Telegram) -> None:
    anna = await begun(telegram)
    said = len(anna.messages)
    await telegram.after(hours=23, minutes=59)
    assert anna.sees == "15 — sure?"
    await telegram.after(minutes=1)
    assert "left unfinished" in anna.sees
    assert anna.buttons == ["Go on", "Drop it"]
    assert len(anna.messages) == said  # the question itself, edited
    await telegram.after(hours=1)
    assert "left unfinished" in anna.sees


async def test_going_on_asks_where_it_was_also_after_a_restart(telegram: Telegram) -> None:
    anna = await begun(telegram)
    await telegram.after(hours=24)
    await telegram.restart()
    small_dialogue.install(telegram)
    await anna.presses("Go on")
    assert anna.sees == "15 — sure?"
    await anna.presses("Yes")
    assert small_dialogue.counted(telegram) == [15]


async def test_dropping_it_forgets_what_was_typed(telegram: Telegram) -> None:
    anna = await begun(telegram)
    await telegram.after(hours=24)
    button = anna.live_data("Drop it")
    await anna.presses_data(*button)
    assert "dropped" in anna.sees
    assert stored(telegram, anna).status == "-"
    await anna.presses_data(*button)
    assert anna.sees == "What was left unfinished is dropped."
    assert small_dialogue.counted(telegram) == []


async def test_cancel_drops_it_too(telegram: Telegram) -> None:
    """Not «nothing is begun», when the next command would say that something is unfinished."""
    anna = await begun(telegram)
    await telegram.after(hours=24)
    await anna.says("/cancel")
    assert anna.sees == "What was left unfinished is dropped."
    assert stored(telegram, anna).status == "-"
    await anna.says("/cancel")
    assert anna.sees.startswith("Nothing is begun.")


async def test_an_old_drop_button_does_not_drop_what_was_begun_since(telegram: Telegram) -> None:
    anna = await begun(telegram)
    await telegram.after(hours=24)
    button = anna.live_data("Drop it")
    await anna.presses("Go on")
    await anna.presses_data(*button)
    assert "out of date" in anna.alert
    await anna.presses("Yes")
    assert small_dialogue.counted(telegram) == [15]


async def test_typing_after_the_time_has_passed_does_not_count_as_an_answer(telegram: Telegram) -> None:
    anna = await begun(telegram)
    telegram.clock.at = telegram.clock.at.replace(day=telegram.clock.at.day + 2)
    await anna.says("99")  # before the tick has looked
    assert small_dialogue.counted(telegram) == []
    await telegram.tick()
    assert "left unfinished" in anna.chat
    assert stored(telegram, anna).status.startswith("~")
    await anna.says("98")
    await telegram.after(hours=100)
    assert stored(telegram, anna).status.startswith("~")


async def test_after_seven_days_it_is_dropped(telegram: Telegram) -> None:
    anna = await begun(telegram)
    await telegram.after(hours=24)
    await telegram.after(days=6, hours=23)
    assert anna.buttons == ["Go on", "Drop it"]
    await telegram.after(hours=1)
    assert anna.sees == "What was left unfinished is dropped."
    assert anna.buttons == []
    assert stored(telegram, anna).data == ""
    await anna.says("/count")
    assert anna.sees == "How many?"


async def test_an_outage_of_a_month(telegram: Telegram) -> None:
    anna = await begun(telegram)
    await telegram.after(days=31)
    assert "left unfinished" in anna.sees  # kept for a week from when it was told


async def test_a_row_that_cannot_be_read_is_emptied(telegram: Telegram) -> None:
    anna = await begun(telegram)
    row = StoredDialogue("crm_count:NUMBER", "{broken", None, "", None, telegram.clock.at)
    telegram.desk.db.write_now(lambda uow: uow.dialogues.save(anna.id, row))
    await telegram.after(seconds=10)
    assert stored(telegram, anna).status == "-"


async def test_who_answers_at_that_very_moment_is_not_run_over(telegram: Telegram) -> None:
    """The look finds the dialogue expired; before its chat's turn comes the person goes on."""
    anna = await begun(telegram)
    telegram.clock.at = telegram.clock.at.replace(day=telegram.clock.at.day + 1)
    lanes = telegram.desk.processor.lanes
    async with lanes.turn(anna.id):
        looking = asyncio.ensure_future(expire(telegram.desk.db, lanes))
        for _ in range(50):
            await asyncio.sleep(0.002)
        now = stored(telegram, anna)
        later = StoredDialogue(now.status, now.data, now.user_id, now.draft_id, now.live_message_id, None, now.version)
        telegram.desk.db.write_now(lambda uow: uow.dialogues.save(anna.id, later))
    assert await looking == 1
    assert not stored(telegram, anna).status.startswith("~")
