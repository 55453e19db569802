"""Transactions, moments, the journal: what every repository stands on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, StatementError

from db import Database, RowEscaped
from domain.access import Actor
from domain.clock import SetClock
from domain.errors import Conflict
from models import Client
from repositories.uow import Uow
from tests.builders import make_client, make_order

ANNA = Actor(user_id=3, telegram_id=7, origin="bot:1")


@pytest.mark.req("S1.42")
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        datetime(2026, 11, 21, 9, 0, 0, 123_456, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=8))),
    ],
)
def test_a_moment_comes_back_aware_in_utc_and_the_same(db: Database, moment: datetime) -> None:
    uid = db.write_now(lambda uow: make_client(uow).uid)
    db.write_now(lambda uow: uow.clients.edit(uow.clients.get(uid), deleted_at=moment) and None)

    kept = db.read_now(lambda uow: uow.clients.get_any(uid).deleted_at)

    assert kept == moment
    assert kept is not None
    assert kept.tzinfo is UTC


def test_a_naive_time_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        db.write_now(lambda uow: make_client(uow, deleted_at=datetime(2026, 11, 21)).uid)  # noqa: DTZ001


def test_moments_compare_in_the_database_as_in_python(db: Database) -> None:
    start = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    moments = [start + timedelta(microseconds=step) for step in (0, 1, 999_999, 1_000_000, 10**9, 10**14)]
    db.write_now(lambda uow: [make_client(uow, deleted_at=at).uid for at in reversed(moments)] and None)

    def ordered(uow: Uow) -> list[datetime | None]:
        later = uow.session.query(Client.deleted_at).where(Client.deleted_at > start).order_by(Client.deleted_at)
        return [at for (at,) in later]

    assert db.read_now(ordered) == moments[1:]


@dataclass(frozen=True)
class Holder:
    inside: Any


@pytest.mark.parametrize(
    "wrap",
    [lambda row: row, lambda row: [row], lambda row: {"a": (1, row)}, lambda row: Holder([row]), lambda row: {row}],
)
def test_no_row_leaves_its_transaction(db: Database, wrap: Any) -> None:
    with pytest.raises(RowEscaped):
        db.write_now(lambda uow: wrap(make_client(uow)))
    assert db.read_now(lambda uow: uow.clients.count()) == 0


def test_a_failure_takes_everything_back(db: Database) -> None:
    def half(uow: Uow) -> None:
        make_client(uow)
        uow.audit.record(ANNA, "created", "client", 1)
        uow.outbox.tell("order_new", 7, "order:1")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        db.write_now(half)
    assert db.read_now(lambda uow: (uow.clients.count(), uow.audit.list_of("client", 1), uow.outbox.next_due())) == (
        0, [], None,
    )  # fmt: skip


def test_the_moment_of_a_transaction_stands_still(db: Database, clock: SetClock) -> None:
    def twice(uow: Uow) -> tuple[datetime, datetime]:
        first = make_client(uow).created_at
        clock.at += timedelta(hours=1)
        return first, make_client(uow).created_at

    first, second = db.write_now(twice)
    assert first == second


@pytest.mark.parametrize("change", ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"])
def test_the_journal_only_grows(db: Database, change: str) -> None:
    db.write_now(lambda uow: uow.audit.record(ANNA, "created", "client", 1, None, {"name": "Михаил"}) and None)

    with pytest.raises(DatabaseError, match="append-only"):
        db.write_now(lambda uow: uow.session.execute(text(change)) and None)

    events = db.read_now(lambda uow: [(row.action, row.after) for row in uow.audit.list_of("client", 1)])
    assert events == [("created", {"name": "Михаил"})]


def test_the_journal_cannot_be_truncated(db: Database) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"):
        db.write_now(lambda uow: uow.session.execute(text("TRUNCATE audit")) and None)


async def test_what_happens_on_the_loop_is_the_same(db: Database) -> None:
    woken: list[set[str]] = []
    db.listeners.append(woken.append)
    uid = await db.write(lambda uow: make_order(uow).uid)
    await db.write(lambda uow: uow.outbox.tell("order_new", 7, "order:1"))

    assert await db.read(lambda uow: uow.orders.get(uid).uid) == uid
    with pytest.raises(Conflict):
        await db.write(lambda uow: make_order(uow).uid)
    assert woken == [{"outbox"}]


def test_a_read_cannot_write(db: Database) -> None:
    with pytest.raises(DatabaseError, match=r"readonly|read-only"):
        db.read_now(lambda uow: make_client(uow).uid)
    db.write_now(lambda uow: make_client(uow).uid)
    assert db.read_now(lambda uow: uow.clients.count()) == 1


def test_a_read_sees_one_moment_while_others_write(db: Database) -> None:
    def counted_twice(uow: Uow) -> tuple[int, int]:
        before = uow.clients.count()
        db.write_now(lambda other: make_client(other).uid)
        return before, uow.clients.count()

    assert db.read_now(counted_twice) == (0, 0)
    assert db.read_now(lambda uow: uow.clients.count()) == 1
