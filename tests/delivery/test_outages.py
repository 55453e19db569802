"""Telegram is away for a while, in any of the ways it can be: nothing is lost, and nothing old hides what is new."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from delivery import sender
from delivery.sender import TRIES
from domain.access import Role
from tests.chat import Telegram
from tests.conversations.booking import walk
from tests.delivery.notes import states, tell


async def test_a_letter_taken_to_be_sent_when_the_process_died_again_and_again_is_not_lost(telegram: Telegram) -> None:
    """Most of what a dying process has taken had not left yet: it is sent by the life that lives long enough."""
    anna = await telegram.person("Anna")
    tell(telegram, anna.id, 5)
    for _ in range(3):
        telegram.desk.db.write_now(lambda uow: len(uow.outbox.claim_due()))
        telegram.desk.db.write_now(lambda uow: uow.outbox.resume())
    await telegram.tick()
    assert anna.chat.count("note 5") == 1
    assert states(telegram) == ["sent"]


@pytest.mark.parametrize("kind", ["error", "cut"])
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


async def test_an_answer_with_the_menu_below_the_chat_comes_after_an_outage(telegram: Telegram) -> None:
    """And one that asks for the number by a button there; whatever stands behind it in the outbox comes too."""
    assert telegram.api.faults is not None
    anna, olga = await telegram.person("Анна", Role.MANAGER), await telegram.person("Ольга")
    await walk(olga, "/order")
    telegram.api.faults.configure(chances={"cut": 1.0})
    await anna.says("/start")
    await olga.presses("Согласен")
    tell(telegram, olga.id, 6)
    telegram.api.faults.off()
    await telegram.after(minutes=10)
    assert "Здравствуйте" in anna.sees
    assert anna.keyboard is not None
    assert "👤 Клиенты" in {button["text"] for row in anna.keyboard["keyboard"] for button in row}
    assert anna.keyboard["is_persistent"] is True
    assert "note 6" in olga.chat
    await olga.presses("📱 Отправить мой номер")
    assert "Спасибо, ваш номер" in olga.chat


async def test_a_letter_that_cannot_be_made_stops_no_other(
    telegram: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    anna, olga = await telegram.person("Анна"), await telegram.person("Ольга")
    telegram.desk.db.write_now(lambda uow: uow.outbox.tell("test_note", anna.id, "test:7", {}))  # its number is missing
    tell(telegram, anna.id, 8)
    tell(telegram, olga.id, 9)
    await telegram.after(seconds=1)
    assert "note 8" in anna.sees
    assert "note 9" in olga.sees
    assert states(telegram) == ["failed", "sent", "sent"]
    assert "can't be made into a message" in caplog.text


async def test_what_was_sent_is_written_down_when_the_database_is_back(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the next start would send it once more."""
    monkeypatch.setattr(sender, "PAUSES", (0.01,))
    anna = await telegram.person("Анна")
    write, refused = telegram.desk.db.write, iter([False, True, True])

    async def away_after_the_claim(fn: Any) -> Any:
        if next(refused, False):
            raise OperationalError("away", None, Exception())
        return await write(fn)

    tell(telegram, anna.id, 10)
    monkeypatch.setattr(telegram.desk.db, "write", away_after_the_claim)
    await telegram.desk.sender.round()
    monkeypatch.setattr(telegram.desk.db, "write", write)
    assert states(telegram) == ["sent"]
    await telegram.restart()
    assert anna.chat.count("note 10") == 1
