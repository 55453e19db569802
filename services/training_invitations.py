"""Invitations to a training: whom they reach, sent, taken by one press (S5.26, S5.31, S5.35, S5.36, S5.45; T27)."""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Invalid, Outdated
from domain.training_views import InvitationPlan, OwnTraining
from domain.trainings import CHOSEN_MOST, Audience, Source, Stand
from services import training_notices as notices
from services.memberships import own_card
from services.places import take
from services.settings import business
from services.training_views import own_training, training_view
from services.trainings import allow, changeable, put_coach, put_link

if TYPE_CHECKING:
    from models import Training, User
    from repositories.uow import Uow


@query(Permission.TRAININGS_RUN)
def plan(
    uow: "Uow", actor: Actor, training_id: int, audience: Audience, chosen: Collection[int] = ()
) -> InvitationPlan:
    """Whom an invitation would reach: active on that day, of the audience, not on the list yet."""
    row = uow.trainings.get(training_id)
    allow(uow, actor, row)
    return _plan(uow, row, audience, chosen)[0]


@command(Permission.TRAININGS_RUN)
def send(
    uow: "Uow", actor: Actor, training_id: int, audience: Audience, chosen: Collection[int], origin: str,
    coach_id: int | None = None, link: str | None = None,
) -> InvitationPlan:  # fmt: skip
    """Invite them; with another coach or link where one is named. The same draft again sends nothing more.

    Raises ``Invalid`` where there is nobody to invite, ``Outdated`` for a training that is over or called off.
    """
    allow(uow, actor, uow.trainings.get(training_id))
    if uow.training_invitations.find_by_origin(origin) is None:
        row = changeable(uow, actor, training_id)
        if link is not None:
            put_link(uow, actor, row, link)
        if coach_id is not None:
            put_coach(uow, actor, row, coach_id)
        _send(uow, actor, row, audience, chosen, origin)
    found = uow.training_invitations.find_by_origin(origin)
    count = uow.training_invitations.count_invited(found.id) if found is not None else 0
    return InvitationPlan(training_view(uow, uow.trainings.get(training_id)), count)


def _send(
    uow: "Uow", actor: Actor, row: "Training", audience: Audience, chosen: Collection[int], origin: str
) -> None:  # fmt: skip
    people = _plan(uow, row, audience, chosen)[1]
    if not people:
        raise Invalid("There is nobody to invite: all of them are signed up, not active, or have no Telegram here.")
    until = min(uow.now + timedelta(minutes=business(uow)["INVITATION_VALID"]), row.ends_at)
    invitation = uow.training_invitations.make(row.id, audience, actor.user_id, until, origin)
    uow.training_invitations.put_invited(invitation.id, people)
    notices.tell_invited(uow, row, invitation, people)
    said = {"audience": audience.value, "people": len(people)}
    uow.audit.record(actor, "invited", "training", row.id, None, said)


def _plan(
    uow: "Uow", row: "Training", audience: Audience, chosen: Collection[int]
) -> "tuple[InvitationPlan, dict[int, list[User]]]":
    """The plan, and who has an account that can be reached."""
    if audience is Audience.GROUP and row.group_id is None:
        raise Invalid("This training is of no group.")
    uids = uow.training_invitations.list_audience(row, audience, tuple(chosen)[:CHOSEN_MOST])
    people = notices.accounts(uow, uids)
    return InvitationPlan(training_view(uow, row), len(people), len(uids) - len(people)), people


@command(Permission.OWN_MEMBERSHIP)
def accept(uow: "Uow", actor: Actor, invitation_id: int) -> OwnTraining:
    """[Приду]: the visit is recorded at once and the training's own link sent; full: the end of the line (S5.45).

    A second press changes nothing. Raises ``Outdated`` for an invitation that is over or somebody else's, ``Conflict``
    without an active membership.
    """
    found = uow.training_invitations.invited(invitation_id, own_card(uow, actor))
    if found is None:
        raise Outdated("This invitation is not for you.")
    invitation, invited = found
    if invitation.expires_at <= uow.now and invited.pressed_at is None:
        raise Outdated("This invitation was valid until {moment}. Sign up: /schedule.", moment=invitation.expires_at)
    row = uow.trainings.get(invitation.training_id)
    if invited.pressed_at is not None:
        return own_training(uow, row, uow.visits.find_of(row.id, invited.client_uid))
    row, visit = take(uow, actor, row.id, invited.client_uid, Source.INVITATION, came=True)
    invited.pressed_at = uow.now
    if visit.state == Stand.CAME:
        notices.tell_link(uow, row, visit)
    return own_training(uow, row, visit)
