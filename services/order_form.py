"""What is needed to ask for one field of a game, in one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.order_fields import Field
from domain.orders import Polygon
from domain.views import OrderForm
from services import clients, order_drafts, orders
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow


@query(Permission.ORDERS_WRITE)
def form(uow: "Uow", actor: Actor, uid: int, field: Field | None = None, sought: str = "") -> OrderForm:
    """A game with what ``field`` may be set to; without a field, with what may be changed at all.

    ``sought`` is what was typed to find a client. Raises ``NotFound`` for a deleted game.
    """
    order, known = orders.card(uow, actor, uid), business(uow)
    usual = {Field.DEPOSIT: int(known["DEPOSIT"]), Field.GAMETIME: int(known["GAME_LENGTH"]) * 60}
    return OrderForm(
        order,
        own=tuple(dict.fromkeys((*known["ORDER_FIELDS"], *order.custom))),
        most=known.most_players(order.polygon),
        usual=usual.get(field, 0) if field else 0,
        staff=order_drafts.instructors(uow, actor) if field is Field.INSTRUCTOR else (),
        clients=clients.search(uow, actor, sought).items if field is Field.CLIENT and sought else (),
    )


@query(Permission.ORDERS_WRITE)
def fits(uow: "Uow", actor: Actor, uid: int, start: datetime, polygon: Polygon) -> None:
    """Raise why a game can't be moved there (``Conflict`` names the free times), or nothing; nothing is written."""
    draft = replace(orders.draft_of(uow, actor, uid), date=start, polygon=polygon)
    orders.check(uow, draft, staff=True, order=uow.orders.get(uid))
