"""Billing periods: from BILLING_DAY of a month to that of the next, half-open, in the business zone (S3.31–S3.33)."""

from dataclasses import dataclass
from datetime import date, datetime, time
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


def _month(day: date, months: int) -> date:
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return day.replace(year=year, month=month + 1)
