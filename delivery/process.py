"""What happens to one stored update.

Load the chat's slot, let the handlers work, save slot and inbox mark in one commit.

A fault of ours is retried in place, holding the chat's turn, then parked: the person is told, the owner gets an
alert.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from db import Database
from delivery import turn as turns
from delivery.inbox import Inbox
from delivery.order import Lanes, Work
from delivery.presses import Press
from delivery.together import Together
from delivery.turn import Live, Turn
from repositories.dialogues import StoredDialogue

log = logging.getLogger(__name__)

RETRIES = (0.2, 1.0, 3.0, 9.0)  # seconds


@dataclass
class Processor:
    """Handles work for the lanes. ``run`` is ``Application.process_update``, ``apologise`` tells of a fault."""

    db: Database
    inbox: Inbox
    run: Callable[[Update], Awaitable[None]]
    apologise: Callable[[Update, str], Awaitable[None]]
    retries: tuple[float, ...] = RETRIES
    lanes: Lanes = field(init=False)
    loads: Together[turns.Wanted, Turn] = field(init=False)
    saves: Together[Turn, None] = field(init=False)
    handled: int = 0

    def __post_init__(self) -> None:
        """Make the lanes and let the inbox feed them; slots are read and saved together with those of other chats."""
        self.lanes = Lanes(self.handle, self.inbox.next_of)
        self.loads = Together(self.db, turns.load, writes=False)
        self.saves = Together(self.db, turns.save, writes=True)
        self.inbox.lanes = self.lanes

    async def handle(self, work: Work) -> None:
        """Handle one update to its end; raises only where its outcome could not be stored."""
        if work.update is None:
            await self.db.write(lambda uow: uow.inbox.finish([work.inbox_id]))
            return
        if work.update.inline_query and self.lanes.is_behind(work.chat_id):
            await self.saves.add(Turn(work.chat_id, Live(), StoredDialogue(), inbox_id=work.inbox_id))
            return  # they have typed on: nobody looks at this answer any more
        for pause in (*self.retries, None):
            turn = await self._attempt(work)
            if turn.fault is None:
                await self.saves.add(turn)
                self.handled += 1
                await self._drop_keyboards(turn)
                return
            if pause is None or isinstance(turn.fault, BadRequest):
                break  # Telegram refuses the same request again and again
            await asyncio.sleep(pause)
        await self._park(work, turn)

    async def _attempt(self, work: Work) -> Turn:
        user = work.update.effective_user
        origin = f"{self._bot.id}:{work.update.update_id}"
        telegram_id = user.id if user and not user.is_bot else None
        turn = await self.loads.add(turns.Wanted(work.chat_id, telegram_id, work.inbox_id, origin))
        token = turns.current.set(turn)
        if work.update.callback_query:
            turn.press = Press(work.update.callback_query)
        try:
            await self.run(work.update)
        except Exception as error:  # noqa: BLE001  (it is kept, retried and logged)
            turn.fault = error  # process_update gives a handler's fault to the error handler; this one is its own
        finally:
            turns.current.reset(token)
            if turn.press is not None and turn.fault is None:
                await turn.press.close()
        return turn

    async def _drop_keyboards(self, turn: Turn) -> None:
        for message_id in turn.stale:
            try:
                await self._bot.edit_message_reply_markup(turn.chat_id, message_id, reply_markup=None)
            except TelegramError as error:
                log.info("old buttons were not removed: %s", error)

    async def _park(self, work: Work, turn: Turn) -> None:
        code = secrets.token_hex(2).upper()
        log.error("update parked, code %s", code, exc_info=turn.fault)
        error = f"{code} {type(turn.fault).__name__}"
        await self.db.write(lambda uow: uow.inbox.finish([work.inbox_id], "dead", error))
        await self.apologise(work.update, code)

    @property
    def _bot(self) -> Bot:
        assert self.inbox.bot is not None
        return self.inbox.bot


def is_unreachable(error: BaseException) -> bool:
    """Whether Telegram could not be reached (``BadRequest`` is a ``NetworkError`` too, but an answer)."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def is_blocked(error: BaseException) -> bool:
    """Whether the person does not want to hear from the bot, or is no more."""
    return isinstance(error, Forbidden)
