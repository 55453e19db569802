"""Earnings and bills by period: a contractor's own, everybody's to managers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from domain.billing import Period
from domain.earnings import Earned, OwnEarnings, PeriodReport
from ui.callbacks import Button, button
from ui.screen import Row, Screen, bold, cut, keyboard, lines, pages_row, press
from ui.texts import Words

LINES = 15  # of a report at once
NAME_MOST = 40


@button("ym")
@dataclass(frozen=True)
class OwnOpened(Button):
    """[Мой заработок]."""


@button("ye")
@dataclass(frozen=True)
class EarnedOpened(Button):
    """What everybody has earned in the period that began then (None: the running one), at a page."""

    start: date | None
    page: int


@button("yb")
@dataclass(frozen=True)
class OwedOpened(Button):
    """What clients have asked for and owe, likewise."""

    start: date | None
    page: int


@button("yx")
@dataclass(frozen=True)
class ReportExported(Button):
    """[Excel] of a period that ended where ``end`` began."""

    table: str
    end: date


def own(t: Words, known: OwnEarnings) -> Screen:
    """/earnings of a contractor (S3.33)."""
    now = known.now
    closed = [Markup("{}: {}").format(span(t, one.period), _sum(t, one)) for one in known.closed]
    return Screen(
        lines(
            bold("📊 " + t.plain("My earnings")),
            Markup("{}: <b>{}</b>").format(span(t, now.period), _sum(t, now)),
            t("Paid for a job now: {rate}", rate=t.money(known.rate)),
            t("Closed periods:") if closed else None,
            *closed,
        )
    )


def _sum(t: Words, one: Earned) -> Markup:
    jobs = t.count("{n} job", "{n} jobs", one.jobs)
    return Markup("{} · {}").format(t.money(one.amount), jobs)


def earned(t: Words, known: PeriodReport, page: int = 0) -> Screen:
    """What contractors have earned in a period (S3.12)."""
    rows = [Markup("{}: {}").format(cut(one.name, NAME_MOST), _sum(t, one)) for one in known.earned]
    jobs = t.count("{n} job", "{n} jobs", known.number)
    text = lines(
        bold("📊 " + t.plain("Contractors' pay")),
        _period(t, known),
        *_part(rows, page),
        _total(t, known, jobs) if rows else t("No jobs were closed in this period."),
    )
    other = press(t.plain("Clients' bills"), OwedOpened(known.period.start, 0))
    return Screen(
        text,
        keyboard(
            pages_row(len(rows), LINES, page, lambda number: EarnedOpened(known.period.start, number)),
            *_around(t, known, lambda start: EarnedOpened(start, 0)),
            [other], _file(t, known, "earnings"),
        ),
    )  # fmt: skip


def owed(t: Words, known: PeriodReport, page: int = 0) -> Screen:
    """What clients have asked for in a period, and for how much (S3.66)."""
    rows = [
        Markup("{}: {} · {} · {}").format(
            cut(one.name, NAME_MOST), t.count("{n} request", "{n} requests", one.requests), one.tariff,
            t.money(one.price),
        )
        for one in known.owed
    ]  # fmt: skip
    requests = t.count("{n} request", "{n} requests", known.number)
    text = lines(
        bold("📊 " + t.plain("Clients' bills")),
        _period(t, known),
        *_part(rows, page),
        _total(t, known, requests) if rows else t("Nobody was on a tariff in this period."),
    )
    other = press(t.plain("Contractors' pay"), EarnedOpened(known.period.start, 0))
    return Screen(
        text,
        keyboard(
            pages_row(len(rows), LINES, page, lambda number: OwedOpened(known.period.start, number)),
            *_around(t, known, lambda start: OwedOpened(start, 0)),
            [other], _file(t, known, "billing"),
        ),
    )  # fmt: skip


def span(t: Words, period: Period) -> str:
    """`ноябрь 2026`; where it is no month of the calendar, `15 ноября – 14 декабря`."""
    last = period.end - timedelta(days=1)
    if (period.start.day, period.end.day) == (1, 1) and period.start.month == last.month:
        return t.month(period.start)
    return f"{t.day_long(period.start)} – {t.day_long(last)}"


def _period(t: Words, known: PeriodReport) -> Markup:
    when = span(t, known.period)
    return t("{period}, closed", period=when) if known.is_closed else t("{period}, so far", period=when)


def _total(t: Words, known: PeriodReport, number: Markup) -> Markup:
    return bold(Markup("{}: {} · {}").format(t("Total"), t.money(known.amount), number))


def _part(rows: Sequence[Markup], page: int) -> Sequence[Markup]:
    return rows[page * LINES : (page + 1) * LINES]


def _around(t: Words, known: PeriodReport, to: Callable[[date], Button]) -> list[Row]:
    before = [press("« " + span(t, known.before), to(known.before.start))] if known.before else []
    after = [press(span(t, known.after) + " »", to(known.after.start))] if known.after else []
    return [before, after]


def _file(t: Words, known: PeriodReport, table: str) -> Row | None:
    """[Excel], once the period is closed: until then its numbers change."""
    return [press("📊 Excel", ReportExported(table, known.period.end))] if known.is_closed else None
