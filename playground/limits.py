"""Telegram's own limits, with the words it refuses in. Numbers come from `telegram.constants`."""

from __future__ import annotations

import re

from telegram.constants import (
    BotCommandLimit,
    BotDescriptionLimit,
    BotNameLimit,
    CallbackQueryLimit,
    FileSizeLimit,
    FloodLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    InvoiceLimit,
    LocationLimit,
    MediaGroupLimit,
    MessageLimit,
    PollLimit,
    WebhookLimit,
)

from playground.errors import ApiError, bad_request

TEXT = int(MessageLimit.MAX_TEXT_LENGTH)
CAPTION = int(MessageLimit.CAPTION_LENGTH)
CALLBACK_ANSWER = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
CALLBACK_DATA = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
COPY_TEXT = 256
INLINE_BUTTONS = int(InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER)
INLINE_RESULTS = int(InlineQueryLimit.RESULTS)
INLINE_QUERY = int(InlineQueryLimit.MAX_QUERY_LENGTH)
REPLY_BUTTONS = 300
ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)
PLACEHOLDER = 64
COMMANDS = int(BotCommandLimit.MAX_COMMAND_NUMBER)
COMMAND_NAME = int(BotCommandLimit.MAX_COMMAND)
COMMAND_DESCRIPTION = int(BotCommandLimit.MAX_DESCRIPTION)
NAME = int(BotNameLimit.MAX_NAME_LENGTH)
DESCRIPTION = int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
SHORT_DESCRIPTION = int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)
UPLOAD = int(FileSizeLimit.FILESIZE_UPLOAD)
PHOTO_UPLOAD = int(FileSizeLimit.PHOTOSIZE_UPLOAD)
DOWNLOAD = int(FileSizeLimit.FILESIZE_DOWNLOAD)
MEDIA_GROUP = (int(MediaGroupLimit.MIN_MEDIA_LENGTH), int(MediaGroupLimit.MAX_MEDIA_LENGTH))
OVERALL_PER_SECOND = int(FloodLimit.MESSAGES_PER_SECOND)
GROUP_PER_MINUTE = int(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP)
CHAT_PER_SECOND = int(FloodLimit.MESSAGES_PER_SECOND_PER_CHAT)
POLL_QUESTION = int(PollLimit.MAX_QUESTION_LENGTH)
POLL_OPTION = int(PollLimit.MAX_OPTION_LENGTH)
POLL_OPTIONS = (1, int(PollLimit.MAX_OPTION_NUMBER))
INVOICE_PAYLOAD = int(InvoiceLimit.MAX_PAYLOAD_LENGTH)
ACCURACY = int(LocationLimit.HORIZONTAL_ACCURACY)
SECRET_TOKEN = int(WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
DELETE_WINDOW = 48 * 3600
START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}\Z")

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
POLL_CONFLICT = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_CONFLICT = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
INITIATE = "bot can't initiate conversation with a user"
BLOCKED = "bot was blocked by the user"
KICKED = {kind: f"bot was kicked from the {kind} chat" for kind in ("group", "supergroup", "channel")}
NOT_MEMBER = {kind: f"bot is not a member of the {kind} chat" for kind in ("group", "supergroup", "channel")}

_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")


def check_text(text: str) -> None:
    """A message's text after parsing: 1 to 4096 characters."""
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT:
        raise bad_request("message is too long")


def check_caption(text: str) -> None:
    """A caption after parsing: up to 1024 characters."""
    if len(text) > CAPTION:
        raise bad_request("message caption is too long")


def check_upload(size: int, kind: str) -> None:
    """An uploaded file: not empty, ≤ 50 MB, photos ≤ 10 MB; 413 for what the server won't even read."""
    if size > UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if size == 0:
        raise bad_request("file must be non-empty")
    if kind == "photo" and size > PHOTO_UPLOAD:
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_UPLOAD} bytes")


def check_command(name: str, description: str) -> None:
    """One entry of setMyCommands."""
    if not _COMMAND.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def check_secret(token: str) -> None:
    """setWebhook's secret_token."""
    if len(token) > SECRET_TOKEN:
        raise bad_request("secret token is too long")
    if not _SECRET.match(token):
        raise bad_request("secret token contains unallowed characters")
