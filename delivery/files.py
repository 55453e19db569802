"""Fetching what people have sent: files stay with Telegram, pages show them through the bot."""

import logging

from telegram import Bot
from telegram.error import TelegramError

log = logging.getLogger(__name__)


async def fetch(bot: Bot, file_id: str) -> bytes | None:
    """The content of a file (20 MB at most, Telegram's own bound); None where it can't be had."""
    try:
        file = await bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())
    except TelegramError as error:
        log.info("a file could not be fetched: %s", error)
        return None
