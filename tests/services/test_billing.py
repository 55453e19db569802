"""Billing periods are closed once each, in order, and never change afterwards (S3.31–S3.33, S3.54–S3.57)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db import Database
from domain.access import SYSTEM, Role
from domain.billing import Period, paid_through, periods_since, price_of
from domain.clock import SetClock
from domain.errors import Invalid
from domain.payments import Kind
from domain.setting_values import parse
from domain.settings import BY_NAME
from models import Bill, Payout
from repositories.uow import Place, Uow
from services import billing, subscriptions
from tests.builders import make_ticket, make_user, put_settings
from tests.chat import Telegram
from tests.crowd import crowd
from tests.queries import counted
from tests.services.desk import make_job, make_subscribed

NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)


def close(db: Database) -> int:
    return db.write_now(lambda uow: billing.close_periods(uow, SYSTEM))


def payouts(db: Database) -> list[tuple[int, str, str, int, int]]:
    return db.read_now(
        lambda uow: [
            (p.user_id, str(p.start), str(p.end), p.jobs, p.amount)
            for p in uow.session.query(Payout).order_by(Payout.start, Payout.user_id)
        ]
    )


def bills(db: Database) -> list[tuple[int, str, str, str, int, int]]:
    return db.read_now(
        lambda uow: [
            (b.client_uid, str(b.start), str(b.end), b.tariff, b.price, b.requests)
            for b in uow.session.query(Bill).order_by(Bill.start, Bill.client_uid)
        ]
    )


def contractor(db: Database) -> int:
    return db.write_now(lambda uow: make_user(uow, roles=(Role.CONTRACTOR,)).id)


def worked(db: Database, agent: int, *moments: datetime, pay: int = 50_000) -> None:
    db.write_now(lambda uow: [make_job(uow, agent, at, pay) for at in moments] and None)


@pytest.mark.req("S3.57")
def test_without_a_desk_there_is_nothing_to_close(db: Database, clock: SetClock) -> None:
    clock.at += timedelta(days=400)
    assert not db.read_now(lambda uow: billing.any_due(uow, SYSTEM))
    assert close(db) == 0


@pytest.mark.req("S3.9", "S3.32", "S3.33")
def test_a_payout_is_what_was_closed_in_the_period_by_the_walls_clock(db: Database, clock: SetClock) -> None:
    agent = contractor(db)
    last = datetime(2026, 11, 30, 20, 59, 59, tzinfo=UTC)  # 23:59:59 in Moscow
    worked(db, agent, datetime(2026, 10, 31, 21, tzinfo=UTC), NOON, last)
    worked(db, agent, last + timedelta(seconds=1))
    clock.at = last
    assert close(db) == 0
    clock.at = last + timedelta(seconds=60)
    assert close(db) == 0  # whoever closes a job at midnight still gets it into this period
    clock.at = last + timedelta(seconds=61)
    assert close(db) == 1
    assert payouts(db) == [(agent, "2026-11-01", "2026-12-01", 3, 150_000)]
    assert close(db) == 0
    clock.at += timedelta(days=31)
    assert close(db) == 1
    assert payouts(db)[1:] == [(agent, "2026-12-01", "2027-01-01", 1, 50_000)]


@pytest.mark.req("S3.54", "S3.55")
def test_a_closed_period_stays_whatever_changes_later(db: Database, clock: SetClock) -> None:
    agent, client = contractor(db), db.write_now(lambda uow: make_subscribed(uow, name="Базовый", price=500_000))
    worked(db, agent, NOON)
    db.write_now(lambda uow: make_ticket(uow, client_uid=client) and None)
    clock.at = datetime(2026, 12, 1, tzinfo=UTC)
    close(db)
    before = payouts(db), bills(db)
    assert before[1] == [(client, "2026-11-01", "2026-12-01", "Базовый", 500_000, 1)]

    def change(uow: Uow) -> None:
        put_settings(uow, ORDER_RATE=99_900, BILLING_DAY=15)
        row = uow.tariffs.list_live()[0]
        row.price, row.name = 900_000, "Другой"
        uow.tariffs.note_price(row, None)
        uow.session.query(Bill).one()  # it is there

    db.write_now(change)
    worked(db, agent, NOON)  # somebody closes a job of that period later: it stands where it is
    for _ in range(2):
        close(db)
    assert (payouts(db), bills(db)) == before
    clock.at = datetime(2026, 12, 20, tzinfo=UTC)
    close(db)
    assert (payouts(db)[:1], bills(db)[:1]) == before
    assert bills(db)[1][:4] == (client, "2026-12-01", "2026-12-15", "Другой")


@pytest.mark.req("S3.57")
def test_after_an_outage_of_months_each_period_is_closed_once_and_in_order(db: Database, clock: SetClock) -> None:
    agent, client = contractor(db), db.write_now(make_subscribed)
    moments = [datetime(2026, month, 21, tzinfo=UTC) for month in (11, 12)] + [datetime(2027, 2, 28, 20, tzinfo=UTC)]
    worked(db, agent, *moments)
    clock.at = datetime(2027, 4, 3, tzinfo=UTC)
    assert close(db) == 5
    assert [row[1] for row in payouts(db)] == ["2026-11-01", "2026-12-01", "2027-02-01"]
    assert [row[1] for row in bills(db)] == ["2026-11-01", "2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"]
    assert [row[2] for row in bills(db)] == ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01"]
    assert sum(row[4] for row in payouts(db)) == 150_000
    assert close(db) == 0
    assert client


@pytest.mark.req("S3.54")
def test_after_an_outage_each_period_costs_what_the_tariff_cost_then(db: Database, clock: SetClock) -> None:
    db.write_now(lambda uow: make_subscribed(uow, price=100))
    for month, price in ((12, 200), (13, 300)):
        clock.at = datetime(2026 + month // 13, month % 12 or 12, 10, tzinfo=UTC)

        def dearer(uow: Uow, price: int = price) -> None:
            row = uow.tariffs.list_live()[0]
            row.price = price
            uow.tariffs.note_price(row, None)

        db.write_now(dearer)
    clock.at = datetime(2027, 2, 2, tzinfo=UTC)
    close(db)
    assert [row[4] for row in bills(db)] == [100, 200, 300]


@pytest.mark.req("S3.32", "S3.55")
@pytest.mark.parametrize("new_day", [1, 5, 15, 20, 28])
def test_a_changed_billing_day_counts_no_job_twice_and_loses_none(db: Database, clock: SetClock, new_day: int) -> None:
    agent = contractor(db)
    days = [datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=number) for number in range(150)]
    worked(db, agent, *days, pay=1)
    for number in range(151):
        clock.at = datetime(2026, 11, 1, 22, tzinfo=UTC) + timedelta(days=number)
        if number == 50:
            db.write_now(lambda uow: put_settings(uow, BILLING_DAY=new_day))
        if number in (80, 110):
            db.write_now(lambda uow, day=3 if number == 80 else 27: put_settings(uow, BILLING_DAY=day))
        close(db)
    clock.at += timedelta(days=40)
    close(db)
    rows = payouts(db)
    assert sum(row[3] for row in rows) == 150
    assert [row[1] for row in rows[1:]] == [row[2] for row in rows[:-1]]  # each begins where the last one ended
    assert all(row[1] < row[2] for row in rows)


@pytest.mark.req("S3.32")
def test_the_limit_follows_the_same_periods_as_the_bill(db: Database, clock: SetClock) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=5))
    clock.at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    close(db)
    db.write_now(lambda uow: put_settings(uow, BILLING_DAY=15))
    now = db.read_now(lambda uow: subscriptions.allowance(uow, client))
    assert now is not None
    assert now.until == date(2026, 12, 15)
    assert db.read_now(billing.running) == Period(date(2026, 12, 1), date(2026, 12, 15))


@pytest.mark.parametrize("day", [1, 28])
def test_the_clocks_change_moves_no_job_into_another_period(clock: SetClock, database_url: str, day: int) -> None:
    """Berlin loses an hour in March and gets one in October; New York on other days."""
    for number, name in enumerate(("Europe/Berlin", "America/New_York")):
        db = Database(database_url, clock, Place(zone=ZoneInfo(name)))
        zone, agent = ZoneInfo(name), contractor(db)
        db.write_now(lambda uow: put_settings(uow, BILLING_DAY=day))
        midnight = datetime(2028 + number, 4, day, tzinfo=zone)
        worked(db, agent, midnight - timedelta(seconds=1), midnight)
        clock.at = datetime(2028 + number, 6, 1, tzinfo=UTC)
        close(db)
        found = [row for row in payouts(db) if row[0] == agent]
        assert found[0][2:4] == (str(midnight.date()), 1)
        assert found[1][1] == str(midnight.date())
        db.close()


def test_of_64_ticks_at_once_one_closes(db: Database, clock: SetClock) -> None:
    agent = contractor(db)
    db.write_now(make_subscribed)
    worked(db, agent, NOON)
    clock.at = datetime(2026, 12, 2, tzinfo=UTC)
    with crowd() as everybody:
        everybody(lambda _n: close(db) >= 0)
    assert (len(payouts(db)), len(bills(db))) == (1, 1)
    assert len(db.read_now(lambda uow: [row.id for row in uow.audit.list_of("period", 0)])) == 1


@pytest.mark.req("S3.31")
@pytest.mark.parametrize("typed", ["0", "29", "31", "-1", "1.5", "первое", ""])
def test_a_billing_day_that_no_month_may_lack(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(BY_NAME["BILLING_DAY"], typed)
    assert "from 1 to 28" in str(refused.value)


@pytest.mark.req("S3.31")
@pytest.mark.parametrize("typed", ["1", "15", "28"])
def test_a_billing_day_from_1_to_28_is_taken(typed: str) -> None:
    assert parse(BY_NAME["BILLING_DAY"], typed) == int(typed)


def test_a_period_cut_short_by_a_new_billing_day_costs_its_part() -> None:
    short, whole = list(periods_since(date(2026, 12, 1), 16, date(2026, 12, 20)))
    assert (short, whole) == (
        Period(date(2026, 12, 1), date(2026, 12, 16)), Period(date(2026, 12, 16), date(2027, 1, 16)),
    )  # fmt: skip
    assert price_of(short, 30_000) == 15_000  # 15 of the 30 days from 16 November
    assert price_of(whole, 30_000) == 30_000


@pytest.mark.parametrize(
    ("paid", "now"),
    [(None, "2026-12-14"), ("2026-10-01", "2026-12-14"), ("2026-11-30", "2026-12-14"), ("2026-12-14", "2027-01-14")],
)
def test_one_more_period_is_paid(paid: str | None, now: str) -> None:
    running = Period(date(2026, 11, 15), date(2026, 12, 15))
    assert paid_through(date.fromisoformat(paid) if paid else None, running) == date.fromisoformat(now)


@pytest.mark.req("S3.56")
def test_the_balance_is_what_was_paid_minus_what_was_billed(db: Database, clock: SetClock) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, price=500_000))
    assert db.read_now(lambda uow: uow.billing.balance(client)) == 0
    db.write_now(lambda uow: uow.payments.put(Kind.TARIFF, client, 700_000, client_uid=client) and None)
    db.write_now(lambda uow: uow.payments.put(Kind.DEPOSIT, 1, 90_000, client_uid=client) and None)
    clock.at = datetime(2027, 1, 2, tzinfo=UTC)
    close(db)
    assert db.read_now(lambda uow: uow.billing.balance(client)) == 700_000 - 2 * 500_000


def test_a_deleted_card_is_billed_no_more(db: Database, clock: SetClock) -> None:
    client = db.write_now(make_subscribed)
    db.write_now(lambda uow: uow.clients.archive(uow.clients.get(client)))
    clock.at = datetime(2026, 12, 2, tzinfo=UTC)
    close(db)
    assert bills(db) == []


def test_a_tick_with_nothing_due_asks_little(db: Database) -> None:
    db.write_now(make_subscribed)
    db.write_now(lambda uow: uow.audit.record(SYSTEM, "closed", "period", 0, None, {"end": "2026-11-01"}) and None)
    db.read_now(lambda uow: billing.any_due(uow, SYSTEM))
    with counted() as statements:
        assert not db.read_now(lambda uow: billing.any_due(uow, SYSTEM))
    assert [one for one in statements if "SELECT" in one] == []


@pytest.mark.req("S3.57")
async def test_the_tick_closes_a_period_when_it_is_over(telegram: Telegram) -> None:
    db = telegram.desk.db
    client = db.write_now(make_subscribed)
    telegram.clock.at = datetime(2026, 11, 30, 20, 59, tzinfo=UTC)
    await telegram.tick()
    assert bills(db) == []
    telegram.clock.at += timedelta(minutes=2)
    await telegram.tick()
    assert [row[:3] for row in bills(db)] == [(client, "2026-11-01", "2026-12-01")]
