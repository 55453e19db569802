"""/export: a typed Excel file, made beside the bot, stopped by a press, audited (S1.66)."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from delivery.export_file import QR_SCALE
from domain.access import Role
from domain.export_tables import TABLES
from domain.exports import Period, bounds
from domain.settings import BY_NAME
from models import Account, Campaign, RequestCategory, Tariff, TicketMessage, UtilityRequest
from repositories.exports import column_names
from services import campaign_runs
from tests.builders import make_client, make_order, make_product, make_purchase, make_ticket, make_user
from tests.chat import Person, Telegram
from ui.exports import ExportStarted
from ui.qr import qr_png


def sheet_of(telegram: Telegram, person: Person) -> Any:
    """The file last sent to a person, opened."""
    file_id = person.telegram.people.messages(person.id)[-1]["document"]["file_id"]
    path = telegram.api.call("getFile", {"file_id": file_id})["file_path"]
    from playground.methods_files import download

    return load_workbook(io.BytesIO(download(telegram.api, path)[0])).active


@pytest.mark.req("S1.66")
async def test_a_manager_gets_the_games_of_the_month(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    at = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)

    def fill(uow: Any) -> None:
        client = make_client(uow, name="Ольга", surname="=1+1", phone="+79996432387")
        make_order(
            uow, client_uid=client.uid, date=at, players=12, price=1_250_050, description="bell \x07 and =SUM(A1)"
        )
        make_order(uow, date=at + timedelta(days=60))

    telegram.desk.db.write_now(fill)
    await marina.says("/export")
    await marina.presses("Игры")
    assert "Период: этот месяц" in marina.sees
    await marina.presses("Сделать файл")
    assert "1 строка" in marina.sees
    sheet = sheet_of(telegram, marina)
    heading = [cell.value for cell in sheet[1]]
    row = dict(zip(heading, sheet[2], strict=True))
    assert sheet.max_row == 2
    assert row["Дата и время"].value == datetime(2026, 11, 28, 15, 0)  # noqa: DTZ001  (Moscow's wall clock)
    assert row["Цена"].value == 12500.5
    assert row["Игроков"].value == 12
    assert row["Клиент"].value == "=1+1 Ольга"
    assert row["Клиент"].data_type == "s"
    assert row["Примечание"].value == "bell  and =SUM(A1)"
    assert row["Телефон"].value == "+79996432387"
    assert sheet.auto_filter.ref is not None
    assert sheet.freeze_panes == "A2"


async def test_a_manager_gets_the_tickets_without_secrets(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    at = telegram.clock.at

    def fill(uow: Any) -> None:
        agent, asked = make_user(uow, first_name="Роман", last_name="Седов"), make_user(uow, first_name="Вера")
        company = make_client(uow, surname="", name="=Пекарня")
        tariff = uow.tariffs.add(Tariff(name="Бизнес", reaction=7200))
        job = make_ticket(
            uow, kind="job", state="closed", user_id=asked.id, client_uid=company.uid, agent_id=agent.id,
            tariff_id=tariff.id, reaction=7200, estimate=4 * 3600, taken_at=at + timedelta(minutes=30),
            closed_at=at + timedelta(hours=3), rating=5, pay=50_000, question="=1+1 " + "я" * 5000,
            answer="Готово", credentials=b"CANARY-SECRET",
        )  # fmt: skip
        uow.tickets.say(TicketMessage(ticket_id=job.id, side="customer", kind="text", text="CANARY-SAID"))
        make_ticket(uow, state="cancelled")

    telegram.desk.db.write_now(fill)
    await marina.says("/export")
    await marina.presses("Обращения")
    await marina.presses("Сделать файл")
    sheet = sheet_of(telegram, marina)
    heading = [cell.value for cell in sheet[1]]
    job = {name: cell.value for name, cell in zip(heading, sheet[2], strict=True)}
    assert (job["Вид"], job["Состояние"], job["Тариф"]) == ("заявка", "готово", "Бизнес")
    assert (job["Клиент"], job["Кто обратился"], job["Кто ведёт"]) == ("=Пекарня", "Вера", "Роман Седов")
    assert (job["Реакция, мин"], job["Оценка, ч"], job["Оценка клиента"], job["Выплата"]) == (120, 4, 5, 500)
    assert job["Взято"] == datetime(2026, 11, 21, 12, 30)  # noqa: DTZ001  (Moscow's wall clock)
    assert len(job["Вопрос"]) == 300
    assert sheet[2][heading.index("Вопрос")].data_type == "s"
    other = {name: cell.value for name, cell in zip(heading, sheet[3], strict=True)}
    assert (other["Вид"], other["Состояние"], other["Кто ведёт"]) == ("вопрос", "отменено", None)
    assert "CANARY" not in str([[cell.value for cell in row] for row in sheet])


async def test_a_manager_gets_what_the_shop_sold(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)

    def fill(uow: Any) -> None:
        product = make_product(uow, title="=Логотип", category="Дизайн")
        buyer = make_user(uow, first_name="Вера", last_name="Седова")
        promo = uow.promos.make(code="SUMMER10", kind="percent", amount=10)
        bought = make_purchase(
            uow, product_id=product.id, user_id=buyer.id, discount=50_000, promo_code="SUMMER10", email="v@mail.ru",
        )  # fmt: skip
        uow.promos.take(promo.id, uow.today)
        uow.promos.note_use(promo.id, buyer.id, bought.id, 50_000)

    telegram.desk.db.write_now(fill)
    seen: dict[str, dict[str, Any]] = {}
    for table in ("Товары и услуги", "Покупки", "Покупки с промокодом"):
        await marina.says("/export")
        await marina.presses(table)
        await marina.presses("Сделать файл")
        assert "1 строка" in marina.sees
        sheet = sheet_of(telegram, marina)
        seen[table] = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
        assert all(cell.data_type != "f" for cell in sheet[2])
    product, bought, use = seen.values()
    assert (product["Название"], product["Цена"], product["Срок, дней"], product["Покупки"]) == (
        "=Логотип", 5000, 14, 1,
    )  # fmt: skip
    assert (bought["Состояние"], bought["Покупатель"], bought["Скидка"]) == ("ждёт исполнителя", "Вера Седова", 500)
    assert (bought["Эл. почта"], bought["Промокод"], bought["Цена"]) == ("v@mail.ru", "SUMMER10", 5000)
    assert (use["Промокод"], use["Покупатель"], use["Покупка №"], use["Вернулось"]) == (
        "SUMMER10", "Вера Седова", bought["№"], None,
    )  # fmt: skip
    audited = telegram.desk.db.read_now(lambda uow: [(e.after or {})["table"] for e in uow.audit.list_of("export", 3)])
    assert audited == ["promo_uses"]


def begin_service(uow: Any, words: str) -> None:
    row = uow.campaigns.add(Campaign(
        kind="service", text=words, audience="all", params={"from": "2026-11-21T12:00"}, repeat="", state="waiting",
        created_at=uow.now, updated_at=uow.now,
    ))  # fmt: skip
    campaign_runs.begin(uow, row)


async def sent_out(telegram: Telegram) -> None:
    while await telegram.desk.feeder.round():
        await telegram.settle()
    await telegram.desk.feeder.round()


@pytest.mark.req("S5.51")
async def test_who_got_a_broadcast_and_who_did_not_comes_as_a_file(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    people = {name: await telegram.person(name) for name in ("Вера", "Борис")}

    def agree(uow: Any) -> None:
        for one in people.values():
            uow.people.give_consent(uow.people.find_by_telegram(one.id).id, "adverts", "1", "Согласен")

    telegram.desk.db.write_now(agree)
    telegram.desk.db.write_now(lambda uow: begin_service(uow, "Мы переехали"))
    await sent_out(telegram)
    telegram.people.block(people["Борис"].id)
    await marina.says("/broadcast")
    for step in ("➕ Новая рассылка", "Все"):
        await marina.presses(step)
    await marina.says("Скидка 10 %")
    for step in ("Без кнопки", "Сейчас", "Отправить"):
        await marina.presses(step)
    assert "📊 Кому дошло: Excel" not in marina.buttons  # it is still going out
    await sent_out(telegram)
    await people["Вера"].presses("Отписаться")
    await marina.presses("Кому дошло: Excel")
    assert "2 строки" in marina.sees  # of this broadcast: the one before it reached three
    heading, *rows = [[cell.value for cell in row] for row in sheet_of(telegram, marina)]
    told = {row[2]: dict(zip(heading, row, strict=True)) for row in rows}
    assert {name: one["Чем кончилось"] for name, one in told.items()} == {
        "Вера": "доставлено", "Борис": "заблокировал бота",
    }  # fmt: skip
    assert (told["Вера"]["Рассылка №"], told["Вера"]["Telegram id"]) == (2, people["Вера"].id)
    assert told["Вера"]["Отписался"] is not None
    assert told["Борис"]["Отписался"] is None
    audited = telegram.desk.db.read_now(lambda uow: [(e.after or {})["table"] for e in uow.audit.list_of("export", 1)])
    assert audited == ["recipients"]


async def test_accounts_come_with_the_link_and_the_qr_for_the_bill(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)

    def fill(uow: Any) -> None:
        for number, flat in (("100200300", "12"), ("100200301", "2")):
            uow.accounts.add(
                Account(
                    number=number, full_name="=Минеева", street="Лесная", house="4", flat=flat, link_code=f"c{number}"
                )
            )

    telegram.desk.db.write_now(fill)
    await marina.says("/export")
    await marina.presses("Лицевые счета")
    await marina.presses("Сделать файл")
    assert "2 строки" in marina.sees
    sheet = sheet_of(telegram, marina)
    rows = [{head.value: cell.value for head, cell in zip(sheet[1], row, strict=True)} for row in sheet.iter_rows(2)]
    assert [row["Квартира"] for row in rows] == ["2", "12"]
    assert rows[1]["Лицевой счёт"] == "100200300"
    link = rows[1]["Ссылка для квитанции"]
    assert link == f"https://t.me/{telegram.desk.bot.username}?start=a_c100200300"
    pictures = {picture.anchor._from.row: picture._data() for picture in sheet._images}
    assert sorted(pictures) == [1, 2]
    assert pictures[2] == qr_png(link, QR_SCALE)
    assert all(cell.data_type != "f" for cell in sheet[3])


@pytest.mark.req("S4.14")
async def test_requests_of_a_period_come_with_their_words(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    at = telegram.clock.at

    def fill(uow: Any) -> None:
        kind = RequestCategory(name="Вода", name_n="вода", created_at=at, updated_at=at)
        uow.session.add(kind)
        uow.session.flush()
        for days in (0, 60):
            uow.session.add(
                UtilityRequest(
                    category_id=kind.id, state="in_work", text="=Течёт", street="Лесная", house="4а", flat="12",
                    account="100200300", created_at=at - timedelta(days=days), updated_at=at,
                )
            )  # fmt: skip

    telegram.desk.db.write_now(fill)
    await marina.says("/export")
    await marina.presses("Заявки жителей")
    await marina.presses("Сделать файл")
    assert "1 строка" in marina.sees
    sheet = sheet_of(telegram, marina)
    row = {head.value: cell.value for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (row["Состояние"], row["Категория"], row["Что случилось"]) == ("в работе", "Вода", "=Течёт")


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.CONTRACTOR])
async def test_who_only_answers_gets_no_table(telegram: Telegram, role: Role) -> None:
    someone = await telegram.person("Роман", role)
    await someone.presses_data(someone.last["message_id"], ExportStarted("tickets", Period.MONTH, 0).pack())
    assert "недоступно" in someone.alert
    assert telegram.request.sent("sendDocument") == []


async def test_the_columns_are_picked_by_buttons(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    telegram.desk.db.write_now(lambda uow: make_client(uow) and None)
    await marina.says("/export")
    await marina.presses("Клиенты")
    await marina.presses("Выбрать столбцы")
    for title in ("№", "Отчество", "Примечание", "Второй телефон", "Откуда узнали", "Игры", "Последняя игра"):
        await marina.presses(f"✓ {title}")
    await marina.presses("Сделать файл")
    heading = [cell.value for cell in sheet_of(telegram, marina)[1]]
    assert heading == ["Фамилия", "Имя", "Телефон", "Добавлено"]


async def test_only_staff_with_the_right_get_a_file_and_a_taken_role_stops_it(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    artem = await telegram.person("Артём", Role.INSTRUCTOR)
    for someone in (olga, artem):
        await someone.says("/export")
        assert "недоступно" in someone.sees
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/export")
    button = marina.live_data("Клиенты")
    await olga.presses_data(olga.last["message_id"], button[1])
    assert "недоступно" in olga.alert


async def test_it_is_audited(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/export")
    await marina.presses("Клиенты")
    await marina.presses("Сделать файл")
    assert telegram.desk.db.read_now(lambda uow: [e.action for e in uow.audit.list_of("export", 1)]) == ["exported"]


async def test_a_second_press_makes_no_second_file(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/export")
    await marina.presses("Клиенты")
    raw = telegram.people.press(marina.id, *marina.live_data("Сделать файл"))
    await telegram.deliver(raw)
    await telegram.deliver(raw)
    assert len(telegram.request.sent("sendDocument")) == 1


async def test_it_can_be_stopped(telegram: Telegram) -> None:
    marina = await telegram.person("Марина", Role.MANAGER)
    await marina.says("/export")
    await marina.presses("Клиенты")
    settle, telegram.desk.jobs.settle = telegram.desk.jobs.settle, _nothing  # type: ignore[method-assign]
    await marina.presses("Сделать файл")
    assert "Готовлю" in marina.sees
    await marina.presses("Остановить")
    assert "Остановлено" in marina.sees
    telegram.desk.jobs.settle = settle  # type: ignore[method-assign]
    await telegram.settle()
    assert telegram.request.sent("sendDocument") == []


async def _nothing() -> None:
    """Jobs wait."""


def test_declared_columns_are_what_the_queries_give() -> None:
    for name, table in TABLES.items():
        assert [column.name for column in table.columns] == column_names(name)
    assert BY_NAME


def test_periods_are_half_open_and_follow_the_business_zone() -> None:
    from zoneinfo import ZoneInfo

    zone, today = ZoneInfo("Asia/Irkutsk"), datetime(2026, 12, 31).date()  # noqa: DTZ001
    start, end = bounds(Period.MONTH, today, zone) or (None, None)
    assert (start, end) == (datetime(2026, 11, 30, 16, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC))
    assert bounds(Period.ALL, today, zone) is None
