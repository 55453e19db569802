"""What every action of a person needs: who they are, where they are, and a message of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import outgoing
from playground.entities import as_typed, utf16_slice, with_found
from playground.errors import Json, PersonError
from playground.methods_chats import PRESENT
from playground.store import Room
from playground.store_messages import Post

if TYPE_CHECKING:
    from playground.botapi import BotApi

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
}  # fmt: skip


class PersonBase:
    """Shared ground of the parts of `People`."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.store = api.store

    def user(self, uid: int) -> Json:
        """The person as a `User`; PersonError when there is none."""
        return dict(self.record(uid)["user"])

    def record(self, uid: int) -> Json:
        """The person's record with phone, role and about."""
        record = self.store.user(uid)
        if record is None:
            raise PersonError(f"there is no person {uid}")
        return record

    def place(self, uid: int, chat_id: int | None = None) -> Room:
        """The chat a person acts in: their private chat with the bot, or a group they are in."""
        room = self.store.room(uid if chat_id is None else chat_id)
        if room is None:
            raise PersonError(f"there is no chat {chat_id if chat_id is not None else uid}")
        if room.migrated_to is not None:
            raise PersonError(f"group {chat_id} became supergroup {room.migrated_to}")
        if room.type != "private":
            status = (self.store.member(room.chat_id, uid) or {"status": "left"})["status"]
            if status not in PRESENT:
                raise PersonError(f"person {uid} is not in chat {chat_id}: {status}")
        return room

    def send(
        self, uid: int, content: Json, chat_id: int | None = None, reply_to: int | None = None,
        anonymous: bool = False,
    ) -> Json:  # fmt: skip
        """Puts a message of the person into a chat and returns the update it causes."""
        with self.store.transaction():
            room = self.place(uid, chat_id)
            if room.type == "private":
                self._open(room)
            return self._post(room, self._sender(uid, room, anonymous), content, reply_to)

    def _open(self, room: Room) -> None:
        if room.blocked:
            raise PersonError("the bot is blocked: unblock it first")
        if not room.started:
            room.started = True
            self.store.save_room(room)

    def _sender(self, uid: int, room: Room, anonymous: bool) -> Json:
        if room.type == "channel":
            return {"sender_chat": room.info}
        if anonymous:
            return {"from": ANONYMOUS_ADMIN, "sender_chat": room.info}
        return {"from": self.user(uid)}

    def _post(self, room: Room, sender: Json, content: Json, reply_to: int | None) -> Json:
        message: Json = {
            "message_id": self.store.messages.next_id(room.info), **sender, "chat": room.info,
            "date": self.api.now(),
        }  # fmt: skip
        if reply_to is not None:
            target = self.store.messages.alive(room.chat_id, reply_to)
            if target is None:
                raise PersonError(f"there is no message {reply_to} to reply to")
            message["reply_to_message"] = outgoing.flat(target.message)
        message |= content
        self.store.messages.add(Post(message, out=True))
        self.api.events.publish("message", room.chat_id, message=message)
        if room.keyboard and room.keyboard.get("force_reply"):
            outgoing.set_keyboard(self.api, room, {"remove_keyboard": True})  # it has been replied to
        self.mark_read(room)
        return self.deliver("channel_post" if room.type == "channel" else "message", room, message)

    def deliver(self, kind: str, room: Room, message: Json) -> Json:
        """Queues a message update, unless the bot may not see it."""
        return self.api.push(kind, message) if self._seen_by_bot(room, message) else {kind: message}

    def _seen_by_bot(self, room: Room, message: Json) -> bool:
        if room.type == "private":
            return True
        status = (self.store.member(room.chat_id, self.api.bot_id) or {"status": "left"})["status"]
        if status not in PRESENT:
            return False
        if not self.api.privacy or status in ("administrator", "creator") or "text" not in message:
            return True
        answered = message.get("reply_to_message", {}).get("from", {}).get("id") == self.api.bot_id
        return bool(answered) or self._names_bot(message)

    def _names_bot(self, message: Json) -> bool:
        mark = f"@{self.api.username}".lower()
        for entity in message.get("entities", []):
            covered = utf16_slice(message["text"], entity["offset"], entity["length"]).lower()
            if entity["type"] == "bot_command" and ("@" not in covered or covered.endswith(mark)):
                return True
            if entity["type"] == "mention" and covered == mark:
                return True
        return False

    def bot_is_admin(self, room: Room) -> bool:
        """Whether the bot runs the group or channel."""
        status = (self.store.member(room.chat_id, self.api.bot_id) or {"status": "left"})["status"]
        return status in ("administrator", "creator")

    def mark_read(self, room: Room) -> None:
        """The person has seen everything in the chat."""
        last = self.store.messages.last_id(room.chat_id)
        if last != room.read_up_to:
            room.read_up_to = last
            self.store.save_room(room)
            self.api.events.publish("read", room.chat_id)

    @staticmethod
    def text_fields(text: str) -> Json:
        """`text` and what Telegram finds in it."""
        return fields_with_entities("text", "entities", text)


def fields_with_entities(text_key: str, entities_key: str, text: str) -> Json:
    """What a person has typed as message fields; empty text gives none."""
    if not text:
        return {}
    formatted = with_found(as_typed(text))
    fields: dict[str, Any] = {text_key: formatted.text}
    if formatted.entities:
        fields[entities_key] = formatted.entities
    return fields
