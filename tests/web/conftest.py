"""The web admin on a port of its own; ``browser()`` makes somebody who visits it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace

import pytest

from config import Settings
from tests.chat import Telegram
from tests.web.visiting import Visitor, serving


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    """A free port, taken before the bot is told of it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken


@pytest.fixture
def settings(settings: Settings, sock: socket.socket) -> Settings:
    """The settings of a business whose web admin is at that port."""
    return replace(settings, web_port=sock.getsockname()[1])


@pytest.fixture
async def address(telegram: Telegram, sock: socket.socket) -> AsyncIterator[str]:
    """Where the admin is."""
    async with serving(telegram, sock) as url:
        yield url


@pytest.fixture
async def browser(address: str) -> AsyncIterator[Callable[[], Visitor]]:
    """Make a browser that has been nowhere yet."""
    made: list[Visitor] = []

    def make() -> Visitor:
        made.append(Visitor(address))
        return made[-1]

    yield make
    for visitor in made:
        await visitor.client.aclose()
