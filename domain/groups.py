"""Groups that train together: who leads them, when each week, who is in them (S5.10, S5.32, S5.48)."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from domain import parse
from domain.datewords import weekday
from domain.errors import Invalid, Term
from domain.fold import clean, fold
from domain.gym import NAME_MOST, REQUIRED, Field, Value, chosen, named, whole

ABOUT_MOST: Final = 300  # characters
LINK_MOST: Final = 255
PLACES_MOST: Final = 500
HOURS_MOST: Final = 28  # a week, of one group
LENGTH: Final = 3600  # seconds, where none is named
LENGTH_LEAST, LENGTH_MOST = 600, 43_200
PAGE: Final = 5  # people of a group on a page (S5.49)
_EXAMPLE: Final = "вт 19:00 1 час"
_UNTIL: Final = re.compile(r"(\d{1,2}(?:[:.]\d{2})?)\s*[-–—]\s*(\d{1,2}[:.]\d{2})", re.ASCII)


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@dataclass(frozen=True, order=True)
class Hour:
    """When a group trains each week. ``weekday`` 0 is Monday; ``minute`` of the day; ``length`` in seconds."""

    weekday: int
    minute: int
    length: int = LENGTH
    id: int = 0

    @property
    def at(self) -> time:
        """The time of day it begins at."""
        return time(self.minute // 60, self.minute % 60)


@dataclass(frozen=True)
class GroupView:
    """A group. ``coach``: the name of its usual one; ``people``: how many are in it; ``capacity``: of a training."""

    id: int
    name: str
    coach_id: int | None
    coach: str
    capacity: int
    about: str
    link: str
    hours: tuple[Hour, ...] = ()
    people: int = 0
    is_archived: bool = False
    version: int = 1


@dataclass(frozen=True)
class Kept:
    """A training that stays although its hour is gone: somebody has to do with it."""

    training_id: int
    starts_at: datetime
    people: int


@dataclass(frozen=True)
class Changed:
    """A group after a change, and what became of trainings made already."""

    group: GroupView
    removed: int = 0
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class GroupMember:
    """A client in a group, or one who may come into it."""

    client_uid: int
    name: str
    phone: str
    is_active: bool = True


def read(field: Field, text: str) -> Value:
    """What was typed for a field, as it is stored; a dash empties what may be empty. Raises ``Invalid``."""
    if field not in REQUIRED and parse.is_nothing(text):
        return None if field is Field.COACH else ""
    match field:
        case Field.NAME:
            return named(text, NAME_MOST, _("Yoga in the morning"))
        case Field.COACH:
            return chosen(text)
        case Field.PLACES:
            return whole(text, 1, PLACES_MOST)
        case Field.ABOUT:
            return clean(text, most=ABOUT_MOST, what=Term("Description"), lines=True)
        case Field.LINK:
            return read_link(text)
    raise Invalid("A group has no such field.")


def read_link(text: str) -> str:
    """A link to a training as it was typed; raises ``Invalid`` for what is none."""
    link = clean(text, most=LINK_MOST, what=Term("Link"))
    if not link.lower().startswith(("https://", "http://")) or " " in link or "." not in link:
        raise Invalid("A link begins with https://. Example: {example}", example="https://zoom.us/j/123")
    return link


def read_hours(text: str) -> tuple[Hour, ...]:
    """Weekly hours as they were typed: ``вт 19:00``, ``вт и чт в 19:00 1 час``, ``пн 19:00-20:30``.

    Raises ``Invalid`` with an example.
    """
    typed = re.sub(r",(?!\d)", " ", fold(text)[:100])
    days, rest = _days(typed.split())
    if found := _UNTIL.fullmatch(rest):
        return tuple(Hour(day, *_spanned(found[1], found[2])) for day in days)
    words = rest.split()
    for cut in range(len(words), 0, -1):
        try:
            at = parse.time_of_day(" ".join(words[:cut]))
        except Invalid:
            continue
        length = _length(" ".join(words[cut:]))
        return tuple(Hour(day, at.hour * 60 + at.minute, length) for day in days)
    raise Invalid("When does it begin, and how long is it? Example: {example}", example=_EXAMPLE)


def read_hour(day: str, begins: str, length: str) -> Hour:
    """As ``read_hours``, from three fields of a form; ``day`` is a number from 0."""
    if day not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise Invalid("Please choose one of the list.")
    at = parse.time_of_day(begins)
    return Hour(int(day), at.hour * 60 + at.minute, _length(length.strip()))


def _days(words: list[str]) -> tuple[list[int], str]:
    """The weekdays at the beginning, and the rest."""
    days: list[int] = []
    for at, word in enumerate(words):
        if word in ("и", "and", "в", "во", "on"):
            continue
        if (number := weekday(word)) is None:
            if days:
                return sorted(set(days)), " ".join(words[at:])
            break
        days.append(number)
    raise Invalid("On which day of the week, and when? Example: {example}", example=_EXAMPLE)


def _spanned(begins: str, ends: str) -> tuple[int, int]:
    first, last = parse.time_of_day(begins), parse.time_of_day(ends)
    minute = first.hour * 60 + first.minute
    length = (last.hour * 60 + last.minute - minute) % 1440 * 60
    return minute, _checked(length)


def _length(text: str) -> int:
    return parse.duration(text.removeprefix("на "), least=LENGTH_LEAST, most=LENGTH_MOST) if text else LENGTH


def _checked(length: int) -> int:
    if not LENGTH_LEAST <= length <= LENGTH_MOST:
        raise Invalid(
            "From {least} to {most} minutes. Example: {example}",
            least=LENGTH_LEAST // 60, most=LENGTH_MOST // 60, example="90 мин",
        )  # fmt: skip
    return length
