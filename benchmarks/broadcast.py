"""A broadcast beside people who talk: how much of Telegram's limit is used, and whether anybody's reply waits for it.

`python -m benchmarks broadcast [--people 3000] [--crowd 100000]`: the bot as it runs, on a SQLite file, against the
playground in memory, which enforces 30 messages a second and refuses with 429. Talkers ask `/id` a few times a second,
first without a broadcast, then during one to ``--people``. Then, with every limit lifted, one to ``--crowd`` against a
Telegram that stores nothing: what the process has grown by.
"""

import asyncio
import gc
import itertools
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from telegram import Update
from telegram.request import BaseRequest, RequestData

from benchmarks.figures import Figure, parse
from bot import Frontdesk, build
from config import Settings
from delivery.limiter import TwoLanes
from domain.access import SYSTEM
from migrations import migrate
from models import Campaign, User
from playground.botapi import BotApi
from playground.errors import ApiError
from playground.inprocess import InProcessRequest
from playground.people import People
from playground.store import Store
from services import campaign_runs

TOKEN = "100:benchmark-token-long-enough-to-look-real"
LIMIT = 30
TALKERS, EVERY = 20, 0.4  # people, seconds between two questions of all together
QUIET_FOR = 60.0  # seconds of talk without a broadcast
SHARE, TIMES, GROWN = 0.92, 2.0, 10.0


@dataclass
class World:
    """The playground, and what the bot has sent when."""

    api: BotApi
    sent: list[float] = field(default_factory=list)
    refused: int = 0
    answered: dict[int, asyncio.Event] = field(default_factory=dict)

    def listen(self) -> None:
        """Note every message, and wake who waits for it."""
        call = self.api.call

        def listening(method: str, params: Any = None, files: Any = None) -> Any:
            try:
                result = call(method, params, files)
            except ApiError as error:
                self.refused += error.code == 429
                raise
            if method.lower() == "sendmessage":
                self.sent.append(time.monotonic())
                if (waits := self.answered.get(int(result["chat"]["id"]))) is not None:
                    waits.set()
            return result

        self.api.call = listening  # type: ignore[method-assign]  # one instance is listened to, not the class


class Nowhere(BaseRequest):
    """A Telegram that says yes and forgets."""

    read_timeout = 5.0

    def __init__(self) -> None:
        self.sent = 0

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
        if name != "sendMessage":
            return 200, b'{"ok":true,"result":true}'
        self.sent += 1
        chat = {"id": 1, "type": "private", "first_name": "P"}
        return 200, orjson.dumps(
            {"ok": True, "result": {"message_id": self.sent, "date": 1, "chat": chat, "text": "x"}}
        )


def begin(uow: Any, number: int, first: int) -> None:
    """So many accounts, and a service message to all of them."""
    now = uow.now
    for at in range(0, number, 5000):
        uow.session.execute(User.__table__.insert(), [
            {"telegram_id": first + n, "first_name": "P", "last_name": "", "language": "ru", "is_reachable": True,
             "adverts_rarely": False, "created_on": now, "seen_at": now}
            for n in range(at, min(number, at + 5000))
        ])  # fmt: skip
    row = uow.campaigns.add(Campaign(
        kind="service", text="Новость", audience="all", params={"from": "2026-11-21T12:00"}, repeat="",
        state="waiting", created_at=now, updated_at=now,
    ))  # fmt: skip
    campaign_runs.begin(uow, row)


async def open_desk(request: BaseRequest, folder: Path) -> Frontdesk:
    """The bot as it runs, without polling."""
    url = f"sqlite:///{folder / 'bench.db'}"
    migrate(url)
    desk = build(Settings(bot_token=TOKEN, database_url=url, data_dir=folder, web_port=0), request=request)
    await desk.start()
    return desk


async def talk(desk: Frontdesk, world: World, until: asyncio.Event, people: Sequence[int], numbers: Any) -> list[float]:
    """Questions, one after the other, until told to end; gives how long each answer took, in seconds."""
    dice, took, asking = random.Random(7), list[float](), set[asyncio.Task[None]]()

    async def ask(chat: int) -> None:
        event = world.answered[chat] = asyncio.Event()
        user = {"id": chat, "is_bot": False, "first_name": "P", "language_code": "ru"}
        entity = [{"type": "bot_command", "offset": 0, "length": 3}]
        message = {"message_id": next(numbers), "date": 1, "chat": {"id": chat, "type": "private", "first_name": "P"},
                   "from": user, "text": "/id", "entities": entity}  # fmt: skip
        begun = time.perf_counter()
        await desk.inbox.accept(Update.de_json({"update_id": next(numbers), "message": message}, desk.bot))
        await event.wait()
        took.append(time.perf_counter() - begun)

    for chat in itertools.cycle(people):
        if until.is_set():
            break
        asking.add(task := asyncio.create_task(ask(chat)))  # noqa: TID251  (awaited below)
        task.add_done_callback(asking.discard)
        await asyncio.sleep(dice.uniform(0.5, 1.5) * EVERY)
    await asyncio.gather(*asking)
    return took


def p99(took: Sequence[float]) -> float:
    """In milliseconds."""
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.99))] * 1000


async def over(desk: Frontdesk) -> None:
    """Wait for the run's last letter."""
    while await desk.db.read(lambda uow: campaign_runs.any_open(uow, SYSTEM)):  # noqa: ASYNC110  (a row says it)
        await asyncio.sleep(0.2)


async def beside_people(number: int, folder: Path) -> list[Figure]:
    """A broadcast at Telegram's limit."""
    world = World(BotApi(Store(":memory:"), TOKEN, limits=True))
    people = People(world.api)
    for chat in range(1_000_000, 1_000_000 + number):
        people.add("P", user_id=chat, started=True)
    talkers = list(range(2_000_000, 2_000_000 + TALKERS))
    for chat in talkers:
        people.add("P", user_id=chat, started=True)
    world.listen()
    desk, numbers = await open_desk(InProcessRequest(world.api), folder), itertools.count(1)
    quiet, ends = asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().call_later(QUIET_FOR, quiet.set)
    before = await talk(desk, world, quiet, talkers, numbers)
    await asyncio.sleep(1.1)
    world.sent.clear()
    talking = asyncio.create_task(talk(desk, world, ends, talkers, numbers))  # noqa: TID251  (awaited below)
    await desk.db.write(lambda uow: begin(uow, number, 1_000_000))
    begun = time.monotonic()
    await over(desk)
    took = time.monotonic() - begun
    used = sum(at >= begun for at in world.sent) / took / LIMIT
    ends.set()
    during = await talking
    await desk.stop()
    how = f"{number} people in {took:.0f} s beside {len(during)} answers"
    ratio = p99(during) / p99(before)
    waits = f"{p99(during):.0f} ms against {p99(before):.0f} ms"
    return [
        Figure("broadcast: of the limit used", f"{used:.1%}", f">= {SHARE:.0%}", used >= SHARE, how),
        Figure("broadcast: answers 429", world.refused, "0", world.refused == 0, how),
        Figure("broadcast: p99 of a reply", f"{ratio:.2f}x", f"<= {TIMES:.0f}x", ratio <= TIMES, waits),
    ]


def rss() -> float:
    """What the process holds, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


async def crowd(number: int, folder: Path) -> list[Figure]:
    """A broadcast with every limit lifted: memory does not grow with the audience."""
    nowhere = Nowhere()
    desk = await open_desk(nowhere, folder)
    desk.bot.rate_limiter.__dict__.update(TwoLanes(rate=1_000_000).__dict__)  # type: ignore[union-attr]  # ours has one
    await desk.db.write(lambda uow: begin(uow, number, 1_000_000))
    while nowhere.sent < min(1000, number // 2):  # noqa: ASYNC110  (caches are there by then)
        await asyncio.sleep(0.05)
    before, begun = rss(), time.monotonic()
    await over(desk)
    grown, took = rss() - before, time.monotonic() - begun
    await desk.stop()
    how = f"{number} people, {nowhere.sent} letters, {took:.0f} s"
    return [Figure("broadcast: memory grown", f"{grown:.1f} MB", f"< {GROWN:.0f} MB", grown < GROWN, how)]


async def measure(people: int, many: int) -> list[Figure]:
    """Both."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for run, number in ((beside_people, people), (crowd, many)):
            if number:
                figures += await run(number, Path(tempfile.mkdtemp(dir=folder)))
    return figures


def main(arguments: Sequence[str]) -> list[Figure]:
    """`python -m benchmarks broadcast`."""
    given = parse(arguments, people=3000, crowd=100_000)
    return asyncio.run(measure(given.people, given.crowd))
