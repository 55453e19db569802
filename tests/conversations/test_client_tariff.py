"""[💬 Тариф] of a client's card: which one, until when it is paid, payments, who is asked first."""

from datetime import date
from typing import Any

import pytest

from db import Database
from domain.access import Role
from models import Payment
from services import client_tariffs
from tests.builders import make_client, make_ticket, make_user
from tests.chat import Person, Telegram
from tests.crowd import WRITERS, crowd
from tests.services.acting import actor, run
from tests.services.desk import make_tariff


@pytest.fixture
async def olga(telegram: Telegram) -> Person:
    """A client with Telegram: card number 1."""
    person = await telegram.person("Ольга")

    def fill(uow: Any) -> None:
        uid = make_client(uow, surname="Минеева", name="Ольга").uid
        uow.people.tie(uow.people.find_by_telegram(person.id).id, uid)
        make_tariff(uow, name="Базовый", price=500_000)
        make_tariff(uow, name="Большой", price=900_000, requests=50, may_pin=True)

    telegram.desk.db.write_now(fill)
    return person


@pytest.fixture
async def owner(telegram: Telegram, olga: Person) -> Person:
    return await telegram.person("Пётр", Role.OWNER)


async def opened(person: Person, uid: int = 1) -> None:
    """The client's card, then its tariff."""
    await person.says("/client")
    await person.presses_data(person.last["message_id"], f"kc:{uid}")
    await person.presses("💬 Тариф")


def paid_until(telegram: Telegram) -> date | None:
    return telegram.desk.db.read_now(lambda uow: uow.tariffs.find_of_client(1)[0].paid_until)


def payments(telegram: Telegram) -> list[tuple[int, str]]:
    return telegram.desk.db.read_now(
        lambda uow: [(row.amount, row.note) for row in uow.session.query(Payment).order_by(Payment.id)]
    )


@pytest.mark.req("S3.3", "S3.52")
async def test_the_owner_puts_a_client_on_a_tariff_and_changes_it(
    telegram: Telegram, owner: Person, olga: Person
) -> None:
    await opened(owner)
    assert "Без тарифа" in owner.sees
    await owner.presses("Подключить тариф")
    assert "Базовый: 5 000 ₽ в месяц · 10 заявок в месяц" in owner.sees
    await owner.presses("Базовый")
    assert owner.sees.splitlines() == [
        "👤 Минеева Ольга · №1",
        "💬 Тариф «Базовый» с 21 ноября",
        "5 000 ₽ в месяц · 10 заявок в месяц",
        "Осталось 10 из 10 до 1 декабря",
        "Срок оплаты не отслеживается",
    ]
    assert olga.sees.startswith("💬 Теперь ваш тариф — «Базовый»\n5 000 ₽ в месяц")
    await olga.presses("Мой тариф")
    assert "Осталось 10 из 10 до 1 декабря" in olga.sees
    await owner.presses("Сменить тариф")
    assert "· Базовый" in owner.buttons
    message, data = owner.live_data("Большой")
    await owner.presses("Большой")
    await owner.presses_data(message, data)
    assert "Тариф «Большой»" in owner.sees
    assert olga.chat.count("Теперь ваш тариф — «Большой»") == 1
    log = telegram.desk.db.read_now(lambda uow: [row.action for row in uow.audit.list_of("tariff_of", 1)])
    assert log == ["subscribed", "subscribed"]


@pytest.mark.req("S3.52")
async def test_taking_off_bills_what_was_used(telegram: Telegram, owner: Person, olga: Person) -> None:
    db = telegram.desk.db
    db.write_now(lambda uow: uow.tariffs.subscribe(1, 1) and None)
    await opened(owner)
    await owner.presses("Снять с тарифа")
    assert "будет выставлен счёт" not in owner.sees
    await owner.presses("« Тариф")
    db.write_now(lambda uow: make_ticket(uow, client_uid=1) and None)
    await owner.presses("Снять с тарифа")
    assert "Снять с тарифа: Минеева Ольга?" in owner.sees
    assert "будет выставлен счёт: 5 000 ₽" in owner.sees
    message, data = owner.live_data("Снять с тарифа")
    await owner.presses("Снять с тарифа")
    await owner.presses_data(message, data)
    assert "Без тарифа" in owner.sees
    assert "Долг: 5 000 ₽" in owner.sees
    await olga.says("/tariff")
    assert "Тарифа у вас пока нет" in olga.sees
    await telegram.after(days=20)  # the period ends: it is not billed twice
    await opened(owner)
    assert "Долг: 5 000 ₽" in owner.sees


@pytest.mark.req("S3.7", "S3.52", "S3.62")
async def test_a_manager_notes_until_when_it_is_paid(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: uow.tariffs.subscribe(1, 1) and None)
    anna = await telegram.person("Анна", Role.MANAGER)
    await opened(anna)
    assert anna.buttons == ["Продлить по 30 ноября", "Записать оплату", "Оплачено по…", "« Карточка"]
    message, data = anna.live_data("Продлить")
    await anna.presses("Продлить")
    assert "Оплачено по 30 ноября" in anna.sees
    await anna.presses_data(message, data)  # twice is once
    assert paid_until(telegram) == date(2026, 11, 30)
    assert "Продлить по 31 декабря" in anna.buttons
    await anna.presses("Оплачено по…")
    for wrong in ("никогда", "31.02", "31.12.2099"):
        await anna.says(wrong)
        assert "⚠️" in anna.sees, wrong
    await anna.says("15.01")
    assert "Оплачено по 15 января" in anna.sees
    assert paid_until(telegram) == date(2027, 1, 15)
    await anna.presses("Оплачено по…")
    await anna.presses("Не отслеживать")
    assert paid_until(telegram) is None
    await anna.presses("Оплачено по…")
    await anna.says("15.11")
    assert "⚠️ Оплачено по 15 ноября: новые заявки откроем после оплаты" in anna.sees


@pytest.mark.req("S3.7", "S3.56")
async def test_a_payment_counts_once_however_often_it_is_pressed(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: uow.tariffs.subscribe(1, 1) and None)
    anna = await telegram.person("Анна", Role.MANAGER)
    await opened(anna)
    await anna.presses("Записать оплату")
    assert "Сколько оплачено? Например: 5 000" in anna.sees
    for wrong in ("0", "-5", "сто", "💥"):
        await anna.says(wrong)
        assert "⚠️" in anna.sees
    await anna.presses("5\xa0000\xa0₽")
    await telegram.restart()
    message, data = anna.live_data("Без примечания")
    await anna.presses("Без примечания")
    await anna.presses_data(message, data)
    await anna.presses_data(message, data)
    assert payments(telegram) == [(500_000, "")]
    await anna.says("/client")
    await opened(anna)
    assert "Аванс: 5 000 ₽\n· сб, 21 нояб.: 5 000 ₽" in anna.sees
    await anna.presses("Записать оплату")
    await anna.says("1 234,50")
    await anna.says("счёт <12>")
    assert "✅ Оплата записана: 1 234,50 ₽" in anna.sees
    assert "· сб, 21 нояб.: 1 234,50 ₽ · счёт <12>" in anna.sees
    assert payments(telegram) == [(500_000, ""), (123_450, "счёт <12>")]


async def test_a_payment_begun_and_left_notes_nothing(telegram: Telegram, owner: Person) -> None:
    await opened(owner)
    await owner.presses("Записать оплату")
    await owner.presses("« Тариф")
    assert "Без тарифа" in owner.sees
    await owner.presses("Записать оплату")
    await owner.says("100")
    await owner.presses("Отмена")
    assert payments(telegram) == []


@pytest.mark.req("S3.5", "S3.63")
async def test_a_contractor_is_pinned_where_the_tariff_allows(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: uow.tariffs.subscribe(1, 1) and None)
    await opened(owner)
    assert "📌 Закрепить подрядчика" not in owner.buttons
    await owner.presses_data(owner.last["message_id"], "qp:1:0")
    assert owner.alert == "Этот тариф не позволяет закрепить подрядчика."
    telegram.desk.db.write_now(lambda uow: uow.tariffs.subscribe(1, 2) and None)
    await opened(owner)
    await owner.presses("📌 Закрепить подрядчика")
    assert "Подрядчиков пока нет. Пригласить: /staff" in owner.sees
    await telegram.person("Иван", Role.CONTRACTOR, last_name="Седов")
    await telegram.person("Сева", Role.SUPPORT)
    await owner.presses("« Тариф")
    await owner.presses("📌 Закрепить подрядчика")
    assert owner.buttons == ["Иван Седов", "« Тариф"]
    await owner.presses("Иван Седов")
    assert "Подрядчик: Иван Седов" in owner.sees
    await owner.presses("Открепить: Иван Седов")
    assert "Подрядчик:" not in owner.sees


async def test_who_may_not_sees_no_button_and_no_money(telegram: Telegram, owner: Person) -> None:
    helper = await telegram.person("Иван", Role.INSTRUCTOR)
    await helper.says("/client")
    await helper.presses_data(helper.last["message_id"], "kc:1")
    assert "💬 Тариф" not in helper.buttons
    for data in ("kb:1", "qc:1:0", "qs:1:1", "qo:1", "qx:1", "qd:1:261231", "qt:1", "qm:1", "qp:1:0", "qq:1:1"):
        await helper.presses_data(helper.last["message_id"], data)
        assert "Это вам недоступно" in helper.alert, data
    anna = await telegram.person("Анна", Role.MANAGER)
    await opened(anna)
    for data in ("qc:1:0", "qs:1:1", "qo:1", "qx:1"):
        await anna.presses_data(anna.last["message_id"], data)
        assert "Это вам недоступно" in anna.alert, data


async def test_of_two_hundred_contractors_anybody_can_be_pinned(telegram: Telegram, owner: Person) -> None:
    def many(uow: Any) -> None:
        uow.tariffs.subscribe(1, 2)
        for number in range(200):
            make_user(uow, first_name=f"Подрядчик {number:03}", roles=(Role.CONTRACTOR,))

    telegram.desk.db.write_now(many)
    await opened(owner)
    await owner.presses("📌 Закрепить подрядчика")
    assert owner.buttons[8:] == ["1/25", "»", "« Тариф"]
    for _ in range(24):
        await owner.presses("»")
    await owner.presses("Подрядчик 199")
    assert "Подрядчик: Подрядчик 199" in owner.sees


async def test_many_tariffs_are_paged_for_the_owner_and_for_a_client(telegram: Telegram, owner: Person) -> None:
    telegram.desk.db.write_now(lambda uow: [make_tariff(uow, name="ъ" * 57 + f"{n:03}") for n in range(60)] and None)
    await owner.says("/tariffs")
    assert "1/8" in owner.buttons
    await owner.presses("»")
    assert "2/8" in owner.buttons
    await opened(owner)
    await owner.presses("Подключить тариф")
    for _ in range(7):
        await owner.presses("»")
    assert "8/8" in owner.buttons
    await owner.presses_data(owner.last["message_id"], "qc:1:-5")
    assert "1/8" in owner.buttons


def test_64_presses_of_one_payment_are_one(db: Database) -> None:
    manager = actor(db, Role.MANAGER)
    uid = db.write_now(lambda uow: make_client(uow).uid)
    with crowd() as everybody:
        everybody(lambda _n: run(db, manager, client_tariffs.pay, uid, 5000, "", "draft:1") is not None)
    assert db.read_now(lambda uow: uow.billing.balance(uid)) == 5000
    assert db.read_now(lambda uow: len(uow.audit.list_of("tariff_of", uid))) == 1


def test_two_owners_who_give_a_tariff_at_once_both_succeed(db: Database) -> None:
    owner = actor(db, Role.OWNER)

    def fill(uow: Any) -> tuple[int, list[int]]:
        return make_client(uow).uid, [make_tariff(uow).id for _ in range(4)]

    uid, tariffs = db.write_now(fill)
    with crowd() as everybody:
        given = everybody(lambda n: run(db, owner, client_tariffs.change, uid, tariffs[n % 4]) is not None)
    assert given == WRITERS
    assert db.read_now(lambda uow: uow.tariffs.find_of_client(uid)[1].id) in tariffs
