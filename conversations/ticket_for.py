"""A ticket for a customer who has asked in another way (T13): [➕ За клиента] → CUSTOMER → TEXT → the ticket."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Message

from conversations.flow import END, Next, dialogue, draft, pressed, put, sent, typed
from domain.access import Permission, require
from handlers.context import Context
from handlers.said import THINGS, passable
from handlers.tickets import card_screen, opened_desk
from services import ticket_opening
from ui import ticket_people as screens
from ui.screen import Screen
from ui.ticket_buttons import BackToDesk, CustomerPicked, OpenedFor


class State(StrEnum):
    """What is waited for."""

    CUSTOMER = "CUSTOMER"
    TEXT = "TEXT"


@dataclass(frozen=True)
class Draft:
    """What was typed to find the customer; which account it is for."""

    query: str = ""
    user_id: int = 0


@pressed(OpenedFor)
async def begun(ctx: Context, _button: OpenedFor) -> Next:
    """[➕ За клиента]."""
    require(ctx.actor, Permission.TICKETS_WORK)
    return State.CUSTOMER


@typed(lambda _ctx, text: text[:100])
async def customer_typed(ctx: Context, text: str) -> Next:
    """A name, a phone or a company; the next typing is another search."""
    put(ctx, Draft(text))
    return State.CUSTOMER


@pressed(CustomerPicked)
async def customer_picked(ctx: Context, button: CustomerPicked) -> Next:
    """For this account."""
    customer = await ctx.run(ticket_opening.customer, button.user_id)
    put(ctx, Draft(draft(ctx, Draft).query, customer.user_id))
    return State.TEXT


@typed(lambda _ctx, text: text)
async def described(ctx: Context, _text: str) -> Next:
    """What the customer has asked for."""
    message = ctx.incoming.effective_message
    return await _open(ctx, message) if message else None


@sent(THINGS)
async def shown(ctx: Context, message: Message) -> Next:
    """A photo or a file of theirs."""
    return await _open(ctx, message)


async def _open(ctx: Context, message: Message) -> Next:
    if ctx.is_further_part() and ctx.live.heard_id is not None:
        return None  # of an album whose first part was refused, and told why
    said = passable(message)
    origin = f"ticket:{ctx.live.draft_id}"
    ticket = await ctx.run(ticket_opening.open_for, draft(ctx, Draft).user_id, said, origin)
    await ctx.show(card_screen(ctx, ticket).noted(screens.opened_for(ctx.t, ticket)))
    return END


@pressed(BackToDesk)
async def left(ctx: Context, _button: BackToDesk) -> Next:
    """[« Обращения]."""
    await opened_desk(ctx.incoming, ctx)
    return END


@pressed(BackToDesk)
async def left_from_text(ctx: Context, _button: BackToDesk) -> Next:
    """[« Обращения] under the last question."""
    await opened_desk(ctx.incoming, ctx)
    return END


async def ask_customer(ctx: Context) -> Screen:
    """Who is it for?"""
    query = draft(ctx, Draft).query
    if not query:
        return screens.asking_customer(ctx.t, "", None)
    found = await ctx.run(ticket_opening.customers, query)
    return screens.asking_customer(ctx.t, query, found)


async def ask_text(ctx: Context) -> Screen:
    """What has happened?"""
    return screens.asking_text(ctx.t, await ctx.run(ticket_opening.customer, draft(ctx, Draft).user_id))


FLOW = dialogue(
    "crm_ticket_for",
    entries=[begun],
    steps={State.CUSTOMER: [customer_typed, customer_picked, left], State.TEXT: [described, shown, left_from_text]},
    ask={State.CUSTOMER: ask_customer, State.TEXT: ask_text},
    light=[State.CUSTOMER],
)
