"""Days on which the business works or rests out of its usual order: an owner's own list over public holidays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.errors import Invalid
from domain.fold import fold

_OFF = {"", "off", "day off", "closed", "выходной", "закрыто", "не работаем"}
_WORKING = {"working", "open", "on", "рабочий", "работаем"}
_FORMATS = ("%d.%m.%Y", "%Y-%m-%d")
_MARK = {True: "works", False: "off"}


@dataclass(frozen=True)
class SpecialDays:
    """Whether each of these days is worked, whatever the calendar says."""

    works: Mapping[date, bool]

    @classmethod
    def parse(cls, text: str, most: int) -> "SpecialDays":
        """Read ``31.12.2026`` or ``28.12.2026 рабочий``, one a line; raises ``Invalid`` naming the line."""
        found: dict[date, bool] = {}
        for line in filter(None, (fold(row) for row in text.splitlines())):
            typed, _, word = line.partition(" ")
            if word not in _OFF | _WORKING or (day := _date(typed)) is None:
                raise Invalid("I can't read “{line}”. Example: 31.12.2026, or 28.12.2026 working", line=line)
            found[day] = word in _WORKING
        if not 1 <= len(found) <= most:
            raise Invalid("Expected a whole number from {low} to {high}.", low=1, high=most)
        return cls(found)

    @classmethod
    def of(cls, stored: Sequence[str]) -> "SpecialDays":
        """What ``stored`` gave."""
        rows = (row.split() for row in stored)
        return cls({date.fromisoformat(day): mark == _MARK[True] for day, mark in rows})

    def stored(self) -> list[str]:
        """As plain JSON, in order: ``["2026-12-31 off"]``."""
        return [f"{day.isoformat()} {_MARK[works]}" for day, works in sorted(self.works.items())]


def _date(text: str) -> date | None:
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text.rstrip(",;:"), pattern).date()  # noqa: DTZ007  (a calendar day has no zone)
        except ValueError:
            continue
    return None
