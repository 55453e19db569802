"""Tariffs: their fields as an owner types them, and what of them leaves a transaction: frozen values.

Money in minor units, lengths of time in seconds.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain import parse
from domain.errors import Invalid, Term
from domain.fold import clean
from domain.views import ClientView

NAME_MOST: Final = 60
REQUESTS_MOST: Final = 9999
REACTION: Final = (60, 14 * 86_400)  # seconds
NOTE_MOST: Final = 200  # of a payment


class Field(StrEnum):
    """What of a tariff is typed."""

    NAME = "name"
    PRICE = "price"
    REQUESTS = "requests"
    REACTION = "reaction"


class Switch(StrEnum):
    """What a tariff opens or not (S3.5)."""

    AROUND_CLOCK = "around_clock"
    MAY_PIN = "may_pin"
    SHOWS_CONTACTS = "shows_contacts"


Value = str | int | None


def read(field: Field, text: str) -> Value:
    """What was typed for a field, as it is stored; raises ``Invalid`` with an example.

    A price is money, a reaction a length of time; requests are a number, a dash means any number of them.
    """
    if field is Field.NAME:
        name = clean(text, most=NAME_MOST, what=Term("Tariff's name"))
        if not any(char.isalnum() for char in name):
            raise Invalid("A name is written in letters. Example: {example}", example=Term("Basic"))
        return name
    if field is Field.PRICE:
        return parse.money(text)
    if field is Field.REACTION:
        return parse.duration(text, least=REACTION[0], most=REACTION[1])
    return None if parse.is_nothing(text) else _requests(text)


def _requests(text: str) -> int:
    typed = text.strip().split()[0] if text.strip() else ""
    if not typed.isdecimal() or not 1 <= int(typed[:9]) <= REQUESTS_MOST or len(typed) > len(str(REQUESTS_MOST)):
        raise Invalid("Expected a whole number from {low} to {high}.", low=1, high=REQUESTS_MOST)
    return int(typed)


@dataclass(frozen=True)
class TariffView:
    """A tariff as its owner sees it; ``clients``: how many are on it; archived: no longer offered."""

    id: int
    name: str
    price: int
    requests: int | None
    reaction: int
    around_clock: bool
    may_pin: bool
    shows_contacts: bool
    clients: int = field(default=0, compare=False)
    is_archived: bool = False


@dataclass(frozen=True)
class PriceLine:
    """What a tariff has cost since a moment, and who has said so (S3.54)."""

    price: int
    since: datetime
    who: str


@dataclass(frozen=True)
class Allowance:
    """What a client's tariff gives, and how much of it is left until ``until``, the first day of the next period.

    ``requests`` and ``left`` are None where any number is allowed; ``reaction`` in seconds.
    """

    tariff_id: int
    tariff: str
    requests: int | None
    used: int
    left: int | None
    until: date
    paid_until: date | None
    is_paid: bool
    reaction: int
    around_clock: bool
    shows_contacts: bool
    may_pin: bool
    pinned_id: int | None


@dataclass(frozen=True)
class OwnTariff:
    """A customer's tariff as they see it. ``helper``: the id and first name of who did the latest job.

    ``price`` in minor units a period; ``pinned`` is the first name of who is asked first; ``contact`` the business's.
    """

    allowance: Allowance | None
    price: int = 0
    pinned: str = ""
    helper: tuple[int, str] | None = None
    contact: str = ""
    pays_as: int | None = None  # the client whose tariff can be paid in the chat
    how_to_pay: str = ""  # where it can't


@dataclass(frozen=True)
class PaymentLine:
    """A payment as it was noted."""

    amount: int
    at: datetime
    note: str


@dataclass(frozen=True)
class ClientTariff:
    """A client's tariff as staff see it. ``next_paid``: the last paid day after one more period."""

    client: ClientView
    allowance: Allowance | None
    price: int = 0
    since: datetime | None = None
    pinned: str = ""
    balance: int = 0
    payments: tuple[PaymentLine, ...] = ()
    next_paid: date | None = None
    may_change: bool = False
