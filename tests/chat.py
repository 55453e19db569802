"""People in tests: they say, press and see. No network: PTB talks to the playground in process."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import aiohttp
from telegram import Update

from bot import Frontdesk, build
from config import Settings
from delivery.limiter import TwoLanes
from domain.access import Role
from domain.clock import SetClock
from playground.botapi import BotApi
from playground.faults import Faults
from playground.inprocess import InProcessRequest
from playground.people import People
from playground.store import Store

TOKEN = "100:test-token-that-is-long-enough-to-look-real"
CAUSES = {  # what our transport has behind its errors
    "cut": lambda: aiohttp.ConnectionTimeoutError("could not connect"),
    "lost": lambda: aiohttp.ServerDisconnectedError("the connection ended"),
    "delay": lambda: aiohttp.SocketTimeoutError("no answer"),
}
IDS = itertools.count(500_001)


class Telegram:
    """A playground in memory and one running bot over it. ``clock`` is everybody's clock."""

    def __init__(self, settings: Settings, clock: SetClock, *, limits: bool = False) -> None:
        self.clock = clock
        self.settings = replace(settings, bot_token=TOKEN)
        self.api = BotApi(
            Store(":memory:"), TOKEN, clock=self._seconds, monotonic=self._seconds,
            limits=limits, faults=Faults(),
        )  # fmt: skip
        self.people = People(self.api)
        self.request = InProcessRequest(self.api, causes=CAUSES)
        self.desk: Frontdesk = self._build()

    def _seconds(self) -> float:
        return self.clock.at.timestamp()

    def _build(self) -> Frontdesk:
        desk = build(self.settings, self.clock, self.request)
        desk.processor.retries = ()  # a fault of ours fails the test at once
        desk.bot.rate_limiter.__dict__.update(TwoLanes(rate=100_000).__dict__)  # type: ignore[union-attr]
        return desk

    async def start(self) -> None:
        """Ready to handle; the outbox is sent by ``settle``, so that nothing happens by itself."""
        await self.desk.app.initialize()
        await self.desk.inbox.replay()

    async def stop(self) -> None:
        await self.desk.processor.lanes.drain()
        await self.desk.app.shutdown()
        self.desk.db.close()

    async def restart(self) -> None:
        """The process dies and another one starts on the same database."""
        await self.stop()
        self.desk = self._build()
        await self.start()
        await self.settle()

    async def deliver(self, raw: dict[str, Any]) -> None:
        """Hand an update to the bot and wait until everything it causes has been done."""
        if "update_id" not in raw:
            return
        await self.desk.inbox.accept(Update.de_json(raw, self.desk.bot))
        await self.settle()

    async def settle(self) -> None:
        """Wait until no chat has work and nothing due is unsent."""
        await self.desk.processor.lanes.idle()
        while await self.desk.sender.round():
            pass
        await self.desk.jobs.settle()

    async def tick(self) -> None:
        """What happens every ten seconds."""
        await self.desk.tick()
        await self.settle()

    async def after(self, **passed: float) -> None:
        """Let time pass (``hours=2``), then tick."""
        self.clock.at += timedelta(**passed)
        await self.tick()

    async def person(
        self, first_name: str, *roles: Role | str, last_name: str = "", phone: str | None = None, language: str = "ru",
        start: bool = True,
    ) -> Person:  # fmt: skip
        """Somebody with these roles who has pressed Start."""
        user_id = next(IDS)
        self.people.add(
            first_name, user_id=user_id, last_name=last_name or None, language_code=language, started=True,
            phone=phone or f"+7999{user_id % 10**7:07d}",
        )  # fmt: skip
        someone = Person(self, user_id)
        if start:
            await someone.says("/start")
        if roles:
            self.desk.db.write_now(lambda uow: self._grant(uow, user_id, roles))
        return someone

    @staticmethod
    def _grant(uow: Any, telegram_id: int, roles: tuple[Role | str, ...]) -> None:
        actor = uow.people.actor_of(telegram_id, "")
        for role in roles:
            uow.people.grant(actor.user_id, Role(role), None)


@dataclass
class Person:
    """Somebody at a phone."""

    telegram: Telegram
    id: int

    # --- doing ---

    async def says(self, text: str) -> Person:
        await self.telegram.deliver(self.telegram.people.say(self.id, text))
        return self

    async def presses(self, label: str) -> Person:
        """The newest button with this label (or containing it), inline or below the chat."""
        below = [b["text"] for row in (self.keyboard or {}).get("keyboard", []) for b in row]
        if label in below and label not in self.buttons:
            await self.telegram.deliver(self.telegram.people.click(self.id, label))
        else:
            await self.telegram.deliver(self.telegram.people.press_label(self.id, label))
        return self

    async def presses_data(self, message_id: int, data: str) -> Person:
        """A button as an old or forged client would press it."""
        await self.telegram.deliver(self.telegram.people.press(self.id, message_id, data))
        return self

    async def opens(self, payload: str) -> Person:
        """A deep link."""
        await self.telegram.deliver(self.telegram.people.start(self.id, payload))
        return self

    async def shares_contact(self, **other: Any) -> Person:
        await self.telegram.deliver(self.telegram.people.share_contact(self.id, **other))
        return self

    async def edits(self, message_id: int, text: str) -> Person:
        await self.telegram.deliver(self.telegram.people.edit(self.id, message_id, text))
        return self

    async def sends(self, raw: dict[str, Any]) -> Person:
        """Whatever ``People`` made (a photo, an album part)."""
        await self.telegram.deliver(raw)
        return self

    async def asks_inline(self, query: str, offset: str = "") -> dict[str, Any]:
        """Type behind the bot's name in some chat; gives what Telegram shows: ``results``, ``button``, ``next_offset``.

        Without ``results`` where the bot has not answered.
        """
        raw = self.telegram.people.inline_query(self.id, query, offset)
        await self.telegram.deliver(raw)
        return dict(self.telegram.api.store.queries.get(raw["inline_query"]["id"]) or {})

    # --- seeing ---

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.telegram.people.messages(self.id)

    @property
    def last(self) -> dict[str, Any]:
        """The newest message of the bot."""
        message = self.telegram.people.last_message(self.id)
        assert message is not None, "the bot has said nothing"
        return message

    @property
    def sees(self) -> str:
        """The text (or caption) of the newest message of the bot, with plain spaces."""
        return plain(self.last.get("text") or self.last.get("caption") or "")

    @property
    def chat(self) -> str:
        """Everything in the chat, newest last."""
        return plain("\n---\n".join(m.get("text") or m.get("caption") or f"[{_kind(m)}]" for m in self.messages))

    @property
    def buttons(self) -> list[str]:
        """Labels under the newest message of the bot."""
        return [button["text"] for button in self.telegram.people.buttons(self.last)]

    @property
    def keyboard(self) -> dict[str, Any] | None:
        return self.telegram.people.reply_keyboard(self.id)

    @property
    def alert(self) -> str:
        """The last answer given over a pressed button."""
        answers = self.telegram.request.sent("answerCallbackQuery")
        return plain(str(answers[-1].get("text", ""))) if answers else ""

    def live_data(self, label: str) -> tuple[int, str]:
        """Message id and data of a visible button, to be pressed later, when it is old."""
        for message in reversed(self.messages):
            for button in self.telegram.people.buttons(message):
                if label in button["text"]:
                    return message["message_id"], button["callback_data"]
        raise AssertionError(f"no button {label!r}; visible: {self.buttons}")


def plain(text: str) -> str:
    """No-break spaces as spaces, so that a test can be typed."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


def _kind(message: dict[str, Any]) -> str:
    return next((k for k in ("photo", "document", "contact", "location", "voice") if k in message), "message")
