"""Everything the playground remembers, in one SQLite file (`:memory:` for tests).

The store keeps rows; it knows no rule of Telegram. Rows hold the JSON objects of the Bot API, so what a
bot reads back is what was written. Users and rooms are cached, for nearly every call needs one.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from playground.errors import Json
from playground.store_files import FileTable
from playground.store_messages import MessageTable
from playground.store_updates import QueryTable, UpdateTable

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (user_id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS rooms (chat_id INTEGER PRIMARY KEY, username TEXT, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS rooms_username ON rooms (username) WHERE username IS NOT NULL;
CREATE TABLE IF NOT EXISTS members (
    chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL, out INTEGER NOT NULL, deleted INTEGER NOT NULL,
    frozen INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (
    update_id INTEGER PRIMARY KEY AUTOINCREMENT, created REAL NOT NULL, kind TEXT NOT NULL, data BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS queries (
    query_id TEXT PRIMARY KEY, kind TEXT NOT NULL, created REAL NOT NULL, answered INTEGER NOT NULL DEFAULT 0,
    data BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (blob_id INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS files (
    file_id TEXT PRIMARY KEY, blob_id INTEGER NOT NULL, path TEXT NOT NULL UNIQUE, data BLOB NOT NULL
);
"""


@dataclass
class Room:
    """A chat: the public `Chat` object in `info`, and what only Telegram itself knows about it."""

    info: Json
    started: bool = False
    blocked: bool = False
    read_up_to: int = 0
    keyboard: Json | None = None
    menu_button: Json | None = None
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    description: str | None = None

    @property
    def chat_id(self) -> int:
        """The id the Bot API uses."""
        return int(self.info["id"])

    @property
    def type(self) -> str:
        """`private`, `group`, `supergroup` or `channel`."""
        return str(self.info["type"])


class Store:
    """One SQLite connection with the tables above; safe to use from several threads."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        """Opens or creates the file; its folder is made when missing."""
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.db = sqlite3.connect(str(path), isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.db.executescript(SCHEMA)
        self._depth = 0
        self._users: dict[int, Json] = {}
        self._rooms: dict[int, Room] = {}
        self._meta: dict[str, Any] = {}
        self.messages = MessageTable(self.db)
        self.updates = UpdateTable(self.db)
        self.queries = QueryTable(self.db)
        self.files = FileTable(self.db)

    def close(self) -> None:
        """Closes the connection; the store cannot be used afterwards."""
        with self.lock:
            self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing for what is written inside; transactions nest into the outermost one."""
        with self.lock:
            if self._depth == 0:
                self.db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self.db.execute("ROLLBACK")
                    self._forget_caches()
                raise
            self._depth -= 1
            if self._depth == 0:
                self.db.execute("COMMIT")

    def _forget_caches(self) -> None:
        self._users.clear()
        self._rooms.clear()
        self._meta.clear()
        self.messages.forget_counters()

    # --- settings -----------------------------------------------------------------------------------

    def get(self, key: str, default: Any = None) -> Any:
        """A setting of the bot, or `default`."""
        if key in self._meta:
            return self._meta[key]
        row = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        value = orjson.loads(row[0]) if row else default
        self._meta[key] = value
        return value

    def put(self, key: str, value: Any) -> None:
        """Writes a setting of the bot; `value` must be JSON."""
        self._meta[key] = value
        self.db.execute("REPLACE INTO meta VALUES (?, ?)", (key, orjson.dumps(value)))

    # --- users --------------------------------------------------------------------------------------

    def user(self, user_id: int) -> Json | None:
        """The user's record (the public `User` under `user`, the persona's extras beside it)."""
        record = self._users.get(user_id)
        if record is None:
            row = self.db.execute("SELECT data FROM users WHERE user_id=?", (user_id,)).fetchone()
            if row is None:
                return None
            record = self._users[user_id] = orjson.loads(row[0])
        return record

    def save_user(self, record: Json) -> None:
        """Writes a user's record whole."""
        user_id = int(record["user"]["id"])
        self._users[user_id] = record
        self.db.execute("REPLACE INTO users VALUES (?, ?)", (user_id, orjson.dumps(record)))

    def personas(self) -> list[Json]:
        """Records of all people, in the order of their ids."""
        rows = self.db.execute("SELECT data FROM users ORDER BY user_id").fetchall()
        return [record for (data,) in rows if (record := orjson.loads(data)).get("persona")]

    # --- rooms --------------------------------------------------------------------------------------

    def room(self, chat_id: int) -> Room | None:
        """The chat, or None."""
        room = self._rooms.get(chat_id)
        if room is None:
            row = self.db.execute("SELECT data FROM rooms WHERE chat_id=?", (chat_id,)).fetchone()
            if row is None:
                return None
            room = self._rooms[chat_id] = Room(**orjson.loads(row[0]))
        return room

    def room_by_username(self, username: str) -> Room | None:
        """A channel or group by its public name, without `@`, in any case."""
        row = self.db.execute("SELECT chat_id FROM rooms WHERE username=?", (username.lower(),)).fetchone()
        return self.room(row[0]) if row else None

    def save_room(self, room: Room) -> None:
        """Writes a chat whole."""
        self._rooms[room.chat_id] = room
        username = room.info.get("username") if room.type != "private" else None
        self.db.execute(
            "REPLACE INTO rooms VALUES (?, ?, ?)",
            (room.chat_id, username.lower() if username else None, orjson.dumps(asdict(room))),
        )

    def rooms(self) -> list[Room]:
        """All chats."""
        ids = self.db.execute("SELECT chat_id FROM rooms ORDER BY chat_id").fetchall()
        return [room for (chat_id,) in ids if (room := self.room(chat_id))]

    # --- members ------------------------------------------------------------------------------------

    def member(self, chat_id: int, user_id: int) -> Json | None:
        """A member's rights as `ChatMember` without `user`, or None when never seen there."""
        row = self.db.execute("SELECT data FROM members WHERE chat_id=? AND user_id=?", (chat_id, user_id)).fetchone()
        return orjson.loads(row[0]) if row else None

    def save_member(self, chat_id: int, user_id: int, rights: Json) -> None:
        """Writes what a user is in a chat."""
        self.db.execute("REPLACE INTO members VALUES (?, ?, ?)", (chat_id, user_id, orjson.dumps(rights)))

    def members(self, chat_id: int) -> list[tuple[int, Json]]:
        """(user_id, rights) of everybody ever seen in the chat."""
        rows = self.db.execute("SELECT user_id, data FROM members WHERE chat_id=?", (chat_id,)).fetchall()
        return [(user_id, orjson.loads(data)) for user_id, data in rows]
