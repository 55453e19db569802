"""What happens to a ticket: opened, taken, handed on, released, closed, cancelled, reopened, rated (S2.50–S2.62, S3).

Each step is one conditional change, so that of all who press at once exactly one succeeds; whoever does something
twice gets the same answer.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from domain.ticket_rules import Act, acts_of, kinds_of
from domain.ticket_views import TicketView
from domain.tickets import ESTIMATES, OPEN, Kind, State
from domain.walltime import local_day
from domain.workflow import find_edge
from models import Ticket
from services import desk, talk_store, ticket_notices
from services.settings import business
from services.ticket_views import ticket_view

if TYPE_CHECKING:
    from repositories.uow import Uow

KIND = "ticket"
HOUR = 3600
ANEW = {"is_widened": False, "is_warned": False}  # what happens by itself happens once more (S3.34)
CHANGED = "Somebody has just changed this ticket. Here is how it stands now."


# --- taking ---


@command(Permission.TICKETS_WORK)
def take(uow: "Uow", actor: Actor, id_: int, hours: int | None = None) -> TicketView:
    """Take it; a job with an estimate of 1…24 whole hours (S3.64). A second press gives the same card.

    Raises ``Conflict`` naming who was faster, ``Invalid`` for another estimate, ``Outdated`` where it is over.
    """
    row = uow.tickets.get(id_)
    if row.agent_id == actor.user_id and row.state == State.TAKEN:
        return ticket_view(uow, actor, row)
    _check_free(uow, actor, row)
    if row.kind == Kind.JOB and (hours is None or not ESTIMATES[0] <= hours <= ESTIMATES[1]):
        raise Invalid("Expected {low} to {high} hours. If it takes longer, talk to the manager.",
                      low=ESTIMATES[0], high=ESTIMATES[1])  # fmt: skip
    _give(uow, actor, row, actor.user_id, State.CREATED, hours if row.kind == Kind.JOB else None)
    ticket_notices.settle(uow, actor, row, "taken")
    ticket_notices.tell_customer(uow, actor, row, ticket_notices.TAKEN, **_due(uow, row))
    talk_store.hand_over(uow, row, actor.telegram_id)
    return ticket_view(uow, actor, row)


@command(Permission.TICKETS_WORK)
def assign(uow: "Uow", actor: Actor, id_: int, user_id: int) -> TicketView:
    """Give it to somebody: a manager any open one, an agent what they have (S2.19, S3.15). They and the customer hear.

    Raises ``Invalid`` for somebody who does not work on such tickets, ``Forbidden`` for another's ticket.
    """
    row = uow.tickets.get(id_)
    if row.agent_id == user_id and row.state == State.TAKEN:
        return ticket_view(uow, actor, row)
    _check(actor, row, Act.ASSIGN)
    if Kind(row.kind) not in kinds_of(uow.people.roles_of(user_id)) or user_id == row.user_id:
        raise Invalid("This person does not work on such tickets.")
    before, was = row.agent_id, State(row.state)
    kept = row.estimate // HOUR if row.estimate else None  # what the customer was promised stays promised
    _give(uow, actor, row, user_id, was, kept, row.taken_at)
    ticket_notices.settle(uow, actor, row, "taken")
    facts = {"to": ticket_notices.name_of(uow.people.get(user_id)), **_due(uow, row)}
    ticket_notices.tell_agent(uow, actor, row, user_id, ticket_notices.GIVEN)
    ticket_notices.tell_agent(uow, actor, row, before, ticket_notices.LOST, **facts)
    kind = ticket_notices.HANDED if was is State.TAKEN else ticket_notices.TAKEN
    ticket_notices.tell_customer(uow, actor, row, kind, **facts)
    talk_store.hand_over(uow, row, uow.people.get(user_id).telegram_id)
    if before is not None:
        desk.offer_waiting(uow, before)
    return ticket_view(uow, actor, row)


def _give(
    uow: "Uow", actor: Actor, row: Ticket, agent_id: int, was: State, hours: int | None, since: datetime | None = None,
) -> None:  # fmt: skip
    estimate = hours * HOUR if hours else None
    is_new = was is State.CREATED
    if not uow.tickets.move_state(
        row.id, was, State.TAKEN, agent_id=agent_id, taken_at=since or uow.now, estimate=estimate,
        is_warned=False if is_new else row.is_warned,
    ):  # fmt: skip
        _check_free(uow, actor, uow.tickets.get(row.id))
        raise Outdated(CHANGED)
    desk.plan(uow, row)
    uow.audit.record(actor, "taken", KIND, row.id, {"state": was}, {"agent": agent_id, "estimate": estimate})
    uow.tariffs.put_place(agent_id, current_id=row.id)


def _check_free(uow: "Uow", actor: Actor, row: Ticket) -> None:
    if row.state == State.TAKEN:
        name = ticket_notices.name_of(uow.people.find(row.agent_id or 0))
        raise Conflict("{name} has taken ticket No. {id} already.", name=name, id=row.id)
    if row.state not in OPEN:
        raise Outdated("Ticket No. {id} is over already. Here is how it stands.", id=row.id)
    _check(actor, row, Act.TAKE)


def _due(uow: "Uow", row: Ticket) -> dict[str, str | None]:
    view_by = desk.done_by(uow, row)
    return {"done_by": view_by.isoformat() if view_by else None}


# --- the other steps ---


@command(Permission.TICKETS_WORK)
def release(uow: "Uow", actor: Actor, id_: int) -> TicketView:
    """Give it back to everybody: what happens by itself begins anew, counted from its creation (S3.34, S3.65)."""
    row = uow.tickets.get(id_)
    if row.state != State.CREATED:
        _check(actor, row, Act.RELEASE)
        put_back(uow, actor, row)
    return ticket_view(uow, actor, row)


def put_back(uow: "Uow", actor: Actor, row: Ticket, *, by_system: bool = False) -> None:
    """A ticket that somebody has belongs to nobody again; ``by_system``: they work here no more, and are not told."""
    agent_id = row.agent_id
    _go(uow, actor, row, State.TAKEN, State.CREATED, agent_id=None, taken_at=None, estimate=None, **ANEW)
    if not by_system:
        ticket_notices.tell_agent(uow, actor, row, agent_id, ticket_notices.LOST)
    desk.announce(uow, row)
    if agent_id is not None and not by_system:
        desk.offer_waiting(uow, agent_id)


@command(Permission.TICKETS_WORK)
def close(uow: "Uow", actor: Actor, id_: int) -> TicketView:
    """It is done: the customer is told and asked to rate; a job is worth ORDER_RATE to who did it (S2.17, S3.33).

    The site's credentials are wiped (S3.67). A second press gives the same card.
    """
    row = uow.tickets.get(id_)
    if row.state == State.CLOSED:
        return ticket_view(uow, actor, row)
    _check(actor, row, Act.CLOSE)
    rate = int(business(uow)["ORDER_RATE"]) if row.kind == Kind.JOB and row.agent_id is not None else None
    pay = rate if row.pay is None else row.pay  # 0: it was paid in a period that is closed, and reopened since
    _go(uow, actor, row, State(row.state), State.CLOSED, closed_at=uow.now, credentials=None, pay=pay)
    ticket_notices.settle(uow, actor, row, "closed")
    ticket_notices.tell_customer(uow, actor, row, ticket_notices.CLOSED)
    if row.agent_id is not None:
        ticket_notices.tell_agent(uow, actor, row, row.agent_id, ticket_notices.CLOSED + "_agent")
        desk.offer_waiting(uow, row.agent_id)
    return ticket_view(uow, actor, row)


@command(Permission.OWN_TICKETS)
def cancel(uow: "Uow", actor: Actor, id_: int) -> TicketView:
    """It is not needed any more: by its customer, or by a manager; the other side is told. Credentials are wiped."""
    row = known_to(uow, actor, id_)
    if row.state == State.CANCELLED:
        return ticket_view(uow, actor, row)
    _check(actor, row, Act.CANCEL)
    agent_id = row.agent_id
    _go(uow, actor, row, State(row.state), State.CANCELLED, closed_at=uow.now, credentials=None)
    ticket_notices.settle(uow, actor, row, "cancelled")
    ticket_notices.tell_customer(uow, actor, row, ticket_notices.CANCELLED)
    ticket_notices.tell_agent(uow, actor, row, agent_id, ticket_notices.CANCELLED)
    if agent_id is not None:
        desk.offer_waiting(uow, agent_id)
    return ticket_view(uow, actor, row)


@command(Permission.OWN_TICKETS)
def reopen(uow: "Uow", actor: Actor, id_: int) -> TicketView:
    """It is not done after all: it waits again, with its history (T13); pay that is not paid out yet is taken back."""
    row = known_to(uow, actor, id_)
    if row.state in OPEN:
        return ticket_view(uow, actor, row)
    _check(actor, row, Act.REOPEN)
    agent_id, was = row.agent_id, State(row.state)
    paid = row.pay is not None and row.closed_at is not None and uow.tickets.is_paid_out(
        row, local_day(row.closed_at, uow.place.zone)
    )  # fmt: skip
    _go(
        uow, actor, row, was, State.CREATED, agent_id=None, taken_at=None, closed_at=None, estimate=None, rating=None,
        pay=0 if paid else None, **ANEW,
    )  # fmt: skip
    ticket_notices.tell_customer(uow, actor, row, ticket_notices.REOPENED)
    ticket_notices.tell_agent(uow, actor, row, agent_id, ticket_notices.REOPENED)
    uow.tariffs.put_place(row.user_id, current_id=row.id)
    desk.announce(uow, row)
    return ticket_view(uow, actor, row)


@command(Permission.OWN_TICKETS)
def rate(uow: "Uow", actor: Actor, id_: int, stars: int) -> TicketView:
    """The customer rates the work, 1…5; another press changes it (issue: «rates the work by one press»)."""
    row = get_own(uow, actor, id_)
    _check(actor, row, Act.RATE)
    if not 1 <= stars <= 5:
        raise Outdated("This button is out of date.")
    if row.rating != stars:
        uow.audit.record(actor, "rated", KIND, row.id, {"rating": row.rating}, {"rating": stars})
        row.rating = stars
        uow.session.flush()
    return ticket_view(uow, actor, row)


def leave_all(uow: "Uow", actor: Actor, user_id: int, kinds: Collection[Kind]) -> None:
    """Somebody works on these kinds no more: what they have goes back to all, who waits for them waits for all."""
    for row in uow.tickets.list_of_agent(user_id, 1000):
        if row.kind in kinds:
            put_back(uow, actor, row, by_system=True)
    if Kind.JOB not in kinds:
        return
    for row in uow.tickets.list_pinned(user_id):
        row.pinned_id = None
        desk.plan(uow, row)
        desk.announce(uow, row)
    uow.tariffs.unpin_everywhere(user_id)


# --- rows ---


def get_own(uow: "Uow", actor: Actor, id_: int) -> Ticket:
    """One's own ticket; another person's is as one that does not exist."""
    row = uow.tickets.find(id_)
    if row is None or row.user_id != actor.user_id:
        raise NotFound(uow.tickets.missing)
    return row


def known_to(uow: "Uow", actor: Actor, id_: int) -> Ticket:
    """A ticket that this person may know of: one's own, or any for who works at the desk."""
    return uow.tickets.get(id_) if actor.may(Permission.TICKETS_WORK) else get_own(uow, actor, id_)


def _check(actor: Actor, row: Ticket, act: Act) -> None:
    if act in acts_of(actor, row):
        return
    if row.state not in OPEN:
        raise Outdated("Ticket No. {id} is over already. Here is how it stands.", id=row.id)
    raise Forbidden("Ticket No. {id} is not yours to change.", id=row.id)


def _go(uow: "Uow", actor: Actor, row: Ticket, was: State, target: State, **changes: object) -> None:
    if find_edge(KIND, was, target) is None or not uow.tickets.move_state(row.id, was, target, **changes):
        raise Outdated(CHANGED)
    desk.plan(uow, row)
    uow.audit.record(actor, target, KIND, row.id, {"state": was}, {"state": target})
