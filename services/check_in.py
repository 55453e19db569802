"""Check-in by QR: a random code on the coach's screen, bound to its training, gone after minutes (decision 13)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.errors import Conflict, Outdated
from domain.people import code_hash, new_code
from domain.training_views import CheckIn, OwnTraining
from domain.trainings import MARK_AHEAD, Source
from services import training_notices as notices
from services.memberships import own_card
from services.places import take
from services.settings import business
from services.training_views import client_name, own_training, training_view
from services.trainings import changeable

if TYPE_CHECKING:
    from repositories.uow import Uow


@command(Permission.TRAININGS_RUN)
def code(uow: "Uow", actor: Actor, training_id: int) -> CheckIn:
    """A code for the coach's screen; below it stands who has come. Raises ``Conflict`` long before the training."""
    row = changeable(uow, actor, training_id)
    if uow.now < row.starts_at - MARK_AHEAD:
        raise Conflict("The code can be shown from an hour before the start.")
    made = new_code()
    until = uow.now + timedelta(minutes=business(uow)["CHECK_IN_VALID"])
    uow.training_invitations.put_code(code_hash(made), row.id, actor.user_id, until)
    notices.show_board(uow, actor, row, until)
    return CheckIn(made, until, training_view(uow, row))


@command(Permission.OWN_MEMBERSHIP)
def enter(uow: "Uow", actor: Actor, typed: str) -> OwnTraining:
    """Whoever opens the code is there; who is not signed up takes a place if there is one. Twice is once.

    Raises ``Outdated`` for a code that is over or unknown, ``Conflict`` without an active membership or a place.
    """
    found = uow.training_invitations.find_code(code_hash(typed))
    if found is None or found.expires_at <= uow.now:
        raise Outdated("This code is over. Ask the coach to show a new one.")
    client_uid = own_card(uow, actor)
    row, visit = take(uow, actor, found.training_id, client_uid, Source.CHECK_IN, came=True, may_wait=False)
    visit.source = Source.CHECK_IN.value  # also of who had promised to come: now they are there
    notices.follow_board(uow, row, client_name(uow.clients.get(client_uid)))
    return own_training(uow, row, visit)
