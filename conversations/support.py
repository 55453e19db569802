"""/support → TEXT → the ticket; and the site's access for a job: [🔑 Дать доступы] → ACCESS (S2.50–S2.54, S3.61)."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import Message

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, sent, typed
from domain.errors import CrmError, Invalid
from domain.leaks import has_password
from domain.tickets import OPEN
from handlers.context import Context
from handlers.said import THINGS, passable
from services import credentials, talk, ticket_lists, ticket_opening
from ui import own_tickets as screens
from ui import ticket_talk
from ui.screen import Screen
from ui.ticket_buttons import AccessBegun, BackToTicket, SupportBegun


class State(StrEnum):
    """What is waited for."""

    TEXT = "TEXT"
    ACCESS = "ACCESS"


@dataclass(frozen=True)
class Draft:
    """Whose access; never the access itself."""

    ticket_id: int = 0


@commanded("support")
async def asked_for_help(ctx: Context, _text: str) -> Next:
    """/support."""
    await ctx.run(ticket_opening.before_opening)
    return State.TEXT


@pressed(SupportBegun)
async def pressed_new(ctx: Context, _button: SupportBegun) -> Next:
    """[➕ Новое обращение]."""
    await ctx.run(ticket_opening.before_opening)
    return State.TEXT


@typed(lambda _ctx, text: text)
async def described(ctx: Context, _text: str) -> Next:
    """What has happened, in words."""
    message = ctx.incoming.effective_message
    return await _open(ctx, message) if message else None


@sent(THINGS)
async def shown(ctx: Context, message: Message) -> Next:
    """A photo, a file, a voice message, with words or without."""
    return await _open(ctx, message)


async def _open(ctx: Context, message: Message) -> Next:
    if ctx.is_further_part() and ctx.live.heard_id is not None:
        return None  # of an album whose first part was refused, and told why
    said = passable(message)
    ticket = await ctx.run(ticket_opening.open_own, said, f"ticket:{ctx.live.draft_id}")
    await ctx.show(screens.opened(ctx.t, ticket))
    if has_password(said.text):
        await ctx.say(ticket_talk.password_seen(ctx.t, ticket, message.message_id), message.message_id)
    return END


@pressed(BackToTicket)
async def opened_instead(ctx: Context, button: BackToTicket) -> Next:
    """One that is open already: what is written from here on goes there; or back from the access."""
    ticket = await ctx.run(ticket_lists.card, button.ticket_id)
    if ticket.state in OPEN:
        ticket = await ctx.run(talk.turn_to, ticket.id)
    await ctx.show(screens.card(ctx.t, ticket))
    return END


async def ask_text(ctx: Context) -> Screen:
    """Examples, and what is open."""
    open_ones, examples = await ctx.run(ticket_opening.before_opening)
    return screens.asking(ctx.t, open_ones, examples)


SUPPORT = dialogue(
    "crm_support",
    entries=[asked_for_help, pressed_new],
    steps={State.TEXT: [described, shown, opened_instead]},
    ask={State.TEXT: ask_text},
    light=[State.TEXT],
)


# --- the site's access ---


@pressed(AccessBegun)
async def access_begun(ctx: Context, button: AccessBegun) -> Next:
    """[🔑 Дать доступы]."""
    ticket = await ctx.run(ticket_lists.card, button.ticket_id)
    if not ticket.is_mine:
        raise Invalid("Only the customer can give access.")
    put(ctx, Draft(ticket.id))
    return State.ACCESS


@typed(lambda _ctx, text: text)
async def access_typed(ctx: Context, text: str) -> Next:
    """Stored encrypted first, then the message is deleted: killed between, the update comes again and is deleted.

    What is refused (too long, the ticket is over meanwhile) shall not stay in the chat either.
    """
    message = ctx.incoming.effective_message
    try:
        ticket = await ctx.run(credentials.give, draft(ctx, Draft).ticket_id, text)
    except CrmError:
        if message is not None:
            await ctx.wipe(message.message_id)
        raise
    was_deleted = message is not None and await ctx.wipe(message.message_id)
    await ctx.show(ticket_talk.access_kept(ctx.t, ticket, was_deleted=was_deleted))
    return END


@pressed(BackToTicket)
async def access_left(ctx: Context, button: BackToTicket) -> Next:
    """Not now."""
    await ctx.show(screens.card(ctx.t, await ctx.run(ticket_lists.card, button.ticket_id)))
    return END


async def ask_access(ctx: Context) -> Screen:
    """Address, login, password."""
    return ticket_talk.access_asked(ctx.t, draft(ctx, Draft).ticket_id)


ACCESS = dialogue(
    "crm_access",
    entries=[access_begun],
    steps={State.ACCESS: [access_typed, access_left]},
    ask={State.ACCESS: ask_access},
    light=[State.ACCESS],
)
