"""K1: `kill -9` at chosen points under live dialogues; afterwards nothing confirmed is lost or there twice.

Telegram (the playground) outlives the bot. Managers and customers react to what they see; the bot is struck at a drawn
call of each life (as it arrives, when done but unanswered, or some milliseconds after the answer), started again, and
the same people go on from the screen they had. `SIGTERM` takes the same road and must end with status 0.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db import Database
from domain.access import Role
from domain.clock import SystemClock
from playground.faults import Faults
from tests.e2e.errands import Errands, Request, Traces
from tests.e2e.outcome import Outcome
from tests.e2e.processes import ForkServer, Process, environment
from tests.e2e.visitors import Visitor
from tests.e2e.wire import TOKEN, Strike, Telegram, When, telegram

OWNER = 9_000_001
PAUSE = 0.05  # seconds after an answer at most
COMING = 2.0  # seconds in which people come, so that they do not act in step
REPORTED = 20  # strikes between two lines of progress
LONGEST_LIFE = 60.0  # seconds without the drawn call: strike anyway


@dataclass(frozen=True)
class Plan:
    """How much, how often and where. ``calls``: a life is struck at one of its first so many calls of the Bot API."""

    seed: int
    kills: int
    managers: int = 6
    customers: int = 1
    calls: int = 80
    dialogues: int = 0  # at least so many, also after the last strike
    signal: signal.Signals = signal.SIGKILL
    plain: bool = False  # the negative control: no inbox
    only: Strike | None = None  # instead of drawn points
    patience: float = 12.0
    faults: Faults | None = None  # what Telegram does beside; then the bot is in a hurry


class Run:
    """One run: a database, a Telegram, visitors, and one bot after another."""

    tell: Callable[[str], None] = staticmethod(lambda _progress: None)

    def __init__(self, plan: Plan, url: str, folder: Path, world: Telegram, server: ForkServer) -> None:
        self.plan, self.url, self.folder, self.world, self.server = plan, url, folder, world, server
        self.dice = random.Random(plan.seed)
        self.errands = Errands(plan.seed)
        self.outcome = Outcome(plan.seed)
        self.process: Process | None = None
        self.visitors: list[Visitor] = []
        self.ending = False
        self.said: dict[int, tuple[tuple[str, str], int]] = {}
        self.life = 0  # counted from 1; what is still on its way when it is struck belongs to it
        self.log = folder / "bot.log"
        self._listen_to_what_is_said()

    # --- the bot's lives ---

    async def strike_again_and_again(self) -> None:
        """Start, be struck, start again; after the last strike one more life, which is left to live."""
        first = min(self.plan.calls // 2, 30)  # the first life lasts until people are at work
        for number in range(self.plan.kills):
            struck = asyncio.Event()
            strike = self.plan.only or self._draw(0 if number else first)

            def hit(method: str, strike: Strike = strike, struck: asyncio.Event = struck) -> bool:
                if not struck.is_set():
                    self._strike(f"{method}:{strike.when}")
                    struck.set()
                return self.plan.signal is signal.SIGKILL

            await self.start(strike, hit)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_LIFE):
                    await struck.wait()
            if not struck.is_set():
                hit("nothing")
            assert self.process is not None
            async with asyncio.timeout(30):
                self.outcome.statuses.append(await self.process.ended)
            if (number + 1) % REPORTED == 0:
                self.tell(f"{number + 1} strikes, {sum(len(one.done) for one in self.visitors)} dialogues finished")
        await self.start(None, lambda _method: False)

    async def start(self, strike: Strike | None, hit: Any) -> None:
        """The next life, armed before its first call."""
        self.life += 1
        self.world.wire.arm(strike, hit)
        begun = time.monotonic()
        served = self.world.wire.served
        plain, hurry = self.plan.plain, self.plan.faults is not None
        self.process = await self.server.spawn(self._environment(), self.log, plain=plain, hurry=hurry)
        while self.world.wire.served == served and self.process.is_alive:
            await asyncio.sleep(0.005)
        self.outcome.starts.append(time.monotonic() - begun)

    def _draw(self, least: int) -> Strike:
        when = self.dice.choice(list(When))
        return Strike(least + self.dice.randint(1, self.plan.calls), when, self.dice.uniform(0, PAUSE))

    def _strike(self, where: str) -> None:
        assert self.process is not None
        self.outcome.strikes.append(where)
        self.outcome.live.append(sum(visitor.busy for visitor in self.visitors))
        self.process.signal(self.plan.signal)

    def _environment(self) -> dict[str, str]:
        return environment(
            BOT_TOKEN=TOKEN, TELEGRAM_API_BASE_URL=self.world.url, OWNER_IDS=str(OWNER), DATABASE_URL=self.url,
            DATA_DIR=str(self.folder), WEB_PORT="0", LOG_LEVEL="INFO",
        )  # fmt: skip

    # --- the people ---

    async def visit(self) -> None:
        """Everybody at once, until there were enough strikes and enough dialogues."""
        self._make_managers()
        async with asyncio.TaskGroup() as tasks:
            for visitor in list(self.visitors):
                tasks.create_task(self._work(visitor))
            for _ in range(self.plan.customers):
                tasks.create_task(self._come_one_after_another())

    async def _work(self, visitor: Visitor) -> None:
        await asyncio.sleep(self.dice.uniform(0, COMING))
        while not self._is_enough():
            await visitor.run(self.errands.of_staff())

    async def _come_one_after_another(self) -> None:
        while not self._is_enough():
            errand = self.errands.of_customer()
            visitor = self._person("Ольга", errand.phone)
            self.visitors.append(visitor)
            await visitor.run(errand)

    def _is_enough(self) -> bool:
        begun = sum(len(one.done) + len(one.stuck) + one.busy for one in self.visitors)
        return self.ending and begun >= self.plan.dialogues

    def _make_managers(self) -> None:
        db = Database(self.url, SystemClock())
        for number in range(self.plan.managers):
            visitor = self._person(f"Менеджер {number + 1}", f"+7800{number:07d}")
            self.visitors.append(visitor)
            db.write_now(lambda uow, who=visitor.user_id: _grant(uow, who))  # type: ignore[misc]
        db.close()

    def _person(self, name: str, phone: str) -> Visitor:
        user = self.world.people.add(name, phone=phone, started=True, language_code="ru")
        dice = random.Random(self.dice.getrandbits(32))
        return Visitor(self.world, int(user["id"]), dice, self._lives, self.plan.patience)

    def _lives(self) -> bool:
        return self.process is not None and self.process.is_alive

    def _listen_to_what_is_said(self) -> None:
        """Note every message that says in a chat exactly what the ones before it said, and was asked for less often."""
        call = self.world.api.call

        def listening(method: str, params: Any = None, files: Any = None) -> Any:
            result = call(method, params, files)
            if method.lower() == "sendmessage":
                said = (str(result.get("text")), str(result.get("reply_markup")))
                self._note(result["chat"]["id"], said)
            return result

        self.world.api.call = listening  # type: ignore[method-assign]

    def _note(self, chat: int, said: tuple[str, str]) -> None:
        before, times = self.said.get(chat, (("", ""), 0))
        times = times + 1 if said == before else 1
        self.said[chat] = said, times
        if times > self._asked(chat):
            self.outcome.repeats[self.life - 1, chat] += 1
            self.outcome.repeated_texts.append(f"after strike {self.life - 1}, chat {chat}, {said[0]!r}")

    def _asked(self, chat: int) -> int:
        """How often the person has said the last thing: once more to a question that came again."""
        own = [one.get("text", "") for one in self.world.people.messages(chat, limit=30) if one["out"]]
        return next((times for times, text in enumerate(reversed(own)) if text != own[-1]), len(own)) or 1

    # --- afterwards ---

    def settle_accounts(self) -> None:
        """Compare what people have seen confirmed with what is in the database."""
        out = self.outcome
        for visitor in self.visitors:
            out.done += visitor.done  # type: ignore[arg-type]
            out.stuck += visitor.stuck  # type: ignore[arg-type]
            out.pressed_again += visitor.again
            if visitor.stuck:
                out.transcripts.append(self._transcript(visitor.user_id))
        db = Database(self.url, SystemClock())
        clients, orders = db.read_now(_written)
        out.parked = db.read_now(lambda uow: uow.inbox.count("dead"))
        out.waiting = db.read_now(lambda uow: uow.inbox.count("new"))
        db.close()
        for errand in (*out.done, *out.stuck):
            self._compare(errand, clients[errand.phone], orders)

    def _transcript(self, user_id: int) -> str:
        lines = []
        for message in self.world.people.messages(user_id, limit=30):
            buttons = [button["text"] for button in self.world.people.buttons(message)]
            lines.append(f"{message['message_id']} {'>' if message['out'] else '<'} {message.get('text')!r} {buttons}")
        return "\n".join(lines)

    def _compare(self, errand: Traces, cards: int, orders: Counter[tuple[str, float]]) -> None:
        out = self.outcome
        booked = orders[errand.phone, errand.start.timestamp()] if errand.start else cards
        promised = errand in out.done or errand.confirmed
        if promised and not booked:
            out.lost.append(f"{type(errand).__name__} {errand.name}")
        if cards > 1 or booked > 1:
            out.doubled.append(f"{type(errand).__name__} {errand.name}")


def _grant(uow: Any, telegram_id: int) -> None:
    user, _ = uow.people.meet(telegram_id, "Менеджер", "", None, "ru")
    uow.people.grant(user.id, Role.MANAGER, None)


def _written(uow: Any) -> tuple[Counter[str], Counter[tuple[str, float]]]:
    """Cards by phone, and games by the client's phone and their start."""
    from models import Client, Order

    phones = {row.uid: row.phone for row in uow.session.query(Client)}
    games = [(phones.get(row.client_uid, ""), row.date.timestamp()) for row in uow.session.query(Order)]
    return Counter(phones.values()), Counter(games)


@contextlib.asynccontextmanager
async def _ready(plan: Plan, url: str, folder: Path, kind: type[Run]) -> AsyncIterator[Run]:
    async with telegram(faults=plan.faults) as world, ForkServer() as server:
        yield kind(plan, url, folder, world, server)


async def run(
    plan: Plan, url: str, folder: Path, tell: Callable[[str], None] | None = None, kind: type[Run] = Run
) -> Outcome:
    """Carry out a plan on a migrated empty database; ``folder`` takes the key and the log, ``tell`` the progress.

    ``kind`` tells who comes, and how the accounts are settled.
    """
    begun = time.monotonic()
    async with _ready(plan, url, folder, kind) as one:
        one.tell = tell or one.tell
        visiting = asyncio.create_task(one.visit())
        await one.strike_again_and_again()
        one.ending = True
        await visiting
        await asyncio.sleep(0.3)  # what is still on its way: the slot's commit behind the last answer
        assert one.process is not None
        one.process.signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            one.outcome.statuses.append(await one.process.ended)
        one.settle_accounts()
    one.outcome.seconds = time.monotonic() - begun
    return one.outcome


__all__ = ["Outcome", "Plan", "Request", "Run", "run"]
