"""What a person sees on the screen."""

from __future__ import annotations

from typing import Any

from playground.errors import Json
from playground.methods_settings import commands_for
from playground.people_base import PersonBase


class Reading(PersonBase):
    """Looking, without doing anything."""

    def messages(self, uid: int, limit: int = 50, chat_id: int | None = None) -> list[Json]:
        """The newest `limit` messages still there, newest last, each with `out` (a person sent it)."""
        room_id = uid if chat_id is None else chat_id
        with self.store.lock:
            posts = self.store.messages.page(room_id, limit=limit, deleted=False)
        return [{**post.message, "out": post.out} for post in posts]

    def last_message(self, uid: int, chat_id: int | None = None, *, from_bot: bool = True) -> Json | None:
        """The newest message of the bot (or of anybody), None when there is none."""
        for message in reversed(self.messages(uid, chat_id=chat_id)):
            if not (from_bot and message["out"]):
                return message
        return None

    @staticmethod
    def buttons(message: Json | None) -> list[Json]:
        """The inline buttons under a message in reading order."""
        rows = ((message or {}).get("reply_markup") or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @classmethod
    def labels(cls, message: Json | None) -> list[str]:
        """Labels of the inline buttons under a message."""
        return [button["text"] for button in cls.buttons(message)]

    def reply_keyboard(self, uid: int) -> Json | None:
        """The keyboard below the composer: ReplyKeyboardMarkup, ForceReply or None."""
        room = self.store.room(uid)
        return room.keyboard if room is not None else None

    def commands(self, uid: int) -> list[Json]:
        """The command menu the person sees in the private chat."""
        room = self.place(uid)
        return commands_for(self.api, room, uid, str(self.user(uid).get("language_code", "")))

    def answer(self, update: Json) -> Json | None:
        """What the bot answered to a press: `{text, show_alert, url}`, or None when it has not."""
        query: dict[str, Any] = update["callback_query"]
        with self.store.lock:
            kept = self.store.queries.get(query["id"]) or {}
        answer: Json | None = kept.get("answer")
        return answer
