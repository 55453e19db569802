"""The desk's tick among a million open tickets of which nothing is due: with the index it reads, and without.

`python -m benchmarks desk [--tickets 1_000_000]` fills SQLite and PostgreSQL with so many open tickets, each with its
next stage in the weeks to come, and asks what is due as the tick does, first with the partial index on ``next_at``,
then with it dropped. On SQLite a statement is timed on the driver, which runs it in the process; PostgreSQL is asked
for its own execution time, because the way to a server and back would be most of a quick answer. Beside both: a look
through the repository, with its transaction. Memory is what a look allocates at its peak, among a thousand tickets and
among all.
"""

import json
import random
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session

from benchmarks.figures import Figure, parse
from db import Database, sqlite_engine
from domain.clock import SetClock
from migrations import migrate
from models import Ticket, User
from repositories.tickets import Tickets

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FEW = 1_000
USERS = 500
QUESTION = 30  # words: two or three sentences
GOAL = 10_000
BYTES_GOAL = 1  # a ticket; where memory grew with them it would be hundreds
INDEX = "ix_tickets_next_at"
BATCH = 10_000
LOOKS = 200
SCANS = 5
BUILDING = ("synchronous=OFF", "secure_delete=OFF", "cache_size=-800000")  # only while the file is made
WORDS = "касса не печатает чеки письма с формы сайта не приходят после обновления цены на главной странице".split()  # noqa: SIM905  (read as words)


def tickets(first: int, last: int) -> Iterator[dict[str, Any]]:
    """Open tickets, as many taken as waiting; the same ones for the same numbers."""
    for number in range(first, last + 1):
        dice = random.Random(number)
        question = " ".join(dice.choices(WORDS, k=QUESTION))
        is_taken = number % 2 == 0
        due = NOW + timedelta(minutes=dice.randrange(1, 50_000))
        opened = NOW - timedelta(minutes=dice.randrange(1, 100_000))
        yield {
            "id": number, "kind": "job", "state": "taken" if is_taken else "created",
            "user_id": number % USERS + 1, "agent_id": number % 7 + 1 if is_taken else None,
            "question": question, "answer": question[:100] if is_taken else "", "folded": f"анна ларина {question}",
            "reaction": 7200, "around_clock": False,
            "shows_contacts": False, "estimate": 14_400 if is_taken else None,
            "stage": "overdue" if is_taken else "untaken", "next_at": due,
            "created_at": opened, "taken_at": opened if is_taken else None, "updated_at": opened, "version": 1,
        }  # fmt: skip


def people() -> list[dict[str, Any]]:
    """Whose tickets they are."""
    return [
        {"id": number, "telegram_id": number, "first_name": "А", "last_name": "", "language": "ru",
         "is_reachable": True, "created_on": NOW, "seen_at": NOW}
        for number in range(1, USERS + 1)
    ]  # fmt: skip


def insert(connection: Connection, first: int, last: int) -> None:
    """Add tickets in bulk."""
    for start in range(first, last + 1, BATCH):
        connection.execute(Ticket.__table__.insert(), list(tickets(start, min(start + BATCH - 1, last))))


def timed(run: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def median_of(run: Callable[[], float], repeats: int) -> float:
    """The middle one of some measurements, after one that warms the caches."""
    run()
    return statistics.median(run() for _ in range(repeats))


class Desk:
    """One database full of tickets, asked for what is due."""

    def __init__(self, url: str, number: int) -> None:
        """Migrate ``url``; ``fill`` puts the tickets in."""
        migrate(url)
        self.url, self.number = url, number
        self.is_sqlite = url.startswith("sqlite")
        self.name = "SQLite" if self.is_sqlite else "PostgreSQL"
        self.engine: Engine = sqlite_engine(url, "BEGIN IMMEDIATE") if self.is_sqlite else create_engine(url)
        self.db = Database(url, SetClock(NOW))

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()
        self.engine.dispose()

    def figures(self) -> list[Figure]:
        """Fill, and measure."""
        built = timed(lambda: self.fill(1, FEW))
        few = self.peak()
        built += timed(lambda: self.fill(FEW + 1, self.number))
        many = self.peak()
        look, quick = median_of(self.look, LOOKS), median_of(self.statement, LOOKS)
        with self.engine.begin() as connection:
            connection.execute(text(f"DROP INDEX {INDEX}"))
        slow, look_without = median_of(self.statement, SCANS), median_of(self.look, SCANS)
        each = (many - few) / (self.number - FEW)
        return [
            Figure(f"desk: open tickets in {self.name}", self.number, how=f"built in {built:.0f} s"),
            Figure(
                f"desk: nothing due in {self.name}, the index against none", f"{slow / quick:,.0f}x",
                f">= {GOAL:,}x", slow / quick >= GOAL, f"p50 {quick * 1e6:.1f} µs, without {slow * 1e3:.1f} ms",
            ),
            Figure(
                f"desk: the same through the repository, {self.name}", f"{look_without / look:,.0f}x",
                how=f"p50 {look * 1e6:.0f} µs, without {look_without * 1e3:.1f} ms",
            ),
            Figure(
                f"desk: memory of a look by the number of tickets, {self.name}", f"{each:+.4f} B a ticket",
                f"< {BYTES_GOAL} B", each < BYTES_GOAL,
                f"peak {few / 1024:.1f} KiB among {FEW:,}, {many / 1024:.1f} among all",
            ),
        ]  # fmt: skip

    def fill(self, first: int, last: int) -> None:
        """Put tickets in, and let the database see how many there are."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                driver: Any = connection.connection.driver_connection
                for pragma in BUILDING:
                    driver.execute(f"PRAGMA {pragma}")
            connection.begin()
            if first == 1:
                connection.execute(User.__table__.insert(), people())
            insert(connection, first, last)
            connection.commit()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE tickets" if self.is_sqlite else "VACUUM ANALYZE tickets"))

    def look(self) -> float:
        """Seconds of one look of the tick: a transaction, the repository, nothing found."""
        return timed(self._look)

    def _look(self) -> None:
        if self.db.read_now(lambda uow: len(uow.tickets.list_due())):
            raise AssertionError("nothing should be due")

    def peak(self) -> int:
        """Bytes that a look allocates at its peak, beyond what there was."""
        self._look()
        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            self._look()
            return tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()

    def statement(self) -> float:
        """Seconds of the look's own statement: on SQLite's driver, by PostgreSQL's own clock."""
        with self.engine.connect() as connection:
            sql, values = _statement_of(connection)
            if self.is_sqlite:
                driver: Any = connection.connection.driver_connection
                return timed(lambda: driver.execute(sql, values).fetchall())
            asked = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values).scalar()
            plan = asked if isinstance(asked, list) else json.loads(str(asked))
            return float(plan[0]["Execution Time"]) / 1000


def _statement_of(connection: Connection) -> tuple[str, Any]:
    """The SQL that a look sends, with its values, as the driver gets it."""
    sent: list[tuple[str, Any]] = []

    def keep(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))

    event.listen(connection, "before_cursor_execute", keep)
    with Session(connection) as session:
        Tickets(session, NOW).list_due()
    event.remove(connection, "before_cursor_execute", keep)
    return sent[-1]


def main(arguments: Sequence[str]) -> list[Figure]:
    """Measure on both databases, one after the other."""
    number = parse(arguments, tickets=1_000_000).tickets
    found: list[Figure] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for url in (f"sqlite:///{folder / 'desk.db'}", _postgres(folder)):
            desk = Desk(url, number)
            try:
                found += desk.figures()
            finally:
                desk.close()
    return found


def _postgres(folder: Path) -> str:
    """A PostgreSQL of this run's own, with an empty database."""
    from tests.databases import PostgresServer  # noqa: PLC0415  (it starts one, and a look at the options should not)

    return PostgresServer(folder).create_empty()
