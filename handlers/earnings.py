"""/earnings: one's own; to managers everybody's, by period, and the clients' bills, with their Excel files."""

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission
from domain.errors import Outdated
from domain.export_tables import TABLES
from handlers.context import Context
from services import earnings, exports
from ui import earnings as screens
from ui import exports as export_screens


async def opened(update: Update, ctx: Context) -> None:
    """/earnings (S3.33)."""
    if ctx.actor.may(Permission.TICKETS_MANAGE):
        await ctx.show(screens.earned(ctx.t, await ctx.run(earnings.earned)))
    else:
        await own(update, ctx)


async def own(_update: Update, ctx: Context) -> None:
    """[Мой заработок]."""
    await ctx.show(screens.own(ctx.t, await ctx.run(earnings.mine)))


async def earned(_update: Update, ctx: Context) -> None:
    """A period of everybody's."""
    press = screens.EarnedOpened.unpack(data_of(ctx))
    await ctx.show(screens.earned(ctx.t, await ctx.run(earnings.earned, press.start), max(0, press.page)))


async def owed(_update: Update, ctx: Context) -> None:
    """A period of the clients'."""
    press = screens.OwedOpened.unpack(data_of(ctx))
    await ctx.show(screens.owed(ctx.t, await ctx.run(earnings.owed, press.start), max(0, press.page)))


async def exported(_update: Update, ctx: Context) -> None:
    """[Excel] of a closed period: answers at once, the work goes on beside (S3.66)."""
    press = screens.ReportExported.unpack(data_of(ctx))
    if press.table not in TABLES:
        raise Outdated("This button is out of date.")
    message_id = ctx.pressed_message_id or 0
    job = await ctx.run(exports.start_ended, press.table, press.end, ctx.turn.chat_id, message_id)
    if job.state in ("queued", "running"):
        await ctx.show(export_screens.progress(ctx.t, job.id, 0, 0))


COMMANDS = {"earnings": opened}
PRESSES = {
    screens.OwnOpened: own,
    screens.EarnedOpened: earned,
    screens.OwedOpened: owed,
    screens.ReportExported: exported,
}
