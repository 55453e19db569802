"""The bot's face: commands by scope and language, menu button, name, descriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playground import limits
from playground.arguments import Args
from playground.errors import Json, bad_request
from playground.store import Room

if TYPE_CHECKING:
    from playground.botapi import BotApi

PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def _scope_key(api: BotApi, args: Args) -> str:
    scope = args.mapping("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    if kind in PLAIN_SCOPES:
        place = kind
    elif kind in CHAT_SCOPES:
        room = api.room(Args(scope))
        place = f"{kind}:{room.chat_id}"
        if kind == "chat_member":
            place += f":{Args(scope).integer('user_id')}"
    else:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return f"commands:{place}:{_language(args)}"


def _language(args: Args) -> str:
    code = args.text("language_code")
    if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        raise bad_request("invalid language code specified")
    return code


def set_my_commands(api: BotApi, args: Args) -> bool:
    """The list for one scope and language."""
    given = args.items("commands")
    if given is None:
        raise bad_request("commands are not specified")
    if len(given) > limits.COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = []
    for item in given:
        name, description = str(item.get("command", "")).removeprefix("/"), str(item.get("description", ""))
        limits.check_command(name, description)
        commands.append({"command": name, "description": description})
    return _put_commands(api, _scope_key(api, args), commands)


def _put_commands(api: BotApi, key: str, commands: list[Json]) -> bool:
    if api.store.get(key, []) != commands:
        api.store.put(key, commands)
        api.events.publish("commands", 0)
    return True


def get_my_commands(api: BotApi, args: Args) -> list[Json]:
    """The list exactly for this scope and language."""
    return list(api.store.get(_scope_key(api, args), []))


def delete_my_commands(api: BotApi, args: Args) -> bool:
    """Empties the list of one scope and language."""
    return _put_commands(api, _scope_key(api, args), [])


def commands_for(api: BotApi, room: Room, user_id: int, language: str) -> list[Json]:
    """What a person sees in the menu of a chat: the narrowest list there is, their language first."""
    chat = room.chat_id
    if room.type == "private":
        places = [f"chat:{chat}", "all_private_chats", "default"]
    else:
        rights = api.store.member(chat, user_id) or {}
        admin = rights.get("status") in ("creator", "administrator")
        places = [f"chat_member:{chat}:{user_id}"]
        places += [f"chat_administrators:{chat}"] if admin else []
        places += [f"chat:{chat}"]
        places += ["all_chat_administrators"] if admin else []
        places += ["all_group_chats", "default"]
    for place in places:
        for code in dict.fromkeys((language[:2], "")):
            if commands := api.store.get(f"commands:{place}:{code}"):
                return list(commands)
    return []


def set_chat_menu_button(api: BotApi, args: Args) -> bool:
    """The button beside the composer: commands, a web app or the default, in one chat or in all."""
    button = args.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse MenuButton: Unsupported type specified")
    if button["type"] == "web_app":
        url = str((button.get("web_app") or {}).get("url", ""))
        if not button.get("text") or not url.startswith("https://"):
            raise bad_request(f"menu button web app URL '{url}' is invalid: Only HTTPS links are allowed")
    if not args.has("chat_id"):
        api.store.put("menu_button", button)
        api.events.publish("commands", 0)
        return True
    room = _private(api, args)
    room.menu_button = button
    api.store.save_room(room)
    api.events.publish("commands", room.chat_id)
    return True


def _private(api: BotApi, args: Args) -> Room:
    room = api.room(args)
    if room.type != "private":
        raise bad_request("chat_id must be a private chat")
    return room


def menu_button(api: BotApi, room: Room | None) -> Json:
    """The button that holds for a chat."""
    own = room.menu_button if room is not None else None
    if own and own["type"] != "default":
        return own
    return dict(api.store.get("menu_button") or {"type": "commands" if room is None else "default"})


def get_chat_menu_button(api: BotApi, args: Args) -> Json:
    """MenuButton of a chat, or the default one."""
    return menu_button(api, _private(api, args) if args.has("chat_id") else None)


def _setter(key: str, parameter: str, longest: int) -> Callable[[BotApi, Args], bool]:
    def change(api: BotApi, args: Args) -> bool:
        value = args.text(parameter)
        if len(value) > longest:
            raise bad_request(f"bot {parameter.replace('_', ' ')} is too long")
        api.store.put(f"{key}:{_language(args)}", value)
        return True

    change.__doc__ = f"Sets the bot's {parameter} for a language; empty removes it."
    return change


def _getter(key: str, parameter: str) -> Callable[[BotApi, Args], Json]:
    def read(api: BotApi, args: Args) -> Json:
        language = _language(args)
        value = api.store.get(f"{key}:{language}") or api.store.get(f"{key}:")
        if not value and key == "name":
            value = api.me["first_name"]
        return {parameter: value or ""}

    read.__doc__ = f"The bot's {parameter} for a language."
    return read


def set_my_default_administrator_rights(api: BotApi, args: Args) -> bool:
    """Remembered, without effect here."""
    api.store.put(f"rights:{args.flag('for_channels')}", args.mapping("rights"))
    return True


METHODS: dict[str, Any] = {
    "setMyCommands": set_my_commands, "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button, "getChatMenuButton": get_chat_menu_button,
    "setMyName": _setter("name", "name", limits.NAME), "getMyName": _getter("name", "name"),
    "setMyDescription": _setter("description", "description", limits.DESCRIPTION),
    "getMyDescription": _getter("description", "description"),
    "setMyShortDescription": _setter("short", "short_description", limits.SHORT_DESCRIPTION),
    "getMyShortDescription": _getter("short", "short_description"),
    "setMyDefaultAdministratorRights": set_my_default_administrator_rights,
}  # fmt: skip
