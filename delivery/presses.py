"""A press is answered exactly once: with the first thing shown, as an alert, or empty after a second."""

import asyncio
import logging

from telegram import CallbackQuery
from telegram.constants import CallbackQueryLimit
from telegram.error import TelegramError

log = logging.getLogger(__name__)
TEXT = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
PATIENCE = 1.0  # seconds a person may look at a spinning button


class Press:
    """One callback query and whether it has been answered."""

    def __init__(self, query: CallbackQuery) -> None:
        """Start the second after which an empty answer goes out by itself."""
        self.query = query
        self.answered = False
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._spin_down)
        self._late: asyncio.Task[bool] | None = None

    def _spin_down(self) -> None:
        if not self.answered:
            self._late = asyncio.create_task(self.answer(), name="late answer")

    async def answer(self, text: str = "", alert: bool = False) -> bool:
        """Answer if nobody has; False where it is too late for ``text`` to be seen."""
        if self.answered:
            return False
        self.answered = True
        self._timer.cancel()
        try:
            await self.query.answer(text[:TEXT] or None, show_alert=alert)
        except TelegramError as error:
            log.info("a press could not be answered: %s", error)  # too old: the button has stopped spinning by itself
            return False
        return True

    async def close(self) -> None:
        """The update has been handled: answer now if nothing has."""
        await self.answer()
        if self._late is not None:
            await self._late
