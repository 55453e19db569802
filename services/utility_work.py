"""What dispatchers and executors do with requests: assign, start, finish, give back, close, reopen (S4.8).

An executor without Telegram works through the dispatcher. A second press gives the same answer; who was slower is told.
"""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Forbidden, NotFound, Outdated, Term
from domain.fold import clean
from domain.utility import REASON_MOST, Act, State
from domain.utility_rules import KIND, Part, acts_of
from domain.utility_views import PAGE, ExecutorView, RequestLine, RequestView
from domain.views import Page
from services import utility_notices as notices
from services.utility_executors import executor_views
from services.utility_steps import CHANGED, move
from services.utility_views import kinds_of, part_of, request_lines, request_view

if TYPE_CHECKING:
    from models import UtilityRequest
    from repositories.uow import Uow

LISTS: dict[str, tuple[State, ...]] = {
    "new": (State.NEW,), "work": (State.ASSIGNED, State.IN_WORK), "done": (State.DONE,),
    "over": (State.CLOSED, State.ARCHIVED),
}  # fmt: skip
NEWEST_FIRST = ("done", "over")


# --- looking ---


@query(Permission.REQUESTS)
def listed(uow: "Uow", actor: Actor, which: str, number: int = 0) -> tuple[Page[RequestLine], dict[State, int]]:
    """A page of a list (new, work, done, over), and how many are new, assigned, in work and done."""
    if which not in LISTS:
        raise NotFound("There is no such list.")
    number = min(max(number, 0), 10**6)
    rows = uow.utility.list_in(LISTS[which], PAGE + 1, number * PAGE, newest=which in NEWEST_FIRST)
    lines = request_lines(uow, actor, rows[:PAGE], for_staff=True)
    counted = uow.utility.count_in([State.NEW, State.ASSIGNED, State.IN_WORK, State.DONE])
    return Page(lines, number, None, len(rows) > PAGE), counted


@query(Permission.REQUESTS_WORK)
def own_works(uow: "Uow", actor: Actor, is_over: bool = False, number: int = 0) -> Page[RequestLine]:
    """A page of what this executor has to do, the oldest first, or has done; nothing for who is no executor."""
    own = uow.directories.executors.find_of_user(actor.user_id)
    if own is None:
        return Page(())
    number = min(max(number, 0), 10**6)
    states = (State.DONE, State.CLOSED, State.ARCHIVED) if is_over else (State.ASSIGNED, State.IN_WORK)
    rows = uow.utility.list_of_executor(own.id, states, PAGE + 1, number * PAGE, newest=is_over)
    return Page(request_lines(uow, actor, rows[:PAGE], for_staff=True), number, None, len(rows) > PAGE)


@query(Permission.REQUESTS_WORK)
def is_executor(uow: "Uow", actor: Actor) -> bool:
    """Whether this account is linked to an executor."""
    return uow.directories.executors.find_of_user(actor.user_id) is not None


@query(Permission.REQUESTS)
def to_choose(uow: "Uow", actor: Actor, request_id: int) -> tuple[RequestView, tuple[ExecutorView, ...]]:
    """The request, and whom it can be given to: who has least to do first."""
    row = uow.utility.get(request_id)
    found = executor_views(uow, uow.directories.executors.list_all())
    return request_view(uow, actor, row), tuple(sorted(found, key=lambda one: (one.open, one.full_name)))


# --- the dispatcher ---


@command(Permission.REQUESTS)
def assign(uow: "Uow", actor: Actor, request_id: int, executor_id: int, instead_of: int | None = None) -> RequestView:
    """Give it to an executor; ``instead_of`` is who had it when this was chosen, None for nobody.

    Everybody concerned is told. Raises ``Outdated`` where somebody else has given it to another meanwhile, or it is
    over; ``NotFound`` for an executor who was archived.
    """
    row = uow.utility.get(request_id)
    part = part_of(uow, actor, row)
    if row.executor_id == executor_id and row.state in (State.ASSIGNED, State.IN_WORK):
        return request_view(uow, actor, row, part)
    if Act.ASSIGN not in acts_of(part, State(row.state)) or row.executor_id != instead_of:
        raise Outdated(CHANGED)
    executor = uow.directories.executors.get_live(executor_id)
    if row.state == State.ASSIGNED:
        _reassign(uow, actor, row, executor.id, part)
        return request_view(uow, actor, row)
    action = "assigned" if row.state == State.NEW else "reassigned"
    event = move(
        uow, actor, row, State.ASSIGNED, action, part.roles, detail={"executor": executor.id}, executor_id=executor.id,
        assigned_at=uow.now,
    )  # fmt: skip
    _after_assign(uow, actor, row, instead_of, event.id)
    return request_view(uow, actor, row)


def _reassign(uow: "Uow", actor: Actor, row: "UtilityRequest", executor_id: int, part: Part) -> None:
    """To another executor before the first has begun: no step of states, but one conditional change all the same."""
    before = row.executor_id
    if not part.is_dispatcher or not uow.utility.reassign(row, executor_id, assigned_at=uow.now):
        raise Outdated(CHANGED)
    event = uow.audit.record(
        actor, "reassigned", KIND, row.id, {"executor": before}, {"state": row.state, "executor": executor_id}
    )
    _after_assign(uow, actor, row, before, event.id)


def _after_assign(uow: "Uow", actor: Actor, row: "UtilityRequest", before: int | None, step: int) -> None:
    to = uow.directories.executors.get(row.executor_id or 0).full_name
    notices.settle(uow, actor, row, [notices.NEW], "assigned", to=to)
    notices.settle(uow, actor, row, [notices.GIVEN], "reassigned", to=to)
    notices.tell_executor(uow, actor, row)
    if before is not None:
        notices.tell_lost(uow, actor, row, before, step, "reassigned")
    notices.tell_residents(uow, actor, row, step, "assigned")


@command(Permission.REQUESTS)
def close(uow: "Uow", actor: Actor, request_id: int, reason: str) -> RequestView:
    """Close it undone, or what is done; the resident reads why. A second press gives the same card."""
    row = uow.utility.get(request_id)
    part = part_of(uow, actor, row)
    if row.state in (State.CLOSED, State.ARCHIVED):
        return request_view(uow, actor, row, part)
    reason = clean(reason, most=REASON_MOST, what=Term("Reason")) if reason.strip() else ""
    executor_id, was_open = row.executor_id, row.state != State.DONE
    event = move(uow, actor, row, State.CLOSED, "closed", {*part.roles}, detail={"reason": reason}, reason=reason)
    notices.settle(uow, actor, row, [notices.NEW, notices.GIVEN, notices.ASKED], "closed")
    if was_open:
        notices.tell_lost(uow, actor, row, executor_id, event.id, "closed", reason)
    notices.tell_residents(uow, actor, row, event.id, "closed", reason)
    return request_view(uow, actor, row, part)


@command(Permission.REQUESTS)
def reopen(uow: "Uow", actor: Actor, request_id: int) -> RequestView:
    """One step back: done goes to work again, closed waits again, archived is closed. Everybody concerned is told."""
    row = uow.utility.get(request_id)
    part = part_of(uow, actor, row)
    back = {State.DONE: State.IN_WORK, State.CLOSED: State.NEW, State.ARCHIVED: State.CLOSED}
    if (target := back.get(State(row.state))) is None:
        return request_view(uow, actor, row, part)
    event = move(uow, actor, row, target, "reopened", part.roles)
    notices.settle(uow, actor, row, [notices.ASKED], "reopened")
    if target is State.NEW:
        notices.tell_new(uow, actor, row, "reopened")
    if target is State.IN_WORK:
        notices.tell_executor(uow, actor, row, "reopened")
    if target is not State.CLOSED:
        notices.tell_residents(uow, actor, row, event.id, "reopened")
    return request_view(uow, actor, row)


# --- the executor, or the dispatcher for them ---


@command(Permission.REQUESTS_WORK)
def start(uow: "Uow", actor: Actor, request_id: int) -> RequestView:
    """Work has begun; residents are told. Raises ``Outdated`` where it can't (any more), ``NotFound`` for another's."""
    return _carry_on(uow, actor, request_id, Act.START, State.IN_WORK, "started")


@command(Permission.REQUESTS_WORK)
def finish(uow: "Uow", actor: Actor, request_id: int) -> RequestView:
    """It is done: the resident is asked «Сделано?». Raises as ``start``."""
    return _carry_on(uow, actor, request_id, Act.FINISH, State.DONE, "done")


def _carry_on(uow: "Uow", actor: Actor, request_id: int, act: Act, target: State, action: str) -> RequestView:
    """One step of the work; the same press again changes nothing."""
    row, part = _workable(uow, actor, request_id)
    if row.state != target:
        _check(act, part, row)
        event = move(uow, actor, row, target, action, part.roles)
        notices.settle(uow, actor, row, [notices.GIVEN], action)
        notices.tell_residents(uow, actor, row, event.id, action)
    return request_view(uow, actor, row, part)


@command(Permission.REQUESTS_WORK)
def give_back(uow: "Uow", actor: Actor, request_id: int, why: str) -> RequestView:
    """It waits for an executor again; dispatchers are told why. Raises as ``start``."""
    row, part = _workable(uow, actor, request_id)
    _check(Act.GIVE_BACK, part, row)
    why = clean(why, most=REASON_MOST, what=Term("Reason")) if why.strip() else ""
    executor_id = row.executor_id
    event = move(uow, actor, row, State.NEW, "given_back", part.roles, detail={"reason": why})
    notices.settle(uow, actor, row, [notices.GIVEN], "given_back")
    notices.tell_lost(uow, actor, row, executor_id, event.id, "given_back", why)
    notices.tell_new(uow, actor, row, "given_back", why)
    notices.tell_residents(uow, actor, row, event.id, "given_back")
    return request_view(uow, actor, row) if part.is_dispatcher else _let_go(uow, row)


def _workable(uow: "Uow", actor: Actor, request_id: int) -> "tuple[UtilityRequest, Part]":
    row = uow.utility.get(request_id)
    part = part_of(uow, actor, row)
    if not part.is_staff:
        raise Forbidden("Request No. {id} is not yours. The dispatcher gives requests.", id=row.id)
    return row, part


def _check(act: Act, part: Part, row: "UtilityRequest") -> None:
    if act not in acts_of(part, State(row.state)):
        raise Outdated(CHANGED)


def _let_go(uow: "Uow", row: "UtilityRequest") -> RequestView:
    """What whoever has just given it back still sees of it: that it waits again."""
    return RequestView(row.id, State(row.state), *kinds_of(uow, [row])[row.id], row.created_at)
