"""Searching in the chat, as a manager does it (S1.14–S1.30, S1.61–S1.63)."""

import pytest

from domain.access import Role
from tests.builders import make_client
from tests.chat import Person, Telegram

MIHAIL = {"surname": "Минеев", "name": "Михаил", "midname": "Владимирович", "phone": "+79996432387"}
SECOND = "+79161112233"
HIT = "1: Михаил (+79996432387)"


def cards(telegram: Telegram, *given: dict[str, str]) -> None:
    telegram.desk.db.write_now(lambda uow: [make_client(uow, **values).uid for values in given])


def status(telegram: Telegram, person: Person) -> str:
    return telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id).status)


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    cards(telegram, {**MIHAIL, "secondphone": SECOND}, {"surname": "Соболева", "name": "Ирина"})
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.says("/client")
    return anna


async def find(anna: Person, typed: str) -> Person:
    await anna.presses("🔎 Найти")
    return await anna.says(typed)


@pytest.mark.req("S1.14", "S1.15", "S1.16", "S1.19", "S1.22")
async def test_the_way_in_is_exactly_find_and_add(anna: Person) -> None:
    assert anna.buttons == ["🔎 Найти", "➕ Добавить"]
    assert "Клиенты" in anna.sees


async def test_the_menu_below_the_chat_leads_there_too(telegram: Telegram, anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("👤 Клиенты")
    assert anna.buttons == ["🔎 Найти", "➕ Добавить"]


@pytest.mark.req("S1.23", "S1.24", "S1.25", "S1.26", "S1.27", "S1.28", "S1.29", "S1.30", "S1.61")
async def test_the_answer_has_number_name_and_phone(anna: Person) -> None:
    await anna.presses("🔎 Найти")
    for typed in (
        "МинеЕв", "миХАИЛ", "Владимирович", "Минеев Михаил Владимирович", "ев Михаил Влад", "+79996432387",
        "8 (999) 643-23-87", "7 999 643 23 87", "9996432387", "8 916 111-22-33", "23-87", "Михаил 8 999 643-23-87",
    ):  # fmt: skip
        await anna.says(typed)
        assert HIT in anna.sees, typed
        assert anna.buttons[0] == HIT
        assert "Соболева" not in anna.sees


@pytest.mark.req("S1.63")
async def test_nobody_found_says_so_and_goes_on_searching(telegram: Telegram, anna: Person) -> None:
    await find(anna, "Кузнецов")
    assert "«Кузнецов» никто не нашёлся. Повторите" in anna.sees
    assert status(telegram, anna) == "crm_client:FIND"
    await anna.says("Минеев")
    assert HIT in anna.sees


@pytest.mark.req("S1.62")
async def test_cancel_ends_it_and_the_buttons_go(telegram: Telegram, anna: Person) -> None:
    for word in ("Отмена", "отмена", " ОТМЕНА ", "/cancel", "the button"):
        await find(anna, "Кузнецов")
        await (anna.presses("Отмена") if word == "the button" else anna.says(word))
        assert "Ничего не сохранено" in anna.sees, word
        assert anna.buttons == []
        assert status(telegram, anna) == "-"
        asked = [m for m in anna.messages if "никто не нашёлся" in m.get("text", "")]
        assert not any(telegram.people.buttons(m) for m in asked)
        await anna.says("/client")


@pytest.mark.req("S1.17", "S1.18", "S1.19")
async def test_the_found_client_is_changed_and_deleted_by_buttons(anna: Person) -> None:
    await find(anna, "Минеев")
    await anna.presses(HIT)
    assert "Минеев Михаил Владимирович" in anna.sees
    assert "+7 999 643-23-87, +7 916 111-22-33" in anna.sees
    assert "без Telegram — позвонить" in anna.sees
    assert {"✏️ Изменить", "🗑 Удалить", "🎯 Новая игра", "📋 Игры", "🔗 Пригласить в бота"} <= set(anna.buttons)


async def test_back_from_a_card_leads_to_what_was_found(telegram: Telegram, anna: Person) -> None:
    cards(telegram, *({"surname": "Иванов", "name": f"Иван{n}"} for n in range(20)))
    await find(anna, "иванов")
    await anna.presses("»")
    assert len([label for label in anna.buttons if ": Иван" in label]) == 8
    second_page = anna.buttons
    await anna.presses("11: Иван8")
    assert "Иванов Иван8" in anna.sees
    await anna.presses("« К найденному")
    assert anna.buttons == second_page
    await anna.presses("»")
    assert [label for label in anna.buttons if label in "«123»"] == ["«", "3"]


async def test_viewing_a_card_does_not_end_the_search(anna: Person) -> None:
    await find(anna, "Минеев")
    await anna.presses(HIT)
    await anna.says("Соболева")
    assert "2: Ирина" in anna.sees


@pytest.mark.req("S1.52")
async def test_a_restart_in_the_middle_loses_nothing(telegram: Telegram, anna: Person) -> None:
    await find(anna, "Минеев")
    await telegram.restart()
    await anna.presses(HIT)
    assert "Минеев Михаил" in anna.sees
    await anna.presses("« К найденному")
    assert HIT in anna.sees
    await anna.says("Соболева")
    assert "2: Ирина" in anna.sees


async def test_whom_nobody_found_is_added_with_what_was_typed(anna: Person) -> None:
    await find(anna, "Кузнецова Анна 8 903 111-22-33")
    await anna.presses("➕ Добавить «Кузнецова")
    assert "Фамилия: Кузнецова" in anna.sees
    assert "Телефон: +7 903 111-22-33" in anna.sees
    await anna.presses("✅ Добавить")
    assert "Кузнецова Анна · №3" in anna.sees


async def test_only_what_is_missing_is_asked(anna: Person) -> None:
    for typed, asked in (("Кузнецова", "какой телефон"), ("8 903 111-22-33", "как зовут"), ("👍", "как зовут")):
        await find(anna, typed)
        await anna.presses("➕ Добавить «")
        assert asked in anna.sees
        await anna.says("Отмена")
        await anna.says("/client")


async def test_strange_words_get_one_answer_and_the_search_goes_on(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🔎 Найти")
    for typed in ("я" * 4096, "\u202eМинеев\u200b\u200b", "%%%", "<b>Минеев</b>", "🎂", "- - -"):
        before = len(anna.messages)
        await anna.says(typed)
        assert len(anna.messages) == before + 2, typed  # the words and one answer
        assert status(telegram, anna) == "crm_client:FIND"
    await anna.says("Минеев")
    assert HIT in anna.sees


async def test_html_in_a_name_is_shown_as_typed(telegram: Telegram, anna: Person) -> None:
    cards(telegram, {"surname": "<i>", "name": "<b>Вася</b> & Ко"})
    await find(anna, "вася")
    assert "<b>Вася</b> & Ко (+7" in anna.sees
    await anna.presses("3: <b>Вася")
    assert "<i> <b>Вася</b> & Ко" in anna.sees


async def test_a_long_name_gives_way_and_the_phone_stays_on_the_button(telegram: Telegram, anna: Person) -> None:
    cards(telegram, {"name": "Я" * 64, "phone": "+79031112233"})
    await find(anna, "яяя")
    assert anna.buttons[0].startswith("3: Я")
    assert anna.buttons[0].endswith("… (+79031112233)")
    assert len(anna.buttons[0]) <= 40


async def test_a_photo_is_no_search(telegram: Telegram, anna: Person) -> None:
    await find(anna, "Минеев")
    await anna.sends(telegram.people.send_photo(anna.id))
    assert HIT in anna.sees
    assert "⚠️" in anna.sees


async def test_an_old_results_button_is_said_to_be_old(anna: Person) -> None:
    await find(anna, "Минеев")
    old = anna.live_data("➕ Добавить")
    await anna.says("Соболева")
    await anna.presses_data(*old)
    assert "прошлого шага" in anna.alert
    assert "2: Ирина" in anna.sees


async def test_finding_anew_does_not_ask_about_the_old_search(anna: Person) -> None:
    await find(anna, "Минеев")
    await anna.says("/client")
    await anna.presses("🔎 Найти")
    assert "Кого ищем" in anna.sees


async def test_a_role_taken_away_in_the_middle_shows_nothing_more(telegram: Telegram, anna: Person) -> None:
    await anna.presses("🔎 Найти")
    telegram.desk.db.write_now(lambda uow: uow.people.revoke(uow.people.find_by_telegram(anna.id).id, Role.MANAGER))
    await anna.says("Минеев")
    assert "Минеев" not in anna.sees
    assert "недоступно" in anna.sees


@pytest.mark.req("S1.31")
async def test_clients_are_there_after_a_restart(telegram: Telegram, anna: Person) -> None:
    await telegram.restart()
    await anna.says("/client")
    await find(anna, "Минеев")
    assert HIT in anna.sees
