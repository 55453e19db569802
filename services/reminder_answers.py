"""What a customer answers to a reminder with one press. Cancelling and moving go their own way (`own_orders`)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command
from domain.errors import Outdated
from domain.orders import Status
from services import reminders
from services.order_views import WILL_COME, answer_of, order_view, with_answers
from services.own_orders import own_row

if TYPE_CHECKING:
    from repositories.uow import Uow


@command(Permission.OWN_ORDERS)
def coming(uow: "Uow", actor: Actor, uid: int, date: datetime) -> dict[str, Any]:
    """[Будем] for the game as it was at ``date``; a second press changes nothing. Gives the reminder's facts.

    Raises ``Outdated`` where the game was moved, cancelled or has begun, ``NotFound`` for another person's game.
    """
    row = own_row(uow, actor, uid)
    if row.date != date or row.status != Status.CONFIRMED or row.date <= uow.now:
        raise Outdated("This game has changed. Here is how it stands now.")
    client = uow.clients.find(row.client_uid) if row.client_uid else None
    (view,) = with_answers(uow, [order_view(uow, row, client)])
    if not view.is_coming:
        uow.audit.record(actor, WILL_COME, "order", uid, None, answer_of(row))
    return reminders.facts_of(uow, row, uow.now)
