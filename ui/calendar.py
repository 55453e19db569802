"""The calendar on the screen: a month with counts, and a day's agenda with its free gaps (S1.10, S1.21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.booking import Gap
from domain.orders import ACTIVE, Status
from domain.views import ClientView, DayView, MonthView, OrderView
from ui.callbacks import Button, button
from ui.months import month_grid
from ui.orders import DayOpened, DayOrdered, GapPicked, MonthOpened, OrderOpened, near_day_row, polygon_label
from ui.screen import Row, Screen, bold, cut, in_rows, keyboard, lines, press
from ui.texts import Words

PAGE = 8  # games a page
SHORTEST = timedelta(minutes=30)  # a gap shorter than this is named but not offered
GAPS = 7  # gaps that are named and offered; with the title, the count and what is left over, 12 lines at most
CLIENT_MOST = 18  # characters of a name on a button
SIGNS = {
    Status.REQUESTED: "⏳", Status.ARRIVED: "✅", Status.DONE: "🏁", Status.CANCELLED: "❌", Status.NO_SHOW: "🚫",
}  # fmt: skip


@button("cp")
@dataclass(frozen=True)
class DayTurned(Button):
    """Another page of a day with many games."""

    day: date
    page: int


# --- the month ---


def month(t: Words, view: MonthView, today: date) -> Screen:
    """The month's grid; every day of it opens, past ones too, for histories."""
    games = sum(view.counts.values())
    said = t.count("{n} game this month", "{n} games this month", games) if games else t("No games this month yet.")
    rows = month_grid(t, view, today, DayOpened, MonthOpened)
    return Screen(
        lines(bold(t("📅 Calendar")), said, t("● no free time") if view.full else None),
        keyboard(*rows, near_day_row(t, today, DayOpened)),
    )


# --- a day ---


def agenda(t: Words, view: DayView, today: date, page: int = 0, *, may_order: bool = True) -> Screen:
    """A day by time: its games as buttons, what is free, and where a new game can begin."""
    pages = max(1, -(-len(view.orders) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = view.orders[page * PAGE : (page + 1) * PAGE]
    free = view.gaps if view.day >= today else ()
    may_order = may_order and view.day >= today
    return Screen(
        lines(_title(t, view.day, today), _summary(t, view.orders), *_free_lines(t, free)),
        keyboard(
            *([press(order_button_label(t, order), OrderOpened(order.uid))] for order in shown),
            _pages(view.day, page, pages),
            *(_gap_rows(t, free) if may_order else ()),
            [press(t.plain("➕ New game"), DayOrdered(view.day))] if may_order else None,
            _neighbours(view.day),
            _to_month(t, view.day),
        ),
    )


def order_button_label(t: Words, order: OrderView) -> str:
    """`15:00 арена · Минеева О. · 12`, with the sign of a status other than confirmed."""
    sign = f"{SIGNS[order.status]} " if order.status in SIGNS else ""
    who = short_name(order.client) if order.client else t.plain("no client")
    players = order.players if order.came is None else order.came
    place = polygon_label(t, order.polygon)
    return f"{sign}{t.time(order.date)} {place} · {cut(who, CLIENT_MOST)} · {players}"


def short_name(client: ClientView) -> str:
    """`Минеева О.`; the first name alone where there is no surname."""
    return f"{client.surname} {client.name[:1]}." if client.surname else client.name


def to_day(t: Words, moment: datetime) -> Row:
    """[« 21 ноября]: the way back to the day of a game."""
    day = t.local(moment).date()
    return [press(f"« {t.day_long(day)}", DayOpened(day))]


def _title(t: Words, day: date, today: date) -> Markup:
    near = t.near_day(day, today)
    named = t.day(day)
    return bold(Markup("📅 {}").format(named if near == named else f"{named} · {near}"))


def _summary(t: Words, orders: Sequence[OrderView]) -> Markup:
    counted = [order for order in orders if order.status in ACTIVE or order.status == Status.DONE]
    if not counted:
        return t("No games on this day.")
    players = sum(order.players if order.came is None else order.came for order in counted)
    games = t.count("{n} game", "{n} games", len(counted))
    return Markup("{} · {}").format(games, t.count("{n} player", "{n} players", players))


def _free_lines(t: Words, gaps: Sequence[Gap]) -> list[Markup]:
    named = [
        t("{span} free: {places}", span=t.span(gap.start, gap.end), places=_places(t, gap)) for gap in gaps[:GAPS]
    ]  # fmt: skip
    return named if len(gaps) <= GAPS else [*named, t("and {n} more", n=len(gaps) - GAPS)]


def _places(t: Words, gap: Gap) -> str:
    return ", ".join(polygon_label(t, polygon) for polygon in gap.polygons)


def _gap_rows(t: Words, gaps: Sequence[Gap]) -> list[Row]:
    """A button for each gap in which a game may begin, at the first polygon free in it (the summary can change it)."""
    offered = [
        press(f"➕ {t.time(gap.start)} {polygon_label(t, gap.polygons[0])}", GapPicked(gap.start, gap.polygons[0]))
        for gap in gaps[:GAPS]
        if gap.end - gap.start >= SHORTEST
    ]
    return in_rows(offered, 2)


def _pages(day: date, page: int, pages: int) -> Row | None:
    if pages == 1:
        return None
    before = press("«", DayTurned(day, (page - 1) % pages))
    after = press("»", DayTurned(day, (page + 1) % pages))
    return [before, press(f"{page + 1}/{pages}", DayTurned(day, page)), after]


def _neighbours(day: date) -> Row:
    """`« 20 | 22 »`."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    return [press(f"« {before.day}", DayOpened(before)), press(f"{after.day} »", DayOpened(after))]


def _to_month(t: Words, day: date) -> Row:
    return [press(f"« {t.month(day)}", MonthOpened(day.year, day.month))]


def gone(t: Words, uid: int, today: date) -> Screen:
    """A game that is no longer there: where to go on."""
    buttons: list[InlineKeyboardButton] = [press(t.plain("📅 Calendar"), MonthOpened(today.year, today.month))]
    return Screen(t("Game No {uid} is no longer there.", uid=uid), keyboard(*in_rows(buttons, 1)))
