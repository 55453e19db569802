"""The club under fuzz: people of every role, cards, games, requests; kept going however much is broken."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar

import orjson
from sqlalchemy import text

from domain.access import Actor, Role
from domain.errors import CrmError
from domain.orders import Polygon, Status
from domain.people import code_hash, new_code
from domain.shop import State
from models import Client, Order, Setting
from playground.store import Room
from services import orders
from services.orders import OrderDraft
from tests.builders import make_client, make_product, make_purchase, put_settings
from tests.chat import Telegram
from tests.fuzz.desk import Tickets
from tests.fuzz.gym import Gym
from tests.fuzz.housing import Housing
from tests.fuzz.phone import Json, Phone

STAFF = Actor(99_999, 99_999, "Инна", roles=frozenset({Role.MANAGER}))
CAST = (
    (Role.CLIENT,) * 9 + (Role.MANAGER,) * 14 + (Role.OWNER,) * 5 + (Role.INSTRUCTOR,) * 4
    + (Role.SUPPORT,) * 2 + (Role.CONTRACTOR,) * 3 + (Role.COACH,) * 2
)  # fmt: skip
NAMES = ("Анна", "Пётр", "Ольга", "Илья 💥", "<b>Ян</b>", "&amp;", "\u202eВера", "{7*7}")
ENGLISH = 6  # every sixth speaks English
KEPT = {Status.CONFIRMED: 8, Status.ARRIVED: 3, Status.REQUESTED: 3}  # at least these games are kept
CARDS = 12
CANNED, TARIFFS, PRODUCTS, PURCHASES, PROMOS = 8, 3, 30, 6, 3
HUGE = 2**52 - 1_000_000  # the largest ids Telegram promises
T = TypeVar("T")


class Club:
    """People and what they work with. Without threads: the same seed gives the same run."""

    def __init__(self, world: Telegram, rng: Random) -> None:
        """Over a started world."""
        self.world, self.rng, self.db = world, rng, world.desk.db
        self.phones: list[Phone] = []
        self.numbers: list[str] = ["+79990000000"]
        self.cards: list[int] = []
        self.games: dict[str, list[int]] = {}  # by status
        self.foreign: deque[str] = deque(["x"], maxlen=400)  # buttons shown to anybody
        self.desk = Tickets(self.db, rng)
        self.housing, self.gym = Housing(self.db, rng), Gym(self.db, rng)
        self._ids = itertools.count(HUGE)
        self._numbers = itertools.count(700_001)  # of its own: the same people whatever ran before
        self._origins = itertools.count(1)
        world.desk.jobs.runners = dict.fromkeys(world.desk.jobs.runners, _no_work)
        self.db.read, self.db.write = self._inline(self.db.read_now), self._inline(self.db.write_now)  # type: ignore[method-assign]

    @staticmethod
    def _inline(run: Callable[[Any], T]) -> Any:
        async def inline(fn: Any) -> T:
            await asyncio.sleep(0)  # others get their turn, as with threads, but in an order that can be repeated
            return run(fn)

        return inline

    @property
    def seconds(self) -> int:
        """Now, as Telegram dates messages."""
        return self.world.api.now()

    def room(self, chat_id: int) -> Room:
        """A chat."""
        room = self.world.api.store.room(chat_id)
        assert room is not None
        return room

    def newest(self, chat_id: int, most: int = 3) -> list[Json]:
        """The newest messages of the bot in a chat, newest first."""
        query = "SELECT data FROM messages WHERE chat_id=? AND out=0 AND deleted=0 ORDER BY message_id DESC LIMIT ?"
        return [orjson.loads(data) for (data,) in self.world.api.store.db.execute(query, (chat_id, most))]

    async def join(self, role: Role, place: int | None = None) -> Phone:
        """Somebody new has come, or takes the place of somebody who goes."""
        number = next(self._numbers)
        user_id = next(self._ids) if number % 3 == 0 else number
        people, language = self.world.people, "en" if number % ENGLISH == 0 else "ru"
        name = self.rng.choice(NAMES)
        people.add(name, user_id=user_id, language_code=language, started=True, phone=f"+7905{number % 10**7:07d}")
        group = people.create_group("Игра", [user_id], supergroup=number % 2 == 0)
        phone = Phone(self, user_id, role, language, group, self.rng)
        await self.world.deliver(people.say(user_id, "/start"))
        if place is None:
            self.phones.append(phone)
        else:
            self.phones[place] = phone
        self.db.write_now(lambda uow: self._grant(uow, [phone]))
        return phone

    @staticmethod
    def _grant(uow: Any, phones: list[Phone]) -> None:
        """Everybody has the role they are here for: fuzz among owners takes roles away."""
        for phone in phones:
            user = uow.people.find_by_telegram(phone.id)
            if user is not None and phone.role is not Role.CLIENT:
                uow.people.grant(user.id, phone.role)

    def outrun(self) -> None:
        """A colleague has changed every card."""
        faster = text("UPDATE crm_clients SET version = version + 1")
        self.db.write_now(lambda uow: uow.session.execute(faster) and None)

    def keep_going(self) -> None:
        """Now and then: roles, settings, cards, games and requests are there again."""
        self.db.write_now(lambda uow: self._grant(uow, self.phones))
        self.db.write_now(_restore_settings)
        self.db.write_now(self._add_cards)
        self.db.write_now(self._add_canned)
        self.db.write_now(self._add_tariffs)
        self.db.write_now(self._add_products)
        self.db.write_now(self._add_purchases)
        for status, least in KEPT.items():
            for _ in range(least - len(self.games.get(status, []))):
                with suppress(CrmError):
                    self.db.write_now(partial(self._add_game, status=status))
        self.db.read_now(self._look)
        self.desk.keep_going(self.phones)
        self.housing.keep_going(self.phones)
        self.gym.keep_going(self.phones)

    def _look(self, uow: Any) -> None:
        found = uow.session.query(Client.uid, Client.phone).filter(Client.deleted_at.is_(None)).limit(CARDS).all()
        self.cards, self.numbers = [uid for uid, _ in found], [phone for _, phone in found]
        games = uow.session.query(Order.status, Order.uid).filter(Order.date > uow.now).order_by(Order.uid.desc())
        self.games = {}
        for status, uid in games.limit(200):
            self.games.setdefault(status, []).append(uid)

    def _add_cards(self, uow: Any) -> None:
        kept = uow.session.query(Client).filter(Client.deleted_at.is_(None)).count()
        for _ in range(CARDS - kept):
            make_client(uow, phone=f"+7906{next(self._numbers):07d}", secondphone="")

    def _add_canned(self, uow: Any) -> None:
        """More than a page of them, so that they can be searched."""
        for _ in range(CANNED - uow.canned.count_live()):
            number = next(self._origins)
            uow.canned.make(f"Ответ {number}", "Здравствуйте, это № {номер}", 0, f"fuzz:canned:{number}")

    def _add_tariffs(self, uow: Any) -> None:
        """A few tariffs, and every card that the ways lead to is on one."""
        for _ in range(TARIFFS - len(uow.tariffs.list_live())):
            number = next(self._origins)
            uow.tariffs.add(
                uow.tariffs.new(name=f"Тариф {number}", requests=3, reaction=3600, price=5000, may_pin=True)
            )  # fmt: skip
        rows = uow.tariffs.list_live()
        for uid in uow.session.query(Client.uid).filter(Client.deleted_at.is_(None)).limit(CARDS).all():
            if uow.tariffs.find_of_client(uid[0]) is None:
                uow.tariffs.subscribe(uid[0], self.rng.choice(rows).id)

    def _add_products(self, uow: Any) -> None:
        """More than three pages of them, so that they can be searched."""
        for _ in range(PRODUCTS - uow.products.count_live()):
            number = next(self._origins)
            make_product(uow, title=f"Товар {number}", category=self.rng.choice(("", "Вещи", "Услуги")))

        for _ in range(PROMOS - uow.promos.count_live()):
            uow.promos.make(code=f"CODE{next(self._origins)}", kind="percent", amount=10)

    def _add_purchases(self, uow: Any) -> None:
        """Some wait for the staff, each of somebody who is not here."""
        waiting = uow.purchases.count_open()[State.CREATED]
        for product in uow.products.list_offered(None, 0, max(PURCHASES - waiting, 0)):
            make_purchase(uow, product_id=product.id, email="olga@mail.ru")

    def offer(self) -> str:
        """The code of an invitation that carries a tariff."""
        return self.db.write_now(self._offer)

    @staticmethod
    def _offer(uow: Any) -> str:
        code = new_code()
        tariff = uow.tariffs.list_live()[0].id
        uow.people.add_invitation(code_hash(code), uow.now + timedelta(days=7), tariff_id=tariff)
        return code

    def _add_game(self, uow: Any, status: Status) -> None:
        start = (uow.now + timedelta(days=self.rng.randrange(4))).replace(minute=0, second=0, microsecond=0)
        start += timedelta(hours=self.rng.randrange(1, 9))
        card = self.rng.choice([None, *self.cards])
        draft = OrderDraft(start, card, polygon=self.rng.choice(list(Polygon)), players=self.rng.randrange(4, 12))
        row = uow.orders.get(orders.book(uow, STAFF, draft, f"fuzz:{next(self._origins)}").uid)
        row.status, row.deposit = status, 100_000
        if status is Status.REQUESTED:
            row.held_until = uow.now + timedelta(hours=2)
            whose = uow.people.find_by_telegram(self.rng.choice(self.phones).id)
            row.ordered_by = whose.id if whose is not None else None


def _restore_settings(uow: Any) -> None:
    uow.session.query(Setting).delete()
    put_settings(uow, OPEN_REQUESTS=20, ORDER_FIELDS=["Торт"], NOTICE=0)


async def _no_work(*_args: Any) -> str:
    """Tables and numbers are written by a child process; it has tests of its own."""
    return "done"
