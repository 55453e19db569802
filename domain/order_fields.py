"""The fields of a game that people set one by one: how each is read from what was typed or pressed (S1.12)."""

from enum import StrEnum
from typing import Any, Final

from domain import parse
from domain.errors import Invalid, Outdated, Term
from domain.fold import clean
from domain.orders import RESTROOMS, GameType, Gifts, Polygon

MOST_PLAYERS: Final = 500  # of any place; what a place really takes is a setting
SHORTEST: Final = 900  # seconds, of a game
LONGEST: Final = 36_000  # seconds, of a game and of a rest
CUSTOM_MOST: Final = 200  # characters of an own field (S1.50)


class Field(StrEnum):
    """A field of a game, by the name of its column."""

    PLAYERS = "players"
    GAMETYPE = "gametype"
    GIFTS = "gifts"
    POLYGON = "polygon"
    GAMETIME = "gametime"
    RESTROOM = "restroom"
    RESTTIME = "resttime"
    PRICE = "price"
    DEPOSIT = "deposit"
    PAID = "paid"
    INSTRUCTOR = "instructor_id"
    CLIENT = "client_uid"
    NOTE = "description"
    CAME = "came"
    CUSTOM = "custom"


MONEY: Final = frozenset({Field.PRICE, Field.DEPOSIT, Field.PAID})
LENGTHS: Final = frozenset({Field.GAMETIME, Field.RESTTIME})
_MAY_BE_EMPTY: Final = frozenset({Field.PRICE, Field.INSTRUCTOR, Field.CLIENT, Field.CAME})
_WORDS: Final[dict[Field, type[StrEnum]]] = {
    Field.POLYGON: Polygon, Field.GAMETYPE: GameType, Field.GIFTS: Gifts,
}  # fmt: skip


def typed(field: Field, text: str) -> Any:
    """Read a value as people write it: lengths come in seconds, money in minor units; a dash empties a text or a sum.

    Raises ``Invalid`` with an example, also for a field that is chosen with a button only.
    """
    if parse.is_nothing(text) and field in (_MAY_BE_EMPTY | MONEY | {Field.NOTE, Field.CUSTOM}):
        return None if field in _MAY_BE_EMPTY else 0 if field in MONEY else ""
    if field in (Field.PLAYERS, Field.CAME):
        return parse.players(text, MOST_PLAYERS)
    if field in MONEY:
        return parse.money(text)
    if field in LENGTHS:
        return parse.duration(text, least=_least(field), most=LONGEST)
    if field is Field.NOTE:
        return parse.note(text)
    if field is Field.CUSTOM:
        return clean(text, most=CUSTOM_MOST, what=Term("Text"))
    raise Invalid("Please choose with a button.")


def pressed(field: Field, code: str) -> Any:
    """Read what a button carries; raises ``Outdated`` for anything that no button of ours would."""
    try:
        value = _decoded(field, code)
    except ValueError:
        raise Outdated("This button is out of date.") from None
    within = {
        Field.PLAYERS: range(1, MOST_PLAYERS + 1), Field.CAME: range(1, MOST_PLAYERS + 1), Field.RESTROOM: RESTROOMS,
        Field.GAMETIME: range(SHORTEST, LONGEST + 1), Field.RESTTIME: range(LONGEST + 1),
        **dict.fromkeys(MONEY, range(10_000_000_00 + 1)),
    }.get(field)  # fmt: skip
    if value is not None and within is not None and value not in within:
        raise Outdated("This button is out of date.")
    return value


def _decoded(field: Field, code: str) -> Any:
    if field in (Field.NOTE, Field.CUSTOM):
        if code:
            raise ValueError(code)  # a text is typed; a button only empties it
        return ""
    if not code and field in _MAY_BE_EMPTY:
        return None
    return _WORDS[field](code) if field in _WORDS else int(code)


def _least(field: Field) -> int:
    return SHORTEST if field is Field.GAMETIME else 0
