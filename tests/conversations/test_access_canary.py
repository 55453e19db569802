"""A canary typed as a site's access is found nowhere: before the ticket closes not in clear, afterwards not at all."""

import io
import logging
import zipfile
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from playground.methods_files import download
from tests.chat import Person, Telegram
from tests.conversations.desk import MANAGER, talking
from tests.raw import places_of

CANARY = "canary7f3a9e51c2"


async def given(telegram: Telegram) -> tuple[Person, Person]:
    """The contractor, and the customer who has just typed the access."""
    ivan, petr = await talking(telegram)
    await petr.says("/tickets")
    await petr.presses("№1")
    await petr.presses("🔑 Дать доступы")
    await petr.says(f"shop.ru / admin / {CANARY}")
    assert "Доступы сохранены" in petr.sees
    return ivan, petr


async def seen(telegram: Telegram, ivan: Person) -> None:
    """The contractor looks at it."""
    await ivan.says("/tickets")
    await ivan.presses("Мои · 1")
    await ivan.presses("№1")
    await ivan.presses("🔑 Доступы")
    assert CANARY in ivan.sees


def packed_in_file(telegram: Telegram, person: Person) -> bytes:
    """Everything that is packed in the file last sent to a person."""
    file_id = person.messages[-1]["document"]["file_id"]
    path = telegram.api.call("getFile", {"file_id": file_id})["file_path"]
    packed = zipfile.ZipFile(io.BytesIO(download(telegram.api, path)[0]))
    return b"".join(packed.read(name) for name in packed.namelist())


def told(telegram: Telegram) -> list[str]:
    """What the bot has asked of Telegram with the canary in it."""
    return [call.method for call in telegram.request.calls if CANARY in str(call.params)]


@pytest.mark.req("S3.35", "S3.67")
async def test_the_canary_is_found_nowhere(
    telegram: Telegram, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    marina = await telegram.person("Марина", MANAGER)
    ivan, petr = await given(telegram)
    assert CANARY not in petr.chat, "the message is deleted at once"
    assert places_of(database_url, CANARY, tmp_path) == [], "while the ticket is open"
    await seen(telegram, ivan)
    assert places_of(database_url, CANARY, tmp_path) == [], "while it is shown"
    await telegram.after(seconds=61)
    await marina.says("/export")
    await marina.presses("Обращения")
    await marina.presses("Сделать файл")
    await ivan.says("/tickets")
    await ivan.presses("Мои · 1")
    await ivan.presses("№1")
    await ivan.presses("✅ Закрыть")
    assert telegram.desk.db.read_now(lambda uow: uow.tickets.get(1).credentials) is None
    assert places_of(database_url, CANARY, tmp_path) == []
    assert told(telegram) == ["editMessageText"], "the one look"
    assert CANARY.encode() not in (exported := packed_in_file(telegram, marina))
    assert "страница оплаты".encode() in exported, "it is the sheet of the tickets"
    assert CANARY not in caplog.text
    assert not any(CANARY in someone.chat for someone in (ivan, petr, marina))


@pytest.mark.req("S3.35")
async def test_a_fault_in_the_middle_gives_nothing_away(
    telegram: Telegram, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The lock breaks: an apology with a code, a traceback in the log, the update parked; the canary in none."""

    class Broken:
        def encrypt(self, data: bytes) -> bytes:
            raise RuntimeError("the lock is broken")

        def decrypt(self, token: bytes) -> bytes:
            raise RuntimeError("the lock is broken")

    ivan, petr = await talking(telegram)
    await petr.says("/tickets")
    await petr.presses("№1")
    await petr.presses("🔑 Дать доступы")
    telegram.desk.db.safe = Broken()
    await petr.says(f"shop.ru / admin / {CANARY}")
    assert "код" in petr.sees
    assert "the lock is broken" in caplog.text
    assert CANARY not in caplog.text
    assert places_of(database_url, CANARY, tmp_path) == []
    assert told(telegram) == []
    assert CANARY not in ivan.chat


@pytest.mark.req("S3.35")
async def test_what_was_shown_goes_after_a_minute_also_through_a_restart(telegram: Telegram) -> None:
    ivan, _petr = await given(telegram)
    await seen(telegram, ivan)
    await telegram.after(seconds=40)
    assert CANARY in ivan.chat
    await telegram.restart()
    assert CANARY in ivan.chat
    await telegram.after(seconds=21)
    assert CANARY not in ivan.chat


@pytest.mark.req("S3.35")
async def test_access_to_a_ticket_that_was_closed_meanwhile_is_deleted_as_well(telegram: Telegram) -> None:
    ivan, petr = await talking(telegram)
    await petr.says("/tickets")
    await petr.presses("№1")
    await petr.presses("🔑 Дать доступы")
    await ivan.says("/tickets")
    await ivan.presses("Мои · 1")
    await ivan.presses("№1")
    await ivan.presses("✅ Закрыть")
    await petr.says(f"shop.ru / admin / {CANARY}")
    assert "уже" in petr.sees
    assert CANARY not in petr.chat
    assert telegram.desk.db.read_now(lambda uow: uow.tickets.get(1).credentials) is None


class Bare:
    """A safe that locks nothing."""

    def encrypt(self, data: bytes) -> bytes:
        """As it is."""
        return data

    def decrypt(self, token: bytes) -> bytes:
        """As it is."""
        return token


@pytest.mark.parametrize("of", ["ticket", "inbox"])
async def test_without_the_lock_the_canary_is_found(
    telegram: Telegram, database_url: str, tmp_path: Path, of: str
) -> None:
    """The negative control."""
    bare: Any = Bare()
    if of == "ticket":
        telegram.desk.db.safe = bare
        await given(telegram)
    else:
        telegram.desk.inbox.box = bare
        _ivan, petr = await talking(telegram)
        raw = telegram.people.say(petr.id, CANARY)
        update = Update.de_json(raw, telegram.desk.bot)
        telegram.desk.processor.lanes.offer = lambda _work: None  # type: ignore[method-assign]
        await telegram.desk.inbox.accept(update)
    assert places_of(database_url, CANARY, tmp_path)
