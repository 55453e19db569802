"""`kill -9` in the midst of a broadcast: each chat has it exactly once, or it is written down as unknown."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

from sqlalchemy import select, update

from db import Database
from domain.campaigns import Kind, Letter, Repeat
from domain.clock import SystemClock
from models import Campaign, CampaignRecipient, Outgoing, User
from services import campaign_runs
from tests.e2e.processes import ForkServer, environment
from tests.e2e.wire import TOKEN, Strike, Telegram, When, telegram

IN_FLIGHT = 30  # letters that a kill may leave unknown
LONGEST = 120.0  # seconds of a life
SAID = "Новость для всех"


@dataclass
class Came:
    """What came of it: how often each chat has the letter, what is written down, how many each kill left unknown."""

    copies: dict[int, int] = field(default_factory=dict)
    results: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    is_over: bool = False

    def wrong(self) -> list[str]:
        """What must not be."""
        found = [f"{chat}: {n} times" for chat, n in self.copies.items() if n > 1]
        found += [f"{c}: not there, {self.results.get(c)}" for c, n in self.copies.items() if n == 0
                  and self.results.get(c) != "unknown"]  # fmt: skip
        found += [f"{chat}: {state}" for chat, state in self.results.items() if state not in ("sent", "unknown")]
        found += [f"{len(self.results)} of {len(self.copies)} written down"] * (len(self.results) != len(self.copies))
        return found + [f"a kill left {n} unknown" for n in self.unknown if n > IN_FLIGHT]


async def run(
    seed: int, kills: int, chats: int, url: str, folder: Path, *, repeats: bool = False,
    tell: Callable[[str], None] = lambda _line: None,
) -> Came:  # fmt: skip
    """A broadcast to so many chats, killed at drawn calls. ``repeats``: the control, an outbox that sends again."""
    dice, came, db = random.Random(seed), Came(), Database(url, SystemClock())
    async with telegram() as world, ForkServer() as server:
        people = [int(world.people.add(f"Читатель {n}", started=True)["id"]) for n in range(chats)]
        db.write_now(lambda uow: _begin(uow, people))
        for number in range(kills):
            struck = asyncio.Event()
            strike = Strike(dice.randint(2, max(3, chats // (kills + 1))), dice.choice(list(When)),
                            dice.uniform(0, 0.05), "sendMessage")  # fmt: skip
            await _life(world, server, url, folder, strike, struck)
            if repeats:
                db.write_now(_send_again)
            came.unknown.append(db.read_now(lambda uow: len(_rows(uow, "sending"))))
            tell(f"{number + 1} kills, {sum(_copies(world, people).values())} letters, {came.unknown[-1]} in flight")
        await _life(world, server, url, folder, None, asyncio.Event(), until=lambda: not db.read_now(_is_open))
        came.copies = _copies(world, people)
    came.is_over = not db.read_now(_is_open)
    came.results = db.read_now(_results)
    db.close()
    return came


async def _life(
    world: Telegram, server: ForkServer, url: str, folder: Path, strike: Strike | None, struck: asyncio.Event,
    until: Callable[[], bool] = lambda: False,
) -> None:  # fmt: skip
    world.wire.arm(strike, lambda _method: process_gone())
    env = environment(
        BOT_TOKEN=TOKEN, TELEGRAM_API_BASE_URL=world.url, DATABASE_URL=url, DATA_DIR=str(folder), WEB_PORT="0",
        LOG_LEVEL="INFO",
    )  # fmt: skip
    process = await server.spawn(env, folder / "bot.log")

    def process_gone() -> bool:
        process.signal(SIGKILL)
        struck.set()
        return True

    async with asyncio.timeout(LONGEST):
        while not struck.is_set() and not until():
            assert process.is_alive, "the bot has ended by itself"
            await asyncio.sleep(0.05)
    process.signal(SIGKILL)
    await process.ended


def _begin(uow: Any, people: list[int]) -> None:
    for chat in people:
        uow.people.meet(chat, "Читатель")
    letter = Letter(Kind.SERVICE, SAID)
    row = uow.campaigns.add(Campaign(
        kind=str(letter.kind), text=letter.text, audience="all", params={"from": "2026-11-21T12:00"},
        repeat=str(Repeat.ONCE), state="waiting", created_at=uow.now, updated_at=uow.now,
    ))  # fmt: skip
    campaign_runs.begin(uow, row)


def _send_again(uow: Any) -> None:
    uow.session.execute(update(Outgoing).where(Outgoing.state == "sending").values(state="due"))


def _rows(uow: Any, state: str) -> list[int]:
    return list(uow.session.scalars(select(Outgoing.id).where(Outgoing.state == state, Outgoing.bulk)))


def _is_open(uow: Any) -> bool:
    return bool(uow.campaigns.any_open())


def _results(uow: Any) -> dict[int, str]:
    query = select(User.telegram_id, CampaignRecipient.state).join(User, User.id == CampaignRecipient.user_id)
    return {int(chat): str(state) for chat, state in uow.session.execute(query)}


def _copies(world: Telegram, people: list[int]) -> dict[int, int]:
    said = Counter(
        chat for chat in people for one in world.people.messages(chat, limit=30) if one.get("text") == SAID
    )  # fmt: skip
    return {chat: said[chat] for chat in people}
