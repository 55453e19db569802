"""Earnings and bills by period: a contractor's own, everybody's to managers (S3.9, S3.12, S3.33, S3.66)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.billing import Period
from domain.earnings import Earned, Owed, OwnEarnings, PeriodReport
from domain.errors import Outdated
from services import billing
from services.order_views import client_view, person_view
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

PERIODS = 60  # closed ones that can be looked at


@query(Permission.TICKETS_WORK)
def mine(uow: "Uow", actor: Actor) -> OwnEarnings:
    """What the reader has earned in this period so far, by the rates written into the jobs, and in those closed."""
    period = billing.running(uow)
    span = period.span(uow.place.zone)
    jobs, amount = uow.billing.sum_of(actor.user_id, span.start, span.end)
    closed = tuple(
        Earned(Period(row.start, row.end), row.jobs, row.amount) for row in uow.billing.payouts_of(actor.user_id)
    )
    return OwnEarnings(Earned(period, jobs, amount), closed, int(business(uow)["ORDER_RATE"]))


@query(Permission.TICKETS_MANAGE)
def earned(uow: "Uow", actor: Actor, start: date | None = None) -> PeriodReport:
    """What every contractor has earned in a period, the greatest first; ``start`` None: so far in the running one.

    Raises ``Outdated`` where no period begins then.
    """
    period, before, after = _find(uow, start)
    if period == (now := billing.running(uow)):
        sums = uow.billing.sums(*_bounds(uow, now))
        lines = [
            Earned(now, *sums[user.id], name=person_view(user).name) for user in uow.billing.users(sums)
        ]  # fmt: skip
        lines.sort(key=lambda line: -line.amount)
    else:
        found = uow.billing.payouts_in(period.start)
        lines = [Earned(period, row.jobs, row.amount, person_view(user).name) for row, user in found]
    return PeriodReport(period, period != now, earned=tuple(lines), before=before, after=after)


@query(Permission.TICKETS_MANAGE)
def owed(uow: "Uow", actor: Actor, start: date | None = None) -> PeriodReport:
    """The requests of every client on a tariff in a period, with what they cost; as ``earned``."""
    period, before, after = _find(uow, start)
    if period == (now := billing.running(uow)):
        lines = _owed_so_far(uow, now)
    else:
        lines = [
            Owed(client.uid, client_view(client).full_name, bill.tariff, bill.requests, bill.price)
            for bill, client in uow.billing.bills_in(period.start)
        ]
    return PeriodReport(period, period != now, owed=tuple(lines), before=before, after=after)


def _owed_so_far(uow: "Uow", now: Period) -> list[Owed]:
    start, end = _bounds(uow, now)
    requests = uow.billing.requests(start, end)
    lines = [
        Owed(uid, client, tariff, requests.get(uid, 0), price)
        for uid, _id, tariff, price, client in uow.billing.list_billed(end)
    ]
    return sorted(lines, key=lambda line: line.name)


def _find(uow: "Uow", start: date | None) -> tuple[Period, Period | None, Period | None]:
    """The period that begins on a day, or the running one, with its neighbours."""
    events = uow.audit.list_of(billing.KIND, 0, PERIODS)
    closed = [(event.after or {}) for event in reversed(events)]
    known = [Period(date.fromisoformat(one["start"]), date.fromisoformat(one["end"])) for one in closed]
    known.append(billing.running(uow))
    at = len(known) - 1 if start is None else next((n for n, one in enumerate(known) if one.start == start), -1)
    if at < 0:
        raise Outdated("This button is out of date.")
    return known[at], known[at - 1] if at else None, known[at + 1] if at + 1 < len(known) else None


def _bounds(uow: "Uow", period: Period) -> tuple[datetime, datetime]:
    span = period.span(uow.place.zone)
    return span.start, span.end
