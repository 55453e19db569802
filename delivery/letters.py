"""A screen as Telegram's messages: words, or files that Telegram keeps with the words as caption or behind them."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, cast

from markupsafe import Markup
from telegram import InputMediaAudio, InputMediaDocument, InputMediaPhoto, InputMediaVideo, Message, ReplyParameters
from telegram.constants import MediaGroupLimit, MessageLimit, ParseMode
from telegram.error import BadRequest

from delivery.bot import FrontdeskBot
from delivery.limiter import PEOPLE, Lane
from ui.screen import Attachment, Screen

log = logging.getLogger(__name__)
BARE = frozenset({"video_note"})  # these take no caption
GROUPS = {"photo": "seen", "video": "seen", "document": "document", "audio": "audio"}  # what goes into one album
_MEDIA: dict[str, Any] = {
    "photo": InputMediaPhoto, "video": InputMediaVideo, "document": InputMediaDocument, "audio": InputMediaAudio,
}  # fmt: skip


def fits_one(screen: Screen) -> bool:
    """Whether it is one message: no files, or one with the words as its caption."""
    if len(screen.files) != 1:
        return not screen.files
    return screen.files[0].kind not in BARE and len(screen.text.striptags()) <= MessageLimit.CAPTION_LENGTH


async def send(bot: FrontdeskBot, chat_id: int, screen: Screen, lane: Lane) -> Message:
    """Send it; gives the message with the words and buttons. Files that take no caption go before it."""
    if screen.files and fits_one(screen):
        return await _file(bot, chat_id, screen.files[0], lane, caption=screen.text, reply_markup=screen.keyboard)
    for _, files in groupby(screen.files, lambda one: GROUPS.get(one.kind, one.file_id)):
        await _files(bot, chat_id, list(files), lane)
    message: Message = await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard, rate_limit_args=lane)
    return message


async def edit(bot: FrontdeskBot, chat_id: int, message_id: int, screen: Screen, lane: Lane) -> None:
    """Change a message that was sent as ``send`` does."""
    keyboard = cast(Any, screen.keyboard)  # a notice has inline buttons only
    if screen.files and fits_one(screen):
        await bot.edit_message_caption(
            chat_id, message_id, caption=screen.text, reply_markup=keyboard, rate_limit_args=lane
        )
    else:
        await bot.edit_message_text(screen.text, chat_id, message_id, reply_markup=keyboard, rate_limit_args=lane)


# --- what is shown to who acts just now ---


async def post(bot: FrontdeskBot, chat_id: int, screen: Screen, parent: ReplyParameters | None = None) -> Message:
    """Send what a person has asked to see; a picture that Telegram has no more is left out (the token was changed)."""
    if screen.files:
        try:
            return await bot.send_photo(
                chat_id, screen.files[0].file_id, caption=screen.text, reply_markup=screen.keyboard
            )
        except BadRequest as error:
            log.warning("a picture is left out: %s", error)
    return await bot.send_message(chat_id, screen.text, reply_markup=screen.keyboard, reply_parameters=parent)


async def show(bot: FrontdeskBot, chat_id: int, screen: Screen, without: Markup) -> Message:
    """Send it as ``send`` does; files that Telegram has no more are left out; ``without`` above the words says so."""
    try:
        return await send(bot, chat_id, screen, PEOPLE)
    except BadRequest as error:
        if not screen.files:
            raise
        log.warning("files are left out: %s", error)
        return await send(bot, chat_id, replace(screen, files=()).noted(without), PEOPLE)


async def put(bot: FrontdeskBot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Make a message this screen: both have a picture, or neither has."""
    keyboard = cast(Any, screen.keyboard)
    if not screen.files:
        await bot.edit_message_text(screen.text, chat_id, message_id, reply_markup=keyboard)
        return
    picture = InputMediaPhoto(screen.files[0].file_id, caption=screen.text, parse_mode=ParseMode.HTML)
    await bot.edit_message_media(picture, chat_id, message_id, reply_markup=keyboard)


async def wipe(bot: FrontdeskBot, chat_id: int, message_id: int) -> int:
    """Delete a message; one that is gone already is deleted."""
    try:
        await bot.delete_message(chat_id, message_id)
    except BadRequest as error:
        log.info("message %s can't be deleted: %s", message_id, error)
    return message_id


async def _files(bot: FrontdeskBot, chat_id: int, files: Sequence[Attachment], lane: Lane) -> None:
    """Files of one group, as albums of ten where there are several."""
    most = MediaGroupLimit.MAX_MEDIA_LENGTH
    for at in range(0, len(files), most):
        part = files[at : at + most]
        if len(part) < MediaGroupLimit.MIN_MEDIA_LENGTH:
            await _file(bot, chat_id, part[0], lane)
        else:
            media = [_MEDIA[one.kind](one.file_id) for one in part]
            await bot.send_media_group(chat_id, media, rate_limit_args=lane)


async def _file(bot: FrontdeskBot, chat_id: int, file: Attachment, lane: Lane, **more: Any) -> Message:
    methods: dict[str, Any] = {
        "photo": bot.send_photo, "document": bot.send_document, "voice": bot.send_voice, "video": bot.send_video,
        "video_note": bot.send_video_note, "audio": bot.send_audio,
    }  # fmt: skip
    message: Message = await methods[file.kind](chat_id, file.file_id, rate_limit_args=lane, **more)
    return message
