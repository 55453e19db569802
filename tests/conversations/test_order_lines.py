"""The summary of `/order`: every line changed in two presses and checked against the slot (S1.43–S1.51)."""

import pytest

from domain.access import Role
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, TO_SUMMARY, booked, game, olga, setting, walk


async def at_summary(telegram: Telegram, *before: str) -> Person:
    """Анна, with a game put together."""
    anna = await telegram.person("Анна", Role.MANAGER)
    olga(telegram)
    await walk(anna, *(before or TO_SUMMARY))
    return anna


LINES = {
    "lengths": (
        ["[✏️ Длительность]", "1 ч 20 мин", "[✏️ Зона отдыха]", "[зона 1]", "[✏️ Отдых]", "полтора часа"],
        {"gametime": 4800, "restroom": 1, "resttime": 5400},
    ),
    "lengths by buttons": (
        ["[✏️ Длительность]", "[2 ч]", "[✏️ Зона отдыха]", "[зона 2]", "[✏️ Отдых]", "[30 мин]"],
        {"gametime": 7200, "restroom": 2, "resttime": 1800},
    ),
    "quest": (
        ["[✏️ Вид игры]", "[квест]", "[✏️ Подарки]", "[пульки]", "[✏️ Цена]", "12 500", "[✏️ Предоплата]", "2000 ₽"],
        {"gametype": "quest", "gifts": "bullets", "price": 1_250_000, "deposit": 200_000},
    ),
    "game": (
        ["[✏️ Вид игры]", "[игра]", "[✏️ Подарки]", "[жетоны]", "[✏️ Примечание]", "торт\nв 16", "[✏️ Игроки]", "[20]"],
        {"gametype": "game", "gifts": "dogtag", "description": "торт\nв 16", "players": 20},
    ),
    "taken back": (
        ["[✏️ Цена]", "5 тыс", "[✏️ Цена]", "[пока без цены]", "[✏️ Примечание]", "торт", "[✏️ Примечание]",
         "[оставить пустым]", "[✏️ Подарки]", "[без подарков]", "[✏️ Игроки]", "нас двое"],
        {"price": None, "description": "", "gifts": "without", "players": 2},
    ),
    "park": (
        ["[✏️ Место и время]", "[парк]", "[« Назад]", "[✏️ День]", "[29]", "[✏️ Подарки]", "[снуды]"],
        {"polygon": "park", "date": SATURDAY.replace(day=29), "gifts": "snood"},
    ),
    "forest": (
        ["[✏️ Место и время]", "[лес]", "[16:30]", "[✏️ Клиент]", "[Без клиента]"],
        {"polygon": "forest", "date": SATURDAY.replace(hour=13, minute=30), "client_uid": None},
    ),
}  # fmt: skip


@pytest.mark.req("S1.43", "S1.44", "S1.45", "S1.46", "S1.47", "S1.48", "S1.49")
@pytest.mark.parametrize("name", LINES)
async def test_lines_are_changed_and_booked(telegram: Telegram, name: str) -> None:
    steps, values = LINES[name]
    anna = await at_summary(telegram)
    await walk(anna, *steps)
    assert "Всё верно" in anna.sees
    await anna.presses("✅ Записать")
    (row,) = booked(telegram)
    assert {column: row[column] for column in values} == values


async def test_the_rest_is_there_with_a_zone_only(telegram: Telegram) -> None:
    anna = await at_summary(telegram)
    assert "✏️ Отдых" not in anna.buttons
    assert "отдых до" not in anna.sees
    await walk(anna, "[✏️ Зона отдыха]", "[зона 1]")
    assert "✏️ Отдых" in anna.buttons
    assert "15:00–16:00 арена, отдых до 17:00 в зоне 1" in anna.sees


async def test_the_instructor_is_one_of_the_staff(telegram: Telegram) -> None:
    await telegram.person("Игорь", Role.INSTRUCTOR)
    await telegram.person("Вера")
    anna = await at_summary(telegram)
    await anna.presses("✏️ Инструктор")
    assert {"Игорь", "Анна", "пока никто"} <= set(anna.buttons)
    assert "Вера" not in anna.buttons
    await walk(anna, "[Игорь]", "[✅ Записать]")
    assert "Инструктор: Игорь" in anna.sees


@pytest.mark.req("S1.50")
async def test_the_clubs_own_fields_are_asked_as_it_calls_them(telegram: Telegram) -> None:
    setting(telegram, "ORDER_FIELDS", ["Торт", "Имя именинника"])
    anna = await at_summary(telegram)
    await walk(anna, "[✏️ Имя именинника]", "Миша <3", "[✏️ Торт]", "свой")
    assert "Имя именинника: Миша <3" in anna.sees
    await walk(anna, "[✏️ Торт]", "[оставить пустым]", "[✅ Записать]")
    assert "Имя именинника: Миша <3" in anna.sees
    assert booked(telegram)[0]["custom"] == {"Имя именинника": "Миша <3"}


@pytest.mark.req("S1.50")
async def test_a_field_the_club_has_given_up_is_no_trap(telegram: Telegram) -> None:
    setting(telegram, "ORDER_FIELDS", ["Торт"])
    anna = await at_summary(telegram)
    await anna.presses("✏️ Торт")
    setting(telegram, "ORDER_FIELDS", [])
    await anna.says("свой")
    assert "Такого поля больше нет" in anna.chat
    assert "Всё верно" in anna.sees
    await anna.presses("✅ Записать")
    assert booked(telegram)[0]["custom"] == {}


@pytest.mark.req("S1.51")
async def test_a_longer_game_is_checked_against_the_next_one(telegram: Telegram) -> None:
    anna = await at_summary(telegram)
    game(telegram, date=SATURDAY.replace(hour=13))
    await walk(anna, "[✏️ Длительность]", "[2 ч]")
    assert "Это время занято (арена). Свободно: 13:00" in anna.alert
    assert "Сколько длится" in anna.sees
    await anna.says("1 ч 30 мин")
    assert "⚠️ Это время занято (арена)" in anna.sees
    await walk(anna, "[1 ч]", "[✅ Записать]")
    assert booked(telegram)[-1]["gametime"] == 3600


@pytest.mark.req("S1.51")
async def test_a_rest_zone_that_is_taken_is_refused(telegram: Telegram) -> None:
    game(telegram, polygon="forest", restroom=1)  # rests 16:00–17:00 in zone 1
    anna = await at_summary(telegram)
    await walk(anna, "[✏️ Зона отдыха]", "[зона 1]")
    assert "Зона отдыха 1 в это время занята" in anna.alert
    await walk(anna, "[зона 2]", "[✅ Записать]")
    assert booked(telegram)[-1]["restroom"] == 2


@pytest.mark.req("S1.51")
async def test_another_day_keeps_the_time_where_it_is_free(telegram: Telegram) -> None:
    game(telegram, date=SATURDAY.replace(day=29))
    anna = await at_summary(telegram)
    await walk(anna, "[✏️ День]", "[30]")
    assert "пн, 30 нояб." in anna.sees
    assert "Всё верно" in anna.sees
    await walk(anna, "[✏️ День]", "29.11")
    assert "Площадка" in anna.sees
    assert "15:00" not in anna.buttons
    await walk(anna, "[16:00]", "[✅ Записать]")
    assert booked(telegram)[-1]["date"] == SATURDAY.replace(day=29, hour=13)


async def test_another_place_that_takes_fewer_asks_for_the_players_again(telegram: Telegram) -> None:
    anna = await at_summary(telegram, "/order", "[Минеева Ольга]", "[сб 28]", "[парк]", "[15:00]", "35")
    assert "35 игроков" in anna.sees
    await walk(anna, "[✏️ Место и время]", "[арена]", "[15:00]")
    assert "Сколько игроков? Здесь (арена) помещается до 20." in anna.sees
    await walk(anna, "21")
    assert "⚠️" in anna.sees
    await walk(anna, "[20]", "[✅ Записать]")
    assert booked(telegram)[0]["players"] == 20


async def test_another_place_gives_up_a_time_that_is_taken_there(telegram: Telegram) -> None:
    game(telegram, polygon="park")
    anna = await at_summary(telegram)
    await walk(anna, "[✏️ Место и время]", "[парк]")
    assert "15:00" not in anna.buttons
    assert "·15:00·" not in anna.buttons
    await walk(anna, "[16:00]", "[✅ Записать]")
    assert (booked(telegram)[-1]["polygon"], booked(telegram)[-1]["date"].hour) == ("park", 13)
