"""Changing, removing and pinning messages, and reacting to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import attachments, keyboards, limits, outgoing
from playground.arguments import Args
from playground.errors import Json, bad_request
from playground.inline_ids import place_of
from playground.methods_messages import text_fields
from playground.store import Room
from playground.store_messages import Post

if TYPE_CHECKING:
    from playground.botapi import BotApi

CONTENT = ("text", "entities", "link_preview_options", "caption", "caption_entities",
           "show_caption_above_media", "has_media_spoiler", "photo", "document", "video",
           "audio", "animation")  # fmt: skip
CAPTIONED = ("photo", "document", "video", "audio", "animation", "voice")


def _target(api: BotApi, args: Args) -> Post:
    """The bot's own message a call wants to change; 400 in Telegram's words otherwise."""
    if inline_id := args.text("inline_message_id"):
        place = place_of(inline_id)
        post = api.store.messages.alive(*place) if place else None
        if post is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return post
    room = api.room(args)
    message_id = args.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    post = api.store.messages.alive(room.chat_id, message_id)
    if post is None:
        raise bad_request("message to edit not found")
    api.check_can_send(room)
    if not _own(api, post) or post.frozen or "forward_origin" in post.message:
        raise bad_request("message can't be edited")
    return post


def _own(api: BotApi, post: Post) -> bool:
    message = post.message
    if message["chat"]["type"] == "channel":
        return not post.out
    return bool(message.get("from", {}).get("id") == api.bot_id)


def _finish(api: BotApi, args: Args, post: Post, fields: Json, markup: Json | None) -> Json | bool:
    """Replaces content and keyboard together; 400 when nothing differs."""
    old = post.message
    new = {key: value for key, value in old.items() if key not in (*CONTENT, "reply_markup", "edit_date")}
    new |= fields
    if markup:
        new["reply_markup"] = markup
    if {k: v for k, v in old.items() if k != "edit_date"} == new:
        raise bad_request(limits.NOT_MODIFIED)
    new["edit_date"] = api.now()
    if fields == {key: old[key] for key in CONTENT if key in old} and "edit_date" not in old:
        del new["edit_date"]  # a changed keyboard alone does not mark the message as edited
    api.store.messages.save(Post(new, post.out, post.deleted, post.frozen))
    api.events.publish("edit", post.chat_id, message=new)
    return True if args.text("inline_message_id") else new


def edit_message_text(api: BotApi, args: Args) -> Json | bool:
    """New text; without `reply_markup` the buttons go."""
    fields = text_fields(api, args)
    markup = _inline_only(args)
    post = _target(api, args)
    if "text" not in post.message:
        raise bad_request("there is no text in the message to edit")
    return _finish(api, args, post, fields, markup)


def _inline_only(args: Args) -> Json | None:
    markup = keyboards.read(args)
    if markup.reply is not None:
        raise bad_request("inline keyboard expected")
    return markup.inline


def edit_message_caption(api: BotApi, args: Args) -> Json | bool:
    """New caption under the same file."""
    caption = attachments.caption_fields(api, args)
    markup = _inline_only(args)
    post = _target(api, args)
    if not any(kind in post.message for kind in CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    kept = {key: post.message[key] for key in CONTENT if key in post.message and "caption" not in key}
    return _finish(api, args, post, {**kept, **caption}, markup)


def edit_message_media(api: BotApi, args: Args) -> Json | bool:
    """Another file with another caption."""
    item = args.mapping("media")
    if item is None:
        raise bad_request("media is not specified")
    markup = _inline_only(args)
    post = _target(api, args)
    return _finish(api, args, post, attachments.input_media_fields(api, args, item), markup)


def edit_message_reply_markup(api: BotApi, args: Args) -> Json | bool:
    """Other buttons, or none."""
    markup = _inline_only(args)
    post = _target(api, args)
    kept = {key: post.message[key] for key in CONTENT if key in post.message}
    return _finish(api, args, post, kept, markup)


def _may_delete(api: BotApi, room: Room, post: Post) -> bool:
    if post.message["date"] < api.now() - limits.DELETE_WINDOW:
        return False
    if room.type == "private" or _own(api, post):
        return True
    rights = api.store.member(room.chat_id, api.bot_id) or {}
    return bool(rights.get("can_delete_messages")) or rights.get("status") == "creator"


def _remove(api: BotApi, room: Room, post: Post) -> None:
    post.deleted = True
    api.store.messages.save(post)
    if post.message_id in room.pinned:
        room.pinned.remove(post.message_id)
        api.store.save_room(room)
        _pinned_changed(api, room)
    api.events.publish("delete", room.chat_id, message_id=post.message_id)


def delete_message(api: BotApi, args: Args) -> bool:
    """Removes a message of less than 48 hours."""
    room = api.room(args)
    message_id = args.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    post = api.store.messages.alive(room.chat_id, message_id)
    if post is None:
        raise bad_request("message to delete not found")
    if not _may_delete(api, room, post):
        raise bad_request("message can't be deleted for everyone")
    _remove(api, room, post)
    return True


def delete_messages(api: BotApi, args: Args) -> bool:
    """Removes up to 100; those not found are skipped."""
    room = api.room(args)
    ids = [int(number) for number in args.items("message_ids") or []]
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > 100:
        raise bad_request("too many message identifiers specified")
    found = [post for number in ids if (post := api.store.messages.alive(room.chat_id, number))]
    if not all(_may_delete(api, room, post) for post in found):
        raise bad_request("message can't be deleted for everyone")
    for post in found:
        _remove(api, room, post)
    return True


def pin_chat_message(api: BotApi, args: Args) -> bool:
    """Pins; in a group it leaves a service message."""
    room = api.room(args)
    post = api.store.messages.alive(room.chat_id, args.integer("message_id") or 0)
    if post is None:
        raise bad_request("message to pin not found")
    api.check_can_send(room)
    if post.message_id not in room.pinned:
        room.pinned.append(post.message_id)
        api.store.save_room(room)
        outgoing.place(api, room, {"pinned_message": outgoing.flat(post.message)})
        _pinned_changed(api, room)
    return True


def _pinned_changed(api: BotApi, room: Room) -> None:
    post = api.store.messages.alive(room.chat_id, room.pinned[-1]) if room.pinned else None
    event = {} if post is None else {"message": post.message}
    api.events.publish("pinned", room.chat_id, **event)


def unpin_chat_message(api: BotApi, args: Args) -> bool:
    """Unpins one message, or the newest pinned one."""
    room = api.room(args)
    message_id = args.integer("message_id")
    if message_id is None:
        message_id = room.pinned[-1] if room.pinned else None
    if message_id in room.pinned:
        room.pinned.remove(message_id)
        api.store.save_room(room)
        _pinned_changed(api, room)
    elif args.has("message_id"):
        raise bad_request("message to unpin not found")
    return True


def unpin_all_chat_messages(api: BotApi, args: Args) -> bool:
    """Unpins everything."""
    room = api.room(args)
    room.pinned.clear()
    api.store.save_room(room)
    _pinned_changed(api, room)
    return True


def set_message_reaction(api: BotApi, args: Args) -> bool:
    """The bot's reaction: one emoji at most."""
    room = api.room(args)
    post = api.store.messages.alive(room.chat_id, args.integer("message_id") or 0)
    if post is None:
        raise bad_request("message to react not found")
    reactions = args.items("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(item.get("type") not in ("emoji", "custom_emoji") for item in reactions):
        raise bad_request("REACTION_INVALID")
    api.events.publish("reaction", room.chat_id, message_id=post.message_id, reaction=reactions, out=False)
    return True


def stop_poll(api: BotApi, args: Args) -> Json:
    """Closes the bot's poll and returns it."""
    post = _target(api, args)
    if "poll" not in post.message:
        raise bad_request("message with poll to stop not found")
    poll = {**post.message["poll"], "is_closed": True}
    post.message["poll"] = poll
    api.store.messages.save(post)
    api.events.publish("edit", post.chat_id, message=post.message)
    return poll


METHODS: dict[str, Any] = {
    "editMessageText": edit_message_text, "editMessageCaption": edit_message_caption,
    "editMessageMedia": edit_message_media, "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message, "deleteMessages": delete_messages, "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message, "unpinAllChatMessages": unpin_all_chat_messages,
    "setMessageReaction": set_message_reaction, "stopPoll": stop_poll,
}  # fmt: skip
