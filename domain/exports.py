"""What an exported table is made of: its columns and how their values are written, and the periods it may cover."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.access import Permission


class Cell(StrEnum):
    """How a column's values are written into the sheet."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # minor units → the currency's number
    MOMENT = "moment"  # aware → the business's wall clock
    MINUTES = "minutes"  # seconds → minutes
    HOURS = "hours"  # seconds → hours
    DAY = "day"  # a calendar day
    LAST_DAY = "last_day"  # the day after → the last day that counts
    LINK = "link"  # a code → the link that opens the bot with it
    QR = "qr"  # the same link as a picture, for printing
    WORD = "word"  # an enum's value → its word in the reader's language


class Period(StrEnum):
    """What an export may cover."""

    MONTH = "month"
    LAST_MONTH = "last"
    NEXT_30 = "next"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True)
class Column:
    """One column: the name its query gives it, its heading (English msgid), its kind, its width in characters.

    ``total``: its sum stands in a last row of the file.
    """

    name: str
    title: str
    cell: Cell = Cell.TEXT
    width: int = 16
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table somebody may export. ``dated``: whether a period can be chosen."""

    name: str
    title: str
    permission: Permission
    columns: tuple[Column, ...]
    dated: bool
    area: str = ""  # of config.AREAS: where it is switched off, nobody is offered this

    def chosen(self, mask: int) -> tuple[Column, ...]:
        """The columns whose bits are set; all of them where none is."""
        return tuple(c for at, c in enumerate(self.columns) if mask >> at & 1) or self.columns

    @property
    def every(self) -> int:
        """The mask of all columns."""
        return (1 << len(self.columns)) - 1


def bounds(period: Period, today: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The half-open time a period covers, in UTC; None for everything."""
    month = today.replace(day=1)
    spans = {
        Period.MONTH: (month, _next_month(month)),
        Period.LAST_MONTH: ((month - timedelta(days=1)).replace(day=1), month),
        Period.NEXT_30: (today, today + timedelta(days=30)),
        Period.YEAR: (today.replace(month=1, day=1), date(today.year + 1, 1, 1)),
    }
    if period is Period.ALL:
        return None
    first, after = spans[period]
    return _midnight(first, zone), _midnight(after, zone)


def ending_on(end: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The bounds that hold the billing periods whose next one begins on ``end``: their last day lies in them."""
    return _midnight(end - timedelta(days=1), zone), _midnight(end, zone)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
