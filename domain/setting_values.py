"""Settings as an owner types them: read, checked against their bounds, made storable."""

from datetime import time
from typing import Any

from domain import channels
from domain.errors import Invalid, Term
from domain.fold import clean
from domain.hours import OpeningHours
from domain.parse import money, time_of_day, yes_no
from domain.settings import FIELD_NAME_MOST, Kind, Spec
from domain.specialdays import SpecialDays

DIGITS_MOST = 18  # of a number: what a computer reads is bounded before it is read
LINES_FROM = 500  # characters: a text that may be so long keeps its line breaks


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
    if not digits.isdecimal() or len(digits) > DIGITS_MOST or not spec.low <= int(digits) <= spec.high:
        raise Invalid("Expected a whole number from {low} to {high}.", low=spec.low, high=spec.high)
    return int(digits)


def _text(spec: Spec, text: str) -> str:
    if not spec.low and text.strip() == "-":
        return ""
    cleaned = clean(text, most=spec.high, what=Term(spec.title), lines=spec.high >= LINES_FROM)
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


def _days(spec: Spec, text: str) -> list[str]:
    return [] if text.strip() == "-" else SpecialDays.parse(text, spec.high).stored()


def _channels(_spec: Spec, text: str) -> list[str]:
    return [] if text.strip() == "-" else channels.typed(text)


def _choices(spec: Spec, text: str) -> list[str]:
    named = {word.strip() for word in text.split(",")} - {"", "-"}
    if named - dict(spec.options).keys():
        raise Invalid("Please choose with a button.")
    return [option for option, _title in spec.options if option in named]


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
    Kind.DAYS: _days,
    Kind.CHANNELS: _channels,
    Kind.CHOICES: _choices,
}
