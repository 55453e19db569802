"""What each statistic reads: one query a statistic, by its name in ``domain.stats``; chart, table and file share it.

Visits, trainings and freezes carry the business's days. Moments are put into days by a list of each day's bounds that
the query joins: days have 23 to 25 hours, and no database has to know the zone. Either way a query reads the period's
range of an index, however long the business has run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    String,
    and_,
    case,
    column,
    extract,
    func,
    literal,
    select,
    text,
    union_all,
    values,
)
from sqlalchemy.orm import Session

from domain.memberships import Span
from domain.memberships import State as Membered
from domain.orders import OCCUPYING
from domain.payments import Kind as Paid
from domain.shop import State as Bought
from domain.stats import STATISTICS, Given, Kind, days_of
from domain.walltime import day_span
from models import (
    Client,
    Coach,
    Executor,
    Freeze,
    Membership,
    Order,
    Payment,
    Purchase,
    RequestCategory,
    Ticket,
    Training,
    UtcDateTime,
    UtilityRequest,
    Visit,
)
from repositories.memberships import active_on

FREEZE_MOST: Final = timedelta(days=366)  # a plan's days to freeze, so no freeze is longer
RUNS_MOST: Final = timedelta(days=1830 + 366)  # a plan's days and what may be frozen


class Stats:
    """The statistics of a period; ``zone``: the business's."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        """Read in this transaction."""
        self.session = session
        self.zone = zone

    def rows(self, name: str, span: Span) -> list[Given]:
        """What the statistic's query gives: days in order, the greatest name first."""
        found: Iterable[Any] = self.session.execute(QUERIES[name](span, self.zone))
        if STATISTICS[name].kind is Kind.DAYS:
            return [(day, "", _whole(numbers)) for day, *numbers in found]
        return [(str(key), said, _whole(numbers)) for key, said, *numbers in found]


def _whole(numbers: Sequence[Any]) -> list[int]:
    return [int(value or 0) for value in numbers]


def _days(span: Span, zone: ZoneInfo) -> CTE:
    """Each day with its bounds, as a table to be joined."""
    known = [(day, bounds.start, bounds.end) for day in days_of(span) for bounds in (day_span(day, zone),)]
    listed = values(
        column("day", Date), column("starts", UtcDateTime), column("ends", UtcDateTime), name="listed"
    ).data(known)
    return listed.cte("days")


def _within(moment: Any, span: Span, zone: ZoneInfo) -> ColumnElement[bool]:
    """Whether a moment lies in the period: what bounds the range of the index that is read."""
    start, end = day_span(span.starts, zone).start, day_span(span.ends, zone).end
    return and_(moment >= start, moment < end)


def _on(days: CTE, moment: Any) -> ColumnElement[bool]:
    """Each day reads its own range: bounds of the whole period besides would let SQLite read all of it for each day."""
    return and_(moment >= days.c.starts, moment < days.c.ends)


def _by_day(days: CTE, source: Any, on: ColumnElement[bool], *numbers: Any) -> Select[*tuple[Any, ...]]:
    joined = days.outerjoin(source, on)
    return select(days.c.day, *numbers).select_from(joined).group_by(days.c.day).order_by(days.c.day)


def _number(of: Any) -> Any:
    return func.count(case((of, 1)))


# --- the gym ---


def visits(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """Who came and who was missed."""
    days = _days(span, zone)
    on = and_(Visit.day == days.c.day, Visit.state.in_(("came", "missed")), Visit.day.between(span.starts, span.ends))
    return _by_day(days, Visit, on, _number(Visit.state == "came"), _number(Visit.state == "missed"))


def _money(kind: Paid) -> "Query":
    def query(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
        days = _days(span, zone)
        on = and_(Payment.kind == kind.value, _on(days, Payment.at))
        return _by_day(days, Payment, on, func.sum(Payment.amount), _number(Payment.amount > 0))

    return query


def active(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """How many were active on each day: the rule itself, asked of whose membership touches the period."""
    days = _days(span, zone)
    touching = select(Membership.client_uid).where(
        text(f"memberships.state = '{Membered.PAID.value}'"),  # as written in the index, which is of the paid ones
        Membership.ends.between(span.starts, span.ends + RUNS_MOST), Membership.starts <= span.ends,
    )  # fmt: skip
    return _by_day(
        days, Client, and_(Client.uid.in_(touching), active_on(cast(date, days.c.day))), func.count(Client.uid)
    )


def frozen(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """How many were frozen on each day."""
    days = _days(span, zone)
    on = and_(
        Freeze.starts <= days.c.day, Freeze.ends >= days.c.day,
        Freeze.ends.between(span.starts, span.ends + FREEZE_MOST),
    )  # fmt: skip
    return _by_day(days, Freeze, on, func.count(Freeze.client_uid.distinct()))


def coaches(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """The trainings of each coach that were not called off, and how many came to them."""
    number = func.count(Training.id.distinct())
    return (
        select(Coach.id, _coach(), number, func.count(Visit.id))
        .select_from(Training)
        .join(Coach, Coach.id == Training.coach_id)
        .outerjoin(Visit, and_(Visit.training_id == Training.id, Visit.state == "came"))
        .where(Training.day.between(span.starts, span.ends), Training.state == "planned")
        .group_by(Coach.id, Coach.first_name, Coach.last_name)
        .order_by(number.desc(), Coach.id)
    )


def _coach() -> ColumnElement[str]:
    return func.trim(Coach.first_name + " " + Coach.last_name)


# --- games ---

_HOLDS = Order.status.in_([str(one) for one in OCCUPYING])


def games(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """Games that were, are or are to be played, and those that fell through."""
    days = _days(span, zone)
    on = and_(_on(days, Order.date), Order.deleted_at.is_(None))
    return _by_day(days, Order, on, _number(_HOLDS), _number(~_HOLDS))


def load(span: Span, zone: ZoneInfo) -> CompoundSelect[*tuple[Any, ...]]:
    """How long each polygon and each rest zone was taken, in seconds, by the games that begin in the period."""
    taken = (_within(Order.date, span, zone), Order.deleted_at.is_(None), _HOLDS)
    zone_key = literal("zone") + Order.restroom.cast(String)
    return union_all(
        select(Order.polygon, literal(""), func.sum(Order.gametime)).where(*taken).group_by(Order.polygon),
        select(zone_key, literal(""), func.sum(Order.resttime))
        .where(*taken, Order.restroom > 0)
        .group_by(Order.restroom),
    )


# --- the shop ---


def purchases(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """Purchases that were not cancelled, by the day they were made, and what they cost."""
    days = _days(span, zone)
    on = and_(_on(days, Purchase.created_on), Purchase.state != int(Bought.CANCELLED))
    return _by_day(days, Purchase, on, func.count(Purchase.id), func.sum(Purchase.price - Purchase.discount))


# --- the desk ---


def tickets(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """Where the tickets that were opened in the period stand now."""
    number = func.count()
    opened = select(Ticket.state, literal(""), number).where(_within(Ticket.created_at, span, zone))
    return opened.group_by(Ticket.state).order_by(number.desc(), Ticket.state)


def reaction(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """Tickets by the day they were opened: how many, how many were taken, and how long those have waited for it."""
    days = _days(span, zone)
    waited = func.sum(extract("epoch", Ticket.taken_at) - extract("epoch", Ticket.created_at))
    numbers = (func.count(Ticket.id), _number(Ticket.taken_at.is_not(None)), waited)
    return _by_day(days, Ticket, _on(days, Ticket.created_at), *numbers)


# --- residents' requests ---


def categories(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """What was filed in the period, by category, and how much of it is done by now."""
    return _requests(RequestCategory.id, RequestCategory.name, _within(UtilityRequest.created_at, span, zone)).join(
        RequestCategory, RequestCategory.id == UtilityRequest.category_id
    )


def executors(span: Span, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """What was given to each executor in the period, and how much of it is done by now."""
    return _requests(Executor.id, Executor.full_name, _within(UtilityRequest.assigned_at, span, zone)).join(
        Executor, Executor.id == UtilityRequest.executor_id
    )


def _requests(id_: Any, name: Any, within: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    numbers = (func.count(), _number(UtilityRequest.done_at.is_not(None)))
    found = select(id_, name, *numbers).select_from(UtilityRequest).where(within)
    return found.group_by(id_, name).order_by(numbers[0].desc(), id_)


Query = Callable[[Span, ZoneInfo], Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]]
QUERIES: Final[Mapping[str, Query]] = {
    "visits": visits, "money": _money(Paid.MEMBERSHIP), "active": active, "frozen": frozen, "coaches": coaches,
    "games": games, "load": load, "purchases": purchases, "shop_money": _money(Paid.PURCHASE), "tickets": tickets,
    "reaction": reaction, "categories": categories, "executors": executors,
}  # fmt: skip
