"""Adding a client in the chat (S1.16, S1.34, S1.36, S1.52, S1.53)."""

import pytest

from domain.access import Role
from domain.clients import Field
from services.clients import search
from tests.builders import make_client
from tests.chat import Person, Telegram

LINE = "Минеева Ольга 8 999 643-23-87"
PHONE = "+79996432387"


def stored(telegram: Telegram) -> list[tuple[str, str, str, str]]:
    return telegram.desk.db.read_now(
        lambda uow: [(c.surname, c.name, c.midname, c.phone) for c in uow.clients.page(0, 50).rows]
    )


def status(telegram: Telegram, person: Person) -> str:
    return telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id).status)


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.says("/client")
    return await anna.presses("➕ Добавить")


@pytest.mark.req("S1.3", "S1.16")
async def test_in_one_line_and_two_presses(telegram: Telegram, anna: Person) -> None:
    await anna.says(LINE)
    assert "всё верно" in anna.sees
    assert stored(telegram) == []  # nothing before the confirmation (S1.53)
    await anna.presses("✅ Добавить")
    assert "Клиент добавлен" in anna.sees
    assert "Минеева Ольга · №1" in anna.sees
    assert stored(telegram) == [("Минеева", "Ольга", "", PHONE)]


@pytest.mark.req("S1.3", "S1.33", "S1.35", "S1.37", "S1.38", "S1.39")
async def test_one_thing_at_a_time_with_everything(telegram: Telegram, anna: Person) -> None:
    await anna.says("Ольга Сергеевна")
    assert "какой телефон" in anna.sees
    await anna.says("8 999 643-23-87")
    for label, value in {
        "Фамилия": "Минеева", "Второй телефон": "8 916 111-22-33", "Примечание": "близнецы,\nлюбят лес",
        "Откуда узнали": "от друзей",
    }.items():  # fmt: skip
        await anna.presses(label)
        await anna.says(value)
    assert "Второй телефон: +7 916 111-22-33" in anna.sees
    await anna.presses("✅ Добавить")
    for fact in (
        "Минеева Ольга Сергеевна",
        "+7 999 643-23-87, +7 916 111-22-33",
        "Откуда узнали: от друзей",
        "любят лес",
    ):
        assert fact in anna.sees


@pytest.mark.req("S1.33", "S1.35", "S1.37", "S1.38", "S1.39")
async def test_what_was_left_out_is_empty(telegram: Telegram, anna: Person) -> None:
    await anna.says("Ольга 8 999 643-23-87")
    await anna.presses("✅ Добавить")
    client = telegram.desk.db.read_now(lambda uow: _values(uow.clients.get(1)))
    assert client == {"surname": "", "name": "Ольга", "midname": "", "phone": PHONE, "secondphone": "",
                      "description": "", "source": ""}  # fmt: skip


def _values(row: object) -> dict[str, str]:
    return {field.value: getattr(row, field.value) for field in Field}


@pytest.mark.req("S1.34")
async def test_a_name_that_is_none_is_refused_with_an_example(telegram: Telegram, anna: Person) -> None:
    for typed in ("👍", "12", "\u200b\u202e", "я" * 65, "я" * 4096):
        await anna.says(typed)
        assert "⚠️" in anna.sees
        assert "как зовут" in anna.sees
        assert status(telegram, anna) == "crm_client:NAME"
    await anna.says(LINE)
    assert "всё верно" in anna.sees


@pytest.mark.req("S1.36")
async def test_a_phone_that_is_none_is_refused_with_an_example(telegram: Telegram, anna: Person) -> None:
    await anna.says("Ольга")
    for typed in ("не помню", "123", "👍", "8" * 4096, "12.12.2026"):
        await anna.says(typed)
        assert "Это не номер телефона. Например: 8 999 643-23-87" in anna.sees
        assert "Ольга: какой телефон" in anna.sees
        assert status(telegram, anna) == "crm_client:PHONE"


async def test_a_phone_alone_asks_who_it_is(anna: Person) -> None:
    await anna.says("8 999 643-23-87")
    assert "А как зовут?" in anna.sees


async def test_every_line_of_the_summary_can_be_changed_and_the_optional_cleared(anna: Person) -> None:
    await anna.says(LINE)
    await anna.presses("Имя")
    assert "Сейчас: Ольга" in anna.sees
    assert "Очистить" not in anna.buttons  # a card has a name
    await anna.says("Оля")
    assert "Имя: Оля" in anna.sees
    await anna.presses("Фамилия")
    await anna.presses("Очистить")
    assert "Фамилия:" not in anna.sees
    await anna.presses("Телефон")
    await anna.presses("« Назад")
    assert "Телефон: +7 999 643-23-87" in anna.sees


@pytest.mark.req("S1.53", "S1.62")
async def test_cancelled_nothing_is_stored(telegram: Telegram, anna: Person) -> None:
    for typed in ("", "Ольга", LINE):
        await (anna.says(typed) if typed else anna.says("/help"))
        await anna.says("Отмена")
        assert (stored(telegram), status(telegram, anna), anna.buttons) == ([], "-", [])
        await anna.says("/client")
        await anna.presses("➕ Добавить")


@pytest.mark.req("S1.52", "S1.57")
async def test_a_restart_resumes_with_what_was_typed(telegram: Telegram, anna: Person) -> None:
    await anna.says("Минеева Ольга")
    await telegram.restart()
    row = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id))
    assert row.status == "crm_client:PHONE"
    assert "Минеева" in row.data
    await anna.says("8 999 643-23-87")
    await telegram.restart()
    await anna.presses("✅ Добавить")
    assert stored(telegram) == [("Минеева", "Ольга", "", PHONE)]
    assert telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id).data) == ""  # the draft is gone (S1.53)


async def test_a_second_press_adds_nothing_more(telegram: Telegram, anna: Person) -> None:
    await anna.says(LINE)
    press = anna.live_data("✅ Добавить")
    await anna.presses("✅ Добавить")
    await anna.presses_data(*press)
    assert len(stored(telegram)) == 1


async def test_a_known_phone_is_warned_about(telegram: Telegram, anna: Person) -> None:
    telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Минеев", secondphone=PHONE).uid)
    await anna.says(LINE)
    assert "+7 999 643-23-87 уже есть на карточке" in anna.sees
    assert "1: Минеев Михаил" in anna.sees
    await anna.presses("1: Михаил")
    assert "👤 Минеев Михаил · №1" in anna.sees
    await anna.presses("« К вопросу")
    await anna.presses("Всё равно добавить")
    await anna.presses("✅ Добавить")
    assert "Минеева Ольга · №2" in anna.sees
    assert "⚠️ Тот же телефон: 1: Минеев Михаил" in anna.sees


async def test_a_phone_that_became_known_meanwhile_is_warned_about_too(telegram: Telegram, anna: Person) -> None:
    await anna.says(LINE)
    telegram.desk.db.write_now(lambda uow: make_client(uow, phone=PHONE).uid)
    await anna.presses("✅ Добавить")
    assert "уже есть на карточке" in anna.sees
    assert len(stored(telegram)) == 1


async def test_a_photo_or_a_command_in_the_middle_loses_nothing(telegram: Telegram, anna: Person) -> None:
    await anna.says("Ольга")
    await anna.sends(telegram.people.send_photo(anna.id))
    assert "Ольга: какой телефон" in anna.sees
    await anna.says("/help")
    await anna.says("8 999 643-23-87")
    assert "всё верно" in anna.sees


async def test_beginning_anew_asks_about_what_was_typed(anna: Person) -> None:
    await anna.says("Ольга")
    await anna.says("/client")
    await anna.presses("➕ Добавить")
    assert "Продолжить" in anna.buttons
    await anna.presses("Продолжить")
    assert "Ольга: какой телефон" in anna.sees


async def test_an_edited_answer_mends_the_one_just_refused(telegram: Telegram, anna: Person) -> None:
    await anna.says("👍")
    mine = [m for m in anna.messages if m["from"]["id"] == anna.id][-1]
    await anna.edits(mine["message_id"], "Ольга")
    assert "Ольга: какой телефон" in anna.sees


async def test_html_in_a_name_is_shown_as_typed(anna: Person) -> None:
    await anna.says("<b>Ольга</b> 8 999 643-23-87")
    assert "Имя: <b>Ольга</b>" in anna.sees
    await anna.presses("✅ Добавить")
    assert "👤 <b>Ольга</b> · №1" in anna.sees


async def test_two_managers_adding_at_once_do_not_mix(telegram: Telegram, anna: Person) -> None:
    boris = await telegram.person("Борис", Role.MANAGER)
    await boris.says("/client")
    await boris.presses("➕ Добавить")
    await anna.says(LINE)
    await boris.says("Иванов Пётр 8 903 111-22-33")
    await anna.presses("✅ Добавить")
    await boris.presses("✅ Добавить")
    assert [name for _, name, _, _ in stored(telegram)] == ["Ольга", "Пётр"]


async def test_what_was_added_is_found(telegram: Telegram, anna: Person) -> None:
    await anna.says(LINE)
    await anna.presses("✅ Добавить")
    actor = telegram.desk.db.read_now(lambda uow: uow.people.actor_of(anna.id))
    found = telegram.desk.db.read_now(lambda uow: search(uow, actor, "мИнЕеВа"))
    assert [client.uid for client in found.items] == [1]
