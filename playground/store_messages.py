"""The messages table: one row a message, numbered as Telegram numbers them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import orjson

from playground.errors import Json

KEPT_PER_CHAT = 5_000
TRIM_EVERY = 256
SHARED = 0  # private chats and basic groups share the bot account's own numbering


@dataclass
class Post:
    """A stored message: the Bot API object and what the playground knows about it.

    `out`: a person (not the bot) sent it. `frozen`: sent with a reply keyboard, so it can't be edited.
    """

    message: Json
    out: bool = False
    deleted: bool = False
    frozen: bool = False

    @property
    def chat_id(self) -> int:
        """The chat's id."""
        return int(self.message["chat"]["id"])

    @property
    def message_id(self) -> int:
        """The message's id in its chat."""
        return int(self.message["message_id"])


def _post(row: tuple[int, int, int, bytes]) -> Post:
    out, deleted, frozen, data = row
    return Post(orjson.loads(data), bool(out), bool(deleted), bool(frozen))


class MessageTable:
    """Messages by (chat, id). Removed messages stay as rows marked `deleted`, so ids never come twice."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._counters: dict[int, int] = {}

    def forget_counters(self) -> None:
        """After a rollback: the next number is read from the table again."""
        self._counters.clear()

    def next_id(self, chat: Json) -> int:
        """The id a new message of `chat` gets: own numbers for supergroups and channels."""
        own = chat["type"] in ("supergroup", "channel")
        key = int(chat["id"]) if own else SHARED
        last = self._counters.get(key)
        if last is None:
            last = self._last_own(key) if own else self._last_shared()
        self._counters[key] = last + 1
        return last + 1

    def _last_own(self, chat_id: int) -> int:
        row = self.db.execute("SELECT MAX(message_id) FROM messages WHERE chat_id=?", (chat_id,)).fetchone()
        return row[0] or 0

    def _last_shared(self) -> int:
        # supergroups and channels have ids below -10^12, everything above shares one numbering
        row = self.db.execute("SELECT MAX(message_id) FROM messages WHERE chat_id > -1000000000000").fetchone()
        return row[0] or 0

    def add(self, post: Post) -> None:
        """Writes a new message; now and then drops the oldest beyond `KEPT_PER_CHAT`."""
        self.db.execute(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)",
            (post.chat_id, post.message_id, post.out, post.deleted, post.frozen, orjson.dumps(post.message)),
        )
        if post.message_id % TRIM_EVERY == 0:
            self._trim(post.chat_id)

    def _trim(self, chat_id: int) -> None:
        self.db.execute(
            "DELETE FROM messages WHERE chat_id=:chat AND message_id <= (SELECT message_id FROM messages"
            " WHERE chat_id=:chat ORDER BY message_id DESC LIMIT 1 OFFSET :kept)",
            {"chat": chat_id, "kept": KEPT_PER_CHAT},
        )

    def save(self, post: Post) -> None:
        """Writes a changed message."""
        self.db.execute(
            "UPDATE messages SET out=?, deleted=?, frozen=?, data=? WHERE chat_id=? AND message_id=?",
            (post.out, post.deleted, post.frozen, orjson.dumps(post.message), post.chat_id, post.message_id),
        )

    def get(self, chat_id: int, message_id: int) -> Post | None:
        """A message, removed ones included; None when it never was or is long gone."""
        row = self.db.execute(
            "SELECT out, deleted, frozen, data FROM messages WHERE chat_id=? AND message_id=?",
            (chat_id, message_id),
        ).fetchone()
        return _post(row) if row else None

    def alive(self, chat_id: int, message_id: int) -> Post | None:
        """A message that has not been removed."""
        post = self.get(chat_id, message_id)
        return None if post is None or post.deleted else post

    def page(self, chat_id: int, before: int | None = None, limit: int = 50, deleted: bool = True) -> list[Post]:
        """Up to `limit` messages older than `before`, newest last."""
        rows = self.db.execute(
            "SELECT out, deleted, frozen, data FROM messages WHERE chat_id=? AND message_id < ? AND deleted <= ?"
            " ORDER BY message_id DESC LIMIT ?",
            (chat_id, before if before is not None else 2**62, deleted, limit),
        ).fetchall()
        return [_post(row) for row in reversed(rows)]

    def unread(self, chat_id: int, read_up_to: int) -> int:
        """How many of the bot's messages the person has not seen."""
        row = self.db.execute(
            "SELECT COUNT(*) FROM messages WHERE chat_id=? AND message_id > ? AND out=0 AND deleted=0",
            (chat_id, read_up_to),
        ).fetchone()
        return int(row[0])

    def last_id(self, chat_id: int) -> int:
        """The newest message's id, 0 in an empty chat."""
        return self._last_own(chat_id)
