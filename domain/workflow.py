"""States change only along declared edges: per kind, from where to where, by whom, and who is told (T30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.access import Role
from domain.orders import Status
from domain.shop import State as Purchase
from domain.tickets import State
from domain.utility import State as Utility

SYSTEM: Final = "system"  # the tick: expiry, nobody came
_CLIENT, _RUNS, _MANAGES = Role.CLIENT, Role.INSTRUCTOR, Role.MANAGER
_AGENT: Final = "agent"  # who has the ticket
_SELLERS: Final = "sellers"  # everybody who carries purchases through
_EXECUTOR: Final = "its executor"


@dataclass(frozen=True)
class Edge:
    """One step: who may take it, and which side is told of it. A correction mends a mistake of the staff."""

    source: str | int
    target: str | int
    by: frozenset[str]
    tells: frozenset[str] = frozenset()
    is_correction: bool = False


def _edge(
    source: str | int, target: str | int, by: Iterable[str], tells: Iterable[str] = (), is_correction: bool = False
) -> Edge:
    who = set(by)
    if _MANAGES in who:
        who.add(Role.OWNER)
    return Edge(source, target, frozenset(who), frozenset(tells), is_correction)


_STAFF = (_RUNS, _MANAGES)
_DESK = (Role.SUPPORT, Role.CONTRACTOR, _MANAGES)
_SELLS = (Role.SELLER, _MANAGES)
_CARRIES = (Role.EXECUTOR, _MANAGES)
EDGES: Final[dict[str, tuple[Edge, ...]]] = {
    "order": (
        _edge(Status.REQUESTED, Status.CONFIRMED, [_MANAGES], [_CLIENT]),
        _edge(Status.REQUESTED, Status.CANCELLED, [_MANAGES, _CLIENT, SYSTEM], [_CLIENT, _MANAGES]),
        _edge(Status.CONFIRMED, Status.ARRIVED, _STAFF),
        _edge(Status.CONFIRMED, Status.CANCELLED, [*_STAFF, _CLIENT], [_CLIENT, _MANAGES]),
        _edge(Status.CONFIRMED, Status.NO_SHOW, [*_STAFF, SYSTEM]),
        _edge(Status.ARRIVED, Status.DONE, _STAFF),
        _edge(Status.ARRIVED, Status.CONFIRMED, _STAFF, is_correction=True),
        _edge(Status.DONE, Status.ARRIVED, _STAFF, is_correction=True),
        _edge(Status.NO_SHOW, Status.CONFIRMED, [_MANAGES], is_correction=True),
        _edge(Status.CANCELLED, Status.CONFIRMED, [_MANAGES], [_CLIENT], is_correction=True),
    ),
    "ticket": (
        _edge(State.CREATED, State.TAKEN, _DESK, [_CLIENT]),
        _edge(State.CREATED, State.CLOSED, _DESK, [_CLIENT]),
        _edge(State.CREATED, State.CANCELLED, [_CLIENT, _MANAGES], [_CLIENT]),
        _edge(State.TAKEN, State.CREATED, [*_DESK, SYSTEM]),  # released, or its agent was removed (S3.65)
        _edge(State.TAKEN, State.CLOSED, _DESK, [_CLIENT]),
        _edge(State.TAKEN, State.CANCELLED, [_CLIENT, _MANAGES], [_CLIENT, _AGENT]),
        _edge(State.CLOSED, State.CREATED, [_CLIENT, *_DESK], [_AGENT]),  # reopened (T13)
        _edge(State.CANCELLED, State.CREATED, [_MANAGES], [_CLIENT], is_correction=True),
    ),
    "purchase": (
        _edge(Purchase.CREATED, Purchase.IN_WORK, _SELLS, [_CLIENT]),
        _edge(Purchase.CREATED, Purchase.CANCELLED, [*_SELLS, _CLIENT], [_CLIENT, _SELLERS]),
        _edge(Purchase.IN_WORK, Purchase.DONE, _SELLS, [_CLIENT]),
        _edge(Purchase.IN_WORK, Purchase.CANCELLED, _SELLS, [_CLIENT]),
        _edge(Purchase.IN_WORK, Purchase.CREATED, _SELLS, [_CLIENT], is_correction=True),
        _edge(Purchase.DONE, Purchase.IN_WORK, _SELLS, [_CLIENT], is_correction=True),
    ),
    "request": (
        _edge(Utility.NEW, Utility.ASSIGNED, [_MANAGES], [_CLIENT, _EXECUTOR]),
        _edge(Utility.NEW, Utility.CLOSED, [_CLIENT, _MANAGES], [_CLIENT, _MANAGES]),  # withdrawn, or refused
        _edge(Utility.ASSIGNED, Utility.IN_WORK, _CARRIES, [_CLIENT]),
        _edge(Utility.ASSIGNED, Utility.NEW, _CARRIES, [_MANAGES, _EXECUTOR]),  # given back
        _edge(Utility.ASSIGNED, Utility.CLOSED, [_CLIENT, _MANAGES], [_CLIENT, _MANAGES, _EXECUTOR]),
        _edge(Utility.IN_WORK, Utility.DONE, _CARRIES, [_CLIENT]),
        _edge(Utility.IN_WORK, Utility.CLOSED, [_MANAGES], [_CLIENT, _EXECUTOR]),
        _edge(Utility.IN_WORK, Utility.ASSIGNED, _CARRIES, [_CLIENT], is_correction=True),
        _edge(Utility.IN_WORK, Utility.NEW, _CARRIES, [_CLIENT, _MANAGES, _EXECUTOR]),  # given back
        _edge(Utility.DONE, Utility.CLOSED, [_CLIENT, _MANAGES, SYSTEM]),
        _edge(Utility.DONE, Utility.IN_WORK, [_CLIENT, *_CARRIES], [_CLIENT, _MANAGES, _EXECUTOR]),  # not so
        _edge(Utility.CLOSED, Utility.NEW, [_MANAGES], [_CLIENT], is_correction=True),
        _edge(Utility.CLOSED, Utility.ARCHIVED, [_MANAGES, SYSTEM]),
        _edge(Utility.ARCHIVED, Utility.CLOSED, [_MANAGES], is_correction=True),
    ),
}


def find_edge(kind: str, source: str | int, target: str | int) -> Edge | None:
    """Return the edge, or None where there is no such step."""
    return next((edge for edge in EDGES[kind] if edge.source == source and edge.target == target), None)


def may_move(kind: str, source: str | int, target: str | int, roles: Iterable[str]) -> bool:
    """Say whether somebody with these roles (or the system) may take the step."""
    edge = find_edge(kind, source, target)
    return edge is not None and not edge.by.isdisjoint(roles)


def targets(kind: str, source: str | int, roles: Iterable[str]) -> list[str | int]:
    """Return where somebody with these roles may take a thing from ``source``, in declared order."""
    held = set(roles)
    return [edge.target for edge in EDGES[kind] if edge.source == source and edge.by & held]
