"""Promo codes (T12): what one takes off a price, when it holds, and what of it leaves a transaction.

Money in minor units; days are the business's and inclusive; a code is compared caseless.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain import parse
from domain.errors import Invalid
from domain.fold import fold

CODE: Final = (3, 20)  # characters
USES_MOST: Final = 1_000_000
CODES_MOST: Final = 1000  # that were not deleted
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like something else when read aloud
_MADE: Final = 8


class Kind(StrEnum):
    """What a code does to a price."""

    PERCENT = "percent"
    FIXED = "fixed"
    FREE = "free"


class Field(StrEnum):
    """What of a code is changed by typing or choosing; its products are picked one by one."""

    AMOUNT = "amount"
    STARTS = "starts_on"
    ENDS = "ends_on"
    USES = "uses_most"
    USER_USES = "user_uses_most"


MAY_BE_EMPTY: Final = frozenset({Field.STARTS, Field.ENDS, Field.USES, Field.USER_USES})

Value = int | date | None


class Standing(StrEnum):
    """Whether a code holds now, and why not."""

    ON = "on"
    OFF = "off"
    WAITING = "waiting"  # its first day is to come
    ENDED = "ended"
    USED_UP = "used_up"
    ARCHIVED = "archived"


@dataclass(frozen=True)
class PromoOffer:
    """What a code would do to a product's price just now."""

    promo_id: int
    code: str
    discount: int
    total: int


@dataclass(frozen=True)
class PromoView:
    """A code as its sellers see it. ``products``: id and title of what it is for, none where it is for all."""

    id: int
    code: str
    kind: Kind
    amount: int
    starts_on: date | None
    ends_on: date | None
    uses_most: int | None
    user_uses_most: int | None
    used: int = field(compare=False)
    standing: Standing
    products: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class UseLine:
    """A use: by whom, for which purchase, what it took off, when, and when it was given back."""

    purchase_id: int
    who: str
    discount: int
    at: datetime
    returned_at: datetime | None


@dataclass(frozen=True)
class Report:
    """How a code was used. Uses, people and money count what was not given back."""

    promo: PromoView
    uses: int
    people: int
    discounts: int
    returned: int
    latest: tuple[UseLine, ...] = ()


def discount(kind: Kind, amount: int, price: int) -> int:
    """What a code takes off ``price``: never more than the price, never less than nothing.

    The one rule of rounding: a percentage comes to whole minor units, a half is rounded up, in the customer's favour.
    """
    match kind:
        case Kind.FREE:
            return price
        case Kind.FIXED:
            return min(amount, price)
        case Kind.PERCENT:
            return min((price * amount + 50) // 100, price)


def folded(code: str) -> str:
    """The code as it is compared: caseless, without spaces or anything hidden."""
    return fold(code).replace(" ", "")


def read_code(text: str) -> str:
    """A code as an owner types it, in capitals; raises ``Invalid`` with an example."""
    low, high = CODE
    code = folded(text).upper()
    if not low <= len(code) <= high or not all(char.isalnum() or char in "-_" for char in code):
        raise Invalid(
            "A code is {low} to {high} letters, digits or dashes, without spaces. Example: {example}",
            low=low, high=high, example="SUMMER10",
        )  # fmt: skip
    if not any(char.isalnum() for char in code):
        raise Invalid("A code is written in letters or digits. Example: {example}", example="SUMMER10")
    return code


def generate() -> str:
    """A code that nobody guesses and everybody can read aloud: 31⁸ of them."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_MADE))


def read(field: Field, kind: Kind, text: str, today: date) -> Value:
    """What was typed for a field, as it is stored; a dash lifts a limit. Raises ``Invalid`` with an example."""
    if field in MAY_BE_EMPTY and parse.is_nothing(text):
        return None
    match field:
        case Field.AMOUNT:
            return read_amount(kind, text)
        case Field.STARTS | Field.ENDS:
            return parse.day(text, today)
        case Field.USES | Field.USER_USES:
            return _whole(text, 1, USES_MOST)


def read_amount(kind: Kind, text: str) -> int:
    """Percent from 1 to 100, or money above nothing in minor units; raises ``Invalid``."""
    if kind is Kind.PERCENT:
        return _whole(text.strip().removesuffix("%"), 1, 100)
    amount = parse.money(text)
    if amount == 0:
        raise Invalid("A discount of nothing is none. Example: {example}", example=500)
    return amount


def check_span(starts_on: date | None, ends_on: date | None) -> None:
    """Raise ``Invalid`` where a code would end before it begins."""
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid("It would end on {end}, before it begins on {start}.", end=ends_on, start=starts_on)


def _whole(text: str, low: int, high: int) -> int:
    typed = fold(text)[:100].replace(" ", "")
    if not typed.isdecimal() or not low <= int(typed) <= high:
        raise Invalid("Expected a whole number from {low} to {high}.", low=low, high=high)
    return int(typed)
