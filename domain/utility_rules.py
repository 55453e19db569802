"""Who may do what with a utility request: one table for services and buttons (S4.8, S4.36)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from domain.access import Role
from domain.utility import MAY_WITHDRAW, OPEN, Act, State
from domain.workflow import may_move

KIND: Final = "request"


@dataclass(frozen=True)
class Part:
    """Who somebody is to one request; several may be true at once."""

    is_author: bool = False
    is_neighbour: bool = False  # a confirmed resident of the same account
    is_executor: bool = False
    is_dispatcher: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """As ``EDGES`` names them."""
        held = {
            Role.CLIENT: self.is_author, Role.EXECUTOR: self.is_executor, Role.MANAGER: self.is_dispatcher,
        }  # fmt: skip
        return frozenset(role for role, is_held in held.items() if is_held)

    @property
    def is_staff(self) -> bool:
        """Whether they carry it out or see to it."""
        return self.is_executor or self.is_dispatcher


MOVES: Final[dict[Act, tuple[State, Collection[Role]]]] = {
    Act.START: (State.IN_WORK, {Role.EXECUTOR, Role.MANAGER}),
    Act.FINISH: (State.DONE, {Role.EXECUTOR, Role.MANAGER}),
    Act.GIVE_BACK: (State.NEW, {Role.EXECUTOR, Role.MANAGER}),
    Act.CLOSE: (State.CLOSED, {Role.MANAGER}),
}


def acts_of(part: Part, state: State, *, has_rating: bool = False, has_incident: bool = False) -> frozenset[Act]:
    """What this person may do with a request that stands so; ``has_rating`` also where there is nothing to rate."""
    acts = {act for act, (target, by) in MOVES.items() if _may(state, target, part.roles & frozenset(by))}
    acts -= {Act.START} if state is State.DONE else set()  # back to work is another word: reopen
    acts -= {Act.GIVE_BACK} if state is State.CLOSED else set()
    acts -= {Act.CLOSE} if state is State.ARCHIVED else set()  # it was closed once: out of the archive is reopen too
    acts |= _of_author(part, state, has_rating=has_rating) if part.is_author else set()
    acts |= {Act.FOLLOW} if part.is_neighbour and not part.is_author and state in OPEN | {State.DONE} else set()
    if part.is_author or part.is_staff:
        acts |= {Act.SEE} | ({Act.COMMENT} if state in OPEN | {State.DONE} else set())
    if part.is_dispatcher:
        acts |= {Act.ASSIGN} if state in OPEN else set()
        acts |= {Act.REOPEN} if state not in OPEN else set()
        acts |= {Act.INCIDENT} if state in OPEN and not has_incident else set()
    return frozenset(acts)


def _of_author(part: Part, state: State, *, has_rating: bool) -> set[Act]:
    acts = {Act.WITHDRAW} if state in MAY_WITHDRAW else set()
    acts |= {Act.CONFIRM} if state is State.DONE else set()
    return acts | ({Act.RATE} if state is State.CLOSED and not has_rating else set())


def _may(source: State, target: State, roles: frozenset[Role]) -> bool:
    return may_move(KIND, source, target, roles)
