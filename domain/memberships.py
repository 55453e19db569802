"""Memberships of the gym: the days they run, who is active, freezes (S5.14–S5.18, S5.43, S5.44; T26, T29).

All days are the business's and inclusive. A membership is so many days; frozen ones do not count. What has not begun
begins the day after what stands before it ends, or today: so a freeze moves the end of this and of every later one, and
days that come back move them back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Conflict, Invalid, Outdated

DAY: Final = timedelta(days=1)
FREEZE_AHEAD: Final = 366  # days; a freeze begins within a year


class State(StrEnum):
    """Where a membership stands: asked for by the member, paid, or called off."""

    WANTED = "wanted"
    PAID = "paid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, order=True)
class Span:
    """Days in a row, both ends included."""

    starts: date
    ends: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.ends - self.starts).days + 1

    def has(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.starts <= day <= self.ends

    def meets(self, other: "Span") -> bool:
        """Whether they share a day."""
        return self.starts <= other.ends and other.starts <= self.ends


@dataclass(frozen=True)
class Run:
    """A paid membership as it runs: ``days`` of its plan, of which ``freezes`` take none."""

    id: int
    span: Span
    days: int
    freeze_days: int  # how many may be frozen at all
    freezes: tuple[Span, ...] = ()

    @property
    def frozen(self) -> int:
        """How many days were frozen, or will be."""
        return sum(one.days for one in self.freezes)

    @property
    def freeze_left(self) -> int:
        """How many may still be frozen."""
        return max(0, self.freeze_days - self.frozen)


def renewed(today: date, last_end: date | None, days: int) -> Span:
    """The days of a new membership: from today, or from the day after the last one ends (T26)."""
    starts = max(today, last_end + DAY) if last_end is not None else today
    return Span(starts, starts + timedelta(days=days - 1))


def is_active(day: date, spans: Iterable[Span], freezes: Iterable[Span]) -> bool:
    """Whether somebody with these memberships and freezes is active: one runs that day and it is not frozen (S5.15)."""
    return any(one.has(day) for one in spans) and not any(one.has(day) for one in freezes)


def frozen_until(starts: date, days: int, freezes: Iterable[Span]) -> tuple[date, tuple[Span, ...]]:
    """The end of a membership of ``days`` with these freezes, and those of them that it reaches."""
    ends = starts + timedelta(days=days - 1)
    reached: list[Span] = []
    for one in sorted(freezes):
        if one.starts > ends:
            break
        ends += timedelta(days=one.days)
        reached.append(one)
    return ends, tuple(reached)


def laid_out(today: date, runs: Sequence[Run]) -> list[Run]:
    """The same memberships where they stand now, in order; a freeze that is not reached any more is dropped."""
    laid: list[Run] = []
    for run in sorted(runs, key=lambda one: (one.span.starts, one.id)):
        starts = run.span.starts
        if starts > today:
            starts = max(today, laid[-1].span.ends + DAY if laid else today)
        ends, reached = frozen_until(starts, run.days, run.freezes)
        laid.append(replace(run, span=Span(starts, ends), freezes=reached))
    return laid


def frozen(today: date, run: Run, freeze: Span) -> Run:
    """The membership with one freeze more; raises why it can't be (S5.44).

    ``Invalid`` for days that are over, before or beyond the membership, ``Conflict`` for frozen ones and too many.
    """
    if freeze.ends < freeze.starts:
        raise Invalid("The last day of a freeze is not before its first.")
    if freeze.starts < today:
        raise Invalid("A freeze begins today or later.")
    if not run.span.has(freeze.starts):
        raise Invalid("A freeze begins while the membership runs: until {day}.", day=run.span.ends)
    if any(freeze.meets(one) for one in run.freezes):
        raise Conflict("Some of these days are frozen already.")
    if not run.freeze_days:
        raise Conflict("This membership can't be frozen.")
    if freeze.days > run.freeze_left:
        raise Conflict("Days of freeze left: {left}. Asked for: {asked}.", left=run.freeze_left, asked=freeze.days)
    return replace(run, freezes=tuple(sorted((*run.freezes, freeze))))


def thawed(today: date, run: Run, starts: date) -> Run:
    """The membership without what is left of the freeze that began, or begins, on ``starts``; today counts again.

    Raises ``Outdated`` where it is over or gone.
    """
    freeze = next((one for one in run.freezes if one.starts == starts), None)
    if freeze is None or freeze.ends < today:
        raise Outdated("This freeze is over already.")
    others = tuple(one for one in run.freezes if one != freeze)
    kept = (Span(freeze.starts, today - DAY),) if freeze.starts < today else ()
    return replace(run, freezes=tuple(sorted((*others, *kept))))


def called_off(today: date, run: Run) -> tuple[Span | None, tuple[Span, ...]]:
    """What a membership that is called off today keeps: the days it has had, none if it has not begun, and its freezes.

    Raises ``Conflict`` where all its days are over.
    """
    if run.span.ends < today:
        raise Conflict("This membership is over: there is nothing to call off.")
    if run.span.starts >= today:
        return None, ()
    yesterday = today - DAY
    kept = tuple(Span(one.starts, min(one.ends, yesterday)) for one in run.freezes if one.starts < today)
    return Span(run.span.starts, yesterday), kept
