"""The conversation of a ticket: which one a message belongs to, and what becomes of it (S3.46–S3.50, T17, T33)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Forbidden, Invalid, Outdated
from domain.fold import fold
from domain.leaks import contacts_in, has_password
from domain.ticket_rules import Act, acts_of
from domain.ticket_views import FILES_MOST, Said, TicketLine, TicketView
from domain.tickets import OPEN, State
from services import canned, talk_store, tickets
from services.ticket_notices import COVER
from services.ticket_views import ticket_lines, ticket_view

if TYPE_CHECKING:
    from models import Ticket
    from repositories.uow import Uow

CHOICES = 6  # tickets to choose from
ANSWER = 200  # characters of the last answer that the ticket itself shows (T17)
REPLY_REACH = 10  # an album's files go before the message that its letter is known by


@dataclass(frozen=True)
class Meant:
    """Which ticket a message belongs to; None with ``choices``: the person has to say."""

    ticket_id: int | None
    choices: tuple[TicketLine, ...] = ()


@dataclass(frozen=True)
class Written:
    """What became of a message. ``is_over``: kept, told to nobody; ``among``: how many open tickets its writer has."""

    ticket: TicketView
    is_over: bool = False
    was_covered: bool = False
    has_password: bool = False
    among: int = 1
    is_received: bool = True  # by the other side, as far as we know


@query(Permission.OWN_TICKETS)
def replied_to(uow: "Uow", actor: Actor, message_id: int, shown: int | None) -> int | None:
    """The ticket that a replied-to message of the bot is about: by its outbox row, else the one its button showed.

    None where it is about none, or about one that this person neither opened nor has.
    """
    sent = uow.outbox.find_sent(actor.telegram_id, message_id, REPLY_REACH)
    files = sent.facts.get("files") if sent is not None else None
    before = len(files) if isinstance(files, list) else 0  # the notice of a new ticket has their number only
    is_it = sent is not None and (sent.message_id or 0) - message_id <= before
    found = sent.facts.get("id") if sent is not None and is_it and sent.kind.startswith("ticket_") else None
    row = uow.tickets.find(found if isinstance(found, int) else shown or 0)
    return row.id if row is not None and actor.user_id in (row.user_id, row.agent_id) else None


@query(Permission.OWN_TICKETS)
def meant(uow: "Uow", actor: Actor) -> Meant:
    """Where words that reply to nothing belong: to the current ticket, else the only one, else the person chooses."""
    place = uow.tariffs.find_place(actor.user_id)
    current = uow.tickets.find(place.current_id) if place and place.current_id else None
    if current is not None and _is_side(actor, current):
        return Meant(current.id)
    rows = _open_ones(uow, actor)
    if len(rows) == 1:
        return Meant(rows[0].id)
    return Meant(None, ticket_lines(uow, actor, rows))


@command(Permission.OWN_TICKETS)
def turn_to(uow: "Uow", actor: Actor, ticket_id: int) -> TicketView:
    """What this person writes from here on belongs to that ticket (S3.50)."""
    row = tickets.known_to(uow, actor, ticket_id)
    if not _is_side(actor, row):
        raise Outdated("Nothing can be written into ticket No. {id} now.", id=row.id)
    uow.tariffs.put_place(actor.user_id, current_id=row.id)
    return ticket_view(uow, actor, row)


@command(Permission.OWN_TICKETS)
def write(uow: "Uow", actor: Actor, ticket_id: int, said: Said, origin: str) -> Written:
    """Say something in a ticket; the other side is told. What is written into one that is over is kept only.

    Raises ``Invalid`` for a file that is too large, ``Forbidden`` for a ticket that somebody else has.
    """
    known = uow.tickets.find_said_of(origin)  # it stays where it went, whichever button is pressed afterwards
    row = tickets.known_to(uow, actor, known.ticket_id if known else ticket_id)
    check_size(said)
    side = "customer" if row.user_id == actor.user_id else "agent"
    if side == "agent" and known is None and Act.WRITE not in acts_of(actor, row):
        raise Forbidden("To write into ticket No. {id}, take it first.", id=row.id)
    message = talk_store.keep(uow, row, actor.user_id, side, said, origin)
    if side == "agent" and known is None:
        row.answer = said.text[:ANSWER] or row.answer
        uow.session.flush()
    other = row.agent_id if side == "customer" else row.user_id
    is_over = row.state not in OPEN
    if other is not None and not is_over and known is None:
        talk_store.pass_on(uow, row, message, actor.name.split(" ")[0], uow.people.get(other))
        uow.tariffs.put_place(actor.user_id, current_id=row.id)
    is_received = other is None or uow.people.get(other).is_reachable
    covered = not row.shows_contacts and bool(contacts_in(said.text, uow.place.region))
    return Written(
        ticket_view(uow, actor, row), is_over, covered, has_password(said.text), len(_open_ones(uow, actor)),
        is_received,
    )  # fmt: skip


@command(Permission.TICKETS_WORK)
def write_canned(uow: "Uow", actor: Actor, ticket_id: int, canned_id: int, origin: str) -> TicketView:
    """Answer with a reply that was written beforehand; raises as ``write``."""
    text = canned.filled_for(uow, actor, canned_id, ticket_id)
    return write(uow, actor, ticket_id, Said(text=text), origin).ticket


@command(Permission.OWN_TICKETS)
def send_files(uow: "Uow", actor: Actor, ticket_id: int) -> int:
    """The files of a ticket once more, to who may see it; gives how many come."""
    row = tickets.known_to(uow, actor, ticket_id)
    if Act.SEE not in acts_of(actor, row):
        raise Forbidden("Ticket No. {id} is not yours to read.", id=row.id)
    return talk_store.hand_over(uow, row, actor.telegram_id, ("customer", "agent"))


@command(Permission.TICKETS_WORK)
def note(uow: "Uow", actor: Actor, ticket_id: int, text: str, origin: str) -> TicketView:
    """Write something down for the staff only."""
    row = uow.tickets.get(ticket_id)
    if Act.NOTE not in acts_of(actor, row):
        raise Forbidden("Ticket No. {id} is not yours to change.", id=row.id)
    talk_store.keep(uow, row, actor.user_id, "note", Said(text=text), origin)
    return ticket_view(uow, actor, row)


@command(Permission.OWN_TICKETS)
def edited(uow: "Uow", actor: Actor, chat_id: int, said: Said) -> bool:
    """A message was edited: the history and the other side follow. False where it belongs to no ticket."""
    message = uow.tickets.find_said(chat_id, said.message_id or 0)
    if message is None or message.user_id != actor.user_id:
        return False
    row = uow.tickets.get(message.ticket_id)
    if said.latitude is not None:
        message.latitude, message.longitude = said.latitude, said.longitude
    if message.text == said.text:
        return True
    if row.question == message.text and said.text:
        row.question, row.folded = said.text, row.folded.replace(fold(message.text), fold(said.text))
    message.text, message.edited_at = said.text, uow.now
    uow.session.flush()
    other = row.agent_id if message.side == "customer" else row.user_id
    if other is not None and row.state == State.TAKEN and message.side != "note":
        talk_store.pass_edit(uow, row, message, actor.name.split(" ")[0], uow.people.get(other))
    return True


@command(Permission.OWN_TICKETS)
def wipe(uow: "Uow", actor: Actor, chat_id: int, message_id: int) -> None:
    """What was written there is covered in the history and for the other side: there was a password in it (S3.35)."""
    message = uow.tickets.find_said(chat_id, message_id)
    if message is None or message.user_id != actor.user_id:
        raise Outdated("This message belongs to no ticket.")
    row = uow.tickets.get(message.ticket_id)
    was_question = row.question == message.text
    if was_question:
        row.question, row.folded = COVER, row.folded.replace(fold(message.text), "")
    if row.answer and message.text.startswith(row.answer):
        row.answer = COVER
    message.text, message.edited_at = COVER, uow.now
    uow.session.flush()
    talk_store.cover(uow, row, message, was_question=was_question)


def check_size(said: Said) -> None:
    """Raise ``Invalid`` for a file that Telegram does not let a bot pass on."""
    if (said.file_size or 0) > FILES_MOST:
        raise Invalid("This file is larger than 2 GB. Put it on a disk and send the link, please.")


def _is_side(actor: Actor, row: "Ticket") -> bool:
    """Whether this person's words would reach somebody."""
    if row.user_id == actor.user_id:
        return row.state in OPEN
    return row.agent_id == actor.user_id and row.state == State.TAKEN


def _open_ones(uow: "Uow", actor: Actor) -> "list[Ticket]":
    own = uow.tickets.list_of_user(actor.user_id, CHOICES, is_open=True)
    if not actor.may(Permission.TICKETS_WORK):
        return own
    return [*uow.tickets.list_of_agent(actor.user_id, CHOICES), *own][:CHOICES]
