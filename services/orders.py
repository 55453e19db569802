"""Games: book, change, move along their states, delete and take back.

The slot is checked here and by the database (S1.51).
"""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain import availability, workflow
from domain.access import Actor, Permission, Role, command, query
from domain.booking import Closed, Crowded, Past, Plan, PolygonBusy, Refusal
from domain.errors import Conflict, CrmError, Forbidden, Invalid, Outdated, Term
from domain.orders import OCCUPYING, UNDO, GameType, Gifts, Polygon, Status
from domain.views import HistoryLine, OrderView
from domain.walltime import local_day
from services import order_notices, reminders, request_notices
from services.calendar import busy, rules
from services.order_views import order_view, with_answers
from services.settings import business

if TYPE_CHECKING:
    from models import Order
    from repositories.uow import Uow

KIND = "order"
SLOT = frozenset({"date", "gametime", "resttime", "restroom", "players", "polygon"})  # what takes time or room
PLACE = frozenset({"date", "gametime", "polygon"})  # what takes time of the polygon
EDITABLE = SLOT | {
    "client_uid", "gametype", "gifts", "description", "price", "deposit", "paid", "instructor_id", "came", "custom",
}  # fmt: skip


@dataclass(frozen=True)
class OrderDraft:
    """A game to be booked, at the seed's defaults (S1.43–S1.49). Lengths in seconds, money in minor units."""

    date: datetime
    client_uid: int | None = None
    gametime: int = 3600
    resttime: int = 3600
    restroom: int = 0
    players: int = 1
    polygon: Polygon = Polygon.ARENA
    gametype: GameType = GameType.BIRTHDAY
    gifts: Gifts = Gifts.BANDANA
    description: str = ""
    price: int | None = None
    deposit: int = 0
    instructor_id: int | None = None
    custom: dict[str, str] = field(default_factory=dict)

    def plan(self, order_id: int | None = None, kept: datetime | None = None) -> Plan:
        """What the free times are asked with."""
        return Plan(self.gametime, self.resttime, self.restroom, self.players, order_id, kept)


@command(Permission.ORDERS_WRITE)
def book(uow: "Uow", actor: Actor, draft: OrderDraft, origin: str) -> OrderView:
    """Put a game into the calendar (S1.10, S1.20). The same ``origin`` again gives the same game.

    Raises ``Conflict`` naming the free times, or ``Invalid`` (past, closed, too many players).
    """
    return create(uow, actor, draft, origin, status=Status.CONFIRMED, staff=True)


def create(
    uow: "Uow", actor: Actor, draft: OrderDraft, origin: str, *, status: Status, staff: bool, **more: Any
) -> OrderView:
    """Check and insert; for ``book`` and for a customer's request, which add what they know."""
    if (known := uow.orders.find_by_origin(origin)) is not None:
        return _view(uow, known)
    check(uow, draft, staff=staff)
    values = {f.name: getattr(draft, f.name) for f in fields(draft)}
    row = uow.orders.add(
        uow.orders.row(
            **values, status=status, buffer=business(uow).buffer, origin=origin, created_by=actor.user_id, **more
        )
    )
    changed(uow, actor, "created", row, None)
    return _view(uow, row)


def check(uow: "Uow", draft: OrderDraft, *, staff: bool, order: "Order | None" = None) -> None:
    """Raise the refusal of a draft, or nothing. ``order`` is the one being changed: it is never in its own way."""
    own = rules(uow, draft.polygon, staff=staff)
    plan = draft.plan(order.uid, order.date) if order is not None else draft.plan()
    taken = busy(uow, local_day(draft.date, uow.place.zone))
    holds = order is not None and order.status in OCCUPYING and order.deleted_at is None
    asked = _asked(plan, draft, order) if order is not None and holds else plan
    if (refused := availability.refusal(draft.date, asked, own, taken, uow.now)) is not None:
        free = availability.nearest_free(draft.date, plan, own, taken, uow.now)
        raise refusal_error(refused, tuple(free))


def _asked(plan: Plan, draft: OrderDraft, order: "Order") -> Plan:
    """What a change has to be asked about: where place and time stay, only the rest zone and changed players."""
    if any(getattr(draft, name) != getattr(order, name) for name in PLACE):
        return plan
    return replace(plan, stays=True, players=1 if draft.players == order.players else draft.players)


def refusal_error(refused: Refusal, free: tuple[datetime, ...]) -> CrmError:
    """A refusal as the sentence a person reads; ``free`` are the starts to name."""
    match refused:
        case Past():
            return Invalid("This time has passed. Choose a later one, please.")
        case Crowded():
            return Invalid(
                "At most {most} players at this place ({polygon}).", most=refused.most, polygon=Term(refused.polygon)
            )
        case Closed() if not refused.opens:
            return Invalid(
                "Closed that day: {polygon}. Choose another day or place, please.", polygon=Term(refused.polygon)
            )
        case Closed():
            first, last = refused.opens[0].start, refused.opens[-1].end
            return Invalid(
                "The game must fit into opening hours, {opens}–{closes}.", opens=(first,), closes=(last,)
            )  # fmt: skip
        case PolygonBusy() if free:
            return Conflict("This time is taken ({polygon}). Free: {free}.", polygon=Term(refused.polygon), free=free)
        case PolygonBusy():
            return Conflict(
                "This time is taken ({polygon}), and nothing else is free that day.", polygon=Term(refused.polygon)
            )
    if free:
        return Conflict(
            "Rest zone {number} is taken then. Free: {free}, or take another zone.", number=refused.restroom, free=free
        )
    return Conflict("Rest zone {number} is taken then. Take another zone or day, please.", number=refused.restroom)


@query(Permission.ORDERS_READ)
def card(uow: "Uow", actor: Actor, uid: int) -> OrderView:
    """A game with its client (and whether Telegram reaches them) and instructor; raises ``NotFound``."""
    return _reached(uow, order_view(uow, *uow.orders.get_card(uid)))


@query(Permission.ORDERS_READ)
def history(uow: "Uow", actor: Actor, uid: int) -> list[HistoryLine]:
    """What happened to a game, newest first."""
    names = uow.people.names
    events = uow.audit.list_of(KIND, uid)
    who = names({event.user_id for event in events})
    return [
        HistoryLine(e.at, who.get(e.user_id, ""), e.action, e.before or {}, e.after or {}) for e in events
    ]  # fmt: skip


@query(Permission.ORDERS_READ)
def draft_of(uow: "Uow", actor: Actor, uid: int) -> OrderDraft:
    """A game as a draft: to repeat it on another day."""
    return as_draft(uow.orders.get(uid))


@command(Permission.ORDERS_WRITE)
def change(uow: "Uow", actor: Actor, uid: int, version: int | None, changes: dict[str, Any]) -> OrderView:
    """Set fields by name (S1.12); what takes time is checked again. ``version`` is what the person saw, None = any.

    Raises ``Conflict`` naming the free times or where somebody was faster, ``Invalid`` for an unknown field.
    """
    row = uow.orders.get(uid)
    if unknown := set(changes) - EDITABLE:
        raise Invalid("This can't be changed here: {names}.", names=", ".join(sorted(unknown)))
    before = {name: getattr(row, name) for name in changes}
    changes = {name: value for name, value in changes.items() if value != before[name]}
    if not changes:
        return _view(uow, row)  # a repeated press gives the same answer
    if version is not None and row.version != version:
        raise Outdated("Somebody has just changed this game. Here is how it stands now.")
    if SLOT & changes.keys() and row.status in OCCUPYING:
        check(uow, replace(as_draft(row), **{n: v for n, v in changes.items() if n in SLOT}), staff=True, order=row)
    fresh = {"buffer": business(uow).buffer} if PLACE & changes.keys() else {}  # a new place follows today's rules
    uow.orders.edit(row, **changes, **fresh)
    changed(uow, actor, "moved" if "date" in changes else "edited", row, {name: before[name] for name in changes})
    return _view(uow, row)


@command(Permission.ORDERS_RUN)
def go(uow: "Uow", actor: Actor, uid: int, expected: Status, target: Status, reason: str = "") -> OrderView:
    """Move along an edge of the workflow. A second press gives the same card; a lost race raises ``Outdated``."""
    row = uow.orders.get(uid)
    if row.status == target:
        return _view(uow, row)
    return move(uow, _as_staff(actor), row, expected, target, cancel_reason=reason[:200])


@command(Permission.ORDERS_RUN)
def finish(uow: "Uow", actor: Actor, uid: int, expected: Status, came: int) -> OrderView:
    """The game is over and ``came`` players were there. A second press gives the same card; raises as ``go`` does."""
    row = uow.orders.get(uid)
    if row.status == Status.DONE and row.came == came:
        return _view(uow, row)
    return move(uow, _as_staff(actor), row, expected, Status.DONE, came=came)


def _as_staff(actor: Actor) -> Actor:
    """Everybody is a client besides; what a client may do with an own game, staff do not get for all games."""
    return replace(actor, roles=actor.roles - {Role.CLIENT}) if actor.user_id else actor


def move(uow: "Uow", actor: Actor, row: "Order", expected: Status, target: Status, **more: Any) -> OrderView:
    """Take an edge as ``actor``, who may be the customer or the system; raises ``Forbidden`` where there is none."""
    if row.status != expected:
        raise Outdated("Somebody has just changed this game. Here is how it stands now.")
    if not workflow.may_move(KIND, expected, target, actor.roles if actor.user_id else frozenset({workflow.SYSTEM})):
        raise Forbidden(
            "A game can't go from “{source}” to “{target}” here.", source=Term(expected), target=Term(target)
        )
    if expected not in OCCUPYING and target in OCCUPYING:
        check(uow, as_draft(row), staff=True, order=row)
    before = {"status": expected}
    if not uow.orders.move_state(row.uid, expected, target, held_until=None, **more):
        raise Outdated("Somebody has just changed this game. Here is how it stands now.")
    row = uow.orders.get(row.uid)
    changed(uow, actor, target, row, before)
    return _view(uow, row)


@command(Permission.ORDERS_WRITE)
def delete(uow: "Uow", actor: Actor, uid: int) -> OrderView:
    """Remove a game that was a mistake (S1.11); it can be taken back for ten minutes."""
    row = uow.orders.get_any(uid)
    if row.deleted_at is None:
        uow.orders.archive(row)
        changed(uow, actor, "deleted", row, None)
    return _view(uow, row)


@command(Permission.ORDERS_WRITE)
def restore(uow: "Uow", actor: Actor, uid: int) -> OrderView:
    """Take a deletion back; raises ``Outdated`` after ten minutes, ``Conflict`` where the time was given away."""
    row = uow.orders.get_any(uid)
    if row.deleted_at is None:
        return _view(uow, row)
    if uow.now > row.deleted_at + UNDO:
        raise Outdated("It can be taken back for 10 minutes only. Enter the game anew, please.")
    if row.status in OCCUPYING:
        check(uow, as_draft(row), staff=True, order=row)
    uow.orders.restore(row)
    changed(uow, actor, "restored", row, None)
    return _view(uow, row)


def release(uow: "Uow", actor: Actor, row: "Order") -> None:
    """Take the instructor off a game."""
    before = {"instructor_id": row.instructor_id}
    changed(uow, actor, "edited", uow.orders.edit(row, instructor_id=None), before)


def changed(uow: "Uow", actor: Actor, action: str, row: "Order", before: dict[str, Any] | None) -> None:
    """What follows from every change of a game, in its transaction (S1.4): the audit, and who is told."""
    after = {name: getattr(row, name) for name in before} if before else None
    uow.audit.record(actor, action, KIND, row.uid, _plain(before), _plain(after))
    order_notices.after_change(uow, actor, action, row, before)
    request_notices.after_change(uow, actor, action, row, before)
    reminders.replan(uow, actor, action, row, before)


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def as_draft(row: "Order") -> OrderDraft:
    """A game as it would be booked anew."""
    return OrderDraft(
        row.date, row.client_uid, row.gametime, row.resttime, row.restroom, row.players, Polygon(row.polygon),
        GameType(row.gametype), Gifts(row.gifts), row.description, row.price, row.deposit, row.instructor_id,
        dict(row.custom or {}),
    )  # fmt: skip


def _view(uow: "Uow", row: "Order") -> OrderView:
    client = uow.clients.get_any(row.client_uid) if row.client_uid else None
    instructor = uow.people.find(row.instructor_id) if row.instructor_id else None
    undo = row.deleted_at + UNDO if row.deleted_at else None
    return _reached(uow, order_view(uow, row, client, instructor, undo_until=undo))


def _reached(uow: "Uow", view: OrderView) -> OrderView:
    if view.status == Status.CONFIRMED:
        (view,) = with_answers(uow, [view])
    if view.client is None or not uow.people.clients_with_accounts([view.client.uid]):
        return view
    return replace(view, client=replace(view.client, has_telegram=True))
