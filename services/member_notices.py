"""What is told of memberships: somebody asks for one and pays at the desk, one ends, one has ended (S5.14, S5.52)."""

from typing import TYPE_CHECKING, Any

from domain.access import GRANTS, Actor, Permission, Role
from domain.reminders import quiet
from services.order_views import client_view
from services.settings import business

if TYPE_CHECKING:
    from models import Membership
    from repositories.uow import Uow

WANTED, HANDLED = "membership_wanted", "membership_handled"  # what waits for money; what its cards are edited into
DESK = tuple(role for role in Role if Permission.MEMBERSHIPS in GRANTS[role])


def subject(row: "Membership") -> str:
    """What a membership's notices are found by."""
    return f"membership:{row.id}"


def tell_wanted(uow: "Uow", actor: Actor, row: "Membership") -> None:
    """A member asks for it and does not pay in the chat: to the staff, in the morning where it is night."""
    client = client_view(uow.clients.get(row.client_uid))
    facts = _facts(row) | {"client": client.full_name, "phone": client.phone, "due": row.price - row.paid}
    due = quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
    known = {user.id: user for role in DESK for user in uow.people.list_by_role(role)}
    for user in known.values():
        if user.is_reachable and user.id != actor.user_id:
            uow.outbox.tell(WANTED, user.telegram_id, subject(row), facts, due_at=due)


def settle(uow: "Uow", actor: Actor, row: "Membership", how: str) -> None:
    """It waits no more (``paid``, ``cancelled``): the cards of all who were told say by whom."""
    uow.outbox.settle(WANTED, subject(row), HANDLED, _facts(row) | {"how": how, "by": actor.name})
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


def _facts(row: "Membership") -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "price": row.price}
