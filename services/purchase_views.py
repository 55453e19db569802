"""A purchase's row as its views: the customer's own, and the one of who carries it through."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, Role
from domain.shop import OPEN, State
from domain.shop_views import PurchaseLine, PurchaseView
from domain.workflow import targets
from services.order_views import person_view
from services.payments import can_invoice
from services.purchase_notices import name_of
from services.settings import business

if TYPE_CHECKING:
    from models import Purchase
    from repositories.uow import Uow

KIND = "purchase"


def purchase_view(uow: "Uow", actor: Actor, row: "Purchase") -> PurchaseView:
    """A purchase as its reader sees it: who the customer is, to the staff only."""
    is_mine, state = row.user_id == actor.user_id, State(row.state)
    ticket = uow.purchases.find_ticket(row.id)
    seen = PurchaseView(
        row.id, row.product_id, state, row.title, row.price, row.discount, row.paid, row.diedline, row.email,
        row.promo_code, row.reason, row.created_on, is_mine, _targets(actor, row),
        can_pay=is_mine and state in OPEN and row.price - row.discount > row.paid and can_invoice(uow),
        how_to_pay=business(uow)["PAYMENT_WORDS"] if is_mine else "",
        ticket_id=ticket.id if ticket is not None else None,
    )  # fmt: skip
    return _for_staff(uow, row, seen) if actor.may(Permission.PURCHASES) else seen


def _for_staff(uow: "Uow", row: "Purchase", seen: PurchaseView) -> PurchaseView:
    users = {user.id: user for user in uow.people.list_tied([None], [row.user_id, row.agent_id])}
    customer = users.get(row.user_id)
    client = uow.clients.find(row.client_uid) if row.client_uid else None
    same = uow.purchases.list_same_email(row.email, row.user_id, row.client_uid) if row.email else []
    return replace(
        seen,
        agent=name_of(users.get(row.agent_id or 0)),
        customer=person_view(customer) if customer else None,
        phone=((customer.phone if customer else "") or (client.phone if client else "") or ""),
        username=(customer.username if customer else "") or "",
        same_email=tuple(name_of(user) for user in same),
    )


def _targets(actor: Actor, row: "Purchase") -> tuple[State, ...]:
    """Where this reader may take it; a customer may not cancel what is paid for: the money is talked about first."""
    held = set(actor.roles if actor.may(Permission.PURCHASES) else ()) - {Role.CLIENT}
    if row.user_id == actor.user_id and not row.paid:
        held.add(Role.CLIENT)
    return tuple(State(int(target)) for target in targets(KIND, State(row.state), held))


def purchase_lines(uow: "Uow", rows: "Sequence[Purchase]", *, with_names: bool) -> tuple[PurchaseLine, ...]:
    """Rows of a list."""
    names = uow.people.names({row.user_id for row in rows}) if with_names and rows else {}
    return tuple(
        PurchaseLine(row.id, State(row.state), row.title, row.price - row.discount, names.get(row.user_id, ""))
        for row in rows
    )
