"""People of the desk on the screen: whom a ticket is given to, who is free, how it all works (S3.15, S3.64)."""

from collections.abc import Sequence

from markupsafe import Markup

from domain.phones import show_phone
from domain.ticket_views import FreePerson, TicketView
from domain.views import PersonView
from ui.screen import Screen, bold, cut, keyboard, lines, press
from ui.texts import Words
from ui.ticket_buttons import (
    BackToDesk,
    CardOpened,
    CustomerPicked,
    DeskOpened,
    HandedTo,
)
from ui.ticket_words import named


def handing(t: Words, ticket: TicketView, people: Sequence[FreePerson]) -> Screen:
    """To whom?"""
    shown = list(people)[:8]
    note = t("Whom shall have it?") if shown else t("There is nobody else on duty now.")
    return Screen(
        lines(bold("➡️ " + named(t, ticket.kind, ticket.id)), note, *(free_line(t, one) for one in shown if one.phone)),
        keyboard(
            *([press(_free_label(t, one), HandedTo(ticket.id, one.person.user_id))] for one in shown),
            [press("« " + t.plain("Back"), CardOpened(ticket.id))],
        ),
    )


def free(t: Words, people: Sequence[FreePerson]) -> Screen:
    """/free: contractors with contacts and load (S3.15, S3.16)."""
    ready = [one for one in people if one.is_free]
    busy = [one for one in people if not one.is_free]
    rows = [
        *([bold(t("Free")), *(free_line(t, one) for one in ready[:15])] if ready else [bold(t("Nobody is free now"))]),
        *([bold(t("Busy or off duty")), *(free_line(t, one) for one in busy[:15])] if busy else []),
    ]
    note = None if people else t("Nobody works on jobs yet. Invite contractors: /staff")
    return Screen(
        lines(bold(t("👥 Who is free")), *(rows if people else ()), note),
        keyboard([press("« " + t.plain("Tickets"), DeskOpened())]),
    )


def free_line(t: Words, one: FreePerson) -> Markup:
    """`Иван Петров · +7… · @ivan · в работе 2`."""
    parts = [one.person.name, show_phone(one.phone) if one.phone else "", f"@{one.username}" if one.username else ""]
    parts.append(t.plain("off duty") if not one.on_duty else t.plain("in work: {n}", n=one.in_work))
    return Markup("• {}").format(" · ".join(part for part in parts if part))


def _free_label(t: Words, one: FreePerson) -> str:
    state = t.plain("free") if one.is_free else t.plain("in work: {n}", n=one.in_work)
    return f"{one.person.name} · {state if one.on_duty else t.plain('off duty')}"


def how_it_works(t: Words) -> Screen:
    """What somebody new at the desk has to know (S3.64)."""
    return Screen(
        lines(
            bold(t("How it works")),
            t("1. A ticket comes as a message. Who presses “Take” first has it; the others see who did."),
            t("2. A job is taken with an estimate of 1 to 24 hours. The customer sees it."),
            t("3. What you write then goes to the customer: text, photos, voice, files. A reply goes to its ticket."),
            t("4. With several in work, “Write here” on the card says where your words go."),
            t("5. Done: “Close”. The customer rates it; for a job your pay is counted: /earnings"),
            t("6. You can't do it: “Release” or “Hand on”. Off duty nothing new comes to you."),
        ),
        keyboard([press("« " + t.plain("Tickets"), DeskOpened())]),
    )


def asking_customer(t: Words, query: str, found: Sequence[tuple[PersonView, str]] | None) -> Screen:
    """Whom is the ticket for?"""
    nobody = t("Nobody with Telegram is found. Invite the client from their card: /client") if found == [] else None
    return Screen(
        lines(
            bold(t("➕ A ticket for a customer")),
            t("Found for “{text}”:", text=cut(query, 40)) if found else nobody,
            t("Type a name, a phone or a company."),
        ),
        keyboard(
            *([press(_customer(person, name), CustomerPicked(person.user_id))] for person, name in found or ()),
            [press("« " + t.plain("Tickets"), BackToDesk())],
        ),
    )


def _customer(person: PersonView, card: str) -> str:
    return f"{person.name} · {card}" if card and card != person.name else person.name


def asking_text(t: Words, customer: PersonView) -> Screen:
    """What has happened, as the customer has told it?"""
    return Screen(
        lines(
            bold(t("➕ For {name}", name=customer.name)),
            t("What has happened? In one message, perhaps with a photo."),
        ),
        keyboard([press("« " + t.plain("Tickets"), BackToDesk())]),
    )


def opened_for(t: Words, ticket: TicketView) -> Markup:
    """It is there, and the customer knows."""
    return t("✅ {ticket} is open. The customer has been told.", ticket=named(t, ticket.kind, ticket.id))
