"""What members see of trainings: the days, a day, one training, and what they are signed up for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.training_views import OwnTraining, Schedule, TrainingView
from services.settings import business
from services.training_views import own_training, own_trainings, training_views, without_link

if TYPE_CHECKING:
    from repositories.uow import Uow

OWN_MOST = 10


@query(Permission.OWN_MEMBERSHIP)
def days(uow: "Uow", actor: Actor) -> Schedule:
    """The days that can be signed up for and how many trainings each has; what the member is signed up for."""
    last = uow.today + timedelta(days=business(uow)["SIGN_UP_AHEAD"])
    found = uow.trainings.list_days(uow.today, last)
    mine = uow.visits.list_own(actor.client_uid, uow.today, OWN_MOST) if actor.client_uid is not None else []
    return Schedule(uow.today, tuple(sorted(found.items())), own_trainings(uow, [(visit, row) for visit, row in mine]))


@query(Permission.OWN_MEMBERSHIP)
def of_day(uow: "Uow", actor: Actor, day: date) -> Sequence[TrainingView]:
    """A day's trainings; a day that can't be signed up for yet has none."""
    if not uow.today <= day <= uow.today + timedelta(days=business(uow)["SIGN_UP_AHEAD"]):
        return ()
    return tuple(without_link(view) for view in training_views(uow, uow.trainings.list_day(day, planned=True)))


@query(Permission.OWN_MEMBERSHIP)
def card(uow: "Uow", actor: Actor, training_id: int) -> OwnTraining:
    """One training, and how the member stands to it; raises ``NotFound``."""
    row = uow.trainings.get(training_id)
    visit = uow.visits.find_of(row.id, actor.client_uid) if actor.client_uid is not None else None
    return own_training(uow, row, visit)
