"""A manager answers a customer's request: confirms it, offers another time, refuses; and the customer's answer."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Forbidden, Invalid, Outdated
from domain.orders import Polygon, Status
from domain.own_orders import OfferAnswer
from domain.views import OrderView
from domain.workflow import may_move
from services import orders, request_notices
from services.own_orders import held_until, own_game, own_row
from services.settings import business

if TYPE_CHECKING:
    from models import Audit, Order
    from repositories.uow import Uow

ENDS_AN_OFFER = frozenset({"offered", "declined", "moved"})  # an offer stands until the next of these


@query(Permission.ORDERS_READ)
def request(uow: "Uow", actor: Actor, uid: int) -> OrderView:
    """A request that waits for this person's answer; raises ``Outdated`` where it has been answered, ``Forbidden``."""
    _check_may_decide(actor)
    view = orders.card(uow, actor, uid)
    if view.status != Status.REQUESTED:
        raise Outdated("This request has been answered already. Here is how it stands now.")
    return view


@command(Permission.ORDERS_WRITE)
def confirm(uow: "Uow", actor: Actor, uid: int) -> OrderView:
    """Confirm a request; a second press gives the same card.

    Raises ``Outdated`` where it was answered otherwise, ``Forbidden`` for who may not decide (an instructor).
    """
    return _decide(uow, actor, uid, Status.CONFIRMED, "")


@command(Permission.ORDERS_WRITE)
def refuse(uow: "Uow", actor: Actor, uid: int, reason: str) -> OrderView:
    """Refuse a request; the customer reads the reason. Raises as ``confirm`` does."""
    return _decide(uow, actor, uid, Status.CANCELLED, reason)


def _decide(uow: "Uow", actor: Actor, uid: int, target: Status, reason: str) -> OrderView:
    _check_may_decide(actor)
    if uow.orders.get(uid).status not in (Status.REQUESTED, target):
        raise Outdated("This request has been answered already. Here is how it stands now.")
    return orders.go(uow, actor, uid, Status.REQUESTED, target, reason)


@command(Permission.ORDERS_WRITE)
def offer(uow: "Uow", actor: Actor, uid: int, start: datetime, polygon: Polygon) -> OrderView:
    """Ask the customer whether another time suits; the request holds its own time meanwhile, anew.

    Raises ``Conflict`` naming the free times, ``Outdated`` where it has been answered, ``Forbidden`` for who may not
    decide, ``Invalid`` for the time that was asked for anyway or has passed. The same offer again changes nothing.
    """
    _check_may_decide(actor)
    row = uow.orders.get(uid)
    if row.status != Status.REQUESTED:
        raise Outdated("This request has been answered already. Here is how it stands now.")
    if (row.date, row.polygon) == (start, polygon):
        raise Invalid("This is the time that was asked for. Confirm it, or choose another.")
    if start <= uow.now:
        raise Invalid("This time has passed. Choose a later one, please.")
    orders.check(uow, replace(orders.as_draft(row), date=start, polygon=polygon), staff=True, order=row)
    place = {"date": start.isoformat(), "polygon": str(polygon)}
    if (standing := _standing(uow, uid)) is None or standing.after != place:
        uow.orders.edit(row, held_until=held_until(uow, start))
        event = uow.audit.record(actor, "offered", orders.KIND, uid, None, place)
        request_notices.offered(uow, actor, row, event.id, **place)
    return orders.card(uow, actor, uid)


@command(Permission.OWN_ORDERS)
def accept(uow: "Uow", actor: Actor, uid: int, offer_id: int) -> OfferAnswer:
    """The offered time suits: move there and confirm, in one step, if it is still free.

    The decision is the manager's who offered it, so nobody has to confirm again. Raises ``NotFound`` for another
    person's game, ``Outdated`` for an offer that does not stand any more. A second press gives the same card.
    """
    row = own_row(uow, actor, uid)
    event = _offer(uow, row, offer_id)
    start, polygon = _place(event)
    if row.status == Status.CONFIRMED and (row.date, row.polygon) == (start, polygon):
        return OfferAnswer(own_game(uow, row), was_free=True)
    _check_stands(uow, row, event)
    if not _fits(uow, row, start, polygon):
        _decline(uow, actor, row, "taken")
        return OfferAnswer(own_game(uow, row), was_free=False)
    before = {"date": row.date, "polygon": row.polygon, "status": Status(row.status)}
    uow.orders.edit(row, date=start, polygon=polygon, buffer=business(uow).buffer)
    if not uow.orders.move_state(uid, Status.REQUESTED, Status.CONFIRMED, held_until=None):
        raise Outdated("Somebody has just changed this game. Here is how it stands now.")
    row = uow.orders.get(uid)
    orders.changed(uow, actor, Status.CONFIRMED, row, before)
    return OfferAnswer(own_game(uow, row), was_free=True)


@command(Permission.OWN_ORDERS)
def decline(uow: "Uow", actor: Actor, uid: int, offer_id: int) -> OfferAnswer:
    """The offered time does not suit; the request stands, and the managers are told. Raises as ``accept`` does."""
    row = own_row(uow, actor, uid)
    _check_stands(uow, row, _offer(uow, row, offer_id))
    _decline(uow, actor, row, "declined")
    return OfferAnswer(own_game(uow, row), was_free=True)


def _check_may_decide(actor: Actor) -> None:
    """Managers and owners decide; an instructor, who may write orders, does not."""
    if not may_move(orders.KIND, Status.REQUESTED, Status.CONFIRMED, actor.roles):
        raise Forbidden("This is not open to you. If you think it should be, ask the owner.")


def _fits(uow: "Uow", row: "Order", start: datetime, polygon: Polygon) -> bool:
    """Whether the offered time is still free, by the rules of the manager who offered it."""
    if start <= uow.now:
        return False
    try:
        orders.check(uow, replace(orders.as_draft(row), date=start, polygon=polygon), staff=True, order=row)
    except (Conflict, Invalid):
        return False
    return True


def _decline(uow: "Uow", actor: Actor, row: "Order", why: str) -> None:
    uow.orders.edit(row, held_until=held_until(uow, row.date))
    uow.audit.record(actor, "declined", orders.KIND, row.uid)
    request_notices.declined(uow, actor, row, why)


def _offer(uow: "Uow", row: "Order", offer_id: int) -> "Audit":
    """The offer that a button means; a forged or foreign number is out of date."""
    event = uow.audit.find(offer_id)
    if event is None or (event.kind, event.subject_id, event.action) != (orders.KIND, row.uid, "offered"):
        raise Outdated("This offer no longer stands. Here is your game.")
    return event


def _place(event: "Audit") -> tuple[datetime, Polygon]:
    place = event.after or {}
    return datetime.fromisoformat(place["date"]), Polygon(place["polygon"])


def _check_stands(uow: "Uow", row: "Order", event: "Audit") -> None:
    standing = _standing(uow, row.uid)
    if row.status != Status.REQUESTED or standing is None or standing.id != event.id:
        raise Outdated("This offer no longer stands. Here is your game.")


def _standing(uow: "Uow", uid: int) -> "Audit | None":
    """The offer that waits for an answer, if one does."""
    last = next((event for event in uow.audit.list_of(orders.KIND, uid) if event.action in ENDS_AN_OFFER), None)
    return last if last is not None and last.action == "offered" else None
