"""The month as a grid of weeks, Monday first."""

from calendar import monthrange
from datetime import date, timedelta


def month_weeks(year: int, month: int) -> list[list[date | None]]:
    """Return the weeks of a month, seven places each; days of other months are None."""
    first = date(year, month, 1)
    days = monthrange(year, month)[1]
    cells: list[date | None] = [None] * first.weekday()
    cells += [first + timedelta(days=ahead) for ahead in range(days)]
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def shift(year: int, month: int, by: int) -> tuple[int, int]:
    """Return the month ``by`` months later (earlier when negative)."""
    years, zero_based = divmod(year * 12 + month - 1 + by, 12)
    return years, zero_based + 1
