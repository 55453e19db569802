"""/export: which table, which period, which columns; progress; the file."""

from dataclasses import dataclass

from markupsafe import Markup

from domain.export_tables import TABLES
from domain.exports import Period, Table
from ui.callbacks import Button, button
from ui.screen import MAIN, Row, Screen, bold, in_rows, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


PERIODS = {
    Period.MONTH: _("This month"),
    Period.LAST_MONTH: _("Last month"),
    Period.NEXT_30: _("Next 30 days"),
    Period.YEAR: _("This year"),
    Period.ALL: _("Everything"),
}


@button("xt")
@dataclass(frozen=True)
class ExportOpened(Button):
    """[Excel]: the list of tables."""


@button("xp")
@dataclass(frozen=True)
class ExportShaped(Button):
    """A table with its period and columns (bits), as chosen so far."""

    table: str
    period: Period
    columns: int
    choosing: bool  # whether the columns are shown


@button("xg")
@dataclass(frozen=True)
class ExportStarted(Button):
    """[Сделать Excel]."""

    table: str
    period: Period
    columns: int


@button("xs")
@dataclass(frozen=True)
class ExportStopped(Button):
    """[Остановить]."""

    job_id: int


def title(table: str) -> str:
    """A table's title (English msgid)."""
    return TABLES[table].title


def tables(t: Words, names: list[str]) -> Screen:
    """Which table?"""
    buttons = [
        press(t.plain(title(name)), ExportShaped(name, Period.MONTH if TABLES[name].dated else Period.ALL, 0, False))
        for name in names
    ]
    return Screen(
        lines(bold("📊 " + t.plain("Excel")), t("Which table shall I put into a file?")), keyboard(*in_rows(buttons, 2))
    )


def shape(t: Words, table: Table, chosen: ExportShaped) -> Screen:
    """The period, and the columns behind a button."""
    mask = chosen.columns or table.every
    count = len(table.chosen(mask))
    text = lines(
        bold("📊 " + t.plain(table.title)),
        t("Period: {period}", period=t.plain(PERIODS[chosen.period]).lower()) if table.dated else None,
        t("Columns: {n} of {all}", n=count, all=len(table.columns)),
    )
    make = [press(t.plain("Make the file"), ExportStarted(table.name, chosen.period, mask), MAIN)]
    back = [press("« " + t.plain("Tables"), ExportOpened())]
    if chosen.choosing:
        return Screen(text, keyboard(make, *_columns(t, table, chosen, mask), back))
    choose = [press(t.plain("Choose columns"), ExportShaped(table.name, chosen.period, chosen.columns, True))]
    return Screen(text, keyboard(make, *_periods(t, table, chosen), choose, back))


def _periods(t: Words, table: Table, chosen: ExportShaped) -> list[Row]:
    if not table.dated:
        return []
    buttons = [
        press(
            ("· {} ·" if period is chosen.period else "{}").format(t.plain(name)),
            ExportShaped(table.name, period, chosen.columns, False),
        )
        for period, name in PERIODS.items()
    ]
    return in_rows(buttons, 2)


def _columns(t: Words, table: Table, chosen: ExportShaped, mask: int) -> list[Row]:
    buttons = [
        press(
            ("✓ " if mask >> at & 1 else "") + t.plain(column.title),
            ExportShaped(table.name, chosen.period, (mask ^ (1 << at)) or 1 << at, True),
        )
        for at, column in enumerate(table.columns)
    ]
    less = ExportShaped(table.name, chosen.period, mask, False)
    fewer = [press("« " + t.plain("Period"), less)] if table.dated else []
    return [*in_rows(buttons, 2), fewer]


def progress(t: Words, job_id: int, done: int, total: int) -> Screen:
    """How far it has come."""
    percent = min(99, done * 100 // total) if total else 0
    return Screen(
        t("📊 Making the Excel file… {percent} %", percent=percent),
        keyboard([press(t.plain("Stop"), ExportStopped(job_id))]),
    )


def stopped(t: Words) -> Screen:
    """Stopped by the person."""
    return Screen(t("Stopped. No file was made."), keyboard([press(t.plain("Tables"), ExportOpened())]))


def failed(t: Words) -> Screen:
    """The child process died."""
    text = t("⚠️ The file could not be made. The data are safe; please try again.")
    return Screen(text, keyboard([press(t.plain("Tables"), ExportOpened())]))


def finished(t: Words, rows: int) -> Screen:
    """The progress line, when it has come to its end."""
    return Screen(t.count("📊 Done: {n} row.", "📊 Done: {n} rows.", rows))


def caption(t: Words, table: str, rows: int) -> Markup:
    """Under the file."""
    return lines(bold(t.plain(title(table))), t.count("{n} row", "{n} rows", rows))
