"""Coaches: who leads trainings (S5.50), with a Telegram account or without."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain import parse
from domain.emails import email
from domain.errors import Invalid, Term
from domain.fold import clean
from domain.gym import REQUIRED, Field, Value, chosen
from domain.parse import NAME_MOST
from domain.phones import parse_phone

ABOUT_MOST: Final = 500  # characters
OLDEST: Final = 1950  # year in which somebody may have begun to work
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_WITH_YEAR: Final = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", re.ASCII)


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@dataclass(frozen=True)
class CoachView:
    """A coach. ``photo``: a file_id, or nothing; ``telegram``: how the account is called; ``groups``: theirs.

    ``ahead``: how many trainings of theirs are to come.
    """

    id: int
    first_name: str
    last_name: str
    phone: str
    email: str
    photo: str
    started_on: date | None
    about: str
    user_id: int | None
    telegram: str = ""
    is_archived: bool = False
    ahead: int = 0
    groups: tuple[str, ...] = ()
    version: int = 1

    @property
    def name(self) -> str:
        """`Иван Орлов`."""
        return f"{self.first_name} {self.last_name}".strip()


def read(field: Field, text: str, today: date, region: str) -> Value:
    """What was typed for a field, as it is stored; a dash empties what may be empty. Raises ``Invalid``."""
    if field not in REQUIRED and parse.is_nothing(text):
        return None if field in (Field.STARTED, Field.ACCOUNT) else ""
    match field:
        case Field.FIRST_NAME:
            return _named(text, Term("Name"), _("Ivan"))
        case Field.LAST_NAME:
            return _named(text, Term("Surname"), _("Orlov"))
        case Field.PHONE:
            return parse_phone(text, region)
        case Field.EMAIL:
            return email(text)
        case Field.STARTED:
            return _past(text, today)
        case Field.ABOUT:
            return clean(text, most=ABOUT_MOST, what=Term("Description"), lines=True)
        case Field.ACCOUNT:
            return chosen(text)
    raise Invalid("Please send a picture.")


def _named(text: str, what: Term, example: str) -> str:
    name = clean(text, most=NAME_MOST, what=what)
    if not any(char.isalpha() for char in name):
        raise Invalid("A name is written in letters. Example: {example}", example=Term(example))
    return name


def _past(text: str, today: date) -> date:
    """A day that is not to come: ``01.09.1998``, ``1998-09-01``, ``1 сентября``, or a year for its first day."""
    typed = text.strip()
    try:
        found = _dated(typed) or _latest(parse.day(typed, today), today)
    except ValueError:
        raise Invalid("There is no such day in the calendar. Example: {example}", example="01.09.2020") from None
    if found.year < OLDEST or found > today:
        raise Invalid("This day is to come, or too long ago. Example: {example}", example="01.09.2020")
    return found


def _dated(typed: str) -> date | None:
    """A day that names its year; raises ``ValueError`` where the calendar has none."""
    if len(typed) == 4 and typed.isascii() and typed.isdecimal():
        return date(int(typed), 1, 1)
    if found := _ISO.fullmatch(typed):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _WITH_YEAR.fullmatch(typed):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _latest(found: date, today: date) -> date:
    """A day that was typed without a year is the last such day, not the next."""
    if found <= today:
        return found
    return found.replace(year=found.year - 1, day=min(found.day, 28) if found.month == 2 else found.day)
