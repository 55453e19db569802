"""/tariffs as an owner uses it: making one, changing it by a press, prices, taking it out of use."""

from typing import Any

import pytest

from domain.access import Role
from models import TariffPrice
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.queries import counted
from tests.services.desk import make_tariff


@pytest.fixture
async def owner(telegram: Telegram) -> Person:
    return await telegram.person("Пётр", Role.OWNER)


def stored(telegram: Telegram) -> list[dict[str, Any]]:
    names = ("name", "price", "requests", "reaction", "around_clock", "may_pin", "shows_contacts")
    return telegram.desk.db.read_now(
        lambda uow: [{name: getattr(row, name) for name in names} for row in uow.tariffs.list_live()]
    )


def audit(telegram: Telegram, kind: str = "tariff", id_: int = 1) -> list[str]:
    return telegram.desk.db.read_now(lambda uow: [row.action for row in uow.audit.list_of(kind, id_)])


@pytest.mark.req("S3.4", "S3.5", "S3.6", "S3.51")
async def test_a_tariff_is_made_in_four_answers_and_then_switched(telegram: Telegram, owner: Person) -> None:
    await owner.says("/tariffs")
    assert "Тарифов пока нет" in owner.sees
    await owner.presses("➕ Новый тариф")
    assert "Как назвать тариф? Например: Базовый" in owner.sees
    await owner.says("Базовый")
    assert "Сколько он стоит в месяц?" in owner.sees
    await owner.says("5 000")
    assert "Базовый · 5 000 ₽" in owner.sees
    assert owner.buttons == ["3", "5", "10", "20", "50", "Без ограничений", "« Назад", "Отмена"]
    await owner.presses("10")
    assert "Базовый · 5 000 ₽ · 10 заявок" in owner.sees
    await owner.says("45 мин")
    assert owner.sees.splitlines() == [
        "✅ Тариф готов. Отметьте, что ещё он даёт, и приглашайте клиентов.",
        "",
        "💬 Тариф «Базовый»",
        "5 000 ₽ в месяц · 10 заявок в месяц",
        "Реакция: 45 мин, в рабочее время",
        "Контакты скрыты",
        "Клиентов на тарифе: 0",
    ]
    for label in ("Круглосуточно", "Свой подрядчик", "Контакты видны"):
        await owner.presses(f"○ {label}")
        assert f"✓ {label}" in owner.buttons
    assert "Реакция: 45 мин, круглосуточно" in owner.sees
    assert "Можно закрепить подрядчика" in owner.sees
    assert "Клиент и подрядчик видят контакты друг друга" in owner.sees
    await owner.presses("✓ Контакты видны")
    assert stored(telegram) == [
        {"name": "Базовый", "price": 500_000, "requests": 10, "reaction": 2700, "around_clock": True, "may_pin": True,
         "shows_contacts": False},
    ]  # fmt: skip
    assert audit(telegram) == ["edited"] * 4 + ["created"]
    await owner.presses("« Тарифы")
    assert "Базовый: 5 000 ₽ · 10 заявок · 45 мин" in owner.sees


@pytest.mark.req("S3.51")
@pytest.mark.parametrize("wrong", ["-", "x" * 4096, "\u200b\u202e", "😀", "<b>", "Базовый", "базовый"])
async def test_a_wrong_name_is_asked_again(telegram: Telegram, owner: Person, wrong: str) -> None:
    telegram.desk.db.write_now(lambda uow: make_tariff(uow, name="Базовый") and None)
    await owner.says("/tariffs")
    await owner.presses("Новый тариф")
    if wrong == "<b>":
        await owner.says(wrong)
        assert "&lt;" not in owner.sees
        return
    await owner.says(wrong)
    assert "Как назвать тариф?" in owner.sees
    await owner.says("Другой")
    assert "Сколько он стоит" in owner.sees


@pytest.mark.req("S3.51")
async def test_wrong_numbers_are_refused_and_a_restart_loses_nothing(telegram: Telegram, owner: Person) -> None:
    await owner.says("/tariffs")
    await owner.presses("Новый тариф")
    await owner.says("Базовый")
    for wrong in ("много", "-5", "1" * 40):
        await owner.says(wrong)
        assert "⚠️" in owner.sees
    await owner.says("0")
    for wrong in ("0", "10000", "1.5", "десять", "9" * 4000):
        await owner.says(wrong)
        assert "Нужно целое число от 1 до 9999" in owner.sees, owner.sees
    await telegram.restart()
    await owner.says("без ограничений")
    assert "⚠️" in owner.sees
    await owner.presses("Без ограничений")
    assert "Базовый · 0 ₽ · без ограничений" in owner.sees
    for wrong in ("0", "3 года", "скоро"):
        await owner.says(wrong)
        assert "⚠️" in owner.sees
    await owner.presses("« Назад")
    await owner.says("-")
    await owner.presses("1 ч")
    assert stored(telegram)[0]["requests"] is None
    assert "бесплатно · заявок без ограничений" in owner.sees


@pytest.mark.req("S3.51", "S3.54")
async def test_a_field_is_changed_by_a_press_and_the_price_keeps_its_history(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: make_tariff(uow, name="Базовый") and None)
    await owner.says("/tariffs")
    await owner.presses("Базовый")
    for field, typed, seen in (
        ("✏️ Название", "Малый", "Тариф «Малый»"),
        ("✏️ Цена", "6000", "6 000 ₽ в месяц"),
        ("✏️ Заявки", "20", "20 заявок в месяц"),
        ("✏️ Реакция", "2 ч", "Реакция: 2 ч"),
    ):
        await owner.presses(field)
        assert "Сейчас:" in owner.sees
        await owner.says(typed)
        assert "✅ Записано" in owner.sees
        assert seen in owner.sees
    await owner.presses("✏️ Цена")
    await owner.says("6000")  # the same again
    await owner.presses("История цен")
    assert owner.sees.splitlines()[1:] == ["сб, 21 нояб., 12:00: 6 000 ₽ · Пётр", "сб, 21 нояб., 12:00: 5 000 ₽"]
    assert telegram.desk.db.read_now(lambda uow: uow.session.query(TariffPrice).count()) == 2
    await owner.presses("« Тариф")
    await owner.presses("✏️ Реакция")
    await owner.presses("« Тариф")
    assert "Реакция: 2 ч" in owner.sees
    assert audit(telegram) == ["edited"] * 4


@pytest.mark.req("S3.51")
async def test_a_tariff_no_longer_offered_keeps_its_clients(telegram: Telegram, owner: Person) -> None:
    def fill(uow: Any) -> None:
        used, _free = make_tariff(uow, name="Старый"), make_tariff(uow, name="Пустой")
        for _ in range(2):
            uow.tariffs.subscribe(make_client(uow).uid, used.id)

    telegram.desk.db.write_now(fill)
    for name in ("Старый", "Пустой"):
        await owner.says("/tariffs")
        await owner.presses(name)
        await owner.presses("Больше не предлагать")
        assert f"Больше не предлагать тариф «{name}»?" in owner.sees
        await owner.presses("Больше не предлагать")
        assert "🔗 Пригласить клиента" not in owner.buttons
    await owner.says("/tariffs")
    assert "Старый: 5 000 ₽ · 10 заявок · 1 ч · клиентов: 2 · не предлагается" in owner.sees
    assert "Пустой" not in owner.sees
    telegram.desk.db.write_now(lambda uow: make_tariff(uow, name="Старый") and None)
    await owner.presses("Старый")
    await owner.presses("Снова предлагать")
    assert owner.alert == "Тариф с таким названием уже есть."


async def test_a_tariff_is_the_owners_alone(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: make_tariff(uow, name="Базовый") and None)
    await owner.says("/tariffs")
    await owner.presses("Базовый")
    _message, data = owner.live_data("✏️ Цена")
    for role in (Role.MANAGER, Role.CONTRACTOR):
        other = await telegram.person("Анна", role)
        await other.says("/tariffs")
        assert "Это вам недоступно" in other.sees
        await other.presses_data(other.last["message_id"], data)
        assert "Это вам недоступно" in other.alert


@pytest.mark.req("S3.41")
@pytest.mark.parametrize("many", [1, 1000])
async def test_the_screens_take_few_queries_however_many_clients(telegram: Telegram, owner: Person, many: int) -> None:
    def fill(uow: Any) -> None:
        tariff = make_tariff(uow, name="Базовый")
        for _ in range(many):
            uow.tariffs.subscribe(make_client(uow).uid, tariff.id)

    telegram.desk.db.write_now(fill)
    db, actor = telegram.desk.db, telegram.desk.db.read_now(lambda uow: uow.people.actor_of(owner.id))
    from services import client_tariffs, tariffs

    for fn in (
        lambda uow: tariffs.listed(uow, actor), lambda uow: tariffs.get(uow, actor, 1),
        lambda uow: tariffs.prices(uow, actor, 1), lambda uow: client_tariffs.shown(uow, actor, 1),
        lambda uow: client_tariffs.choices(uow, actor, 1),
    ):  # fmt: skip
        db.read_now(fn)
        with counted() as sent:
            db.read_now(fn)
        assert len([one for one in sent if one.startswith("SELECT")]) <= 6, sent
