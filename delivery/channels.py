"""Asking Telegram about the gate's channels: outside of every transaction, side by side, and never for long."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.error import BadRequest, Forbidden, TelegramError

from domain.channels import Answer, Standing

log = logging.getLogger(__name__)
PATIENCE = 2.0  # seconds; then the person is let through
PRESENT = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)
ADMIN = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
_UNKNOWN_PERSON = ("participant_id_invalid", "user not found", "user_id_invalid")


def is_present(member: ChatMember) -> bool:
    """Whether somebody of this status is in the chat (one who is restricted may be, too)."""
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in PRESENT


async def ask(bot: Bot, channels: Iterable[Standing], telegram_id: int, now: datetime) -> list[Answer]:
    """Whether somebody is in each of these channels; an answer without a verdict where Telegram gives none."""
    return await asyncio.gather(*(_bounded(bot, one, telegram_id, now) for one in channels))


async def look(bot: Bot, channels: Iterable[Standing], now: datetime) -> list[Answer]:
    """Whether the bot is an admin of each of these channels: only an admin is told who is in it."""
    return await ask(bot, channels, bot.id, now)


async def _bounded(bot: Bot, one: Standing, telegram_id: int, now: datetime) -> Answer:
    try:
        async with asyncio.timeout(PATIENCE):
            return await _asked(bot, one, telegram_id, now)
    except (BadRequest, Forbidden) as error:
        if any(said in str(error).lower() for said in _UNKNOWN_PERSON):
            return Answer(one.name, now, True, False, one.chat_id)
        log.info("Telegram shows nothing of %s: %s", one.name, error)
        return Answer(one.name, now, False, None, one.chat_id)
    except (TelegramError, TimeoutError) as error:
        log.info("Telegram says nothing of %s: %r", one.name, error)
        return Answer(one.name, now, None, None, one.chat_id)


async def _asked(bot: Bot, one: Standing, telegram_id: int, now: datetime) -> Answer:
    chat_id, title = one.chat_id, ""
    if chat_id is None or telegram_id == bot.id:
        chat = await bot.get_chat(one.name)
        chat_id, title = chat.id, (chat.title or "")[:128]
    member = await bot.get_chat_member(chat_id, telegram_id)
    if telegram_id == bot.id:
        return Answer(one.name, now, member.status in ADMIN, None, chat_id, title)
    return Answer(one.name, now, True, is_present(member), chat_id, title)
