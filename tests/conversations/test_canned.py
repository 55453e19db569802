"""/canned as people of the desk use it: write, find, change, remove and take back."""

from typing import Any

import pytest

from domain.access import Role
from tests.chat import Person, Telegram


@pytest.fixture
async def inna(telegram: Telegram) -> Person:
    return await telegram.person("Инна", Role.SUPPORT)


def put(telegram: Telegram, *titles: str) -> None:
    """Replies that are there already."""
    telegram.desk.db.write_now(lambda uow: [uow.canned.make(t, f"Текст: {t}", 0, t) for t in titles] and None)


def stored(telegram: Telegram) -> dict[str, str]:
    return telegram.desk.db.read_now(lambda uow: {row.title: row.text for row in uow.canned.list_live()})


async def test_the_first_one_is_written(telegram: Telegram, inna: Person) -> None:
    await inna.says("/canned")
    assert "Пока ни одной." in inna.sees
    assert inna.buttons == ["➕ Новая заготовка"]
    await inna.presses("Новая заготовка")
    assert "Как её назвать?" in inna.sees
    await inna.says("Приветствие")
    assert "{имя} — имя клиента" in inna.sees
    await inna.says("Здравствуйте, {имя}! Меня зовут {агент}.")
    assert inna.sees.startswith("✅ Сохранено\n\n💬 Приветствие\nЗдравствуйте, {имя}!")
    assert stored(telegram) == {"Приветствие": "Здравствуйте, {имя}! Меня зовут {агент}."}
    await inna.presses("« Заготовки ответов")
    assert inna.buttons == ["Приветствие", "➕ Новая заготовка"]


async def test_what_is_wrong_is_said_and_asked_again(telegram: Telegram, inna: Person) -> None:
    put(telegram, "Счёт")
    await inna.says("/canned")
    await inna.presses("Новая заготовка")
    await inna.says("счет")
    assert "Заготовка с таким названием уже есть: счет." in inna.sees
    await inna.says("я" * 61)
    assert "60" in inna.sees
    assert "Как её назвать?" in inna.sees
    await inna.says("Оплата")
    await inna.says("Здравствуйте, {фамилия}")
    assert "Переменной «фамилия» нет." in inna.sees
    assert "имя, номер, агент, компания" in inna.sees
    await inna.says("я" * 4096)
    assert "1000" in inna.sees
    await inna.sends(telegram.people.send_photo(inna.id, b"x"))
    assert "Новая заготовка: Оплата" in inna.sees
    await inna.presses("Назад")
    await inna.says("Оплата картой")
    await telegram.restart()
    await inna.says("<b>Жирно</b> & {номер}")
    assert "<b>Жирно</b> & {номер}" in inna.sees
    assert stored(telegram)["Оплата картой"] == "<b>Жирно</b> & {номер}"


async def test_a_draft_that_was_cancelled_leaves_nothing(telegram: Telegram, inna: Person) -> None:
    await inna.says("/canned")
    await inna.presses("Новая заготовка")
    await inna.says("Оплата")
    await inna.says("отмена")
    assert "Ничего не сохранено" in inna.sees
    assert stored(telegram) == {}


async def test_the_list_is_paged_and_searched(telegram: Telegram, inna: Person) -> None:
    put(telegram, *(f"Ответ {n:02}" for n in range(14)), "Счёт за месяц")
    await inna.says("/canned")
    assert inna.buttons[:6] == [f"Ответ {n:02}" for n in range(6)]
    assert inna.buttons[6:] == ["1/3", "»", "➕ Новая заготовка", "🔎 Найти"]
    await inna.presses("»")
    assert "Ответ 06" in inna.buttons
    await inna.presses("Найти")
    assert "Напишите часть названия." in inna.sees
    await inna.says("ответ")
    await inna.presses("»")
    assert "Ответ 07" in inna.buttons
    await inna.says("МЕСЯЦ счет")
    assert inna.buttons == ["Счёт за месяц", "« Заготовки ответов"]
    await inna.says("нет такого \u202e")
    assert "Ничего не нашлось" in inna.sees
    await inna.says("месяц")
    await inna.presses("Счёт за месяц")
    assert "Текст: Счёт за месяц" in inna.sees
    await inna.presses("« Заготовки ответов")
    assert "Ответ 00" in inna.buttons


async def test_title_and_text_are_changed(telegram: Telegram, inna: Person) -> None:
    put(telegram, "Счёт", "Оплата")
    await inna.says("/canned")
    await inna.presses("Счёт")
    await inna.presses("Текст")
    assert "Текст: Счёт" in inna.sees
    await inna.says("Оплатите до среды, {имя}")
    assert inna.sees == "✅ Сохранено\n\n💬 Счёт\nОплатите до среды, {имя}"
    await inna.presses("Название")
    await inna.says("оплата")
    assert "уже есть" in inna.sees
    await inna.says("Счета")
    assert stored(telegram) == {"Оплата": "Текст: Оплата", "Счета": "Оплатите до среды, {имя}"}


async def test_removed_and_taken_back(telegram: Telegram, inna: Person) -> None:
    put(telegram, "Счёт")
    await inna.says("/canned")
    await inna.presses("Счёт")
    old = inna.live_data("Текст")
    await inna.presses("Убрать")
    assert inna.sees == "Убрать заготовку «Счёт»?"
    await inna.presses("Да, убрать")
    assert stored(telegram) == {}
    await inna.presses_data(*old)
    assert "Этой заготовки больше нет." in inna.alert
    await inna.presses("Вернуть")
    assert inna.sees.startswith("💬 Счёт")
    assert stored(telegram) == {"Счёт": "Текст: Счёт"}
    await inna.presses("Убрать")
    await inna.presses("Да, убрать")
    undo = inna.live_data("Вернуть")
    await telegram.after(minutes=11)
    await inna.presses_data(*undo)
    assert "Вернуть можно в течение 10 минут." in inna.alert


async def test_a_colleague_removes_what_is_being_changed(telegram: Telegram, inna: Person) -> None:
    put(telegram, "Счёт")
    await inna.says("/canned")
    await inna.presses("Счёт")
    await inna.presses("Текст")

    def remove(uow: Any) -> None:
        uow.canned.archive(uow.canned.list_live()[0])

    telegram.desk.db.write_now(remove)
    await inna.says("Новый текст")
    assert "Этой заготовки больше нет." in inna.sees
    await inna.says("и ещё")
    assert "Этой заготовки" not in inna.sees


async def test_whose_role_was_taken_meanwhile_changes_nothing(telegram: Telegram, inna: Person) -> None:
    put(telegram, "Счёт")
    await inna.says("/canned")
    await inna.presses("Счёт")
    button = inna.live_data("Убрать")
    await inna.presses("Текст")

    def dismiss(uow: Any) -> None:
        uow.people.revoke(uow.people.find_by_telegram(inna.id).id, Role.SUPPORT)

    telegram.desk.db.write_now(dismiss)
    await inna.says("Другой текст")
    assert "недоступно" in inna.sees
    await inna.presses_data(*button)
    assert "недоступно" in inna.alert
    assert stored(telegram) == {"Счёт": "Текст: Счёт"}


async def test_in_english_the_variables_are_english(telegram: Telegram) -> None:
    kate = await telegram.person("Kate", Role.CONTRACTOR, language="en")
    await kate.says("/canned")
    await kate.presses("New reply")
    await kate.says("Greeting")
    assert "{name} — the customer's first name" in kate.sees
