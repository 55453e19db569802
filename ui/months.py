"""A month as a grid of buttons: today `·21·`, games `21 ³`, a full day `21 ●`, blanks and past days as dots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from telegram import InlineKeyboardButton

from domain.months import month_weeks, shift
from domain.views import MonthView
from ui.callbacks import Button, button
from ui.screen import Row, press
from ui.texts import Words

DOT = "·"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@button("nb")
@dataclass(frozen=True)
class Blank(Button):
    """A place of the grid that does nothing: the name of a weekday, a day of another month."""


def month_grid(
    t: Words,
    month: MonthView,
    today: date,
    day_button: Callable[[date], Button | None],
    month_button: Callable[[int, int], Button | None],
) -> list[Row]:
    """The month's rows: `«  ноябрь 2026  »`, weekdays, weeks.

    ``day_button(day)`` is what a day does, None where it does nothing (a past day then shows as a dot);
    ``month_button(year, month)`` turns the page, None where there is nothing to turn to. Weeks of dots are left out.
    """
    head = [
        _turn(month, -1, "«", month_button),
        _blank(t.month(date(month.year, month.month, 1))),
        _turn(month, +1, "»", month_button),
    ]
    weekdays = [_blank(t.weekday(number)) for number in range(7)]
    weeks = [
        [_blank(DOT) if day is None else _place(month, day, today, day_button(day)) for day in week]
        for week in month_weeks(month.year, month.month)
    ]
    return [head, weekdays, *(week for week in weeks if any(place.text != DOT for place in week))]


def day_label(month: MonthView, day: date, today: date) -> str:
    """`21`, `·21·` for today, `21 ³` with three games, `21 ●` where nothing is free; `·21·³` fits a narrow phone."""
    number, gap = (f"{DOT}{day.day}{DOT}", "") if day == today else (str(day.day), " ")
    count = month.counts.get(day, 0)
    if day in month.full:
        return f"{number}{gap}●"
    return f"{number}{gap}{str(count).translate(_SUPERSCRIPT)}" if count else number


def _place(month: MonthView, day: date, today: date, does: Button | None) -> InlineKeyboardButton:
    if does is None and day < today:
        return _blank(DOT)
    return press(day_label(month, day, today), does or Blank())


def _turn(
    month: MonthView, by: int, label: str, month_button: Callable[[int, int], Button | None]
) -> InlineKeyboardButton:
    does = month_button(*shift(month.year, month.month, by))
    return press(label, does) if does else _blank(DOT)


def _blank(label: str) -> InlineKeyboardButton:
    return press(label, Blank())
