"""Billing periods: from BILLING_DAY of a month to that of the next, half-open, in the business zone (S3.31–S3.33)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.orders import Span
from domain.walltime import local_day, to_utc

FIRST_DAY, LAST_DAY = 1, 28  # a day that every month has (S3.31)
_MONTHS: Final = 12


@dataclass(frozen=True, order=True)
class Period:
    """The days [start, end) (S3.32, T21)."""

    start: date
    end: date

    def span(self, zone: ZoneInfo) -> Span:
        """The period as UTC: from midnight to midnight on the wall."""
        return Span(to_utc(self.start, time(0), zone), to_utc(self.end, time(0), zone))

    def following(self) -> "Period":
        """The period after this one, with the same billing day."""
        return period_of(self.end, self.start.day)

    def previous(self) -> "Period":
        """The period before this one."""
        return Period(_month(self.start, -1), self.start)


def period_of(day: date, billing_day: int) -> Period:
    """The period that ``day`` belongs to. Raises ``ValueError`` for a billing day outside 1…28."""
    if not FIRST_DAY <= billing_day <= LAST_DAY:
        raise ValueError(f"a billing day is {FIRST_DAY} to {LAST_DAY}, not {billing_day}")
    this_month = day.replace(day=billing_day)
    start = this_month if day >= this_month else _month(this_month, -1)
    return Period(start, _month(start, 1))


def period_at(moment: datetime, billing_day: int, zone: ZoneInfo) -> Period:
    """The period of a moment, by the calendar of ``zone``."""
    return period_of(local_day(moment, zone), billing_day)


def periods_since(start: date, billing_day: int, today: date) -> Iterator[Period]:
    """The periods from ``start`` on, in order, the last of them the one that ``today`` belongs to.

    They go on from where the last closed one ended, whatever the billing day was then: after a change of it the first
    period ends on the new day and is shorter than a month, so that none overlap and no day is left out (T21, S3.55).
    """
    period = Period(start, period_of(start, billing_day).end)
    yield period
    while period.end <= today:
        period = Period(period.end, period_of(period.end, billing_day).end)
        yield period


def price_of(period: Period, price: int) -> int:
    """What a tariff of ``price`` costs for a period: a part of it by days where a changed billing day cut it short."""
    whole = period_of(period.start, period.end.day)
    if period == whole:
        return price
    return price * (period.end - period.start).days // (whole.end - whole.start).days


def paid_through(paid_until: date | None, running: Period) -> date:
    """The last paid day after one more period is paid: the running one first, then the one after what is paid."""
    first = running.start if paid_until is None else max(running.start, paid_until + timedelta(days=1))
    return period_of(first, running.end.day).end - timedelta(days=1)


def _month(day: date, months: int) -> date:
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return day.replace(year=year, month=month + 1)
