"""[💬 Обсудить] of a purchase: → TEXT → a ticket tied to it; where one is open, that one is shown (S2.50)."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Message

from conversations.flow import END, Next, dialogue, draft, pressed, put, sent, typed
from domain.tickets import OPEN
from handlers import purchases as views
from handlers.context import Context
from handlers.said import THINGS, passable
from handlers.tickets import card_screen
from services import purchases, talk, ticket_lists, ticket_opening
from ui import own_tickets, ticket_people
from ui import purchases as screens
from ui.purchase_buttons import TalkBegun
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    TEXT = "TEXT"


@dataclass(frozen=True)
class Draft:
    """Which purchase."""

    purchase_id: int = 0


@pressed(TalkBegun)
async def talk_begun(ctx: Context, button: TalkBegun) -> Next:
    """[💬 Обсудить]; a second press shows the ticket that is open."""
    purchase = await ctx.run(purchases.get_own, button.purchase_id)
    if purchase.ticket_id is None:
        put(ctx, Draft(purchase.id))
        return State.TEXT
    ticket = await ctx.run(ticket_lists.card, purchase.ticket_id)
    if ticket.is_mine and ticket.state in OPEN:
        ticket = await ctx.run(talk.turn_to, ticket.id)
    await ctx.show(card_screen(ctx, ticket), fresh=True)
    return END


@typed(lambda _ctx, text: text)
async def described(ctx: Context, _text: str) -> Next:
    """In words."""
    message = ctx.incoming.effective_message
    return await _open(ctx, message) if message else None


@sent(THINGS)
async def shown(ctx: Context, message: Message) -> Next:
    """A photo, a file, a voice message."""
    return await _open(ctx, message)


async def _open(ctx: Context, message: Message) -> Next:
    if ctx.is_further_part() and ctx.live.heard_id is not None:
        return None  # of an album whose first part was refused, and told why
    said, origin = passable(message), f"ticket:{ctx.live.draft_id}"
    ticket = await ctx.run(ticket_opening.open_about, draft(ctx, Draft).purchase_id, said, origin)
    if ticket.is_mine:
        await ctx.show(own_tickets.opened(ctx.t, ticket))
    else:
        await ctx.show(card_screen(ctx, ticket).noted(ticket_people.opened_for(ctx.t, ticket)))
    return END


async def ask_text(ctx: Context) -> Screen:
    """What is it about?"""
    return screens.asking_words(ctx.t, await ctx.run(purchases.get_own, draft(ctx, Draft).purchase_id))


async def card_again(ctx: Context) -> Screen:
    """Not written after all."""
    return views.card_screen(ctx, await ctx.run(purchases.get_own, draft(ctx, Draft).purchase_id))


PURCHASE_TALK = dialogue(
    "crm_purchase_talk",
    entries=[talk_begun],
    steps={State.TEXT: [described, shown]},
    ask={State.TEXT: ask_text},
    cancelled=card_again,
    light=[State.TEXT],
)
