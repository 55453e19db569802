"""Words and files that belong to a ticket: a reply goes to its ticket, anything else to the current one (S3.46–S3.50).

A reply and an edit are looked at before the dialogues: what answers a ticket is no answer to a question of the bot's.
"""

from contextlib import suppress

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import ApplicationHandlerStop, filters

from conversations.flow import data_of
from domain.access import Permission
from domain.errors import Outdated
from domain.ticket_views import Said
from handlers.context import Context
from handlers.said import passable, said_of
from services import talk
from ui import menu
from ui import ticket_talk as screens
from ui.callbacks import unpack_any
from ui.own_tickets import card as own_card
from ui.screen import Screen
from ui.ticket_buttons import Directed, MessageWiped, TurnedTo
from ui.tickets import card

FRESH = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
EDITED = filters.UpdateType.EDITED_MESSAGE & filters.ChatType.PRIVATE
REPLIED = FRESH & filters.REPLY & ~filters.COMMAND
HEARD = FRESH & ~filters.COMMAND & ~filters.StatusUpdate.ALL & ~filters.Text(menu.labels())
SEEN = "👌"


async def replied(_update: Update, ctx: Context) -> None:
    """A reply to something the bot has said of a ticket; any other reply is not ours."""
    message = ctx.incoming.effective_message
    answered = message.reply_to_message if message else None
    if message is None or answered is None or answered.from_user is None or answered.from_user.id != ctx.bot.id:
        return
    ticket_id = await ctx.run(talk.replied_to, answered.message_id, _shown(answered))
    if ticket_id is not None:
        await write(ctx, ticket_id, message)
        raise ApplicationHandlerStop


def _shown(message: Message) -> int | None:
    """The ticket that the buttons under a message are about, if they are all about one."""
    markup = message.reply_markup
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
    found: set[int] = set()
    for one in (one for row in rows for one in row):
        with suppress(Outdated):
            ticket_id = getattr(unpack_any(str(one.callback_data or "")), "ticket_id", None)
            found |= {ticket_id} if isinstance(ticket_id, int) else set()
    return found.pop() if len(found) == 1 else None


async def edited(_update: Update, ctx: Context) -> None:
    """A message of a ticket was edited: the other side sees it."""
    message = ctx.incoming.edited_message
    said = said_of(message) if message else None
    if said is not None and await ctx.run(talk.edited, ctx.turn.chat_id, said):
        raise ApplicationHandlerStop


async def heard(_update: Update, ctx: Context) -> None:
    """Something said while nothing is asked: to the current ticket, the only one, or the person says which."""
    message = ctx.incoming.effective_message
    if message is None or not ctx.actor.may(Permission.OWN_TICKETS):
        return
    where = await ctx.run(talk.meant)
    if where.ticket_id is not None:
        await write(ctx, where.ticket_id, message)
    elif where.choices:
        if not ctx.is_further_part():
            await ctx.say(
                screens.which(ctx.t, where.choices, is_album=bool(message.media_group_id)), message.message_id
            )
    else:
        return  # no ticket: somebody else's word
    raise ApplicationHandlerStop


async def write(ctx: Context, ticket_id: int, message: Message) -> None:
    """Into this ticket, and say what became of it: a sign where all is plain, words where it is not."""
    is_further = ctx.is_further_part()
    said = passable(message)
    written = await ctx.run(talk.write, ticket_id, said, _origin(ctx, said))
    if is_further:
        return
    answer = _answer(ctx, written, message.message_id)
    if answer is not None:
        await ctx.say(answer, message.message_id)
    else:
        await ctx.react(message.message_id, SEEN)


def _origin(ctx: Context, said: Said) -> str:
    return f"said:{ctx.bot.id}:{said.chat_id}:{said.message_id}"  # another bot counts its messages anew


def _answer(ctx: Context, written: talk.Written, message_id: int) -> Screen | None:
    ticket = written.ticket
    if written.is_over:
        return screens.over(ctx.t, ticket)
    if not written.is_received:
        return screens.not_received(ctx.t, ticket)
    if written.has_password:
        return screens.password_seen(ctx.t, ticket, message_id)
    if written.was_covered:
        return screens.covered(ctx.t, ticket)
    return screens.went_to(ctx.t, ticket) if written.among > 1 else None


async def directed(_update: Update, ctx: Context) -> None:
    """The message that the question replies to goes to the chosen ticket."""
    ticket_id = Directed.unpack(data_of(ctx)).ticket_id
    query = ctx.incoming.callback_query
    asked = query.message if query else None
    message = asked.reply_to_message if isinstance(asked, Message) else None
    said = said_of(message) if message else None
    if said is None:
        raise Outdated("I can't see that message any more. Send it once more, please.")
    written = await ctx.run(talk.write, ticket_id, said, _origin(ctx, said))
    await ctx.show(_answer(ctx, written, said.message_id or 0) or screens.went_to(ctx.t, written.ticket))


async def turned(_update: Update, ctx: Context) -> None:
    """[✍️ Писать сюда]."""
    ticket = await ctx.run(talk.turn_to, TurnedTo.unpack(data_of(ctx)).ticket_id)
    screen = own_card(ctx.t, ticket) if ticket.is_mine else card(ctx.t, ticket)
    await ctx.show(screen.noted(screens.turned(ctx.t, ticket)))


async def wiped(_update: Update, ctx: Context) -> None:
    """[Удалить сообщение]: here, in the history and for the other side."""
    message_id = MessageWiped.unpack(data_of(ctx)).message_id
    await ctx.run(talk.wipe, ctx.turn.chat_id, message_id)
    await ctx.show(screens.wiped(ctx.t, was_deleted=await ctx.wipe(message_id)))


COMMANDS: dict[str, object] = {}
PRESSES = {Directed: directed, TurnedTo: turned, MessageWiped: wiped}
