"""A chat's turn: the one dialogue it is in, what this update changed, and what could not be sent.

PTB's persistence cannot serve here (it flushes all chats, half-made states too, and swallows errors), so the slot of
the chat is loaded before the update and saved with the inbox mark in one commit after it.
"""

import json
import secrets
from collections.abc import Iterator, MutableMapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from delivery.presses import Press
from domain.access import Actor
from repositories.dialogues import LAPSED, NONE, StoredDialogue
from repositories.uow import Uow


@dataclass
class Live:
    """The dialogue a chat is in; ``name`` is empty when it is in none. ``draft`` is plain JSON."""

    name: str = ""
    state: str = ""
    draft: dict[str, Any] = field(default_factory=dict)
    draft_id: str = ""
    message_id: int | None = None  # the live message: only its buttons count
    heard_id: int | None = None  # the person's last answer, refused: an edit of it counts as a new answer
    expires_at: datetime | None = None
    user_id: int | None = None

    def begin(self, name: str, user_id: int) -> None:
        """Start ``name`` anew; another dialogue that was here is over, its live message gives up its buttons."""
        if not self.name:
            self.message_id = None  # the result of an ended dialogue keeps its buttons
        self.name, self.state, self.draft, self.user_id = name, "", {}, user_id
        self.draft_id, self.heard_id, self.expires_at = secrets.token_hex(8), None, None

    def end(self) -> None:
        """No dialogue any more. ``message_id`` stays: a second press on the message of the result is no new request."""
        self.name, self.state, self.draft, self.draft_id = "", "", {}, ""
        self.heard_id = self.expires_at = None


@dataclass(frozen=True)
class Unsent:
    """An answer that Telegram could not be given; it goes to the outbox with the slot's commit."""

    text: str
    keyboard: dict[str, Any] | None
    edits: int | None
    is_live: bool


@dataclass
class Turn:
    """One update's (or the tick's) time with a chat."""

    chat_id: int
    live: Live
    stored: StoredDialogue
    actor: Actor | None = None
    inbox_id: int | None = None
    lapsed: bool = False  # the live dialogue's time has passed: its draft may be continued
    unsent: list[Unsent] = field(default_factory=list)
    stale: list[int] = field(default_factory=list)  # messages that give up their buttons once this turn is saved
    press: Press | None = None
    in_dialogue: bool = False  # a step is speaking: what it shows becomes the live message
    fault: BaseException | None = None

    def save(self, uow: Uow) -> None:
        """Write the slot where it changed and the unsent answers."""
        told = self.lapsed and self.stored.status.startswith(LAPSED)  # it is the tick that marks and tells (expiry.py)
        if (now := to_row(self.live, self.stored, told)) != self.stored:
            uow.dialogues.save(self.chat_id, replace(now, version=self.stored.version + 1))
        for number, answer in enumerate(self.unsent):
            subject = f"live:{now.version + 1}" if answer.is_live else f"answer:{self.inbox_id}:{number}"
            facts = {"text": answer.text, "keyboard": answer.keyboard}
            uow.outbox.tell("answer", self.chat_id, subject, facts, edits=answer.edits)


current: ContextVar[Turn] = ContextVar("turn")


@dataclass(frozen=True)
class Wanted:
    """Whose turn it is, and what its update is known by."""

    chat_id: int
    telegram_id: int | None
    inbox_id: int
    origin: str


def load(uow: Uow, wanted: Sequence[Wanted]) -> list[Turn]:
    """Read the chats' slots and who acts, in one transaction."""
    slots = uow.dialogues.load_all([one.chat_id for one in wanted])
    actors = uow.people.actors_of({one.telegram_id: one.origin for one in wanted if one.telegram_id})
    turns = []
    for one in wanted:
        stored = slots.get(str(one.chat_id), StoredDialogue())
        actor = actors.get(one.telegram_id or 0)
        live, lapsed = from_row(stored, uow.now)
        actor = replace(actor, origin=one.origin) if actor else None  # somebody acts in two chats at once
        turns.append(Turn(one.chat_id, live, stored, actor, one.inbox_id, lapsed))
    return turns


def save(uow: Uow, turns: Sequence[Turn]) -> list[None]:
    """Write the slots, the unsent answers and the inbox marks: one commit."""
    for turn in turns:
        turn.save(uow)
    uow.inbox.finish([turn.inbox_id for turn in turns if turn.inbox_id is not None])
    return [None] * len(turns)


def from_row(stored: StoredDialogue, now: datetime) -> tuple[Live, bool]:
    """A slot from its row, and whether its time has passed. A row that can't be read is an empty slot."""
    name, _, state = stored.status.removeprefix(LAPSED).partition(":")
    live = Live(message_id=stored.live_message_id, user_id=stored.user_id)
    if name == NONE or not state:
        return live, False
    try:
        draft = json.loads(stored.data or "{}")
        live.heard_id = draft.pop("_heard", None)
    except (ValueError, AttributeError):
        return live, False
    live.name, live.state, live.draft, live.draft_id = name, state, draft, stored.draft_id
    live.expires_at = stored.expires_at
    passed = stored.expires_at is not None and stored.expires_at <= now
    return live, stored.status.startswith(LAPSED) or passed


def to_row(live: Live, stored: StoredDialogue, lapsed: bool) -> StoredDialogue:
    """The row of a slot."""
    if not live.name:
        return StoredDialogue(NONE, "", live.user_id, "", live.message_id, None, stored.version)
    draft = live.draft | ({"_heard": live.heard_id} if live.heard_id else {})
    data = json.dumps(draft, ensure_ascii=False) if draft else ""
    status = f"{LAPSED if lapsed else ''}{live.name}:{live.state}"
    return StoredDialogue(
        status, data, live.user_id, live.draft_id, live.message_id, live.expires_at, stored.version
    )  # fmt: skip


class SlotView(MutableMapping[tuple[int, ...], Any]):
    """The mapping that a ``ConversationHandler`` reads its state from: this chat's slot, if it holds this dialogue.

    ``ConversationHandler._conversations`` is private; ``tests/delivery/test_facts.py`` and the ``==22.8`` pin hold it.
    """

    def __init__(self, name: str) -> None:
        """``name`` is the dialogue whose states these are."""
        self._name = name

    def _live(self) -> Live | None:
        turn = current.get(None)
        return turn.live if turn and turn.live.name == self._name and not turn.lapsed else None

    def __getitem__(self, key: tuple[int, ...]) -> str:
        """The dialogue's state in the current chat."""
        if (live := self._live()) is None or not live.state:
            raise KeyError(key)
        return live.state

    def __setitem__(self, key: tuple[int, ...], value: Any) -> None:
        """Go to a state."""
        if (live := self._live()) is not None:
            live.state = str(value)

    def __delitem__(self, key: tuple[int, ...]) -> None:
        """End the dialogue."""
        if (live := self._live()) is not None:
            live.end()

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        """The chat, if it is in this dialogue."""
        return iter([(current.get().chat_id,)] if self._live() else [])

    def __len__(self) -> int:
        """One or none."""
        return 1 if self._live() else 0
