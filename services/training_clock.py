"""What happens to trainings by itself: laid out from the weekly hours, offers that lapse, closed when over (S5.46)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.training_views import TrainingsDue
from domain.trainings import AHEAD, Planned, Source, Stand, State, asked_for
from services.places import leave
from services.settings import business

if TYPE_CHECKING:
    from models import Training
    from repositories.uow import Uow

ROUND = 50  # things of one look


@query(Permission.SYSTEM)
def list_due(uow: "Uow", actor: Actor) -> TrainingsDue:
    """Offers whose time has passed, trainings that are over, and whether the weekly hours are others than before."""
    lapsed, over, hours = uow.trainings.list_due(ROUND)
    return TrainingsDue(tuple(lapsed), tuple(over), (uow.today, hours))


@command(Permission.SYSTEM)
def lapse(uow: "Uow", actor: Actor, visit_id: int) -> None:
    """An offered place that was not taken goes to the next in the line."""
    found = uow.visits.find(visit_id)
    if found is None:
        return
    uow.memberships.hold_client(found.client_uid)
    row = uow.trainings.held(found.training_id)
    visit = uow.visits.find_of(row.id, found.client_uid)
    if visit is not None and visit.offered_until is not None and visit.offered_until <= uow.now:
        leave(uow, actor, row, visit, "lapsed")


@command(Permission.SYSTEM)
def close(uow: "Uow", actor: Actor, training_id: int) -> None:
    """It is over: who was expected and not marked has missed it, and so have active members of its group (S5.46).

    Once: numbers of the past do not change when somebody changes the group, and who was marked stays marked.
    """
    row = uow.trainings.held(training_id)
    if row.closed_at is not None or row.ends_at > uow.now:
        return
    row.closed_at = uow.now
    if row.state == State.PLANNED:
        uow.visits.close(row.id, counts=bool(business(uow)["MISSES_COUNT"]))
        uow.visits.put_absent(row, uow.trainings.list_absent(row), Source.GROUP.value)
    uow.audit.record(actor, "closed", "training", row.id, None, _closed(uow, row))


def _closed(uow: "Uow", row: "Training") -> dict[str, int]:
    counts = uow.trainings.counts([row.id]).get(row.id, {})
    return {stand.value: counts.get(stand, 0) for stand in (Stand.CAME, Stand.MISSED)}


@command(Permission.SYSTEM)
def lay_out(uow: "Uow", actor: Actor) -> int:
    """Trainings of the next two weeks from the weekly hours; gives how many were made. Twice is once.

    Those of hours that are no more go, unless somebody has to do with them already: a person decides about these.
    """
    wanted, unasked = _laid_out(uow)
    if unasked:
        uow.trainings.drop_unasked(unasked)
    return uow.trainings.put_planned(wanted)


def _laid_out(uow: "Uow") -> tuple[list[Planned], list[int]]:
    """What is missing, and the ids of what no hour asks for."""
    wanted = asked_for(uow.trainings.hours(), uow.today, uow.now, uow.place.zone)
    asked = {(one.hour.group_id, one.starts_at) for one in wanted}
    there = uow.trainings.list_from_hours(uow.now, uow.now + timedelta(days=AHEAD + 1))
    known = {(row.group_id, row.starts_at) for row in there}
    last = uow.today + timedelta(days=AHEAD)
    unused = [row for row in there if row.is_from_hours and row.state == State.PLANNED and row.day < last]
    gone = [row.id for row in unused if (row.group_id, row.starts_at) not in asked]
    idle = uow.trainings.list_idle(gone) if gone else []
    return [one for one in wanted if (one.hour.group_id, one.starts_at) not in known], list(idle)


@command(Permission.SYSTEM)
def purge(uow: "Uow", actor: Actor) -> None:
    """Forget check-in codes that are over."""
    uow.training_invitations.forget_codes()
