"""/settings as an owner uses it: groups, values in words, typing a new one, switches."""

import pytest

from domain.access import Role
from domain.settings import GROUPS, SPECS, Kind
from tests.chat import Person, Telegram
from tests.queries import counted
from ui.texts import Words

RU = Words("ru")


@pytest.fixture
async def owner(telegram: Telegram) -> Person:
    return await telegram.person("Пётр", Role.OWNER)


def stored(telegram: Telegram) -> dict[str, object]:
    return telegram.desk.db.read_now(lambda uow: uow.settings.all())


async def pick(owner: Person, group: str, title: str) -> None:
    await owner.says("/settings")
    await owner.presses(group)
    await owner.presses(title)


async def test_every_setting_is_reached_and_shows_its_value(telegram: Telegram, owner: Person) -> None:
    for group, title in GROUPS.items():
        await owner.says("/settings")
        await owner.presses(RU.plain(title))
        specs = [spec for spec in SPECS if spec.group == group]
        assert owner.buttons == [*(RU.plain(spec.title) for spec in specs), "« Настройки"]
        for spec in specs:
            await owner.presses(RU.plain(spec.title))
            assert owner.sees.startswith(f"⚙️ {RU.plain(spec.title)}")
            assert "Сейчас:" in owner.sees
            assert ("Напишите новое значение." in owner.sees) == (spec.kind not in (Kind.SWITCH, Kind.CHOICES))
            await owner.presses("« ")
    assert stored(telegram) == {}


async def test_a_value_is_typed_and_counts_at_once(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Игры", "Перерыв между играми")
    assert "Целое число от 0 до 240, в минутах." in owner.sees
    await owner.says("90")
    assert owner.sees == "✅ Перерыв между играми\nСейчас: 1 ч 30 мин"
    assert telegram.desk.db.read_now(lambda uow: uow.settings.all()) == {"BUFFER": 90}
    await owner.presses("« Игры")
    assert "Перерыв между играми — 1 ч 30 мин" in owner.sees
    await owner.presses("Перерыв между играми")
    assert "По умолчанию: нет" in owner.sees
    await owner.presses("По умолчанию")
    assert "Сейчас: нет" in owner.sees
    assert stored(telegram) == {}


async def test_a_wrong_value_is_refused_with_its_bounds_and_can_be_mended(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Площадки", "Арена: вместимость")
    for wrong in ("0", "501", "много", "😀", "\u202e", "x" * 4096):
        await owner.says(wrong)
        assert owner.sees.startswith("⚠️ Нужно целое число от 1 до 500.")
        assert "Сейчас: 20" in owner.sees
    await owner.sends(telegram.people.send_photo(owner.id))
    assert "⚠️ Здесь это не подойдёт." in owner.sees
    await owner.edits(owner.messages[-2]["message_id"], "25")
    await owner.says("30")
    assert "Сейчас: 30" in owner.sees


async def test_hours_are_shown_as_people_write_them(owner: Person) -> None:
    await pick(owner, "Площадки", "Лес: часы работы")
    await owner.says("пн-пт 12:00-18:00; сб-вс 10-18; вт выходной")
    assert owner.sees == (
        "✅ Лес: часы работы\nСейчас:\n"
        "пн 12:00–18:00; вт закрыто; ср–пт 12:00–18:00; сб–вс 10:00–18:00"
    )  # fmt: skip


async def test_a_value_as_long_as_a_message_is_refused_in_one_that_fits(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Площадки", "Арена: часы работы")
    await owner.says("🎯" * 4096)
    assert owner.sees.startswith("⚠️ Не разобрать часы работы: 🎯🎯")
    assert "Напишите новое значение." in owner.sees
    await owner.says("11:00-20:00")
    assert stored(telegram) == {"HOURS_ARENA": "11:00-20:00"}


async def test_a_long_text_is_shown_whole_and_escaped(telegram: Telegram, owner: Person) -> None:
    text = "Согласие <b>на всё</b> & ещё. " * 40
    await pick(owner, "О клубе", "Согласие на данные")
    await owner.says(text)
    assert text.strip() in owner.sees
    assert stored(telegram)["CONSENT"] == text.strip()


@pytest.mark.req("S1.50")
async def test_the_clubs_own_order_fields_are_typed_one_a_line(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Игры", "Свои поля игры")
    assert "По одному названию в строке, не больше 10." in owner.sees
    await owner.says("Торт\nИменинник\n\nТорт")
    assert "Торт\nИменинник" in owner.sees
    assert stored(telegram) == {"ORDER_FIELDS": ["Торт", "Именинник"]}


async def test_a_switch_is_pressed(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Сообщения", "Вечерний итог")
    assert owner.buttons == ["Да", "· Нет", "« Сообщения"]
    for _ in range(2):
        await owner.presses("Да")
        assert owner.buttons == ["· Да", "Нет", "« Сообщения"]
    assert stored(telegram) == {"EVENING_LINE": True}
    await owner.presses("Нет")
    assert stored(telegram) == {}


async def test_it_goes_on_after_a_restart_and_is_left_in_any_way(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Заказы клиентов", "Запрос держит время")
    await telegram.restart()
    await owner.says("60")
    assert stored(telegram) == {"HOLD": 60}
    for leave in ("« Заказы клиентов", "/settings", "Отмена", "/cancel"):
        await pick(owner, "Заказы клиентов", "Запрос держит время")
        if leave.startswith("«"):
            await owner.presses(leave)
        else:
            await owner.says(leave)
        await owner.says("90")
        assert stored(telegram) == {"HOLD": 60}


async def test_another_setting_is_picked_without_a_question_about_the_first(owner: Person) -> None:
    await pick(owner, "Игры", "Шаг времени начала")
    await pick(owner, "Игры", "Обычный отдых")
    assert owner.sees.startswith("⚙️ Обычный отдых")


async def test_a_manager_and_a_stranger_neither_see_nor_change_settings(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Игры", "Шаг времени начала")
    for someone in (await telegram.person("Анна", Role.MANAGER), await telegram.person("Ольга")):
        await someone.says("/settings")
        assert "недоступно" in someone.sees
        shown = len(someone.messages)
        for forged in ("so", "sg:games", "sv:HOLD", "sw:EVENING_LINE", "ss:EVENING_LINE:1", "sz:HOLD"):
            await someone.presses_data(someone.last["message_id"], forged)
        await someone.says("15")
        assert "Сейчас" not in someone.chat
        assert len(someone.messages) >= shown
    assert stored(telegram) == {}


async def test_forged_and_old_buttons_are_out_of_date(telegram: Telegram, owner: Person) -> None:
    await owner.says("/settings")
    for forged in ("sg:nowhere", "sv:NO_SUCH", "sw:NO_SUCH", "ss:NO_SUCH:1", "ss:EVENING_LINE:maybe", "sv:" + "x" * 50):
        await owner.presses_data(owner.last["message_id"], forged)
        assert owner.alert in ("Эта кнопка устарела.", "Такой настройки нет.")
    assert stored(telegram) == {}


async def test_a_group_costs_the_same_however_much_was_changed(telegram: Telegram, owner: Person) -> None:
    await owner.says("/settings")
    with counted() as few:
        await owner.presses("Игры")
    for spec in SPECS:
        if spec.kind is Kind.NUMBER:
            value = spec.high
            telegram.desk.db.write_now(lambda uow, name=spec.name, value=value: uow.settings.put(name, value, 0))
    await owner.says("/settings")
    with counted() as many:
        await owner.presses("Игры")
    read = [statement for statement in many if statement.startswith("SELECT")]
    assert len(many) <= len(few) + 1
    assert sum("FROM settings" in statement for statement in read) <= 1


@pytest.mark.req("S3.31")
async def test_a_billing_day_of_0_29_or_text_is_refused_with_its_bounds(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Сроки и оплата", "Расчётный день")
    for wrong in ("0", "29", "первое число", "1.5", "-1"):
        await owner.says(wrong)
        assert "Нужно целое число от 1 до 28." in owner.sees, wrong
    await owner.says("28")
    assert stored(telegram) == {"BILLING_DAY": 28}


@pytest.mark.req("S3.9", "S3.33")
async def test_the_rate_of_a_job_is_set_by_the_owner(telegram: Telegram, owner: Person) -> None:
    await pick(owner, "Сроки и оплата", "Ставка")
    assert "500 ₽" in owner.sees
    await owner.says("650")
    assert stored(telegram) == {"ORDER_RATE": 65_000}
