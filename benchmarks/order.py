"""Chats side by side, each in order: ours against PTB as it comes, where each handler waits 20 ms.

`python -m benchmarks order [--updates 5000] [--chats 500]`: both poll the same updates from a Telegram in memory, 100
at a time, with PTB's own Updater. Ours is the whole way of an update (stored in a SQLite file before Telegram is told,
its chat's lane, slot and actor read, the handler, slot and mark saved); the peer is an `Application` of PTB's defaults,
which stores nothing and handles one update after another. The peer's time for all is its time for ``--sample`` updates,
scaled: it takes the same for each. Ours is the best of ``--rounds``: other work on the machine slows ours, which is
bound by the processor, and not a peer that sleeps.
"""

import asyncio
import gc
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from telegram import Update
from telegram.ext import Application, TypeHandler
from telegram.request import BaseRequest, RequestData

from benchmarks.figures import Figure, parse
from bot import build
from config import Settings
from migrations import migrate

TOKEN = "100:benchmark-token-long-enough-to-look-real"
WAIT = 0.020  # seconds a handler waits
GOAL = 30
BATCH = 100  # updates a poll, Telegram's most
Apps = Application[Any, Any, Any, Any, Any, Any]


class Feed(BaseRequest):
    """A Telegram that has updates waiting and says yes to everything else."""

    def __init__(self, updates: Sequence[bytes]) -> None:
        self.updates = updates

    read_timeout = 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more: Any
    ) -> tuple[int, bytes]:
        """Answer as the Bot API does."""
        await asyncio.sleep(0)
        name = url.rpartition("/")[2]
        if name == "getMe":
            return 200, b'{"ok":true,"result":{"id":100,"is_bot":true,"first_name":"B","username":"bench_bot"}}'
        if name != "getUpdates":
            return 200, b'{"ok":true,"result":true}'
        offset = int(str(request_data.parameters.get("offset") or 0)) if request_data else 0
        page = self.updates[offset : offset + BATCH]  # the update's id is its place
        if not page:
            await asyncio.sleep(0.05)
        return 200, b'{"ok":true,"result":[' + b",".join(page) + b"]}"


@dataclass
class Handler:
    """Waits, and writes down who began and who ended."""

    wanted: int
    events: list[tuple[int, int]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, update: Update, _context: Any) -> None:
        """20 ms of somebody's work."""
        assert update.effective_chat is not None
        event = update.effective_chat.id, update.update_id
        self.events.append(event)
        await asyncio.sleep(WAIT)
        self.events.append(event)
        if len(self.events) == 2 * self.wanted:
            self.done.set()


def make_updates(number: int, chats: int) -> list[bytes]:
    """Messages of drawn chats; the same ones for the same numbers."""
    dice = random.Random(4821)
    made = []
    for place in range(number):
        chat = {"id": 1000 + dice.randrange(chats), "type": "private", "first_name": "P"}
        who = {"id": chat["id"], "is_bot": False, "first_name": "P"}
        message = {"message_id": place + 1, "date": 1, "chat": chat, "from": who, "text": f"message {place}"}
        made.append(orjson.dumps({"update_id": place, "message": message}))
    return made


def violations(events: Sequence[tuple[int, int]]) -> int:
    """How often a chat's update began out of turn: before an earlier one had come, or had ended."""
    of_chat: dict[int, list[int]] = {}
    for chat, number in events:
        of_chat.setdefault(chat, []).append(number)
    wrong = 0
    for numbers in of_chat.values():
        in_turn = [number for number in sorted(set(numbers)) for _ in ("began", "ended")]
        wrong += sum(number != right for number, right in zip(numbers, in_turn, strict=True))
    return wrong


async def seconds_of(app: Apps, handler: Handler) -> float:
    """Poll until the handler has had all that is wanted."""
    app.handlers.clear()
    app.add_handler(TypeHandler(Update, handler))
    assert app.updater is not None
    await app.initialize()
    await app.start()
    begun = time.perf_counter()
    await app.updater.start_polling(poll_interval=0, timeout=1)
    await handler.done.wait()
    took = time.perf_counter() - begun
    await app.updater.stop()
    await app.stop()
    return took


async def peer(
    updates: Sequence[bytes], configure: Callable[[Any], Any] = lambda builder: builder
) -> tuple[float, int]:
    """Seconds and violations of a plain ``Application``; ``configure`` changes its defaults (the negative control)."""
    feed, handler = Feed(updates), Handler(len(updates))
    builder = Application.builder().token(TOKEN).request(feed).get_updates_request(feed)
    app = configure(builder).build()
    took = await seconds_of(app, handler)
    await app.shutdown()
    return took, violations(handler.events)


async def ours(updates: Sequence[bytes], folder: Path) -> tuple[float, int]:
    """Seconds and violations of our bot on a database of its own."""
    url = f"sqlite:///{folder / 'bench.db'}"
    migrate(url)
    desk = build(Settings(bot_token=TOKEN, database_url=url, data_dir=folder, web_port=0), request=Feed(updates))
    gc.collect()
    gc.freeze()  # as bot.py does
    handler = Handler(len(updates))
    took = await seconds_of(desk.app, handler)
    await desk.processor.lanes.drain()
    assert desk.db.read_now(lambda uow: uow.inbox.count("done")) == len(updates)
    await desk.app.shutdown()
    desk.db.close()
    return took, violations(handler.events)


async def measure(number: int, chats: int, sample: int, rounds: int) -> list[Figure]:
    """Both, on the same updates."""
    updates = make_updates(number, chats)
    with tempfile.TemporaryDirectory() as folder:
        plain, _ = await peer(updates[:sample])
        measured = [await ours(updates, Path(tempfile.mkdtemp(dir=folder))) for _ in range(rounds)]
    took, wrong = min(seconds for seconds, _wrong in measured), sum(wrong for _seconds, wrong in measured)
    ratio = plain / sample * number / took
    times = ", ".join(f"{seconds:.2f}" for seconds, _wrong in measured)
    how = f"{number} updates of {chats} chats in {times} s; PTB's default {plain / sample * 1000:.1f} ms an update"
    return [
        Figure("order: violations", wrong, "0", wrong == 0, how),
        Figure("order: against one after another", f"{ratio:.1f}x", f">= {GOAL}x", ratio >= GOAL, how),
    ]


def main(arguments: Sequence[str]) -> list[Figure]:
    """`python -m benchmarks order`."""
    given = parse(arguments, updates=5000, chats=500, sample=250, rounds=3)
    return asyncio.run(measure(given.updates, given.chats, given.sample, given.rounds))
