"""What concerns whichever dialogue a chat is in: go on with it, or lose it for another."""

from typing import Any

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from conversations.flow import Continued, StartedAnew, data_of
from conversations.registry import BY_NAME, ask_again
from domain.errors import Outdated
from handlers.context import Context
from ui import common
from ui.months import Blank


async def go_on(_update: Update, ctx: Context) -> None:
    """[Продолжить]: what was typed is still there, also after its time has passed."""
    Continued.unpack(data_of(ctx))
    if not ctx.live.name:
        raise Outdated("This has been finished or dropped already.")
    await ask_again(ctx)
    raise ApplicationHandlerStop


async def start_anew(_update: Update, ctx: Context) -> None:
    """[Начать заново]: the old draft goes."""
    choice = StartedAnew.unpack(data_of(ctx))
    if (flow := BY_NAME.get(choice.name)) is None or choice.number >= len(flow.entry_steps):
        raise Outdated("This button is out of date.")
    await flow.begin_anew(ctx, choice)


async def drop(_update: Update, ctx: Context) -> None:
    """[Убрать]: what was left unfinished is not wanted any more; a second press gives the same answer."""
    chosen = common.Dropped.unpack(data_of(ctx))
    if ctx.live.name and (not ctx.turn.lapsed or ctx.live.draft_id != chosen.draft_id):
        raise Outdated("This button is out of date.")
    ctx.live.end()
    await ctx.show(common.dropped(ctx.t, {}))


async def nothing(_update: Update, ctx: Context) -> None:
    """A place of a month's grid that does nothing: the press is answered, and that is all."""
    if ctx.turn.press is not None:
        await ctx.turn.press.answer()


COMMANDS: dict[str, Any] = {}
PRESSES = {Blank: nothing, common.Dropped: drop}
