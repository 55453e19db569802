"""Changing a card field by field (S1.17), two people at one card among them."""

import pytest

from domain.access import Role
from domain.clients import Field
from services import clients
from tests.builders import make_client
from tests.chat import Person, Telegram

OLGA = {"surname": "Минеева", "name": "Ольга", "phone": "+79996432387", "description": "близнецы"}


@pytest.fixture
async def anna(telegram: Telegram) -> Person:
    telegram.desk.db.write_now(lambda uow: make_client(uow, **OLGA).uid)
    return await at_the_card(telegram, await telegram.person("Анна", Role.MANAGER))


async def at_the_card(telegram: Telegram, person: Person) -> Person:
    await person.says("/client")
    await person.presses("🔎 Найти")
    await person.says("Минеева")
    return await person.presses("1: Ольга")


async def asked_for(person: Person, label: str) -> Person:
    await person.presses("✏️ Изменить")
    return await person.presses(label)


def card(telegram: Telegram) -> dict[str, str]:
    return telegram.desk.db.read_now(
        lambda uow: {field.value: getattr(uow.clients.get_any(1), field.value) for field in Field}
    )


def status(telegram: Telegram, person: Person) -> str:
    return telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id).status)


@pytest.mark.req("S1.3", "S1.17")
async def test_each_field(telegram: Telegram, anna: Person) -> None:
    for label, field, typed, kept in (
        ("Фамилия", "surname", "Минаева", "Минаева"),
        ("Имя", "name", "Оля", "Оля"),
        ("Отчество", "midname", "Сергеевна", "Сергеевна"),
        ("Телефон", "phone", "8 903 111-22-33", "+79031112233"),
        ("Второй телефон", "secondphone", "9161112233", "+79161112233"),
        ("Примечание", "description", "аллергия\nна орехи", "аллергия\nна орехи"),
        ("Откуда узнали", "source", "вывеска", "вывеска"),
    ):
        await asked_for(anna, label)
        assert "Например: " in anna.sees
        await anna.says(typed)
        assert f"Записано: {label}" in anna.sees
        assert "· №1" in anna.sees
        assert card(telegram)[field] == kept
        assert status(telegram, anna) == "-"


async def test_clearing_is_offered_where_it_may_be_empty(telegram: Telegram, anna: Person) -> None:
    await asked_for(anna, "Имя")
    assert anna.buttons == ["« Назад"]
    await anna.presses("« Назад")
    assert "что изменить" in anna.sees
    await anna.presses("Примечание")
    assert "Сейчас: близнецы" in anna.sees
    await anna.presses("Очистить")
    assert card(telegram)["description"] == ""


@pytest.mark.req("S1.34", "S1.36")
async def test_what_can_not_be_is_refused_and_asked_again(telegram: Telegram, anna: Person) -> None:
    before = card(telegram)
    for label, typed in (
        ("Имя", "👍"), ("Имя", "я" * 65), ("Телефон", "12"), ("Второй телефон", "нет"), ("Примечание", "я" * 501),
    ):  # fmt: skip
        await asked_for(anna, label)
        await anna.says(typed)
        assert "⚠️" in anna.sees
        assert f"Ольга: {label}" in anna.sees
        assert (card(telegram), status(telegram, anna)) == (before, "crm_client_edit:VALUE")
        await anna.presses("« Назад")
        await anna.presses("« Карточка")


async def test_a_phone_that_is_on_the_card_is_refused(anna: Person) -> None:
    await asked_for(anna, "Второй телефон")
    await anna.says("8 999 643-23-87")
    assert "уже есть" in anna.sees


async def test_a_phone_of_another_card_is_asked_about(telegram: Telegram, anna: Person) -> None:
    telegram.desk.db.write_now(lambda uow: make_client(uow, phone="+79161112233").uid)
    await asked_for(anna, "Второй телефон")
    await anna.says("8 916 111-22-33")
    assert "2: Михаил (+79161112233)" in anna.buttons
    await anna.presses("2: Михаил")
    await anna.presses("« К вопросу")
    assert card(telegram)["secondphone"] == ""
    await anna.presses("Всё равно записать")
    assert card(telegram)["secondphone"] == "+79161112233"


async def test_two_managers_at_one_card(telegram: Telegram, anna: Person) -> None:
    boris = await at_the_card(telegram, await telegram.person("Борис", Role.INSTRUCTOR))
    await asked_for(anna, "Примечание")
    await asked_for(boris, "Примечание")
    await boris.says("аллергия на орехи")
    await anna.says("любят лес")
    assert "только что изменил" in anna.sees
    assert "аллергия на орехи" in anna.sees  # the card as it is now
    assert "Вы написали: Примечание: любят лес" in anna.sees  # and nothing typed is lost
    assert card(telegram)["description"] == "аллергия на орехи"
    await anna.presses("Записать моё")
    assert card(telegram)["description"] == "любят лес"


async def test_or_theirs_is_left(telegram: Telegram, anna: Person) -> None:
    boris = await at_the_card(telegram, await telegram.person("Борис", Role.INSTRUCTOR))
    await asked_for(anna, "Имя")
    await asked_for(boris, "Имя")
    await boris.says("Оля")
    await anna.says("Ольга С.")
    await anna.presses("Оставить как есть")
    assert "Минеева Оля · №1" in anna.sees
    assert card(telegram)["name"] == "Оля"


async def test_a_card_deleted_meanwhile(telegram: Telegram, anna: Person) -> None:
    await asked_for(anna, "Имя")
    actor = telegram.desk.db.read_now(lambda uow: uow.people.actor_of(anna.id))
    telegram.desk.db.write_now(lambda uow: clients.delete(uow, actor, 1))
    await anna.says("Оля")
    assert "Этого клиента уже нет" in anna.sees
    assert status(telegram, anna) == "-"


@pytest.mark.req("S1.52", "S1.57")
async def test_a_restart_keeps_which_client_is_being_edited(telegram: Telegram, anna: Person) -> None:
    await asked_for(anna, "Имя")
    row = telegram.desk.db.read_now(lambda uow: uow.dialogues.load(anna.id))
    assert '"uid": 1' in row.data
    await telegram.restart()
    await anna.says("Оля")
    assert card(telegram)["name"] == "Оля"


@pytest.mark.req("S1.62")
async def test_cancel_changes_nothing(telegram: Telegram, anna: Person) -> None:
    before = card(telegram)
    await asked_for(anna, "Имя")
    await anna.says("отмена")
    assert (card(telegram), status(telegram, anna)) == (before, "-")


async def test_html_in_a_value_is_shown_as_typed(anna: Person) -> None:
    await asked_for(anna, "Примечание")
    await anna.says("<b>важно</b> & <script>")
    assert "<b>важно</b> & <script>" in anna.sees


async def test_an_old_field_button_begins_with_the_card_as_it_is(telegram: Telegram, anna: Person) -> None:
    await anna.presses("✏️ Изменить")
    old = anna.live_data("Имя")
    await anna.presses("Имя")
    await anna.says("Оля")
    await anna.presses_data(*old)
    assert "Сейчас: Оля" in anna.chat  # the old message itself asks
    await anna.says("Ольга")
    assert card(telegram)["name"] == "Ольга"
