"""The last handler: nothing a person sends or presses stays without an answer."""

import logging

from telegram import Update

from conversations.registry import ask_again
from handlers.context import Context
from ui import common

log = logging.getLogger(__name__)


async def unclaimed_press(update: Update, ctx: Context) -> None:
    """A button nothing handles: an old one, a forged one, or the second press of one that has done its work."""
    if ctx.on_live_message and (ctx.turn.lapsed or not ctx.live.name):
        return  # the message shows the result already: the same answer, not a second effect
    if ctx.on_live_message:
        await ask_again(ctx)
        return
    log.info("a press nobody handles: %s", update.update_id)
    await ctx.alert(common.out_of_date(ctx.t))
    ctx.drop_keyboard(ctx.pressed_message_id)


async def unclaimed_message(update: Update, ctx: Context) -> None:
    """Words or things out of any dialogue. An album gets one answer, an edit none."""
    message = update.message
    if message is None or ctx.is_further_part():
        return
    if message.text and message.text.startswith("/"):
        await ctx.say(common.unknown_command(ctx.t))
    else:
        await ctx.say(common.small_talk(ctx.t))
