"""Changing a game field by field, and whatever goes wrong on the way (S1.12, S1.50, S1.51)."""

from datetime import timedelta

import pytest

from domain.access import Role
from tests.chat import Person, Telegram
from tests.conversations.booking import SATURDAY, game, olga, setting, walk
from tests.conversations.cards import BACK, opened, row, status_of


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    """A manager."""
    return await telegram.person("Анна", Role.MANAGER)


# --- every field (S1.12) ---


FIELDS: tuple[tuple[str, str, str, object], ...] = (
    ("Игроки", "[15]", "players", 15),
    ("Игроки", "14 человек", "players", 14),
    ("Вид игры", "[квест]", "gametype", "quest"),
    ("Подарки", "[жетоны]", "gifts", "dogtag"),
    ("Площадка", "[парк]", "polygon", "park"),
    ("Длительность", "[2 ч]", "gametime", 7200),
    ("Длительность", "1 час 20 мин", "gametime", 4800),
    ("Зона отдыха", "[зона 2]", "restroom", 2),
    ("Цена", "12 500", "price", 1_250_000),
    ("Предоплата", "2000", "deposit", 200_000),
    ("Оплачено", "12500", "paid", 1_250_000),
    ("Инструктор", "[Анна]", "instructor_id", 1),
    ("Примечание", "торт в 16:00", "description", "торт в 16:00"),
)


@pytest.mark.req("S1.12")
async def test_each_field_takes_at_most_three_presses(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    for field, answer, column, value in FIELDS:
        await walk(anna, "[Изменить]", f"[{field}]", answer)
        assert row(telegram)[column] == value, field
        assert anna.sees.startswith("✅")
        assert "Игра №1" in anna.sees
        assert status_of(telegram, anna) == "-"
        await anna.presses(BACK)
        assert "🔁 Перенести" in anna.buttons


@pytest.mark.req("S1.12", "S1.41")
async def test_the_client_is_found_or_taken_off(telegram: Telegram, anna: Person) -> None:
    uid = olga(telegram)
    game(telegram)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Клиент]", "минеЕв")
    await anna.presses("Минеева Ольга")
    assert row(telegram)["client_uid"] == uid
    await walk(anna, "[Клиент: Минеева Ольга]", "[Без клиента]")
    assert row(telegram)["client_uid"] is None


async def test_nobody_found_asks_again(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Клиент]", "Ыыыы")
    assert "никого нет" in anna.sees
    assert row(telegram)["client_uid"] is None


async def test_the_rest_is_a_zone_and_a_length(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Зона отдыха]", "[зона 1]")
    assert "отдых до 17:00 в зоне 1" in anna.sees
    await walk(anna, "[Зона отдыха: зона 1]", "[2 ч]")
    assert "отдых до 18:00 в зоне 1" in anna.sees
    await walk(anna, "[Зона отдыха]", "45 мин")
    assert "отдых до 16:45 в зоне 1" in anna.sees
    await walk(anna, "[Зона отдыха]", "[без зоны]")
    assert "отдых" not in anna.sees.split("✅")[1].split("\n", 2)[2]
    assert row(telegram)["restroom"] == 0


async def test_the_current_answer_is_marked(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12, gifts="snood")
    await opened(anna)
    await walk(anna, "[Изменить]", "[Подарки]")
    assert "·снуды·" in anna.buttons
    await walk(anna, f"[{BACK}]", "[Изменить]", "[Игроки]")
    assert "·12·" in anna.buttons


async def test_a_text_is_emptied(telegram: Telegram, anna: Person) -> None:
    game(telegram, description="торт", price=100)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Примечание]", "-")
    assert row(telegram)["description"] == ""
    await walk(anna, "[Цена]", "[пока без цены]")
    assert row(telegram)["price"] is None


@pytest.mark.req("S1.50")
async def test_own_fields_are_added_without_code(telegram: Telegram, anna: Person) -> None:
    game(telegram, custom={"Шары": "красные"})
    setting(telegram, "ORDER_FIELDS", ["Торт", "Аниматор"])
    await opened(anna)
    assert "Шары: красные" in anna.sees
    await walk(anna, "[Изменить]", "[Торт]", "шоколадный <b>3 кг</b>")
    assert "Торт: шоколадный <b>3 кг</b>" in anna.sees  # shown as typed
    await walk(anna, "[Аниматор]", "Человек-паук", "[Шары]", "[Стереть]")
    custom = {name: value for name, value in row(telegram)["custom"].items() if value}
    assert custom == {"Торт": "шоколадный <b>3 кг</b>", "Аниматор": "Человек-паук"}
    await opened(anna)
    assert "Аниматор: Человек-паук" in anna.sees


# --- the slot (S1.51) ---


@pytest.mark.req("S1.51")
async def test_a_taken_slot_is_refused_with_the_free_times(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    game(telegram, date=SATURDAY + timedelta(hours=1))
    await opened(anna)
    await walk(anna, "[Изменить]", "[Длительность]", "[2 ч]")
    assert "Это время занято (арена). Свободно: 13:00, 13:30, 14:00." in anna.alert
    assert row(telegram)["gametime"] == 3600
    assert "Длительность" in anna.sees  # still asked
    await anna.says("2 часа")
    assert "⚠️ Это время занято (арена). Свободно:" in anna.sees
    assert status_of(telegram, anna) == "crm_calendar:VALUE"
    await anna.says("50 мин")
    assert row(telegram)["gametime"] == 3000


@pytest.mark.req("S1.51")
async def test_a_taken_rest_zone_is_refused(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    game(telegram, polygon="park", restroom=1)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Зона отдыха]", "[зона 1]")
    assert "Зона отдыха 1 в это время занята" in anna.alert
    await anna.presses("зона 2")
    assert row(telegram)["restroom"] == 2


async def test_rules_set_later_never_lock_an_old_game(telegram: Telegram, anna: Person) -> None:
    """Hours, a break or a limit that came after the booking do not stop a note of another kind."""
    game(telegram, players=18)
    game(telegram, date=SATURDAY + timedelta(hours=1))
    for name, value in (("HOURS_ARENA", "10:00-12:00"), ("BUFFER", 30), ("PLAYERS_ARENA", 10)):
        setting(telegram, name, value)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Зона отдыха]", "[зона 1]")
    assert row(telegram)["restroom"] == 1
    await walk(anna, "[Игроки]", "20")
    assert "не больше 10" in anna.sees
    await anna.says("9")
    assert row(telegram)["players"] == 9
    await walk(anna, "[Длительность]", "[1 ч 30 мин]")  # its own time grows: today's rules hold
    assert anna.alert
    assert row(telegram)["gametime"] == 3600


# --- bad input ---


WRONG: dict[str, tuple[str, ...]] = {
    "Игроки": ("0", "10000", "много", "🎉", "1" * 4096),
    "Цена": ("дорого", "-5", "99999999999"),
    "Длительность": ("0", "вечность", "100 часов"),
    "Примечание": ("я" * 501, "\u200b\u202e"),
    "Площадка": ("парк",),
    "Инструктор": ("Пётр",),
    "Торт": ("я" * 201, "\u202e\u200b"),
    "Клиент": ("\u200b",),
}


async def test_a_wrong_answer_is_explained_and_asked_again(telegram: Telegram, anna: Person) -> None:
    setting(telegram, "ORDER_FIELDS", ["Торт"])
    game(telegram, players=12, description="старое")
    for field, answers in WRONG.items():
        await opened(anna)
        await walk(anna, "[Изменить]", f"[{field}]")
        before = row(telegram)
        for typed in answers:
            await anna.says(typed)
            assert anna.sees.startswith("⚠️"), (field, typed)
            assert f"\n{field}\n" in anna.sees  # asked again
            assert row(telegram) == before
            assert status_of(telegram, anna) == "crm_calendar:VALUE"


async def test_a_photo_where_text_is_asked(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Примечание]")
    await anna.sends(telegram.people.send_photo(anna.id))
    assert "⚠️" in anna.sees
    await anna.says("торт")
    assert row(telegram)["description"] == "торт"


async def test_a_wrong_answer_is_mended_by_editing_it(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]", "много")
    said = next(message for message in reversed(anna.messages) if message.get("text") == "много")
    await anna.edits(said["message_id"], "14")
    assert row(telegram)["players"] == 14


async def test_it_goes_on_after_a_restart(telegram: Telegram, anna: Person) -> None:
    game(telegram)
    await opened(anna)
    await walk(anna, "[🔁 Перенести]", "[29]")
    await telegram.restart()
    await walk(anna, "[11:00]")
    await telegram.restart()
    await anna.presses("✅ Перенести")
    assert f"{row(telegram)['date']:%d %H:%M}" == "29 08:00"


async def test_cancelling_brings_the_card_back(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]", "Отмена")
    assert "12 игроков" in anna.sees
    assert "🔁 Перенести" in anna.buttons
    await walk(anna, "[Изменить]", "[Игроки]", "/cancel")
    assert "🔁 Перенести" in anna.buttons
    assert status_of(telegram, anna) == "-"


async def test_another_command_in_the_middle_loses_nothing(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]", "/calendar")
    assert "ноябрь 2026" in anna.buttons
    await anna.says("15")  # the question is still open
    assert row(telegram)["players"] == 15


async def test_an_old_question_is_out_of_date(telegram: Telegram, anna: Person) -> None:
    game(telegram, players=12)
    await opened(anna)
    await walk(anna, "[Изменить]", "[Игроки]")
    message, data = anna.live_data("15")
    await anna.says("14")
    await anna.presses_data(message, data)
    assert row(telegram)["players"] == 14
    assert anna.alert
