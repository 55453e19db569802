"""How updates get in with nothing lost: a row is committed, only then Telegram is told that it arrived.

PTB confirms an update as soon as ``update_queue.put`` returns, before any handler: `kill -9` lost 171 of 200. A queue
whose ``put`` commits first lost none. ``put`` may raise only ``TelegramError`` (anything else ends polling for ever,
silently).
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeGuard

import orjson
from cryptography.fernet import MultiFernet
from telegram import Bot, Update
from telegram.error import NetworkError, TelegramError

from db import Database
from delivery.order import KEPT_PER_CHAT, Lanes, Work
from delivery.together import Together
from repositories.inbox import Arrival
from repositories.uow import Uow

log = logging.getLogger(__name__)

# Telegram's default leaves out chat_member and reactions
ALLOWED_UPDATES = [
    Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER, Update.PRE_CHECKOUT_QUERY, Update.MESSAGE_REACTION,
]  # fmt: skip

ANY_CHAT = 2**60  # added to the id of who types in any chat: no chat has such an id, and every column holds it

# what parsing raises where fields are missing, of a wrong kind or out of every bound
UNREADABLE = (TelegramError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError)


class Inbox:
    """Stores updates and hands them to their chat's lane."""

    def __init__(self, db: Database, box: MultiFernet) -> None:
        """``box`` encrypts what an update says while it waits."""
        self.db = db
        self.box = box
        self.lanes: Lanes | None = None  # set by the processor, which knows how to handle work
        self.bot: Bot | None = None
        self._stores = Together(db, _store, writes=True)
        self._fetched: dict[int, int | None] = {}  # arrival ids of the last poll's updates, by update id

    async def accept(self, update: Update) -> None:
        """Store and pass on; an update that is already stored is not handled twice. Raises ``TelegramError``."""
        assert self.lanes is not None
        if update.update_id in self._fetched:
            inbox_id = self._fetched.pop(update.update_id)
        elif arrival := await self._sealed(update, update.to_dict):
            with _as_telegram_fails():
                inbox_id = await self._stores.add(arrival)
        else:
            return
        if inbox_id is not None:
            self.lanes.offer(Work(inbox_id, chat_of(update), update))

    async def fetched(self, updates: Sequence[Update], raw: Sequence[dict[str, Any]]) -> None:
        """Store what one poll brought in one commit; ``accept`` passes each on. Raises ``TelegramError``."""
        sealed = [await self._sealed(update, partial(dict, data)) for update, data in zip(updates, raw, strict=True)]
        arrivals = [one for one in sealed if one]
        with _as_telegram_fails():
            ids = await self.db.write(lambda uow: _store(uow, arrivals))
        self._fetched = dict.fromkeys([update.update_id for update in updates])
        self._fetched |= {one.update_id: id_ for one, id_ in zip(arrivals, ids, strict=True)}

    async def _sealed(self, update: Update, says: Callable[[], dict[str, Any]]) -> Arrival | None:
        """The update as it is stored; None where no database can hold it: then it is parked."""
        assert self.bot is not None
        try:
            chat_id, raw = _packed(update, says)
        except UNREADABLE as error:
            await self.park({"update_id": update.update_id}, error)
            return None
        return Arrival(self.bot.id, update.update_id, chat_id, self.box.encrypt(raw))

    async def park(self, raw: dict[str, Any], error: Exception) -> None:
        """Keep an update that can't be parsed, so that the ones behind it are not blocked."""
        assert self.bot is not None
        log.error("update %s can't be parsed and was parked: %r", raw.get("update_id"), error)
        sealed, bot_id = self.box.encrypt(json.dumps(raw, default=repr).encode()), self.bot.id  # orjson is particular
        update_id = _id_of(raw)
        await self.db.write(lambda uow: uow.inbox.park(bot_id, update_id, sealed, repr(error)))

    async def next_of(self, chat_id: int, after: int) -> list[Work]:
        """The chat's next stored updates."""
        rows = await self.db.read(
            lambda uow: [(r.id, r.raw) for r in uow.inbox.list_new(chat_id, after, KEPT_PER_CHAT) if r.raw]
        )
        return [Work(id_, chat_id, self._open(raw)) for id_, raw in rows]

    async def replay(self) -> int:
        """Wake every chat with stored updates (after a start, and every now and then); gives how many."""
        assert self.lanes is not None
        chats = await self.db.read(lambda uow: uow.inbox.chats_waiting())
        for chat_id in chats:
            self.lanes.wake(chat_id)
        return len(chats)

    def _open(self, raw: bytes) -> Update | None:
        return Update.de_json(orjson.loads(self.box.decrypt(raw)), self.bot)


class DurableQueue(asyncio.Queue[object]):
    """PTB's update queue: an ``Update`` is stored before ``put`` returns, anything else passes straight through."""

    def __init__(self, inbox: Inbox) -> None:
        """Store in ``inbox``."""
        super().__init__()
        self._inbox = inbox

    async def put(self, item: object) -> None:
        """Return only when the update is safe."""
        if isinstance(item, Update):
            await self._inbox.accept(item)
        else:
            await super().put(item)


def chat_of(update: Update) -> int:
    """Whose turn an update takes: its chat's, else its sender's, else nobody's.

    What somebody types for inline mode has a lane of its own: it neither waits for their private chat nor holds it up,
    and has no dialogue.
    """
    if update.effective_chat:
        return update.effective_chat.id
    if (user := update.effective_user) is None:
        return 0
    return user.id + ANY_CHAT if update.inline_query or update.chosen_inline_result else user.id


def _store(uow: Uow, arrivals: Sequence[Arrival]) -> list[int | None]:
    return uow.inbox.store(arrivals)


@contextmanager
def _as_telegram_fails() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        log.exception("updates could not be stored; Telegram keeps them and will send them again")
        raise NetworkError("the inbox can't store updates now") from error


async def parse_batch(raw: list[dict[str, Any]], bot: Bot, inbox: Inbox) -> tuple[Update, ...]:
    """Parse one by one: a bad one is parked and stands in as an empty update, so that the offset moves on."""
    parsed: list[Update] = []
    for data in raw:
        try:
            update = Update.de_json(data, bot)
        except UNREADABLE as error:
            await inbox.park(data, error)
            update = Update(_id_of(data))
        parsed.append(update)
    return tuple(parsed)


def _packed(update: Update, says: Callable[[], dict[str, Any]]) -> tuple[int, bytes]:
    """Whose turn it takes, and its JSON; raises one of ``UNREADABLE`` for what no database can hold."""
    chat_id, user = chat_of(update), update.effective_user
    if not all(_fits(number) for number in (update.update_id, chat_id, user.id if user else 0)):
        raise ValueError("an id that is no number of 64 bits")
    return chat_id, orjson.dumps(says())


def _id_of(raw: dict[str, Any]) -> int:
    """The id of an update that can't be read; 0 where even that is unreadable."""
    return update_id if _fits(update_id := raw.get("update_id")) else 0


def _fits(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and abs(number) < 2**63
