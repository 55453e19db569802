"""The dictionaries of the gym, what each is made of, and who keeps it (S5.10, S5.50): plans, coaches, groups."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from domain import parse
from domain.access import Permission
from domain.errors import Invalid, Term
from domain.fold import clean, fold

NAME_MOST: Final = 60  # characters of what a plan or a group is called
LIVE_MOST: Final = 200  # of a dictionary that are in use

Value = str | int | date | None
Values = Mapping["Field", Value]


class Book(StrEnum):
    """A dictionary; the value stands in buttons."""

    PLANS = "p"
    COACHES = "c"
    GROUPS = "g"


class Field(StrEnum):
    """What is set; the values name the columns."""

    NAME = "name"
    DAYS = "days"
    VISITS = "visits"
    PRICE = "price"
    FREEZE = "freeze_days"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    PHONE = "phone"
    EMAIL = "email"
    PHOTO = "photo"
    STARTED = "started_on"
    ABOUT = "about"
    ACCOUNT = "user_id"
    COACH = "coach_id"
    PLACES = "capacity"
    LINK = "link"


FIELDS: Final[Mapping[Book, tuple[Field, ...]]] = {
    Book.PLANS: (Field.NAME, Field.DAYS, Field.VISITS, Field.PRICE, Field.FREEZE),
    Book.COACHES: (
        Field.FIRST_NAME, Field.LAST_NAME, Field.PHONE, Field.EMAIL, Field.STARTED, Field.ABOUT, Field.PHOTO,
        Field.ACCOUNT,
    ),
    Book.GROUPS: (Field.NAME, Field.COACH, Field.PLACES, Field.ABOUT, Field.LINK),
}  # fmt: skip
REQUIRED: Final = frozenset({Field.NAME, Field.DAYS, Field.PRICE, Field.FIRST_NAME, Field.PLACES})
CHOSEN: Final = frozenset({Field.ACCOUNT, Field.COACH})  # from a list, by id
MAY: Final[Mapping[Book, Permission]] = {
    Book.PLANS: Permission.PLANS, Book.COACHES: Permission.TRAININGS, Book.GROUPS: Permission.TRAININGS,
}  # fmt: skip


def whole(text: str, low: int, high: int) -> int:
    """A whole number as people type it: ``30``, ``30 дней``; raises ``Invalid``."""
    typed = fold(text)[:100].split(" ", 1)
    number = typed[0] if len(typed) == 1 or not any(char.isdigit() for char in typed[1]) else ""
    if not (number.isascii() and number.isdecimal() and len(number) < 10 and low <= int(number) <= high):
        raise Invalid("Expected a whole number from {low} to {high}.", low=low, high=high)
    return int(number)


def chosen(text: str) -> int | None:
    """One of a list, by its number; nothing and a dash are none. Raises ``Invalid``."""
    typed = text.strip()
    if not typed or parse.is_nothing(typed):
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Invalid("Please choose one of the list.")
    return int(typed)


def titled(text: str, example: str) -> str:
    """What a plan or a group is called; raises ``Invalid`` with an example."""
    title = clean(text, most=NAME_MOST, what=Term("What it is called"))
    if not any(char.isalpha() for char in title):
        raise Invalid("A title is written in letters. Example: {example}", example=Term(example))
    return title
