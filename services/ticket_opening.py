"""A ticket is opened: by a customer, or for one by the staff (S2.50–S2.54, S3.1, T13, T39)."""

from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Forbidden, NotFound
from domain.fold import fold
from domain.tariffs import Allowance
from domain.ticket_rules import kinds_of
from domain.ticket_views import Said, TicketLine, TicketView
from domain.tickets import Kind
from domain.views import PersonView
from models import Ticket
from services import desk, subscriptions, talk_store, ticket_notices, tickets
from services.order_views import client_view, person_view
from services.settings import business
from services.ticket_views import ticket_lines, ticket_view

if TYPE_CHECKING:
    from models import User
    from repositories.uow import Uow

OPEN_MOST = 10  # tickets of one person that are not over
FOUND = 6  # customers of a search
OPEN_SHOWN = 5  # of them, when another one is asked for
NO_WORDS = "📎"  # the question of a ticket that began with a file alone


@query(Permission.OWN_TICKETS)
def before_opening(uow: "Uow", actor: Actor) -> tuple[tuple[TicketLine, ...], str]:
    """What is open already, and examples of good requests (S3.61). Raises as ``open_own`` would."""
    _check(uow, uow.people.get(actor.user_id))
    rows = uow.tickets.list_of_user(actor.user_id, OPEN_SHOWN, is_open=True)
    return ticket_lines(uow, actor, rows), business(uow)["REQUEST_EXAMPLES"]


@command(Permission.OWN_TICKETS)
def open_own(uow: "Uow", actor: Actor, said: Said, origin: str) -> TicketView:
    """Ask: a client on a tariff opens a job, anybody else a question. The same ``origin`` gives the same ticket.

    Raises ``Forbidden`` where the desk is for clients only (T39), ``Conflict`` where the tariff's limit is reached or
    unpaid (S3.62), or where too many are open.
    """
    if (known := uow.tickets.find_by_origin(origin)) is not None:
        return ticket_view(uow, actor, tickets.get_own(uow, actor, known.id))
    return ticket_view(uow, actor, _open(uow, actor, uow.people.get(actor.user_id), said, origin))


@command(Permission.OWN_PURCHASES)
def open_about(uow: "Uow", actor: Actor, purchase_id: int, said: Said, origin: str) -> TicketView:
    """Open a question about a purchase, by its customer or by the staff, who write to the customer with it.

    Where one about it is open, that one is given. A tariff's requests are not used up. Raises ``NotFound`` for
    another's purchase, ``Forbidden`` for who opens no tickets for others, ``Conflict`` where too many are open.
    """
    purchase = uow.purchases.get(purchase_id)
    is_mine = purchase.user_id == actor.user_id
    if not is_mine and not actor.may(Permission.PURCHASES):
        raise NotFound(uow.purchases.missing)
    row = uow.tickets.find_by_origin(origin) or uow.purchases.find_ticket(purchase_id)
    if not is_mine:
        _check_opens_for(actor)
    if row is None:
        row = _open(uow, actor, uow.people.get(purchase.user_id), said, origin, purchase_id)
        if not is_mine:
            ticket_notices.tell_customer(uow, actor, row, ticket_notices.OPENED)
    return ticket_view(uow, actor, row)


@command(Permission.TICKETS_WORK)
def open_for(uow: "Uow", actor: Actor, user_id: int, said: Said, origin: str) -> TicketView:
    """Open one for a customer who has asked in another way (T13); they are told. Raises as ``open_own``."""
    _check_opens_for(actor)
    customer = uow.people.get(user_id)
    if (row := uow.tickets.find_by_origin(origin)) is None:
        row = _open(uow, actor, customer, said, origin)
        ticket_notices.tell_customer(uow, actor, row, ticket_notices.OPENED)
    return ticket_view(uow, actor, row)


@query(Permission.TICKETS_WORK)
def customers(uow: "Uow", actor: Actor, text: str) -> list[tuple[PersonView, str]]:
    """Accounts that a ticket can be opened for, each with its card's name: found by the card, or by former tickets."""
    _check_opens_for(actor)
    cards = {
        row.uid: client_view(row).full_name
        for row in uow.clients.search(text, region=uow.place.region, limit=FOUND).rows
    }
    asked = uow.tickets.search(fold(text).split()[:FOUND], list(Kind), FOUND)
    users = uow.people.list_tied(list(cards), [row.user_id for row in asked]) if cards or asked else []
    return [(person_view(user), cards.get(user.client_uid or 0, "")) for user in users if user.id != actor.user_id]


@query(Permission.TICKETS_WORK)
def customer(uow: "Uow", actor: Actor, user_id: int) -> PersonView:
    """The account that a ticket is to be opened for."""
    _check_opens_for(actor)
    return person_view(uow.people.get(user_id))


def _check_opens_for(actor: Actor) -> None:
    """Contractors see their clients only, not everybody's."""
    if Kind.QUESTION not in kinds_of(actor.roles):
        raise Forbidden("This is not open to you. If you think it should be, ask the owner.")


def _open(
    uow: "Uow", actor: Actor, customer: "User", said: Said, origin: str, purchase_id: int | None = None
) -> Ticket:
    client_uid = customer.client_uid if customer.client_uid and uow.clients.find(customer.client_uid) else None
    terms = _check(uow, customer, is_asked_by=actor.user_id, is_about_purchase=purchase_id is not None)
    row = _row(uow, actor, customer, client_uid, terms, said, origin)
    row.purchase_id = purchase_id
    uow.tickets.add(row)
    talk_store.keep(uow, row, customer.id, "customer", said, f"{origin}:first")
    desk.plan(uow, row)
    uow.audit.record(actor, "opened", tickets.KIND, row.id, None, {"kind": row.kind})
    uow.tariffs.put_place(customer.id, current_id=row.id)
    desk.announce(uow, row)
    if terms is not None:
        subscriptions.tell_left(uow, client_uid, customer.id)
    return row


def _row(
    uow: "Uow", actor: Actor, customer: "User", client_uid: int | None, terms: Allowance | None, said: Said, origin: str
) -> Ticket:  # fmt: skip
    """The ticket as it begins: the tariff's terms are those of now, whatever becomes of the tariff."""
    client = uow.clients.find(client_uid) if client_uid else None
    question = said.text or said.file_name or NO_WORDS
    return Ticket(
        kind=Kind.JOB if terms else Kind.QUESTION, user_id=customer.id, client_uid=client_uid, question=question,
        folded=fold(f"{customer.first_name} {customer.last_name} {client.folded if client else ''} {question}"),
        tariff_id=terms.tariff_id if terms else None,
        reaction=terms.reaction if terms else int(business(uow)["QUESTION_REACTION"]) * 60,
        around_clock=bool(terms and terms.around_clock),
        shows_contacts=terms.shows_contacts if terms else True,  # a question is answered by our own people
        pinned_id=terms.pinned_id if terms else None,
        created_by=actor.user_id, origin=origin,
    )  # fmt: skip


def _check(
    uow: "Uow", customer: "User", is_asked_by: int | None = None, *, is_about_purchase: bool = False
) -> Allowance | None:
    """Raise where this customer may open nothing now; gives the terms of their tariff, which purchases have none of."""
    terms = None if is_about_purchase else subscriptions.allowance(uow, customer.client_uid)
    by_staff = is_asked_by is not None and is_asked_by != customer.id
    if terms is None and not by_staff and not is_about_purchase and not business(uow)["DESK_OPEN"]:
        contact = business(uow)["CONTACT"]
        if contact:
            raise Forbidden("You are not our client yet. Please contact the manager: {contact}", contact=contact)
        raise Forbidden("You are not our client yet. Please contact the manager.")
    if len(uow.tickets.list_of_user(customer.id, OPEN_MOST, is_open=True)) >= OPEN_MOST:
        raise Conflict("There are {n} open tickets already. Write into one of them, please.", n=OPEN_MOST)
    subscriptions.check_may_open(uow, customer.client_uid if terms else None)
    return terms
