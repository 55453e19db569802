"""The waiting lock (S2.53, T18; a setting, off by default): while a customer's question waits, all goes into it.

What always works: /start, /help, /language, /id, the data commands, the ticket itself and taking it back.
"""

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from conversations.flow import data_of
from domain.errors import Outdated
from domain.tickets import Kind
from handlers.context import Context
from handlers.relay import write
from services import ticket_lists
from ui import ticket_talk
from ui.callbacks import unpack_any
from ui.people import LanguageChosen
from ui.privacy import AdvertsAgreed, ConsentWithdrawn, PrivacyOpened, WithdrawalAsked
from ui.ticket_buttons import (
    AccessBegun,
    BackToTicket,
    CancelAsked,
    CardOpened,
    Directed,
    FilesAsked,
    HistoryOpened,
    MessageWiped,
    Rated,
    TicketCancelled,
    TicketOpened,
    TicketReopened,
    TurnedTo,
)

COMMANDS = frozenset({"start", "help", "language", "id", "privacy", "cancel", "tickets"})
PRESSES = (
    LanguageChosen, AccessBegun, BackToTicket, CancelAsked, CardOpened, Directed, FilesAsked, HistoryOpened,
    MessageWiped, Rated, TicketCancelled, TicketOpened, TicketReopened, TurnedTo, PrivacyOpened, AdvertsAgreed,
    WithdrawalAsked, ConsentWithdrawn,
)  # fmt: skip


async def hold(update: Update, ctx: Context) -> None:
    """Let through what always works; keep everything else of a customer who waits in the ticket."""
    if update.inline_query is not None or ctx.actor.is_staff or not (await ctx.business())["WAITING_LOCK"]:
        return
    if ctx.live.name == "crm_access" or _is_free(update, ctx):
        return
    waiting = [one for one in (await ctx.run(ticket_lists.mine)).items if one.kind is Kind.QUESTION]
    if not waiting:
        return
    message = update.message
    if message is not None and not (message.text or "").startswith("/") and len(waiting) == 1:
        await write(ctx, waiting[0].id, message)
    elif update.edited_message is None:
        await ctx.say(ticket_talk.locked(ctx.t, waiting[0]))
    raise ApplicationHandlerStop


def _is_free(update: Update, ctx: Context) -> bool:
    text = (update.message.text or "") if update.message else ""
    if text.startswith("/"):
        return text[1:].split(maxsplit=1)[0].split("@")[0].lower() in COMMANDS
    if update.callback_query is None:
        return False
    try:
        return isinstance(unpack_any(data_of(ctx)), PRESSES)
    except Outdated:
        return False
