"""The desk on the screen: /tickets with its lists, a ticket's card for who works on it, its history."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.phones import show_phone
from domain.ticket_rules import Act
from domain.ticket_views import DeskLists, SaidView, TicketLine, TicketView
from domain.tickets import Kind, State
from domain.views import Page
from ui.earnings import OwnOpened
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, press, quote
from ui.texts import Words
from ui.ticket_buttons import (
    AccessRevealed,
    BackToDesk,
    BackToTicket,
    CancelAsked,
    CannedOffered,
    CardOpened,
    DeskOpened,
    DutySet,
    FilesAsked,
    FoundTurned,
    FreeOpened,
    HandingAsked,
    HistoryOpened,
    HowOpened,
    JobTaken,
    Listed,
    ListOpened,
    NoteBegun,
    OpenedFor,
    QuestionTaken,
    TicketCancelled,
    TicketClosed,
    TicketReleased,
    TicketReopened,
    TicketSearched,
    TurnedTo,
)
from ui.ticket_words import file_word, named, stars, state_label

SAID_MOST = 160  # characters of a message on the card


# --- lists ---


def desk(t: Words, lists: DeskLists, *, manages: bool, opens_for: bool) -> Screen:
    """/tickets: how much there is to do, and whether one is on duty."""
    duty = t("You are on duty: new tickets come to you.") if lists.on_duty else t("You are off duty: nothing comes.")
    change = t.plain("🌙 Off duty") if lists.on_duty else t.plain("☀️ On duty")
    return Screen(
        lines(bold("💬 " + t.plain("Tickets")), duty),
        keyboard(
            [
                press(t.plain("New · {n}", n=_some(lists.new)), ListOpened(Listed.NEW, 0), MAIN if lists.new else None),
                press(t.plain("Mine · {n}", n=_some(lists.mine)), ListOpened(Listed.MINE, 0)),
            ],
            [
                press(t.plain("All open"), ListOpened(Listed.OPEN, 0)),
                press(t.plain("Closed ones"), ListOpened(Listed.CLOSED, 0)),
            ],
            [press(t.plain("🔎 Find"), TicketSearched()), press(t.plain("➕ For a customer"), OpenedFor())]
            if opens_for
            else [press(t.plain("🔎 Find"), TicketSearched())],
            [press(t.plain("👥 Who is free"), FreeOpened())]
            if manages
            else [press(t.plain("My earnings"), OwnOpened())],
            [press(change, DutySet(not lists.on_duty)), press(t.plain("How it works"), HowOpened())],
        ),
    )


def _some(number: int) -> str:
    return "99+" if number > 99 else str(number)


def listed(t: Words, which: Listed, page: Page[TicketLine], now: datetime) -> Screen:
    """One of the lists, a row a ticket."""
    titles = {
        Listed.NEW: t("New tickets"),
        Listed.MINE: t("My tickets"),
        Listed.OPEN: t("All open tickets"),
        Listed.CLOSED: t("Closed tickets"),
    }
    empty = {
        Listed.NEW: t("Nobody waits. When a ticket comes, I tell those who are on duty."),
        Listed.MINE: t("You have nothing in work. Take one from the new ones."),
        Listed.OPEN: t("There are no open tickets."),
        Listed.CLOSED: t("Nothing has been closed yet."),
    }
    turns = [
        ListOpened(which, page.number - 1) if page.number else None,
        ListOpened(which, page.number + 1) if page.has_more else None,
    ]
    return Screen(
        lines(bold(Markup("💬 ") + titles[which]), empty[which] if not page.items else None),
        keyboard(
            *([press(line_label(t, line, now), CardOpened(line.id))] for line in page.items),
            turning(turns),
            [press("« " + t.plain("Tickets"), DeskOpened())],
        ),
    )


def turning(turns: Sequence[object]) -> Row | None:
    """`[«] [»]`, as far as there are pages on either side."""
    marks = zip(("«", "»"), turns, strict=True)
    return [press(mark, turn) for mark, turn in marks if turn is not None] or None  # type: ignore[arg-type]


def line_label(t: Words, line: TicketLine, now: datetime) -> str:
    """`№12 · Ольга · сайт не открывается`; of another's ticket only the number and who has it."""
    if not line.title:
        return t.plain("No. {id}", id=line.id) + " · " + (line.agent or t.plain(state_label(line.state)))
    sign = {State.CREATED: "🆕 ", State.TAKEN: "", State.CLOSED: "✅ ", State.CANCELLED: "✖️ "}[line.state]
    agent = f" → {line.agent.split(' ')[0]}" if line.agent else ""
    return sign + t.plain("No. {id}", id=line.id) + f" · {line.who}{agent} · {line.title}"


def found(t: Words, text: str, page: Page[TicketLine], now: datetime) -> Screen:
    """What a search has found."""
    note = None if page.items else t("Nothing is found. Try the number, a name or a word of the text.")
    turns = [
        FoundTurned(page.number - 1) if page.number else None,
        FoundTurned(page.number + 1) if page.has_more else None,
    ]
    return Screen(
        lines(bold(t("🔎 Tickets: {text}", text=cut(text, 40))), note, t("Type something else to search anew.")),
        keyboard(
            *([press(line_label(t, line, now), BackToTicket(line.id))] for line in page.items),
            turning(turns),
            [press("« " + t.plain("Tickets"), BackToDesk())],
        ),
    )


# --- the card ---


def card(t: Words, ticket: TicketView) -> Screen:
    """A ticket for who works at the desk; of another's only number, state and who has it (S2.62)."""
    if not ticket.may_see:
        return Screen(
            lines(
                bold("💬 " + named(t, ticket.kind, ticket.id)),
                _status(t, ticket),
                t("Only who has it, and the managers, see more."),
            ),
            keyboard([press("« " + t.plain("Tickets"), DeskOpened())]),
        )
    return Screen(
        lines(
            bold("💬 " + named(t, ticket.kind, ticket.id)),
            *_facts(t, ticket),
            t("About purchase No. {id}", id=ticket.purchase_id) if ticket.purchase_id else None,
            quote(ticket.question),
            *lately(t, ticket),
        ),
        keyboard(
            *in_rows(_main(t, ticket), 2), *in_rows(_more(t, ticket), 2), *in_rows(_end(t, ticket), 2), _back(t, ticket)
        ),
    )


def _facts(t: Words, ticket: TicketView) -> list[Markup | None]:
    who = ticket.customer.name if ticket.customer else ""
    phone = show_phone(ticket.customer_phone) if ticket.customer_phone else ""
    client = ticket.client.full_name if ticket.client else ""
    is_waiting, is_taken = ticket.state is State.CREATED, ticket.state is State.TAKEN
    return [
        _status(t, ticket),
        Markup("👤 {}").format(" · ".join(part for part in (who, phone) if part)),
        t("Client: {name}", name=client) if client and client != who else None,
        t("Tariff: {name}", name=ticket.tariff) if ticket.tariff else None,
        t("Asked first: {name}", name=ticket.pinned.name) if ticket.pinned and is_waiting else None,
        t("Look until: {moment}", moment=t.moment(ticket.promised_by)) if ticket.promised_by and is_waiting else None,
        t("Promised until: {moment}", moment=t.moment(ticket.done_by)) if ticket.done_by and is_taken else None,
        t("Site access: given") if ticket.has_access else None,
        t("Contacts are hidden by the tariff.") if not ticket.shows_contacts else None,
        t("Pay: {money}", money=t.money(ticket.pay)) if ticket.pay else None,
        t("Rating: {stars}", stars=stars(ticket.rating)) if ticket.rating else None,
    ]


def _status(t: Words, ticket: TicketView) -> Markup:
    said = t(state_label(ticket.state))
    if ticket.agent is None or ticket.state is State.CREATED:
        return t("Status: {status}", status=said)
    return t("Status: {status}, {name}", status=said, name=ticket.agent.name)


def lately(t: Words, ticket: TicketView) -> list[Markup]:
    """The last messages on a card; of the one that opened the ticket only its file, its words stand above."""
    bare = [replace(one, said=replace(one.said, text="")) if one.said.text == ticket.question else one
            for one in ticket.lately]  # fmt: skip
    return [said_line(t, one, SAID_MOST) for one in bare if one.said.text or one.said.kind != "text"]


def said_line(t: Words, one: SaidView, most: int) -> Markup:
    """`Ольга: текст`, `📝 Иван: заметка`."""
    sign = "📝 " if one.side == "note" else ""
    text = " · ".join(part for part in (file_word(t, one.said), cut(one.said.text, most)) if part)
    edited = Markup(" <i>{}</i>").format(t.plain("(edited)")) if one.is_edited else ""
    return Markup("{}<b>{}:</b> {}{}").format(sign, one.who or "?", text, edited)


def _main(t: Words, ticket: TicketView) -> list[InlineKeyboardButton]:
    shown = []
    if Act.TAKE in ticket.acts:
        taken = JobTaken(ticket.id) if ticket.kind is Kind.JOB else QuestionTaken(ticket.id)
        shown.append(press(t.plain("✋ Take"), taken, MAIN))
    if Act.WRITE in ticket.acts:
        shown += [
            press(t.plain("✍️ Write here"), TurnedTo(ticket.id), MAIN),
            press(t.plain("📋 Canned replies"), CannedOffered(ticket.id, 0)),
        ]
    return shown


def _more(t: Words, ticket: TicketView) -> list[InlineKeyboardButton]:
    shown = [press(t.plain("🗂 History"), HistoryOpened(ticket.id, None))]
    if ticket.files:
        shown.append(press(t.plain("📎 Files · {n}", n=ticket.files), FilesAsked(ticket.id)))
    if Act.NOTE in ticket.acts:
        shown.append(press(t.plain("📝 Note"), NoteBegun(ticket.id)))
    if Act.REVEAL in ticket.acts and ticket.has_access:
        shown.append(press(t.plain("🔑 Show access"), AccessRevealed(ticket.id)))
    return shown


def _end(t: Words, ticket: TicketView) -> list[InlineKeyboardButton]:
    pairs = (
        (Act.ASSIGN, t.plain("➡️ Hand on") if ticket.state is State.TAKEN else t.plain("➡️ Assign"), HandingAsked),
        (Act.RELEASE, t.plain("↩️ Release"), TicketReleased),
        (Act.CLOSE, t.plain("✅ Close"), TicketClosed),
        (Act.REOPEN, t.plain("🔁 Open again"), TicketReopened),
        (Act.CANCEL, t.plain("✖️ Cancel it"), CancelAsked),
    )
    return [press(label, kind(ticket.id)) for act, label, kind in pairs if act in ticket.acts]


def _back(t: Words, ticket: TicketView) -> Row:
    which = {State.CREATED: Listed.NEW, State.TAKEN: Listed.MINE}.get(ticket.state, Listed.CLOSED)
    return [press("« " + t.plain("Tickets"), ListOpened(which, 0))]


def cancel_question(t: Words, ticket: TicketView) -> Screen:
    """Really?"""
    return Screen(
        lines(
            bold(t("Cancel {ticket}?", ticket=named(t, ticket.kind, ticket.id))),
            quote(cut(ticket.question, 200)),
            t("Nobody will work on it. The conversation stays."),
        ),
        keyboard(
            [press(t.plain("Yes, cancel it"), TicketCancelled(ticket.id), DANGER)],
            [press("« " + t.plain("Back"), CardOpened(ticket.id))],
        ),
    )


def history(t: Words, ticket: TicketView, said: Sequence[SaidView], *, has_more: bool) -> Screen:
    """A page of what was said, oldest first."""
    rows = [Markup("<i>{}</i> {}").format(t.moment(one.at), said_line(t, one, 350)) for one in said]
    earlier = press(t.plain("« Earlier"), HistoryOpened(ticket.id, said[0].id)) if has_more else None
    files = press(t.plain("📎 Files · {n}", n=ticket.files), FilesAsked(ticket.id)) if ticket.files else None
    return Screen(
        lines(bold("🗂 " + named(t, ticket.kind, ticket.id)), *(rows or [t("Nothing has been said yet.")])),
        keyboard([one for one in (earlier, files) if one], [press(t.plain("« To the ticket"), CardOpened(ticket.id))]),
    )
