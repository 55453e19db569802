"""What customers, agents and managers are told of a ticket; JSON facts, their looks are in ui/ticket_notices.py."""

from typing import TYPE_CHECKING, Any

from domain.access import Actor
from domain.leaks import contacts_in, hidden
from domain.ticket_rules import is_reserved
from domain.ticket_views import FreePerson
from domain.tickets import Kind, Stage
from domain.views import PersonView

if TYPE_CHECKING:
    from models import Ticket, User
    from repositories.uow import Uow

NEW, GONE = "ticket_new", "ticket_gone"  # a ticket that waits; what its cards are edited into
WARNED = "ticket_warned"  # a manager is warned: not taken, not done
SAID = "ticket_said"  # a message of the other side
UNDELIVERED = "ticket_undelivered"  # which that side does not receive
TAKEN, HANDED, CLOSED, CANCELLED, REOPENED, OPENED = (
    "ticket_taken", "ticket_handed", "ticket_closed", "ticket_cancelled", "ticket_reopened", "ticket_opened",
)  # fmt: skip
ACCESS = "ticket_access"  # the credentials were given
GIVEN, LOST = "ticket_given", "ticket_lost"  # to an agent: it is yours now, it is no longer
COVER = "•••"  # stands where a contact was
QUESTION_SHOWN = 700  # characters


def subject(row: "Ticket") -> str:
    """What a ticket's notices are found by."""
    return f"ticket:{row.id}"


def without_contacts(uow: "Uow", text: str) -> str:
    """A text whose phones, names and addresses are covered (T33)."""
    return hidden(text, contacts_in(text, uow.place.region), COVER)


def name_of(user: "User | None") -> str:
    """How an account is called."""
    return " ".join(part for part in (user.first_name, user.last_name) if part) if user else ""


def facts_of(uow: "Uow", row: "Ticket", **more: Any) -> dict[str, Any]:
    """What a notice about a ticket may need: never a contact that its reader may not see."""
    agent = uow.people.find(row.agent_id) if row.agent_id else None
    question = row.question if row.shows_contacts else without_contacts(uow, row.question)
    return {
        "id": row.id, "kind": row.kind, "state": row.state, "question": question[:QUESTION_SHOWN],
        "agent": agent.first_name if agent else "", "estimate": row.estimate, **more,
    }  # fmt: skip


def tell_new(uow: "Uow", row: "Ticket", person: PersonView) -> None:
    """A ticket waits: to somebody who may take it."""
    customer = uow.people.get(row.user_id)
    client = uow.clients.find(row.client_uid) if row.client_uid else None
    found = uow.tariffs.find_of_client(row.client_uid) if row.kind == Kind.JOB else None
    facts = facts_of(
        uow, row, who=customer.first_name, client=client.name if client else "",
        tariff=found[1].name if found else "", files=uow.tickets.count_files(row.id),
        is_pinned=is_reserved(row),
    )  # fmt: skip
    uow.outbox.tell(NEW, person.telegram_id, subject(row), facts)


def settle(uow: "Uow", actor: Actor, row: "Ticket", how: str) -> None:
    """It waits no more: the cards of all who were told say by whom, but the message just pressed shows the ticket."""
    facts = {"id": row.id, "kind": row.kind, "how": how, "by": actor.name if actor.user_id else ""}
    for kind in (NEW, WARNED):
        uow.outbox.settle(kind, subject(row), GONE, facts)
    uow.outbox.forget_edit(actor.telegram_id, actor.shown)


def tell_customer(uow: "Uow", actor: Actor, row: "Ticket", kind: str, **more: Any) -> None:
    """The customer is told what became of the ticket, unless they did it themselves."""
    customer = uow.people.get(row.user_id)
    if customer.id != actor.user_id and customer.is_reachable:
        uow.outbox.tell(kind, customer.telegram_id, subject(row), facts_of(uow, row, **more))


def tell_agent(uow: "Uow", actor: Actor, row: "Ticket", agent_id: int | None, kind: str, **more: Any) -> None:
    """Whoever has it, or had it, is told, unless they did it themselves."""
    agent = uow.people.find(agent_id) if agent_id else None
    if agent is not None and agent.id != actor.user_id and agent.is_reachable:
        uow.outbox.tell(kind, agent.telegram_id, subject(row), facts_of(uow, row, by=actor.name, **more))


def warn(uow: "Uow", row: "Ticket", stage: Stage, managers: "list[User]", free: list[FreePerson]) -> None:
    """Managers are warned, with the ticket, both contacts and who is free (S3.13–S3.16, S3.68)."""
    customer = uow.people.get(row.user_id)
    client = uow.clients.find(row.client_uid) if row.client_uid else None
    agent = uow.people.find(row.agent_id) if row.agent_id else None
    facts = facts_of(
        uow, row, stage=stage, since=(row.taken_at or row.created_at).isoformat(), question=row.question[:300],
        customer=_contact(customer, client.phone if client else ""), client=client.name if client else "",
        contractor=_contact(agent) if agent else None,
        free=[
            {"id": one.person.user_id, "name": one.person.name, "phone": one.phone, "username": one.username,
             "in_work": one.in_work}
            for one in free if one.is_free
        ][:6],
    )  # fmt: skip
    for user in managers:
        uow.outbox.tell(WARNED, user.telegram_id, subject(row), facts)


def _contact(user: "User", phone: str = "") -> dict[str, str]:
    return {"name": name_of(user), "phone": user.phone or phone, "username": user.username or ""}
