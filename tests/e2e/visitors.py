"""People who react to what they see: they press, type and share as long as an errand takes, and notice silence.

A visitor looks at the newest message that belongs to the errand, waits a moment as people do, and acts once on it. A
press answered by an alert alone is made again. Nothing new for ``patience`` seconds of a living bot: the dialogue is
stuck, and the errand has failed.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.errors import CrmError
from tests.e2e.wire import Telegram
from ui.callbacks import Button, unpack_any

RECENT = 12  # messages looked at
THINKING = (0.2, 0.8)  # seconds; people are slower still
GLANCE = 0.05  # seconds between looks
ALERT_READ = 1.0  # seconds after which a press answered by an alert alone is made again


@dataclass(frozen=True)
class Say:
    """Type a text."""

    text: str


@dataclass(frozen=True)
class Press:
    """Press an inline button of this class, the one that ``fits``."""

    button: Button


@dataclass(frozen=True)
class ShareContact:
    """Press the button below the chat that shares the own number."""


Action = Say | Press | ShareContact


@dataclass(frozen=True)
class Screen:
    """A message of the bot as it looks now."""

    message_id: int
    text: str
    buttons: tuple[Button, ...]
    data: tuple[str, ...]
    wants_contact: bool

    def one(self, kind: type[Button]) -> Any:
        """The first button of a class, or None."""
        return next((button for button in self.buttons if isinstance(button, kind)), None)

    def all(self, kind: type[Button]) -> list[Any]:
        return [button for button in self.buttons if isinstance(button, kind)]


class Errand(Protocol):
    """What somebody wants done, one dialogue long."""

    opening: str

    def react(self, screen: Screen) -> Action | None:
        """What to do about a screen; None where it is none of this errand's."""

    def note(self, action: Action) -> None:
        """Told what the person does about it."""

    def is_done(self, screen: Screen) -> bool:
        """Whether this is the result."""


@dataclass
class Visitor:
    """Somebody at a phone. ``alive()`` tells whether a bot runs: waiting for a dead one costs no patience."""

    telegram: Telegram
    user_id: int
    dice: random.Random
    alive: Callable[[], bool]
    patience: float = 12.0
    done: list[Errand] = field(default_factory=list)
    stuck: list[Errand] = field(default_factory=list)
    again: int = 0  # presses made again after an alert
    busy: bool = False

    async def run(self, errand: Errand) -> bool:
        """Carry an errand out; False where the dialogue got stuck."""
        self.busy = True
        try:
            finished = await self._carry_out(errand)
        finally:
            self.busy = False
        (self.done if finished else self.stuck).append(errand)
        return finished

    async def _carry_out(self, errand: Errand) -> bool:
        begin = self.telegram.people.say(self.user_id, errand.opening)["message"]["message_id"]
        acted_on: tuple[Any, ...] | None = None
        press: dict[str, Any] | None = None
        while True:
            screen = await self._something_new(errand, begin, acted_on, press)
            if screen is None:
                return False
            if errand.is_done(screen):
                return True
            await asyncio.sleep(self.dice.uniform(*THINKING))
            if (now := self._screen(errand, begin)) is None or now != screen:
                continue  # it has changed while it was read
            action = errand.react(screen)
            assert action is not None
            errand.note(action)
            press, acted_on = self._do(action, screen), _version(screen)

    async def _something_new(
        self, errand: Errand, begin: int, acted_on: tuple[Any, ...] | None, press: dict[str, Any] | None
    ) -> Screen | None:
        waited = since_alert = 0.0
        while waited < self.patience:
            screen = self._screen(errand, begin)
            if screen is not None and _version(screen) != acted_on:
                return screen
            if press is not None and (self.telegram.people.answer(press) or {}).get("text"):
                since_alert += GLANCE
                if since_alert > ALERT_READ and screen is not None:
                    self.again += 1
                    return screen
            await asyncio.sleep(GLANCE)
            waited += GLANCE if self.alive() else 0.0
        return None

    def _screen(self, errand: Errand, begin: int) -> Screen | None:
        """The newest message since the beginning that this errand knows."""
        asks = bool(_contact_button(self.telegram.people.reply_keyboard(self.user_id)))
        for message in reversed(self.telegram.people.messages(self.user_id, limit=RECENT)):
            if message["out"] or message["message_id"] < begin:
                continue
            screen = screen_of(message, asks)
            if errand.is_done(screen) or errand.react(screen) is not None:
                return screen
        return None

    def _do(self, action: Action, screen: Screen) -> dict[str, Any] | None:
        people = self.telegram.people
        if isinstance(action, Say):
            people.say(self.user_id, action.text)
            return None
        if isinstance(action, ShareContact):
            people.share_contact(self.user_id)
            return None
        data = screen.data[screen.buttons.index(action.button)]
        return people.press(self.user_id, screen.message_id, data)


def screen_of(message: dict[str, Any], wants_contact: bool) -> Screen:
    """A message as a person sees it; ``wants_contact``: the keyboard below the chat asks for the number."""
    buttons, data = _buttons(message)
    return Screen(message["message_id"], message.get("text", ""), buttons, data, wants_contact and not buttons)


def _version(screen: Screen) -> tuple[Any, ...]:
    return screen.message_id, screen.text, screen.data, screen.wants_contact


def _buttons(message: dict[str, Any]) -> tuple[tuple[Button, ...], tuple[str, ...]]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    data = tuple(button["callback_data"] for row in rows for button in row if "callback_data" in button)
    return tuple(_unpacked(one) for one in data), data


def _unpacked(data: str) -> Button:
    try:
        return unpack_any(data)
    except CrmError as error:
        raise AssertionError(f"a button nobody can press: {data!r}") from error


def _contact_button(keyboard: dict[str, Any] | None) -> str:
    rows = json.loads(json.dumps(keyboard or {})).get("keyboard", [])
    return next((b["text"] for row in rows for b in row if isinstance(b, dict) and b.get("request_contact")), "")
