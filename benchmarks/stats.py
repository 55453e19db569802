"""Statistics of a month among five years of visits: what is read, and whether anybody waits while the picture is drawn.

`python -m benchmarks stats [--visits 1_000_000] [--postgres 1_000_000]` builds a gym of five years and asks for one
month of each of its statistics. SQLite's own steps say that the month alone is read: no more of them than so many a
visit of that month, and no line of a plan scans a table that grows; PostgreSQL's plan has no Seq Scan of visits. Then
the bot runs on that file, people talk to it, and the picture of the month is drawn beside them.
"""

import asyncio
import itertools
import sqlite3
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session

from benchmarks.beside import MANAGER, beside, manager
from benchmarks.figures import Figure, parse
from benchmarks.journal import steps
from benchmarks.search import BUILDING, block, timed
from db import postgres_engine, sqlite_engine
from domain.memberships import Span
from domain.stats import of_area
from migrations import migrate
from models import Client, Coach, Freeze, Membership, Payment, Training, Visit
from repositories.stats import Stats
from services import stats
from tests.databases import PostgresServer

ZONE = ZoneInfo("Europe/Moscow")
FIRST, DAYS = date(2021, 12, 1), 1826
MONTH = Span(date(2026, 10, 1), date(2026, 10, 31))
CLIENTS, COACHES, PLACES = 4_000, 12, 20
STEPS_GOAL = 60  # of SQLite's, a visit of the month; of who is active: a day of a member whose membership touches it
REPEATS = 5
GROWING = ("visits", "trainings", "payments", "freezes", "memberships")


def fill(connection: Connection, number: int) -> None:
    """Twenty visits a training; memberships of 60 days one after another; a payment each; every fourth was frozen."""
    at = datetime(2021, 12, 1, tzinfo=UTC)
    times: dict[str, Any] = {"created_at": at, "updated_at": at}
    connection.execute(Client.__table__.insert(), [
        {"uid": n, "surname": "", "name": f"Клиент {n}", "midname": "", "phone": f"+7900{n:07}", "secondphone": "",
         "description": "", "source": "", "folded": "", "surname_n": "", "name_n": "", "midname_n": "", "phone_r": "",
         "secondphone_r": "", "version": 1, **times}
        for n in range(1, CLIENTS + 1)
    ])  # fmt: skip
    connection.execute(Coach.__table__.insert(), [
        {"id": n, "first_name": f"Тренер {n}", "last_name": "", "phone": "", "email": "", "photo": "", "about": "",
         "version": 1, **times} for n in range(1, COACHES + 1)
    ])  # fmt: skip
    for table, rows in ((Membership, memberships), (Freeze, freezes), (Payment, payments)):
        _in_batches(connection, table, rows(times))
    trainings = number // PLACES
    _in_batches(connection, Training, (_training(n, trainings, times) for n in range(1, trainings + 1)))
    _in_batches(connection, Visit, (_visit(n, trainings, times) for n in range(1, number + 1)))


def _in_batches(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    while batch := list(itertools.islice(rows, 10_000)):
        connection.execute(table.__table__.insert(), batch)


def memberships(times: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each client buys 60 days twice a year."""
    for n, (client, half) in enumerate(itertools.product(range(1, CLIENTS + 1), range(10)), 1):
        starts = FIRST + timedelta(days=half * 182 + client % 120)
        yield {
            "id": n, "client_uid": client, "plan_id": None, "name": "60 дней", "days": 60, "visits": None,
            "price": 500_000, "freeze_days": 14, "state": "paid", "starts": starts,
            "ends": starts + timedelta(days=59), "paid": 500_000, "version": 1, **times,
        }  # fmt: skip


def freezes(times: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A week of every fourth membership."""
    for row in memberships(times):
        if row["id"] % 4 == 0:
            starts = row["starts"] + timedelta(days=10)
            yield {
                "membership_id": row["id"], "client_uid": row["client_uid"], "starts": starts,
                "ends": starts + timedelta(days=6), **times,
            }  # fmt: skip


def payments(times: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One a membership."""
    for row in memberships(times):
        moment = datetime.combine(row["starts"], datetime.min.time(), UTC) + timedelta(hours=row["id"] % 24)
        yield {
            "kind": "member", "subject_id": row["id"], "client_uid": row["client_uid"], "amount": 500_000,
            "method": "noted", "note": "", "provider_charge_id": "", "at": moment,
        }  # fmt: skip


def _day(n: int, trainings: int) -> date:
    return FIRST + timedelta(days=n * DAYS // (trainings + 1))


def _training(n: int, trainings: int, times: dict[str, Any]) -> dict[str, Any]:
    day = _day(n, trainings)
    starts = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=6 + n % 14)
    return {
        "id": n, "group_id": None, "coach_id": n % COACHES + 1, "title": "Йога", "starts_at": starts,
        "ends_at": starts + timedelta(hours=1), "day": day, "capacity": PLACES, "link": "", "state": "planned",
        "reason": "", "is_from_hours": False, "closed_at": starts, "version": 1, **times,
    }  # fmt: skip


def _visit(n: int, trainings: int, times: dict[str, Any]) -> dict[str, Any]:
    training = (n - 1) // PLACES + 1
    return {
        "training_id": training, "client_uid": (training * 37 + n * 11) % CLIENTS + 1, "day": _day(training, trainings),
        "state": "missed" if n % 7 == 0 else "came", "source": "self", "counts": True, **times,
    }  # fmt: skip


def build(path: Path, number: int) -> None:
    """A migrated file of so many visits."""
    migrate(f"sqlite:///{path}")
    engine = sqlite_engine(f"sqlite:///{path}", "BEGIN IMMEDIATE")
    with engine.connect() as connection:
        for pragma in BUILDING:
            connection.connection.driver_connection.execute(f"PRAGMA {pragma}")
        with connection.begin():
            fill(connection, number)
    engine.dispose()


def plans(session: Session, name: str, span: Span = MONTH) -> list[str]:
    """How the database reads a statistic, line by line, asked with the very parameters it is read with."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    Stats(session, ZONE).rows(name, span)
    event.remove(connection, "before_cursor_execute", note)
    prefix = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return [str(row[-1]) for statement, given in sent for row in connection.exec_driver_sql(prefix + statement, given)]


def scans(lines: Sequence[str]) -> list[str]:
    """The lines in which a table that grows is read from end to end."""
    marks = [f"{how}{table}" for table in GROWING for how in ("SCAN ", "Seq Scan on ")]
    return [line for line in lines if any(mark in line for mark in marks)]


def measure(session: Session, driver: sqlite3.Connection, name: str, visits: int) -> Figure:
    """A month of one statistic on SQLite."""
    known = Stats(session, ZONE)
    seconds = statistics.median(block(lambda: known.rows(name, MONTH), REPEATS))
    taken = steps(driver, lambda: known.rows(name, MONTH))
    scanned = scans(plans(session, name))
    size = member_days(session) if name == "active" else visits
    each, of = taken / size, "member and day" if name == "active" else "visit of the month"
    return Figure(
        f"statistics: a month of {name} on SQLite", f"{each:.1f} steps a {of}",
        f"<= {STEPS_GOAL} and no scan", each <= STEPS_GOAL and not scanned,
        f"{taken} steps, {seconds * 1000:.1f} ms; {'; '.join(scanned) or 'ranges of indexes only'}",
    )  # fmt: skip


def member_days(session: Session) -> int:
    """The days of the month of everybody whose membership touches it: what the rule is asked of."""
    touching = text("SELECT count(DISTINCT client_uid) FROM memberships WHERE ends >= :first AND starts <= :last")
    found = session.execute(touching, {"first": MONTH.starts.isoformat(), "last": MONTH.ends.isoformat()})
    return MONTH.days * int(found.scalar_one())


def on_sqlite(path: Path, number: int) -> list[Figure]:
    """Build and measure."""
    seconds = timed(lambda: build(path, number))
    engine: Engine = sqlite_engine(f"sqlite:///{path}", "BEGIN")
    with Session(engine) as session:
        driver = cast("sqlite3.Connection", session.connection().connection.driver_connection)
        month = sum(sum(numbers) for _day, _name, numbers in Stats(session, ZONE).rows("visits", MONTH))
        figures = [Figure("statistics: visits on SQLite", number, how=f"built in {seconds:.0f} s; {month} in October")]
        figures += [measure(session, driver, one.name, month) for one in of_area("fitness")]
    engine.dispose()
    return figures


def on_postgres(number: int) -> list[Figure]:
    """The same month's plans on PostgreSQL."""
    with ExitStack() as stack:
        server = PostgresServer(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        engine = postgres_engine(server.create())
        with engine.begin() as connection:
            fill(connection, number)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        figures = [Figure("statistics: visits on PostgreSQL", number)]
        with Session(engine) as session:
            for one in of_area("fitness"):
                lines = plans(session, one.name)
                found = [line.strip() for line in lines if "Seq Scan on visits" in line]
                known = Stats(session, ZONE)
                seconds = statistics.median(block(lambda: known.rows(one.name, MONTH), REPEATS))  # noqa: B023  (run here)
                figures.append(Figure(
                    f"statistics: a month of {one.name} on PostgreSQL", f"{len(found)} scans of visits", "0", not found,
                    f"{seconds * 1000:.1f} ms",
                ))  # fmt: skip
        engine.dispose()
    return figures


# --- beside people who talk ---


def begin(uow: Any) -> int:
    """A manager asks for the picture of the month."""
    return stats.draw(uow, manager(uow), "fitness", MONTH.starts, MONTH.ends, MANAGER, 0, False).id


async def drawn(folder: Path) -> list[Figure]:
    """Talk without it, then while it is drawn."""
    found = await beside(folder, begin)
    return [found.figure("picture of statistics: p99 of a reply", f"drawn in {found.took:.1f} s")]


def main(arguments: Sequence[str]) -> list[Figure]:
    """`python -m benchmarks stats`."""
    sizes = parse(arguments, visits=1_000_000, postgres=1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        figures = on_sqlite(Path(folder) / "bench.db", sizes.visits)
        figures += asyncio.run(drawn(Path(folder)))
    return figures + (on_postgres(sizes.postgres) if sizes.postgres else [])
