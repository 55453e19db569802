"""A ticket of the desk: its words, and what happens to it by itself while nobody does anything (S3.28–S3.30, S3.34)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Invalid
from domain.workclock import ResponseClock, RoundTheClock


class Kind(StrEnum):
    """Whose ticket it is: a client's on a tariff is a job, with targets and pay; anybody else's a question."""

    QUESTION = "question"
    JOB = "job"


class State(StrEnum):
    """Where a ticket stands; moves only along the edges of ``domain.workflow`` (S2.57)."""

    CREATED = "created"
    TAKEN = "taken"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """What happens by itself, each once while a ticket stays where it is."""

    WIDEN = "widen"  # not only the pinned contractor knows of it any more (S3.28)
    UNTAKEN = "untaken"  # managers are warned that nobody has taken it (S3.30)
    OVERDUE = "overdue"  # managers are warned that it is not done (S3.29)


OPEN: Final = frozenset({State.CREATED, State.TAKEN})
ESTIMATES: Final = (1, 24)  # whole hours a contractor may promise; more is the manager's (S3.64)
USUAL_WORK: Final = timedelta(hours=24)  # of the calendar, where nobody has said how long it will take (T20)


@dataclass(frozen=True)
class Shares:
    """How much of its time passes before each stage, in percent (1…100)."""

    widen: int
    untaken: int
    overdue: int


@dataclass(frozen=True)
class Course:
    """What the stages of one ticket are counted from. ``reaction`` on ``clock``; ``estimate`` too, None: not said."""

    state: State
    created_at: datetime
    reaction: timedelta
    clock: ResponseClock
    is_pinned: bool = False
    taken_at: datetime | None = None
    estimate: timedelta | None = None


def estimate(text: str) -> int:
    """Whole hours as they are typed: `4`, `4 h`; raises ``Invalid`` outside of 1…24 (S3.64)."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*[^\d.,:]*", text)
    if found is None or not ESTIMATES[0] <= int(found[1]) <= ESTIMATES[1]:
        raise Invalid("Expected {low} to {high} hours. If it takes longer, talk to the manager.",
                      low=ESTIMATES[0], high=ESTIMATES[1])  # fmt: skip
    return int(found[1])


def stages(course: Course, shares: Shares) -> list[tuple[datetime, Stage]]:
    """Return what will happen by itself from here on, passed or to come, in order: one after the other, each once.

    A released ticket has its stages anew, counted from its creation: the person has waited since then (S3.65).
    """
    if course.state is State.CREATED:
        shared = {Stage.UNTAKEN: shares.untaken} | ({Stage.WIDEN: shares.widen} if course.is_pinned else {})
        due = [(_part(course.clock, course.created_at, course.reaction, share), at) for at, share in shared.items()]
        return sorted(due, key=lambda one: (one[0], one[1] is Stage.UNTAKEN))
    if course.state is State.TAKEN and course.taken_at is not None:
        clock = course.clock if course.estimate else RoundTheClock()
        work = course.estimate or USUAL_WORK
        return [(_part(clock, course.taken_at, work, shares.overdue), Stage.OVERDUE)]
    return []


def following(course: Course, shares: Shares, passed: Collection[Stage]) -> tuple[datetime, Stage] | None:
    """Return the first stage that has not passed, and its moment; None where nothing more will happen."""
    return next((step for step in stages(course, shares) if step[1] not in passed), None)


def promised_by(course: Course) -> datetime:
    """The moment until which the client was promised a look at the ticket (S3.61)."""
    return course.clock.after(course.created_at, course.reaction)


def _part(clock: ResponseClock, start: datetime, whole: timedelta, percent: int) -> datetime:
    return clock.after(start, whole * percent / 100)
