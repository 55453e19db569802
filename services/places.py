"""Places at a training: taken, given back, offered to the line. Parts of use cases; nothing here asks for permission.

Whoever takes or frees a place holds the client first and the training then, in this order everywhere, so that the last
place and the last visit of a membership are taken once, however many press at once.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.access import Actor
from domain.errors import Conflict, CrmError, Outdated
from domain.trainings import HOLDS, Source, Stand, State, offered_until
from services import training_notices as notices
from services.memberships import active_payment
from services.settings import business

if TYPE_CHECKING:
    from models import Membership, Training, Visit
    from repositories.uow import Uow

KIND = "visit"
PLACED = frozenset({Stand.SIGNED, Stand.CAME})


def entitled(uow: "Uow", client_uid: int, training: "Training", visit: "Visit | None" = None) -> "Membership":
    """The membership that the training's day falls into, with a visit left; else ``Conflict`` with what to do.

    What ``visit`` takes of it already is not asked for twice.
    """
    uow.clients.get(client_uid)
    row = active_payment(uow, client_uid, training.day)
    if row is None:
        raise Conflict("No membership runs on {day}. Renew it, please: /membership.", day=training.day)
    if not uow.memberships.is_active(client_uid, training.day):
        raise Conflict("The membership is frozen on {day}. End the freeze first: /membership.", day=training.day)
    if row.visits is not None:
        mine = visit is not None and visit.counts and visit.membership_id == row.id
        if uow.memberships.used([row.id]).get(row.id, 0) - mine >= row.visits:
            raise Conflict("All visits of this membership are used. Renew it, please: /membership.")
    return row


def check_open(uow: "Uow", row: "Training", until: datetime) -> None:
    """Raise ``Outdated`` where it was called off, or ``until`` has passed."""
    if row.state == State.CANCELLED:
        raise Outdated("This training is called off.")
    if uow.now >= until:
        raise Outdated("This training has begun already.") if uow.now < row.ends_at else Outdated(
            "This training is over."
        )  # fmt: skip


def take(
    uow: "Uow", actor: Actor, training_id: int, client_uid: int, source: Source, *, came: bool = False,
    may_wait: bool = True,
) -> "tuple[Training, Visit]":  # fmt: skip
    """A place for the client, or the end of the line where all are held and one ``may_wait``; twice is once.

    ``came``: they are there. Raises ``Conflict`` without a membership, a visit or a place, ``Outdated`` for a training
    that has begun (where they ``came``: is over) or was called off, ``NotFound``.
    """
    uow.memberships.hold_client(client_uid)
    row = uow.trainings.held(training_id)
    check_open(uow, row, row.ends_at if came else row.starts_at)
    visit = uow.visits.find_of(row.id, client_uid)
    stand = Stand(visit.state) if visit is not None else None
    if visit is not None and (stand is Stand.CAME or (stand is Stand.SIGNED and not came)):
        return row, visit
    membership = entitled(uow, client_uid, row, visit)
    if visit is None:
        visit = uow.visits.put(row, client_uid, state=Stand.OFF.value, source=source.value)
    if stand not in HOLDS and uow.trainings.taken(row.id) >= row.capacity:
        if not may_wait:
            raise Conflict("All places of this training are taken.")
        if stand is not Stand.WAITING:
            visit.source, visit.queued_at = source.value, uow.now
            move(uow, actor, visit, Stand.WAITING, counts=False)
        return row, visit
    if stand is Stand.OFFERED:
        notices.settle_offer(uow, actor, row, visit, "taken")
    elif stand is not Stand.SIGNED:
        visit.source = source.value
    visit.membership_id = membership.id
    move(uow, actor, visit, Stand.CAME if came else Stand.SIGNED, counts=True)
    return row, visit


def move(uow: "Uow", actor: Actor, visit: "Visit", stand: Stand, *, counts: bool) -> None:
    """Put a person where they stand now, and write it down."""
    before = {"state": visit.state, "counts": visit.counts}
    visit.state, visit.counts, visit.updated_at = stand.value, counts, uow.now
    visit.marked_by = actor.user_id or visit.marked_by
    if stand is not Stand.OFFERED:
        visit.offered_until = None
    if stand is not Stand.WAITING and stand is not Stand.OFFERED:
        visit.queued_at = None
    uow.session.flush()
    said = {"state": stand.value, "counts": counts, "training": visit.training_id, "client_uid": visit.client_uid}
    uow.audit.record(actor, "moved", KIND, visit.id, before, said)


def leave(uow: "Uow", actor: Actor, row: "Training", visit: "Visit", how: str = "left") -> None:
    """Off the list: in time the visit comes back, later it stays used; the place goes to the line.

    The training is held. Whoever is not on the list stays as they are.
    """
    stand = Stand(visit.state)
    if stand in (Stand.OFF, Stand.MISSED):
        return
    if stand is Stand.OFFERED:
        notices.settle_offer(uow, actor, row, visit, how)
    until = row.starts_at - timedelta(hours=business(uow)["SIGN_OFF_UNTIL"])
    move(uow, actor, visit, Stand.OFF, counts=visit.counts and stand in PLACED and uow.now > until)
    if stand in HOLDS:
        offer(uow, actor, row)


def offer(uow: "Uow", actor: Actor, row: "Training") -> None:
    """Offer what is free to the line, in its order; who may not come, or can't be asked, keeps their place in it."""
    if row.state != State.PLANNED or uow.now >= row.starts_at:
        return
    free = row.capacity - uow.trainings.taken(row.id)
    waiting = uow.visits.list_waiting(row.id) if free > 0 else []
    users = notices.accounts(uow, [visit.client_uid for visit in waiting]) if waiting else {}
    for visit in waiting:
        if free <= 0:
            break
        if visit.client_uid not in users or not _may_come(uow, visit, row):
            continue
        visit.offered_until = offered_until(uow.now, business(uow)["PLACE_OFFERED"], row.starts_at)
        move(uow, actor, visit, Stand.OFFERED, counts=False)
        notices.tell_offer(uow, row, visit, users[visit.client_uid])
        free -= 1


def _may_come(uow: "Uow", visit: "Visit", row: "Training") -> bool:
    try:
        entitled(uow, visit.client_uid, row, visit)
    except CrmError:
        return False
    return True
