"""Picking a free day and a free start, for a customer and for whoever offers one: nothing about other games (S1.13)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from markupsafe import Markup

from domain.orders import Polygon
from domain.views import MonthView, Slots
from ui.callbacks import Button
from ui.months import month_grid
from ui.orders import chosen, polygon_label, time_rows
from ui.screen import Row, press
from ui.texts import Words

SHOWN = 48  # starts on one screen; with a fine step only the rounder ones, the others can be typed
_ROUND = (15, 30, 60)  # minutes


def day_rows(
    t: Words,
    month: MonthView,
    today: date,
    last: date,
    day_button: Callable[[date], Button],
    month_button: Callable[[int, int], Button],
) -> list[Row]:
    """The month's grid: full, past and too distant days do nothing."""
    return month_grid(
        t, month, today,
        lambda day: day_button(day) if today <= day <= last and day not in month.full else None,
        lambda year, number: month_button(year, number) if _is_near((year, number), today, last) else None,
    )  # fmt: skip


def place_row(t: Words, polygon: Polygon, polygon_button: Callable[[Polygon], Button]) -> Row:
    """`[·арена·] [парк] [лес]`."""
    return [press(chosen(polygon_label(t, one), one == polygon), polygon_button(one)) for one in Polygon]


def start_rows(t: Words, slots: Slots, start_button: Callable[[datetime], Button]) -> list[Row]:
    """The free starts, four in a row."""
    return time_rows(t, rounder(t, slots.starts), start_button)


def rounder(t: Words, starts: Sequence[datetime]) -> Sequence[datetime]:
    """At most as many starts as a screen takes: with a fine step the quarters, the halves or the hours of them."""
    for minutes in _ROUND:
        if len(starts) <= SHOWN:
            break
        starts = [at for at in starts if t.local(at).minute % minutes == 0]
    return starts[:SHOWN]


def said(t: Words, slots: Slots) -> Markup:
    """What to do with the starts, or why there are none."""
    where = polygon_label(t, slots.polygon)
    if slots.starts:
        return t("When does it begin? Choose the place and the time.")
    if not slots.opens:
        return t("It is closed that day ({polygon}). Please choose another place or day.", polygon=where)
    return t("There is no free time that day ({polygon}). Please choose another place or day.", polygon=where)


def _is_near(month: tuple[int, int], today: date, last: date) -> bool:
    return (today.year, today.month) <= month <= (last.year, last.month)
