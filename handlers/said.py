"""A Telegram message as what the desk keeps of it."""

from telegram import Message, MessageEntity
from telegram.ext import filters

from domain.errors import Invalid
from domain.fold import storable
from domain.ticket_views import Said
from services import talk

FILES = filters.PHOTO | filters.Document.ALL | filters.VOICE | filters.VIDEO | filters.VIDEO_NOTE | filters.AUDIO
THINGS = FILES | filters.LOCATION | filters.CONTACT  # what a ticket takes besides text


def passable(message: Message) -> Said:
    """What was sent, where a ticket can take it; raises ``Invalid`` for anything else and for a file too large."""
    if (said := said_of(message)) is None:
        raise Invalid("I can't pass this on. Text, photos, files, voice and video messages and places work.")
    talk.check_size(said)
    return said


def said_of(message: Message) -> Said | None:
    """What was sent: text, one of the files Telegram keeps, a place, a contact as text; None for anything else."""
    text = storable(_with_links(message.text or message.caption or "", message)).strip()
    album, chat_id, id_ = message.media_group_id or "", message.chat.id, message.message_id
    if message.location is not None:
        place = storable(message.venue.title) if message.venue else ""
        at = message.location
        return Said("location", place, latitude=at.latitude, longitude=at.longitude, chat_id=chat_id, message_id=id_)
    if message.contact is not None:
        name = storable(" ".join(filter(None, (message.contact.first_name, message.contact.last_name))))
        phone = message.contact.phone_number
        shown = f"{name}: {phone if phone.startswith('+') else '+' + phone}"
        return Said("text", shown, chat_id=chat_id, message_id=id_)
    if (found := _file(message)) is not None:
        kind, file = found
        name, size = storable(getattr(file, "file_name", None) or ""), file.file_size
        return Said(kind, text, file.file_id, name, size, album, chat_id=chat_id, message_id=id_)
    return Said("text", text, chat_id=chat_id, message_id=id_) if message.text and text else None


def _file(message: Message):  # type: ignore[no-untyped-def]  # six classes of PTB with nothing in common but their ids
    if message.photo:
        return "photo", message.photo[-1]
    for kind in ("document", "voice", "video_note", "video", "audio"):
        if (file := getattr(message, kind)) is not None:
            return kind, file
    return None


def _with_links(text: str, message: Message) -> str:
    """Links that hide behind a word are written out: else they would be lost."""
    entities = message.parse_entities() if message.text else message.parse_caption_entities() if message.caption else {}
    hidden = [one.url for one in entities if one.type == MessageEntity.TEXT_LINK and one.url]
    return "\n".join([text, *hidden]) if hidden else text
