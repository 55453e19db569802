"""Sending files, and albums of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playground import attachments, keyboards, limits, outgoing
from playground.arguments import Args
from playground.errors import Json, bad_request

if TYPE_CHECKING:
    from playground.botapi import BotApi

UNCAPTIONED = frozenset({"sticker", "video_note"})
ALONE_IN_ALBUM = frozenset({"document", "audio"})


def _sender(kind: str) -> Callable[[BotApi, Args], Json]:
    def send(api: BotApi, args: Args) -> Json:
        caption = {} if kind in UNCAPTIONED else attachments.caption_fields(api, args)
        outgoing.refuse_early(api, args)
        extra = attachments.extra_fields(args, kind)
        fields = attachments.message_fields(api, args, kind, args.params.get(kind), extra)
        return outgoing.post(api, args, {**fields, **caption})

    send.__doc__ = f"Sends a {kind.replace('_', ' ')}."
    return send


def send_media_group(api: BotApi, args: Args) -> list[Json]:
    """An album: 2 to 10 items, documents and audio only among themselves; one `media_group_id` for all."""
    items = args.items("media") or []
    low, high = limits.MEDIA_GROUP
    if not low <= len(items) <= high:
        raise bad_request("there are no media in the request" if not items else "wrong number of media in the album")
    kinds = {str(item.get("type")) for item in items}
    if (kinds & ALONE_IN_ALBUM and len(kinds) > 1) or "animation" in kinds:
        raise bad_request("Can't use the media of the specified type in the album")
    room = api.room(args)
    reply = outgoing.reply_fields(api, args, room)
    api.check_can_send(room)
    outgoing.check_channel(api, room)
    contents = [attachments.input_media_fields(api, args, item) for item in items]
    api.flood.spend(room.chat_id, group=room.type != "private", count=len(items))
    common = {**reply, **outgoing.options(args), "media_group_id": api.new_id()}
    return [outgoing.place(api, room, {**common, **content}, keyboards.Markup()) for content in contents]


METHODS: dict[str, Any] = {
    "sendPhoto": _sender("photo"), "sendDocument": _sender("document"), "sendVoice": _sender("voice"),
    "sendVideoNote": _sender("video_note"), "sendVideo": _sender("video"), "sendAudio": _sender("audio"),
    "sendAnimation": _sender("animation"), "sendSticker": _sender("sticker"),
    "sendMediaGroup": send_media_group,
}  # fmt: skip
