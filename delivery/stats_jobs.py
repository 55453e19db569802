"""Runs the jobs of statistics: the picture in a chat, its tables as Excel in the chat, a table for the web."""

import asyncio
import contextlib
import logging
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup
from telegram import Bot, InputFile, InputMediaPhoto
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from db import Database
from delivery.exporting import ChildFailed, build_file
from delivery.jobs import Work
from delivery.journal_export import keep_file
from delivery.stats_file import CAPTION, Order
from domain.memberships import Span
from ui import stats as screens
from ui.screen import Screen
from ui.texts import Words

log = logging.getLogger(__name__)
CHILD = "delivery.stats_file"


@dataclass(frozen=True)
class Picture:
    """A runner: the picture takes the place of the one whose button was pressed, or comes as a new message."""

    currency: str

    async def __call__(self, work: Work, db: Database, bot: Bot) -> str:
        """Draw and send; gives `done` or `stopped`, raises where it failed (the person has been told)."""
        words = Words(work.params["language"], db.place.zone, self.currency)
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(work.chat_id, ChatAction.UPLOAD_PHOTO)

        async def tell(done: int, total: int) -> None:
            await _show(bot, work, screens.progress(words, work.id, done, total))

        with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
            path = Path(folder) / "stats.png"
            try:
                made = await build_file(work, db, await _order(work, db, path, self.currency, True), tell, CHILD)
                if made is None:
                    await _show(bot, work, screens.stopped(words))
                    return "stopped"
                content, caption = path.read_bytes(), Markup(path.with_suffix(CAPTION).read_text("utf-8"))  # noqa: S704
                await _to_its_end(_send(work, bot, words, content, caption))
            except (ChildFailed, TelegramError):
                await _show(bot, work, screens.failed(words))
                raise
        return "done"


@dataclass(frozen=True)
class Sheets:
    """A runner: the tables of a picture as one Excel file."""

    currency: str

    async def __call__(self, work: Work, db: Database, bot: Bot) -> str:
        """Write and send."""
        words = Words(work.params["language"], db.place.zone, self.currency)
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(work.chat_id, ChatAction.UPLOAD_DOCUMENT)
        with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
            path = Path(folder) / "stats.xlsx"
            try:
                made = await build_file(work, db, await _order(work, db, path, self.currency, False), _nobody, CHILD)
            except ChildFailed:
                with contextlib.suppress(TelegramError):
                    failed = screens.failed(words)
                    await bot.send_message(work.chat_id, failed.text, reply_markup=failed.keyboard)
                raise
            if made is None:
                return "stopped"
            area, span = work.params["area"], _span(work)
            document = InputFile(path.read_bytes(), filename=screens.file_name(words, area, span))
            sending = bot.send_document(work.chat_id, document, caption=screens.sheet_caption(words, area, span))
            await _to_its_end(sending)
        return "done"


@dataclass(frozen=True)
class Kept:
    """A runner: a table for the web, kept until it is fetched. ``data_dir``: below it the files wait."""

    data_dir: Path
    currency: str

    async def __call__(self, work: Work, db: Database, _bot: Bot) -> str:
        """Write; gives `done` or `stopped`, raises where it failed."""
        order = await _order(work, db, self.data_dir, self.currency, False)
        return await keep_file(work, db, self.data_dir, lambda path: _at(order, path), CHILD)


def _at(order: Order, path: Path) -> Order:

    return replace(order, path=str(path))


async def _nobody(_done: int, _total: int) -> None:
    """A file that is written in a second shows no progress."""


async def _to_its_end(sending: Any) -> None:
    """What is on its way arrives though the process ends: else it would come once more after the start."""
    task = asyncio.ensure_future(sending)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task


async def _order(work: Work, db: Database, path: Path, currency: str, is_picture: bool) -> Order:
    telegram_id = await db.read(lambda uow: uow.people.get(work.user_id).telegram_id)
    given = work.params
    return Order(
        db.url, str(path), telegram_id, given["area"], given["first"], given["last"], given["compare"],
        given["language"], db.place.zone.key, currency, db.place.region, is_picture, given.get("statistic", ""),
    )  # fmt: skip


def _span(work: Work) -> Span:
    return Span(date.fromisoformat(work.params["first"]), date.fromisoformat(work.params["last"]))


async def _send(work: Work, bot: Bot, words: Words, content: bytes, caption: Markup) -> None:
    keyboard = screens.under(words, work.params["area"], _span(work))
    if work.params["is_picture"] and work.message_id is not None:
        media = InputMediaPhoto(content, caption=caption, parse_mode=ParseMode.HTML)
        with contextlib.suppress(BadRequest):  # it is gone: a new one then
            await bot.edit_message_media(media, work.chat_id, work.message_id, reply_markup=keyboard)
            return
    await bot.send_photo(work.chat_id, content, caption=caption, reply_markup=keyboard)
    if work.message_id is not None and not work.params["is_picture"]:
        with contextlib.suppress(TelegramError):  # the progress line; an old one stays where it is
            await bot.delete_message(work.chat_id, work.message_id)


async def _show(bot: Bot, work: Work, screen: Screen) -> None:
    """In the line that the job was begun with; below a picture in its caption."""
    if work.message_id is None:
        return
    keyboard: Any = screen.keyboard
    try:
        if work.params["is_picture"]:
            await bot.edit_message_caption(
                work.chat_id, work.message_id, caption=screen.text, reply_markup=keyboard, parse_mode=ParseMode.HTML
            )
        else:
            await bot.edit_message_text(screen.text, work.chat_id, work.message_id, reply_markup=keyboard)
    except TelegramError as error:
        log.info("the progress of job %s was not shown: %s", work.id, error)
