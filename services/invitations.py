"""Which games a person may invite guests to, and what the invitation needs to know (S1.64)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.errors import NotFound
from domain.orders import ACTIVE, Status
from domain.views import OrderView
from services.order_views import order_view
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

SHOWN = 6
AHEAD = timedelta(days=60)


@dataclass(frozen=True)
class Where:
    """What every invitation of this business says."""

    business: str
    place: str


@query(Permission.INVITE_GUESTS)
def games(uow: "Uow", actor: Actor) -> list[OrderView]:
    """The next games to invite to: one's own; for staff, everybody's."""
    if actor.may(Permission.ORDERS_READ):
        cards = uow.orders.list_cards(uow.now, uow.now + AHEAD, limit=4 * SHOWN)
        views = [order_view(uow, *card) for card in cards]
    else:
        views = [order_view(uow, row) for row in uow.orders.list_open_of_user(actor.user_id)]
    return [view for view in views if view.status in ACTIVE and view.date > uow.now][:SHOWN]


@query(Permission.INVITE_GUESTS)
def game(uow: "Uow", actor: Actor, uid: int) -> OrderView:
    """One of those games; raises ``NotFound`` for another person's."""
    row = uow.orders.find(uid)
    mine = row is not None and row.ordered_by == actor.user_id
    if row is None or not (mine or actor.may(Permission.ORDERS_READ)) or row.status == Status.CANCELLED:
        raise NotFound("This game is no longer there.")
    return order_view(uow, row)


@query(Permission.INVITE_GUESTS)
def where(uow: "Uow", actor: Actor) -> Where:
    """The business's name and address."""
    known = business(uow)
    return Where(known["BUSINESS"], known["ADDRESS"])
