"""What happens to utility requests by itself: done ones are closed, closed ones archived, each once (S4.8)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Outdated
from domain.utility import State
from services import utility_notices as notices
from services.utility_steps import move

if TYPE_CHECKING:
    from repositories.uow import Uow

ROUND = 50  # requests of one look
_NEXT = {State.DONE: (State.CLOSED, "closed_itself"), State.CLOSED: (State.ARCHIVED, "archived")}


@query(Permission.SYSTEM)
def list_due(uow: "Uow", actor: Actor) -> list[int]:
    """The requests whose moment has come, the longest due first; one look into the index."""
    return [row.id for row in uow.utility.list_due(ROUND)]


@command(Permission.SYSTEM)
def pass_due(uow: "Uow", actor: Actor, id_: int) -> None:
    """Do what is due for one request, so that one which fails stops no other.

    Its state and next moment change in the same statement, so it happens once, whoever is killed in between.
    """
    row = uow.utility.get(id_)
    if row.next_at is None or row.next_at > uow.now or State(row.state) not in _NEXT:
        return
    target, action = _NEXT[State(row.state)]
    try:
        event = move(uow, actor, row, target, action, {"system"})
    except Outdated:
        return  # the resident was faster
    if target is State.CLOSED:
        notices.settle(uow, actor, row, [notices.ASKED], action)
        notices.tell_residents(uow, actor, row, event.id, action)
