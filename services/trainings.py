"""Trainings: the week of a coach, one made by hand, called off, handed over, its link and places (S5.10, S5.31, S5.32).

Coaches lead their own, managers everybody's: ``domain.trainings.runs`` says so of a row.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from domain.training_views import CoachName, GroupName, NewTraining, TrainingCard, TrainingView, Week
from domain.trainings import AHEAD_MOST, EXPECTED, Stand, State, runs
from domain.walltime import local_day
from services import training_notices as notices
from services.places import move, offer
from services.training_views import coach_names, training_card, training_views

if TYPE_CHECKING:
    from models import Coach, Training
    from repositories.uow import Uow

KIND = "training"
DAYS = 7


# --- looking ---


def _whose(actor: Actor) -> int | None:
    """Whose trainings a person sees: their own, or everybody's."""
    return None if actor.may(Permission.TRAININGS) else actor.user_id


@query(Permission.TRAININGS_RUN)
def week(uow: "Uow", actor: Actor, first: date | None = None) -> Week:
    """Seven days, from today unless said: how many trainings each has, one's own or everybody's."""
    first = first or uow.today
    found = uow.trainings.list_days(first, first + timedelta(days=DAYS - 1), _whose(actor))
    return Week(first, uow.today, tuple(sorted(found.items())), _whose(actor) is not None)


@query(Permission.TRAININGS_RUN)
def of_day(uow: "Uow", actor: Actor, day: date) -> Sequence[TrainingView]:
    """A day's trainings, called off ones too."""
    return training_views(uow, uow.trainings.list_day(day, _whose(actor)))


@query(Permission.TRAININGS_RUN)
def of_week(uow: "Uow", actor: Actor, first: date) -> Sequence[TrainingView]:
    """Those of seven days, called off ones too."""
    return training_views(uow, uow.trainings.list_between(first, first + timedelta(days=DAYS - 1), _whose(actor)))


@query(Permission.TRAININGS_RUN)
def card(uow: "Uow", actor: Actor, training_id: int, page: int = 0) -> TrainingCard:
    """A training with a page of its people; raises ``NotFound`` for another coach's."""
    row = uow.trainings.get(training_id)
    allow(uow, actor, row)
    return training_card(uow, row, page)


@query(Permission.TRAININGS_RUN)
def coaches(uow: "Uow", actor: Actor) -> Sequence[CoachName]:
    """Who may lead one."""
    return coach_names(uow)


@query(Permission.TRAININGS_RUN)
def groups(uow: "Uow", actor: Actor) -> Sequence[GroupName]:
    """Of which group one may be."""
    return tuple(
        GroupName(row.id, row.name, row.capacity, row.coach_id, row.link) for row in uow.trainings.list_groups()
    )


@query(Permission.TRAININGS_RUN)
def own_coach(uow: "Uow", actor: Actor) -> CoachName | None:
    """The coach that this person is, if any."""
    return next((one for one in coach_names(uow) if one.id == _own_coach_id(uow, actor)), None)


def _own_coach_id(uow: "Uow", actor: Actor) -> int | None:
    row = uow.trainings.coach_of(actor.user_id)
    return row.id if row is not None else None


# --- whose it is ---


def allow(uow: "Uow", actor: Actor, row: "Training") -> None:
    """Raise ``NotFound`` for a training that is another coach's: it is not there for this person."""
    coach = uow.trainings.coaches([row.coach_id]).get(row.coach_id) if row.coach_id is not None else None
    lead = coach.user_id if coach is not None and coach.archived_at is None else None
    if not runs(actor, lead):
        raise NotFound("This training is not one of yours.")


def runnable(uow: "Uow", actor: Actor, training_id: int) -> "Training":
    """The training, held, if it is this person's to lead."""
    row = uow.trainings.held(training_id)
    allow(uow, actor, row)
    return row


def changeable(uow: "Uow", actor: Actor, training_id: int) -> "Training":
    """As ``runnable``; raises ``Outdated`` for one that is over or called off."""
    row = runnable(uow, actor, training_id)
    if row.state == State.CANCELLED:
        raise Outdated("This training is called off.")
    if uow.now >= row.ends_at:
        raise Outdated("This training is over.")
    return row


def _coach(uow: "Uow", coach_id: int | None) -> "Coach | None":
    if coach_id is None:
        return None
    row = uow.trainings.coaches([coach_id]).get(coach_id)
    if row is None or row.archived_at is not None:
        raise NotFound("This coach does not lead trainings any more.")
    return row


# --- making and changing ---


@command(Permission.TRAININGS_RUN)
def make(uow: "Uow", actor: Actor, new: NewTraining, origin: str) -> TrainingCard:
    """One training by hand; the same draft again is the same training.

    Raises ``Invalid`` for a moment that has passed or is too far, ``Conflict`` where the group trains then already,
    ``Forbidden`` for a coach who would make it for somebody else.
    """
    if (known := uow.trainings.find_by_origin(origin)) is not None:
        allow(uow, actor, known)
        return training_card(uow, known)
    day = local_day(new.starts_at, uow.place.zone)
    if new.starts_at <= uow.now or (day - uow.today).days > AHEAD_MOST:
        raise Invalid("A training begins later than now and within a year.")
    coach = _coach(uow, new.coach_id)
    if not runs(actor, coach.user_id if coach is not None else None):
        raise Forbidden("You make trainings that you lead yourself.")
    if new.group_id is not None and uow.trainings.find_group(new.group_id) is None:
        raise NotFound("This group does not train any more.")
    if new.group_id is not None and uow.trainings.find_at(new.group_id, new.starts_at) is not None:
        raise Conflict("This group trains at that time already.")
    row = uow.trainings.make(new, day, created_by=actor.user_id, origin=origin)
    uow.audit.record(actor, "created", KIND, row.id, None, _facts(row))
    notices.tell_coach(uow, actor, row, row.coach_id, "given")
    return training_card(uow, row)


@command(Permission.TRAININGS_RUN)
def cancel(uow: "Uow", actor: Actor, training_id: int, reason: str) -> TrainingCard:
    """It does not take place: who is signed up, waits or was invited is told why, and visits come back. Once."""
    row = runnable(uow, actor, training_id)
    if row.state == State.CANCELLED:
        return training_card(uow, row)
    row = changeable(uow, actor, training_id)
    visits = uow.visits.list_of(row.id, [*EXPECTED, Stand.CAME])
    for visit in visits:
        move(uow, actor, visit, Stand.OFF, counts=False)
    _change(uow, actor, row, "cancelled", state=State.CANCELLED.value, reason=reason)
    told = {visit.client_uid for visit in visits} | set(uow.training_invitations.list_invited(row.id))
    notices.tell_cancelled(uow, actor, row, told)
    return training_card(uow, row)


@command(Permission.TRAININGS_RUN)
def hand_over(uow: "Uow", actor: Actor, training_id: int, coach_id: int) -> TrainingView:
    """Another coach leads it, whichever is free (S5.32); they, the one before and who is signed up are told."""
    row = changeable(uow, actor, training_id)
    put_coach(uow, actor, row, coach_id)
    return training_views(uow, [row])[0]


def put_coach(uow: "Uow", actor: Actor, row: "Training", coach_id: int) -> None:
    """Part of what changes a training that is held: nothing where the coach leads it already."""
    _coach(uow, coach_id)
    before = row.coach_id
    if before == coach_id:
        return
    _change(uow, actor, row, "handed over", coach_id=coach_id)
    people = [visit.client_uid for visit in uow.visits.list_of(row.id, [*EXPECTED, Stand.CAME])]
    notices.tell_new_coach(uow, actor, row, people, before)


@command(Permission.TRAININGS_RUN)
def set_link(uow: "Uow", actor: Actor, training_id: int, link: str) -> TrainingCard:
    """The link of this training alone; empty: none. The group's stays as it is."""
    row = changeable(uow, actor, training_id)
    put_link(uow, actor, row, link)
    return training_card(uow, row)


def put_link(uow: "Uow", actor: Actor, row: "Training", link: str) -> None:
    """Part of what changes a training that is held."""
    if row.link != link:
        _change(uow, actor, row, "edited", link=link)


@command(Permission.TRAININGS_RUN)
def set_capacity(uow: "Uow", actor: Actor, training_id: int, capacity: int) -> TrainingCard:
    """So many places; new ones are offered to the line. Raises ``Conflict`` below what is taken."""
    row = changeable(uow, actor, training_id)
    put_capacity(uow, actor, row, capacity)
    return training_card(uow, row)


def put_capacity(uow: "Uow", actor: Actor, row: "Training", capacity: int) -> None:
    """Part of what changes a training that is held; raises ``Conflict`` below what is taken."""
    taken = uow.trainings.taken(row.id)
    if capacity < taken:
        raise Conflict("{taken} places are taken already.", taken=taken)
    if capacity != row.capacity:
        _change(uow, actor, row, "edited", capacity=capacity)
        offer(uow, actor, row)


def _change(uow: "Uow", actor: Actor, row: "Training", action: str, **values: Any) -> None:
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.updated_at = uow.now
    uow.session.flush()
    uow.audit.record(actor, action, KIND, row.id, before, values)


def _facts(row: "Training") -> dict[str, Any]:
    return {"title": row.title, "starts_at": row.starts_at.isoformat(), "coach_id": row.coach_id}
