"""A customer's own games in the chat: list, card, moving, cancelling; never anybody else's (S1.65, S1.13)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.orders import Polygon
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, booked, game, setting, walk
from tests.conversations.requests import asked, asks, parent
from tests.queries import counted
from ui.own_orders import (
    GameCancelAsked,
    GameCancelled,
    GameMoveAsked,
    GameMoved,
    GameOpened,
    MoveDayPicked,
    MoveTimePicked,
    OrderedAgain,
)


def card_of(telegram: Telegram, person: Person) -> int:
    """The client's card that a parent is tied to."""

    def read(uow: Any) -> int:
        return int(uow.people.find_by_telegram(person.id).client_uid)

    return telegram.desk.db.read_now(read)


async def confirmed(telegram: Telegram, person: Person, **values: Any) -> int:
    """A confirmed game of theirs on Saturday at 15:00."""
    return game(telegram, **({"client_uid": card_of(telegram, person)} | values))


# --- looking ---


async def test_no_games_yet_offers_one(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/games")
    assert "Игр впереди нет" in person.sees
    await walk(person, "[Заказать игру]")
    assert "На какой день" in person.sees


async def test_the_list_has_what_is_ahead_and_the_last_five(telegram: Telegram) -> None:
    person = await parent(telegram)
    await confirmed(telegram, person)
    await asks(person, time="[16:00]")
    for weeks in range(1, 8):
        await confirmed(telegram, person, date=SATURDAY - timedelta(weeks=weeks, days=1), status="done")
    await person.presses("📋 Мои игры")
    assert person.buttons[:2] == ["сб, 28 нояб., 15:00 · арена", "⏳ сб, 28 нояб., 16:00 · арена"]
    assert "ждёт подтверждения" in person.sees
    assert person.sees.count("сыграна") == 5


async def test_a_card_without_the_staffs_notes(telegram: Telegram) -> None:
    setting(telegram, "ADDRESS", "Лесная, 5")
    person = await parent(telegram)
    await confirmed(telegram, person, description="шумные", custom={"Торт": "секрет"}, price=900_000)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]")
    for fact in ("Игра №1", "15:00–16:00 арена", "подтверждена", "Адрес: Лесная, 5", "9 000 ₽"):
        assert fact in person.sees
    assert "шумные" not in person.sees
    assert "секрет" not in person.sees


async def test_few_queries_a_screen(telegram: Telegram) -> None:
    person = await parent(telegram)
    await confirmed(telegram, person)
    for step in ("/games", "[сб, 28 нояб., 15:00 · арена]", "[🔁 Перенести]", "[29]", "[16:00]"):
        with counted() as sent:
            await walk(person, step)
        assert len(asked(sent)) <= 6, step


# --- cancelling ---


async def test_a_confirmed_game_is_cancelled_and_the_staff_told(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await confirmed(telegram, person)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]", "[❌ Отменить игру]")
    assert "Отменить игру сб, 28 нояб., 15:00?" in person.sees
    message, data = person.live_data("Да, отменить")
    await person.presses("❌ Да, отменить")
    for _ in range(2):
        assert "✅ Игра отменена" in person.sees
        await person.presses_data(message, data)  # the same press again: the same answer
    assert booked(telegram)[0]["status"] == "cancelled"
    assert marina.chat.count("❌ Клиент отменил игру №1") == 1
    assert "Открыть игру" in marina.buttons


async def test_a_question_taken_back(telegram: Telegram) -> None:
    person = await parent(telegram)
    await confirmed(telegram, person)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]", "[❌ Отменить игру]", "[« Назад]")
    assert "Игра №1" in person.sees
    assert booked(telegram)[0]["status"] == "confirmed"


async def test_a_request_taken_back_settles_the_managers_card(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    await walk(person, "[Открыть игру]", "[❌ Отменить игру]", "[❌ Да, отменить]")
    assert "Запрос №1 клиент отменил" in marina.sees
    assert marina.buttons == ["Открыть игру"]
    assert "Новый запрос" not in marina.chat


@pytest.mark.parametrize(("hours", "may"), [(24, True), (23.99, False)])
async def test_until_when_it_can_be_changed(telegram: Telegram, hours: float, may: bool) -> None:
    setting(telegram, "CHANGE_UNTIL", 24)
    setting(telegram, "CONTACT", "+7 395 255-00-00")
    person = await parent(telegram)
    uid = await confirmed(telegram, person)
    telegram.clock.at = SATURDAY - timedelta(hours=hours)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]")
    assert ("❌ Отменить игру" in person.buttons) is may
    assert ("по телефону: +7 395 255-00-00" in person.sees) is not may
    await person.presses_data(person.last["message_id"], GameCancelled(uid).pack())
    assert (booked(telegram)[0]["status"] == "cancelled") is may
    if not may:
        assert "Позвоните нам" in person.alert


# --- moving ---


async def test_a_confirmed_game_moved_stays_confirmed_and_the_staff_know(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await confirmed(telegram, person)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]", "[🔁 Перенести]", "[29]", "[парк]", "[16:00]")
    assert "Новое время: вс, 29 нояб., 16:00, парк" in person.sees
    message, data = person.live_data("Да, перенести")
    await person.presses("🔁 Да, перенести")
    await person.presses_data(message, data)
    assert "Игра перенесена" in person.chat
    (row,) = booked(telegram)
    assert (row["date"], row["polygon"], row["status"]) == (SATURDAY + timedelta(days=1, hours=1), "park", "confirmed")
    assert marina.chat.count("🔁 Клиент перенёс игру №1") == 1
    assert "Было: сб, 28 нояб., 15:00, арена" in marina.sees


async def test_its_own_time_is_not_in_its_way(telegram: Telegram) -> None:
    person = await parent(telegram)
    await confirmed(telegram, person)
    await walk(
        person, "/games", "[сб, 28 нояб., 15:00 · арена]", "[🔁 Перенести]", "[28]", "[15:30]", "[🔁 Да, перенести]"
    )
    assert booked(telegram)[0]["date"] == SATURDAY + timedelta(minutes=30)


async def test_moved_to_a_time_that_went_meanwhile(telegram: Telegram) -> None:
    person = await parent(telegram)
    await confirmed(telegram, person)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]", "[🔁 Перенести]", "[29]", "[16:00]")
    game(telegram, date=SATURDAY + timedelta(days=1, hours=1))
    await person.presses("🔁 Да, перенести")
    assert "занято" in person.alert
    assert "Свободно" in person.alert
    assert booked(telegram)[0]["date"] == SATURDAY


async def test_a_confirmed_game_is_not_moved_to_where_it_could_not_be_changed(telegram: Telegram) -> None:
    setting(telegram, "CHANGE_UNTIL", 24)
    person = await parent(telegram)
    uid = await confirmed(telegram, person)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]", "[🔁 Перенести]", "[22]")
    assert "11:30" not in person.buttons  # it is noon of the 21st, a day is needed
    assert "12:00" in person.buttons
    soon = telegram.clock.at + timedelta(hours=5)
    await person.presses_data(person.last["message_id"], GameMoved(uid, soon, Polygon.ARENA).pack())
    assert "не раньше чем через 24 ч" in person.alert
    assert booked(telegram)[0]["date"] == SATURDAY


async def test_a_moved_request_is_a_new_card_for_the_managers(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await asks(person)
    held = booked(telegram)[0]["held_until"]
    telegram.clock.at += timedelta(minutes=1)
    await walk(person, "[Открыть игру]", "[🔁 Перенести]", "[29]", "[16:00]", "[🔁 Да, перенести]")
    assert "Менеджер ответит сюда" in person.sees
    (row,) = booked(telegram)
    assert (row["status"], row["held_until"]) == ("requested", held)  # moving does not lengthen the hold
    assert "клиент выбрал другое время" in marina.chat
    assert "Новый запрос №1 · вс, 29 нояб." in marina.sees
    await marina.presses("✅ Подтвердить")
    assert booked(telegram)[0]["status"] == "confirmed"


# --- nobody else's ---


@pytest.mark.req("S1.13")
async def test_another_persons_buttons_are_as_those_of_no_game(telegram: Telegram) -> None:
    olga, vera = await parent(telegram), await parent(telegram, "Вера")
    uid = await confirmed(telegram, olga)
    await walk(vera, "/games")
    before = booked(telegram)
    message = vera.last["message_id"]

    def buttons(of: int) -> list[str]:
        later = SATURDAY + timedelta(days=1)
        return [
            one.pack()
            for one in (
                GameOpened(of), GameCancelAsked(of), GameCancelled(of), GameMoveAsked(of, None), OrderedAgain(of),
                MoveDayPicked(of, later.date(), Polygon.ARENA), MoveTimePicked(of, later, Polygon.ARENA),
                GameMoved(of, later, Polygon.ARENA),
            )
        ]  # fmt: skip

    for real, unreal in zip(buttons(uid), buttons(uid + 999), strict=True):
        answers = []
        for data in (real, unreal):
            screen = vera.sees
            await vera.presses_data(message, data)
            answers.append((vera.alert, vera.sees == screen, vera.buttons))
        assert answers[0] == answers[1]
        assert "уже нет" in answers[0][0]
    assert booked(telegram) == before
    assert "15:00" not in vera.chat
    await olga.presses_data((await olga.says("/games")).last["message_id"], GameOpened(uid).pack())
    assert "Игра №1" in olga.sees  # the control: the same button of one's own works


async def test_a_forged_month_or_day_breaks_nothing(telegram: Telegram) -> None:
    person = await parent(telegram)
    uid = await confirmed(telegram, person)
    await walk(person, "/games", "[сб, 28 нояб., 15:00 · арена]")
    for data in (f"wv:{uid}:991399", f"wd:{uid}:000000:arena", f"wd:{uid}:261128:moon", "wg:x", f"wg:{10**18}"):
        await person.presses_data(person.last["message_id"], data)
        assert person.alert
    assert booked(telegram)[0]["date"] == SATURDAY
