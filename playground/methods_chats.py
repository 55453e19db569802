"""What a bot may learn about chats and their members, and do to them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from playground.arguments import Args
from playground.errors import Json, bad_request, forbidden
from playground.store import Room

if TYPE_CHECKING:
    from playground.botapi import BotApi

PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
ADMIN_RIGHTS: Json = {
    "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True, "can_delete_messages": True,
    "can_manage_video_chats": True, "can_restrict_members": True, "can_promote_members": False,
    "can_change_info": True, "can_invite_users": True, "can_post_stories": False, "can_edit_stories": False,
    "can_delete_stories": False,
}  # fmt: skip
CHANNEL_RIGHTS: Json = {"can_post_messages": True, "can_edit_messages": True}
GROUP_RIGHTS: Json = {"can_pin_messages": True, "can_manage_topics": False}


def rights_of(status: str, chat_type: str) -> Json:
    """A ChatMember without `user` for a status."""
    if status == "creator":
        return {"status": status, "is_anonymous": False}
    if status == "administrator":
        return {
            "status": status,
            **ADMIN_RIGHTS,
            **(CHANNEL_RIGHTS if chat_type == "channel" else GROUP_RIGHTS),
        }
    if status == "kicked":
        return {"status": status, "until_date": 0}
    return {"status": status}


def chat_member(api: BotApi, room: Room, user_id: int) -> Json:
    """ChatMember of a known user; people never seen there have left."""
    user = api.me if user_id == api.bot_id else (api.store.user(user_id) or {}).get("user")
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    rights = api.store.member(room.chat_id, user_id) or {"status": "left"}
    return {**rights, "user": user}


def _group(api: BotApi, args: Args) -> Room:
    room = api.room(args)
    if room.type != "private":
        api.check_member(room)
    return room


def get_chat(api: BotApi, args: Args) -> Json:
    """ChatFullInfo."""
    room = _group(api, args)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full: Json = {
        **room.info, "accent_color_id": room.chat_id % 7, "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }  # fmt: skip
    if room.description:
        full["description"] = room.description
    if username := room.info.get("username"):
        full["active_usernames"] = [username]
    if room.pinned and (post := api.store.messages.alive(room.chat_id, room.pinned[-1])):
        full["pinned_message"] = post.message
    return full


def get_chat_member(api: BotApi, args: Args) -> Json:
    """What a user is in a chat; in a channel the bot must be an administrator."""
    room = _group(api, args)
    user_id = args.integer("user_id")
    if user_id is None:
        raise bad_request("invalid user_id specified")
    if room.type == "private":
        return {"status": "member", "user": chat_member(api, room, user_id)["user"]}
    own = api.store.member(room.chat_id, api.bot_id) or {}
    if room.type == "channel" and own.get("status") not in ("administrator", "creator") and user_id != api.bot_id:
        raise bad_request("member list is inaccessible")
    return chat_member(api, room, user_id)


def get_chat_administrators(api: BotApi, args: Args) -> list[Json]:
    """Administrators and the owner."""
    room = _group(api, args)
    if room.type == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = [user_id for user_id, rights in api.store.members(room.chat_id)
              if rights["status"] in ("creator", "administrator")]  # fmt: skip
    return [chat_member(api, room, user_id) for user_id in admins]


def get_chat_member_count(api: BotApi, args: Args) -> int:
    """How many are in it."""
    room = _group(api, args)
    if room.type == "private":
        return 2
    return sum(rights["status"] in PRESENT for _, rights in api.store.members(room.chat_id))


def leave_chat(api: BotApi, args: Args) -> bool:
    """The bot goes."""
    room = _group(api, args)
    if room.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    api.store.save_member(room.chat_id, api.bot_id, {"status": "left"})
    return True


def _moderate(api: BotApi, args: Args, status: str) -> bool:
    room = _group(api, args)
    if room.type == "private":
        raise bad_request("can't restrict self" if status == "kicked" else "method is available only for supergroups")
    own = api.store.member(room.chat_id, api.bot_id) or {}
    if not own.get("can_restrict_members") and own.get("status") != "creator":
        raise bad_request("not enough rights to restrict/unrestrict chat member")
    user_id = args.integer("user_id") or 0
    before = chat_member(api, room, user_id)
    if before["status"] in ("creator", "administrator"):
        raise bad_request("user is an administrator of the chat")
    set_member(api, room, user_id, rights_of(status, room.type), by=api.me)
    return True


def set_member(api: BotApi, room: Room, user_id: int, rights: Json, *, by: Json, link: Json | None = None) -> Json:
    """Changes what a user is in a chat and tells the bot (`my_chat_member` or `chat_member`)."""
    before = chat_member(api, room, user_id)
    api.store.save_member(room.chat_id, user_id, rights)
    change: Json = {
        "chat": room.info, "from": by, "date": api.now(), "old_chat_member": before,
        "new_chat_member": chat_member(api, room, user_id),
    }  # fmt: skip
    if link:
        change["invite_link"] = link
    if user_id == api.bot_id:
        return api.push("my_chat_member", change)
    own = api.store.member(room.chat_id, api.bot_id) or {"status": "left"}
    told = own["status"] in (
        "administrator",
        "creator",
    )  # only administrators hear of others coming and going
    return api.push("chat_member", change) if told else {"chat_member": change}


def ban_chat_member(api: BotApi, args: Args) -> bool:
    """Removes a user for good."""
    return _moderate(api, args, "kicked")


def unban_chat_member(api: BotApi, args: Args) -> bool:
    """Lets a user come back."""
    return _moderate(api, args, "left")


def create_chat_invite_link(api: BotApi, args: Args) -> Json:
    """One more invite link of the bot's own."""
    room = _group(api, args)
    own = api.store.member(room.chat_id, api.bot_id) or {}
    if room.type == "private" or not (own.get("can_invite_users") or own.get("status") == "creator"):
        raise forbidden("not enough rights to manage chat invite link")
    link: Json = {
        "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}", "creator": api.me, "is_primary": False,
        "is_revoked": False, "creates_join_request": args.flag("creates_join_request"),
    }  # fmt: skip
    for key, read in (("name", args.text), ("expire_date", args.integer), ("member_limit", args.integer)):
        if value := read(key):
            link[key] = value
    return link


def export_chat_invite_link(api: BotApi, args: Args) -> str:
    """A new primary invite link."""
    return str(create_chat_invite_link(api, args)["invite_link"])


METHODS: dict[str, Any] = {
    "getChat": get_chat, "getChatMember": get_chat_member, "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count, "leaveChat": leave_chat, "banChatMember": ban_chat_member,
    "unbanChatMember": unban_chat_member, "createChatInviteLink": create_chat_invite_link,
    "exportChatInviteLink": export_chat_invite_link,
}  # fmt: skip
