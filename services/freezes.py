"""Freezing a membership and coming back, by the member or by the staff (S5.17, S5.18, S5.44; T29).

Whoever is frozen trains on none of these days: they are signed off what they had signed up for.
"""

from datetime import date
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Outdated
from domain.membership_views import FreezePreview, MembershipView, Move
from domain.memberships import Span, frozen, laid_out, thawed
from services import memberships, visits
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

NOTHING_RUNS = "There is no membership that runs today, so there is nothing to freeze."


@command(Permission.MEMBERSHIPS)
def freeze(uow: "Uow", actor: Actor, client_uid: int, starts: date, ends: date, origin: str) -> MembershipView:
    """Freeze the membership that runs today for these days, both included; this end and every later one move by them.

    The same ``origin`` again is the same freeze. Raises ``Conflict`` with no active membership (S5.18), frozen days and
    too many, ``Invalid`` for days that can't be.
    """
    return _put_freeze(uow, actor, client_uid, Span(starts, ends), origin)


@command(Permission.OWN_MEMBERSHIP)
def freeze_own(uow: "Uow", actor: Actor, starts: date, ends: date, origin: str) -> MembershipView:
    """As ``freeze``, by the member; raises ``Conflict`` where the business does not let them."""
    if not business(uow)["MEMBERS_FREEZE"]:
        raise Conflict("Please ask us to freeze your membership.")
    return _put_freeze(uow, actor, memberships.own_card(uow, actor), Span(starts, ends), origin)


@query(Permission.MEMBERSHIPS)
def preview(uow: "Uow", actor: Actor, client_uid: int, starts: date, ends: date) -> FreezePreview:
    """What a freeze would move where; nothing is changed. Raises as ``freeze`` does."""
    return _preview(uow, client_uid, Span(starts, ends))


@query(Permission.OWN_MEMBERSHIP)
def preview_own(uow: "Uow", actor: Actor, starts: date, ends: date) -> FreezePreview:
    """As ``preview``, for the member."""
    return _preview(uow, memberships.own_card(uow, actor), Span(starts, ends))


def _preview(uow: "Uow", client_uid: int, days: Span) -> FreezePreview:
    row = memberships.active_payment(uow, client_uid)
    if row is None:
        raise Conflict(NOTHING_RUNS)
    _check_not_trained(uow, client_uid, days)
    rows = uow.memberships.list_unfinished(client_uid, uow.today)
    before = memberships.runs_of(uow, rows)
    run = frozen(uow.today, next(one for one in before if one.id == row.id), days)
    after = laid_out(uow.today, [run if one.id == row.id else one for one in before])
    ends, names = {one.id: one.span for one in before}, {one.id: one.name for one in rows}
    moves = tuple(Move(names[one.id], ends[one.id], one.span) for one in after if one.span != ends[one.id])
    return FreezePreview(days, moves, run.freeze_left)


@command(Permission.MEMBERSHIPS)
def unfreeze(uow: "Uow", actor: Actor, client_uid: int, starts: date) -> MembershipView:
    """End the freeze that began, or begins, on ``starts``: today counts again, the days left come back (T29)."""
    return _take_freeze(uow, actor, client_uid, starts)


@command(Permission.OWN_MEMBERSHIP)
def unfreeze_own(uow: "Uow", actor: Actor, starts: date) -> MembershipView:
    """As ``unfreeze``, by the member: they are back."""
    return _take_freeze(uow, actor, memberships.own_card(uow, actor), starts)


def _put_freeze(uow: "Uow", actor: Actor, client_uid: int, days: Span, origin: str) -> MembershipView:
    """Carry a freeze out under the client's lock."""
    uow.memberships.hold_client(client_uid)
    if (known := uow.memberships.find_freeze_by_origin(origin)) is not None:
        return memberships.membership_view(uow, uow.memberships.get(known.membership_id))
    row = memberships.active_payment(uow, client_uid)
    if row is None:
        raise Conflict(NOTHING_RUNS)
    _check_not_trained(uow, client_uid, days)
    run = frozen(uow.today, memberships.runs_of(uow, [row])[0], days)
    uow.memberships.add_freeze(row, days.starts, days.ends, created_by=actor.user_id, origin=origin)
    said = {"starts": days.starts.isoformat(), "ends": days.ends.isoformat()}
    uow.audit.record(actor, "frozen", memberships.KIND, row.id, None, said)
    memberships.lay_out(uow, actor, client_uid, {row.id: run})
    visits.sign_off_between(uow, actor, client_uid, days.starts, days.ends)
    return memberships.membership_view(uow, row)


def _check_not_trained(uow: "Uow", client_uid: int, days: Span) -> None:
    """A day that one has trained on was used: it can't come back by a freeze. Of days ahead only trainings are left."""
    if days.has(uow.today) and uow.visits.has_come(client_uid, uow.today):
        raise Conflict("There was a training today already. The freeze can begin tomorrow.")


def _take_freeze(uow: "Uow", actor: Actor, client_uid: int, starts: date) -> MembershipView:
    """Carry the end of a freeze out under the client's lock."""
    uow.memberships.hold_client(client_uid)
    row = memberships.active_payment(uow, client_uid)
    if row is None:
        raise Outdated("This freeze is over already.")
    run = thawed(uow.today, memberships.runs_of(uow, [row])[0], starts)
    uow.audit.record(
        actor, "unfrozen", memberships.KIND, row.id, {"starts": starts.isoformat()}, {"today": uow.today.isoformat()}
    )
    memberships.lay_out(uow, actor, client_uid, {row.id: run})
    return memberships.membership_view(uow, row)
