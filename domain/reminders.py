"""When people are told of a game: each moment is computed once, in UTC, and kept as a row.

A timer that thinks in local time fires twice on one night of the year and at a time that does not exist on another;
a moment that was computed once cannot.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import Invalid
from domain.fold import fold
from domain.parse import time_of_day
from domain.walltime import to_utc

OFFSETS: Final = (timedelta(hours=24), timedelta(hours=2))
LATE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """A reminder to be sent at ``due_at`` (UTC), ``before`` the game begins."""

    due_at: datetime
    before: timedelta


def due(start: datetime, now: datetime, offsets: Sequence[timedelta] = OFFSETS) -> list[Reminder]:
    """Return the reminders to keep for a game that was created, confirmed or moved at ``now``, earliest first.

    Those whose moment is past or is now are left out: who books an hour ahead needs no reminder. An offset of zero is
    a reminder switched off. ``start`` and ``now`` are aware.
    """
    wanted = {Reminder(start - before, before) for before in offsets if before > timedelta(0)}
    return sorted(one for one in wanted if one.due_at > now)


def still_useful(due_at: datetime, now: datetime, start: datetime) -> bool:
    """Say whether a reminder that is late (an outage) is still sent: under two hours late, the game not begun."""
    return now - due_at < LATE and now < start


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


def _is_quiet(clock: time, since: time, until: time) -> bool:
    if since < until:
        return since <= clock < until
    return clock >= since or clock < until
