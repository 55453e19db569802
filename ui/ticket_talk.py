"""What becomes of a message to the desk: where it went, what was hidden, what was stored apart (S2.53, S3.50)."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.canned import CannedView
from domain.ticket_rules import Act
from domain.ticket_views import TicketLine, TicketView
from domain.tickets import Kind
from domain.views import Page
from ui.callbacks import Button, button
from ui.own_tickets import ticket_title
from ui.screen import DANGER, MAIN, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words
from ui.ticket_buttons import (
    AccessBegun,
    BackToTicket,
    CancelAsked,
    CannedOffered,
    CardOpened,
    Directed,
    MessageWiped,
    SupportBegun,
    TicketOpened,
    TicketReopened,
    TurnedTo,
)
from ui.ticket_words import named
from ui.tickets import turning


@button("t7")
@dataclass(frozen=True)
class CannedSent(Button):
    """This one, to the customer."""

    ticket_id: int
    canned_id: int


@button("t9")
@dataclass(frozen=True)
class CannedPreviewed(Button):
    """This one: how would it read?"""

    ticket_id: int
    canned_id: int


def went_to(t: Words, ticket: TicketView) -> Screen:
    """With several open: which one it has gone to."""
    return Screen(
        Markup("→ {}").format(f"{named(t, ticket.kind, ticket.id)} · {cut(ticket.question or '…', 40)}"),
        keyboard([press(t.plain("Open the ticket"), TicketOpened(ticket.id))]),
    )


def which(t: Words, choices: Sequence[TicketLine], *, is_album: bool) -> Screen:
    """Several are open and none is current: the person says, and the message above goes there."""
    if is_album:
        text = t("Which ticket are these files for? Choose it, then send them once more, please.")
        return Screen(text, keyboard(*([press(ticket_title(t, line), TurnedTo(line.id))] for line in choices)))
    return Screen(
        t("Which ticket is this message for?"),
        keyboard(*([press(ticket_title(t, line), Directed(line.id))] for line in choices)),
    )


def covered(t: Words, ticket: TicketView) -> Screen:
    """Contacts were hidden on the way."""
    return Screen(
        t(
            "Passed on to {ticket}; contacts in it are hidden: the tariff does not show them.",
            ticket=named(t, ticket.kind, ticket.id),
        )
    )


def password_seen(t: Words, ticket: TicketView, message_id: int) -> Screen:
    """A password was typed into the conversation."""
    is_customer = ticket.is_mine and ticket.kind is Kind.JOB
    safer = t("Access is safer by the button: it is encrypted and shown only to who works on the ticket.")
    return Screen(
        lines(
            t("⚠️ There seems to be a password in this message. Delete it here and in the ticket?"),
            safer if is_customer else None,
        ),
        keyboard(
            [press(t.plain("🗑 Delete the message"), MessageWiped(message_id), DANGER)],
            [press(t.plain("🔑 Give site access"), AccessBegun(ticket.id))] if is_customer else None,
        ),
    )


def not_received(t: Words, ticket: TicketView) -> Screen:
    """The other side has stopped the bot."""
    return Screen(
        t("Your message is kept in {ticket}, but the other side has stopped the bot and does not receive it now.",
          ticket=named(t, ticket.kind, ticket.id))
    )  # fmt: skip


def over(t: Words, ticket: TicketView) -> Screen:
    """Something was written into a ticket that is over."""
    return Screen(
        t(
            "{ticket} is over; your message is kept in it. Open it again, so that somebody reads it?",
            ticket=named(t, ticket.kind, ticket.id),
        ),
        keyboard(
            [press(t.plain("🔁 Open again"), TicketReopened(ticket.id), MAIN)] if Act.REOPEN in ticket.acts else None,
            [press(t.plain("➕ New ticket"), SupportBegun())],
        ),
    )


def turned(t: Words, ticket: TicketView) -> Markup:
    """What one writes from here on goes there."""
    return t("✍️ What you write now goes into {ticket}.", ticket=named(t, ticket.kind, ticket.id))


def locked(t: Words, ticket: TicketLine) -> Screen:
    """The waiting lock: nothing else while a question waits (S2.53)."""
    return Screen(
        lines(
            t("{ticket} waits for an answer.", ticket=named(t, ticket.kind, ticket.id)),
            t("Until then just write here: it goes into the ticket."),
        ),
        keyboard(
            [press(t.plain("Open the ticket"), TicketOpened(ticket.id))],
            [press(t.plain("✖️ Not needed any more"), CancelAsked(ticket.id))],
        ),
    )


def access_asked(t: Words, ticket_id: int) -> Screen:
    """The site's credentials, in one message."""
    return Screen(
        lines(
            bold(t("🔑 Site access for No. {id}", id=ticket_id)),
            t(
                "Type address, login and password in one message. I delete it here at once, keep it encrypted, show it "
                "only to the engineer who has taken the ticket, and wipe it when the ticket is closed."
            ),
        ),
        keyboard([press("« " + t.plain("Back"), BackToTicket(ticket_id))]),
    )


def access_kept(t: Words, ticket: TicketView, *, was_deleted: bool) -> Screen:
    """It is stored."""
    return Screen(
        lines(
            bold(t("✅ The access is stored for {ticket}", ticket=named(t, ticket.kind, ticket.id))),
            None if was_deleted else t("⚠️ I could not delete your message. Please delete it yourself."),
        ),
        keyboard([press(t.plain("Open the ticket"), CardOpened(ticket.id))]),
    )


def wiped(t: Words, *, was_deleted: bool) -> Screen:
    """The message with the password is gone."""
    if was_deleted:
        return Screen(t("Deleted here and covered in the ticket. Change the password if somebody may have seen it."))
    return Screen(t("Covered in the ticket. I could not delete your message: please delete it yourself."))


# --- canned replies in a ticket ---


def canned_offered(t: Words, ticket_id: int, page: Page[CannedView]) -> Screen:
    """Which reply?"""
    note = None if page.items else t("There are no canned replies yet. Write some: /canned")
    turns = [
        CannedOffered(ticket_id, page.number - 1) if page.number else None,
        CannedOffered(ticket_id, page.number + 1) if page.has_more else None,
    ]
    return Screen(
        lines(bold(t("📋 Which reply?")), note),
        keyboard(
            *([press(one.title, CannedPreviewed(ticket_id, one.id))] for one in page.items),
            turning(turns),
            [press(t.plain("« To the ticket"), CardOpened(ticket_id))],
        ),
    )


def canned_previewed(t: Words, ticket_id: int, canned_id: int, text: str) -> Screen:
    """How it reads, before it goes."""
    return Screen(
        lines(bold(t("📋 This goes to the customer:")), Markup("<blockquote>{}</blockquote>").format(text)),
        keyboard(
            [press(t.plain("✉️ Send"), CannedSent(ticket_id, canned_id), MAIN)],
            [press("« " + t.plain("Back"), CannedOffered(ticket_id, 0))],
        ),
    )


def canned_went(t: Words) -> Markup:
    """It is on its way."""
    return t("✉️ Sent to the customer.")
