"""/earnings: a contractor's own, everybody's to managers, the clients' bills, and both as Excel."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from domain.access import SYSTEM, Role
from services import billing, earnings
from tests.builders import make_client, make_ticket, make_user, put_settings
from tests.chat import Person, Telegram
from tests.queries import counted
from tests.services.desk import make_job, make_tariff

CLOSED = datetime(2026, 12, 3, 9, tzinfo=UTC)


def user_id(telegram: Telegram, person: Person) -> int:
    return telegram.desk.db.read_now(lambda uow: uow.people.find_by_telegram(person.id).id)


def worked(telegram: Telegram, person: Person, number: int, pay: int = 50_000, at: datetime | None = None) -> None:
    agent, moment = user_id(telegram, person), at or telegram.clock.at
    telegram.desk.db.write_now(lambda uow: [make_job(uow, agent, moment, pay) for _ in range(number)] and None)


def sheet_of(telegram: Telegram, person: Person) -> list[list[Any]]:
    """The rows of the file last sent."""
    file_id = person.messages[-1]["document"]["file_id"]
    path = telegram.api.call("getFile", {"file_id": file_id})["file_path"]
    from playground.methods_files import download

    book = load_workbook(io.BytesIO(download(telegram.api, path)[0]))
    return [[cell.value for cell in row] for row in book.active]


@pytest.mark.req("S3.9", "S3.10", "S3.33", "S3.64")
async def test_three_closed_jobs_are_1500_roubles(telegram: Telegram) -> None:
    ivan = await telegram.person("Иван", Role.CONTRACTOR)
    await ivan.says("/earnings")
    assert ivan.sees.splitlines() == [
        "📊 Мой заработок", "ноябрь 2026: 0 ₽ · 0 заявок", "Ставка за заявку сейчас: 500 ₽",
    ]  # fmt: skip
    worked(telegram, ivan, 3)
    other = await telegram.person("Олег", Role.CONTRACTOR)
    worked(telegram, other, 1)
    await ivan.says("/earnings")
    assert "ноябрь 2026: 1 500 ₽ · 3 заявки" in ivan.sees
    assert "Олег" not in ivan.chat


@pytest.mark.req("S3.9", "S3.55")
async def test_a_new_rate_changes_neither_a_closed_period_nor_a_closed_job(telegram: Telegram) -> None:
    ivan = await telegram.person("Иван", Role.CONTRACTOR)
    worked(telegram, ivan, 3)
    telegram.clock.at = CLOSED
    await telegram.tick()
    worked(telegram, ivan, 1)
    telegram.desk.db.write_now(lambda uow: put_settings(uow, ORDER_RATE=80_000))
    await ivan.says("/earnings")
    assert ivan.sees.splitlines()[1:] == [
        "декабрь 2026: 500 ₽ · 1 заявка",
        "Ставка за заявку сейчас: 800 ₽",
        "Закрытые периоды:",
        "ноябрь 2026: 1 500 ₽ · 3 заявки",
    ]


async def fill(telegram: Telegram) -> Person:
    """Two contractors, two clients, a closed period and what came after; gives the owner."""
    ivan = await telegram.person("Иван", Role.CONTRACTOR, last_name="Седов")
    oleg = await telegram.person("Олег", Role.CONTRACTOR)
    worked(telegram, ivan, 3)
    worked(telegram, oleg, 1, 70_000)

    def clients(uow: Any) -> None:
        basic, big = make_tariff(uow, name="Базовый"), make_tariff(uow, name="Большой", price=900_000)
        for name, tariff, number in (("Пекарня", basic, 2), ("=Аптека", big, 1)):
            uid = make_client(uow, surname="", name=name, phone=f"+7999123456{number}").uid
            uow.tariffs.subscribe(uid, tariff.id)
            for _ in range(number):
                make_ticket(uow, client_uid=uid)

    telegram.desk.db.write_now(clients)
    owner = await telegram.person("Пётр", Role.OWNER)
    await owner.says("/earnings")
    assert owner.sees.splitlines() == [
        "📊 Выплаты подрядчикам", "ноябрь 2026, на сегодня", "Иван Седов: 1 500 ₽ · 3 заявки",
        "Олег: 700 ₽ · 1 заявка", "Итого: 2 200 ₽ · 4 заявки",
    ]  # fmt: skip
    assert owner.buttons == ["Счета клиентов"]
    telegram.clock.at = CLOSED
    await telegram.tick()
    worked(telegram, oleg, 2)
    return owner


@pytest.mark.req("S3.12", "S3.66")
async def test_the_owner_reads_what_contractors_earned_and_clients_owe(telegram: Telegram) -> None:
    owner = await fill(telegram)
    await owner.says("/earnings")
    assert "Олег: 1 000 ₽ · 2 заявки" in owner.sees
    assert "Excel" not in "".join(owner.buttons)
    await owner.presses("« ноябрь 2026")
    assert owner.sees.splitlines()[1:] == [
        "ноябрь 2026, период закрыт", "Иван Седов: 1 500 ₽ · 3 заявки", "Олег: 700 ₽ · 1 заявка",
        "Итого: 2 200 ₽ · 4 заявки",
    ]  # fmt: skip
    assert owner.buttons == ["декабрь 2026 »", "Счета клиентов", "📊 Excel"]
    await owner.presses("Счета клиентов")
    assert owner.sees.splitlines() == [
        "📊 Счета клиентов", "ноябрь 2026, период закрыт", "=Аптека: 1 заявка · Большой · 9 000 ₽",
        "Пекарня: 2 заявки · Базовый · 5 000 ₽", "Итого: 14 000 ₽ · 3 заявки",
    ]  # fmt: skip
    await owner.presses("декабрь 2026 »")
    assert "Пекарня: 0 заявок · Базовый · 5 000 ₽" in owner.sees
    await owner.presses("Выплаты подрядчикам")
    assert "декабрь 2026, на сегодня" in owner.sees


@pytest.mark.req("S3.12", "S3.66")
async def test_both_reports_are_excel_files_with_a_total_row(telegram: Telegram) -> None:
    owner = await fill(telegram)
    await owner.says("/earnings")
    await owner.presses("« ноябрь")
    await owner.presses("📊 Excel")
    first, last = datetime(2026, 11, 1), datetime(2026, 11, 30)  # noqa: DTZ001
    assert sheet_of(telegram, owner) == [
        ["Период с", "Период по", "Подрядчик", "Заявки", "Выплата"],
        [first, last, "Иван Седов", 3, 1500], [first, last, "Олег", 1, 700], ["Итого", None, None, 4, 2200],
    ]  # fmt: skip
    await owner.says("/export")
    await owner.presses("Счета клиентов")
    await owner.presses("Прошлый месяц")
    await owner.presses("Сделать файл")
    rows = sheet_of(telegram, owner)
    assert rows[0] == ["Период с", "Период по", "№ клиента", "Клиент", "Телефон", "Тариф", "Заявки", "Цена"]
    assert [row[3:] for row in rows[1:3]] == [
        ["=Аптека", "+79991234561", "Большой", 1, 9000], ["Пекарня", "+79991234562", "Базовый", 2, 5000],
    ]  # fmt: skip
    assert rows[3] == ["Итого", None, None, None, None, None, 3, 14000]
    log = telegram.desk.db.read_now(
        lambda uow: [row.after["table"] for row in uow.session.query(uow.audit.row).filter_by(action="exported")]
    )
    assert log == ["earnings", "billing"]


async def test_the_file_of_a_period_holds_that_period_only(telegram: Telegram) -> None:
    owner = await fill(telegram)
    telegram.clock.at = datetime(2027, 1, 2, 9, tzinfo=UTC)
    await telegram.tick()
    await owner.says("/earnings")
    await owner.presses("« декабрь")
    await owner.presses("📊 Excel")
    assert [row[2:] for row in sheet_of(telegram, owner)[1:]] == [["Олег", 2, 1000], [None, 2, 1000]]


async def test_other_tables_have_no_total_row_and_an_empty_one_neither(telegram: Telegram) -> None:
    owner = await telegram.person("Пётр", Role.OWNER)
    await owner.says("/export")
    await owner.presses("Выплаты подрядчикам")
    await owner.presses("Сделать файл")
    assert len(sheet_of(telegram, owner)) == 1


async def test_a_contractor_sees_nobody_elses_and_a_client_nothing(telegram: Telegram) -> None:
    await fill(telegram)
    ivan, olga = await telegram.person("Илья", Role.CONTRACTOR), await telegram.person("Ольга")
    await olga.says("/earnings")
    assert "Это вам недоступно" in olga.sees
    for data in ("ye:261101:0", "yb:261101:0", "yx:earnings:261201", "yx:billing:261201"):
        await ivan.presses_data(ivan.last["message_id"], data)
        assert "Это вам недоступно" in ivan.alert, data
    manager = await telegram.person("Анна", Role.MANAGER)
    for data in ("ye:200101:0", "yx:nothing:261201", "yx:orders:261201:"):
        await manager.presses_data(manager.last["message_id"], data)
        assert "устарела" in manager.alert, data


async def test_two_hundred_contractors_are_paged(telegram: Telegram) -> None:
    manager = await telegram.person("Анна", Role.MANAGER)

    def many(uow: Any) -> None:
        for number in range(200):
            user = make_user(uow, first_name=f"Подрядчик {number:03}", roles=(Role.CONTRACTOR,))
            make_job(uow, user.id, telegram.clock.at, 1000 * (number + 1))

    telegram.desk.db.write_now(many)
    await manager.says("/earnings")
    assert "Подрядчик 199: 2 000 ₽" in manager.sees
    assert manager.buttons[:2] == ["1/14", "»"]
    await manager.presses("»")
    assert "Подрядчик 184" in manager.sees
    assert "Итого: 201 000 ₽ · 200 заявок" in manager.sees


@pytest.mark.req("S3.41")
@pytest.mark.parametrize("many", [10, 1000])
async def test_the_reports_take_few_queries_however_much_there_is(telegram: Telegram, many: int) -> None:
    ivan = await telegram.person("Иван", Role.CONTRACTOR, Role.MANAGER)
    worked(telegram, ivan, many)
    db = telegram.desk.db

    def clients(uow: Any) -> None:
        tariff = make_tariff(uow)
        for _ in range(many):
            uow.tariffs.subscribe(make_client(uow).uid, tariff.id)

    db.write_now(clients)
    telegram.clock.at += timedelta(days=20)
    db.write_now(lambda uow: billing.close_periods(uow, SYSTEM))
    actor = db.read_now(lambda uow: uow.people.actor_of(ivan.id))
    start = datetime(2026, 11, 1).date()  # noqa: DTZ001
    for fn in (
        lambda uow: earnings.mine(uow, actor), lambda uow: earnings.earned(uow, actor),
        lambda uow: earnings.owed(uow, actor), lambda uow: earnings.earned(uow, actor, start),
        lambda uow: earnings.owed(uow, actor, start),
    ):  # fmt: skip
        db.read_now(fn)
        with counted() as sent:
            db.read_now(fn)
        assert len([one for one in sent if one.startswith("SELECT")]) <= 6, sent


@pytest.mark.req("S3.32")
async def test_a_period_that_is_no_month_is_named_by_its_days(telegram: Telegram) -> None:
    telegram.desk.db.write_now(lambda uow: put_settings(uow, BILLING_DAY=15))
    ivan = await telegram.person("Иван", Role.CONTRACTOR)
    await ivan.says("/earnings")
    assert "15 ноября – 14 декабря: 0 ₽ · 0 заявок" in ivan.sees
