"""Opening hours: written in one line by an owner, asked for one day at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.datewords import DAYS_EN, weekday
from domain.errors import Invalid
from domain.fold import fold
from domain.orders import Span
from domain.walltime import to_utc

Opening = tuple[time, time]
"""Opens and closes, by the clock on the wall. A closing not after the opening is on the next day."""

EVERY_DAY = range(7)
_EXAMPLE = "пн-пт 10:00-22:00; сб-вс 9:00-23:00; вт выходной"
_GROUPS = {
    "ежедневно": EVERY_DAY, "daily": EVERY_DAY, "каждый день": EVERY_DAY, "every day": EVERY_DAY,
    "будни": range(5), "по будням": range(5), "weekdays": range(5),
    "выходные": range(5, 7), "по выходным": range(5, 7), "weekend": range(5, 7), "weekends": range(5, 7),
}  # fmt: skip
_CLOSED = {"выходной", "закрыто", "не работаем", "closed", "off", "day off"}
_ROUND_THE_CLOCK = {"круглосуточно", "24/7", "24 часа", "24h", "24 hours"}
_DASH = re.compile(r"\s*[\u2010-\u2015\u2212-]\s*")
_TIMES = re.compile(r"^(?P<days>.*?)[\s:]*(?P<times>(?:\b(?:с|from)\s+)?\d.*)$")
_OPENING = re.compile(r"(?:с |from )?(\d{1,2})(?:[:.](\d{2}))?(?:-| до | to )(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When a polygon is open on each weekday, Monday first; a day has any number of openings, in order."""

    week: tuple[tuple[Opening, ...], ...]

    @classmethod
    def parse(cls, text: str) -> "OpeningHours":
        """Read ``10:00-22:00`` or ``пн-пт 10:00-22:00; сб-вс 9:00-23:00; вт выходной``; a later part wins.

        Days that are not named are closed. ``10:00-02:00`` closes after midnight, ``10-14, 15-22`` has a
        break. Raises Invalid naming the part that can't be read.
        """
        week: list[tuple[Opening, ...]] = [()] * 7
        parts = [part for part in re.split(r"[;\n]", text) if fold(part)]
        if not parts:
            raise Invalid("Opening hours are empty. Example: {example}", example=_EXAMPLE)
        for part in parts:
            days, openings = _part(_DASH.sub("-", fold(part)), part.strip())
            for day in days:
                week[day] = openings
        return cls(tuple(week))

    def on(self, day: date) -> list[Opening]:
        """Return the openings that begin on ``day``, by the wall clock, in order."""
        return list(self.week[day.weekday()])

    def said(self, days: Sequence[str] = DAYS_EN, closed: str = "closed") -> str:
        """Return the hours in the words given (seven day names, Monday first); ``parse`` reads it back."""
        rows = [", ".join(f"{o:%H:%M}-{c:%H:%M}" for o, c in day) or closed for day in self.week]
        if len(set(rows)) == 1:
            return rows[0]
        said: list[str] = []
        first = 0
        for day in EVERY_DAY:
            if day == 6 or rows[day + 1] != rows[first]:
                name = days[first] if first == day else f"{days[first]}-{days[day]}"
                said.append(f"{name} {rows[first]}")
                first = day + 1
        return "; ".join(said)

    def __str__(self) -> str:
        """The canonical form, kept in settings."""
        return self.said()


@lru_cache(maxsize=4096)
def open_spans(hours: OpeningHours, day: date, zone: ZoneInfo) -> tuple[Span, ...]:
    """Return the openings that begin on ``day`` as UTC spans, right on the days when the clocks change."""
    return tuple(
        Span(to_utc(day, opens, zone), to_utc(day + timedelta(days=closes <= opens), closes, zone))
        for opens, closes in hours.on(day)
    )


def _part(part: str, typed: str) -> tuple[Sequence[int], tuple[Opening, ...]]:
    """One part between semicolons: its days and their openings."""
    for word in _ROUND_THE_CLOCK:
        if part.endswith(word):
            return _days(part.removesuffix(word), typed), ((_MIDNIGHT, _MIDNIGHT),)
    for word in _CLOSED:
        if part.endswith(word):
            return _days(part.removesuffix(word), typed), ()
    found = _TIMES.match(part)
    if not found:
        raise _unreadable(typed)
    openings = tuple(sorted(_opening(one, typed) for one in re.split(r"\s*,\s*|\s+и\s+", found["times"])))
    ends = [_minutes(closes) + 1440 * (closes <= opens) for opens, closes in openings]
    if any(end > _minutes(opens) for end, (opens, _) in zip(ends, openings[1:], strict=False)):
        raise Invalid("These hours overlap: {part}. Example: {example}", part=typed, example="10-14, 15-22")
    return _days(found["days"], typed), openings


def _days(words: str, typed: str) -> Sequence[int]:
    """``пн-ср, сб`` as weekday numbers; a range may go over Sunday; no word means every day."""
    words = words.strip(" :,-")
    if not words:
        return EVERY_DAY
    if words in _GROUPS:
        return _GROUPS[words]
    days: list[int] = []
    for piece in re.split(r"\s*,\s*|\s+и\s+|\s+", words):
        ends = [weekday(name) for name in piece.split("-")]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or first is None or last is None:
            raise _unreadable(typed)
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return days


def _opening(text: str, typed: str) -> Opening:
    found = _OPENING.fullmatch(text.strip())
    if not found:
        raise _unreadable(typed)
    opens, closes = (int(found[1]), int(found[2] or 0)), (int(found[3]), int(found[4] or 0))
    if closes == (24, 0):
        closes = (0, 0)
    if max(opens[0], closes[0]) > 23 or max(opens[1], closes[1]) > 59:
        raise _unreadable(typed)
    return time(*opens), time(*closes)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _unreadable(typed: str) -> Invalid:
    return Invalid("I can't read these hours: {part}. Example: {example}", part=typed, example=_EXAMPLE)
