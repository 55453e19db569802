"""Engines and their profiles; one function, one transaction, off the loop.

``await db.read(fn)`` and ``await db.write(fn)`` run ``fn(uow)`` in a worker thread. The boundary commits, use cases
never do, so they compose. Only plain values come back: a mapped row that would escape is refused.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from domain.clock import Clock
from domain.errors import Conflict
from models import Base
from repositories.uow import Memory, Place, Safe, Uow

T = TypeVar("T")
READERS = 3  # SQLite reader threads beside the one writer
POOL = 6  # PostgreSQL connections and threads
RETRIES = 3
RETRY_CODES = ("40001", "40P01")  # serialization failure, deadlock
OVERLAP_CODE = "23P01"  # an exclusion constraint
_PLAIN = frozenset((str, int, bool, float, bytes, type(None), date, datetime, time, timedelta))
SQLITE_PROFILE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-20000",
)


class RowEscaped(TypeError):
    """A service tried to hand a mapped row out of its transaction: a mistake of ours, never a person's."""


class Database:
    """One database, its threads, and who is told after a commit."""

    def __init__(self, url: str, clock: Clock, place: Place | None = None, safe: Safe | None = None) -> None:
        """Open engines for ``url`` (SQLAlchemy form); nothing is created or migrated here."""
        self.safe = safe
        self.url = url
        self.place = place or Place()
        self.clock = clock
        self.is_sqlite = url.startswith("sqlite")
        self.listeners: list[Callable[[set[str]], None]] = []
        self.memory = Memory()
        if self.is_sqlite:
            self._writer, self._reader = sqlite_engine(url, "BEGIN IMMEDIATE"), sqlite_engine(url, "BEGIN")
        else:
            self._writer = postgres_engine(url)
            # one moment for all of a read's queries, as SQLite has it; and a query that writes is refused
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._write_lane = ThreadPoolExecutor(1 if self.is_sqlite else POOL, "db-write")
        self._read_lane = ThreadPoolExecutor(READERS, "db-read") if self.is_sqlite else self._write_lane

    async def read(self, fn: Callable[[Uow], T]) -> T:
        """Run ``fn`` in a read transaction, in a worker thread; the database refuses to write in it."""
        return await asyncio.get_running_loop().run_in_executor(self._read_lane, self.read_now, fn)

    async def write(self, fn: Callable[[Uow], T]) -> T:
        """Run ``fn`` in a write transaction, in a worker thread; commit, then wake who waits for it.

        Raises ``Conflict`` where a constraint or a version says that somebody was faster.
        """
        result, touched = await asyncio.get_running_loop().run_in_executor(self._write_lane, self._write, fn)
        self._wake(touched)
        return result

    def read_now(self, fn: Callable[[Uow], T]) -> T:
        """``read`` in this thread (tests, commands, the export child)."""
        return self._retrying(self._reader, fn)[0]

    def write_now(self, fn: Callable[[Uow], T]) -> T:
        """``write`` in this thread (tests, migrations, commands)."""
        result, touched = self._write(fn)
        self._wake(touched)
        return result

    def _write(self, fn: Callable[[Uow], T]) -> tuple[T, set[str]]:
        try:
            return self._retrying(self._writer, fn)
        except StaleDataError:
            raise Conflict("Somebody has just changed this. Here is how it stands now.") from None
        except IntegrityError as error:
            if _is_overlap(error):
                raise Conflict("This time has just been taken. Choose another one, please.") from error
            raise

    def _retrying(self, engine: Engine, fn: Callable[[Uow], T]) -> tuple[T, set[str]]:
        for attempt in range(RETRIES + 1):
            try:
                with Session(engine, expire_on_commit=False) as session, session.begin():
                    uow = Uow(session, self.clock.now(), self.memory, self.place, self.safe)
                    result = fn(uow)
                    refuse_rows(result)
                return result, uow.touched
            except DBAPIError as error:
                if attempt == RETRIES or not _may_retry(error, attempt):
                    raise
        raise AssertionError("unreachable")

    def _wake(self, touched: set[str]) -> None:
        if touched:
            self.memory.forget(touched)
            for listener in self.listeners:
                listener(touched)

    def close(self) -> None:
        """Finish what runs, then refuse."""
        self._write_lane.shutdown(wait=True)
        self._read_lane.shutdown(wait=True)
        for engine in {self._writer, self._reader}:
            engine.dispose()


def _folded(value: Any) -> str | None:
    """As PostgreSQL folds it in its indexes: a thousand rows of a text that is everywhere are verified by this."""
    return None if value is None else str(value).lower().replace("ё", "е")


def sqlite_engine(url: str, begin: str) -> Engine:
    """An engine that begins as told: the driver opens no transaction of its own, or updates are lost silently."""
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # parameters are names and phones: an error that is logged must not hold them
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _profile(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.create_function("folded", 1, _folded, deterministic=True)  # SQLite's own lower() is for ASCII
        for pragma in SQLITE_PROFILE:
            connection.execute(pragma)
        if begin == "BEGIN":
            connection.execute("PRAGMA query_only=ON")  # a query that writes is a mistake of ours

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def postgres_engine(url: str) -> Engine:
    """A pool that notices dead connections and never waits for ever."""
    options = "-c lock_timeout=5000 -c statement_timeout=15000 -c timezone=UTC"
    return create_engine(
        url, pool_size=POOL, max_overflow=2, pool_pre_ping=True, pool_recycle=1800, connect_args={"options": options},
        hide_parameters=True,
    )  # fmt: skip


def refuse_rows(value: object, depth: int = 3) -> None:
    """Raise ``RowEscaped`` where a mapped row is in ``value`` (looked at ``depth`` levels deep)."""
    if isinstance(value, Base):
        raise RowEscaped(f"{type(value).__name__} may not leave its transaction: return a view")
    if depth == 0:
        return
    inner: Iterable[object] = ()
    if isinstance(value, dict):
        inner = value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        inner = value
    else:
        inner = [getattr(value, name) for name in getattr(type(value), "__dataclass_fields__", ())]
    for item in inner:
        if type(item) not in _PLAIN:  # nearly all are, and this stands behind every transaction
            refuse_rows(item, depth - 1)


def _is_overlap(error: IntegrityError) -> bool:
    """Whether the overlap rule of a polygon or a rest zone refused (exclusion on PostgreSQL, trigger on SQLite)."""
    with suppress(AttributeError):
        if error.orig.pgcode == OVERLAP_CODE:  # type: ignore[union-attr]  # psycopg2's error has it, sqlite3's does not
            return True
    return "overlap" in str(error.orig)


def _may_retry(error: DBAPIError, attempt: int) -> bool:
    """Whether the whole function may run again: nothing of it was kept, and it may well succeed now.

    So it is where two did the same thing at once: the second finds what the first has made by its ``origin``. And of
    two bookings at once the second one, once more, sees the first, so that its refusal names the free times.
    """
    code = getattr(error.orig, "pgcode", None)
    if isinstance(error, IntegrityError):
        return "_origin" in str(error.orig) or (code == OVERLAP_CODE and attempt == 0)
    return code in RETRY_CODES or (isinstance(error, OperationalError) and error.connection_invalidated)
