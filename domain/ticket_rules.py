"""Who may do what with one ticket: the services ask it before they act, the cards show buttons by it (S2.62, T13)."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, Protocol

from domain.access import Actor, Permission, Role
from domain.tickets import OPEN, Kind, State

SERVES: Final[Mapping[Kind, Role]] = {Kind.QUESTION: Role.SUPPORT, Kind.JOB: Role.CONTRACTOR}


class Act(StrEnum):
    """What can be done with a ticket."""

    SEE = "see"  # its text, not only its number and state
    TAKE = "take"
    WRITE = "write"  # to the other side
    NOTE = "note"  # for the staff only
    ASSIGN = "assign"  # to somebody, or to somebody else
    RELEASE = "release"
    CLOSE = "close"
    CANCEL = "cancel"
    REOPEN = "reopen"
    RATE = "rate"
    REVEAL = "reveal"  # the site's credentials


class Held(Protocol):
    """What of a ticket decides: a row and a view both have it."""

    kind: str
    state: str
    user_id: int
    agent_id: int | None
    pinned_id: int | None
    is_widened: bool


def kinds_of(roles: Collection[str]) -> tuple[Kind, ...]:
    """The kinds of tickets that somebody with these roles works on; managers and owners on all."""
    if {Role.MANAGER, Role.OWNER} & set(roles):
        return tuple(Kind)
    return tuple(kind for kind, role in SERVES.items() if role in roles)


def is_reserved(ticket: Held) -> bool:
    """Whether only the pinned contractor knows of it so far (S3.28)."""
    return ticket.state == State.CREATED and ticket.pinned_id is not None and not ticket.is_widened


def acts_of(actor: Actor, ticket: Held) -> frozenset[Act]:
    """Return what this person may do with the ticket now."""
    if ticket.user_id == actor.user_id:
        return _as_customer(ticket) | ({Act.NOTE, Act.ASSIGN} if actor.may(Permission.TICKETS_MANAGE) else set())
    acts: set[Act] = set()
    is_waiting, is_taken = ticket.state == State.CREATED, ticket.state == State.TAKEN
    has_it = ticket.agent_id == actor.user_id and ticket.state in (State.TAKEN, State.CLOSED)
    manages = actor.may(Permission.TICKETS_MANAGE)
    serves = ticket.kind in kinds_of(actor.roles) and (not is_reserved(ticket) or ticket.pinned_id == actor.user_id)
    if manages or has_it or (serves and not is_taken):
        acts |= {Act.SEE, Act.NOTE}
    if is_waiting and (serves or manages):
        acts |= {Act.TAKE, Act.CLOSE}
    if is_taken and has_it:
        acts |= {Act.WRITE, Act.REVEAL}
    if is_taken and (has_it or manages):
        acts |= {Act.RELEASE, Act.ASSIGN, Act.CLOSE}
    if manages and ticket.state in OPEN:
        acts |= {Act.CANCEL, Act.ASSIGN}
    if (ticket.state == State.CLOSED and Act.SEE in acts) or (ticket.state == State.CANCELLED and manages):
        acts |= {Act.REOPEN}
    return frozenset(acts)


def _as_customer(ticket: Held) -> frozenset[Act]:
    if ticket.state in OPEN:
        return frozenset({Act.SEE, Act.WRITE, Act.CANCEL})
    return frozenset({Act.SEE} | ({Act.REOPEN, Act.RATE} if ticket.state == State.CLOSED else set()))
