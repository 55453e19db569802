"""A ticket's site credentials: sealed at rest, bound to their ticket, shown only to who has it (S3.35, S3.67)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command
from domain.errors import Forbidden, NotFound, Outdated, Term
from domain.fold import clean
from domain.ticket_rules import Act, acts_of
from domain.ticket_views import TicketView
from domain.tickets import OPEN
from services import ticket_notices, tickets
from services.ticket_views import ticket_view

if TYPE_CHECKING:
    from repositories.uow import Uow

MOST = 500  # characters
SHOWN_FOR = timedelta(seconds=60)
WIPE = "ticket_wipe"


@command(Permission.OWN_TICKETS)
def give(uow: "Uow", actor: Actor, ticket_id: int, text: str) -> TicketView:
    """Keep what the customer gives for this ticket, in place of what was there; its agent is told that it is there.

    Raises ``Outdated`` where the ticket is over, ``Invalid`` for nothing or too much.
    """
    row = tickets.get_own(uow, actor, ticket_id)
    if row.state not in OPEN:
        raise Outdated("Ticket No. {id} is over already. Here is how it stands.", id=row.id)
    row.credentials = uow.safe.encrypt(_bound(row.id, clean(text, most=MOST, what=Term("Site access"), lines=True)))
    uow.session.flush()
    uow.audit.record(actor, "gave_access", tickets.KIND, row.id)
    ticket_notices.tell_agent(uow, actor, row, row.agent_id, ticket_notices.ACCESS)
    return ticket_view(uow, actor, row)


@command(Permission.TICKETS_WORK)
def reveal(uow: "Uow", actor: Actor, ticket_id: int) -> str:
    """The credentials, to who has the ticket in work and nobody else; every look is written down."""
    row = uow.tickets.get(ticket_id)
    if Act.REVEAL not in acts_of(actor, row):
        raise Forbidden("Only who has taken the ticket sees this.")
    if row.credentials is None:
        raise NotFound("There are no credentials any more.")
    kept = uow.safe.decrypt(row.credentials)
    if not kept.startswith(start := _bound(row.id, "")):
        raise NotFound("There are no credentials any more.")  # sealed for another row: somebody moved it
    uow.audit.record(actor, "revealed", tickets.KIND, row.id)
    return kept[len(start) :].decode()


@command(Permission.TICKETS_WORK)
def forget_shown(uow: "Uow", actor: Actor, message_id: int) -> None:
    """The message that is about to show them is deleted in a minute, whatever happens to this process."""
    subject = f"wipe:{actor.telegram_id}:{message_id}"
    uow.outbox.tell(WIPE, actor.telegram_id, subject, {"message": message_id}, due_at=uow.now + SHOWN_FOR)


def _bound(ticket_id: int, text: str) -> bytes:
    return f"tickets:{ticket_id}:credentials\n{text}".encode()
