"""The journal among a million requests: the first page of each filter against a scan without an index, in one run.

`python -m benchmarks journal [--requests 1_000_000] [--postgres 200_000]` builds a SQLite file of so many requests and
asks for the first page of one filter after another as the page does (the whole look: rows, count to «1000+», totals by
state), and for the same fifty keys by a scan of the table with its indexes off. Where a filter fits nearly every row a
scan stops at once: then what counts is that ours reads a bounded range, whatever the size of the table, shown as
SQLite's own steps. On PostgreSQL the same asks are timed with indexes on and off, its own clock.
"""

import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from benchmarks.figures import Figure, parse
from benchmarks.search import BUILDING, ENDINGS, MIDNAMES, NAMES, SYLLABLES, block, timed
from db import postgres_engine, sqlite_engine
from domain.journal import TABLES
from domain.journal_ask import parse as ask_of
from migrations import migrate
from models import Account, Executor, RequestCategory, RequestSubcategory, UtilityRequest
from repositories.journal import Journal
from tests.databases import PostgresServer

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Moscow")
TABLE = TABLES["requests"]
CATEGORIES, SUBCATEGORIES, EXECUTORS, STREETS, ACCOUNTS = 12, 80, 150, 400, 30_000
BATCH = 10_000
GOAL = 100
BOUND = 60_000  # of SQLite's steps: a first page that reads no more is bounded whatever the table holds
REPEATS, SCANS = 15, 3
WORDS = "течёт кран батарея холодная не горит свет лифт стоит мусор не вывезли дверь подъезда протечка крыша".split()  # noqa: SIM905  (read as words)
ONE_DAY = {"from": "2021-03-08", "to": "2021-03-08"}
ON_IT = "{0} >= '2021-03-07 21' AND {0} < '2021-03-08 21'"
# what is asked, how a scan says it
ASKS: tuple[tuple[str, Any, str], ...] = (
    ("id", "4821-4830", "id BETWEEN 4821 AND 4830"),
    ("street", "зяблику", "street LIKE '%зяблику%' OR street LIKE '%Зяблику%'"),
    ("street", "улица", "street LIKE '%улица%'"),
    ("full_name", "крупла", "full_name LIKE '%крупла%' OR full_name LIKE '%Крупла%'"),
    ("full_name", "щюгрыкс", "full_name LIKE '%щюгрыкс%' OR full_name LIKE '%Щюгрыкс%'"),
    ("phone", "8 (912) 345-67", "phone LIKE '%791234567%'"),
    ("account", "0048211", "account LIKE '%0048211%'"),
    ("text", "заклинило", "text LIKE '%заклинило%'"),
    ("text", "протечка", "text LIKE '%протечка%'"),
    ("wish", "после 21", "wish LIKE '%после%' AND wish LIKE '%21%'"),
    ("reason", "отозвано жителем", "reason LIKE '%отозвано%' AND reason LIKE '%жителем%'"),
    ("city", "дальний", "city LIKE '%дальний%' OR city LIKE '%Дальний%'"),
    ("house", "417к", "house IN ('417к', '417К')"),
    ("flat", "999", "flat = '999'"),
    ("state", ["in_work"], "state = 'in_work'"),
    ("state", ["new", "assigned", "done"], "state IN ('new', 'assigned', 'done')"),
    ("category", ["12"], "category_id = 12"),
    ("subcategory", ["80"], "subcategory_id = 80"),
    ("executor", ["150"], "executor_id = 150"),
    ("executor", ["-"], "executor_id IS NULL"),
    ("is_urgent", ["yes"], "is_urgent = 1"),
    ("is_confirmed", ["no"], "is_confirmed = 0"),
    ("source", ["call"], "source = 'call'"),
    ("rating", ["1"], "rating = 1"),
    ("created_at", ONE_DAY, ON_IT.format("created_at")),
    ("created_at", {"from": "2020-01-01"}, "created_at >= '2019-12-31 21'"),
    ("assigned_at", {"to": "2017-06-01"}, "assigned_at < '2017-06-01 21'"),
    ("started_at", {"to": "2017-06-01"}, "started_at < '2017-06-01 21'"),
    ("done_at", ONE_DAY, ON_IT.format("done_at")),
    ("closed_at", ONE_DAY, ON_IT.format("closed_at")),
    ("incident", "7", "incident_id = 7"),
)  # fmt: skip


def requests(first: int, last: int, number: int) -> Iterator[dict[str, Any]]:
    """Requests over ten years; the same ones for the same numbers. Everything rare is in the old ones too."""
    streets = _streets()
    for id_ in range(first, last + 1):
        dice = random.Random(id_)
        at = NOW - timedelta(days=3650) * (1 - id_ / number)
        is_open = id_ > number * 0.998
        state = dice.choice(("new", "assigned", "in_work")) if is_open else dice.choice(("closed",) + ("archived",) * 9)
        has_executor = state != "new" and dice.random() < 0.9
        surname = "".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).title() + dice.choice(ENDINGS)
        rare = dice.random() < 0.0002
        words = " ".join(dice.choices(WORDS, k=8)) + (" заклинило" if rare else "")
        reason = dice.choice(("отозвано жителем", "повтор", "не подтвердилось")) if dice.random() < 0.02 else ""
        yield {
            "id": id_, "state": state, "source": "call" if dice.random() < 0.2 else "bot",
            "account_id": id_ % ACCOUNTS + 1, "user_id": None, "account": f"{id_ % 300_000:07}",
            "full_name": f"{surname} {dice.choice(NAMES)} {dice.choice(MIDNAMES)}",
            "city": "Дальний" if rare else "Ангарск", "street": "улица Зябликова" if rare else streets[id_ % STREETS],
            "house": "417К" if rare else str(dice.randrange(1, 180)),
            "flat": "999" if rare else str(dice.randrange(1, 240)), "phone": f"+79{dice.randrange(10**9):09}",
            "is_confirmed": dice.random() < 0.85, "category_id": 12 if rare else dice.randrange(1, CATEGORIES),
            "subcategory_id": 80 if rare else dice.randrange(1, SUBCATEGORIES), "is_urgent": dice.random() < 0.03,
            "text": words, "wish": "после 21" if rare else dice.choice(("", "", "утром", "вечером")), "folded": "",
            "executor_id": (150 if rare else dice.randrange(1, EXECUTORS)) if has_executor else None,
            "incident_id": None, "reason": reason, "rating": 1 if rare else dice.choice((None, 4, 5)),
            "next_at": None, "created_by": None, "created_at": at,
            "assigned_at": at + timedelta(minutes=30) if has_executor else None,
            "started_at": at + timedelta(hours=2) if has_executor else None,
            "done_at": None if is_open else at + timedelta(hours=5),
            "closed_at": None if is_open else at + timedelta(days=3), "updated_at": at, "version": 1, "origin": None,
        }  # fmt: skip


def _streets() -> list[str]:
    dice = random.Random(4821)
    return [f"улица {''.join(dice.choices(SYLLABLES, k=3)).title()}ская" for _ in range(STREETS)]


def fill(connection: Connection, number: int) -> None:
    """The directories and the requests."""
    times = {"created_at": NOW, "updated_at": NOW}
    plain: dict[str, Any] = {"warning": "", "is_urgent": False, "place": 0, **times}
    connection.execute(RequestCategory.__table__.insert(), [
        {"id": n, "name": f"Категория {n}", "name_n": f"категория {n}", **plain} for n in range(1, CATEGORIES + 1)
    ])  # fmt: skip
    connection.execute(RequestSubcategory.__table__.insert(), [
        {"id": n, "category_id": n % CATEGORIES + 1, "name": f"Вид {n}", "name_n": f"вид {n}", **plain}
        for n in range(1, SUBCATEGORIES + 1)
    ])  # fmt: skip
    connection.execute(Executor.__table__.insert(), [
        {"id": n, "full_name": f"Мастер {n}", "position": "", "phone": "", **times} for n in range(1, EXECUTORS + 1)
    ])  # fmt: skip
    connection.execute(Account.__table__.insert(), [
        {"id": n, "full_name": "", "city": "", "street": "", "house": "", "letter": "", "flat": "", "phone": "",
         "contract": "", "number": str(n), "number_n": str(n), "street_n": "", "house_n": "", "folded": "",
         "link_code": str(n), "version": 1, **times}
        for n in range(1, ACCOUNTS + 1)
    ])  # fmt: skip
    for first in range(1, number + 1, BATCH):
        connection.execute(
            UtilityRequest.__table__.insert(), list(requests(first, min(number, first + BATCH - 1), number))
        )


def build(path: Path, number: int) -> None:
    """A migrated file; the triggers keep the trigrams as they do in life."""
    migrate(f"sqlite:///{path}")
    engine = sqlite_engine(f"sqlite:///{path}", "BEGIN IMMEDIATE")
    with engine.connect() as connection:
        for pragma in BUILDING:
            connection.connection.driver_connection.execute(f"PRAGMA {pragma}")
        with connection.begin():
            fill(connection, number)
    engine.dispose()


def look(session: Session, key: str, value: Any) -> list[Any]:
    """What the page does for a first page."""
    journal = Journal(session, ask_of(TABLE, {"filters": {key: value}}), ZONE)
    rows = journal.rows()
    journal.count()
    journal.totals()
    return rows


def steps(driver: sqlite3.Connection, run: Callable[[], object]) -> int:
    """SQLite's own steps while this runs, in hundreds."""
    counted = [0]

    def count() -> None:
        counted[0] += 100

    driver.set_progress_handler(count, 100)
    run()
    driver.set_progress_handler(None, 0)
    return counted[0]


def measure(session: Session, driver: sqlite3.Connection, key: str, value: Any, where: str) -> Figure:
    """One filter both ways: the page's rows against a scan for the same ones."""
    scan = f"SELECT id FROM utility_requests NOT INDEXED WHERE {where} ORDER BY id DESC LIMIT 50"
    journal = Journal(session, ask_of(TABLE, {"filters": {key: value}}), ZONE)
    found, scanned = [row[0] for row in journal.rows()], [row[0] for row in driver.execute(scan)]
    if key not in ("created_at", "assigned_at", "started_at", "done_at", "closed_at") and found != scanned:
        raise AssertionError(f"{key} = {value}: {found[:5]} and {scanned[:5]}")
    ours = statistics.median(block(journal.rows, REPEATS))
    whole = statistics.median(block(lambda: look(session, key, value), REPEATS))
    scans = statistics.median(block(lambda: driver.execute(scan).fetchall(), SCANS))
    taken = steps(driver, journal.rows)
    ratio = scans / ours
    goal, is_met = f">= {GOAL}x or <= {BOUND} steps", ratio >= GOAL or taken <= BOUND
    return Figure(
        f"journal: {key} = {value}", f"{ratio:.0f}x", goal, is_met,
        f"page {ours * 1000:.2f} ms, with count and totals {whole * 1000:.2f} ms, scan {scans * 1000:.1f} ms, "
        f"{taken} steps, {len(found)} rows",
    )  # fmt: skip


def on_sqlite(number: int) -> list[Figure]:
    """Build and measure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        seconds = timed(lambda: build(path, number))
        size = path.stat().st_size / 2**20
        figures = [Figure("journal: requests on SQLite", number, how=f"built in {seconds:.0f} s, {size:.0f} MiB")]
        engine = sqlite_engine(f"sqlite:///{path}", "BEGIN")
        with Session(engine) as session:
            driver = cast("sqlite3.Connection", session.connection().connection.driver_connection)
            figures += [measure(session, driver, *one) for one in ASKS]
        engine.dispose()
    return figures


def on_postgres(number: int) -> list[Figure]:
    """The same asks on PostgreSQL, its indexes on and off."""
    with ExitStack() as stack:
        server = PostgresServer(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        url = server.create()
        engine = postgres_engine(url)
        with engine.begin() as connection:
            fill(connection, number)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE utility_requests"))
        figures = [Figure("journal: requests on PostgreSQL", number)]
        with Session(engine) as session:
            figures += [_on_postgres(session, *one) for one in ASKS]
        engine.dispose()
    return figures


def _on_postgres(session: Session, key: str, value: Any, _where: str) -> Figure:
    journal = Journal(session, ask_of(TABLE, {"filters": {key: value}}), ZONE)
    ours = statistics.median(block(journal.rows, REPEATS))
    off = "SET LOCAL enable_{0} = off"
    for way in ("indexscan", "bitmapscan", "indexonlyscan"):
        session.execute(text(off.format(way)))
    scans = statistics.median(block(journal.rows, SCANS))
    session.rollback()
    return Figure(f"journal on PostgreSQL: {key} = {value}", f"{scans / ours:.0f}x",
                  how=f"page {ours * 1000:.2f} ms, indexes off {scans * 1000:.1f} ms")  # fmt: skip


def main(arguments: Sequence[str]) -> list[Figure]:
    """Build and compare."""
    sizes = parse(arguments, requests=1_000_000, postgres=200_000)
    figures = on_sqlite(sizes.requests)
    return figures + (on_postgres(sizes.postgres) if sizes.postgres else [])
