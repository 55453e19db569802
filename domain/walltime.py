"""From the clock on the club's wall to UTC and back.

One rule for the two odd nights of a year: a wall time means *the first moment at which the clock shows it or
a later time*. So 02:30 in the skipped hour is 03:00, and 02:30 that comes twice is the first one. Everything
that turns hours, reminders or typed times into moments uses this rule, so they all agree.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.orders import Span


def to_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment (UTC) when the clock in ``zone`` shows ``at`` of ``day`` or a later time."""
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(first, zone) == wall:
        return first
    # In the gap: fold=1 reads the new offset and gives a moment before it, fold=0 one after it.
    early, late = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        early, late = (early, middle) if _wall(middle, zone) >= wall else (middle, late)
    return late


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    """Say whether the clock in ``zone`` shows ``at`` on ``day`` at all."""
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    return _wall(wall.replace(tzinfo=zone).astimezone(UTC), zone) == wall


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of an aware ``moment`` in ``zone``."""
    return moment.astimezone(zone).date()


def day_span(day: date, zone: ZoneInfo) -> Span:
    """Return the calendar day as UTC: 23, 24 or 25 hours; it begins at 01:00 where midnight is skipped."""
    return Span(to_utc(day, time(0), zone), to_utc(day + timedelta(days=1), time(0), zone))


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)
