"""What people are told of trainings; JSON facts, their looks are in ui/training_notices.py.

Nobody is told what they did themselves, and a link is always of the training that the notice is about: facts are made
from its row in the transaction of the event (S5.36, T27).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.access import Actor
from domain.trainings import HOLDS, Stand
from services.training_views import coach_name, training_card

if TYPE_CHECKING:
    from models import Training, TrainingInvitation, User, Visit
    from repositories.uow import Uow

INVITED = "training_invited"
OFFERED = "training_offered"
OVER = "training_offer_over"  # what an offer or an invitation is edited into
SIGNED = "training_signed"  # by the staff
CANCELLED = "training_cancelled"
COACH = "training_coach"  # another one, to who is signed up
GIVEN = "training_given"  # to the coach who has it now, and to who has it no more
LINK = "training_link"
BOARD = "training_board"  # who has come so far, below the QR
AT_ONCE = 500  # cards that one statement names
MANY = 30  # letters; more wait behind people's answers


def subject(row: "Training") -> str:
    """What a training's notices are found by."""
    return f"training:{row.id}"


def facts_of(uow: "Uow", row: "Training", **more: Any) -> dict[str, Any]:
    """What every notice of a training says."""
    coaches = uow.trainings.coaches([row.coach_id])
    return {
        "id": row.id, "title": row.title, "starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat(),
        "coach": coach_name(next(iter(coaches.values()), None)), **more,
    }  # fmt: skip


def accounts(uow: "Uow", client_uids: Collection[int]) -> "dict[int, list[User]]":
    """The accounts of each client that can be reached."""
    found: dict[int, list[User]] = {}
    listed = list(client_uids)
    for at in range(0, len(listed), AT_ONCE):
        for user in uow.people.list_tied(listed[at : at + AT_ONCE], []):
            if user.is_reachable and user.client_uid is not None:
                found.setdefault(user.client_uid, []).append(user)
    return found


def tell_offer(uow: "Uow", row: "Training", visit: "Visit", users: "Iterable[User]") -> None:
    """A place is free, for this person first."""
    until = visit.offered_until
    facts = facts_of(uow, row, until=until.isoformat() if until else "")
    for user in users:
        uow.outbox.tell(OFFERED, user.telegram_id, f"{subject(row)}:v{visit.id}", facts, drop_after=until)


def settle_offer(uow: "Uow", actor: Actor, row: "Training", visit: "Visit", how: str) -> None:
    """The offer is dealt with: taken, left, or its time has passed."""
    uow.outbox.settle(OFFERED, f"{subject(row)}:v{visit.id}", OVER, facts_of(uow, row, how=how))
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


def tell_invited(
    uow: "Uow", row: "Training", invitation: "TrainingInvitation", people: "dict[int, list[User]]"
) -> None:
    """Come to this training."""
    facts = facts_of(uow, row, invitation=invitation.id, until=invitation.expires_at.isoformat())
    users = [user for each in people.values() for user in each]
    for user in users:
        uow.outbox.tell(
            INVITED, user.telegram_id, f"{subject(row)}:i{invitation.id}", facts,
            drop_after=invitation.expires_at, bulk=len(users) > MANY,
        )  # fmt: skip


def tell_cancelled(uow: "Uow", actor: Actor, row: "Training", client_uids: Collection[int]) -> None:
    """It does not take place; what still asks them to come says so too."""
    facts = facts_of(uow, row, reason=row.reason)
    for letter in uow.outbox.list_about(subject(row)):
        if letter.kind in (INVITED, OFFERED):
            uow.outbox.settle(letter.kind, letter.subject, OVER, facts_of(uow, row, how="cancelled"))
    people = accounts(uow, client_uids)
    users = [user for each in people.values() for user in each if user.id != actor.user_id]
    for user in users:
        uow.outbox.tell(CANCELLED, user.telegram_id, subject(row), facts, bulk=len(users) > MANY)
    tell_coach(uow, actor, row, row.coach_id, "cancelled")


def tell_signed(uow: "Uow", actor: Actor, row: "Training", visit: "Visit") -> None:
    """The staff have put them on the list."""
    facts = facts_of(uow, row, stand=visit.state, link=row.link if visit.state != Stand.WAITING else "")
    _to_client(uow, actor, SIGNED, visit.client_uid, row, facts)


def tell_link(uow: "Uow", row: "Training", visit: "Visit") -> None:
    """The way into this training, to who has a place at it (S5.35)."""
    if row.link and Stand(visit.state) in HOLDS:
        for user in accounts(uow, [visit.client_uid]).get(visit.client_uid, []):
            facts = facts_of(uow, row, link=row.link)
            uow.outbox.tell(LINK, user.telegram_id, f"{subject(row)}:l{visit.id}", facts)


def tell_new_coach(uow: "Uow", actor: Actor, row: "Training", client_uids: Collection[int], before: int | None) -> None:
    """Another coach leads it: to who is signed up, to that coach, and to who led it."""
    facts = facts_of(uow, row)
    for users in accounts(uow, client_uids).values():
        for user in users:
            if user.id != actor.user_id:
                uow.outbox.tell(COACH, user.telegram_id, subject(row), facts)
    tell_coach(uow, actor, row, row.coach_id, "given")
    tell_coach(uow, actor, row, before, "taken")


def tell_coach(uow: "Uow", actor: Actor, row: "Training", coach_id: int | None, how: str) -> None:
    """What somebody else did with a coach's training."""
    coach = uow.trainings.coaches([coach_id]).get(coach_id) if coach_id is not None else None
    user = uow.people.find(coach.user_id) if coach is not None and coach.user_id is not None else None
    if user is not None and user.is_reachable and user.id != actor.user_id:
        facts = facts_of(uow, row, how=how, by=actor.name, reason=row.reason)
        uow.outbox.tell(GIVEN, user.telegram_id, f"{subject(row)}:{how}", facts)


def _to_client(uow: "Uow", actor: Actor, kind: str, uid: int, row: "Training", facts: dict[str, Any]) -> None:
    for user in accounts(uow, [uid]).get(uid, []):
        if user.id != actor.user_id:
            uow.outbox.tell(kind, user.telegram_id, subject(row), facts)


# --- who has come so far ---


def show_board(uow: "Uow", actor: Actor, row: "Training", until: datetime) -> None:
    """Below the QR: how many have come; it follows who checks in."""
    facts = _board(uow, row) | {"until": until.isoformat()}
    uow.outbox.tell(BOARD, actor.telegram_id, subject(row), facts)


def follow_board(uow: "Uow", row: "Training", who: str) -> None:
    """Somebody has come: what is shown below the QR says so."""
    for chat_id, told in uow.outbox.list_told(BOARD, subject(row)).items():
        facts = _board(uow, row) | {"who": who, "until": told.facts.get("until", "")}
        uow.outbox.keep_current(BOARD, chat_id, subject(row), facts, told)


def _board(uow: "Uow", row: "Training") -> dict[str, Any]:
    card = training_card(uow, row)
    return facts_of(uow, row, came=card.came, people=card.training.taken)
