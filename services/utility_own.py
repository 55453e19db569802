"""What a resident does with a request: withdraws it, says whether it is done, rates and follows it (S4.36)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.errors import Invalid, Outdated, Term
from domain.fold import clean
from domain.utility import REASON_MOST, Act, State
from domain.utility_rules import KIND, acts_of
from domain.utility_views import RequestView
from services import utility_notices as notices
from services.utility_steps import CHANGED, move
from services.utility_views import known_to, request_view

if TYPE_CHECKING:
    from models import UtilityRequest
    from repositories.uow import Uow

RATINGS = range(1, 6)
WITHDRAWN = "withdrawn"


@command(Permission.OWN_REQUESTS)
def withdraw(uow: "Uow", actor: Actor, request_id: int, reason: str) -> RequestView:
    """It is not needed any more, while nobody has begun; the executor and dispatchers are told.

    A second press gives the same card. Raises ``Outdated`` where work has begun, ``NotFound`` for another's.
    """
    row, part = known_to(uow, actor, request_id)
    if row.state == State.CLOSED and part.is_author:
        return request_view(uow, actor, row, part)
    if Act.WITHDRAW not in acts_of(part, State(row.state)):
        raise Outdated("Work on this request has begun already. Write a comment, please.")
    executor_id = row.executor_id
    reason = _reason(reason)
    event = move(
        uow, actor, row, State.CLOSED, WITHDRAWN, part.roles, detail={"reason": reason}, reason=reason or WITHDRAWN
    )  # fmt: skip
    notices.settle(uow, actor, row, [notices.NEW, notices.GIVEN], WITHDRAWN)
    notices.tell_dispatchers(uow, actor, row, event.id, WITHDRAWN, reason)
    notices.tell_lost(uow, actor, row, executor_id, event.id, WITHDRAWN, reason)
    notices.tell_residents(uow, actor, row, event.id, WITHDRAWN)
    return request_view(uow, actor, row, part)


@command(Permission.OWN_REQUESTS)
def confirm(uow: "Uow", actor: Actor, request_id: int) -> RequestView:
    """«Сделано?» Yes: it is closed. A second press gives the same card; raises ``Outdated`` where it is not done."""
    row, part = known_to(uow, actor, request_id)
    if row.state == State.CLOSED and part.is_author:
        return request_view(uow, actor, row, part)
    _check(row, Act.CONFIRM, acts_of(part, State(row.state)))
    event = move(uow, actor, row, State.CLOSED, "confirmed", part.roles)
    notices.settle(uow, actor, row, [notices.ASKED], "confirmed")
    notices.tell_residents(uow, actor, row, event.id, "confirmed")
    return request_view(uow, actor, row, part)


@command(Permission.OWN_REQUESTS)
def refuse(uow: "Uow", actor: Actor, request_id: int, why: str) -> RequestView:
    """«Сделано?» No: back to work, with what is not done; the executor and dispatchers are told.

    Raises ``Invalid`` without words, ``Outdated`` where it is not done (any more).
    """
    row, part = known_to(uow, actor, request_id)
    if row.state == State.IN_WORK and part.is_author:
        return request_view(uow, actor, row, part)
    _check(row, Act.CONFIRM, acts_of(part, State(row.state)))
    why = clean(why, most=REASON_MOST, what=Term("Comment"))
    event = move(uow, actor, row, State.IN_WORK, "refused", part.roles, detail={"reason": why})
    notices.settle(uow, actor, row, [notices.ASKED], "refused")
    notices.tell_dispatchers(uow, actor, row, event.id, "refused", why)
    notices.tell_executor(uow, actor, row, "refused", why)
    notices.tell_residents(uow, actor, row, event.id, "refused")
    return request_view(uow, actor, row, part)


@command(Permission.OWN_REQUESTS)
def rate(uow: "Uow", actor: Actor, request_id: int, rating: int) -> RequestView:
    """How it was done, 1 to 5, by its author, once, after it is closed; a second press gives the same card."""
    row, part = known_to(uow, actor, request_id)
    if rating not in RATINGS:
        raise Invalid("A rating is a number from 1 to 5.")
    if row.rating is None:
        _check(row, Act.RATE, acts_of(part, State(row.state), has_rating=row.done_at is None))
        uow.utility.edit(row, rating=rating)
        uow.audit.record(actor, "rated", KIND, row.id, None, {"rating": rating})
    elif not part.is_author:
        raise Outdated(CHANGED)
    return request_view(uow, actor, row, part)


@command(Permission.OWN_REQUESTS)
def follow(uow: "Uow", actor: Actor, request_id: int, is_on: bool) -> RequestView:
    """A confirmed neighbour of the flat is told of its changes too, or no more; the same again changes nothing."""
    row, part = known_to(uow, actor, request_id)
    if is_on:
        _check(row, Act.FOLLOW, acts_of(part, State(row.state)))
        uow.utility.follow(row.id, actor.user_id)
    else:
        uow.utility.unfollow(row.id, actor.user_id)
    return request_view(uow, actor, row, part)


def _check(row: "UtilityRequest", act: Act, acts: frozenset[Act]) -> None:
    if act not in acts:
        raise Outdated(CHANGED)


def _reason(text: str) -> str:
    return clean(text, most=REASON_MOST, what=Term("Reason")) if text.strip() else ""
