"""People at phones, over HTTP: they act, and they wait until they see. A person gives up after ``PATIENCE`` seconds."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.chat import plain
from tests.e2e.wire import Telegram

PATIENCE = 20.0  # seconds, on a busy machine
LOOK = 0.02  # seconds between looks
T = TypeVar("T")


@dataclass
class Someone:
    """One person, who counts presses and typed messages (commands apart)."""

    world: Telegram
    id: int
    pressed: int = 0
    typed: int = 0

    # --- doing ---

    async def says(self, text: str) -> Someone:
        """Type, and wait for an answer."""
        self.typed += not text.startswith("/")
        return await self._acts(lambda: self.world.people.say(self.id, text))

    async def opens(self, payload: str = "") -> Someone:
        """Press Start, or follow a link."""
        return await self._acts(lambda: self.world.people.start(self.id, payload))

    async def shares_contact(self) -> Someone:
        """Press the button below the chat that shares the own number."""
        return await self._acts(lambda: self.world.people.share_contact(self.id))

    async def presses(self, label: str) -> Someone:
        """Press the button of the newest message that says this (or has it in its label), once it is there."""
        message_id, data = await self._until(lambda: self._button(label), f"no button {label!r}")
        before = self._shown(message_id)
        raw = self.world.people.press(self.id, message_id, data)
        self.pressed += 1
        answer = await self._until(lambda: self.world.people.answer(raw), f"[{label}] was not answered")
        if not answer.get("text"):
            await self._until(lambda: self._shown(message_id) != before, f"[{label}] changed nothing")
        return self

    async def walks(self, *steps: str) -> Someone:
        """Take steps: `[label]` is pressed, anything else typed."""
        for step in steps:
            await (self.presses(step[1:-1]) if step.startswith("[") else self.says(step))
        return self

    def counts_anew(self) -> Someone:
        self.pressed = self.typed = 0
        return self

    async def _acts(self, act: Callable[[], Any]) -> Someone:
        said: int = act()["message"]["message_id"]
        await self._until(lambda: self._shown(said), "nobody answers")
        return self

    # --- seeing ---

    async def sees(self, *texts: str) -> str:
        """Wait until the newest message of the bot says all of this; gives it."""
        await self._until(lambda: all(text in self.last for text in texts), f"{texts} is not there")
        return self.last

    async def was_told(self, text: str) -> str:
        """Wait until some message of the bot says this; gives the newest one that does."""
        return await self._until(lambda: next((one for one in reversed(self.heard) if text in one), ""), f"no {text!r}")

    async def offered(self, label: str, *, last: bool = False) -> str:
        """Wait until the newest message offers a button like this (a regular expression); gives what it says."""
        found = await self._until(lambda: [b for b in self.buttons if re.search(label, b)], f"no button like {label!r}")
        return found[-1 if last else 0]

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What the bot has said, newest last."""
        return [one for one in self.world.people.messages(self.id) if not one["out"]]

    @property
    def heard(self) -> list[str]:
        return [plain(one.get("text") or one.get("caption") or "") for one in self.messages]

    @property
    def last(self) -> str:
        heard = self.heard
        return heard[-1] if heard else ""

    @property
    def buttons(self) -> list[str]:
        """Labels under the newest message of the bot."""
        return self.world.people.labels(self.messages[-1]) if self.messages else []

    def _button(self, label: str) -> tuple[int, str] | None:
        """Message and data of a button of the newest message that has any."""
        newest = next(
            (one for one in reversed(self.messages) if one.get("reply_markup", {}).get("inline_keyboard")), None
        )
        near = None
        for button in self.world.people.buttons(newest):
            if button["text"] == label and "callback_data" in button:
                return newest["message_id"], button["callback_data"]  # type: ignore[index]
            if label in button["text"] and "callback_data" in button:
                near = near or (newest["message_id"], button["callback_data"])  # type: ignore[index]
        return near

    def _shown(self, since: int) -> Any:
        """The bot's messages from this one on: an older one may still be losing its buttons."""
        return [(one.get("text"), one.get("reply_markup")) for one in self.messages if one["message_id"] >= since]

    async def _until(self, seen: Callable[[], T], what: str) -> T:
        before = time.monotonic()
        while not (found := seen()):
            assert time.monotonic() - before < PATIENCE, f"{what}; {self.id} sees {self.heard[-3:]} {self.buttons}"
            await asyncio.sleep(LOOK)
        return found
