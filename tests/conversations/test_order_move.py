"""Moving a game, cancelling it, and what its client hears of it (S1.4, S1.12, S1.51)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.orders import Status
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, game, olga, walk
from tests.conversations.cards import opened, row, status_of


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    """A manager."""
    return await telegram.person("Анна", Role.MANAGER)


# --- moving ---


@pytest.mark.req("S1.4", "S1.12")
async def test_moving_says_from_what_to_what(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "[29]", "[парк]", "[11:30]")
    assert "Было: сб, 28 нояб., 15:00, арена" in anna.sees
    assert "Станет: вс, 29 нояб., 11:30, парк" in anna.sees
    assert row(telegram)["date"] == SATURDAY
    await anna.presses("✅ Перенести")
    assert "Игра перенесена" in anna.sees
    assert "вс, 29 нояб." in anna.sees
    assert (row(telegram)["polygon"], f"{row(telegram)['date']:%d %H:%M}") == ("park", "29 08:30")
    await anna.presses("« 29 ноября")  # the calendar follows by itself
    assert "11:30 парк · без клиента · 1" in anna.buttons
    await anna.presses("« 28")
    assert "Игр на этот день нет." in anna.sees


@pytest.mark.req("S1.51")
async def test_only_free_times_are_offered(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    game(telegram, date=SATURDAY + timedelta(days=1))
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "[29]")
    assert "15:00" not in anna.buttons
    assert "14:30" not in anna.buttons
    assert {"14:00", "16:00"} <= set(anna.buttons)
    await anna.says("15:30")
    assert "⚠️ Это время занято (арена). Свободно:" in anna.sees
    assert status_of(telegram, anna) == "crm_calendar:TIME"
    await anna.says("16.00")
    assert "Станет: вс, 29 нояб., 16:00" in anna.sees


async def test_a_move_is_typed_in_one_line(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "завтра в 15", "[✅ Перенести]")
    assert f"{row(telegram)['date']:%d %H:%M}" == "22 12:00"


async def test_a_slot_taken_meanwhile_is_said_and_asked_anew(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "[29]")
    game(telegram, date=SATURDAY + timedelta(days=1))
    await anna.presses("15:00")
    assert "Это время занято" in anna.alert
    assert "15:00" not in anna.buttons
    await anna.presses("16:00")
    game(telegram, date=SATURDAY + timedelta(days=1, hours=1))
    await anna.presses("✅ Перенести")
    assert "Это время занято" in anna.alert
    assert row(telegram)["date"] == SATURDAY
    await walk(anna, "[Другое время]", "[17:00]", "[✅ Перенести]")
    assert f"{row(telegram)['date']:%d %H:%M}" == "29 14:00"


async def test_the_past_is_no_place_to_move_to(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "01.11.2026")
    assert "уже прошёл" in anna.sees
    assert row(telegram)["date"] == SATURDAY
    await anna.says("31.12.2031")
    assert "⚠️" in anna.sees
    assert "20" not in anna.buttons  # yesterday is no button
    assert "« К игре" in anna.buttons


# --- a client of the bot is told (S1.4) ---


async def with_customer(telegram: Telegram, **values: Any) -> Person:
    """A game of somebody whose Telegram is on the card."""
    parent = await telegram.person("Ольга")

    def tie(uow: Any) -> int:
        client = make_client(uow, surname="Минеева", name="Ольга")
        uow.people.tie(uow.people.find_by_telegram(parent.id).id, client.uid)
        return client.uid

    game(telegram, client_uid=telegram.desk.db.write_now(tie), **values)
    return parent


@pytest.mark.req("S1.4")
async def test_the_client_is_told_of_a_move(telegram: Telegram, anna: Person) -> None:
    parent = await with_customer(telegram, players=12)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "[29]", "[11:00]", "[✅ Перенести]")
    assert "Клиенту отправлено сообщение" in anna.sees
    assert "Вашу игру перенесли: вс, 29 нояб., 11:00" in parent.sees
    assert "Было: сб, 28 нояб., 15:00, арена" in parent.sees
    told = parent.chat.count("перенесли")
    await telegram.restart()
    assert parent.chat.count("перенесли") == told == 1


@pytest.mark.req("S1.4")
async def test_the_client_is_told_of_a_cancellation_with_its_reason(telegram: Telegram, anna: Person) -> None:
    parent = await with_customer(telegram)
    await opened(anna)
    await walk(anna, "[❌ Отменить]")
    assert "Отменить игру №1, сб, 28 нояб., 15:00?" in anna.sees
    assert "её увидит клиент" in anna.sees
    await anna.says("На арене авария <света>")
    assert "Статус: отменена (На арене авария <света>)" in anna.sees
    assert "Ваша игра отменена: сб, 28 нояб., 15:00" in parent.sees
    assert "Причина: На арене авария <света>" in parent.sees


async def test_a_reason_that_does_not_fit_is_asked_again(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[❌ Отменить]", "я" * 201)
    assert "⚠️ Причина: помещается не больше 200 знаков, а здесь 201" in anna.sees
    await anna.says("\u200b\u202e")
    assert "⚠️ Причина: здесь нечего прочитать" in anna.sees
    assert (row(telegram)["status"], status_of(telegram, anna)) == (Status.CONFIRMED, "crm_calendar:REASON")


async def test_what_concerns_the_staff_only_is_not_told(telegram: Telegram, anna: Person) -> None:
    parent = await with_customer(telegram)
    before = len(parent.messages)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Цена]", "5000")
    await walk(anna, "[Площадка]", "[парк]")
    assert "Клиенту отправлено сообщение" in anna.sees
    assert len(parent.messages) == before + 1  # another place is a move, the price is not


async def test_at_night_a_notice_waits_for_the_morning(telegram: Telegram, anna: Person) -> None:
    parent = await with_customer(telegram)
    telegram.clock.at = telegram.clock.at.replace(hour=20)  # 23:00 in Moscow
    before = len(parent.messages)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "[29]", "[11:00]", "[✅ Перенести]")
    assert len(parent.messages) == before
    await telegram.after(hours=9, minutes=1)
    assert "Вашу игру перенесли" in parent.chat


async def test_a_client_without_telegram_has_to_be_called(telegram: Telegram, anna: Person) -> None:
    game(telegram, client_uid=olga(telegram))
    await opened(anna)
    await walk(anna, "[❌ Отменить]", "[❌ Отменить игру]")
    assert "У клиента нет Telegram" in anna.sees
    assert row(telegram)["status"] == Status.CANCELLED
