"""What managers and owners are told of customers' games: a new request, what became of it, a game moved or cancelled.

A request is one card in each manager's chat; whoever deals with it, the others' cards say so and lose their buttons.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, Role
from domain.orders import UNDO, Status
from domain.reminders import quiet
from services import order_notices
from services.order_notices import tell
from services.settings import business

if TYPE_CHECKING:
    from models import Order, User
    from repositories.uow import Uow

NEW, DECLINED = "request_new", "request_declined"  # these wait for an answer, with buttons
STILL, SETTLED = "request_still", "request_settled"  # what they are edited into
ACCEPTED, MOVED, CANCELLED = "request_accepted", "own_moved", "own_cancelled"
EXPIRED, OFFERED = "order_expired", "order_offered"  # to the customer
_SHOWN = frozenset({"date", "gametime", "polygon", "players", "gametype", "client_uid"})


def after_change(uow: "Uow", actor: Actor, action: str, row: "Order", before: Mapping[str, Any] | None) -> None:
    """Tell the staff what follows from a change of a game, in its transaction; the customer only of an expiry."""
    before = before or {}
    was = before.get("status", row.status)
    if action in ("deleted", "restored") and row.ordered_by is not None:
        _deleted(uow, actor, row, is_back=action == "restored")
    if action in ("created", "restored") and row.status == Status.REQUESTED:
        _tell_staff(uow, actor, NEW, row)
    elif was == Status.REQUESTED and (row.status != was or row.deleted_at is not None):
        _request_over(uow, actor, action, row)
    elif _by_staff(actor):
        if row.status == Status.REQUESTED and _SHOWN & before.keys():
            _settle(uow, actor, row, STILL, facts_of(uow, row))
    elif action == "moved":
        _moved(uow, actor, row, before)
    elif action == Status.CANCELLED:
        _tell_staff(uow, actor, CANCELLED, row)


def offered(uow: "Uow", actor: Actor, row: "Order", offer: int, date: str, polygon: str) -> None:
    """The customer is asked whether another time suits; the managers' cards say who has offered it."""
    held = row.held_until.isoformat() if row.held_until else None
    tell(uow, actor, OFFERED, row, offer=offer, new_date=date, new_polygon=polygon, held_until=held)
    _settle(
        uow, actor, row, SETTLED, facts_of(uow, row, how="offered", by=actor.name, new_date=date, new_polygon=polygon)
    )


def declined(uow: "Uow", actor: Actor, row: "Order", why: str) -> None:
    """The offered time does not suit (``declined``) or has gone (``taken``): the request waits for an answer again."""
    _tell_staff(uow, actor, DECLINED, row, why=why)


def facts_of(uow: "Uow", row: "Order", **more: Any) -> dict[str, Any]:
    """What a manager has to know of a request; JSON only."""
    client = uow.clients.find(row.client_uid) if row.client_uid else None
    customer = uow.people.find(row.ordered_by) if row.ordered_by else None
    if client is not None:
        name, phone = " ".join(filter(None, (client.surname, client.name, client.midname))), client.phone
    else:
        name = " ".join(filter(None, (customer.first_name, customer.last_name))) if customer else ""
        phone = (customer.phone or "") if customer else ""
    return {
        "uid": row.uid, "date": row.date.isoformat(), "gametime": row.gametime, "polygon": str(row.polygon),
        "players": row.players, "gametype": str(row.gametype), "name": name, "phone": phone,
        "has_card": client is not None, "held_until": row.held_until.isoformat() if row.held_until else None, **more,
    }  # fmt: skip


def _request_over(uow: "Uow", actor: Actor, action: str, row: "Order") -> None:
    """Confirmed, refused, taken back, deleted or expired: the cards say how and by whom."""
    by_staff = _by_staff(actor)
    if action == "deleted":
        how = "deleted"
    elif row.status == Status.CONFIRMED:
        how = "confirmed" if by_staff else "accepted"
    elif not actor.user_id:
        how = "expired"
        tell(uow, actor, EXPIRED, row)
    else:
        how = "refused" if by_staff else "withdrawn"
    _settle(
        uow,
        actor,
        row,
        SETTLED,
        facts_of(uow, row, how=how, by=actor.name if by_staff else "", reason=row.cancel_reason),
    )
    if how == "accepted":
        _tell_staff(uow, actor, ACCEPTED, row)


def _deleted(uow: "Uow", actor: Actor, row: "Order", *, is_back: bool) -> None:
    """What a customer has ordered was deleted: they hear of it when it can't be taken back any more."""
    subject_ = f"deleted:{row.uid}"
    if is_back:
        uow.outbox.drop(subject_, [order_notices.CANCELLED])
    elif row.status in (Status.REQUESTED, Status.CONFIRMED) and row.date > uow.now:
        later = uow.now + UNDO
        tell(uow, actor, order_notices.CANCELLED, row, subject=subject_, not_before=later, was_status=str(row.status))


def _moved(uow: "Uow", actor: Actor, row: "Order", before: Mapping[str, Any]) -> None:
    was = {"was": before["date"].isoformat(), "was_polygon": str(before.get("polygon", row.polygon))}
    if row.status != Status.REQUESTED:
        _tell_staff(uow, actor, MOVED, row, **was)
        return
    _settle(uow, actor, row, SETTLED, facts_of(uow, row, how="moved", by="", **was))
    _tell_staff(uow, actor, NEW, row)


def _tell_staff(uow: "Uow", actor: Actor, kind: str, row: "Order", **more: Any) -> None:
    """Tell every manager and owner who can be reached; at night it waits for the morning unless the game would not."""
    facts = facts_of(uow, row, **more)
    morning = quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
    due = morning if morning < (row.held_until or row.date) else uow.now
    for user in _staff(uow):
        if user.is_reachable and user.id != actor.user_id:
            uow.outbox.tell(kind, user.telegram_id, subject(row), facts, due_at=due)


def _staff(uow: "Uow") -> "list[User]":
    known = {user.id: user for role in (Role.MANAGER, Role.OWNER) for user in uow.people.list_by_role(role)}
    return list(known.values())


def _settle(uow: "Uow", actor: Actor, row: "Order", instead: str, facts: dict[str, Any]) -> None:
    """Edit the cards of all who were told, but the message that this person has just pressed: it shows the game."""
    for kind in (NEW, DECLINED):
        uow.outbox.settle(kind, subject(row), instead, facts, keep_unsent=instead == STILL)
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


def subject(row: "Order") -> str:
    """What a request's cards are found by."""
    return f"request:{row.uid}"


def _by_staff(actor: Actor) -> bool:
    return actor.may(Permission.ORDERS_WRITE) and actor.user_id != 0
