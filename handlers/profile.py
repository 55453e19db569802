"""What Telegram shows of the bot before anybody has pressed Start: its description and its first commands."""

import logging
from collections.abc import Callable

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from config import LANGUAGES
from delivery.bot import FrontdeskBot
from ui import profile as screens
from ui.texts import Words

log = logging.getLogger(__name__)


async def publish(bot: FrontdeskBot, words: Callable[[str], Words], default: str) -> None:
    """Describe the bot in every language, where it differs from what stands there; failing to stops nothing.

    ``default`` is the language of whoever speaks none of ours. A person's own commands are set when they press Start.
    """
    try:
        for code in (None, *LANGUAGES):
            await _describe(bot, words(code or default), code)
    except TelegramError as error:
        log.warning("the bot's description was not set: %s", error)


async def _describe(bot: FrontdeskBot, t: Words, code: str | None) -> None:
    short, full = screens.short_description(t), screens.description(t)
    if (await bot.get_my_short_description(code)).short_description != short:
        await bot.set_my_short_description(short, code)
    if (await bot.get_my_description(code)).description != full:
        await bot.set_my_description(full, code)
    commands = [BotCommand(name, about) for name, about in screens.first_commands(t)]
    await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), code)
