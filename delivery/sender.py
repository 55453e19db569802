"""The outbox's sender.

Takes what is due, renders it in the reader's language, sends it within the limits, writes down how it went.

Sending is never exactly-once. What is surely not sent is repeated; an ambiguous send of a prompt or reminder is
repeated once; a bulk message's is not, it is recorded as unknown.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from db import Database
from delivery import letters
from delivery.bot import FrontdeskBot
from delivery.courier import Courier
from delivery.limiter import PEOPLE, Lane, TwoLanes
from delivery.process import is_unreachable
from delivery.transport import was_not_sent
from domain.access import SYSTEM
from domain.campaigns import Result
from repositories.outbox import TRIES
from repositories.uow import Uow
from services import campaign_runs, reminders, talk_store
from ui.screen import Screen, restored

log = logging.getLogger(__name__)

IN_FLIGHT = 4  # letters sent but not yet recorded at once: a crash repeats no more; enough for 30 a second at 130 ms
IDLE = 1.0  # seconds between looks while nothing wakes the sender
PAUSES = (2, 5, 15, 60, 300)  # seconds until the next try while Telegram can't be reached
LIVE = "live:"  # the subject of a dialogue's question, with the version of its row
WIPE = "ticket_wipe"  # no message: one that is to be deleted at this moment


@dataclass(frozen=True)
class Letter:
    """A row of the outbox as it is needed for sending."""

    id: int
    kind: str
    subject: str
    chat_id: int
    facts: dict[str, Any]
    language: str
    bulk: bool
    edits: int | None
    attempts: int


@dataclass(frozen=True)
class Ended:
    """How sending a letter went: its new state; ``due`` again after ``pause`` seconds."""

    letter: Letter
    state: str
    message_id: int | None = None
    pause: int = 0
    moved_to: int | None = None


class Sender:
    """Sends in the background until closed. ``render(kind, facts, language)`` makes the screen."""

    def __init__(self, db: Database, bot: FrontdeskBot, render: Callable[[str, dict[str, Any], str], Screen]) -> None:
        """``render`` is injected, so that delivery knows no words."""
        self.db = db
        self.bot = bot
        self.render = render
        self.wake = asyncio.Event()
        assert isinstance(bot.rate_limiter, TwoLanes)
        self.courier = Courier(db, bot.rate_limiter, self.attempt, _claim_bulk, write_down)
        self._in_flight = asyncio.Semaphore(IN_FLIGHT)
        self._closing = False

    async def run(self) -> None:
        """Send until closed, to people and in bulk beside each other; first, what the last process was sending."""
        await self.db.write(lambda uow: campaign_runs.after_start(uow, SYSTEM))
        await asyncio.gather(self._to_people(), self.courier.run())

    async def _to_people(self) -> None:
        while not self._closing:
            self.wake.clear()
            if not await self._round_or_log():
                try:
                    async with asyncio.timeout(IDLE):
                        await self.wake.wait()
                except TimeoutError:
                    continue

    async def _round_or_log(self) -> int:
        try:
            return await self._round()
        except Exception:
            log.exception("a round of sending failed")
            await asyncio.sleep(IDLE)
            return 0

    def close(self) -> None:
        """Stop after the current round."""
        self._closing = True
        self.wake.set()
        self.courier.close()

    async def round(self) -> int:
        """Send all that is due now, bulk behind people (tests); gives how many."""
        return await self._round() or await self.courier.settle()

    async def _round(self) -> int:
        """Send what is due to people now, chats side by side, one chat in order; gives how many."""
        claimed = await self.db.write(_claim)
        by_chat: dict[int, list[Letter]] = {}
        for letter in claimed:
            by_chat.setdefault(letter.chat_id, []).append(letter)
        await asyncio.gather(*(self._deliver_all(chat) for chat in by_chat.values()))
        return len(claimed)

    async def _deliver_all(self, chat: list[Letter]) -> None:
        for letter in chat:
            async with self._in_flight:
                await self._record(await self.attempt(letter, PEOPLE))

    async def attempt(self, letter: Letter, lane: Lane) -> Ended:
        """Send one letter; gives how it went."""
        try:
            return Ended(letter, "sent", await self._send(letter, lane))
        except Forbidden:
            return Ended(letter, "refused")
        except ChatMigrated as error:
            return Ended(letter, "due", moved_to=error.new_chat_id)
        except TelegramError as error:
            return _failed(letter, error)
        except Exception:
            log.exception("outbox %s (%s) can't be made into a message", letter.id, letter.kind)
            return Ended(letter, "failed")

    async def _record(self, ended: Ended) -> None:
        """Write down how it went, when the database is back at the latest: forgotten, it would be sent once more."""
        while True:
            try:
                await self.db.write(lambda uow: write_down(uow, ended))
            except Exception:
                log.exception("how sending went could not be stored")
                if self._closing:
                    raise
                await asyncio.sleep(PAUSES[0])
            else:
                return

    async def _send(self, letter: Letter, lane: Lane) -> int:
        if letter.kind == WIPE:
            return await letters.wipe(self.bot, letter.chat_id, letter.facts["message"])
        screen = self._screen(letter)
        if letter.edits is not None:
            try:
                await letters.edit(self.bot, letter.chat_id, letter.edits, screen, lane)
                return letter.edits
            except BadRequest as error:
                if "not modified" in str(error).lower():
                    return letter.edits
                log.info("message %s can't be edited any more: %s", letter.edits, error)
        message = await letters.send(self.bot, letter.chat_id, screen, lane)
        if screen.commands is not None:
            await self._set_commands(letter.chat_id, screen.commands)
        if screen.place is not None:
            await self._send_place(letter.chat_id, screen.place, lane)
        return message.message_id

    async def _send_place(self, chat_id: int, place: tuple[float, float], lane: Lane) -> None:
        """The point on the map behind a message; failing to send it repeats no message."""
        try:
            await self.bot.send_location(chat_id, *place, rate_limit_args=lane)
        except TelegramError as error:
            log.info("the point on the map was not sent: %s", error)

    async def _set_commands(self, chat_id: int, commands: Sequence[BotCommand]) -> None:
        """The reader's command list follows what the notice says; failing to set it repeats no message."""
        try:
            await self.bot.set_my_commands(commands, BotCommandScopeChat(chat_id))
        except TelegramError as error:
            log.info("the command list was not set: %s", error)

    def _screen(self, letter: Letter) -> Screen:
        if letter.kind == "answer":  # an answer that could not be given when it was due
            text = Markup(letter.facts["text"])  # noqa: S704  (rendered when it was stored)
            return Screen(text, restored(letter.facts["keyboard"]))
        return self.render(letter.kind, letter.facts, letter.language)


def _failed(letter: Letter, error: TelegramError) -> Ended:
    log.warning("outbox %s (%s) was not sent: %s", letter.id, letter.kind, error)
    pause = PAUSES[min(letter.attempts - 1, len(PAUSES) - 1)]
    if isinstance(error, RetryAfter) or was_not_sent(error):
        return Ended(letter, "due", pause=pause)
    if is_unreachable(error):
        # it may have arrived: to a person a copy is better than silence, to a crowd it is not
        again = not letter.bulk and letter.attempts < TRIES
        return Ended(letter, "due", pause=pause) if again else Ended(letter, "unknown")
    return Ended(letter, "failed")


def _claim(uow: Uow) -> list[Letter]:
    claimed = []
    for row, language in uow.outbox.claim_due():
        if _is_overtaken(uow, row.subject, row.chat_id):
            uow.outbox.record(row.id, "dropped")
            continue
        claimed.append(_letter(row, language))
    return claimed


def _letter(row: Any, language: str) -> Letter:
    return Letter(
        row.id, row.kind, row.subject, row.chat_id, row.facts, language, row.bulk, row.edits, row.attempts
    )  # fmt: skip


def _claim_bulk(uow: Uow, most: int) -> list[Letter]:
    """The next letters of the bulk lane; what a campaign says is read once, not kept with each of them."""
    said: dict[str, dict[str, Any]] = {}
    claimed = []
    for row, language in uow.outbox.claim_due(most, bulk=True):
        letter = _letter(row, language)
        if row.kind == campaign_runs.KIND:
            if row.subject not in said:
                found = campaign_runs.letter(uow, SYSTEM, campaign_runs.run_of(row.subject))
                said[row.subject] = found.facts() if found else {}
            letter = replace(letter, facts=said[row.subject])
        claimed.append(letter)
    return claimed


def _is_overtaken(uow: Uow, subject: str, chat_id: int) -> bool:
    """Whether it is the question of a dialogue that has gone on since: shown now, it would hide the next one."""
    return subject.startswith(LIVE) and uow.dialogues.load(chat_id).version > int(subject[len(LIVE) :])


def write_down(uow: Uow, ended: Ended) -> None:
    """How sending went, in the outbox; of a campaign's letter, with its recipient."""
    letter = ended.letter
    if letter.kind == campaign_runs.KIND and (ended.state != "due" or ended.moved_to):
        result = Result(ended.state) if ended.moved_to is None else Result.FAILED
        campaign_runs.record(uow, SYSTEM, letter.id, letter.subject, letter.chat_id, result, ended.message_id)
        if result is Result.REFUSED:
            uow.people.mark_unreachable(letter.chat_id)
    elif letter.kind == campaign_runs.KIND:
        later = uow.now + timedelta(seconds=ended.pause)
        campaign_runs.put_off(uow, SYSTEM, letter.id, letter.subject, letter.chat_id, later)
    elif ended.moved_to is not None:
        _moved(uow, letter, ended.moved_to)
    elif ended.state == "sent":
        _sent(uow, letter, ended.message_id)
    elif ended.state == "refused":
        _unreachable(uow, letter)
    else:
        uow.outbox.record(letter.id, ended.state, due_at=uow.now + timedelta(seconds=ended.pause))


def _sent(uow: Uow, letter: Letter, message_id: int | None) -> None:
    uow.outbox.record(letter.id, "sent", message_id)
    if letter.subject.startswith(LIVE) and message_id is not None:
        uow.dialogues.set_live_message(letter.chat_id, int(letter.subject[len(LIVE) :]), message_id)


def _unreachable(uow: Uow, letter: Letter) -> None:
    uow.outbox.record(letter.id, "refused")
    uow.people.mark_unreachable(letter.chat_id)
    reminders.undelivered(uow, letter.kind, letter.subject)
    talk_store.undelivered(uow, letter.kind, letter.subject)


def _moved(uow: Uow, letter: Letter, chat_id: int) -> None:
    uow.outbox.get(letter.id).chat_id = chat_id
    uow.outbox.record(letter.id, "due")
