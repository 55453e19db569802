"""/plans, /coaches, /groups as the people of a gym use them: adding, changing, the archive, hours, people."""

from datetime import time, timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.gym import Book, Field
from domain.walltime import to_utc
from models import Audit, Coach, Group, GroupHour, Member, Plan, Training
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.gym_rows import (
    make_coach,
    make_freeze,
    make_group,
    make_member,
    make_membership,
    make_plan,
    make_training,
    make_visit,
)
from ui.gym import Archived, FieldPicked, Opened, Picked
from ui.gym_groups import HourRemoveAsked, HourRemoved, PersonPut


@pytest.fixture
async def owner(telegram: Telegram) -> Person:
    return await telegram.person("Сергей", Role.OWNER)


@pytest.fixture
async def manager(telegram: Telegram) -> Person:
    return await telegram.person("Анна", Role.MANAGER)


def rows(telegram: Telegram, table: Any, *columns: str) -> list[Any]:
    """Everything of a table, by these columns, oldest first."""
    return telegram.desk.db.read_now(
        lambda uow: [tuple(getattr(one, name) for name in columns) for one in uow.session.query(table)]
    )


def make(telegram: Telegram, builder: Any, **values: Any) -> int:
    return telegram.desk.db.write_now(lambda uow: builder(uow, **values).id)


def active(telegram: Telegram, **names: Any) -> int:
    """A client with a membership that runs."""

    def fill(uow: Any) -> int:
        client = make_client(uow, **names)
        make_membership(uow, client.uid)
        return int(client.uid)

    return telegram.desk.db.write_now(fill)


def at_hour(telegram: Telegram, group_id: int, weeks: int = 1, **values: Any) -> int:
    """The group's training on a Tuesday at 19:00, as the weekly hours make it."""

    def fill(uow: Any) -> int:
        tuesday = uow.today + timedelta(days=(1 - uow.today.weekday()) % 7 + 7 * weeks)
        starts = to_utc(tuesday, time(19), uow.place.zone)
        return int(make_training(uow, starts, group_id=group_id, is_from_hours=True, **values).id)

    return telegram.desk.db.write_now(fill)


# --- plans ---


@pytest.mark.req("S5.12")
async def test_a_plan_is_made_changed_and_archived(telegram: Telegram, owner: Person) -> None:
    await owner.says("/plans")
    assert "Абонементов пока нет" in owner.sees
    await owner.presses("➕ Добавить")
    await owner.says("Месяц без ограничений")
    await owner.presses("30")
    await owner.says("-")
    await owner.says("3 000")
    assert "Месяц без ограничений · 30 · 3 000" in owner.sees
    await owner.presses("14")
    assert owner.sees.splitlines()[2:] == [
        "🎫 Месяц без ограничений", "Цена: 3 000 ₽", "Действует: 30 дней", "Посещений: без ограничений",
        "Можно заморозить: 14 дней",
    ]  # fmt: skip
    for field, answer, seen in (
        ("✏️ Название", "Месяц", "🎫 Месяц"),
        ("✏️ Дни", "31 день", "Действует: 31 день"),
        ("✏️ Посещения", "8", "Посещений: 8"),
        ("✏️ Цена", "3500", "Цена: 3 500 ₽"),
        ("✏️ Дни заморозки", "-", "Не замораживается"),
    ):
        await owner.presses(field)
        await owner.says(answer)
        assert "✅ Записано" in owner.sees, field
        assert seen in owner.sees
    await owner.presses("🗄 В архив")
    assert "Проданные действуют на прежних условиях" in owner.sees
    await owner.presses("🗄 В архив")
    assert "«Месяц» в архиве" in owner.sees
    await owner.presses("« Абонементы")
    assert "Абонементов пока нет" in owner.sees
    await owner.presses("Архив")
    await owner.presses("Месяц")
    await owner.presses("↩️ Вернуть")
    assert "↩️ Вернули." in owner.sees
    assert rows(telegram, Plan, "name", "days", "visits", "price", "freeze_days", "archived_at") == [
        ("Месяц", 31, 8, 350_000, 0, None)
    ]
    done = [action for (action, kind) in rows(telegram, Audit, "action", "kind") if kind == "plan"]
    assert done == ["created", *["edited"] * 5, "archived", "restored"]


@pytest.mark.req("S5.12")
async def test_what_was_sold_keeps_its_terms(telegram: Telegram, owner: Person) -> None:
    plan = make(telegram, make_plan, name="Месяц")
    sold = telegram.desk.db.write_now(lambda uow: make_membership(uow, plan=uow.gym.plans.get(plan)).id)
    await owner.says("/plans")
    await owner.presses("Месяц")
    assert "Продано: 1" in owner.sees
    await owner.presses("✏️ Цена")
    assert "на прежних условиях" in owner.sees
    await owner.says("5000")
    row = telegram.desk.db.read_now(lambda uow: uow.memberships.get(sold).price)
    assert row == 300_000


async def test_wrong_answers_are_asked_again_and_back_goes_field_by_field(telegram: Telegram, owner: Person) -> None:
    make(telegram, make_plan, name="Год")
    await owner.says("/plans")
    await owner.presses("➕ Добавить")
    for wrong in ("год", "12345", "\u200b", "x" * 61):
        await owner.says(wrong)
        assert "⚠️" in owner.sees
        assert "Как называется?" in owner.sees
    await owner.says("Полгода")
    for wrong in ("0", "1831", "-5", "много", "1,5", "1 2"):
        await owner.says(wrong)
        assert "от 1 до 1830" in owner.sees
    await owner.says("180 дней")
    await owner.presses("« Назад")
    assert "На сколько дней?" in owner.sees
    await telegram.restart()
    await owner.presses("180")
    await owner.presses("Без ограничений")
    await owner.says("бесплатно")
    assert "⚠️" in owner.sees
    await owner.says("12 000")
    await owner.presses("Без заморозки")
    assert "🎫 Полгода" in owner.sees


async def test_a_name_taken_meanwhile_is_asked_anew_and_the_rest_is_kept(telegram: Telegram, owner: Person) -> None:
    await owner.says("/plans")
    await owner.presses("➕ Добавить")
    for answer in ("Месяц", "30", "-", "3000"):
        await owner.says(answer)
    make(telegram, make_plan, name="месяц")
    await owner.says("7")
    assert "Абонемент «месяц» уже есть" in owner.sees
    assert "Как называется?" in owner.sees
    await owner.says("Месяц плюс")
    for answer in ("30", "-", "3000", "7"):
        await owner.says(answer)
    assert "🎫 Месяц плюс" in owner.sees
    assert len(rows(telegram, Plan, "id")) == 2


# --- coaches ---


@pytest.mark.req("S5.50")
async def test_a_coach_with_an_account_and_everything_else(telegram: Telegram, manager: Person) -> None:
    await telegram.person("Иван Тренеров", Role.COACH)
    await telegram.person("Ольга")
    await manager.says("/coaches")
    await manager.presses("➕ Добавить")
    await manager.says("Иван")
    await manager.says("Орлов")
    await manager.says("8 999 643-23-87")
    assert "Ольга" not in manager.buttons
    await manager.presses("Иван Тренеров")
    assert "✅ Тренер добавлен" in manager.sees
    assert "Telegram: Иван Тренеров" in manager.sees
    for field, answer, seen in (
        ("✏️ Эл. почта", "orlov@mail.ru", "Эл. почта: orlov@mail.ru"),
        ("✏️ Работает с", "01.09.1998", "Работает с 01.09.1998"),
        ("✏️ Описание", "Мастер спорта", "Мастер спорта"),
    ):
        await manager.presses(field)
        await manager.says(answer)
        assert seen in manager.sees
    await manager.presses("✏️ Фото")
    await manager.says("вот")
    assert "Пришлите картинку" in manager.sees
    raw = telegram.people.send_photo(manager.id)
    await manager.sends(raw)
    assert "✅ Записано: Фото" in manager.sees
    assert rows(telegram, Coach, "photo", "email", "about") == [
        (raw["message"]["photo"][-1]["file_id"], "orlov@mail.ru", "Мастер спорта")
    ]


@pytest.mark.req("S5.50")
async def test_an_account_is_of_one_coach_who_has_the_role(telegram: Telegram, manager: Person) -> None:
    ivan = await telegram.person("Иван", Role.COACH)
    user = telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(ivan.id).id)
    make(telegram, make_coach, first_name="Иван", last_name="Орлов", user_id=user)
    make(telegram, make_coach, first_name="Пётр", last_name="Белов")
    await manager.says("/coaches")
    await manager.presses("Пётр Белов")
    await manager.presses("✏️ Аккаунт")
    assert "Иван" not in manager.buttons
    await manager.says(str(user))
    assert "⚠️" in manager.sees
    await manager.presses("« Назад")
    await manager.says("/coaches")
    await manager.presses("Иван Орлов")
    await manager.presses("✏️ Аккаунт")
    await manager.presses("Убрать")
    assert "Без Telegram" in manager.sees


@pytest.mark.req("S5.32")
async def test_a_coach_with_trainings_ahead_is_archived_with_open_eyes(telegram: Telegram, manager: Person) -> None:
    coach = make(telegram, make_coach, first_name="Иван", last_name="Орлов")
    group = make(telegram, make_group, name="Йога", coach_id=coach)
    training = at_hour(telegram, group, coach_id=coach)
    await manager.says("/coaches")
    assert "Йога · впереди 1 тренировка" in manager.sees
    await manager.presses("Иван Орлов")
    await manager.presses("🗄 В архив")
    assert "Без тренера останется 1 тренировка впереди." in manager.sees
    assert "Группы без тренера: Йога" in manager.sees
    assert "Чтобы сначала передать их" in manager.sees
    question = manager.last["message_id"]
    await manager.presses("🗄 В архив")
    await manager.presses_data(question, Archived(Book.COACHES, coach).pack())
    assert rows(telegram, Training, "id", "coach_id") == [(training, None)]
    assert rows(telegram, Group, "coach_id") == [(None,)]
    kinds = [(kind, action) for kind, action in rows(telegram, Audit, "kind", "action")]
    assert kinds.count(("coach", "archived")) == 1
    assert ("group", "edited") in kinds
    await manager.says("/coaches")
    await manager.presses("Архив")
    await manager.presses("Иван Орлов")
    await manager.presses("↩️ Вернуть")
    assert rows(telegram, Coach, "archived_at") == [(None,)]


# --- groups ---


@pytest.mark.req("S5.10", "S5.32")
async def test_a_group_is_made_with_its_hours(telegram: Telegram, manager: Person) -> None:
    make(telegram, make_coach, first_name="Иван", last_name="Орлов")
    await manager.says("/groups")
    assert "Групп пока нет" in manager.sees
    await manager.presses("➕ Добавить")
    await manager.says("Йога")
    await manager.presses("Иван Орлов")
    assert "Йога · Иван Орлов" in manager.sees
    await manager.presses("12")
    assert "✅ Группа готова" in manager.sees
    await manager.presses("🗓 Расписание")
    await manager.presses("➕ Добавить время")
    for wrong in ("19:00", "вт", "вт вечером", "вт 19:00 5 минут", "вт 25:00"):
        await manager.says(wrong)
        assert "⚠️" in manager.sees, wrong
    await manager.says("вт и чт в 19:00 90 мин")
    assert "вт 19:00 · 1 ч 30 мин" in manager.sees
    assert "чт 19:00 · 1 ч 30 мин" in manager.sees
    await manager.presses("➕ Добавить время")
    await manager.says("вт 19:00")  # so long from now on
    assert "вт 19:00 · 1 ч" in manager.sees.splitlines()
    assert sorted(rows(telegram, GroupHour, "weekday", "minute", "length")) == [(1, 1140, 3600), (3, 1140, 5400)]
    await manager.presses("« Назад")
    for field, answer, seen in (
        ("✏️ Описание", "Для начинающих", "Для начинающих"),
        ("✏️ Ссылка", "https://zoom.us/j/1", "Ссылка для новых тренировок: https://zoom.us/j/1"),
        ("✏️ Мест", "15", "Мест на тренировке: 15"),
    ):
        await manager.presses(field)
        await manager.says(answer)
        assert seen in manager.sees
    await manager.presses("✏️ Тренер")
    await manager.presses("Убрать")
    assert "Без тренера" in manager.sees
    await manager.presses("« Группы")
    assert "Йога: вт 19:00, чт 19:00" in manager.sees


@pytest.mark.req("S5.10")
async def test_removing_an_hour_says_what_becomes_of_trainings(telegram: Telegram, manager: Person) -> None:
    group = make(telegram, make_group, name="Йога")
    hour = telegram.desk.db.write_now(lambda uow: _hour(uow, group))
    empty, busy = at_hour(telegram, group, 1), at_hour(telegram, group, 2)
    telegram.desk.db.write_now(lambda uow: make_visit(uow, uow.session.get(Training, busy)).id)
    await manager.says("/groups")
    await manager.presses("Йога")
    await manager.presses("🗓 Расписание")
    await manager.presses("✖️ вт 19:00")
    assert "Убрать вт 19:00?" in manager.sees
    assert "Тренировок уберётся, на них никого нет: 1" in manager.sees
    assert "19:00 · 1 человек" in manager.sees
    assert {one for (one,) in rows(telegram, Training, "id")} == {empty, busy}
    await manager.presses("Убрать")
    assert "Останутся, на них есть люди:" in manager.sees
    assert "Расписания пока нет" in manager.sees
    assert rows(telegram, Training, "id") == [(busy,)]
    message = manager.last["message_id"]
    await manager.presses_data(message, HourRemoved(group, hour).pack())
    await manager.presses_data(message, HourRemoveAsked(group, hour).pack())
    assert "Этого времени в расписании уже нет" in manager.sees
    assert "Расписания пока нет" in manager.sees


def _hour(uow: Any, group: int) -> int:
    uow.gym.groups.put_hour(uow.gym.groups.get(group), 1, 1140, 3600)
    return int(uow.gym.groups.find_hour(group, 1, 1140).id)


@pytest.mark.req("S5.48", "S5.49")
async def test_only_an_active_client_without_a_group_comes_in(telegram: Telegram, manager: Person) -> None:
    group, other = make(telegram, make_group, name="Йога"), make(telegram, make_group, name="Бокс")
    olga = active(telegram, surname="Минеева", name="Ольга")
    taken = active(telegram, surname="Белов", name="Олег")
    frozen = active(telegram, surname="Синицын", name="Лев")
    telegram.desk.db.write_now(lambda uow: make_member(uow, taken, group_id=other).client_uid)
    telegram.desk.db.write_now(
        lambda uow: make_freeze(uow, uow.memberships.find_active(frozen, uow.today), uow.today, uow.today).id
    )
    telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Чужой", name="Егор").uid)
    await manager.says("/groups")
    await manager.presses("Йога")
    await manager.presses("👥 Люди")
    assert "Пока никого" in manager.sees
    await manager.presses("➕ Добавить людей")
    assert [label for label in manager.buttons if "Назад" not in label] == ["Минеева Ольга"]
    await manager.says("белов")
    assert "Таких среди активных клиентов без группы нет" in manager.sees
    await manager.presses_data(manager.last["message_id"], PersonPut(group, taken).pack())
    assert "уже в группе" in manager.alert
    await manager.presses_data(manager.last["message_id"], PersonPut(group, frozen).pack())
    assert "заморожен" in manager.alert
    await manager.says("минее")
    await manager.presses("Минеева Ольга")
    assert "✅ В группе: Минеева Ольга" in manager.sees
    assert dict(rows(telegram, Member, "client_uid", "group_id")) == {olga: group, taken: other}
    await manager.presses("✖️ Минеева Ольга")
    assert "Уже не в группе: Минеева Ольга" in manager.sees
    assert dict(rows(telegram, Member, "client_uid", "group_id")) == {olga: None, taken: other}


@pytest.mark.req("S5.49")
async def test_people_are_listed_five_a_page(telegram: Telegram, manager: Person) -> None:
    group = make(telegram, make_group, name="Йога")

    def fill(uow: Any) -> None:
        for number in range(6):
            client = make_client(uow, surname=f"Клиент{number}", name="Ира")
            make_member(uow, client.uid, group_id=group)

    telegram.desk.db.write_now(fill)
    await manager.says("/groups")
    await manager.presses("Йога")
    await manager.presses("👥 Люди")
    assert sum("✖️" in label for label in manager.buttons) == 5
    assert "нет действующего абонемента" in manager.sees
    await manager.presses("»")
    assert "Клиент5" in manager.sees
    await manager.presses("✖️ Клиент5")
    assert "Клиент0" in manager.sees, "the page that is left empty gives way to the one before"


@pytest.mark.req("S5.48")
async def test_deleting_a_group_frees_its_clients(telegram: Telegram, manager: Person) -> None:
    group = make(telegram, make_group, name="Йога")
    olga = active(telegram, surname="Минеева", name="Ольга")
    telegram.desk.db.write_now(lambda uow: make_member(uow, olga, group_id=group).client_uid)
    gone, busy = at_hour(telegram, group, 1), at_hour(telegram, group, 2)
    telegram.desk.db.write_now(lambda uow: make_visit(uow, uow.session.get(Training, busy), olga).id)
    await manager.says("/groups")
    await manager.presses("Йога")
    await manager.presses("🗄 В архив")
    assert "1 человек останется без группы." in manager.sees
    assert "Тренировок уберётся, на них никого нет: 1" in manager.sees
    await manager.presses("🗄 В архив")
    assert "«Йога» в архиве" in manager.sees
    assert rows(telegram, Member, "client_uid", "group_id") == [(olga, None)]
    assert gone not in {one for (one,) in rows(telegram, Training, "id")}
    make(telegram, make_group, name="йога")
    await manager.presses("↩️ Вернуть")
    assert "Группа «йога» уже есть" in manager.alert


@pytest.mark.parametrize("role", [Role.CLIENT, Role.COACH, Role.SELLER])
async def test_others_keep_no_dictionaries(telegram: Telegram, role: Role) -> None:
    someone = await telegram.person("Кто-то", role)
    plan, group = make(telegram, make_plan), make(telegram, make_group)
    for command in ("/plans", "/coaches", "/groups"):
        await someone.says(command)
        assert "недоступно" in someone.sees
    for button in (
        Opened(Book.PLANS, 0, False), Picked(Book.GROUPS, group), FieldPicked(Book.PLANS, plan, Field.PRICE),
        Archived(Book.GROUPS, group), PersonPut(group, 1),
    ):  # fmt: skip
        await someone.presses_data(someone.last["message_id"], button.pack())
        assert "недоступно" in (someone.alert + someone.sees)


async def test_a_manager_sells_no_plans_and_a_forged_field_is_none(telegram: Telegram, manager: Person) -> None:
    plan, group = make(telegram, make_plan), make(telegram, make_group)
    await manager.says("/groups")
    await manager.presses_data(manager.last["message_id"], FieldPicked(Book.PLANS, plan, Field.PRICE).pack())
    assert "недоступно" in manager.alert
    await manager.presses_data(manager.last["message_id"], FieldPicked(Book.GROUPS, group, Field.PRICE).pack())
    assert "устарела" in manager.alert
