"""The calendar: months, days with their free gaps, and the free starts of a game. One set of rules for all of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from domain import availability
from domain.access import Actor, Permission, query
from domain.booking import Busy, Gap, Plan, Rules
from domain.months import month_weeks
from domain.orders import ACTIVE, Polygon, Span, Status
from domain.views import DayView, MonthView, Slots
from domain.walltime import day_span, local_day
from services.order_views import order_view
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

STAFF_GRACE = timedelta(hours=12)  # staff may write down a game that began a while ago


def rules(uow: "Uow", polygon: Polygon, *, staff: bool) -> Rules:
    """What the business says about a polygon: to staff, or to a customer."""
    known = business(uow)
    notice = -int(STAFF_GRACE.total_seconds()) if staff else int(known["NOTICE"]) * 3600
    return Rules(
        polygon, known.hours(polygon), uow.place.zone, known.most_players(polygon), known.buffer,
        int(known["STEP"]) * 60, notice,
    )  # fmt: skip


def busy(uow: "Uow", day: date, days: int = 1) -> list[Busy]:
    """The orders that hold time on these days of the business zone."""
    span = availability.load_span(day, uow.place.zone, days)
    return [_busy(row) for row in uow.orders.busy_between(span.start, span.end)]


@query(Permission.OWN_ORDERS)
def slots(uow: "Uow", actor: Actor, day: date, polygon: Polygon, plan: Plan) -> Slots:
    """The free starts of a day at one polygon. Shows nothing about others (S1.13)."""
    own = rules(uow, polygon, staff=actor.may(Permission.ORDERS_WRITE))
    free = availability.free_starts(day, plan, own, busy(uow, day), uow.now)
    return Slots(day, polygon, plan.gametime, tuple(free), bool(own.hours.on(day)))


@query(Permission.ORDERS_READ)
def day(uow: "Uow", actor: Actor, day: date) -> DayView:
    """The agenda of a day: its games in order (cancelled ones last) and the free gaps."""
    span = _days(uow, day, day + timedelta(days=1))
    cards = uow.orders.list_cards(span.start, span.end)
    views = [order_view(uow, *card) for card in cards]
    held = _held(views, {Status.CANCELLED, Status.NO_SHOW})
    return DayView(day, held, tuple(_gaps(uow, day, busy(uow, day), _own(uow))))


@query(Permission.ORDERS_READ)
def month(uow: "Uow", actor: Actor, year: int, number: int) -> MonthView:
    """How many games each day has, and which days have no room for one more."""
    first, after = _month(year, number)
    span = _days(uow, first, after)
    counts: dict[date, int] = {}
    for mark in uow.orders.list_marks(span.start, span.end):
        if mark.status in ACTIVE or mark.status == Status.DONE:
            own = mark.date.astimezone(uow.place.zone).date()
            counts[own] = counts.get(own, 0) + 1
    return MonthView(year, number, counts, frozenset(_full_days(uow, first, after, counts)))


@query(Permission.OWN_ORDERS)
def open_days(uow: "Uow", actor: Actor, year: int, number: int, plan: Plan) -> MonthView:
    """A month as a customer may see it: which days have no free start for this game; no counts (S1.13)."""
    first, after = _month(year, number)
    near = _by_day(uow, busy(uow, first, (after - first).days))
    own = [rules(uow, polygon, staff=False) for polygon in Polygon]
    last = uow.today + timedelta(days=int(business(uow)["AHEAD"]))
    full = {
        one
        for one in _range(first, after)
        if one > last or not any(availability.free_starts(one, plan, rule, near.get(one, ()), uow.now) for rule in own)
    }
    return MonthView(year, number, {}, frozenset(full))


def _full_days(uow: "Uow", first: date, after: date, counts: dict[date, int]) -> Iterable[date]:
    near = _by_day(uow, busy(uow, first, (after - first).days)) if counts else {}
    least, own = int(business(uow)["GAME_LENGTH"]) * 60, _own(uow)
    return (one for one in sorted(counts) if not _gaps(uow, one, near.get(one, []), own, least))


def _by_day(uow: "Uow", taken: Sequence[Busy]) -> dict[date, list[Busy]]:
    """Orders by each day that they, or a buffer beside them, may touch: a day need not look at the whole month."""
    near: dict[date, list[Busy]] = {}
    for order in taken:
        first, last = (local_day(end, uow.place.zone) for end in (order.game.start, order.game.end))
        for one in _range(first - timedelta(days=1), last + timedelta(days=2)):
            near.setdefault(one, []).append(order)
    return near


def _own(uow: "Uow") -> dict[Polygon, Rules]:
    return {polygon: rules(uow, polygon, staff=True) for polygon in Polygon}


def _gaps(uow: "Uow", day: date, taken: Sequence[Busy], own: dict[Polygon, Rules], least: int = 1800) -> list[Gap]:
    now = _next_start(uow) if day >= uow.today else None
    return availability.gaps(day, own, taken, now=now, least=least)


def _next_start(uow: "Uow") -> datetime:
    """The next step of start times: what is left free of today begins when a game can begin, not at 12:07."""
    midnight, step = day_span(uow.today, uow.place.zone).start, int(business(uow)["STEP"]) * 60
    passed = int((uow.now - midnight).total_seconds())
    return midnight + timedelta(seconds=-(-passed // step) * step)


def _held(views: list[Any], last: set[Status]) -> tuple[Any, ...]:
    return tuple(sorted(views, key=lambda view: (view.status in last, view.date, view.uid)))


def _busy(row: Any) -> Busy:
    rest = Span(row.rest_starts_at, row.rest_ends_at) if row.rest_ends_at > row.rest_starts_at else None
    return Busy(row.uid, Polygon(row.polygon), Span(row.date, row.game_ends_at), row.restroom, rest)


def _days(uow: "Uow", first: date, after: date) -> Span:
    zone = uow.place.zone
    return Span(day_span(first, zone).start, day_span(after, zone).start)


def _month(year: int, number: int) -> tuple[date, date]:
    shown = [one for week in month_weeks(year, number) for one in week if one is not None]
    return shown[0], shown[-1] + timedelta(days=1)


def _range(first: date, after: date) -> Iterable[date]:
    return (first + timedelta(days=ahead) for ahead in range((after - first).days))
