"""`reply_markup`: the four kinds of it, checked as Telegram checks them."""

from __future__ import annotations

from typing import Any, NamedTuple

from playground import limits
from playground.arguments import Args
from playground.errors import Json, bad_request
from playground.markup import clean_url

ACTIONS = frozenset({
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
})  # fmt: skip
STYLES = frozenset({"danger", "success", "primary"})


class Markup(NamedTuple):
    """`inline` goes with the message; `reply` changes the chat's keyboard and freezes the message."""

    inline: Json | None = None
    reply: Json | None = None


def read(args: Args, name: str = "reply_markup") -> Markup:
    """The markup of a call; raises 400 in Telegram's words."""
    given = args.data(name)
    if given is None:
        return Markup()
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in given:
        return Markup(inline=inline(given))
    if "keyboard" in given:
        return Markup(reply=_reply(given))
    if given.get("remove_keyboard"):
        return Markup(reply={"remove_keyboard": True})
    if given.get("force_reply"):
        _check_placeholder(given)
        return Markup(reply=given)
    return Markup()


def inline(given: Json) -> Json | None:
    """An inline keyboard as it is stored: empty rows dropped, an empty keyboard is none."""
    rows = given["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" must be of type Array')
    kept = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("inline keyboard row must be an Array")
        if row:
            kept.append([_inline_button(button) for button in row])
    if sum(map(len, kept)) > limits.INLINE_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = [name for name, value in button.items() if name in ACTIONS and value is not None and value is not False]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: Only one action can be specified")
    _check_style(button)
    _check_action(button, actions[0])
    return dict(button)


def _check_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data":
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= limits.CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif action == "url":
        _check_url(value)
    elif action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= limits.COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif action in ("web_app", "login_url"):
        url = value.get("url") if isinstance(value, dict) else None
        if not isinstance(url, str) or not url.startswith("https://"):
            what = f"inline keyboard button {action.replace('_', ' ')} URL '{url}'"
            raise bad_request(f"{what} is invalid: Only HTTPS links are allowed")


def _check_url(value: Any) -> None:
    if not isinstance(value, str) or not value:
        raise bad_request("inline keyboard button URL is invalid: URL must be non-empty")
    if value.startswith(("http://localhost", "http://127.0.0.1", "http://[::1]")):
        return  # Telegram refuses these; a playground lives on loopback and its bot links to its own pages
    if clean_url(value) is None:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def _check_style(button: Json) -> None:
    style = button.get("style")
    if style is not None and style not in STYLES:
        raise bad_request("can't parse keyboard button: Invalid button style specified")


def _reply(given: Json) -> Json:
    rows = given["keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be of type Array')
    kept = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request("can't parse keyboard button: row must be an Array")
        if row:
            kept.append([_reply_button(button) for button in row])
    if not kept:
        raise bad_request("reply keyboard must contain at least one button")
    if sum(map(len, kept)) > limits.REPLY_BUTTONS:
        raise bad_request("reply markup is too long")
    _check_placeholder(given)
    return {**given, "keyboard": kept}


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be non-empty')
    _check_style(button)
    return dict(button)


def _check_placeholder(given: Json) -> None:
    placeholder = given.get("input_field_placeholder")
    if placeholder is not None and not 1 <= len(placeholder) <= limits.PLACEHOLDER:
        raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
