"""A desk with clients on a tariff, for tests of services."""

from datetime import date, datetime
from typing import Any

from models import Tariff, Ticket
from repositories.uow import Uow
from tests.builders import make_client, make_ticket


def make_tariff(uow: Uow, **values: Any) -> Tariff:
    """Ten requests a period, an hour of reaction, 5 000 roubles, unless told otherwise."""
    defaults = {"name": f"Тариф {len(uow.tariffs.list_live()) + 1}", "requests": 10, "reaction": 3600, "price": 500_000}
    return uow.tariffs.add(Tariff(**(defaults | values)))


def make_subscribed(uow: Uow, paid_until: date | None = None, **tariff: Any) -> int:
    """A client on a new tariff; gives the card's number."""
    client = make_client(uow)
    uow.tariffs.subscribe(client.uid, make_tariff(uow, **tariff).id, paid_until=paid_until)
    return client.uid


def make_job(uow: Uow, agent_id: int, closed_at: datetime, pay: int = 50_000, **values: Any) -> Ticket:
    """A job that somebody has closed, with what it pays."""
    done = {"kind": "job", "state": "closed", "agent_id": agent_id, "closed_at": closed_at, "pay": pay}
    return make_ticket(uow, **(done | {"taken_at": closed_at} | values))
