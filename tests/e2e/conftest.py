"""Fixtures: a browser or a fork server for a module, a Telegram and a business for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.databases import SqliteFiles
from tests.e2e.business import Business
from tests.e2e.processes import ForkServer
from tests.e2e.wire import Telegram, telegram
from tests.playground.page_window import ARGS, CHROMIUM


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def server() -> AsyncIterator[ForkServer]:
    """What starts bots quickly; a module that uses it runs in one loop (`pytestmark`)."""
    async with ForkServer() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def world() -> AsyncIterator[Telegram]:
    """A Telegram that nobody uses yet."""
    async with telegram() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def business(
    world: Telegram, server: ForkServer, sqlite_files: SqliteFiles, tmp_path: Path
) -> AsyncIterator[Business]:  # fmt: skip
    """A business on SQLite, whose bot the test starts."""
    one = Business(world, server, sqlite_files.create(tmp_path), tmp_path)
    yield one
    if one.alive:
        await one.kill()


@pytest_asyncio.fixture(loop_scope="module")
async def business_on_both(
    world: Telegram, server: ForkServer, database_url: str, tmp_path: Path
) -> AsyncIterator[Business]:  # fmt: skip
    """The same on each database in turn."""
    one = Business(world, server, database_url, tmp_path)
    yield one
    if one.alive:
        await one.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield running
        running.close()
