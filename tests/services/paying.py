"""Things to be paid for, and Telegram's side of a payment, for tests of services."""

import itertools
from typing import Any

from db import Database
from domain.access import Actor, Role
from domain.payments import Charge, InvoiceView, Kind
from models import Outgoing, Payment
from repositories.uow import Place
from services import payments
from tests.builders import make_client, make_order, make_purchase
from tests.gym_rows import make_plan
from tests.services.acting import actor, again, run
from tests.services.desk import make_tariff

PRICE = 120_000
_charges = itertools.count(1)


def open_till(db: Database) -> None:
    """A provider's token is set."""
    db.place = Place(takes_payments=True)


def a_customer(db: Database) -> tuple[Actor, dict[Kind, int]]:
    """Somebody who owes for a purchase, a tariff, a game and a membership: who, and what is due for."""
    who = actor(db, first_name="Ольга")

    def fill(uow: Any) -> dict[Kind, int]:
        card = make_client(uow).uid
        uow.people.tie(who.user_id, card)
        uow.tariffs.subscribe(card, make_tariff(uow, price=500_000).id)
        game = make_order(uow, client_uid=card, deposit=200_000).uid
        plan = make_plan(uow, price=300_000)
        return {
            Kind.PURCHASE: make_purchase(uow, user_id=who.user_id, price=PRICE).id,
            Kind.TARIFF: card,
            Kind.DEPOSIT: game,
            Kind.MEMBERSHIP: uow.memberships.sell(plan, card).id,
        }

    things = db.write_now(fill)
    return again(db, who), things


def seller(db: Database) -> Actor:
    """Who hears of purchases."""
    return actor(db, Role.SELLER)


def charge(made: InvoiceView, charge_id: str = "") -> Charge:
    """Telegram says that this invoice was paid."""
    return Charge(made.code, made.amount, made.currency, charge_id or f"charge-{next(_charges)}", "p-1")


def pay(db: Database, who: Actor, kind: Kind, subject_id: int) -> Charge:
    """From the button to the payment."""
    made = run(db, who, payments.invoice, kind, subject_id)
    run(db, who, payments.approve, made.code, made.amount, made.currency)
    paid = charge(made)
    run(db, who, payments.receive, paid)
    return paid


def rows(db: Database) -> list[tuple[str, int, str]]:
    """All payments: kind, amount, method."""
    return db.read_now(
        lambda uow: [(row.kind, row.amount, row.method) for row in uow.session.query(Payment).order_by(Payment.id)]
    )


def told(db: Database, kind: str) -> int:
    """How many letters of a kind were queued."""
    return db.read_now(lambda uow: _count(uow, kind))


def _count(uow: Any, kind: str) -> int:
    return int(uow.session.query(Outgoing).filter(Outgoing.kind == kind, Outgoing.chat_id != 0).count())
