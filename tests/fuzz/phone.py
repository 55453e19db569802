"""Somebody under fuzz: the chat, what was seen in it, and raw updates as this person's Telegram would send them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from domain.access import Role
from playground.people_base import fields_with_entities
from playground.store_messages import Post

if TYPE_CHECKING:
    from tests.fuzz.club import Club

Json = dict[str, Any]
KEPT = 10  # updates told of when something goes wrong


@dataclass
class Phone:
    """A person's Telegram. ``group`` is a group of their own with the bot in it; ``age`` counts updates."""

    club: Club
    id: int
    role: Role
    language: str
    group: int
    rng: Random
    age: int = 0
    buttons: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=60))  # once shown here
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT))
    log: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def user(self) -> Json:
        """The person as a ``User``."""
        return self.club.world.people.user(self.id)

    @property
    def chat(self) -> Json:
        """The private chat."""
        return self.club.room(self.id).info

    def message(self, content: Json, chat: Json | None = None, **sender: Any) -> Json:
        """A message of this person with ``content``, as a ``Message``."""
        chat = chat or self.chat
        store = self.club.world.api.store
        base = {"message_id": store.messages.next_id(chat), "from": self.user, "chat": chat, "date": self.club.seconds}
        message = base | sender | content
        if message["message_id"] == base["message_id"]:
            store.messages.add(Post(message, out=True))
        return message

    def text(self, text: str, chat: Json | None = None, **more: Any) -> Json:
        """A message update with a text and what Telegram finds in it."""
        return {"message": self.message(fields_with_entities("text", "entities", text) | more, chat)}

    def press(self, data: str | None, message: Json | None, **more: Any) -> Json:
        """A callback query on a message (None: none is told)."""
        query_id = self.club.world.api.new_id()
        store, now = self.club.world.api.store, self.club.world.api.monotonic()
        kept = {"chat_id": self.id, "user_id": self.id, "message_id": (message or {}).get("message_id", 0)}
        store.queries.add(query_id, "callback", kept, now)
        query: Json = {"id": query_id, "from": self.user, "chat_instance": "1"} | more
        if message is not None:
            query["message"] = message
        return {"callback_query": query | ({"data": data} if data is not None else {})}

    def stored(self, message_id: int) -> Json:
        """A message as Telegram tells of it with a press: inaccessible where it is gone."""
        post = self.club.world.api.store.messages.alive(self.id, message_id)
        gone = {"chat": self.chat, "message_id": message_id, "date": 0}
        return post.message if post is not None and not post.out else gone

    def screens(self) -> list[Json]:
        """The newest messages of the bot, newest first."""
        return self.club.newest(self.id)

    def shown(self, live: int | None) -> list[tuple[Json, str]]:
        """The buttons to be seen in the newest messages and the live one: (message, data)."""
        messages = self.screens()[:2]
        if live is not None and all(m["message_id"] != live for m in messages):
            messages.append(self.stored(live))
        found = [(m, b["callback_data"]) for m in messages for b in _buttons(m) if "callback_data" in b]
        for message, data in found:
            if (key := (message["message_id"], data)) not in self.buttons:
                self.buttons.append(key)
                self.club.foreign.append(data)
        return found


def _buttons(message: Json) -> list[Json]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
