"""Who changed what about a game, newest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from domain.order_fields import Field
from domain.orders import GameType, Gifts, Polygon, Status
from domain.views import HistoryLine
from ui.order_card import to_order
from ui.order_options import title
from ui.orders import game_type_label, gifts_label, polygon_label, status_label, zone_label
from ui.screen import Screen, bold, cut, keyboard, lines
from ui.texts import Words

MOST = 10  # events on one screen
VALUE_MOST = 40  # characters


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


ACTIONS: Mapping[str, str] = {
    "created": _("written down"), "edited": _("changed"), "moved": _("moved"), "deleted": _("deleted"),
    "restored": _("taken back"),
    "offered": _("another time was offered"),
    "declined": _("the offered time was declined"), "will_come": _("the client is coming"),
    "called": _("the client was called"),
}  # fmt: skip
_PEOPLE = (Field.INSTRUCTOR, Field.CLIENT)  # ids say nothing: that it changed is enough


def listed(t: Words, uid: int, events: Sequence[HistoryLine]) -> Screen:
    """The latest ten."""
    shown = [_event(t, event) for event in events[:MOST]]
    text = lines(bold(t("🕓 Game No {uid}: what has happened", uid=uid)), *shown)
    return Screen(text, keyboard(to_order(t, uid)))


def _event(t: Words, event: HistoryLine) -> Markup:
    changes = ", ".join(_changes(t, event))
    who = event.who or t.plain("by itself")
    line = Markup("{} · {} · {}").format(t.moment(event.at), who, _action(t, event.action))
    return line + Markup(": {}").format(cut(changes, 150)) if changes else line


def _action(t: Words, action: str) -> str:
    if action in ACTIONS:
        return t.plain(ACTIONS[action])
    return status_label(t, Status(action)) if action in set(Status) else action


def _changes(t: Words, event: HistoryLine) -> list[str]:
    said = []
    for name, before in event.before.items():
        after = event.after.get(name)
        if name == "status":
            continue
        if name == "custom":
            said += _own_changes(t, before or {}, after or {})
        elif name in _PEOPLE:
            said.append(title(t, Field(name)).lower())
        else:
            label = f"{title(t, Field(name)).lower()} " if name in set(Field) else ""
            said.append(f"{label}{_value(t, name, before)} → {_value(t, name, after)}")
    return said


def _own_changes(t: Words, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [f"{name} {_text(t, before.get(name))} → {_text(t, after.get(name))}" for name in names]


def _value(t: Words, name: str, value: Any) -> str:
    if value is None or value == "":
        return t.plain("empty")
    if name == "date":
        return t.moment(datetime.fromisoformat(value))
    if name in (Field.PRICE, Field.DEPOSIT, Field.PAID):
        return t.money(int(value))
    if name in (Field.GAMETIME, Field.RESTTIME):
        return t.length(int(value))
    return _word(t, name, value)


def _word(t: Words, name: str, value: Any) -> str:
    match name:
        case Field.POLYGON:
            return polygon_label(t, Polygon(value))
        case Field.GAMETYPE:
            return game_type_label(t, GameType(value))
        case Field.GIFTS:
            return gifts_label(t, Gifts(value))
        case Field.RESTROOM:
            return zone_label(t, int(value))
    return _text(t, value)


def _text(t: Words, value: Any) -> str:
    return cut(str(value).replace("\n", " "), VALUE_MOST) if value not in (None, "") else t.plain("empty")
