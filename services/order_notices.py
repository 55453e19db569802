"""What a customer is told when the staff change a game: in the change's transaction, once, in their language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain import workflow
from domain.access import Actor, Role
from domain.orders import ACTIVE, Status
from domain.reminders import quiet
from services.settings import business

if TYPE_CHECKING:
    from datetime import datetime

    from models import Order, User
    from repositories.uow import Uow

MOVED, CANCELLED, CONFIRMED = "order_moved", "order_cancelled", "order_confirmed"
_PLACE = frozenset({"date", "polygon"})  # a change of these is a move to the customer


def after_change(uow: "Uow", actor: Actor, action: str, row: "Order", before: Mapping[str, Any] | None) -> None:
    """Tell the customer of a game that is still to come what somebody of the staff did to it (S1.4).

    Nothing is told of what the customer did, of what concerns the staff only (a price, an instructor), and of the past.
    """
    if not actor.is_staff or row.deleted_at is not None:
        return
    before = before or {}
    was: datetime = before.get("date", row.date)
    if max(was, row.date) <= uow.now:
        return
    if "status" in before:
        edge = workflow.find_edge("order", before["status"], action)
        kind = {Status.CANCELLED: CANCELLED, Status.CONFIRMED: CONFIRMED}.get(Status(action))
        if edge is not None and kind is not None and Role.CLIENT in edge.tells:
            tell(uow, actor, kind, row, was_status=before["status"], reason=row.cancel_reason)
    elif _PLACE & before.keys() and row.status in ACTIVE:
        earlier = min(was, row.date)
        old = {"was": was.isoformat(), "was_polygon": before.get("polygon", row.polygon)}
        tell(uow, actor, MOVED, row, urgent_before=earlier, **old)


def tell(
    uow: "Uow", actor: Actor, kind: str, row: "Order", *, urgent_before: "datetime | None" = None,
    subject: str = "", not_before: "datetime | None" = None, **more: Any,
) -> None:  # fmt: skip
    """Tell every account of the game's customer; the same version of a game is told of once. ``more`` must be JSON.

    What may be taken back waits until ``not_before``, under a ``subject`` that it is dropped by. At night it waits for
    the morning, unless that is later than ``urgent_before``: by default the game, or the end of
    the hold of its time.
    """
    people = accounts(uow, row)
    if any(user.id == actor.user_id for user in people):
        return
    facts = {
        "uid": row.uid, "date": row.date.isoformat(), "gametime": row.gametime, "polygon": str(row.polygon),
        "players": row.players, **more,
    }  # fmt: skip
    morning = quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
    due = morning if morning < (urgent_before or row.held_until or row.date) else uow.now
    for user in people:
        if user.is_reachable:
            uow.outbox.tell(
                kind, user.telegram_id, subject or f"order:{row.uid}:v{row.version}", facts,
                due_at=max(due, not_before or due),
            )  # fmt: skip


def accounts(uow: "Uow", row: "Order") -> "list[User]":
    """The Telegram accounts a game belongs to: tied to its client's card, or the one that ordered it."""
    people = uow.people.users_of_client(row.client_uid) if row.client_uid else []
    if row.ordered_by and all(user.id != row.ordered_by for user in people):
        customer = uow.people.find(row.ordered_by)
        people = [*people, customer] if customer is not None else people
    return people
