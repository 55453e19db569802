"""The bot's side: `BotApi.call(method, params, files)` answers as Telegram would. Sync, no asyncio."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from playground import limits as telegram_limits
from playground import (
    methods_answers,
    methods_chats,
    methods_edits,
    methods_files,
    methods_media,
    methods_messages,
    methods_settings,
    methods_updates,
)
from playground.arguments import Args, Upload
from playground.entities import Formatted, checked, trimmed, with_found
from playground.errors import ApiError, Json, bad_request, conflict, forbidden
from playground.flood import Flood, FloodRules
from playground.hub import Bell, Events
from playground.markdown import parse_markdown
from playground.markup import parse_html
from playground.store import Room, Store

if TYPE_CHECKING:
    from playground.faults import Faults

log = logging.getLogger(__name__)

Method = Callable[["BotApi", Args], Any]

# what Telegram leaves out unless a bot asks for it by name
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
METHODS: dict[str, Method] = {
    name.lower(): method
    for part in (
        methods_updates, methods_messages, methods_media, methods_files, methods_edits, methods_answers,
        methods_chats, methods_settings,
    )
    for name, method in part.METHODS.items()
}  # fmt: skip


class BotApi:
    """Telegram for one bot.

    `clock`: wall time in seconds, for dates. `monotonic`: seconds, for limits and expiry of button presses.
    `limits`: False switches the flood limits off (sizes and lengths always hold), FloodRules sets others.
    `query_seconds`: how long a button press can be answered. `privacy`: in groups a plain member bot sees
    only commands, replies to it and mentions.
    """

    def __init__(
        self,
        store: Store,
        token: str,
        clock: Callable[[], float] = time.time,
        faults: Faults | None = None,
        limits: bool | FloodRules = True,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        username: str = "frontdesk_bot",
        first_name: str = "Frontdesk",
        query_seconds: float = 15.0,
        privacy: bool = False,
    ) -> None:
        self.store, self.token, self.clock, self.faults = store, token, clock, faults
        self.monotonic, self.query_seconds, self.privacy = monotonic, query_seconds, privacy
        rules = limits if isinstance(limits, FloodRules) else FloodRules() if limits else None
        self.flood = Flood(monotonic, rules)
        self.events = Events()
        self.updates_bell = Bell()
        self.poller = 0
        self.calls: Counter[str] = Counter()
        self.username = username
        self._first_name = first_name
        self.closing = False
        self._sequence = time.time_ns() // 1000

    # --- who and when -------------------------------------------------------------------------------

    @property
    def bot_id(self) -> int:
        """The bot's user id: the number before the colon of its token."""
        head = self.token.partition(":")[0]
        return int(head) if head.isdigit() else 1

    @property
    def me(self) -> Json:
        """The bot as a `User`."""
        name = self.store.get("name:") or self._first_name
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": self.username}

    def now(self) -> int:
        """Unix time of the injected clock, whole seconds."""
        return int(self.clock())

    def new_id(self) -> str:
        """An id for a button press or an inline query, growing also across restarts."""
        self._sequence += 1
        return str(self._sequence)

    # --- calls --------------------------------------------------------------------------------------

    def call(
        self, method: str, params: Mapping[str, Any] | None = None, files: Mapping[str, Upload] | None = None
    ) -> Any:
        """Runs a method (its name in any case) and returns `result`; raises ApiError as Telegram would."""
        function = METHODS.get(method.lower())
        if function is None:
            raise ApiError(404, "Not Found")
        self.calls[method] += 1
        try:
            with self.store.transaction():
                return function(self, Args(params or {}, files))
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
            # an object of the wrong shape deep inside a parameter; logged whole, for it might be our own fault
            log.warning("%s refused: %r", method, error, exc_info=True)
            raise bad_request(f"can't parse parameters of the request: {error}") from error

    def knows(self, method: str) -> bool:
        """Whether the playground plays this method."""
        return method.lower() in METHODS

    # --- chats --------------------------------------------------------------------------------------

    def room(self, args: Args, name: str = "chat_id") -> Room:
        """The chat a parameter names, by id or `@username`; 400 `chat not found` and its relatives."""
        value = args.params.get(name)
        if value is None or value == "":
            raise bad_request(f"{name} is empty")
        room = self.find_room(value)
        if room is None:
            raise bad_request("chat not found")
        if room.migrated_to is not None:
            raise bad_request("group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": room.migrated_to})
        return room

    def find_room(self, value: Any) -> Room | None:
        """A chat by id (number or text) or `@username`."""
        if isinstance(value, str) and value.startswith("@"):
            return self.store.room_by_username(value[1:])
        try:
            return self.store.room(int(value))
        except (TypeError, ValueError):
            return None

    def check_can_send(self, room: Room) -> None:
        """403 when the person never pressed Start or blocked the bot, or the bot is not in the group."""
        if room.type == "private":
            if room.blocked:
                raise forbidden(telegram_limits.BLOCKED)
            if not room.started:
                raise forbidden(telegram_limits.INITIATE)
            return
        self.check_member(room)

    def check_member(self, room: Room) -> Json:
        """The bot's own rights in a group or channel; 403 when it is not there."""
        rights = self.store.member(room.chat_id, self.bot_id) or {"status": "left"}
        if rights["status"] == "kicked":
            raise forbidden(telegram_limits.KICKED[room.type])
        if rights["status"] == "left":
            raise forbidden(telegram_limits.NOT_MEMBER[room.type])
        return rights

    # --- texts --------------------------------------------------------------------------------------

    def formatted(self, args: Args, text: str = "text", entities: str = "entities") -> Formatted:
        """A text parameter parsed by its `parse_mode` or given entities, trimmed, links found."""
        return self.parse(args.text(text), args.text("parse_mode"), args.items(entities))

    def parse(self, source: str, mode: str, given: list[Any] | None = None) -> Formatted:
        """Text and entities by a parse mode; raises 400 `can't parse entities: …`."""
        kind = mode.lower()
        if kind == "html":
            formatted = parse_html(source)
        elif kind in ("markdownv2", "markdown"):
            formatted = parse_markdown(source, legacy=kind == "markdown")
        elif kind:
            raise bad_request("unsupported parse_mode")
        else:
            formatted = Formatted(source, checked(source, given) if given else [])
        done = with_found(trimmed(formatted))
        return Formatted(done.text, self._mentions(done.entities)[: telegram_limits.ENTITIES])

    def _mentions(self, entities: list[Json]) -> list[Json]:
        """`tg://user?id=` links become mentions of known users and vanish for unknown ones."""
        if not any("user_id" in entity for entity in entities):
            return entities
        kept = []
        for entity in entities:
            if "user_id" not in entity:
                kept.append(entity)
            elif record := self.store.user(entity["user_id"]):
                kept.append({k: v for k, v in entity.items() if k != "user_id"} | {"user": record["user"]})
        return kept

    # --- updates ------------------------------------------------------------------------------------

    def push(self, kind: str, payload: Json) -> Json:
        """Queues an update and returns it; without `update_id` when the bot did not ask for this kind."""
        allowed = self.store.get("allowed_updates")
        wanted = kind in allowed if allowed else kind not in UNASKED
        if not wanted:
            return {kind: payload}
        update_id = self.store.updates.add(kind, payload, self.clock())
        self.updates_bell.ring()
        return {"update_id": update_id, kind: payload}

    def push_raw(self, update: Json) -> Json:
        """Queues an update exactly as given with a fresh `update_id`; for fuzzing. It needs one kind."""
        kinds = [key for key in update if key != "update_id"]
        if not kinds:
            raise bad_request("an update needs a kind")
        with self.store.transaction():
            update_id = self.store.updates.add(kinds[0], update[kinds[0]], self.clock())
        self.updates_bell.ring()
        return {**update, "update_id": update_id}

    def begin_poll(self) -> int:
        """A getUpdates that may wait: it takes over from the one before, which then gets 409."""
        self.poller += 1
        self.updates_bell.ring()
        return self.poller

    def stop_waiting(self) -> None:
        """Before a stop: long polls return what there is, and new ones do not wait."""
        self.closing = True
        self.updates_bell.ring()
        self.events.bell.ring()

    def check_poll(self, ticket: int) -> None:
        """409 when a later getUpdates took over."""
        if ticket != self.poller:
            raise conflict(telegram_limits.POLL_CONFLICT)
