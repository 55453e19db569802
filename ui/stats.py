"""/stats: of what, over which days; the picture's words; how every number is said, on the web and in the file too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from babel.dates import format_interval, format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup

from domain.memberships import Span
from domain.orders import RESTROOMS
from domain.stats import Column, Kind, Numbers, Period, Row, Statistic, Table, Unit, Value, get
from domain.stats_tables import rounded
from ui.callbacks import Button, button
from ui.orders import POLYGONS
from ui.screen import Screen, bold, in_pairs, keyboard, lines, press
from ui.texts import Words
from ui.ticket_words import STATES


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


AREAS: Final[Mapping[str, str]] = {
    "fitness": _("The gym"), "orders": _("Games"), "shop": _("The shop"), "tickets": _("Tickets"),
    "requests": _("Requests of residents"),
}  # fmt: skip
PERIODS: Final[Mapping[Period, str]] = {
    Period.WEEK: _("7 days"), Period.THIRTY: _("30 days"), Period.MONTH: _("This month"),
    Period.LAST_MONTH: _("Last month"),
}  # fmt: skip
_UNITS: Final[Mapping[Unit, str]] = {Unit.HOURS: _("{title}, h"), Unit.WAIT: _("{title}, min")}
_PLACES: Final[Mapping[str, str]] = {str(polygon): said for polygon, said in POLYGONS.items()}
_ZONES: Final[Mapping[str, int]] = {f"zone{number}": number for number in RESTROOMS[1:]}


@button("Ya")
@dataclass(frozen=True)
class StatsOpened(Button):
    """[Статистика]: of what?"""


@button("Yp")
@dataclass(frozen=True)
class StatsAreaChosen(Button):
    """An area: over which days?"""

    area: str


@button("Yd")
@dataclass(frozen=True)
class StatsAsked(Button):
    """An area and a period: the picture."""

    area: str
    period: Period


@button("Yx")
@dataclass(frozen=True)
class StatsSheetAsked(Button):
    """[Excel]: the tables of the picture."""

    area: str
    first: date
    last: date


@button("Ys")
@dataclass(frozen=True)
class StatsStopped(Button):
    """[Остановить]."""

    job_id: int


# --- words ---


def title(t: Words, statistic: Statistic) -> str:
    """A statistic's name."""
    return t.plain(statistic.title)


def heading(t: Words, column: Column) -> str:
    """A column's heading with what it is counted in."""
    name = t.plain(column.title)
    if column.unit is Unit.MONEY:
        return f"{name}, {t.currency}"
    if column.unit is Unit.SHARE:
        return f"{name}, %"
    return t.plain(_UNITS[column.unit], title=name) if column.unit in _UNITS else name


def label(t: Words, statistic: Statistic, row: Row) -> str:
    """What a row is called."""
    if isinstance(row.key, date):
        return short_day(t, row.key)
    if row.key in _ZONES:
        return t.plain("rest zone {n}", n=_ZONES[row.key])
    words = STATES if statistic.name == "tickets" else _PLACES if statistic.name == "load" else {}
    return t.plain(words[row.key]) if row.key in words else row.name or row.key


def short_day(t: Words, day: date) -> str:
    """`21 нояб.`"""
    return format_skeleton("MMMd", day, locale=t.language)


def days(t: Words, span: Span) -> str:
    """`1–21 нояб. 2026 г.`"""
    said = format_interval(span.starts, span.ends, "yMMMd", locale=t.language)
    return said.replace("\u2009", "").replace("\u202f", "\u00a0")


def number(t: Words, unit: Unit, value: Value) -> str:
    """A number as people read it; a dash where there is none."""
    if value is None:
        return "—"
    if unit is Unit.MONEY:
        return t.money(value)
    if unit is Unit.WAIT:
        return t.length(value)
    if unit is Unit.HOURS:
        return t.plain("{n} h", n=decimal(t, value / 3600))
    if unit is Unit.SHARE:
        return f"{decimal(t, value / 10)}\u00a0%"
    return decimal(t, value)


def decimal(t: Words, value: float) -> str:
    """`1 234,5`."""
    said: str = format_decimal(round(value, 1), locale=t.language)
    return said.replace("\u202f", "\u00a0")


def change(t: Words, unit: Unit, value: Value, then: Value) -> str:
    """`было 380, +8 %`: beside a number that is compared."""
    was = t.plain("was {number}", number=number(t, unit, then))
    if not then or value is None or unit is Unit.SHARE:
        return was
    more = rounded(100 * (value - then), then) if then > 0 else 0
    return f"{was}, {more:+d}\u00a0%".replace("-", "\u2212") if more else was


# --- screens ---


def areas(t: Words, names: tuple[str, ...]) -> Screen:
    """Of what?"""
    if not names:
        return Screen(lines(_head(t), t("No area that has statistics is switched on.")))
    buttons = [press(t.plain(AREAS[name]), StatsAreaChosen(name)) for name in names]
    return Screen(lines(_head(t), t("Numbers of what shall I show?")), keyboard(*in_pairs(buttons)))


def periods(t: Words, area: str, *, is_only: bool) -> Screen:
    """Over which days?"""
    back = None if is_only else [_back(t)]
    text = lines(bold(f"📊 {t.plain(AREAS[area])}"), t("Over which days?"))
    return Screen(text, keyboard(*_choices(t, area), back))


def _choices(t: Words, area: str) -> list[Any]:
    return in_pairs(press(t.plain(name), StatsAsked(area, period)) for period, name in PERIODS.items())


def progress(t: Words, job_id: int, done: int, total: int) -> Screen:
    """How far the picture has come."""
    percent = min(99, done * 100 // total) if total else 0
    stop = [press(t.plain("Stop"), StatsStopped(job_id))]
    return Screen(t("📊 Drawing… {percent} %", percent=percent), keyboard(stop))


def stopped(t: Words) -> Screen:
    """Stopped by the person."""
    return Screen(t("Stopped. Nothing was drawn."), keyboard([_back(t)]))


def failed(t: Words) -> Screen:
    """The child process died, or Telegram took nothing."""
    return Screen(t("⚠️ The statistics could not be made. The data are safe; please try again."), keyboard([_back(t)]))


def caption(t: Words, numbers: Numbers) -> Markup:
    """Under the picture: the totals, and what they were in the period before."""
    then = numbers.before
    return lines(
        bold(f"📊 {t.plain(AREAS[numbers.area])}"),
        days(t, numbers.span),
        t("Compared with {days}", days=days(t, then)) if then else None,
        *(total_line(t, table) for table in numbers.tables),
    )


def total_line(t: Words, table: Table) -> Markup:
    """`Посещения: пришли 412 (было 380, +8 %), пропустили 12 (было 12)`; what is a mean says so."""
    statistic = get(table.name)
    then = table.before or (None,) * len(table.totals)
    parts = [
        _total(t, column, value, was, is_compared=table.before is not None)
        for column, value, was in zip(statistic.shown, table.totals, then, strict=True)
        if column.is_drawn
    ]
    return t("{title}: {totals}", title=title(t, statistic), totals=", ".join(parts))


def _total(t: Words, column: Column, value: Value, was: Value, *, is_compared: bool) -> str:
    said = f"{t.plain(column.title).lower()} {number(t, column.unit, value)}"
    return f"{said} ({change(t, column.unit, value, was)})" if is_compared else said


def under(t: Words, area: str, span: Span) -> Any:
    """The buttons of a picture: other periods, the tables, back."""
    excel = [press("⬇ Excel", StatsSheetAsked(area, span.starts, span.ends))]
    return keyboard(*_choices(t, area), excel, [_back(t)])


def file_name(t: Words, area: str, span: Span) -> str:
    """`Зал 2026-11-01 2026-11-21.xlsx`."""
    return f"{t.plain(AREAS[area])} {span.starts} {span.ends}.xlsx"


def sheet_caption(t: Words, area: str, span: Span) -> Markup:
    """Under the file."""
    return lines(bold(f"📊 {t.plain(AREAS[area])}"), days(t, span))


def first_heading(t: Words, statistic: Statistic) -> str:
    """The heading of what the rows are."""
    return t.plain("Day") if statistic.kind is Kind.DAYS else t.plain(statistic.label)


def _head(t: Words) -> Markup:
    return bold(f"📊 {t.plain('Statistics')}")


def _back(t: Words) -> Any:
    return press(f"« {t.plain('Statistics')}", StatsOpened())
