"""Time that counts towards a response: round the clock, or only while the business works (S3.28–S3.30).

A clock is asked two things: when so much of its time will have passed since a moment, and how much of it lies between
two moments. Lunch is a gap in the hours, a holiday is a day without any.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from domain.hours import OpeningHours, open_spans
from domain.orders import Span
from domain.walltime import local_day

LOOKED_AHEAD = 800  # days; hours that do not hold what is asked for by then are taken for a mistake
_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


class ResponseClock(Protocol):
    """How the time of a response is counted."""

    def after(self, start: datetime, passed: timedelta) -> datetime:
        """The first moment (UTC) at which ``passed`` of the clock's time has gone by since ``start``."""
        ...

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much of the clock's time lies in [start, end); nothing where the end is not later."""
        ...


@dataclass(frozen=True)
class RoundTheClock:
    """Every minute counts."""

    def after(self, start: datetime, passed: timedelta) -> datetime:
        """As ``ResponseClock.after``."""
        return start + passed

    def between(self, start: datetime, end: datetime) -> timedelta:
        """As ``ResponseClock.between``."""
        return max(end - start, _NOTHING)


@dataclass(frozen=True)
class WorkingHours:
    """Only the minutes in which the business works: its hours, but for the days on which it is ``closed``."""

    hours: OpeningHours
    zone: ZoneInfo
    closed: Callable[[date], bool] = lambda _day: False

    def after(self, start: datetime, passed: timedelta) -> datetime:
        """As ``ResponseClock.after``.

        Hours that never come to ``passed`` (a week without an open minute) count round the clock: a target that
        nobody is ever warned of would be worse than one that is warned of at night.
        """
        left = passed
        if left <= _NOTHING:
            return start
        for span in self._open_since(start):
            length = span.end - span.start
            if left <= length:
                return span.start + left
            left -= length
        return start + passed

    def between(self, start: datetime, end: datetime) -> timedelta:
        """As ``ResponseClock.between``, within 800 days."""
        worked = _NOTHING
        for span in self._open_since(start):
            if span.start >= end:
                break
            worked += min(span.end, end) - span.start
        return worked

    def _open_since(self, start: datetime) -> Iterator[Span]:
        """What is left of the openings since ``start``, in order; a night that reaches into a morning counts once."""
        reached = start
        first = local_day(start, self.zone) - _DAY
        for number in range(LOOKED_AHEAD):
            day = first + number * _DAY
            for span in () if self.closed(day) else open_spans(self.hours, day, self.zone):
                if span.end > reached:
                    yield Span(max(span.start, reached), span.end)
                    reached = span.end
