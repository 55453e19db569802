"""Statistics: each is declared once, for the query, the chart, the table and the Excel file alike (S5.39, S5.46).

A query gives what adds up; averages and loads are ratios of that, so that a period's is not a mean of its days' means.
Days are the business's and inclusive.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Permission
from domain.errors import Invalid, NotFound
from domain.memberships import DAY, Span

DAYS_MOST: Final = 366  # of a period
YEARS: Final = range(2000, 2100)
Value = int | None
Key = date | str
Given = tuple[Key, str, Sequence[int]]  # what a query gives: key, name, numbers


class Kind(StrEnum):
    """What a row stands for."""

    DAYS = "days"  # each day of the period
    NAMES = "names"  # a coach, a place, a state: the greatest first


class Unit(StrEnum):
    """What a number counts; all are whole numbers as they are stored."""

    NUMBER = "number"
    MONEY = "money"  # minor units
    HOURS = "hours"  # seconds
    WAIT = "wait"  # seconds
    SHARE = "share"  # tenths of a percent


class Total(StrEnum):
    """What a column comes to over the period."""

    SUM = "sum"
    MEAN = "mean"  # of the days: how many there are on one day after the other does not add up


class Period(StrEnum):
    """The periods that are offered; the web asks for any own days besides."""

    WEEK = "7"
    THIRTY = "30"
    MONTH = "m"
    LAST_MONTH = "l"


@dataclass(frozen=True)
class Column:
    """One number of a row. ``ratio``: computed of two other columns; ``is_shown``: else it is there for ratios only.

    ``is_drawn``: stands in the chart, else in the table only.
    """

    key: str
    title: str
    unit: Unit = Unit.NUMBER
    total: Total = Total.SUM
    ratio: tuple[str, str] | None = None
    is_shown: bool = True
    is_drawn: bool = True


@dataclass(frozen=True)
class Statistic:
    """A statistic: its name is its query's, its area one of ``FEATURES``. ``label``: the heading of what rows are."""

    name: str
    area: str
    title: str
    kind: Kind
    columns: tuple[Column, ...]
    label: str
    permission: Permission = Permission.STATS

    @property
    def raw(self) -> tuple[Column, ...]:
        """What the query gives, in order."""
        return tuple(one for one in self.columns if one.ratio is None)

    @property
    def shown(self) -> tuple[Column, ...]:
        """What people see."""
        return tuple(one for one in self.columns if one.is_shown)

    @property
    def drawn(self) -> tuple[tuple[Column, ...], ...]:
        """The columns of each chart: one chart a unit."""
        units = dict.fromkeys(one.unit for one in self.shown if one.is_drawn)
        return tuple(tuple(one for one in self.shown if one.is_drawn and one.unit is unit) for unit in units)


@dataclass(frozen=True)
class Row:
    """A day or a name with its numbers, in the order of ``Statistic.shown``; ``before``: those of the period before.

    ``key``: the day, an id or a word of ours; ``name``: of whoever has the id.
    """

    key: Key
    name: str
    values: tuple[Value, ...]
    before: tuple[Value, ...] | None = None


@dataclass(frozen=True)
class Table:
    """A statistic over a period: what is drawn, shown and written into the file."""

    name: str
    rows: tuple[Row, ...]
    totals: tuple[Value, ...]
    before: tuple[Value, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see."""
        return not any(value for row in self.rows for value in row.values)


@dataclass(frozen=True)
class Numbers:
    """The statistics of an area over a period; ``before``: the period that they are compared with."""

    area: str
    span: Span
    before: Span | None
    tables: tuple[Table, ...]


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


_SUM, _PAYMENTS = Column("amount", _("Money"), Unit.MONEY), Column("payments", _("Payments"))
_DAY = _("Day")
_STATISTICS: Final = (
    Statistic(
        "visits", "fitness", _("Visits"), Kind.DAYS,
        (Column("came", _("Have come")), Column("missed", _("Missed"))), _DAY,
    ),
    Statistic("money", "fitness", _("Payments for memberships"), Kind.DAYS, (_SUM, _PAYMENTS), _DAY),
    Statistic(
        "active", "fitness", _("Active members"), Kind.DAYS, (Column("active", _("Active"), total=Total.MEAN),), _DAY
    ),
    Statistic("frozen", "fitness", _("Frozen days"), Kind.DAYS, (Column("frozen", _("Frozen")),), _DAY),
    Statistic(
        "coaches", "fitness", _("Trainings by coach"), Kind.NAMES,
        (Column("trainings", _("Trainings")), Column("came", _("Have come"), is_drawn=False)), _("Coach"),
    ),
    Statistic(
        "games", "orders", _("Games by day"), Kind.DAYS,
        (Column("games", _("Games")), Column("cancelled", _("Cancelled"))), _DAY,
    ),
    Statistic(
        "load", "orders", _("Load"), Kind.NAMES,
        (
            Column("booked", _("Booked"), Unit.HOURS, is_drawn=False),
            Column("open", _("Open hours"), Unit.HOURS, is_drawn=False),
            Column("load", _("Load"), Unit.SHARE, ratio=("booked", "open")),
        ), _("Place"),
    ),
    Statistic(
        "purchases", "shop", _("Purchases by day"), Kind.DAYS,
        (Column("purchases", _("Purchases")), Column("amount", _("For the sum of"), Unit.MONEY)), _DAY,
    ),
    Statistic("shop_money", "shop", _("Payments for purchases"), Kind.DAYS, (_SUM, _PAYMENTS), _DAY),
    Statistic(
        "tickets", "tickets", _("Tickets by state"), Kind.NAMES, (Column("tickets", _("Tickets")),), _("State")
    ),
    Statistic(
        "reaction", "tickets", _("Tickets and the wait for an answer"), Kind.DAYS,
        (
            Column("opened", _("Were opened")), Column("taken", _("Taken into work"), is_drawn=False),
            Column("waited", "", Unit.WAIT, is_shown=False),
            Column("wait", _("Until taken, on average"), Unit.WAIT, ratio=("waited", "taken")),
        ), _DAY,
    ),
    Statistic(
        "categories", "requests", _("Requests by category"), Kind.NAMES,
        (Column("filed", _("Were filed")), Column("done", _("Of them done"))), _("Request's category"),
    ),
    Statistic(
        "executors", "requests", _("Requests by executor"), Kind.NAMES,
        (Column("given", _("Were given")), Column("done", _("Of them done"))), _("Executor"),
    ),
)  # fmt: skip
STATISTICS: Final[Mapping[str, Statistic]] = {one.name: one for one in _STATISTICS}
AREAS: Final = tuple(dict.fromkeys(one.area for one in _STATISTICS))


def areas_of(features: frozenset[str]) -> tuple[str, ...]:
    """The areas that are switched on and have statistics."""
    return tuple(one for one in AREAS if one in features)


def switched_on(area: str, features: frozenset[str]) -> str:
    """The area itself; raises ``NotFound`` where it is switched off."""
    if area not in areas_of(features):
        raise NotFound("There are no such statistics.")
    return area


def of_area(area: str) -> tuple[Statistic, ...]:
    """The statistics of an area; raises ``NotFound`` for none."""
    if not (found := tuple(one for one in _STATISTICS if one.area == area)):
        raise NotFound("There are no such statistics.")
    return found


def get(name: str) -> Statistic:
    """The statistic; raises ``NotFound``."""
    if name not in STATISTICS:
        raise NotFound("There are no such statistics.")
    return STATISTICS[name]


# --- periods ---


def span_of(period: Period, today: date) -> Span:
    """The days of a period, up to today."""
    month = today.replace(day=1)
    if period is Period.LAST_MONTH:
        return Span((month - DAY).replace(day=1), month - DAY)
    if period is Period.MONTH:
        return Span(month, today)
    return Span(today - timedelta(days=int(period.value) - 1), today)


def own(first: date, last: date) -> Span:
    """Days that somebody has chosen; raises ``Invalid``."""
    if last < first:
        raise Invalid("The last day of a period is not before its first.")
    if first.year not in YEARS or last.year not in YEARS:
        raise Invalid("There is no such day in these statistics.")
    span = Span(first, last)
    if span.days > DAYS_MOST:
        raise Invalid("A period has at most {n} days.", n=DAYS_MOST)
    return span


def before(span: Span) -> Span:
    """The period of the same length that ends the day before."""
    return Span(span.starts - timedelta(days=span.days), span.starts - DAY)


def days_of(span: Span) -> list[date]:
    """Each day of a period."""
    return [span.starts + timedelta(days=ahead) for ahead in range(span.days)]
