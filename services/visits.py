"""Who comes to a training: signing up and off, by oneself and by the staff; who came and who did not."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, NotFound, Outdated
from domain.training_views import OwnTraining, TrainingCard
from domain.trainings import AHEAD_MOST, HOLDS, MARK_AHEAD, MARK_UNTIL, Source, Stand, State
from domain.views import Page
from services import training_notices as notices
from services.memberships import own_card
from services.places import entitled, leave, move, offer, take
from services.settings import business
from services.training_views import client_name, own_training, training_card
from services.trainings import allow, runnable

if TYPE_CHECKING:
    from models import Training, Visit
    from repositories.uow import Uow

FOUND = 8  # people of one search


# --- by oneself ---


@command(Permission.OWN_MEMBERSHIP)
def sign_up(uow: "Uow", actor: Actor, training_id: int) -> OwnTraining:
    """A place, the end of the line where all are held, or the place that was offered; a second press changes nothing.

    Raises ``Conflict`` without a membership that is active on that day or a visit left, ``Outdated`` for a training
    that has begun, ``NotFound`` for somebody the gym does not know.
    """
    row = uow.trainings.get(training_id)
    if (row.day - uow.today).days > business(uow)["SIGN_UP_AHEAD"]:
        raise Conflict("This training can't be signed up for yet.")
    return own_training(uow, *take(uow, actor, training_id, own_card(uow, actor), Source.SELF))


@command(Permission.OWN_MEMBERSHIP)
def take_offered(uow: "Uow", actor: Actor, training_id: int) -> OwnTraining:
    """The place that was offered; raises ``Outdated`` where its time has passed and it went to the next."""
    client_uid = own_card(uow, actor)
    uow.memberships.hold_client(client_uid)
    row = uow.trainings.held(training_id)
    visit = uow.visits.find_of(row.id, client_uid)
    if visit is None or visit.state == Stand.OFF:
        raise Outdated("This place went to the next in the line.")
    if visit.offered_until is not None and visit.offered_until <= uow.now:
        raise Outdated("This place went to the next in the line.")
    return own_training(uow, *take(uow, actor, training_id, client_uid, Source.SELF))


@command(Permission.OWN_MEMBERSHIP)
def sign_off(uow: "Uow", actor: Actor, training_id: int) -> OwnTraining:
    """Off the list before it begins; the place goes to the first in the line. Raises ``Outdated`` afterwards."""
    client_uid = own_card(uow, actor)
    uow.memberships.hold_client(client_uid)
    row = uow.trainings.held(training_id)
    if uow.now >= row.starts_at:
        raise Outdated("This training has begun already.")
    visit = uow.visits.find_of(row.id, client_uid)
    if visit is not None:
        leave(uow, actor, row, visit)
    return own_training(uow, row, visit)


def sign_off_between(uow: "Uow", actor: Actor, client_uid: int, starts: date, ends: date) -> int:
    """Off every training of these days that has not begun (a freeze); gives how many. The client is held already."""
    uow.memberships.hold_client(client_uid)
    ids = uow.visits.list_between(client_uid, starts, ends)
    for id_ in ids:
        row = uow.trainings.held(id_)
        visit = uow.visits.find_of(id_, client_uid)
        if visit is not None:
            leave(uow, actor, row, visit)
    return len(ids)


def sign_off_unpaid(uow: "Uow", actor: Actor, client_uid: int) -> int:
    """Off every training ahead that no membership covers any more; gives how many. The client is held already.

    Where another one covers it, by days that have moved, the visit is that one's from now on.
    """
    number = 0
    for id_ in uow.visits.list_between(client_uid, uow.today, uow.today + timedelta(days=AHEAD_MOST)):
        row = uow.trainings.held(id_)
        visit = uow.visits.find_of(id_, client_uid)
        if visit is None:
            continue
        try:
            membership = entitled(uow, client_uid, row, visit)
        except (Conflict, NotFound):  # a deleted card's, too
            leave(uow, actor, row, visit)
            number += 1
            continue
        if visit.counts:
            visit.membership_id = membership.id
            uow.session.flush()
    return number


# --- by the staff ---


@query(Permission.TRAININGS_RUN)
def find(uow: "Uow", actor: Actor, training_id: int, text: str) -> Page[tuple[int, str]]:
    """Clients by name or phone, for who leads the training: ids and names only."""
    allow(uow, actor, uow.trainings.get(training_id))
    hits = uow.clients.search(text, region=uow.place.region, limit=FOUND)
    return Page(tuple((row.uid, client_name(row)) for row in hits.rows), has_more=hits.has_more)


@query(Permission.TRAININGS_RUN)
def names(uow: "Uow", actor: Actor, training_id: int, client_uids: tuple[int, ...]) -> dict[int, str]:
    """The names of chosen clients."""
    allow(uow, actor, uow.trainings.get(training_id))
    return {uid: client_name(row) for uid, row in uow.clients.list_by_ids(client_uids).items()}


@command(Permission.TRAININGS_RUN)
def put_in(uow: "Uow", actor: Actor, training_id: int, client_uid: int) -> TrainingCard:
    """Somebody is put on the list, or in the line; they are told. Rules are the same as for themselves."""
    allow(uow, actor, uow.trainings.get(training_id))
    before = uow.visits.find_of(training_id, client_uid)
    was = before.state if before is not None else None
    row, visit = take(uow, actor, training_id, client_uid, Source.STAFF)
    if visit.state != was:
        notices.tell_signed(uow, actor, row, visit)
    return training_card(uow, row)


@command(Permission.TRAININGS_RUN)
def mark(uow: "Uow", actor: Actor, visit_id: int, came: bool, page: int = 0) -> TrainingCard:
    """They came, or they did not; from an hour before the start until a week after the end. Again is the same.

    Raises ``Conflict`` for somebody without a place where there is none, or without a membership.
    """
    found = uow.visits.get(visit_id)
    uow.memberships.hold_client(found.client_uid)
    row = runnable(uow, actor, found.training_id)
    visit = uow.visits.find_of(row.id, found.client_uid)
    if visit is None or visit.state == Stand.OFF:
        raise Outdated("This person is not on the list any more.")
    if row.state == State.CANCELLED:
        raise Outdated("This training is called off.")
    if not row.starts_at - MARK_AHEAD <= uow.now <= row.ends_at + MARK_UNTIL:
        raise Conflict("Who came is noted from an hour before the start until a week after the end.")
    if came:
        _came(uow, actor, row, visit)
    else:
        _missed(uow, actor, row, visit)
    return training_card(uow, row, page)


def _came(uow: "Uow", actor: Actor, row: "Training", visit: "Visit") -> None:
    stand = Stand(visit.state)
    if stand is Stand.CAME:
        return
    if stand not in HOLDS and uow.now < row.ends_at and uow.trainings.taken(row.id) >= row.capacity:
        raise Conflict("All places of this training are taken.")
    if not visit.counts:
        visit.membership_id = entitled(uow, visit.client_uid, row, visit).id
    if stand is Stand.OFFERED:
        notices.settle_offer(uow, actor, row, visit, "taken")
    move(uow, actor, visit, Stand.CAME, counts=True)


def _missed(uow: "Uow", actor: Actor, row: "Training", visit: "Visit") -> None:
    stand = Stand(visit.state)
    if stand is Stand.MISSED:
        return
    if stand not in (Stand.SIGNED, Stand.CAME):
        raise Outdated("This person has no place yet.")
    counts = visit.membership_id is not None and bool(business(uow)["MISSES_COUNT"])
    move(uow, actor, visit, Stand.MISSED, counts=counts)
    offer(uow, actor, row)
