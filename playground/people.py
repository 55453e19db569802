"""The people's side: what a person does in their Telegram app. Each action returns the update it caused.

An update the bot did not ask for (`allowed_updates`) or may not see is returned without `update_id`.
"""

from __future__ import annotations

from typing import Any

from playground import limits
from playground.errors import Json, PersonError
from playground.inline_ids import id_of
from playground.people_base import fields_with_entities
from playground.people_groups import GroupActions
from playground.people_media import MediaActions
from playground.people_payments import PaymentActions
from playground.people_read import Reading
from playground.store import Room
from playground.store_messages import Post

FIRST_PERSON = 100_001


class People(MediaActions, GroupActions, PaymentActions, Reading):
    """Everybody who talks to the bot. `uid` is a Telegram user id and also the id of the private chat."""

    # --- who there is -------------------------------------------------------------------------------

    def add(
        self, first_name: str, *, user_id: int | None = None, last_name: str | None = None,
        username: str | None = None, phone: str | None = None, language_code: str | None = "ru",
        role: Json | None = None, about: Json | None = None, started: bool = False,
    ) -> Json:  # fmt: skip
        """Adds a person (or changes one with the same id, keeping their chat); returns the `User`."""
        with self.store.transaction():
            uid = user_id if user_id is not None else self._free_id()
            given = {"last_name": last_name, "username": username, "language_code": language_code}
            user: Json = {"id": uid, "is_bot": False, "first_name": first_name}
            user |= {key: value for key, value in given.items() if value}
            old = self.store.user(uid) or {}
            extras = {"phone": phone, "role": role or {}, "about": about or {}, "persona": True}
            self.store.save_user({**old, "user": user, **extras})
            room = self.store.room(uid) or Room(info={})
            room.info = {
                "id": uid,
                "type": "private",
                **{k: user[k] for k in ("first_name", "last_name", "username") if k in user},
            }
            room.started = room.started or started
            self.store.save_room(room)
        self.api.events.publish("persona", uid)
        return user

    def _free_id(self) -> int:
        taken = [int(record["user"]["id"]) for record in self.store.personas()]
        return max([FIRST_PERSON - 1, *taken]) + 1

    def load(self, personas: list[Json]) -> None:
        """Adds or updates people given as in a personas file; their chats stay."""
        for persona in personas:
            given = dict(persona)
            self.add(str(given.pop("first_name")), **{key: given[key] for key in given if key in _PERSONA_KEYS})

    def loaded(self, personas: list[Json], channels: list[Json]) -> People:
        """With these people and public channels."""
        self.load(personas)
        self.load_channels(channels)
        return self

    # --- talking ------------------------------------------------------------------------------------

    def say(
        self, uid: int, text: str, reply_to: int | None = None, chat_id: int | None = None,
        anonymous: bool = False,
    ) -> Json:  # fmt: skip
        """Writes a text. `anonymous`: as an administrator behind the group's name."""
        text = text.strip()
        if not text:
            raise PersonError("an empty message cannot be sent")
        if len(text) > limits.TEXT:
            raise PersonError(f"a message holds {limits.TEXT} characters; an app would split this one")
        return self.send(uid, self.text_fields(text), chat_id, reply_to, anonymous)

    def start(self, uid: int, payload: str = "") -> Json:
        """Opens `t.me/<bot>?start=payload` and presses Start; unblocks the bot first if needed."""
        if not limits.START_PAYLOAD.match(payload):
            raise PersonError("a start payload is up to 64 of A-Z a-z 0-9 _ -")
        if self.place(uid).blocked:
            self.unblock(uid)
        return self.say(uid, f"/start {payload}".rstrip())

    def edit(self, uid: int, message_id: int, text: str, chat_id: int | None = None) -> Json:
        """Changes an own message's text or caption."""
        with self.store.transaction():
            room = self.place(uid, chat_id)
            post = self.store.messages.alive(room.chat_id, message_id)
            if post is None or (post.message.get("from", {}).get("id") != uid and room.type != "channel"):
                raise PersonError(f"message {message_id} is not an own one")
            keys = ("text", "entities") if "text" in post.message else ("caption", "caption_entities")
            message = {key: value for key, value in post.message.items() if key not in keys}
            message |= {**fields_with_entities(*keys, text.strip()), "edit_date": self.api.now()}
            self.store.messages.save(Post(message, out=True))
            self.api.events.publish("edit", room.chat_id, message=message)
            kind = "edited_channel_post" if room.type == "channel" else "edited_message"
            return self.deliver(kind, room, message)

    def remove(self, uid: int, message_id: int, chat_id: int | None = None) -> None:
        """Removes a message on the person's side too; Telegram tells bots nothing about it."""
        with self.store.transaction():
            room = self.place(uid, chat_id)
            if post := self.store.messages.alive(room.chat_id, message_id):
                post.deleted = True
                self.store.messages.save(post)
                self.api.events.publish("delete", room.chat_id, message_id=message_id)

    # --- buttons ------------------------------------------------------------------------------------

    def press(self, uid: int, message_id: int, data: str, chat_id: int | None = None) -> Json:
        """Presses an inline button. Not checked against the message: an old client may show old buttons."""
        with self.store.transaction():
            room = self.place(uid, chat_id)
            post = self.store.messages.get(room.chat_id, message_id)
            if post is None and not 0 < message_id <= self.store.messages.last_id(room.chat_id):
                raise PersonError(f"there was never a message {message_id} in chat {room.chat_id}")
            query_id = self.api.new_id()
            query: Json = {
                "id": query_id,
                "from": self.user(uid),
                "chat_instance": f"{room.chat_id ^ 0x5F5E1F5E}",
            }
            if post is not None and not post.deleted and "via_bot" in post.message:
                query["inline_message_id"] = id_of(room.chat_id, message_id)
            elif post is not None and not post.deleted:
                query["message"] = post.message
            else:
                query["message"] = {"chat": room.info, "message_id": message_id, "date": 0}
            query["data"] = data
            kept = {"chat_id": room.chat_id, "user_id": uid, "message_id": message_id}
            self.store.queries.add(query_id, "callback", kept, self.api.monotonic())
            self.mark_read(room)
            return self.api.push("callback_query", query)

    def press_label(self, uid: int, label: str, chat_id: int | None = None) -> Json:
        """Presses the newest visible inline button with this label (or, failing that, containing it)."""
        visible: list[str] = []
        near: tuple[int, str] | None = None
        for message in reversed(self.messages(uid, chat_id=chat_id)):
            for button in self.buttons(message):
                visible.append(button["text"])
                if "callback_data" not in button:
                    continue
                if button["text"] == label:
                    return self.press(uid, message["message_id"], button["callback_data"], chat_id)
                if near is None and label in button["text"]:
                    near = (message["message_id"], button["callback_data"])
        if near is not None:
            return self.press(uid, *near, chat_id)
        raise AssertionError(f"no button {label!r} for person {uid}; visible: {visible or 'none'}")

    def click(self, uid: int, label: str) -> Json:
        """Presses a reply keyboard's button: says its text, or shares the contact or place it asks for."""
        labels = [button["text"] for row in (self.reply_keyboard(uid) or {}).get("keyboard", []) for button in row]
        for row in (self.reply_keyboard(uid) or {}).get("keyboard", []):
            for button in row:
                if button["text"] == label:
                    return self._click(uid, button)
        raise AssertionError(f"no reply button {label!r} for person {uid}; visible: {labels or 'none'}")

    def _click(self, uid: int, button: Json) -> Json:
        if button.get("request_contact"):
            return self.share_contact(uid)
        if button.get("request_location"):
            return self.send_location(uid, 55.7558, 37.6173)
        return self.say(uid, str(button["text"]))

    # --- inline mode --------------------------------------------------------------------------------

    def inline_query(self, uid: int, query: str, offset: str = "", chat_type: str = "sender") -> Json:
        """Types `@bot query` in some chat."""
        with self.store.transaction():
            query_id = self.api.new_id()
            payload: Json = {
                "id": query_id, "from": self.user(uid), "query": query[: limits.INLINE_QUERY],
                "offset": offset,
                "chat_type": chat_type,
            }  # fmt: skip
            kept = {"user_id": uid, "query": query}
            self.store.queries.add(query_id, "inline", kept, self.api.monotonic())
            return self.api.push("inline_query", payload)

    def inline_results(self, inline_query_id: str) -> list[Json] | None:
        """What the bot answered, or None so far."""
        results: list[Json] | None = (self.store.queries.get(inline_query_id) or {}).get("results")
        return results

    def choose_inline_result(self, uid: int, inline_query_id: str, result_id: str) -> Json:
        """Picks a result, which becomes a message «via bot» in the private chat; returns the feedback."""
        results = self.inline_results(inline_query_id) or []
        chosen = next((result for result in results if str(result["id"]) == result_id), None)
        if chosen is None:
            raise PersonError(f"there is no result {result_id} for inline query {inline_query_id}")
        question = self.store.queries.get(inline_query_id) or {}
        with self.store.transaction():
            message = self.send(uid, {**chosen["message"], "via_bot": self.api.me})["message"]
            payload: dict[str, Any] = {
                "result_id": result_id, "from": self.user(uid), "query": question.get("query", ""),
            }  # fmt: skip
            if "reply_markup" in message:
                payload["inline_message_id"] = id_of(uid, message["message_id"])
            return self.api.push("chosen_inline_result", payload)

    # --- the chat itself ----------------------------------------------------------------------------

    def block(self, uid: int) -> Json:
        """Stops the bot: it gets `my_chat_member`, and 403 for whatever it sends."""
        return self._set_blocked(uid, True)

    def unblock(self, uid: int) -> Json:
        """Lets the bot write again."""
        return self._set_blocked(uid, False)

    def _set_blocked(self, uid: int, blocked: bool) -> Json:
        with self.store.transaction():
            room = self.place(uid)
            banned, free = {"status": "kicked", "until_date": 0}, {"status": "member"}
            old, new = (banned, free) if room.blocked else (free, banned)
            if room.blocked == blocked:
                new = old
            room.blocked = blocked
            self.store.save_room(room)
            change = {
                "chat": room.info, "from": self.user(uid), "date": self.api.now(),
                "old_chat_member": {**old, "user": self.api.me},
                "new_chat_member": {**new, "user": self.api.me},
            }  # fmt: skip
            self.api.events.publish("persona", uid)
            return self.api.push("my_chat_member", change)

    def react(self, uid: int, message_id: int, emoji: str | None, chat_id: int | None = None) -> Json:
        """Sets the person's reaction to a message, or takes it away with None."""
        with self.store.transaction():
            room = self.place(uid, chat_id)
            if self.store.messages.alive(room.chat_id, message_id) is None:
                raise PersonError(f"there is no message {message_id}")
            key = f"reaction:{room.chat_id}:{message_id}:{uid}"
            old, new = self.store.get(key, []), [{"type": "emoji", "emoji": emoji}] if emoji else []
            self.store.put(key, new)
            self.api.events.publish("reaction", room.chat_id, message_id=message_id, reaction=new, out=True)
            payload = {
                "chat": room.info, "message_id": message_id, "user": self.user(uid), "date": self.api.now(),
                "old_reaction": old, "new_reaction": new,
            }  # fmt: skip
            told = room.type == "private" or self.bot_is_admin(room)  # elsewhere only administrators hear of reactions
            return self.api.push("message_reaction", payload) if told else {"message_reaction": payload}

    def read(self, uid: int) -> None:
        """Nothing is unread any more."""
        with self.store.transaction():
            self.mark_read(self.place(uid))


_PERSONA_KEYS = frozenset({"user_id", "last_name", "username", "phone", "language_code", "role", "about", "started"})
