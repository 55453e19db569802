"""What must hold after any update: it is answered as it should be, nothing is lost, nothing odd is said."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import MessageHandler

from conversations.flow import Cancelled, Continued, StartedAnew, WentBack
from conversations.registry import BY_NAME
from conversations.steps import STOP, Step
from handlers import dialogues
from playground.inprocess import Call
from tests.fuzz.phone import Json, Phone
from tests.fuzz.updates import Answer
from ui import common, menu
from ui.texts import Words

SAYS = ("sendMessage", "editMessageText", "sendPhoto", "sendDocument", "editMessageCaption", "sendVenue")
PRESS = "answerCallbackQuery"
REFUSED = 400  # nobody saw it: what comes instead (words without an unknown picture) is the answer
SIGN = "setMessageReaction"  # under a message that has gone into a ticket
APOLOGIES = tuple(common.apology(Words(language), "@").text.split("@")[0] for language in ("ru", "en"))
ODD = re.compile(r"Traceback|\bNone\b|\{[a-z_]+\}|%\([a-z]+\)s|<built-in|object at 0x|\bnan\b|Markup\(")
CODE = re.compile(r"<code>.*?</code>")  # the variables of a canned reply, as they are typed
ENGLISH = re.compile(r"\b[A-Z][a-z']+(?: [a-z']+){2,}")
ENTRIES = frozenset(step.button for flow in BY_NAME.values() for step in flow.entry_steps if step.button)
COMMANDS = frozenset(  # that begin a dialogue, or are an answer in one
    name
    for flow in BY_NAME.values()
    for handlers in (flow.entry_points, *flow.states.values())
    for handler in handlers
    for name in getattr(handler, "commands", ())
)


@dataclass(frozen=True)
class Slot:
    """A chat's dialogue as it lies in its row. ``heard`` is the answer that was refused."""

    state: str = "-"
    data: str = ""
    draft_id: str = ""
    live: int | None = None
    heard: int | None = None

    @property
    def kept(self) -> tuple[str, str, str]:
        """What nonsense may not change."""
        return self.state, self.data, self.draft_id

    @property
    def where(self) -> str:
        """The state, for counting; a dialogue whose time has passed is `~`."""
        return "~" if self.state.startswith("~") else self.state


def may_move(update: Update, slot: Slot) -> bool:
    """Whether the dialogue of the chat may go on, end or begin by this: it waits for it, or something is begun."""
    if update.callback_query is not None:
        return _press_may_move(update, slot)
    message = update.message
    if message is None or message.chat.type != "private":
        return update.edited_message is not None and update.edited_message.message_id == slot.heard
    text = message.text or ""
    if STOP.check_update(update) or text in menu.labels():
        return True
    if text.startswith("/") and re.split(r"[@\s]", text[1:].lower())[0] in COMMANDS:
        return True
    return any(isinstance(handler, MessageHandler) and handler.check_update(update) for handler in _steps(slot))


def _steps(slot: Slot) -> Iterable[Any]:
    name, _, state = slot.state.partition(":")
    return BY_NAME[name].states.get(state, ()) if name in BY_NAME else ()


def _press_may_move(update: Update, slot: Slot) -> bool:
    query = update.callback_query
    assert query is not None
    data = query.data or ""
    anywhere: tuple[Any, ...] = (*ENTRIES, Continued, StartedAnew, *dialogues.PRESSES)
    if any(button.matches(data) for button in anywhere):
        return True
    on_live = query.message is not None and query.message.message_id == slot.live
    steps = [handler.callback for handler in _steps(slot) if isinstance(handler.callback, Step)]
    awaited: tuple[Any, ...] = (Cancelled, WentBack, *(step.button for step in steps if step.button))
    return on_live and any(button.matches(data) for button in awaited)


def _messages(calls: list[Call]) -> list[Call]:
    """The calls without those that bring a message just sent up to date: an album's answer counts its parts."""
    edits = [call for call in calls[1:] if call.method == "editMessageText"]
    is_one = (
        bool(calls) and calls[0].method == "sendMessage" and len({call.params.get("message_id") for call in edits}) == 1
    )
    return [call for call in calls if call not in edits] if is_one else calls


def answered(answer: Answer, raws: list[Json], phone: Phone, calls: list[Call]) -> Iterable[str]:
    """What is wrong with how these updates of a person were answered; ``calls``: the bot's, in this person's chats."""
    said = [
        call for call in calls if (call.method in SAYS and call.status != REFUSED) or _is_sign(call, raws)
    ]  # fmt: skip
    here = [call for call in said if call.params.get("chat_id") == phone.id]
    there = [call for call in said if call.params.get("chat_id") != phone.id]
    if answer is Answer.ONE and len(shown := _messages(here)) != 1:
        yield f"{len(shown)} messages instead of one"
    if answer is Answer.SOME and not here:
        yield "no answer"
    if answer is Answer.NONE and said:
        yield f"answered by {[call.method for call in said]} instead of silence"
    if answer is Answer.GROUP and (len(there) != 1 or here):
        yield f"{len(there)} answers in the group and {len(here)} in the private chat instead of one and none"
    if answer is not Answer.GROUP and answer is not Answer.ANY and there:
        yield "something was said in the group"
    if answer not in (Answer.ANY, Answer.NONE):
        yield from _presses(raws, calls)


def _is_sign(call: Call, raws: list[Json]) -> bool:
    """Whether it is the sign under one of these messages that it has gone into its ticket: an answer as words are."""
    sent = [raw["message"]["message_id"] for raw in raws if raw.get("message")]
    return call.method == SIGN and call.params.get("message_id") in sent


def _presses(raws: list[Json], calls: list[Call]) -> Iterable[str]:
    done = [call.params["callback_query_id"] for call in calls if call.method == PRESS]
    for raw in raws:
        if "callback_query" in raw and (times := done.count(raw["callback_query"]["id"])) != 1:
            yield f"the press was answered {times} times"


def odd(call: Call, *, russian: bool) -> Iterable[str]:
    """What is wrong with the words of a call."""
    for said in _words(call.params):
        if found := ODD.search(CODE.sub("", said)):
            yield f"{found[0]!r} in {said!r}"
        if said.startswith(APOLOGIES):
            yield f"an apology: {said!r}"
        if russian and (found := ENGLISH.search(re.sub(r"<[^>]*>", " ", said))):
            yield f"English to a Russian speaker: {found[0]!r} in {said!r}"


def _words(params: Json) -> Iterable[str]:
    yield from (params[name] for name in ("text", "caption") if isinstance(params.get(name), str))
    markup = params.get("reply_markup")
    rows = markup.to_dict().get("inline_keyboard", []) if markup is not None and hasattr(markup, "to_dict") else []
    if isinstance(markup, dict):
        rows = markup.get("inline_keyboard", [])
    yield from (button["text"] for row in rows for button in row)
