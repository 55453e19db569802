"""What is asked at the desk, and its answers: an estimate, a note, a search, the site's access for a minute."""

from markupsafe import Markup

from domain.ticket_views import TicketView
from ui.screen import Screen, bold, cut, keyboard, lines, press, quote
from ui.texts import Words
from ui.ticket_buttons import (
    BackToDesk,
    BackToTicket,
    EstimatePicked,
)
from ui.ticket_words import named


def asking_search(t: Words) -> Screen:
    """What to look for?"""
    return Screen(
        lines(bold(t("🔎 Find a ticket")), t("Type its number, a name, a company or a word of the text.")),
        keyboard([press("« " + t.plain("Tickets"), BackToDesk())]),
    )


def taken_note(t: Words, ticket: TicketView) -> Markup:
    """It is yours."""
    return t("✋ {ticket} is yours. What you write now goes to the customer.", ticket=named(t, ticket.kind, ticket.id))


def asking_estimate(t: Words, ticket: TicketView) -> Screen:
    """How long will the job take?"""
    return Screen(
        lines(
            bold(t("✋ {ticket}: how long will it take?", ticket=named(t, ticket.kind, ticket.id))),
            quote(cut(ticket.question, 300)),
            t("Press, or type whole hours from 1 to 24. The customer sees it."),
        ),
        keyboard(
            [press(t.plain("{n} h", n=hours), EstimatePicked(hours)) for hours in (1, 2, 4)],
            [press(t.plain("{n} h", n=hours), EstimatePicked(hours)) for hours in (8, 12, 24)],
            [press(t.plain("« To the ticket"), BackToTicket(ticket.id))],
        ),
    )


def asking_note(t: Words, ticket: TicketView) -> Screen:
    """What shall be noted?"""
    return Screen(
        lines(
            bold(t("📝 Note to {ticket}", ticket=named(t, ticket.kind, ticket.id))),
            t("Type it. Only the staff sees notes, never the customer."),
        ),
        keyboard([press(t.plain("« To the ticket"), BackToTicket(ticket.id))]),
    )


def access(t: Words, ticket_id: int, text: str) -> Screen:
    """The site's credentials, for a minute."""
    return Screen(
        lines(
            bold(t("🔑 Site access for No. {id}", id=ticket_id)),
            Markup("<pre>{}</pre>").format(text),
            t("This message goes in a minute."),
        )
    )
