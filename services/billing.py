"""Billing periods: the running one, and closing those that are over, once each and for ever (S3.31–S3.33, S3.55)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.billing import Period, period_of, periods_since, price_of
from domain.walltime import local_day
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

TOUCHED = "periods"
GRACE = timedelta(minutes=1)  # a job that was being closed at midnight is in its period by then
KIND, CLOSED = "period", "closed"  # how the log of changes has it: append-only, so it says for good what is closed


def running(uow: "Uow") -> Period:
    """The period that today belongs to: it begins where the last closed one ended."""
    start = closed_until(uow) or period_of(uow.today, _billing_day(uow)).start
    return list(periods_since(start, _billing_day(uow), uow.today))[-1]


def closed_until(uow: "Uow") -> date | None:
    """The first day that is in no closed period; None before the first one is closed. One query, then remembered."""
    return uow.remember(TOUCHED, lambda: _closed_until(uow))


@query(Permission.SYSTEM)
def any_due(uow: "Uow", actor: Actor) -> bool:
    """Whether a period is over that has not been closed."""
    return bool(_over(uow))


@command(Permission.SYSTEM)
def close_periods(uow: "Uow", actor: Actor) -> int:
    """Close every period that is over, each once and in order, also after months without the bot; gives how many.

    A contractor's payout is the sum of the rates written into the jobs closed in it; a client's bill is the tariff and
    its price as they were. Rates, prices and the billing day that change later change none of it (S3.55).
    """
    finished = _over(uow)
    for period in finished:
        if uow.outbox.claim("period_closed", f"period:{period.start}", period.span(uow.place.zone).end):
            _close(uow, actor, period)
    return len(finished)


def bill_now(uow: "Uow", client_uid: int, tariff_id: int, name: str, price: int, requests: int) -> None:
    """Write the bill of the running period before it is over (the client leaves); nothing where there is one."""
    period = running(uow)
    if client_uid not in uow.billing.billed_in(period.start):
        uow.billing.add_bill(period, client_uid, (tariff_id, name), price_of(period, price), requests)


def _close(uow: "Uow", actor: Actor, period: Period) -> None:
    span = period.span(uow.place.zone)
    payouts = uow.billing.sums(span.start, span.end)
    for user_id, (jobs, amount) in payouts.items():
        uow.billing.add_payout(period, user_id, jobs, amount)
    requests, prices = uow.billing.requests(span.start, span.end), uow.billing.prices_at(span.end)
    known, billed = uow.billing.billed_in(period.start), uow.billing.list_billed(span.end)
    for client_uid, tariff_id, name, price, _client in billed:
        if client_uid not in known:
            cost = price_of(period, prices.get(tariff_id, price))
            uow.billing.add_bill(period, client_uid, (tariff_id, name), cost, requests.get(client_uid, 0))
    told = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    uow.audit.record(actor, CLOSED, KIND, 0, None, told | {"payouts": len(payouts), "bills": len(billed)})
    uow.touched.add(TOUCHED)


def _over(uow: "Uow") -> list[Period]:
    """The periods that are over and not closed; none before anybody uses the desk."""
    zone, day = uow.place.zone, _billing_day(uow)
    if (start := closed_until(uow)) is None:
        if (first := uow.billing.first_day_of_use()) is None:
            return []
        start = period_of(local_day(first, zone), day).start
    return list(periods_since(start, day, local_day(uow.now - GRACE, zone)))[:-1]


def _closed_until(uow: "Uow") -> date | None:
    latest = uow.audit.list_of(KIND, 0, 1)
    return date.fromisoformat((latest[0].after or {})["end"]) if latest else None


def _billing_day(uow: "Uow") -> int:
    return int(business(uow)["BILLING_DAY"])
