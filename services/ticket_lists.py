"""Looking at tickets: one's own, the desk's lists, one ticket with its history, search (S2.20, S2.60, S3.59)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.errors import Forbidden
from domain.fold import digits, fold
from domain.ticket_rules import Act, acts_of, is_reserved, kinds_of
from domain.ticket_views import DeskLists, SaidView, TicketLine, TicketView
from domain.tickets import State
from domain.views import Page
from services import tickets
from services.ticket_views import covers, said_view, ticket_lines, ticket_view

if TYPE_CHECKING:
    from models import Ticket
    from repositories.uow import Uow

PAGE = 6
SAID_PAGE = 8
WORDS = 5  # of a search
LISTS = ("new", "mine", "open", "closed")


@query(Permission.TICKETS_WORK)
def desk_lists(uow: "Uow", actor: Actor) -> DeskLists:
    """How much there is to do, and whether this person is on duty."""
    new, mine = uow.tickets.count_waiting(kinds_of(actor.roles), actor.user_id)
    place = uow.tariffs.find_place(actor.user_id)
    return DeskLists(new, mine, place.on_duty if place else True)


@query(Permission.TICKETS_WORK)
def listed(uow: "Uow", actor: Actor, which: str, number: int = 0) -> Page[TicketLine]:
    """A page of one of the desk's lists: new, mine, open (all), closed."""
    kinds, number = kinds_of(actor.roles), max(number, 0)
    offset, limit = number * PAGE, PAGE + 1
    if which == "mine":
        rows = uow.tickets.list_of_agent(actor.user_id, limit, offset)
    elif which == "new":
        rows = uow.tickets.list_in(State.CREATED, kinds, limit, offset)
    elif which == "closed":
        rows = uow.tickets.list_in(State.CLOSED, kinds, limit, offset)
    else:
        rows = uow.tickets.list_open(kinds, limit, offset)
    return _page(uow, actor, rows, number)


@query(Permission.TICKETS_WORK)
def found(uow: "Uow", actor: Actor, text: str, number: int = 0) -> Page[TicketLine]:
    """Tickets by number, person, company or text; nothing is found in a text that this person may not see."""
    kinds, number = kinds_of(actor.roles), max(number, 0)
    typed = text.strip().lstrip("№#nN ").strip()
    if typed and digits(typed) == typed and len(typed) <= 12:
        row = uow.tickets.find(int(typed))
        return Page(ticket_lines(uow, actor, [row] if row is not None and row.kind in kinds else []))
    words = sorted(fold(text).split()[:WORDS], key=len, reverse=True)
    rows = uow.tickets.search(words, kinds, PAGE + 1, number * PAGE) if words else []
    return _page(uow, actor, [row for row in rows if Act.SEE in acts_of(actor, row)], number, len(rows) > PAGE)


@query(Permission.OWN_TICKETS)
def mine(uow: "Uow", actor: Actor, *, is_open: bool = True, number: int = 0) -> Page[TicketLine]:
    """One's own tickets, the newest first (S3.50)."""
    number = max(number, 0)
    rows = uow.tickets.list_of_user(actor.user_id, PAGE + 1, is_open=is_open, offset=number * PAGE)
    return _page(uow, actor, rows, number)


@query(Permission.OWN_TICKETS)
def card(uow: "Uow", actor: Actor, id_: int) -> TicketView:
    """One ticket: one's own, or any as far as somebody of the desk may see it."""
    return ticket_view(uow, actor, tickets.known_to(uow, actor, id_))


@query(Permission.OWN_TICKETS)
def history(uow: "Uow", actor: Actor, id_: int, before: int | None = None) -> tuple[TicketView, list[SaidView], bool]:
    """A page of what was said, oldest first, with whether there is more before it; notes are for the staff."""
    row = tickets.known_to(uow, actor, id_)
    if Act.SEE not in acts_of(actor, row):
        raise Forbidden("Ticket No. {id} is not yours to read.", id=row.id)
    view = ticket_view(uow, actor, row)
    sides = ("customer", "agent") if view.is_mine else ()
    rows = uow.tickets.list_said(row.id, SAID_PAGE + 1, before=before, sides=sides)
    users = uow.people.list_tied([None], list({one.user_id for one in rows}))
    is_open = row.shows_contacts or view.is_mine or actor.may(Permission.TICKETS_MANAGE)
    shown = rows[-SAID_PAGE:]
    return view, [said_view(one, users, covers(uow, is_open)) for one in shown], len(rows) > SAID_PAGE


def _page(
    uow: "Uow", actor: Actor, rows: "list[Ticket]", number: int, has_more: bool | None = None
) -> Page[TicketLine]:  # fmt: skip
    seen = [row for row in rows[:PAGE] if not is_reserved(row) or Act.SEE in acts_of(actor, row)]
    return Page(ticket_lines(uow, actor, seen), number, None, len(rows) > PAGE if has_more is None else has_more)
