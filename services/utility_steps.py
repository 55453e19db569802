"""One step of a utility request: along a declared edge, in one conditional change, written down (S4.8).

Of all who try at once exactly one succeeds; the others read how it stands now.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.access import Actor
from domain.errors import Outdated
from domain.utility import State, by_itself
from domain.utility_rules import KIND
from domain.workflow import may_move
from services.settings import business

if TYPE_CHECKING:
    from models import Audit, UtilityRequest
    from repositories.uow import Uow

CHANGED = "Somebody has just changed this request. Here is how it stands now."
_FORGETS: dict[State, dict[str, Any]] = {  # what is no longer so in a state
    State.NEW: {"executor_id": None, "assigned_at": None, "started_at": None, "done_at": None, "closed_at": None,
                "reason": "", "rating": None},
    State.ASSIGNED: {"started_at": None, "done_at": None},
    State.IN_WORK: {"done_at": None, "closed_at": None},
    State.DONE: {"closed_at": None},
}  # fmt: skip
_DATED = {
    State.ASSIGNED: "assigned_at", State.IN_WORK: "started_at", State.DONE: "done_at", State.CLOSED: "closed_at",
}  # fmt: skip


def move(
    uow: "Uow", actor: Actor, row: "UtilityRequest", target: State, action: str, by: Collection[str], *,
    detail: dict[str, Any] | None = None, **changes: Any,
) -> "Audit":  # fmt: skip
    """Take it there; ``by`` are the roles that whoever does it has here, ``detail`` what the history shows besides.

    Raises ``Outdated`` where there is no such step for them, or somebody was faster.
    """
    was = State(row.state)
    if not may_move(KIND, was, target, by):
        raise Outdated(CHANGED)
    dated = {_DATED[target]: uow.now} if target in _DATED and not _is_back(was, target) else {}
    values = _FORGETS.get(target, {}) | dated | {"next_at": next_at(uow, target)} | changes
    if not uow.utility.move_state(row.id, was, target, **values):
        raise Outdated(CHANGED)
    after = {"state": target.value, **(detail or {})}
    return uow.audit.record(actor, action, KIND, row.id, {"state": was.value}, after)


def next_at(uow: "Uow", state: State) -> Any:
    """When it goes on by itself, in a state that begins now."""
    known = business(uow)
    closes, archived = timedelta(days=int(known["REQUEST_CLOSES"])), timedelta(days=int(known["REQUEST_ARCHIVED"]))
    return by_itself(state, uow.now, closes, archived)


def _is_back(was: State, target: State) -> bool:
    """A correction keeps when it was first so: work that goes on has begun when it began."""
    order = list(State)
    return order.index(was) > order.index(target)
