"""The staff's `/order` in the chat: who, day, place and time, how many, summary, the card (S1.20, S1.40–S1.53)."""

from datetime import timedelta

import pytest
from telegram.ext import ConversationHandler

from conversations.order_create import ORDER_CREATE
from conversations.order_draft import State
from domain.access import Role
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.conversations.booking import (
    PHONE,
    SATURDAY,
    TO_SUMMARY,
    Effort,
    booked,
    clients,
    game,
    olga,
    setting,
    walk,
)  # fmt: skip
from tests.queries import counted


@pytest.mark.req("S1.68")
def test_it_is_a_conversation_handler_like_the_other_dialogues() -> None:
    assert isinstance(ORDER_CREATE, ConversationHandler)
    assert ORDER_CREATE.name == "crm_order"
    assert set(ORDER_CREATE.states) == set(State)


@pytest.mark.req("S1.10", "S1.20")
async def test_a_client_on_file_is_booked_in_few_presses(telegram: Telegram) -> None:
    anna, uid, effort = await telegram.person("Анна", Role.MANAGER), olga(telegram), Effort()
    await effort.walk(anna, "/order", "Ольга", "[Минеева Ольга]", "[сб 28]", "[15:00]", "[12]", "[✅ Записать]")
    assert "Записано" in anna.sees
    assert "Игра №1 · сб, 28 нояб." in anna.sees
    assert "15:00–16:00 арена" in anna.sees
    assert effort.presses <= 7
    assert effort.typed <= 2
    (row,) = booked(telegram)
    assert (row["client_uid"], row["date"], row["players"], row["status"]) == (uid, SATURDAY, 12, "confirmed")


async def test_a_new_client_is_added_on_the_way(telegram: Telegram) -> None:
    anna, effort = await telegram.person("Анна", Role.INSTRUCTOR), Effort()
    await effort.walk(anna, "/order", "Ольга 8 999 643-23-87", "[➕ Ольга, +7 999 643-23-87]")
    assert "👤 Ольга · +7 999 643-23-87" in anna.sees
    await effort.walk(anna, "[Завтра]", "[10:30]", "[8]", "[✅ Записать]")
    assert effort.presses <= 9
    assert effort.typed <= 3
    (card,), (row,) = clients(telegram), booked(telegram)
    assert (card["name"], card["phone"], row["client_uid"]) == ("Ольга", PHONE, card["uid"])


async def test_the_command_takes_the_client_at_once(telegram: Telegram) -> None:
    anna, uid = await telegram.person("Анна", Role.MANAGER), olga(telegram)
    await anna.says("/order Ольга 8 999 643-23-87")
    assert "Какой день" in anna.sees
    await walk(anna, "завтра в 15", "12", "[✅ Записать]")
    assert [row["client_uid"] for row in booked(telegram)] == [uid]


async def test_a_phone_of_somebody_else_is_asked_about(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, "/order", "Пётр 89996432387")
    assert any("Минеева Ольга" in label for label in anna.buttons)
    assert "➕ Пётр, +7 999 643-23-87" in anna.buttons
    await anna.presses("➕ Пётр")
    assert "👤 Пётр" in anna.sees


async def test_a_name_nobody_has_keeps_while_the_phone_is_asked(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await walk(anna, "/order", "Минеева Ольга")
    assert "такого клиента в базе нет" in anna.sees
    await anna.says("12345")
    assert "⚠️" in anna.sees
    assert "Минеева Ольга" in anna.sees
    await telegram.restart()
    await anna.says("8 999 643-23-87")
    assert "👤 Минеева Ольга · +7 999 643-23-87" in anna.sees
    assert [(card["surname"], card["name"]) for card in clients(telegram)] == [("Минеева", "Ольга")]


async def test_a_phone_nobody_has_keeps_while_the_name_is_asked(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await walk(anna, "/order", "89996432387")
    assert "+7 999 643-23-87 в базе нет" in anna.sees
    await anna.says("😀")
    assert "⚠️" in anna.sees
    await anna.says("Ольга")
    assert "👤 Ольга · +7 999 643-23-87" in anna.sees


async def test_a_phone_that_is_typed_for_a_name_may_be_known(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, "/order", "Кот", "89996432387")
    assert any("Минеева Ольга" in label for label in anna.buttons)
    assert "➕ Кот, +7 999 643-23-87" in anna.buttons
    assert len(clients(telegram)) == 1


async def test_another_name_instead_of_the_phone_is_a_new_search(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, "/order", "Олгьа", "Ольга", "[Минеева Ольга]")
    assert "Какой день" in anna.sees


@pytest.mark.req("S1.41")
async def test_a_game_without_a_client(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await walk(anna, "/order", "[Без клиента]", "[Завтра]", "[10:00]", "[8]", "[✅ Записать]")
    assert "без клиента" in anna.sees
    (row,) = booked(telegram)
    assert row["client_uid"] is None
    assert row["uid"] == 1


@pytest.mark.req("S1.40", "S1.42", "S1.43", "S1.44", "S1.45", "S1.47", "S1.48", "S1.49")
async def test_what_is_not_asked_has_the_seeds_defaults(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    for hour in ("15:00", "17:00"):
        await walk(anna, "/order", "[Минеева Ольга]", "[сб 28]", f"[{hour}]", "[12]", "[✅ Записать]")
    row, second = booked(telegram)
    names = ("gametime", "resttime", "restroom", "polygon", "gametype", "gifts", "price", "deposit", "instructor_id")
    assert [row[name] for name in names] == [3600, 3600, 0, "arena", "birthday", "bandana", None, 0, None]
    assert row["date"] == SATURDAY
    assert (row["uid"], second["uid"]) == (1, 2)


@pytest.mark.req("S1.43", "S1.44")
async def test_the_business_may_have_other_usual_lengths_and_a_deposit(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    for name, value in (("GAME_LENGTH", 45), ("REST_LENGTH", 30), ("DEPOSIT", 200_000)):
        setting(telegram, name, value)
    await walk(anna, *TO_SUMMARY[:3])
    assert "·45 мин·" in anna.buttons
    await walk(anna, "[15:00]", "[12]")
    assert "15:00–15:45" in anna.sees
    assert "Предоплата 2 000 ₽" in anna.sees
    await anna.presses("✅ Записать")
    (row,) = booked(telegram)
    assert (row["gametime"], row["resttime"], row["deposit"]) == (2700, 1800, 200_000)


@pytest.mark.req("S1.52")
async def test_it_goes_on_where_it_was_after_a_restart_in_any_state(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    for step in (*TO_SUMMARY, "[✏️ Подарки]", "[снуды]", "[✅ Записать]"):
        await walk(anna, step)
        await telegram.restart()
    assert [row["gifts"] for row in booked(telegram)] == ["snood"]


@pytest.mark.req("S1.52")
async def test_a_line_being_typed_survives_a_restart(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *TO_SUMMARY, "[✏️ Примечание]")
    await telegram.restart()
    await anna.says("торт в 16")
    assert "торт в 16" in anna.sees
    await anna.presses("✅ Записать")
    assert booked(telegram)[0]["description"] == "торт в 16"


@pytest.mark.req("S1.53")
async def test_nothing_is_stored_before_it_is_confirmed(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *TO_SUMMARY)
    assert booked(telegram) == []
    slot = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id))
    assert slot.status == "crm_order:SUMMARY"
    assert '"players": 12' in slot.data
    await anna.presses("Отмена")
    assert booked(telegram) == []
    slot = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id))
    assert (slot.status, slot.data) == ("-", "")
    await walk(anna, *TO_SUMMARY, "[✅ Записать]")
    slot = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id))
    assert (slot.status, slot.data, len(booked(telegram))) == ("-", "", 1)


async def test_a_second_press_books_no_second_game(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *TO_SUMMARY)
    button = anna.live_data("✅ Записать")
    await anna.presses_data(*button)
    card = anna.sees
    await anna.presses_data(*button)
    assert anna.sees == card
    assert len(booked(telegram)) == 1


async def test_every_answer_can_be_taken_back(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *TO_SUMMARY[:4], "[« 28 ноября]")
    assert "Площадка" in anna.sees
    await anna.presses("« ноябрь 2026")
    assert "Какой день" in anna.sees
    await walk(anna, "[« Назад]", "[Без клиента]")
    assert "Сколько игроков" in anna.sees  # day and time are kept
    await walk(anna, "[« 28 ноября]", "[« ноябрь 2026]", "[29]", "[11:00]", "[8]")
    assert "вс, 29 нояб." in anna.sees
    assert "11:00–12:00 арена" in anna.sees
    assert "без клиента" in anna.sees


async def test_a_screen_asks_little_of_the_database_however_much_is_in_it(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    game(telegram, date=SATURDAY.replace(hour=7), polygon="forest")
    steps = (*TO_SUMMARY, "[✏️ Подарки]", "[снуды]", "[✏️ Зона отдыха]", "[зона 1]", "[Отмена]")
    few = [await _statements(anna, step) for step in steps]
    for number in range(200):
        at = SATURDAY + timedelta(days=-7 + number % 20, hours=number // 20)
        game(telegram, date=at, polygon="forest")
        telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Анна").uid)
    many = [await _statements(anna, step) for step in (steps[0], "Минеева Ольга", *steps[1:])]
    del many[1]
    assert many == few
    assert max(few) <= 6


OWN = ("DialogStatuses", "outbox", "jobs", "inbox", "user_roles")  # of the update path, whatever the screen


async def _statements(person: Person, step: str) -> int:
    with counted() as sent:
        await walk(person, step)
    return len([one for one in sent if one.startswith("SELECT") and not any(table in one for table in OWN)])
