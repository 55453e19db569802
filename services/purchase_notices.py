"""What is told of purchases: a new one to who carries them through, each step to the customer (S2.44, S2.48).

A new purchase is one card in each seller's chat; whoever takes it, the others' cards say so and lose their buttons.
"""

from typing import TYPE_CHECKING

from domain.access import GRANTS, Actor, Permission, Role
from domain.reminders import quiet
from services.settings import business

if TYPE_CHECKING:
    from models import Purchase, User
    from repositories.uow import Uow

NEW, GONE = "purchase_new", "purchase_gone"  # one that waits; what its cards are edited into
MOVED = "purchase_moved"  # to the customer
SELLERS = tuple(role for role in Role if Permission.PURCHASES in GRANTS[role])


def subject(row: "Purchase") -> str:
    """What a purchase's notices are found by."""
    return f"purchase:{row.id}"


def name_of(user: "User | None") -> str:
    """How an account is called."""
    return " ".join(part for part in (user.first_name, user.last_name) if part) if user else ""


def tell_new(uow: "Uow", actor: Actor, row: "Purchase") -> None:
    """A purchase waits: to everybody who may take it, in the morning where it is night."""
    customer = uow.people.get(row.user_id)
    facts = {
        "id": row.id, "title": row.title, "total": row.price - row.discount, "promo": row.promo_code,
        "deadline": row.diedline, "name": name_of(customer), "phone": customer.phone or "", "email": row.email,
    }  # fmt: skip
    due = quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
    known = {user.id: user for role in SELLERS for user in uow.people.list_by_role(role)}
    for user in known.values():
        if user.is_reachable and user.id != actor.user_id:
            uow.outbox.tell(NEW, user.telegram_id, subject(row), facts, due_at=due)


def settle(uow: "Uow", actor: Actor, row: "Purchase", how: str) -> None:
    """It waits no more: the cards of all who were told say by whom; the message just pressed shows the purchase."""
    facts = {"id": row.id, "title": row.title, "how": how, "by": actor.name}
    uow.outbox.settle(NEW, subject(row), GONE, facts)
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


def tell_customer(uow: "Uow", actor: Actor, row: "Purchase", step: int) -> None:
    """The customer is told how it stands now, unless they did it themselves; ``step``: its id in the audit."""
    customer = uow.people.get(row.user_id)
    if customer.id == actor.user_id or not customer.is_reachable:
        return
    facts = {"id": row.id, "title": row.title, "state": int(row.state), "reason": row.reason}
    uow.outbox.tell(MOVED, customer.telegram_id, f"{subject(row)}:{step}", facts)
