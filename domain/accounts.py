"""Personal accounts of the housing company: their fields as they are typed, and their address (S4.3).

A number is compared without spaces and dashes, folded: «100-200 3» and «1002003» are the same account.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain import parse
from domain.errors import Invalid, Term
from domain.fold import clean, digits, fold
from domain.phones import parse_phone

NUMBER_MOST: Final = 30  # characters
_BETWEEN: Final = re.compile(r"[\s\u2010-\u2015\u2212\uff0d_-]+")
_WITHIN_NUMBERS: Final = re.compile(rf"(?<=\d){_BETWEEN.pattern}(?=\d)")
_STREET: Final = re.compile(r"^(?:ул(?:\.|\s)|улица\s)\s*|\s+(?:ул\.?|улица)$")
_SPOKEN: Final = frozenset({
    "г", "гор", "город", "ул", "улица", "д", "дом", "кв", "квартира", "лит", "литера", "street", "house", "flat", "apt",
})  # fmt: skip
_PIECE: Final = re.compile(r"[^\s.,;:№#]+")
_SHOWN: Final = 4  # digits of a phone whose owner is to know it again


class Field(StrEnum):
    """What of an account is typed (S4.3); the values name the columns."""

    NUMBER = "number"
    FULL_NAME = "full_name"
    CITY = "city"
    STREET = "street"
    HOUSE = "house"
    LETTER = "letter"
    FLAT = "flat"
    PHONE = "phone"
    CONTRACT = "contract"


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


TITLES: Final[Mapping[Field, str]] = {
    Field.NUMBER: _("Personal account"), Field.FULL_NAME: _("Full name"), Field.CITY: _("City"),
    Field.STREET: _("Street"), Field.HOUSE: _("House"), Field.LETTER: _("Letter of the house"), Field.FLAT: _("Flat"),
    Field.PHONE: _("Phone"), Field.CONTRACT: _("Contract"),
}  # fmt: skip
REQUIRED: Final = frozenset({Field.NUMBER})
MOST: Final[Mapping[Field, int]] = {
    Field.NUMBER: NUMBER_MOST, Field.FULL_NAME: 120, Field.CITY: 60, Field.STREET: 80, Field.HOUSE: 10,
    Field.LETTER: 5, Field.FLAT: 10, Field.CONTRACT: 40,
}  # fmt: skip


@dataclass(frozen=True)
class AccountView:
    """An account as the staff see it. ``residents``: live pairs, where they were counted."""

    id: int
    number: str
    full_name: str = ""
    city: str = ""
    street: str = ""
    house: str = ""
    letter: str = ""
    flat: str = ""
    phone: str = ""
    contract: str = ""
    link_code: str = ""
    version: int = 1
    archived_at: datetime | None = None
    residents: int = 0
    open_requests: int = 0

    @property
    def address(self) -> str:
        """`Лесная, 4а, кв. 12`, without the city, as it is said inside it."""
        return address(self.street, self.house, self.letter, self.flat)


def read(field: Field, text: str, region: str = "RU") -> str:
    """What was typed, or stands in a cell, for a field, as it is stored; nothing or a dash empties what may be empty.

    Raises ``Invalid`` with what is wrong and an example: an account without a digit or letter, a phone that rings
    nowhere, what is too long.
    """
    if field not in REQUIRED and (not text.strip() or parse.is_nothing(text)):
        return ""
    if field is Field.PHONE:
        return parse_phone(text, region)
    kept = clean(text, most=MOST[field], what=Term(TITLES[field]))
    if field is Field.NUMBER:
        number_key(kept)
    return kept


def read_row(row: Mapping[Field, str], region: str = "RU") -> tuple[dict[Field, str], dict[Field, Invalid]]:
    """A whole row of typed fields: what was understood, and what is wrong with the rest, by field.

    An account that lacks its number is wrong too; other fields that are not in the row are left out.
    """
    values: dict[Field, str] = {}
    wrong: dict[Field, Invalid] = {}
    for field in Field:
        if field in row or field in REQUIRED:
            try:
                values[field] = read(field, row.get(field, ""), region)
            except Invalid as refusal:
                wrong[field] = refusal
    return values, wrong


def number_key(text: str) -> str:
    """What of a personal account is compared (S4.20): no spaces, no dashes, folded; raises ``Invalid`` for words."""
    key = _BETWEEN.sub("", fold(text.replace("№", " "))).lstrip("#")
    if not any(char.isdecimal() for char in key) or len(key) > NUMBER_MOST:
        raise Invalid(
            "A personal account is the number on your bill, at most {most} characters. Example: {example}",
            most=NUMBER_MOST, example="100200300",
        )  # fmt: skip
    return key


def street_key(street: str) -> str:
    """What of a street is compared: «ул. Лесная» and «Лесная улица» are «лесная»."""
    folded = fold(street)
    return _STREET.sub("", folded) or folded


def is_same_city(one: str, other: str) -> bool:
    """Whether two names are of one town: «г. Ангарск» is «Ангарск»; where none was written, any will do."""
    keys = [" ".join(pieces(city)) for city in (one, other)]
    return keys[0] == keys[1] or not all(keys)


def house_key(house: str, letter: str = "") -> str:
    """What of a house is compared, with its letter: «4» and «А», and «4-А», are «4а»; «4-1» is not «41»."""
    parts = _WITHIN_NUMBERS.split(fold(house) + fold(letter))
    return "-".join(_BETWEEN.sub("", part) for part in parts)


def address(street: str, house: str, letter: str = "", flat: str = "", city: str = "") -> str:
    """An address in one line, empty parts left out; the word for a flat is put in where it is shown."""
    return ", ".join(part for part in (city, street, f"{house}{letter}", flat) if part)


def searchable(values: Mapping[str, str]) -> str:
    """What search compares: the words of all fields, each after a space, so that a word's beginning can be told."""
    kept = (values.get(field, "") for field in (Field.FULL_NAME, Field.CITY, Field.STREET))
    key = number_key(values["number"])
    parts = [
        *kept, house_key(values.get("house", ""), values.get("letter", "")), values.get("flat", ""), key,
        values.get("contract", ""), digits(values.get("phone", "")),
    ]  # fmt: skip
    return " " + " ".join(piece for part in parts for piece in pieces(part))


def pieces(text: str) -> list[str]:
    """The words of a search or a field, folded: «ул. Лесная, д.4» are «лесная» and «4»."""
    found = _PIECE.findall(fold(text.replace("№", " ")))
    return [piece for piece in found if piece not in _SPOKEN]


def mask_phone(e164: str) -> str:
    """The end of a phone, enough for its owner to know it again: `…2387`."""
    return f"…{e164[-_SHOWN:]}" if len(e164) > _SHOWN else "…"
