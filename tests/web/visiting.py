"""The real admin on a loopback port beside a bot in memory, and browsers (without scripts) that visit it."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.chat import Person, Telegram
from web.admin import create_pages
from web.app import create_app
from web.server import make_server, started

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
COOKIE = "frontdesk"


@asynccontextmanager
async def serving(telegram: Telegram, sock: socket.socket) -> AsyncIterator[str]:
    """Serve the admin of ``telegram``'s bot at ``sock``; gives its address."""

    async def health() -> dict[str, Any]:
        return {"ok": True}

    app = create_app(health, None, None, *create_pages(lambda: telegram.desk.site))
    server = make_server(app)
    task = asyncio.get_running_loop().create_task(server.serve(sockets=[sock]))
    await started(server, task)
    yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    server.should_exit = True
    await task


@dataclass
class Visitor:
    """A browser: it keeps cookies, and its forms carry what the page has given them."""

    address: str
    client: httpx.AsyncClient = field(init=False)
    csrf: str = ""

    def __post_init__(self) -> None:
        # what the environment says of proxies is none of this machine's own traffic
        self.client = httpx.AsyncClient(
            base_url=self.address, headers={"User-Agent": CHROME}, trust_env=False, timeout=60
        )

    async def get(self, path: str, **more: Any) -> httpx.Response:
        """Open a page; its token is kept for the forms on it."""
        answer = await self.client.get(path, **more)
        if (found := re.search(r'name="csrf" content="([^"]+)"', answer.text)) is not None:
            self.csrf = found[1]
        return answer

    async def post(
        self, path: str, data: dict[str, str] | None = None, *, origin: str | None = "", csrf: str | None = "",
        method: str = "POST", **more: Any,
    ) -> httpx.Response:  # fmt: skip
        """Send a form as its page would; None leaves the Origin or the token out."""
        headers = {} if origin is None else {"Origin": origin or self.address}
        form = dict(data or {}) if csrf is None else {"csrf": csrf or self.csrf, **(data or {})}
        return await self.client.request(method, path, data=form, headers=headers | more.pop("headers", {}), **more)

    async def enters(self, path: str) -> httpx.Response:
        """Open the bot's link and press its button."""
        await self.get(path)
        answer = await self.post(path)
        await self.get("/admin/")
        return answer

    async def signs_in(self, person: Person) -> Visitor:
        """By the bot's link."""
        assert (await self.enters(await link_of(person))).status_code == 303
        return self

    async def is_in(self) -> bool:
        """Whether the start page is shown."""
        return (await self.client.get("/admin/")).status_code == 200

    @property
    def cookie(self) -> str:
        """The session's secret."""
        return self.client.cookies.get(COOKIE) or ""


async def link_of(person: Person) -> str:
    """Ask the bot for a link; its path."""
    await person.says("/web")
    found = re.search(r"/admin/enter/[\w-]+", person.sees)
    assert found, person.sees
    return found[0]


async def payload_of(page: httpx.Response) -> str:
    """What the QR code of a page gives to the bot."""
    found = re.search(r"\?start=(w_[\w-]+)", page.text)
    assert found, page.text
    return found[1]


def number_of(page: httpx.Response) -> str:
    """The number that a page shows."""
    found = re.search(r'class="number"[^>]*>(\d\d)<', page.text)
    assert found, page.text
    return found[1]
