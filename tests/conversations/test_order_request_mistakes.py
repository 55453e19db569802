"""Everything that goes wrong while a customer orders: typing, old buttons, restarts, others who are faster (S1.65)."""

import pytest

from domain.access import Role
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, booked, clients, game, setting, walk
from tests.conversations.cards import status_of
from tests.conversations.requests import SEND, WISH, asks, parent
from ui.common import WentBack

RTL = "\u202e\u200bабвгд\u200f"
LONG = "я" * 4096


# --- what is typed or sent ---


@pytest.mark.parametrize("text", [LONG, RTL, "🎂", "-5", "0x1F", "завтрашним утром"])
async def test_a_day_that_is_none_is_asked_again(telegram: Telegram, text: str) -> None:
    person = await parent(telegram)
    await walk(person, "/order", text)
    assert "На какой день" in person.sees
    await walk(person, "[28]")
    assert "Во сколько" in person.sees


@pytest.mark.parametrize(
    ("text", "why"), [("20.11.2026", "уже прошёл"), ("21.03.2027", "не больше чем за 90 дн"), ("31.02.2027", "")]
)
async def test_a_day_out_of_bounds(telegram: Telegram, text: str, why: str) -> None:
    person = await parent(telegram)
    await walk(person, "/order", text)
    assert why in person.sees
    assert "На какой день" in person.sees


@pytest.mark.parametrize("text", [LONG, RTL, "🕒", "25:00", "09:00", "23:00", "15:10"])
async def test_a_time_that_is_none_is_asked_again(telegram: Telegram, text: str) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[28]", text)
    assert "⚠️" in person.sees
    assert "Во сколько" in person.sees
    assert "15:00" in person.buttons


async def test_a_taken_time_names_what_is_free_near_it(telegram: Telegram) -> None:
    game(telegram)
    person = await parent(telegram)
    await walk(person, "/order", "[28]", "15:00")
    assert "Рядом свободно: 13:30, 14:00, 16:00" in person.sees


@pytest.mark.parametrize("text", ["0", "-3", "21", "10000", LONG, RTL, "🎈", "много"])
async def test_a_number_of_players_that_is_none(telegram: Telegram, text: str) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[28]", "[15:00]", text)
    assert "⚠️" in person.sees
    assert "Сколько человек" in person.sees
    await walk(person, "20")
    assert "Что это будет" in person.sees


async def test_a_photo_where_a_button_is_asked(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", *WISH)
    await person.sends(telegram.people.send_photo(person.id, b"\x89PNG"))
    assert "Отправить запрос" in " ".join(person.buttons)
    await walk(person, "что-нибудь")
    assert "кнопкой" in person.sees
    await walk(person, SEND)
    assert len(booked(telegram)) == 1


async def test_a_contact_where_none_is_asked(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order")
    await person.shares_contact()
    assert "На какой день" in person.sees


async def test_a_command_in_the_middle_loses_nothing(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[28]", "[15:00]", "/games")
    assert "Мои игры" in person.sees
    await walk(person, "12", "[квест]", SEND)
    assert booked(telegram)[0]["players"] == 12


async def test_ordering_anew_asks_what_to_do_with_the_unfinished(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[28]", "/order")
    assert "незаконченное" in person.sees
    await walk(person, "[Начать заново]")
    assert "На какой день" in person.sees


# --- old buttons, pressed twice, restarts ---


async def test_sent_twice_is_one_order(telegram: Telegram) -> None:
    marina, person = await telegram.person("Марина", Role.MANAGER), await parent(telegram)
    await walk(person, "/order", *WISH)
    message, data = person.live_data("Отправить запрос")
    for _ in range(3):
        await person.presses_data(message, data)
    assert len(booked(telegram)) == 1
    assert "Запрос отправлен" in person.sees
    assert marina.chat.count("Новый запрос") == 1


async def test_a_button_of_an_earlier_message_is_out_of_date(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order")
    message, data = person.live_data("28")
    await walk(person, "29.11")  # typed: the question moves to a new message
    await person.presses_data(message, data)
    assert "устарела" in person.alert
    assert "вс, 29 нояб." in person.sees


STATES = (
    ("/order",),
    ("[Согласен]",),
    ("[📱 Отправить мой номер]",),
    ("[Ольга]",),
    ("[28]",),
    ("[15:00]",),
    ("[12]",),
    ("[день рождения]",),
    (SEND,),
)


async def test_a_restart_in_every_state_loses_nothing(telegram: Telegram) -> None:
    person = await telegram.person("Ольга")
    for steps in STATES:
        await walk(person, *steps)
        await telegram.restart()
    assert "Запрос отправлен" in person.sees
    assert [(row["date"], row["players"]) for row in booked(telegram)] == [(SATURDAY, 12)]


async def test_stopping_keeps_nothing(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", *WISH, "[Отмена]")
    assert "Ничего не сохранено" in person.sees
    assert not booked(telegram)


# --- others ---


async def test_who_is_second_is_told_and_sees_what_is_free(telegram: Telegram) -> None:
    olga, vera = await parent(telegram), await parent(telegram, "Вера")
    await walk(olga, "/order", *WISH)
    await walk(vera, "/order", *WISH)
    await walk(olga, SEND)
    await walk(vera, SEND)
    assert "занято" in vera.alert
    assert "Во сколько" in vera.sees
    assert "15:00" not in vera.buttons
    await walk(vera, "[16:00]", SEND)
    assert sorted(row["date"].hour for row in booked(telegram)) == [12, 13]


async def test_a_time_that_went_before_it_was_pressed(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[28]")
    game(telegram)
    await person.presses("15:00")
    assert "только что заняли" in person.alert
    assert "15:00" not in person.buttons


async def test_two_open_orders_are_the_most(telegram: Telegram) -> None:
    setting(telegram, "CONTACT", "+7 395 255-00-00")
    person = await parent(telegram)
    await asks(person)
    await asks(person, day="[29]")
    await person.says("/order")
    assert "У вас уже 2 игры впереди" in person.sees
    assert "+7 395 255-00-00" in person.sees
    await walk(person, "[Мои игры]", "[вс, 29 нояб., 15:00 · арена]", "[❌ Отменить игру]", "[❌ Да, отменить]")
    await person.says("/order")
    assert "На какой день" in person.sees


async def test_games_that_the_staff_wrote_down_do_not_count(telegram: Telegram) -> None:
    person = await parent(telegram)
    for hour in (7, 9, 11):
        game(telegram, client_uid=clients(telegram)[0]["uid"], date=SATURDAY.replace(hour=hour))
    await person.says("/order")
    assert "На какой день" in person.sees


async def test_the_limit_is_reached_meanwhile_from_another_account(telegram: Telegram) -> None:
    setting(telegram, "OPEN_REQUESTS", 1)
    olga, husband = await parent(telegram), await parent(telegram, "Олег")

    def same_card(uow: object) -> None:
        people = uow.people  # type: ignore[attr-defined]
        people.tie(people.find_by_telegram(husband.id).id, people.find_by_telegram(olga.id).client_uid)

    telegram.desk.db.write_now(same_card)
    await walk(husband, "/order", "[29]", "[15:00]", "[12]", "[игра]")
    await asks(olga)
    await walk(husband, SEND)
    assert "У вас уже 1 игра впереди" in husband.sees
    assert len(booked(telegram)) == 1


# --- how soon, how far ---


async def test_so_soon_nobody_is_ready(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[·21·]")  # it is noon, three hours are needed
    assert "14:30" not in person.buttons
    assert "15:00" in person.buttons


async def test_a_time_that_became_too_soon(telegram: Telegram) -> None:
    person = await parent(telegram)
    await walk(person, "/order", "[·21·]", "[15:00]", "[12]", "[игра]")
    await telegram.after(minutes=1)
    await walk(person, SEND)
    assert "не позже чем за 3 ч" in person.alert
    assert not booked(telegram)
    await walk(person, "[✏️ Время]", "[·21·]", "[15:30]", SEND)
    assert len(booked(telegram)) == 1


async def test_too_far_ahead_can_be_neither_pressed_nor_forged(telegram: Telegram) -> None:
    setting(telegram, "AHEAD", 5)
    person = await parent(telegram)
    await person.says("/order")
    await _does_nothing(person, "27 ●")
    await person.presses_data(person.last["message_id"], "wy:261127")
    assert "15:00" not in person.buttons
    await walk(person, "15:00")
    assert "ничего не свободно" in person.sees


async def _does_nothing(person: Person, label: str) -> None:
    before = person.chat
    await person.presses(label)
    assert person.chat == before


async def test_an_old_button_while_the_contact_is_asked_shows_the_keyboard_for_it_again(telegram: Telegram) -> None:
    """A message with the contact button can't be edited into one that has it: it comes anew."""
    person = await telegram.person("Ольга")
    await person.says("/order")
    old = person.live_data("Согласен")
    await person.presses("Согласен")
    asked = person.last["message_id"]
    await person.presses_data(old[0], "cx")
    assert "прошлого шага" in person.alert
    assert person.last["message_id"] > asked
    assert "свой номер" in person.sees
    await person.presses("📱 Отправить мой номер")
    assert "Как вас записать" in person.sees


async def test_a_way_back_to_what_was_never_asked_stays_at_what_is(telegram: Telegram) -> None:
    person = await parent(telegram)
    await person.says("/order")
    await person.presses_data(person.last["message_id"], WentBack("TIME").pack())
    assert "На какой день" in person.sees
    assert status_of(telegram, person) == "crm_request:DAY"
