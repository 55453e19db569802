"""Sending what is not a file, and copying and forwarding anything."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from playground import keyboards, limits, outgoing
from playground.arguments import Args
from playground.errors import Json, bad_request
from playground.store import Room
from playground.store_messages import Post

if TYPE_CHECKING:
    from playground.botapi import BotApi

DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}
CHAT_ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip
SERVICE = frozenset({
    "new_chat_members", "left_chat_member", "new_chat_title", "group_chat_created", "supergroup_chat_created",
    "channel_chat_created", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
    "successful_payment",
})  # fmt: skip
KEPT_IN_COPY = frozenset({
    "text", "entities", "caption", "caption_entities", "photo", "document", "voice", "video_note", "video",
    "audio", "animation", "sticker", "location", "venue", "contact", "dice", "poll", "has_media_spoiler",
    "show_caption_above_media", "link_preview_options",
})  # fmt: skip


def text_fields(api: BotApi, args: Args) -> Json:
    """`text`, `entities` and `link_preview_options` of a call, checked."""
    text, entities = api.formatted(args)
    limits.check_text(text)
    fields: Json = {"text": text}
    if entities:
        fields["entities"] = entities
    preview = args.mapping("link_preview_options")
    if preview is None and args.flag("disable_web_page_preview"):
        preview = {"is_disabled": True}
    if preview:
        fields["link_preview_options"] = preview
    return fields


def send_message(api: BotApi, args: Args) -> Json:
    """A text."""
    return outgoing.post(api, args, text_fields(api, args))


def location_fields(args: Args) -> Json:
    """`Location` of a call, within the globe."""
    latitude, longitude = args.number("latitude"), args.number("longitude")
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong latitude or longitude specified" if latitude is not None else "latitude is empty")
    fields: Json = {"latitude": latitude, "longitude": longitude}
    accuracy = args.number("horizontal_accuracy")
    if accuracy is not None:
        if not 0 <= accuracy <= limits.ACCURACY:
            raise bad_request("wrong horizontal accuracy specified")
        fields["horizontal_accuracy"] = accuracy
    for name in ("live_period", "heading", "proximity_alert_radius"):
        if (value := args.integer(name)) is not None:
            fields[name] = value
    return fields


def send_location(api: BotApi, args: Args) -> Json:
    """A point on the map."""
    return outgoing.post(api, args, {"location": location_fields(args)})


def send_venue(api: BotApi, args: Args) -> Json:
    """A place with a name and an address; its point comes as `location` too."""
    location = location_fields(args)
    title, address = args.text("title"), args.text("address")
    if not title or not address:
        raise bad_request("venue title must be non-empty" if not title else "venue address must be non-empty")
    venue = {"location": location, "title": title, "address": address}
    return outgoing.post(api, args, {"venue": venue, "location": location})


def send_contact(api: BotApi, args: Args) -> Json:
    """A phone with a name."""
    phone, name = args.text("phone_number"), args.text("first_name")
    if not phone or not name:
        raise bad_request("phone_number is empty" if not phone else "first_name is empty")
    contact = {"phone_number": phone, "first_name": name}
    for key in ("last_name", "vcard"):
        if value := args.text(key):
            contact[key] = value
    return outgoing.post(api, args, {"contact": contact})


def send_dice(api: BotApi, args: Args) -> Json:
    """A die with a random value."""
    emoji = args.text("emoji", "🎲")
    if emoji not in DICE:
        raise bad_request("DICE_EMOJI_INVALID")
    return outgoing.post(api, args, {"dice": {"emoji": emoji, "value": 1 + secrets.randbelow(DICE[emoji])}})


def _option(number: int, text: str) -> Json:
    return {"persistent_id": str(number), "text": text, "voter_count": 0}


def send_poll(api: BotApi, args: Args) -> Json:
    """A simple poll or quiz."""
    question = api.parse(args.text("question"), args.text("question_parse_mode")).text
    options = args.items("options") or []
    texts = [str(option["text"] if isinstance(option, dict) else option) for option in options]
    if not 1 <= len(question) <= limits.POLL_QUESTION:
        raise bad_request(
            "poll question must be non-empty" if not question else "poll question length must not exceed 300"
        )
    if not limits.POLL_OPTIONS[0] <= len(texts) <= limits.POLL_OPTIONS[1]:
        raise bad_request("poll must have at least 1 option" if not texts else "poll can't have more than 12 options")
    if any(not 1 <= len(text) <= limits.POLL_OPTION for text in texts):
        raise bad_request("poll options length must not exceed 100")
    poll: Json = {
        "id": api.new_id(), "question": question,
        "options": [_option(n, text) for n, text in enumerate(texts)],
        "total_voter_count": 0, "is_closed": args.flag("is_closed"),
        "is_anonymous": args.flag("is_anonymous", True), "type": args.text("type") or "regular",
        "allows_multiple_answers": args.flag("allows_multiple_answers"), "allows_revoting": True,
        "members_only": False,
    }  # fmt: skip
    return outgoing.post(api, args, {"poll": poll})


def send_chat_action(api: BotApi, args: Args) -> bool:
    """«typing…» and the like, shown for five seconds."""
    action = args.text("action")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    room = api.room(args)
    api.check_can_send(room)
    api.events.publish("action", room.chat_id, action=action)
    return True


def _source(api: BotApi, args: Args, message_id: int, what: str) -> Post:
    origin = api.room(args, "from_chat_id")
    post = api.store.messages.alive(origin.chat_id, message_id)
    if post is None:
        raise bad_request(f"message to {what} not found")
    if SERVICE & post.message.keys() or (what == "copy" and "invoice" in post.message):
        raise bad_request("message can't be copied" if what == "copy" else "message can't be forwarded")
    if post.message.get("has_protected_content") and post.message.get("from") != api.me:
        raise bad_request(f"message to {what} not found")
    return post


def _message_id(args: Args) -> int:
    message_id = args.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    return message_id


def _copied(api: BotApi, args: Args, message: Json) -> Json:
    content = {key: value for key, value in message.items() if key in KEPT_IN_COPY}
    if args.has("caption") and "text" not in content:
        text, entities = api.formatted(args, "caption", "caption_entities")
        limits.check_caption(text)
        content["caption"] = text
        content.pop("caption_entities", None)
        if entities:
            content["caption_entities"] = entities
    if args.flag("remove_caption"):
        content.pop("caption", None)
        content.pop("caption_entities", None)
    return {key: value for key, value in content.items() if value != ""}


def copy_message(api: BotApi, args: Args) -> Json:
    """The same content without the «forwarded» line; returns a MessageId."""
    post = _source(api, args, _message_id(args), "copy")
    message = outgoing.post(api, args, _copied(api, args, post.message))
    return {"message_id": message["message_id"]}


def forward_message(api: BotApi, args: Args) -> Json:
    """The message with its origin."""
    post = _source(api, args, _message_id(args), "forward")
    return outgoing.post(api, args, _forwarded(post.message))


def _forwarded(message: Json) -> Json:
    content = {key: value for key, value in message.items() if key in KEPT_IN_COPY}
    return {"forward_origin": outgoing.origin(message), **content}


def _message_ids(args: Args) -> list[int]:
    ids = [int(number) for number in args.items("message_ids") or []]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    return ids


def _many(api: BotApi, args: Args, what: str) -> list[Json]:
    room = api.room(args)
    api.check_can_send(room)
    origin = api.room(args, "from_chat_id")
    found = [post for number in _message_ids(args) if (post := api.store.messages.alive(origin.chat_id, number))]
    kept = [post for post in found if not SERVICE & post.message.keys()]
    if not kept:
        raise bad_request(f"there are no messages to {what}")
    api.flood.spend(room.chat_id, group=room.type != "private", count=len(kept))
    make = _forwarded if what == "forward" else (lambda message: _copied(api, args, message))
    return [_place_id(api, room, {**make(post.message), **outgoing.options(args)}) for post in kept]


def _place_id(api: BotApi, room: Room, content: Json) -> Json:
    message = outgoing.place(api, room, content, keyboards.Markup())
    return {"message_id": message["message_id"]}


def copy_messages(api: BotApi, args: Args) -> list[Json]:
    """Copies many; those that are gone are skipped."""
    return _many(api, args, "copy")


def forward_messages(api: BotApi, args: Args) -> list[Json]:
    """Forwards many; those that are gone are skipped."""
    return _many(api, args, "forward")


METHODS: dict[str, Any] = {
    "sendMessage": send_message, "sendLocation": send_location, "sendVenue": send_venue,
    "sendContact": send_contact, "sendDice": send_dice, "sendPoll": send_poll,
    "sendChatAction": send_chat_action, "copyMessage": copy_message, "copyMessages": copy_messages,
    "forwardMessage": forward_message, "forwardMessages": forward_messages,
}  # fmt: skip
