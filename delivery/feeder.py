"""Feeds the bulk lane with the people of campaigns, and shows how far they have come.

Woken by whatever changes a campaign and by the courier's progress; once a while it looks by itself (a night that ends).
"""

import asyncio
import logging
import time
from dataclasses import dataclass

from telegram.error import TelegramError

from db import Database
from delivery.bot import FrontdeskBot
from domain.access import SYSTEM
from domain.campaign_views import CampaignView
from repositories.uow import Uow
from services import campaign_runs, campaigns
from ui import campaigns as screens
from ui.texts import Words

log = logging.getLogger(__name__)
IDLE = 10.0  # seconds between looks while nothing wakes the feeder
EVERY = 2.5  # seconds between edits of a progress card


@dataclass(frozen=True)
class Watched:
    """A card that shows a campaign's progress."""

    run_id: int
    chat_id: int
    message_id: int
    language: str
    campaign: CampaignView


class Feeder:
    """Feeds until closed."""

    def __init__(self, db: Database, bot: FrontdeskBot, words: Words) -> None:
        """``words``: the zone and the currency for every language."""
        self.db = db
        self.bot = bot
        self.words = words
        self.wake = asyncio.Event()
        self._shown: dict[tuple[int, int], tuple[float, CampaignView]] = {}
        self._closing = False

    async def run(self) -> None:
        """Feed until closed."""
        while not self._closing:
            self.wake.clear()
            if await self._round_or_log():
                continue
            try:
                async with asyncio.timeout(EVERY if self._shown else IDLE):
                    await self.wake.wait()
            except TimeoutError:
                continue

    def close(self) -> None:
        """Stop after the current round."""
        self._closing = True
        self.wake.set()

    async def _round_or_log(self) -> int:
        try:
            return await self.round()
        except Exception:
            log.exception("feeding the campaigns failed")
            await asyncio.sleep(EVERY)
            return 0

    async def round(self) -> int:
        """Queue the next people, show how it goes; gives how many people were decided about."""
        if not self._shown and not await self.db.read(lambda uow: campaign_runs.any_open(uow, SYSTEM)):
            return 0
        fed = await self.db.write(lambda uow: campaign_runs.feed(uow, SYSTEM))
        await self._show_progress()
        return fed

    async def _show_progress(self) -> None:
        """Edit the cards of runs, each every few seconds at most, and once more when its run is over."""
        known = tuple(run_id for run_id, _message in self._shown)
        watched = await self.db.read(lambda uow: _watched(uow, known))
        for one in watched:
            at, before = self._shown.get((one.run_id, one.message_id), (0.0, None))
            is_over = not one.campaign.is_running
            if one.campaign != before and (is_over or time.monotonic() - at >= EVERY):
                await self._show(one)
                self._shown[one.run_id, one.message_id] = time.monotonic(), one.campaign
        running = {(one.run_id, one.message_id) for one in watched if one.campaign.is_running}
        self._shown = {key: value for key, value in self._shown.items() if key in running}

    async def _show(self, one: Watched) -> None:
        screen = screens.card(Words(one.language, self.words.zone, self.words.currency), one.campaign)
        try:
            await self.bot.edit_message_text(
                screen.text,
                one.chat_id,
                one.message_id,
                reply_markup=screen.keyboard,  # type: ignore[arg-type]
            )
        except TelegramError as error:
            log.info("the progress of run %s was not shown: %s", one.run_id, error)


def _watched(uow: Uow, known: tuple[int, ...]) -> list[Watched]:
    return [Watched(*one) for one in campaigns.watched(uow, SYSTEM, known)]
