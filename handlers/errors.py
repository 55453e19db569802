"""One place that turns an error into what the person sees. Logs first."""

import logging

from telegram import Bot, Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop

from conversations.registry import ask_again
from delivery.process import is_unreachable
from domain.errors import CrmError, Outdated
from handlers.context import Context
from ui import common
from ui.screen import Screen
from ui.texts import Words

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """PTB's error handler: a refusal is said, anything else is left for the processor to retry."""
    error = context.error
    if not isinstance(update, Update) or error is None:
        log.error("a fault outside of an update", exc_info=error)
        return
    if isinstance(error, CrmError):
        log.info("refused %s: %s", update.update_id, error.msgid)  # its arguments may be what the person typed
        await say(context, error)
    elif isinstance(error, Forbidden):
        log.info("the person does not receive: %s", error)
    elif is_unreachable(error):
        log.warning("Telegram could not be reached: %s", error)
    else:
        context.turn.fault = error
    raise ApplicationHandlerStop


async def say(ctx: Context, error: CrmError) -> None:
    """A refusal: over the button, or as a message; after an outdated press the current question is shown again."""
    if ctx.turn.press is not None:
        await ctx.alert(ctx.t.alert(error))
        if isinstance(error, Outdated) and ctx.live.name and not ctx.turn.lapsed:
            if not ctx.on_live_message:
                ctx.drop_keyboard(ctx.pressed_message_id)
            try:
                await ask_again(ctx, fresh=not ctx.on_live_message)
            except CrmError as gone:  # what it asks about is no longer there either
                await ctx.say(Screen(common.refusal(ctx.t, gone)))
    else:
        await ctx.say(Screen(common.refusal(ctx.t, error)))


async def apologise(bot: Bot, words: Words, update: Update, code: str) -> None:
    """Tell the person of a fault of ours, with the code that is also in the log."""
    if update.effective_chat is None:
        return
    try:
        await bot.send_message(update.effective_chat.id, common.apology(words, code).text)
    except TelegramError as error:
        log.warning("the apology %s could not be sent: %s", code, error)
