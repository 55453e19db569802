"""A ticket's rows as its views: what its reader may not see is not in them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.access import Actor, Permission
from domain.phones import show_phone
from domain.ticket_rules import Act, acts_of
from domain.ticket_views import Said, SaidView, TicketLine, TicketView
from domain.tickets import Kind, State
from services import desk
from services.order_views import client_view, person_view
from services.ticket_notices import name_of, without_contacts

if TYPE_CHECKING:
    from models import Ticket, TicketMessage, User
    from repositories.uow import Uow

LATELY = 3  # messages on the card
TITLE = 60  # characters of the question in a list


def ticket_view(uow: "Uow", actor: Actor, row: "Ticket") -> TicketView:
    """A ticket as its reader sees it: contacts only to managers or where the tariff shows them, else covered."""
    acts = acts_of(actor, row)
    users = uow.people.list_tied([None], [row.user_id, row.agent_id, row.pinned_id])
    known = {user.id: user for user in users}
    agent = known.get(row.agent_id or 0)
    is_mine = row.user_id == actor.user_id
    bare = TicketView(
        row.id, Kind(row.kind), State(row.state), row.created_at, acts, person_view(agent) if agent else None,
        is_mine=is_mine,
    )  # fmt: skip
    if Act.SEE not in acts:
        return bare
    return _filled(uow, actor, row, bare, known)


def _filled(uow: "Uow", actor: Actor, row: "Ticket", bare: TicketView, known: "dict[int, User]") -> TicketView:
    """With everything that a reader who may see it sees."""
    manages = actor.may(Permission.TICKETS_MANAGE)
    opened = row.shows_contacts or manages or bare.is_mine
    customer, client = known.get(row.user_id), uow.clients.find(row.client_uid) if row.client_uid else None
    found = uow.tariffs.find_of_client(row.client_uid) if row.tariff_id else None
    lately = uow.tickets.list_said(row.id, LATELY, sides=("customer", "agent") if bare.is_mine else ())
    pinned = known.get(row.pinned_id or 0)
    return replace(
        bare,
        question=row.question if opened else without_contacts(uow, row.question), answer=row.answer,
        customer=person_view(customer) if customer else None,
        customer_phone=((customer.phone if customer else "") or (client.phone if client else "")) if opened else "",
        agent_contact=_contact(known.get(row.agent_id or 0)) if bare.is_mine and row.tariff_id and row.shows_contacts
        else "",
        client=client_view(client) if client and manages else None,
        pinned=person_view(pinned) if pinned and manages else None,
        tariff=found[1].name if found else "", promised_by=desk.promised(uow, row), taken_at=row.taken_at,
        closed_at=row.closed_at, estimate=row.estimate, done_by=desk.done_by(uow, row), rating=row.rating,
        pay=row.pay if manages or row.agent_id == actor.user_id else None, has_access=row.credentials is not None,
        shows_contacts=row.shows_contacts, files=uow.tickets.count_files(row.id),
        purchase_id=row.purchase_id,
        lately=tuple(said_view(one, known.values(), covers(uow, opened)) for one in lately),
    )  # fmt: skip


def _contact(user: "User | None") -> str:
    phone, name = (user.phone or "", user.username or "") if user else ("", "")
    return " · ".join(part for part in (phone and show_phone(phone), name and f"@{name}") if part)


def covers(uow: "Uow", is_open: bool) -> Callable[[str], str]:
    """What hides the contacts in a text; where its reader may see them, nothing does."""
    return str if is_open else lambda text: without_contacts(uow, text)


def said_view(row: "TicketMessage", users: "Iterable[User]", cover: Callable[[str], str]) -> SaidView:
    """A message of the history; ``cover`` hides what its reader may not see."""
    who = next((user for user in users if user.id == row.user_id), None)
    said = Said(
        row.kind, cover(row.text), row.file_id, row.file_name, row.file_size, row.album, row.latitude, row.longitude
    )
    return SaidView(row.id, row.side, name_of(who), said, row.at, row.edited_at is not None)


def ticket_lines(uow: "Uow", actor: Actor, rows: "Iterable[Ticket]") -> tuple[TicketLine, ...]:
    """Rows of a list; of another's ticket the number, the state and who has it (S2.62)."""
    listed = list(rows)
    names = uow.people.names({id_ for row in listed for id_ in (row.user_id, row.agent_id) if id_})
    lines = []
    for row in listed:
        sees = Act.SEE in acts_of(actor, row)
        title = row.question if row.shows_contacts or not sees else without_contacts(uow, row.question)
        is_another_s = row.state == State.TAKEN and row.agent_id != actor.user_id
        agent = names.get(row.agent_id or 0, "") if is_another_s else ""
        lines.append(
            TicketLine(
                row.id, Kind(row.kind), State(row.state), row.created_at, title[:TITLE] if sees else "",
                names.get(row.user_id, "").split(" ")[0] if sees else "", agent,
            )
        )  # fmt: skip
    return tuple(lines)
