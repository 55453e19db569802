"""How a message of the bot gets into a chat: checks in Telegram's order, numbering, replies, keyboards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import keyboards
from playground.arguments import Args
from playground.entities import utf16_len
from playground.errors import Json, bad_request
from playground.keyboards import Markup
from playground.store import Room
from playground.store_messages import Post

if TYPE_CHECKING:
    from playground.botapi import BotApi

# what a bot needs beyond membership to write into a channel
CHANNEL_RIGHT = "can_post_messages"


def post(api: BotApi, args: Args, content: Json) -> Json:
    """Sends `content` (the fields a Message of its kind has) to the chat in `args`; returns the Message."""
    markup = keyboards.read(args)
    room = api.room(args)
    reply = reply_fields(api, args, room)
    api.check_can_send(room)
    check_channel(api, room)
    api.flood.spend(room.chat_id, group=room.type != "private")
    return place(api, room, {**reply, **content, **options(args)}, markup)


def refuse_early(api: BotApi, args: Args) -> None:
    """Refuses a call before its files are stored: a wrong keyboard, an unknown chat, a blocked bot."""
    keyboards.read(args)
    api.check_can_send(api.room(args))


def check_channel(api: BotApi, room: Room) -> None:
    """Only an administrator may post into a channel."""
    if room.type != "channel":
        return
    rights = api.store.member(room.chat_id, api.bot_id) or {}
    if not rights.get(CHANNEL_RIGHT) and rights.get("status") != "creator":
        raise bad_request("need administrator rights in the channel chat")


def options(args: Args) -> Json:
    """Message fields that come straight from a call's options."""
    fields: Json = {}
    if args.flag("protect_content"):
        fields["has_protected_content"] = True
    if effect := args.text("message_effect_id"):
        fields["effect_id"] = effect
    if (thread := args.integer("message_thread_id")) is not None:
        fields["message_thread_id"] = thread
    return fields


def place(api: BotApi, room: Room, content: Json, markup: Markup | None = None) -> Json:
    """Writes a message of the bot into the chat, tells the page, and returns it."""
    markup = markup or Markup()
    message: Json = {"message_id": api.store.messages.next_id(room.info)}
    if room.type == "channel":
        message["sender_chat"] = room.info
    else:
        message["from"] = api.me
    message |= {"chat": room.info, "date": api.now(), **content}
    if markup.inline:
        message["reply_markup"] = markup.inline
    api.store.messages.add(Post(message, frozen=markup.reply is not None))
    api.events.publish("message", room.chat_id, message=message)
    if markup.reply is not None:
        set_keyboard(api, room, markup.reply)
    return message


def set_keyboard(api: BotApi, room: Room, reply: Json) -> None:
    """Changes the keyboard below the person's composer; the same one again is shown again where it was folded away."""
    keyboard = None if reply.get("remove_keyboard") else reply
    if keyboard != room.keyboard:
        room.keyboard = keyboard
        api.store.save_room(room)
    elif keyboard is None:
        return
    api.events.publish("keyboard", room.chat_id, reply_keyboard=keyboard)


def reply_fields(api: BotApi, args: Args, room: Room) -> Json:
    """`reply_to_message` (or `external_reply`) and `quote` for a call's reply parameters."""
    given = args.mapping("reply_parameters")
    if given is None:
        if (old_style := args.integer("reply_to_message_id")) is None:
            return {}
        given = {
            "message_id": old_style,
            "allow_sending_without_reply": args.flag("allow_sending_without_reply"),
        }
    source = room
    if given.get("chat_id") is not None and (found := api.find_room(given["chat_id"])):
        source = found
    target = api.store.messages.alive(source.chat_id, int(given.get("message_id") or 0))
    if target is None:
        if given.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    if source.chat_id != room.chat_id:
        return {"external_reply": _external(target)}
    return {"reply_to_message": flat(target.message), **_quote(given, target.message)}


def flat(message: Json) -> Json:
    """A message as it appears inside another one: without the message it replies to."""
    return {k: v for k, v in message.items() if k not in ("reply_to_message", "pinned_message")}


def origin(message: Json) -> Json:
    """`MessageOrigin` of a message, for forwards; what was forwarded before keeps its first origin."""
    if "forward_origin" in message:
        return dict(message["forward_origin"])
    if message["chat"]["type"] == "channel":
        return {
            "type": "channel", "date": message["date"], "chat": message["chat"],
            "message_id": message["message_id"],
        }  # fmt: skip
    if "sender_chat" in message:
        return {"type": "chat", "date": message["date"], "sender_chat": message["sender_chat"]}
    return {"type": "user", "date": message["date"], "sender_user": message["from"]}


def _external(post_: Post) -> Json:
    message = post_.message
    fields: Json = {"origin": origin(message)}
    if message["chat"]["type"] in ("supergroup", "channel"):
        fields |= {"chat": message["chat"], "message_id": message["message_id"]}
    return fields


def _quote(given: Json, message: Json) -> Json:
    text: Any = given.get("quote")
    if not text:
        return {}
    whole = message.get("text") or message.get("caption") or ""
    at = whole.find(text)
    if at < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": {"text": text, "position": utf16_len(whole[:at]), "is_manual": True}}
