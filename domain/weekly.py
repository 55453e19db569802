"""Weekly hours of a group as people type them, in one line or in the fields of a form."""

import re
from typing import Final

from domain import parse
from domain.datewords import weekday
from domain.errors import Invalid
from domain.fold import fold
from domain.groups import Hour
from domain.trainings import LENGTH, LENGTH_LEAST, LENGTH_MOST

_EXAMPLE: Final = "вт 19:00 1 час"
_UNTIL: Final = re.compile(r"(\d{1,2}(?:[:.]\d{2})?)\s*[-–—]\s*(\d{1,2}[:.]\d{2})", re.ASCII)


def read_hours(text: str) -> tuple[Hour, ...]:
    """Weekly hours as they were typed: ``вт 19:00``, ``вт и чт в 19:00 1 час``, ``пн 19:00-20:30``.

    Raises ``Invalid`` with an example.
    """
    typed = re.sub(r",(?!\d)", " ", fold(text)[:100])
    days, rest = _days(typed.split())
    if found := _UNTIL.fullmatch(rest):
        return tuple(Hour(day, *_spanned(found[1], found[2])) for day in days)
    words = rest.split()
    for cut in range(len(words), 0, -1):
        try:
            at = parse.time_of_day(" ".join(words[:cut]))
        except Invalid:
            continue
        length = _length(" ".join(words[cut:]))
        return tuple(Hour(day, at.hour * 60 + at.minute, length) for day in days)
    raise Invalid("When does it begin, and how long is it? Example: {example}", example=_EXAMPLE)


def read_hour(day: str, begins: str, length: str) -> Hour:
    """As ``read_hours``, from three fields of a form; ``day`` is a number from 0."""
    if day not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise Invalid("Please choose one of the list.")
    at = parse.time_of_day(begins)
    return Hour(int(day), at.hour * 60 + at.minute, _length(length.strip()))


def _days(words: list[str]) -> tuple[list[int], str]:
    """The weekdays at the beginning, and the rest."""
    days: list[int] = []
    for at, word in enumerate(words):
        if word in ("и", "and", "в", "во", "on"):
            continue
        if (number := weekday(word)) is None:
            if days:
                return sorted(set(days)), " ".join(words[at:])
            break
        days.append(number)
    raise Invalid("On which day of the week, and when? Example: {example}", example=_EXAMPLE)


def _spanned(begins: str, ends: str) -> tuple[int, int]:
    first, last = parse.time_of_day(begins), parse.time_of_day(ends)
    minute = first.hour * 60 + first.minute
    length = (last.hour * 60 + last.minute - minute) % 1440 * 60
    return minute, _checked(length)


def _length(text: str) -> int:
    return parse.duration(text.removeprefix("на "), least=LENGTH_LEAST, most=LENGTH_MOST) if text else LENGTH


def _checked(length: int) -> int:
    if not LENGTH_LEAST <= length <= LENGTH_MOST:
        raise Invalid(
            "From {least} to {most} minutes. Example: {example}",
            least=LENGTH_LEAST // 60, most=LENGTH_MOST // 60, example="90 мин",
        )  # fmt: skip
    return length
