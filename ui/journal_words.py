"""What the values of the journals are called, on the page and in the file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.journal import NO, TABLES, YES, Column, Kind
from domain.phones import show_phone
from domain.utility import Source
from ui.orders import GAME_TYPES, GIFTS, POLYGONS, STATUSES
from ui.purchases import STATES as PURCHASE_STATES
from ui.texts import Words
from ui.ticket_words import KINDS
from ui.ticket_words import STATES as TICKET_STATES
from ui.utility_words import STATES as REQUEST_STATES


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


# what the audit calls a step that moves no state
STEPS: Final[Mapping[str, str]] = {
    "created": _("request filed"), "assigned": _("given to an executor"), "reassigned": _("given to another executor"),
    "started": _("work begun"), "done": _("work done"), "given_back": _("given back"), "closed": _("request closed"),
    "reopened": _("opened again"), "confirmed": _("confirmed by the resident"),
    "refused": _("not done, says the resident"), "closed_itself": _("closed by itself"),
    "withdrawn": _("withdrawn by the resident"), "rated": _("rated"), "incident": _("joined to an incident"),
    "archived": _("put into the archive"),
}  # fmt: skip
SOURCES: Final[Mapping[str, str]] = {Source.BOT: _("in the bot"), Source.CALL: _("by phone")}
PHONES: Final = {"phone", "secondphone"}
FLAGS: Final[Mapping[str, str]] = {YES: _("yes"), NO: _("no")}
_SPOKEN: Final[Mapping[tuple[str, str], Mapping[Any, str]]] = {
    ("requests", "state"): REQUEST_STATES,
    ("requests", "source"): SOURCES,
    ("tickets", "kind"): KINDS,
    ("tickets", "state"): TICKET_STATES,
    ("orders", "status"): STATUSES,
    ("orders", "polygon"): POLYGONS,
    ("orders", "gametype"): GAME_TYPES,
    ("orders", "gifts"): GIFTS,
    ("purchases", "state"): PURCHASE_STATES,
}
LABELS: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    key: {str(getattr(value, "value", value)): said for value, said in words.items()} for key, words in _SPOKEN.items()
}


def title(t: Words, table: str) -> str:
    """The table's name."""
    return t.plain(TABLES[table].title)


def label(t: Words, table: str, column: Column, value: str) -> str:
    """What a choice is called."""
    words = FLAGS if column.kind is Kind.FLAG else LABELS.get((table, column.key), {})
    return t.plain(words[value]) if value in words else value


def said(t: Words, table: str, column: Column, value: Any) -> str:
    """A value as the page shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return f"{t.local(value):%d.%m.%Y %H:%M}"
    if column.kind is Kind.MONEY:
        return t.money(value)
    if column.kind is Kind.FLAG:
        return label(t, table, column, YES if value else NO)
    if column.key in PHONES:
        return show_phone(str(value))
    return label(t, table, column, str(value))
