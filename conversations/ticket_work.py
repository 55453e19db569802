"""What is typed into a ticket at the desk: [✋ Взять] of a job → ESTIMATE → card; [📝 Заметка] → NOTE → card."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Update
from telegram.ext import BaseHandler

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.access import Permission, require
from domain.errors import Conflict, Forbidden, Outdated, Term
from domain.fold import clean
from domain.ticket_rules import Act
from domain.tickets import estimate
from handlers.context import Context
from handlers.tickets import card_screen, show_fresh
from services import talk, ticket_lists, tickets
from ui import ticket_forms as screens
from ui.screen import Screen
from ui.ticket_buttons import BackToTicket, EstimatePicked, JobTaken, NoteBegun

NOTE_MOST = 1000  # characters


class State(StrEnum):
    """What is waited for."""

    ESTIMATE = "ESTIMATE"
    NOTE = "NOTE"


@dataclass(frozen=True)
class Draft:
    """Which ticket."""

    ticket_id: int = 0


def to_card() -> BaseHandler[Update, Context, None]:
    """[« К заявке] leaves a dialogue for the card."""

    @pressed(BackToTicket)
    async def left(ctx: Context, button: BackToTicket) -> Next:
        await ctx.show(card_screen(ctx, await ctx.run(ticket_lists.card, button.ticket_id)))
        return END

    return left


# --- a job is taken ---


@pressed(JobTaken)
async def job_taken(ctx: Context, button: JobTaken) -> Next:
    """Who was faster is said before the estimate is asked for."""
    ticket = await ctx.run(ticket_lists.card, button.ticket_id)
    if Act.TAKE not in ticket.acts:
        return await _try(ctx, ticket.id, None)
    put(ctx, Draft(ticket.id))
    return State.ESTIMATE


@pressed(EstimatePicked)
async def estimate_picked(ctx: Context, button: EstimatePicked) -> Next:
    """So many hours."""
    return await _try(ctx, draft(ctx, Draft).ticket_id, button.hours)


@typed(lambda _ctx, text: text)
async def estimate_typed(ctx: Context, text: str) -> Next:
    """So many hours, typed; what can't be taken any more says so before the number is looked at."""
    ticket_id = draft(ctx, Draft).ticket_id
    if Act.TAKE not in (await ctx.run(ticket_lists.card, ticket_id)).acts:
        return await _try(ctx, ticket_id, None)
    return await _try(ctx, ticket_id, estimate(text))


async def _try(ctx: Context, ticket_id: int, number: int | None) -> Next:
    try:
        ticket = await ctx.run(tickets.take, ticket_id, number)
    except (Conflict, Outdated, Forbidden) as error:
        await show_fresh(ctx, ticket_id, error)
        return END
    await ctx.show(card_screen(ctx, ticket).noted(screens.taken_note(ctx.t, ticket)))
    return END


async def ask_estimate(ctx: Context) -> Screen:
    """How long will it take?"""
    return screens.asking_estimate(ctx.t, await ctx.run(ticket_lists.card, draft(ctx, Draft).ticket_id))


TAKE = dialogue(
    "crm_take",
    entries=[job_taken],
    steps={State.ESTIMATE: [estimate_picked, estimate_typed, to_card()]},
    ask={State.ESTIMATE: ask_estimate},
    light=[State.ESTIMATE],
)


# --- a note for the staff ---


@pressed(NoteBegun)
async def note_begun(ctx: Context, button: NoteBegun) -> Next:
    """[📝 Заметка]."""
    require(ctx.actor, Permission.TICKETS_WORK)
    ticket = await ctx.run(ticket_lists.card, button.ticket_id)
    if Act.NOTE not in ticket.acts:
        raise Forbidden("Ticket No. {id} is not yours to change.", id=ticket.id)
    put(ctx, Draft(ticket.id))
    return State.NOTE


@typed(lambda _ctx, text: clean(text, most=NOTE_MOST, what=Term("Note"), lines=True))
async def note_typed(ctx: Context, text: str) -> Next:
    """Kept for the staff; the customer never sees it."""
    ticket = await ctx.run(talk.note, draft(ctx, Draft).ticket_id, text, f"note:{ctx.live.draft_id}")
    await ctx.show(card_screen(ctx, ticket))
    return END


async def ask_note(ctx: Context) -> Screen:
    """What shall be noted?"""
    return screens.asking_note(ctx.t, await ctx.run(ticket_lists.card, draft(ctx, Draft).ticket_id))


NOTE = dialogue(
    "crm_note",
    entries=[note_begun],
    steps={State.NOTE: [note_typed, to_card()]},
    ask={State.NOTE: ask_note},
    light=[State.NOTE],
)
