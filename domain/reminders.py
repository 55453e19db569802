"""When people are told of a game: each moment is computed once, in UTC, and kept as a row.

A timer that thinks in local time fires twice on one night of the year and at a time that does not exist on another;
a moment that was computed once cannot.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import Invalid
from domain.fold import fold
from domain.parse import time_of_day
from domain.walltime import to_utc

LATE: Final = timedelta(hours=2)
LEAD: Final = timedelta(minutes=15)  # before a night begins: a slow minute does not put it off into the night


def moment(start: datetime, before: timedelta, zone: ZoneInfo, hours: str) -> datetime:
    """Return when (UTC) to remind of a game that begins at ``start``: ``before`` it, but not in the quiet ``hours``.

    What falls into the night goes in the morning where at least two hours are left then, else in the evening before,
    shortly before it gets quiet: who plays at nine is not woken at seven, nor told at eight.
    """
    at = start.astimezone(UTC) - before
    morning = quiet(at, zone, hours)
    if morning == at or morning + LATE <= start:
        return morning
    return _gets_quiet(at, zone, hours) - LEAD


def useful_until(due_at: datetime, start: datetime, zone: ZoneInfo, hours: str) -> datetime:
    """Return until when (exclusive) a reminder due at ``due_at`` is still sent after an outage: two hours, or the game.

    Those two hours are of the day: what the night has overtaken goes in the morning after it.
    """
    late = due_at + LATE
    morning = quiet(late, zone, hours)
    return min(late if morning == late else morning + LATE, start)


def day_sheet_at(day: date, zone: ZoneInfo, at: str) -> datetime:
    """Return the moment (UTC) of the sheet of ``day`` for the instructors; ``at`` is a wall time such as ``08:00``.

    Where the clocks skip that time it is the first moment after it; where they show it twice, the first. Raises
    Invalid for a time that cannot be read.
    """
    return to_utc(day, time_of_day(at), zone)


def quiet_hours(text: str) -> tuple[time, time] | None:
    """Read ``22:00-09:00``; None when there are no quiet hours (empty, ``-``, ``нет``, equal ends). Raises Invalid."""
    typed = re.sub(r"[\u2010-\u2015\u2212]", "-", fold(text))
    if typed in {"", "-", "нет", "no", "off", "none"}:
        return None
    ends = [end.strip() for end in typed.split("-")]
    if len(ends) != 2:
        raise Invalid("I don't understand these quiet hours. Example: {example}", example="22:00-09:00")
    since, until = time_of_day(ends[0]), time_of_day(ends[1])
    return None if since == until else (since, until)


def quiet(at: datetime, zone: ZoneInfo, hours: str) -> datetime:
    """Return the earliest moment (UTC), ``at`` or later, that is outside the quiet ``hours`` (``22:00-09:00``).

    A night is one night: where the clock is put back in the midst of it, quiet lasts until its end all the same.
    Not for what is urgent. Raises Invalid for hours that cannot be read.
    """
    ends = quiet_hours(hours)
    local = at.astimezone(zone)
    if ends is None or not _is_quiet(local.time(), *ends):
        return at.astimezone(UTC)
    since, until = ends
    over_midnight = until < since and local.time() >= since
    end_day = local.date() + timedelta(days=over_midnight)
    end = to_utc(end_day, until, zone)
    if end > at:
        return end
    # The clock was put back and shows a quiet hour for the second time; so its end comes a second time too.
    return datetime.combine(end_day, until.replace(fold=1), tzinfo=zone).astimezone(UTC)


def _gets_quiet(at: datetime, zone: ZoneInfo, hours: str) -> datetime:
    """The moment at which the quiet hours that ``at`` lies in have begun."""
    ends = quiet_hours(hours)
    if ends is None:
        raise ValueError("there are no quiet hours")
    local = at.astimezone(zone)
    over_midnight = ends[1] < ends[0] and local.time() < ends[1]
    return to_utc(local.date() - timedelta(days=over_midnight), ends[0], zone)


def _is_quiet(clock: time, since: time, until: time) -> bool:
    if since < until:
        return since <= clock < until
    return clock >= since or clock < until
