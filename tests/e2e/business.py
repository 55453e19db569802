"""One business: a bot as a process on a database of its own, at a Telegram that the test holds in its hands."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from db import Database
from domain.access import Role
from domain.clock import SystemClock
from tests.e2e.processes import ForkServer, Process, environment
from tests.e2e.someone import Someone
from tests.e2e.wire import TOKEN, Telegram

OWNER = 9_000_001
SECRET = "a-webhook-secret-of-more-than-32-characters"
STARTS_WITHIN = 30.0  # seconds, on a busy machine


@dataclass
class Business:
    """What one bot has: its settings, its log, its people. ``settings`` are environment variables."""

    world: Telegram
    server: ForkServer
    url: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    hurry: bool = True
    process: Process | None = None

    def __post_init__(self) -> None:
        """Take a port that is free now."""
        with socket.create_server(("127.0.0.1", 0)) as sock:
            self.port = int(sock.getsockname()[1])

    # --- the process ---

    async def start(self, **changed: str) -> Business:
        """A life of the bot, until it serves."""
        await self.spawn(**changed)
        before = time.monotonic()
        while (await self.health())[0] != 200:
            assert self.alive, f"the bot has ended:\n{self.log}"
            assert time.monotonic() - before < STARTS_WITHIN, f"the bot does not start:\n{self.log}"
            await asyncio.sleep(0.05)
        return self

    async def spawn(self, **changed: str) -> Process:
        """A life of the bot, however it begins."""
        env = environment(**(self._environment() | self.settings | changed))
        self.process = await self.server.spawn(env, self.folder / "bot.log", hurry=self.hurry)
        return self.process

    async def stop(self, seconds: float = 25) -> int:
        """SIGTERM; gives its status."""
        return await self.end(signal.SIGTERM, seconds)

    async def kill(self) -> None:
        """`kill -9`."""
        assert await self.end(signal.SIGKILL, 10) == -signal.SIGKILL

    async def end(self, number: signal.Signals, seconds: float) -> int:
        assert self.process is not None
        self.process.signal(number)
        return await self.status(seconds)

    async def status(self, seconds: float = STARTS_WITHIN) -> int:
        """Wait for its end; its exit status."""
        assert self.process is not None
        async with asyncio.timeout(seconds):
            return await asyncio.shield(self.process.ended)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.is_alive

    def _environment(self) -> dict[str, str]:
        return {
            "BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": self.world.url, "OWNER_IDS": str(OWNER),
            "DATABASE_URL": self.url, "DATA_DIR": str(self.folder), "WEB_PORT": str(self.port), "LOG_LEVEL": "INFO",
            "TIMEZONE": zone_of_late_morning().key,
        }  # fmt: skip

    # --- what can be seen from outside ---

    @property
    def log(self) -> str:
        path = self.folder / "bot.log"
        return path.read_text("utf-8") if path.exists() else ""

    async def health(self) -> tuple[int, Any]:
        """Status and body of /healthz; 0 where nothing answers."""
        try:
            async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{self.port}/healthz") as answer:
                return answer.status, await answer.json()
        except aiohttp.ClientError:
            return 0, None

    async def until(self, seen: Any, seconds: float = 15.0, what: str = "") -> Any:
        """Wait until ``seen()`` gives something true, and give that."""
        before = time.monotonic()
        while not (found := seen()):
            assert time.monotonic() - before < seconds, f"{what or 'it'} did not happen in {seconds} s:\n{self.log}"
            await asyncio.sleep(0.03)
        return found

    # --- its database and its people ---

    def read(self, fn: Any) -> Any:
        return self._database(lambda db: db.read_now(fn))

    def write(self, fn: Any) -> Any:
        return self._database(lambda db: db.write_now(fn))

    def _database(self, use: Any) -> Any:
        db = Database(self.url, SystemClock())
        try:
            return use(db)
        finally:
            db.close()

    def person(self, name: str, *roles: Role, user_id: int | None = None, started: bool = True) -> Someone:
        """Somebody with a phone; ``roles`` are given behind the bot's back."""
        user = self.world.people.add(name, user_id=user_id, started=started, language_code="ru")
        uid = int(user["id"])
        self.world.people.add(name, user_id=uid, phone=f"+7903{uid % 10**7:07d}", started=started)
        if roles:
            self.write(lambda uow: _grant(uow, uid, name, roles))
        return Someone(self.world, uid)


def _grant(uow: Any, telegram_id: int, name: str, roles: tuple[Role, ...]) -> None:
    user, _ = uow.people.meet(telegram_id, name, "", None, "ru")
    for role in roles:
        uow.people.grant(user.id, role, None)


def zone_of_late_morning() -> ZoneInfo:
    """A zone in which it is between 11 and 12 now: the club is open, nobody sleeps, and midnight is far."""
    ahead = (11 - datetime.now(UTC).hour + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")


def children_of(pid: int) -> list[int]:
    """Processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == pid:
            found.append(int(path.parent.name))
    return found


def freeze(pid: int) -> None:
    """SIGSTOP: it takes as long as it likes from now on, and no time of the processor."""
    os.kill(pid, signal.SIGSTOP)
