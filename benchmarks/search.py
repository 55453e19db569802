"""Search among a million clients: ours against a scan with LIKE over the same normalised columns, in one run.

`python -m benchmarks search [--clients 1_000_000]` builds a SQLite file of so many cards and asks both ways for the
same first page of whole cards: ten, and the eleventh that says whether there are more. Both are timed as SQL on the
driver, in turns of blocks; beside them our search through the repository, rows made. A scan that stops at the eleventh
hit is quick where hits are everywhere: that pair is shown without a goal.
"""

import functools
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from benchmarks.figures import Figure, parse
from db import sqlite_engine
from domain.fold import fold
from migrations import migrate
from models import Client
from repositories import clients
from repositories.clients import Clients

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TERMS = 12
BUILDING = ("synchronous=OFF", "secure_delete=OFF", "cache_size=-800000")  # only while the file is made
REPEATS = 20  # of a block, ours; a scan is repeated less
ONSETS = "б в г д ж з к л м н п р с т ф х ц ч ш щ гл др кр пл св тр ст".split()  # noqa: SIM905  (read as words)
SYLLABLES = [onset + vowel for onset in ONSETS for vowel in "аеиоуюы"]
ENDINGS = "ов ев ин ский енко ова ева ина ская ук ян ец".split()  # noqa: SIM905  (read as words)
NAMES = "Анна Иван Михаил Ольга Пётр Сергей Алёна Елена Кирилл Лидия Никита Роман Тимур Юлия".split()  # noqa: SIM905  (read as words)
MIDNAMES = "Иванович Петровна Сергеевич Ильинична Олегович Фёдорович Львовна Юрьевич Павловна".split()  # noqa: SIM905  (read as words)
FIXED = {"description": "", "source": "", "version": 1, "created_at": NOW, "updated_at": NOW}
SCAN = "SELECT * FROM crm_clients WHERE deleted_at IS NULL AND {where} LIMIT 11"
Statement = tuple[str, Sequence[Any]]


@dataclass(frozen=True)
class Pair:
    """What is asked both ways. ``goal`` is the least ratio of the medians, 0 where it is only shown."""

    title: str
    terms: Sequence[str]
    scan: str
    value: str
    goal: int = 0

    def scan_for(self, term: str) -> Statement:
        """The scan's SQL and values."""
        words = [self.value.format(word) for word in fold(term).split()]
        where = " AND ".join([self.scan] * len(words))
        return SCAN.format(where=where), [word for word in words for _ in range(self.scan.count("?"))]


def cards(number: int) -> Iterator[dict[str, Any]]:
    """Client rows as the repository would store them; the same ones for the same number."""
    dice = random.Random(4821)
    for uid in range(1, number + 1):
        typed = {
            "surname": "".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).title() + dice.choice(ENDINGS),
            "name": dice.choice(NAMES),
            "midname": dice.choice(MIDNAMES),
            "phone": f"+79{dice.randrange(10**9):09}",
            "secondphone": f"+79{dice.randrange(10**9):09}" if dice.random() < 0.1 else "",
        }
        yield FIXED | typed | clients.derived(**typed) | {"uid": uid}


def build(path: Path, number: int) -> None:
    """Fill a migrated database; the triggers keep the trigram index as they do in life."""
    url = f"sqlite:///{path}"
    migrate(url)
    engine = sqlite_engine(url, "BEGIN IMMEDIATE")
    clients.fold = functools.lru_cache(100_000)(fold)  # type: ignore[assignment]  # the same names again and again
    batch: list[dict[str, Any]] = []
    with engine.connect() as connection:
        for pragma in BUILDING:
            connection.connection.driver_connection.execute(f"PRAGMA {pragma}")
        connection.begin()
        for card in cards(number):
            batch.append(card)
            if len(batch) == 20_000:
                _insert(connection, batch)
        _insert(connection, batch)
        connection.commit()
    engine.dispose()


def _insert(connection: Connection, batch: list[dict[str, Any]]) -> None:
    if batch:
        connection.execute(Client.__table__.insert(), batch)
        batch.clear()


def statements_of(session: Session, term: str) -> list[Statement]:
    """The SQL that one search sends, with its values, as the driver gets it."""
    sent: list[Statement] = []

    def keep(_c: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        sent.append((statement, values))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", keep)
    Clients(session, NOW).search(term)
    event.remove(engine, "before_cursor_execute", keep)
    session.expunge_all()
    return sent


def timed(run: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def execute(driver: sqlite3.Connection, statements: Iterable[Statement]) -> list[Any]:
    """Run, and fetch everything."""
    return [row for statement, values in statements for row in driver.execute(statement, values).fetchall()]


def block(run: Callable[[], object], repeats: int) -> list[float]:
    """The seconds of each of some calls, after one that warms the caches."""
    run()
    return [timed(run) for _ in range(repeats)]


def require_same(ours: Sequence[Any], scanned: Sequence[Any]) -> None:
    """Both ways must find as many cards; for a phone ours may go on to those that begin with the digits."""
    if len({row[0] for row in ours}) < len(scanned):
        raise AssertionError(f"the scan finds {len(scanned)} cards, ours {len(ours)}")


def compare(session: Session, driver: sqlite3.Connection, pair: Pair) -> Figure:
    """Measure both ways; the ratio of the medians. Both must find the same number of cards."""
    ours: list[float] = []
    scans: list[float] = []
    whole: list[float] = []
    for term in pair.terms:
        asked, scan = statements_of(session, term), [pair.scan_for(term)]
        require_same(execute(driver, asked), execute(driver, scan))
        ours += block(lambda asked=asked: execute(driver, asked), REPEATS)
        scans += block(lambda scan=scan: execute(driver, scan), 3)
        whole += block(lambda term=term: Clients(session, NOW).search(term), REPEATS)
    ratio = statistics.median(scans) / statistics.median(ours)
    mine, scan_, orm = (f"{statistics.median(values) * 1000:.3f} ms" for values in (ours, scans, whole))
    goal = f">= {pair.goal}x" if pair.goal else ""
    how = f"p50 {mine}, scan {scan_}, through the repository {orm}"
    return Figure(f"search: {pair.title}", f"{ratio:.0f}x", goal, ratio >= pair.goal, how)


def common_parts(driver: sqlite3.Connection, number: int) -> list[str]:
    """Five-letter parts of surnames that 20 to 500 clients of a million share: what is typed to find somebody."""
    dice = random.Random(4821)
    parts: list[str] = []
    while len(parts) < TERMS:
        uid = dice.randrange(1, number)
        (surname,) = driver.execute("SELECT surname_n FROM crm_clients WHERE uid = ?", [uid]).fetchone()
        part = surname[dice.randrange(2) :][:5]
        (hits,) = driver.execute("SELECT count(*) FROM crm_clients WHERE instr(folded, ?) > 0", [part]).fetchone()
        if 20 <= hits * 1_000_000 // number <= 500:
            parts.append(part)
    return parts


def pairs(driver: sqlite3.Connection, number: int) -> list[Pair]:
    """What is measured."""
    name, names = "folded LIKE ?", "%{}%"
    either = "(phone LIKE ? OR secondphone LIKE ?)"
    return [
        Pair("part of a surname, 20 to 500 of a million", common_parts(driver, number), name, names, 300),
        Pair("part of a surname and a name", ("крупла анна", "светро михаил"), name, names),
        Pair("no hit", ("щюгрыкс",), name, names),
        Pair("in every tenth name: the scan stops at once", ("олегович", "петр"), name, names),
        Pair("last four digits of a phone", ("4821", "0007", "9136"), either, "%{}", 500),
    ]


def main(arguments: Sequence[str]) -> list[Figure]:
    """Build and compare."""
    number = parse(arguments, clients=1_000_000).clients
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clients.db"
        built = Figure(
            "search: clients in the database", number, how=f"built in {timed(lambda: build(path, number)):.0f} s"
        )
        engine = sqlite_engine(f"sqlite:///{path}", "BEGIN")
        with Session(engine) as session:
            driver = cast("sqlite3.Connection", session.connection().connection.driver_connection)
            figures = [compare(session, driver, pair) for pair in pairs(driver, number)]
        engine.dispose()
    return [built, *figures]
