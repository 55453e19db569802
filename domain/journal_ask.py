"""What somebody asks of a journal (filters, order, page, columns), read from the JSON of a page and bounded.

A page is a stranger: whatever does not fit is refused, nothing of it reaches SQL but values.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from domain.errors import Invalid
from domain.fold import fold, storable
from domain.journal import NOBODY, Column, Kind, Table

SIZES: Final = (10, 200)  # rows of a page
SIZE: Final = 50
DEPTH: Final = 10_000  # rows that can be paged through; beyond that a filter finds sooner
TYPED_MOST: Final = 100  # characters of a filter
ANY_MOST: Final = 20  # values of one choice
NUMBER_MOST: Final = 10**12
WIDTHS: Final = (40, 800)
_BETWEEN = re.compile(r"\s*([^\s–—-]*)\s*[–—-]\s*([^\s–—-]*)\s*")
_LETTERS = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Part:
    """These words are in it, in any order (folded)."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Exact:
    """This is all of it."""

    text: str


@dataclass(frozen=True)
class AnyOf:
    """One of these; ``NOBODY``: nothing is said."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Days:
    """Days of the business, both included."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Between:
    """Whole numbers (money in minor units), both included."""

    least: int | None
    most: int | None


Filter = Part | Exact | AnyOf | Days | Between


@dataclass(frozen=True)
class Ask:
    """One look at a table."""

    table: str
    columns: tuple[str, ...]
    filters: Mapping[str, Filter] = field(default_factory=dict)
    sort: str = ""
    descends: bool = True
    page: int = 1
    size: int = SIZE


def parse(table: Table, raw: Any) -> Ask:
    """Read what a page has sent; raises ``Invalid`` for what can't be asked."""
    if not isinstance(raw, dict) or not raw.keys() <= {"columns", "filters", "sort", "page", "size", "widths"}:
        raise _unknown()
    page, size = _whole(raw.get("page", 1), 1, DEPTH), _whole(raw.get("size", SIZE), *SIZES)
    if page * size > DEPTH + size:
        raise Invalid("Only the first {n} rows can be leafed through. Please narrow the search by a filter.", n=DEPTH)
    sort, descends = _sort(table, raw.get("sort"))
    return Ask(table.name, columns_of(table, raw.get("columns")), filters_of(table, raw.get("filters", {})), sort,
               descends, page, size)  # fmt: skip


def columns_of(table: Table, raw: Any) -> tuple[str, ...]:
    """The columns shown, in their order; the usual ones where none are named."""
    if raw is None:
        return table.shown
    if not isinstance(raw, list) or not raw or len(raw) > len(table.columns) or not all(_is_of(table, k) for k in raw):
        raise _unknown()
    if len(set(raw)) != len(raw):
        raise _unknown()
    return tuple(raw)


def widths_of(table: Table, raw: Any) -> dict[str, int]:
    """How wide the columns were drawn."""
    if not isinstance(raw, dict) or not all(_is_of(table, key) for key in raw):
        raise _unknown()
    return {key: _whole(width, *WIDTHS) for key, width in raw.items()}


def filters_of(table: Table, raw: Any) -> dict[str, Filter]:
    """The filters by column; an empty one is none."""
    if not isinstance(raw, dict):
        raise _unknown()
    found: dict[str, Filter] = {}
    for key, value in raw.items():
        if not _is_of(table, key):
            raise _unknown()
        column = table.known[key]
        if value in (None, "", []) or value == {}:
            continue
        if (read := _READERS[column.kind](column, value)) is not None:
            found[key] = read
    return found


def _sort(table: Table, raw: Any) -> tuple[str, bool]:
    if raw is None or raw == []:
        return "", True
    if not isinstance(raw, list) or len(raw) != 2 or not _is_of(table, raw[0]) or raw[1] not in ("asc", "desc"):
        raise _unknown()
    if not table.known[raw[0]].sorts:
        raise Invalid("The table can't be ordered by this column.")
    return raw[0], raw[1] == "desc"


def _part(column: Column, value: Any) -> Filter | None:
    typed = _typed(value)
    if (number := _phone(column, typed)) is not None:
        words: tuple[str, ...] = (number,) if number else ()
    else:
        words = tuple(fold(typed).split())
    if (
        column.least > 1
        and words
        and max((len(run) for word in words for run in _LETTERS.findall(word)), default=0) < (column.least)
    ):
        raise Invalid("Please type at least {n} letters or digits in a row.", n=column.least)
    return Part(words) if words else None


def _phone(column: Column, typed: str) -> str | None:
    """The digits of a phone as it is stored; None where this is no phone."""
    if "phone" not in column.key or not re.fullmatch(r"[\d\s()+\-.]+", typed):
        return None
    found = "".join(re.findall(r"\d", typed))
    is_dialled = found.startswith("8") and (len(found) == 11 or found.startswith("89"))
    return found[1:] if is_dialled else found  # kept as +7…


def _exact(_column: Column, value: Any) -> Filter | None:
    typed = " ".join(_typed(value).split())
    return Exact(typed) if typed else None


def _any_of(column: Column, value: Any) -> Filter | None:
    values = value if isinstance(value, list) else [value]
    if len(values) > ANY_MOST or not all(isinstance(one, str) for one in values):
        raise _unknown()
    for one in values:
        if not (one in column.choices or one == NOBODY or (column.listed and re.fullmatch(r"[1-9]\d{0,8}", one))):
            raise _unknown()
    return AnyOf(tuple(dict.fromkeys(values)))


def _days(_column: Column, value: Any) -> Filter | None:
    first, last = (_day(end) for end in _ends(value))
    if first and last and first > last:
        raise Invalid("The first day is after the last one.")
    return Days(first, last) if first or last else None


def _day(raw: Any) -> date | None:
    if raw in (None, ""):
        return None
    try:
        if isinstance(raw, str) and re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise Invalid("This is no date. For example: 2026-11-21")


def _numbers(scale: int) -> Callable[[Column, Any], Filter | None]:
    def read(_column: Column, value: Any) -> Filter | None:
        least, most = (_number(end, scale) for end in _ends(value))
        return Between(least, most) if least is not None or most is not None else None

    return read


def _ends(value: Any) -> tuple[Any, Any]:
    """From and to: as two values, or typed as `5`, `5-9`, `5-`, `-9`."""
    if isinstance(value, dict) and value.keys() <= {"from", "to"}:
        return value.get("from"), value.get("to")
    typed = _typed(value)
    if (found := _BETWEEN.fullmatch(typed)) is not None:
        return found[1], found[2]
    return typed, typed


def _number(raw: Any, scale: int) -> int | None:
    if raw in (None, ""):
        return None
    try:
        number = Decimal(str(raw).strip().replace(",", ".")) * scale
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(raw, bool) or not number.is_finite() or number != int(number) or abs(number) > NUMBER_MOST:
        raise Invalid("This is no number. For example: 12 or 10-20")
    return int(number)


def _typed(value: Any) -> str:
    if not isinstance(value, str) or len(value) > TYPED_MOST:
        raise _unknown()
    return storable(value).strip()


def _whole(raw: Any, least: int, most: int) -> int:
    if type(raw) is not int or not least <= raw <= most:
        raise _unknown()
    return raw


def _is_of(table: Table, key: Any) -> bool:
    return isinstance(key, str) and key in table.known


def _unknown() -> Invalid:
    return Invalid("The page asked for something this table does not have. Please reload it.")


_READERS: Final[Mapping[Kind, Callable[[Column, Any], Filter | None]]] = {
    Kind.TEXT: _part, Kind.EXACT: _exact, Kind.CHOICE: _any_of, Kind.FLAG: _any_of, Kind.DATE: _days,
    Kind.NUMBER: _numbers(1), Kind.MONEY: _numbers(100),
}  # fmt: skip
