"""Fixtures of all tests. A test that takes ``db`` runs on SQLite and on a real PostgreSQL (``--db`` chooses)."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config import Settings
from db import Database
from domain.clock import SetClock
from tests.chat import Telegram
from tests.databases import KINDS, PostgresServer, SqliteFiles
from tests.playground.page_window import CHROMIUM
from tests.warm import let_the_collector_rest, share_compiled_sql

MEMORY = Path("/dev/shm")  # a folder of this run's own is made in it
NOON = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)  # a Saturday, noon in Moscow


def pytest_configure(config: pytest.Config) -> None:
    """Keep the databases of the tests in memory where the machine has a place for it: every commit is a real one."""
    if "FRONTDESK_NO_SKIPS" in os.environ and CHROMIUM is None:
        raise pytest.UsageError("FRONTDESK_NO_SKIPS is set, and without chromium the browser tests would be skipped")
    if not hasattr(config, "workerinput") and config.option.basetemp is None and os.access(MEMORY, os.W_OK):
        config.option.basetemp = str(MEMORY / f"frontdesk-tests-{os.getpid()}")


def pytest_collection_finish() -> None:
    """Everything is imported: what follows is tests only."""
    share_compiled_sql()
    let_the_collector_rest()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Give the memory back."""
    if not hasattr(config, "workerinput") and str(config.option.basetemp or "").startswith(str(MEMORY)):
        shutil.rmtree(config.option.basetemp, ignore_errors=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--db sqlite`` for speed while writing; both is what counts."""
    parser.addoption("--db", choices=("both", *KINDS), default="both", help="databases to run on (default: both)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a database once on each of them."""
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--db")
        metafunc.parametrize("database_kind", KINDS if chosen == "both" else (chosen,), scope="session")


@pytest.fixture(scope="session")
def run_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """The migrated SQLite file of this process."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server(run_root: Path) -> PostgresServer:
    """The run's PostgreSQL."""
    return PostgresServer(run_root)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh migrated database, this test's own."""
    if database_kind == "sqlite":
        files: SqliteFiles = request.getfixturevalue("sqlite_files")
        yield files.create(tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    yield (url := server.create())
    server.give_back(url)


@pytest.fixture
def empty_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that has not been migrated."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    yield (url := server.create_empty())
    server.drop(url)


@pytest.fixture
def clock() -> SetClock:
    """A clock that stands at noon (Moscow) of 21 November 2026 until the test moves it."""
    return SetClock(NOON)


@pytest.fixture
def db(database_url: str, clock: SetClock) -> Iterator[Database]:
    """A migrated database under a standing clock; ``db.write_now(fn)`` and ``db.read_now(fn)`` run without a loop."""
    database = Database(database_url, clock, safe=Fernet(Fernet.generate_key()))
    yield database
    database.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a fresh business on a fresh database."""
    return Settings(database_url=database_url, data_dir=tmp_path, web_port=0)


@pytest.fixture
async def telegram(settings: Settings, clock: SetClock) -> AsyncIterator[Telegram]:
    """A Telegram with one running bot; ``await telegram.person("Анна", Role.MANAGER)`` makes somebody."""
    world = Telegram(settings, clock)
    await world.start()
    yield world
    await world.stop()
