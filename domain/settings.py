"""Business settings.

Each declared once with its type, bounds, default and words; `/settings` and the rules derive from it.

Values live in the database and are read through a cache that a change invalidates: live without a restart (S3.27).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from domain.errors import Invalid, Term
from domain.fold import clean
from domain.hours import OpeningHours
from domain.orders import Polygon
from domain.parse import money, time_of_day, yes_no


class Kind(StrEnum):
    """How a setting is typed and checked."""

    NUMBER = "number"
    MONEY = "money"  # minor units
    TEXT = "text"
    SWITCH = "switch"
    TIME = "time"  # HH:MM
    HOURS = "hours"  # opening hours
    PERIOD = "period"  # 22:00-09:00
    PLACE = "place"  # latitude, longitude
    FIELDS = "fields"  # the club's own order fields (S1.50), one a line


@dataclass(frozen=True)
class Spec:
    """One setting. ``low`` and ``high`` bound a number (in ``unit``) or a text's length; words are English msgids."""

    name: str
    kind: Kind
    default: Any
    title: str
    about: str = ""
    low: int = 0
    high: int = 0
    unit: str = ""
    group: str = "games"


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


CONSENT = _(
    "To take your order I need your name and phone. I keep them to arrange the game and to remind you of it, show "
    "them to nobody else, and delete them when you ask."
)
_HOURS = _("For example: 10:00-22:00, or mon-fri 12:00-22:00; sat-sun 10:00-22:00")

SPECS: tuple[Spec, ...] = (
    Spec("HOURS_ARENA", Kind.HOURS, "10:00-22:00", _("Arena: opening hours"), _HOURS, group="places"),
    Spec("HOURS_PARK", Kind.HOURS, "10:00-20:00", _("Park: opening hours"), _HOURS, group="places"),
    Spec("HOURS_FOREST", Kind.HOURS, "10:00-18:00", _("Forest: opening hours"), _HOURS, group="places"),
    Spec("PLAYERS_ARENA", Kind.NUMBER, 20, _("Arena: most players"), low=1, high=500, group="places"),
    Spec("PLAYERS_PARK", Kind.NUMBER, 40, _("Park: most players"), low=1, high=500, group="places"),
    Spec("PLAYERS_FOREST", Kind.NUMBER, 60, _("Forest: most players"), low=1, high=500, group="places"),
    Spec("BUFFER", Kind.NUMBER, 0, _("Break between games"), _("Kept free after each game"), 0, 240, "min"),
    Spec("STEP", Kind.NUMBER, 30, _("Step of start times"), "", 5, 240, "min"),
    Spec("GAME_LENGTH", Kind.NUMBER, 60, _("Usual length of a game"), "", 15, 600, "min"),
    Spec("REST_LENGTH", Kind.NUMBER, 60, _("Usual rest after a game"), "", 0, 600, "min"),
    Spec("HOLD", Kind.NUMBER, 120, _("How long a request holds its time"), "", 5, 2880, "min", "customers"),
    Spec("OPEN_REQUESTS", Kind.NUMBER, 2, _("Open orders of one customer at most"), "", 1, 20, "", "customers"),
    Spec("NOTICE", Kind.NUMBER, 3, _("Customers order at least this long before"), "", 0, 336, "h", "customers"),
    Spec(
        "CHANGE_UNTIL",
        Kind.NUMBER,
        12,
        _("Customers change and cancel until"),
        _("Before the game"),
        0,
        336,
        "h",
        "customers",
    ),
    Spec("AHEAD", Kind.NUMBER, 90, _("Customers order ahead at most"), "", 1, 730, "d", "customers"),
    Spec("DEPOSIT", Kind.MONEY, 0, _("Usual deposit"), "", 0, 100_000_000),
    Spec("ORDER_FIELDS", Kind.FIELDS, [], _("Own fields of an order"), _("One a line, for example: Cake"), 0, 10),
    Spec("REMIND_FIRST", Kind.NUMBER, 24, _("First reminder"), _("Before the game; 0 = none"), 0, 336, "h", "messages"),
    Spec("REMIND_SECOND", Kind.NUMBER, 2, _("Second reminder"), _("Before the game; 0 = none"), 0, 48, "h", "messages"),
    Spec("DAY_SHEET_AT", Kind.TIME, "08:00", _("Day's sheet to instructors"), "", group="messages"),
    Spec("EVENING_LINE", Kind.SWITCH, False, _("Evening line to owners"), _("What the day brought"), group="messages"),
    Spec("EVENING_AT", Kind.TIME, "21:30", _("Evening line at"), "", group="messages"),
    Spec(
        "QUIET",
        Kind.PERIOD,
        "22:00-08:00",
        _("Quiet hours"),
        _("Nothing is sent then but what is urgent"),
        group="messages",
    ),
    Spec("ADDRESS", Kind.TEXT, "", _("Address"), _("Stands in reminders and invitations"), 0, 200, group="business"),
    Spec("PLACE", Kind.PLACE, "", _("Point on the map"), _("For example: 52.2864, 104.3050"), group="business"),
    Spec("CONTACT", Kind.TEXT, "", _("Phone for customers"), _("Shown where people need us"), 0, 60, group="business"),
    Spec("BUSINESS", Kind.TEXT, "", _("Name of the business"), "", 0, 60, group="business"),
    Spec(
        "CONSENT",
        Kind.TEXT,
        CONSENT,
        _("Consent to personal data"),
        _("A new text is asked for anew"),
        20,
        1500,
        group="business",
    ),
    Spec(
        "ADVERTS",
        Kind.TEXT,
        _("I agree to get news and offers."),
        _("Consent to advertising"),
        "",
        10,
        500,
        group="business",
    ),
)
BY_NAME: Mapping[str, Spec] = {spec.name: spec for spec in SPECS}
FIELD_NAME_MOST = 30  # characters of an order field's name
GROUPS: Mapping[str, str] = {
    "places": _("Places"),
    "games": _("Games"),
    "customers": _("Orders by customers"),
    "messages": _("Messages"),
    "business": _("The business"),
}


def parse(spec: Spec, text: str) -> Any:
    """Read what an owner typed into the stored value; raises ``Invalid`` naming the bounds."""
    return _READ[spec.kind](spec, text)


def _switch(_spec: Spec, text: str) -> bool:
    return yes_no(text)


def _time(_spec: Spec, text: str) -> str:
    return f"{time_of_day(text):%H:%M}"


def _hours(_spec: Spec, text: str) -> str:
    return str(OpeningHours.parse(text))


def _period(_spec: Spec, text: str) -> str:
    if text.strip() == "-":
        return ""
    since, until = period(text)
    return "" if since == until else f"{since:%H:%M}-{until:%H:%M}"


def _place(_spec: Spec, text: str) -> str:
    return "" if text.strip() == "-" else "{:.6f}, {:.6f}".format(*place(text))


def _money(spec: Spec, text: str) -> int:
    return money(text, most=spec.high)


def _number(spec: Spec, text: str) -> int:
    digits = text.strip().split()[0] if text.strip() else ""
    if not digits.isdecimal() or not spec.low <= int(digits) <= spec.high:
        raise Invalid("Expected a whole number from {low} to {high}.", low=spec.low, high=spec.high)
    return int(digits)


def _text(spec: Spec, text: str) -> str:
    if not spec.low and text.strip() == "-":
        return ""
    cleaned = clean(text, most=spec.high, what=Term(spec.title))
    if len(cleaned) < spec.low:
        raise Invalid("At least {low} characters, please.", low=spec.low)
    return cleaned


def _fields(spec: Spec, text: str) -> list[str]:
    if text.strip() == "-":
        return []
    typed = [clean(line, most=FIELD_NAME_MOST, what=Term(spec.title)) for line in text.splitlines() if line.strip()]
    names = list(dict.fromkeys(typed))
    if not names:
        raise Invalid("One a line, for example: Cake")
    if len(names) > spec.high:
        raise Invalid("At most {high} fields, please.", high=spec.high)
    return names


def period(text: str) -> tuple[time, time]:
    """Read `22:00-08:00`; raises ``Invalid``."""
    parts = text.replace("–", "-").split("-")
    if len(parts) != 2:
        raise Invalid("Expected two times. Example: 22:00-08:00")
    return time_of_day(parts[0]), time_of_day(parts[1])


def place(text: str) -> tuple[float, float]:
    """Read `52.2864, 104.3050`; raises ``Invalid``."""
    try:
        latitude, longitude = (float(part) for part in text.replace(";", ",").split(","))
    except ValueError:
        raise Invalid("Expected latitude and longitude. Example: 52.2864, 104.3050") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Invalid("Expected latitude and longitude. Example: 52.2864, 104.3050")
    return latitude, longitude


_READ = {
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.TEXT: _text,
    Kind.SWITCH: _switch,
    Kind.TIME: _time,
    Kind.HOURS: _hours,
    Kind.PERIOD: _period,
    Kind.PLACE: _place,
    Kind.FIELDS: _fields,
}


@dataclass(frozen=True)
class Business:
    """The settings in force. ``values`` holds what differs from the defaults."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """The value of a setting, its default where nothing is stored; raises ``KeyError`` for an unknown name."""
        return self.values.get(name, BY_NAME[name].default)

    def hours(self, polygon: Polygon) -> OpeningHours:
        """When a polygon is open."""
        return OpeningHours.parse(self[f"HOURS_{polygon.name}"])

    def most_players(self, polygon: Polygon) -> int:
        """How many can play there."""
        return int(self[f"PLAYERS_{polygon.name}"])

    @property
    def buffer(self) -> int:
        """Seconds kept free after each game."""
        return int(self["BUFFER"]) * 60
