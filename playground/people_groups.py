"""Groups and channels: making them, coming and going, becoming a supergroup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from playground.errors import Json, PersonError
from playground.methods_chats import PRESENT, rights_of, set_member
from playground.people_base import PersonBase
from playground.store import Room
from playground.store_messages import Post

FIRST_GROUP = -4_000_001
FIRST_SUPERGROUP = -1_001_000_000_001


class GroupActions(PersonBase):
    """What people do with groups and channels."""

    def create_group(
        self, title: str, members: Iterable[int] = (), *, supergroup: bool = False,
        bot: str | None = "member", username: str | None = None,
    ) -> int:  # fmt: skip
        """A group of people (the first owns it) and the bot with status `bot`, if any; returns the chat id."""
        return self._create("supergroup" if supergroup else "group", title, list(members), bot, username)

    def create_channel(
        self, title: str, members: Iterable[int] = (), *, bot: str | None = "administrator",
        username: str | None = None,
    ) -> int:  # fmt: skip
        """A channel; the first member owns it. Returns the chat id."""
        return self._create("channel", title, list(members), bot, username)

    def load_channels(self, channels: list[Json]) -> None:
        """Makes the public channels given as `{username, title, members}` that there are none of yet."""
        for channel in channels:
            if self.find_public(str(channel["username"])) is None:
                self.create_channel(str(channel["title"]), channel.get("members", ()), username=channel["username"])

    def find_public(self, username: str) -> Room | None:
        """The group or channel of a public name."""
        wanted = username.removeprefix("@").lower()
        public = (room for room in self.store.rooms() if room.type != "private")
        return next((room for room in public if str(room.info.get("username", "")).lower() == wanted), None)

    def standing(self, uid: int, username: str) -> Json:
        """What a person sees who opens a channel's link: `{chat_id, title, username, joined, members}`."""
        self.user(uid)
        if (room := self.find_public(username)) is None:
            raise PersonError(f"there is no channel @{username.removeprefix('@')}")
        present = {who for who, rights in self.store.members(room.chat_id) if rights["status"] in PRESENT}
        return {
            "chat_id": room.chat_id, "title": room.info["title"], "username": room.info["username"],
            "joined": uid in present, "members": len(present - {self.api.bot_id}),
        }  # fmt: skip

    def subscribe(self, uid: int, username: str, joined: bool) -> Json:
        """Joins or leaves a public channel; the same again changes nothing. An owner stays one."""
        now = self.standing(uid, username)
        rights = self.store.member(now["chat_id"], uid) or {"status": "left"}
        if now["joined"] == joined:
            return now
        if rights["status"] in ("creator", "kicked"):
            raise PersonError(f"person {uid} can't: {rights['status']}")
        (self.join if joined else self.leave)(uid, now["chat_id"])
        return self.standing(uid, username)

    def _create(self, kind: str, title: str, members: list[int], bot: str | None, username: str | None) -> int:
        with self.store.transaction():
            info: Json = {"id": self._free_chat_id(kind), "type": kind, "title": title}
            if username:
                info["username"] = username.removeprefix("@")
            room = Room(info=info, started=True)
            self.store.save_room(room)
            for place, uid in enumerate(members):
                self.user(uid)
                status = "creator" if place == 0 else "member"
                self.store.save_member(room.chat_id, uid, rights_of(status, kind))
            if bot is not None:
                self.set_bot(room.chat_id, bot, by=members[0] if members else None)
            return room.chat_id

    def _free_chat_id(self, kind: str) -> int:
        first = FIRST_GROUP if kind == "group" else FIRST_SUPERGROUP
        low = -1_000_000_000_000
        own = [r.chat_id for r in self.store.rooms() if r.chat_id < 0 and (r.chat_id > low) == (kind == "group")]
        return min([first + 1, *own]) - 1

    def set_bot(self, chat_id: int, status: str, by: int | None = None) -> Json:
        """Makes the bot `member`, `administrator`, `left` or `kicked` in a chat (`my_chat_member`)."""
        with self.store.transaction():
            room = self._group(chat_id)
            actor = self.user(by) if by is not None else self.api.me
            return set_member(self.api, room, self.api.bot_id, rights_of(status, room.type), by=actor)

    def _group(self, chat_id: int) -> Room:
        room = self.store.room(chat_id)
        if room is None or room.type == "private":
            raise PersonError(f"there is no group or channel {chat_id}")
        return room

    def set_status(self, uid: int, chat_id: int, status: str, by: int | None = None) -> Json:
        """Makes a person `member`, `administrator`, `left`, `kicked`… (`chat_member`, when asked for)."""
        with self.store.transaction():
            room = self._group(chat_id)
            actor = self.user(by if by is not None else uid)
            return set_member(self.api, room, uid, rights_of(status, room.type), by=actor)

    def join(self, uid: int, chat_id: int) -> Json:
        """Comes into a group or channel; returns the `chat_member` update."""
        update = self.set_status(uid, chat_id, "member")
        self._service(uid, chat_id, {"new_chat_members": [self.user(uid)]})
        return update

    def leave(self, uid: int, chat_id: int) -> Json:
        """Goes away."""
        update = self.set_status(uid, chat_id, "left")
        self._service(uid, chat_id, {"left_chat_member": self.user(uid)})
        return update

    def _service(self, uid: int, chat_id: int, content: Json) -> None:
        with self.store.transaction():
            room = self._group(chat_id)
            if room.type != "channel":
                self._post(room, {"from": self.user(uid)}, content, None)

    def post(self, chat_id: int, text: str) -> Json:
        """Somebody writes a channel post; returns the `channel_post` update."""
        with self.store.transaction():
            room = self._group(chat_id)
            if room.type != "channel":
                raise PersonError(f"{chat_id} is no channel")
            return self._post(room, {"sender_chat": room.info}, self.text_fields(text), None)

    def migrate(self, chat_id: int) -> int:
        """Turns a basic group into a supergroup and returns its id; the old id answers 400 from now on."""
        with self.store.transaction():
            old = self._group(chat_id)
            if old.type != "group":
                raise PersonError(f"{chat_id} is no basic group")
            info = {**old.info, "id": self._free_chat_id("supergroup"), "type": "supergroup"}
            new = replace(old, info=info, pinned=[], keyboard=None)
            self.store.save_room(new)
            for user_id, rights in self.store.members(chat_id):
                self.store.save_member(new.chat_id, user_id, rights)
            self._migration(old, {"migrate_to_chat_id": new.chat_id})
            old.migrated_to = new.chat_id
            self.store.save_room(old)
            self._migration(new, {"migrate_from_chat_id": chat_id})
            return new.chat_id

    def _migration(self, room: Room, content: Json) -> None:
        owner = next((u for u, r in self.store.members(room.chat_id) if r["status"] == "creator"), None)
        sender = {"from": self.user(owner)} if owner is not None else {"sender_chat": room.info}
        message: Json = {
            "message_id": self.store.messages.next_id(room.info), **sender, "chat": room.info,
            "date": self.api.now(), **content,
        }  # fmt: skip
        self.store.messages.add(Post(message, out=True))
        self.api.push("message", message)
