"""How updates get in with nothing lost: a row is committed, only then Telegram is told that it arrived.

PTB confirms an update as soon as ``update_queue.put`` returns, before any handler: `kill -9` lost 171 of 200. A queue
whose ``put`` commits first lost none. ``put`` may raise only ``TelegramError`` (anything else ends polling for ever,
silently).
"""

import asyncio
import json
import logging
from typing import Any, TypeGuard

import orjson
from cryptography.fernet import MultiFernet
from telegram import Bot, Update
from telegram.error import NetworkError, TelegramError

from db import Database
from delivery.order import KEPT_PER_CHAT, Lanes, Work

log = logging.getLogger(__name__)

# Telegram's default leaves out chat_member and reactions
ALLOWED_UPDATES = [
    Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER, Update.CHAT_MEMBER, Update.PRE_CHECKOUT_QUERY, Update.MESSAGE_REACTION,
]  # fmt: skip

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

    async def accept(self, update: Update) -> None:
        """Store and pass on; an update that is already stored is not handled twice. Raises ``TelegramError``."""
        assert self.bot is not None
        assert self.lanes is not None
        bot_id = self.bot.id
        try:
            chat_id, raw = _packed(update)
        except UNREADABLE as error:
            await self.park({"update_id": update.update_id}, error)
            return
        sealed = self.box.encrypt(raw)
        try:
            inbox_id = await self.db.write(lambda uow: uow.inbox.store(bot_id, update.update_id, chat_id, sealed))
        except Exception as error:
            log.exception("an update could not be stored; Telegram keeps it and will send it again")
            raise NetworkError("the inbox can't store updates now") from error
        if inbox_id is not None:
            self.lanes.offer(Work(inbox_id, chat_id, update))

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
    """Whose turn an update takes: its chat's, else its sender's, else nobody's."""
    if update.effective_chat:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else 0


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


def _packed(update: Update) -> tuple[int, bytes]:
    """Whose turn it takes, and its JSON; raises one of ``UNREADABLE`` for what no database can hold."""
    chat_id = chat_of(update)
    if not (_fits(update.update_id) and _fits(chat_id)):
        raise ValueError("an id of more than 64 bits")
    return chat_id, orjson.dumps(update.to_dict())


def _id_of(raw: dict[str, Any]) -> int:
    """The id of an update that can't be read; 0 where even that is unreadable."""
    return update_id if _fits(update_id := raw.get("update_id")) else 0


def _fits(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and abs(number) < 2**63
