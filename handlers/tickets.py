"""The desk: /tickets with its lists and cards, what is done by a press, /free, being on duty (S2.59–S2.62)."""

from collections.abc import Awaitable

from telegram import Update
from telegram.constants import ParseMode

from conversations.flow import data_of
from domain.access import Permission, Service
from domain.errors import Conflict, CrmError, Forbidden, Outdated
from domain.ticket_rules import kinds_of
from domain.ticket_views import TicketView
from domain.tickets import OPEN, Kind
from handlers.context import Context
from services import canned, credentials, desk, talk, ticket_lists, tickets
from ui import own_tickets, ticket_forms, ticket_notices, ticket_people  # noqa: F401  (notices register themselves)
from ui import ticket_talk as talk_screens
from ui import tickets as screens
from ui.screen import Screen
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
    FreeOpened,
    HandedTo,
    HandingAsked,
    HistoryOpened,
    HowOpened,
    ListOpened,
    OwnListed,
    QuestionTaken,
    Rated,
    TicketCancelled,
    TicketClosed,
    TicketOpened,
    TicketReleased,
    TicketReopened,
)
from ui.ticket_talk import CannedPreviewed, CannedSent


def card_screen(ctx: Context, ticket: TicketView) -> Screen:
    """The card as its reader has it: the customer's own, or the desk's."""
    return own_tickets.card(ctx.t, ticket) if ticket.is_mine else screens.card(ctx.t, ticket)


async def or_fresh(ctx: Context, ticket_id: int, work: Awaitable[TicketView]) -> TicketView | None:
    """What ``work`` gives; where the world has moved on, the sentence and the card as it is now, and None."""
    try:
        return await work
    except (Outdated, Conflict, Forbidden) as error:
        await show_fresh(ctx, ticket_id, error)
        return None


async def show_fresh(ctx: Context, ticket_id: int, error: CrmError) -> None:
    """Why it can't be done, over the card as it is now."""
    ticket = await ctx.run(ticket_lists.card, ticket_id)
    await ctx.alert(ctx.t.alert(error))
    await ctx.show(card_screen(ctx, ticket))


# --- lists ---


async def opened_desk(_update: Update, ctx: Context) -> None:
    """/tickets: the desk for who works there, one's own for everybody else."""
    if not ctx.actor.may(Permission.TICKETS_WORK):
        await _own(ctx, True, 0)
        return
    lists = await ctx.run(ticket_lists.desk_lists)
    manages, opens_for = ctx.actor.may(Permission.TICKETS_MANAGE), Kind.QUESTION in kinds_of(ctx.actor.roles)
    await ctx.show(screens.desk(ctx.t, lists, manages=manages, opens_for=opens_for))


async def listed(_update: Update, ctx: Context) -> None:
    """New, mine, all open, closed."""
    asked = ListOpened.unpack(data_of(ctx))
    page = await ctx.run(ticket_lists.listed, asked.which, asked.page)
    await ctx.show(screens.listed(ctx.t, asked.which, page, ctx.now))


async def own_listed(_update: Update, ctx: Context) -> None:
    """A customer's open or closed ones."""
    asked = OwnListed.unpack(data_of(ctx))
    await _own(ctx, asked.is_open, asked.page)


async def _own(ctx: Context, is_open: bool, number: int) -> None:
    page = await ctx.run(ticket_lists.mine, is_open=is_open, number=number)
    await ctx.show(own_tickets.mine(ctx.t, page, ctx.now, is_open=is_open))


async def opened(_update: Update, ctx: Context) -> None:
    """[Открыть] under a notice: the card comes below it."""
    await ctx.show(await _card(ctx, TicketOpened.unpack(data_of(ctx)).ticket_id), fresh=True)


async def card_opened(_update: Update, ctx: Context) -> None:
    """A ticket of a list, or back to its card: the message becomes the card."""
    await ctx.show(await _card(ctx, CardOpened.unpack(data_of(ctx)).ticket_id))


async def back_to_card(_update: Update, ctx: Context) -> None:
    """The way out of a dialogue that has ended already."""
    await ctx.show(await _card(ctx, BackToTicket.unpack(data_of(ctx)).ticket_id))


async def _card(ctx: Context, ticket_id: int) -> Screen:
    """The card. A customer's own open ticket becomes the current one with it (S3.50)."""
    ticket = await ctx.run(ticket_lists.card, ticket_id)
    if ticket.is_mine and ticket.state in OPEN:
        ticket = await ctx.run(talk.turn_to, ticket.id)
    return card_screen(ctx, ticket)


async def history(_update: Update, ctx: Context) -> None:
    """What was said."""
    asked = HistoryOpened.unpack(data_of(ctx))
    ticket, said, has_more = await ctx.run(ticket_lists.history, asked.ticket_id, asked.before)
    await ctx.show(screens.history(ctx.t, ticket, said, has_more=has_more))


async def files(_update: Update, ctx: Context) -> None:
    """[📎 Файлы]: they come once more."""
    number = await ctx.run(talk.send_files, FilesAsked.unpack(data_of(ctx)).ticket_id)
    await ctx.alert(str(ctx.t.count("{n} file is coming.", "{n} files are coming.", number)))


# --- steps ---


async def _step(ctx: Context, service: "Service[[int], TicketView]", ticket_id: int) -> None:
    ticket = await or_fresh(ctx, ticket_id, ctx.run(service, ticket_id))
    if ticket is not None:
        await ctx.show(card_screen(ctx, ticket))


async def taken(_update: Update, ctx: Context) -> None:
    """[✋ Взять] of a question."""
    ticket_id = QuestionTaken.unpack(data_of(ctx)).ticket_id
    ticket = await or_fresh(ctx, ticket_id, ctx.run(tickets.take, ticket_id))
    if ticket is not None:
        await ctx.show(card_screen(ctx, ticket).noted(ticket_forms.taken_note(ctx.t, ticket)))


async def released(_update: Update, ctx: Context) -> None:
    """[↩️ Отпустить]."""
    await _step(ctx, tickets.release, TicketReleased.unpack(data_of(ctx)).ticket_id)


async def closed(_update: Update, ctx: Context) -> None:
    """[✅ Закрыть]."""
    await _step(ctx, tickets.close, TicketClosed.unpack(data_of(ctx)).ticket_id)


async def reopened(_update: Update, ctx: Context) -> None:
    """[🔁 Открыть снова], [🔁 Не решено]."""
    await _step(ctx, tickets.reopen, TicketReopened.unpack(data_of(ctx)).ticket_id)


async def cancel_asked(_update: Update, ctx: Context) -> None:
    """Really?"""
    ticket = await ctx.run(ticket_lists.card, CancelAsked.unpack(data_of(ctx)).ticket_id)
    asked = own_tickets.cancel_question if ticket.is_mine else screens.cancel_question
    await ctx.show(asked(ctx.t, ticket))


async def cancelled(_update: Update, ctx: Context) -> None:
    """Yes, cancel it."""
    await _step(ctx, tickets.cancel, TicketCancelled.unpack(data_of(ctx)).ticket_id)


async def rated(_update: Update, ctx: Context) -> None:
    """So many stars."""
    pressed = Rated.unpack(data_of(ctx))
    ticket = await or_fresh(ctx, pressed.ticket_id, ctx.run(tickets.rate, pressed.ticket_id, pressed.stars))
    if ticket is not None:
        await ctx.show(card_screen(ctx, ticket).noted(own_tickets.rated(ctx.t, ticket)))


async def handing_asked(_update: Update, ctx: Context) -> None:
    """[➡️ Передать]: to whom? Managers see contacts, agents names."""
    ticket_id = HandingAsked.unpack(data_of(ctx)).ticket_id
    manages = ctx.actor.may(Permission.TICKETS_MANAGE)
    asked = desk.who_may_take if manages else desk.colleagues
    people = await ctx.run(asked, ticket_id)
    ticket = await ctx.run(ticket_lists.card, ticket_id)
    await ctx.show(ticket_people.handing(ctx.t, ticket, people))


async def handed(_update: Update, ctx: Context) -> None:
    """To this person."""
    to = HandedTo.unpack(data_of(ctx))
    ticket = await or_fresh(ctx, to.ticket_id, ctx.run(tickets.assign, to.ticket_id, to.user_id))
    if ticket is not None:
        await ctx.show(card_screen(ctx, ticket))


async def access_revealed(_update: Update, ctx: Context) -> None:
    """[🔑 Показать доступы]: in a message that goes after a minute; that is stored before it shows anything."""
    ticket_id = AccessRevealed.unpack(data_of(ctx)).ticket_id
    text = await ctx.run(credentials.reveal, ticket_id)
    place = await ctx.bot.send_message(ctx.turn.chat_id, "🔑 …")
    await ctx.run(credentials.forget_shown, place.message_id)
    shown = ticket_forms.access(ctx.t, ticket_id, text)
    await ctx.bot.edit_message_text(shown.text, ctx.turn.chat_id, place.message_id, parse_mode=ParseMode.HTML)
    if ctx.turn.press is not None:
        await ctx.turn.press.answer()


# --- canned replies ---


async def canned_offered(_update: Update, ctx: Context) -> None:
    """[📋 Заготовки]: which?"""
    asked = CannedOffered.unpack(data_of(ctx))
    page = await ctx.run(canned.page, asked.page)
    await ctx.show(talk_screens.canned_offered(ctx.t, asked.ticket_id, page))


async def canned_previewed(_update: Update, ctx: Context) -> None:
    """This one: how would the customer read it?"""
    picked = CannedPreviewed.unpack(data_of(ctx))
    text = await ctx.run(canned.filled_for, picked.canned_id, picked.ticket_id)
    await ctx.show(talk_screens.canned_previewed(ctx.t, picked.ticket_id, picked.canned_id, text))


async def canned_sent(_update: Update, ctx: Context) -> None:
    """This one goes to the customer; a second press of the same message sends nothing more."""
    pressed = CannedSent.unpack(data_of(ctx))
    origin = f"canned:{ctx.turn.chat_id}:{ctx.pressed_message_id}:{pressed.canned_id}"
    work = ctx.run(talk.write_canned, pressed.ticket_id, pressed.canned_id, origin)
    ticket = await or_fresh(ctx, pressed.ticket_id, work)
    if ticket is not None:
        await ctx.show(card_screen(ctx, ticket).noted(talk_screens.canned_went(ctx.t)))


# --- people ---


async def free(_update: Update, ctx: Context) -> None:
    """/free."""
    people = await ctx.run(desk.who_is_free)
    await ctx.show(ticket_people.free(ctx.t, people))


async def duty_set(update: Update, ctx: Context) -> None:
    """[На смене], [Не беру]."""
    await ctx.run(desk.set_duty, DutySet.unpack(data_of(ctx)).on_duty)
    await opened_desk(update, ctx)


async def how(_update: Update, ctx: Context) -> None:
    """[Как это устроено]."""
    await ctx.show(ticket_people.how_it_works(ctx.t))


COMMANDS = {"tickets": opened_desk, "free": free}
PRESSES = {
    BackToTicket: back_to_card, BackToDesk: opened_desk, DeskOpened: opened_desk, ListOpened: listed,
    OwnListed: own_listed, TicketOpened: opened, CardOpened: card_opened, HistoryOpened: history, FilesAsked: files,
    QuestionTaken: taken,
    TicketReleased: released, TicketClosed: closed, TicketReopened: reopened, CancelAsked: cancel_asked,
    TicketCancelled: cancelled, Rated: rated, HandingAsked: handing_asked, HandedTo: handed,
    AccessRevealed: access_revealed, CannedOffered: canned_offered, CannedPreviewed: canned_previewed,
    CannedSent: canned_sent, FreeOpened: free, DutySet: duty_set, HowOpened: how,
}  # fmt: skip
