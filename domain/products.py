"""Products: their fields as a seller types them, and what of them leaves a transaction (S2.32–S2.39).

Money in minor units; the deadline in days, 0 where none is promised (T15).
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain import parse
from domain.errors import Invalid, Term
from domain.fold import clean, fold
from domain.shop import CATEGORY_MOST, DEADLINE_MOST, DESCRIPTION_MOST, TITLE_MOST

_DAYS: Final = re.compile(r"(\d{1,7})\s*(?:дн\.?|день|дня|дней|д\.?|day|days|d)?")


class Field(StrEnum):
    """What of a product is set; the values name the columns, ``diedline`` in the seed's spelling."""

    TITLE = "title"
    PRICE = "price"
    DEADLINE = "diedline"
    DESCRIPTION = "description"
    IMAGE = "image"
    CATEGORY = "category"


TYPED: Final = frozenset(Field) - {Field.IMAGE}
MAY_BE_EMPTY: Final = frozenset({Field.DEADLINE, Field.DESCRIPTION, Field.IMAGE, Field.CATEGORY})

Value = str | int


@dataclass(frozen=True)
class ProductView:
    """A product. ``image``: the file_id of its picture, or nothing; ``bought``: how many purchases name it."""

    id: int
    title: str
    description: str
    image: str
    price: int
    deadline: int
    category: str
    is_active: bool
    is_archived: bool
    bought: int = field(default=0, compare=False)

    @property
    def is_offered(self) -> bool:
        """Whether customers see it."""
        return self.is_active and not self.is_archived


def read(field: Field, text: str) -> Value:
    """What was typed for a field, as it is stored; a dash empties what may be empty.

    Raises ``Invalid`` with what is left over or an example (S2.33, S2.34, S2.38, S2.39).
    """
    if field in MAY_BE_EMPTY and parse.is_nothing(text):
        return 0 if field is Field.DEADLINE else ""
    match field:
        case Field.TITLE:
            return _named(text, TITLE_MOST, Term("Product's title"), Term("Logo"))
        case Field.CATEGORY:
            return _named(text, CATEGORY_MOST, Term("Category"), Term("Design"))
        case Field.DESCRIPTION:
            return clean(text, most=DESCRIPTION_MOST, what=Term("Description"), lines=True)
        case Field.PRICE:
            return parse.money(text)
        case Field.DEADLINE:
            return days(text)
    raise Invalid("Please send a picture.")


def days(text: str) -> int:
    """A number of days, 0 to 3650: ``14``, ``14 дней``; raises ``Invalid``."""
    found = _DAYS.fullmatch(fold(text)[:100])
    if found is None or int(found[1]) > DEADLINE_MOST:
        raise Invalid(
            "How many days does it take, from 0 to {most}? Example: {example}", most=DEADLINE_MOST, example=14
        )
    return int(found[1])


def searchable(title: str, description: str, category: str) -> str:
    """What search compares: every word of the product, folded."""
    return fold(" ".join((title, category, description)))


def _named(text: str, most: int, what: Term, example: Term) -> str:
    name = clean(text, most=most, what=what)
    if not any(char.isalnum() for char in name):
        raise Invalid("A name is written in letters. Example: {example}", example=example)
    return name
