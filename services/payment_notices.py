"""Who hears of money: the customer gets a receipt, the staff of that kind of thing know what came."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from domain.access import GRANTS, Actor, Permission, Role
from domain.payments import Charge
from domain.reminders import quiet
from services.payables import Payable
from services.settings import business

if TYPE_CHECKING:
    from models import Payment, User
    from repositories.uow import Uow

RECEIPT, CAME, EXTRA, UNKNOWN, RETURNED = (
    "payment_receipt", "payment_came", "payment_extra", "payment_unknown", "payment_returned"
)  # fmt: skip

ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # the moment of what is claimed once for ever


def tell_receipt(
    uow: "Uow", thing: Payable, row: "Payment", *, payer_id: int | None = None, is_extra: bool = False
) -> None:
    """A receipt to whose it is and to whoever has paid; of money in excess it says that it comes back."""
    payer = uow.people.find(payer_id) if payer_id is not None else None
    facts = _facts(thing, row.amount) | {"is_extra": is_extra}
    for user in _each([*thing.customers(), *([payer] if payer is not None else [])]):
        uow.outbox.tell(RECEIPT, user.telegram_id, f"payment:{row.id}", facts)


def tell_staff(uow: "Uow", actor: Actor, thing: Payable, row: "Payment", *, is_extra: bool) -> None:
    """What was paid in the bot, to the staff of that kind of thing, but not at night.

    Money in excess does not wait for the morning: somebody is to return it.
    """
    due = None if is_extra else quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
    facts = _facts(thing, row.amount) | {"by": actor.name}
    for user in _staff(uow, thing.staff):
        uow.outbox.tell(EXTRA if is_extra else CAME, user.telegram_id, f"payment:{row.id}", facts, due_at=due)


def tell_returned(uow: "Uow", thing: Payable, row: "Payment", amount: int) -> None:
    """Money goes back: whose it is reads so."""
    for user in _each(thing.customers()):
        uow.outbox.tell(RETURNED, user.telegram_id, f"payment:{row.id}", _facts(thing, amount))


def tell_unknown(uow: "Uow", actor: Actor, charge: Charge) -> bool:
    """Money that belongs to nothing we know: managers are to return it. False where they were told before."""
    subject = f"charge:{sha256(charge.charge_id.encode()).hexdigest()[:40]}"
    if not uow.outbox.claim(UNKNOWN, subject, ONCE):
        return False
    facts = {"amount": charge.amount, "currency": charge.currency, "charge": charge.charge_id, "by": actor.name}
    for user in _staff(uow, Permission.TICKETS_MANAGE):
        uow.outbox.tell(UNKNOWN, user.telegram_id, subject, facts)
    return True


def _facts(thing: Payable, amount: int) -> dict[str, Any]:
    return thing.subject.stored() | {"amount": amount}


def _each(users: "list[User]") -> "list[User]":
    return list({user.id: user for user in users if user.is_reachable}.values())


def _staff(uow: "Uow", permission: Permission) -> "list[User]":
    roles = [role for role in Role if permission in GRANTS[role] and role is not Role.CLIENT]
    return _each([user for role in roles for user in uow.people.list_by_role(role)])
