"""Selling a membership at the desk: the plan and what was received, in one transaction (S5.14, S5.43)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.errors import Invalid
from domain.membership_views import MembershipView
from services import memberships, payment_desk

if TYPE_CHECKING:
    from repositories.uow import Uow


@command(Permission.MEMBERSHIPS)
def sell(
    uow: "Uow", actor: Actor, client_uid: int, plan_id: int, amount: int | None, note: str, origin: str
) -> MembershipView:
    """Sell a plan to a client; paid in full it begins today, or the day after what is paid for already.

    ``amount`` in minor units: None is all that is due, 0 nothing yet. The same ``origin`` again is the same sale.
    Raises ``NotFound`` for a plan that is not sold any more and for a deleted card.
    """
    client = uow.clients.get(client_uid)
    row = memberships.want(uow, actor, client.uid, plan_id, origin)
    due = max(0, row.price - row.paid)
    if amount is not None and amount < 0:
        raise Invalid("A payment is more than nothing. Example: {example}", example="12 500")
    received = due if amount is None else amount
    if received:
        payment_desk.note_membership(uow, actor, row.id, received, note, f"{origin}:paid")
    elif not row.price:
        memberships.begin(uow, actor, row)
    return memberships.membership_view(uow, row)
