"""Runs an export job: the child process, its progress in the message, [Остановить], and the file at the end."""

import asyncio
import contextlib
import json
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from telegram import Bot, InputFile
from telegram.constants import ChatAction
from telegram.error import TelegramError

from db import Database
from delivery.export_file import Order
from delivery.jobs import Work
from repositories.uow import Uow
from ui import exports as screens
from ui.screen import Screen
from ui.texts import Words

log = logging.getLogger(__name__)
EVERY = 2.5  # seconds between edits of the progress line
TABLES = "delivery.export_file"  # the child that writes tables


@dataclass(frozen=True)
class Exporter:
    """A runner of export jobs. ``currency`` as in the settings."""

    currency: str

    async def __call__(self, work: Work, db: Database, bot: Bot) -> str:
        """Build and send; gives `done` or `stopped`, raises where it failed (the person has been told)."""
        words = Words(work.params["language"], db.place.zone, self.currency)
        with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
            path = Path(folder) / f"{work.params['table']}.xlsx"
            order = await self._order(work, db, path, bot)
            try:
                rows = await build_file(work, db, order, partial(_tell, work, bot, words))
            except ChildFailed:
                await _show(bot, work, screens.failed(words))
                raise
            if rows is None:
                await _show(bot, work, screens.stopped(words))
                return "stopped"
            sending = asyncio.create_task(_send(work, bot, words, path, rows, _name(work, words)))
            try:
                await asyncio.shield(sending)
            except asyncio.CancelledError:  # the process ends, and a file on its way would come again after the start
                await sending
        return "done"

    async def _order(self, work: Work, db: Database, path: Path, bot: Bot) -> Order:
        telegram_id = await db.read(lambda uow: uow.people.get(work.user_id).telegram_id)
        given = work.params
        return Order(
            db.url, str(path), telegram_id, given["table"], given["columns"], given["bounds"], given["language"],
            db.place.zone.key, self.currency, bot.username, only=given.get("only"),
        )  # fmt: skip


Tell = Callable[[int, int], Awaitable[None]]


class ChildFailed(RuntimeError):
    """The child process ended without a file."""


class Asked(Protocol):
    """What a child is asked for."""

    def to_json(self) -> str:
        """For its standard input."""
        ...


async def build_file(work: Work, db: Database, order: Asked, tell: Tell, child_is: str = TABLES) -> int | None:
    """Run the child; gives the number of rows, or None when it was stopped. ``tell`` shows how far it has come."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", child_is,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(order.to_json().encode())
    child.stdin.close()
    try:
        rows = await _watch(work, db, tell, child)
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    return rows


async def _watch(work: Work, db: Database, tell: Tell, child: Any) -> int | None:
    shown, done, total = time.monotonic(), 0, 0
    while True:
        try:
            async with asyncio.timeout(EVERY):
                line = await child.stdout.readline()
        except TimeoutError:
            line = None
        if line == b"":
            break
        if line:
            report = json.loads(line)
            done, total = report["done"], report["total"]
        if line is None or time.monotonic() - shown > EVERY:
            shown = time.monotonic()
            if await db.read(lambda uow: _is_stopped(uow, work.id)):
                return None
            await tell(done, total)
    if await child.wait() != 0:
        raise ChildFailed(f"status {child.returncode}")
    return None if await db.read(lambda uow: _is_stopped(uow, work.id)) else done


async def _tell(work: Work, bot: Bot, words: Words, done: int, total: int) -> None:
    await _show(bot, work, screens.progress(words, work.id, done, total))


def _is_stopped(uow: Uow, job_id: int) -> bool:
    return uow.jobs.get(job_id).state == "stopped"


async def _send(work: Work, bot: Bot, words: Words, path: Path, rows: int, name: str) -> None:
    with contextlib.suppress(TelegramError):
        await bot.send_chat_action(work.chat_id, ChatAction.UPLOAD_DOCUMENT)
    content = await asyncio.to_thread(path.read_bytes)
    document = InputFile(content, filename=name)
    await bot.send_document(work.chat_id, document, caption=screens.caption(words, work.params["table"], rows))
    await _show(bot, work, screens.finished(words, rows))


def _name(work: Work, words: Words) -> str:
    return f"{words.plain(screens.title(work.params['table']))}.xlsx"


async def _show(bot: Bot, work: Work, screen: Screen) -> None:
    if work.message_id is None:
        return
    try:
        await bot.edit_message_text(
            screen.text,
            work.chat_id,
            work.message_id,
            reply_markup=screen.keyboard,  # type: ignore[arg-type]
        )
    except TelegramError as error:
        log.info("the progress of job %s was not shown: %s", work.id, error)
