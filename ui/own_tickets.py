"""A customer's own tickets on the screen: asking, the card, the list (S2.50–S2.52, S3.61)."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from domain.settings import EXAMPLES
from domain.ticket_rules import Act
from domain.ticket_views import TicketLine, TicketView
from domain.tickets import Kind, State
from domain.views import Page
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, keyboard, lines, press, quote
from ui.texts import Words
from ui.ticket_buttons import (
    AccessBegun,
    BackToTicket,
    CancelAsked,
    CardOpened,
    HistoryOpened,
    OwnListed,
    Rated,
    SupportBegun,
    TicketCancelled,
    TicketReopened,
)
from ui.ticket_words import named, stars, state_label
from ui.tickets import lately, turning

TITLE = 30  # characters of the question on a button


def asking(t: Words, open_ones: Sequence[TicketLine], examples: str) -> Screen:
    """/support: examples of good requests, and what is open already."""
    return Screen(
        lines(
            bold(t("💬 What has happened?")),
            t("Write it in one message. You can send a photo, a file or a voice message."),
            t("For example:") if examples else None,
            Markup("<blockquote>{}</blockquote>").format(_examples(t, examples)) if examples else None,
            t("To add to a ticket that is open, press it.") if open_ones else None,
        ),
        keyboard(*([press(ticket_title(t, line), BackToTicket(line.id))] for line in open_ones)),
    )


def _examples(t: Words, text: str) -> str:
    """The owner's own, or ours in the reader's language."""
    return t.plain(EXAMPLES) if text == EXAMPLES else text


def ticket_title(t: Words, line: TicketLine) -> str:
    """`№12 · сайт не открывается`."""
    return t.plain("No. {id}", id=line.id) + " · " + cut(line.title, TITLE)


def opened(t: Words, ticket: TicketView) -> Screen:
    """The ticket is there: its number, and until when somebody looks at it."""
    until = t.moment(ticket.promised_by) if ticket.promised_by else ""
    engineer = t("An engineer will look at it until {moment}.", moment=until)
    promise = engineer if ticket.kind is Kind.JOB else t("We will look at it until {moment}.", moment=until)
    return Screen(
        lines(
            bold(t("✅ {ticket} is open", ticket=named(t, ticket.kind, ticket.id))),
            t("About purchase No. {id}", id=ticket.purchase_id) if ticket.purchase_id else None,
            quote(cut(ticket.question, 300)),
            promise if until else None,
            t("To add something, just write here."),
            t("If somebody has to sign in on your site, give the access with the button: it is stored encrypted.")
            if ticket.kind is Kind.JOB
            else None,
        ),
        keyboard(
            [press(t.plain("🔑 Give site access"), AccessBegun(ticket.id))] if ticket.kind is Kind.JOB else None,
            [press(t.plain("Open the ticket"), CardOpened(ticket.id))],
        ),
    )


def card(t: Words, ticket: TicketView) -> Screen:
    """One's own ticket."""
    agent = ticket.agent.name.split(" ")[0] if ticket.agent else ""
    is_waiting, is_taken = ticket.state is State.CREATED, ticket.state is State.TAKEN
    status = t(state_label(ticket.state))
    return Screen(
        lines(
            bold("💬 " + named(t, ticket.kind, ticket.id)),
            t("Status: {status}, {name}", status=status, name=agent)
            if agent and is_taken
            else t("Status: {status}", status=status),
            t("We look until: {moment}", moment=t.moment(ticket.promised_by))
            if ticket.promised_by and is_waiting
            else None,
            t("Promised until: {moment}", moment=t.moment(ticket.done_by)) if ticket.done_by and is_taken else None,
            Markup("☎️ {}").format(ticket.agent_contact) if ticket.agent_contact and is_taken else None,
            t("Site access: given") if ticket.has_access else None,
            t("Your rating: {stars}", stars=stars(ticket.rating)) if ticket.rating else None,
            t("About purchase No. {id}", id=ticket.purchase_id) if ticket.purchase_id else None,
            quote(ticket.question),
            *lately(t, ticket),
            t("What you write here now goes into this ticket.") if is_waiting or is_taken else None,
        ),
        keyboard(*_buttons(t, ticket)),
    )


def _buttons(t: Words, ticket: TicketView) -> list[Row | None]:
    is_open = ticket.state in (State.CREATED, State.TAKEN)
    access = t.plain("🔑 Change site access") if ticket.has_access else t.plain("🔑 Give site access")
    history = press(t.plain("🗂 History"), HistoryOpened(ticket.id, None))
    return [
        rating_row(ticket.id, ticket.rating) if Act.RATE in ticket.acts else None,
        [press(access, AccessBegun(ticket.id))] if is_open and ticket.kind is Kind.JOB else None,
        [history, press(t.plain("🔁 Not solved"), TicketReopened(ticket.id))]
        if Act.REOPEN in ticket.acts
        else [history],
        [press(t.plain("✖️ Not needed any more"), CancelAsked(ticket.id))] if Act.CANCEL in ticket.acts else None,
        [press("« " + t.plain("My tickets"), OwnListed(is_open, 0))],
    ]


def rating_row(ticket_id: int, rating: int | None = None) -> Row:
    """`[1★] … [5★]`; the one that was given is marked."""
    return [
        press(("· " if rating == number else "") + f"{number}★", Rated(ticket_id, number)) for number in range(1, 6)
    ]


def rated(t: Words, ticket: TicketView) -> Markup:
    """Thanks, and what else can be done after a poor mark."""
    if (ticket.rating or 0) <= 2:
        return t("Thank you. If it is not solved, press “Not solved”: we will look at it again.")
    return t("Thank you for the rating.")


def cancel_question(t: Words, ticket: TicketView) -> Screen:
    """Really?"""
    return Screen(
        lines(bold(t("Cancel {ticket}?", ticket=named(t, ticket.kind, ticket.id))), quote(cut(ticket.question, 200))),
        keyboard(
            [press(t.plain("Yes, cancel it"), TicketCancelled(ticket.id), DANGER)],
            [press("« " + t.plain("Back"), CardOpened(ticket.id))],
        ),
    )


def mine(t: Words, page: Page[TicketLine], now: datetime, *, is_open: bool) -> Screen:
    """/tickets of a customer: open ones, or those that are over."""
    note = None
    if not page.items:
        note = t("You have no open tickets. If something has happened, write to us.") if is_open else t("Nothing yet.")
    turns = [
        OwnListed(is_open, page.number - 1) if page.number else None,
        OwnListed(is_open, page.number + 1) if page.has_more else None,
    ]
    other = (
        press(t.plain("Closed ones"), OwnListed(False, 0))
        if is_open
        else press(t.plain("Open ones"), OwnListed(True, 0))
    )
    return Screen(
        lines(bold(t("💬 My tickets") if is_open else t("💬 My closed tickets")), note),
        keyboard(
            *([press(_own_label(t, line), CardOpened(line.id))] for line in page.items),
            turning(turns),
            [press(t.plain("➕ New ticket"), SupportBegun(), MAIN)],
            [other],
        ),
    )


def _own_label(t: Words, line: TicketLine) -> str:
    """`№12 · в работе · сайт не отк…`: what a narrow screen cuts off is not the state."""
    state = t.plain(state_label(line.state))
    return t.plain("No. {id}", id=line.id) + f" · {state} · {cut(line.title, TITLE)}"
