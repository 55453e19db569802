"""/export: everything by buttons, so that nothing is lost by a restart."""

from telegram import Update

from conversations.flow import data_of
from domain.errors import NotFound
from domain.export_tables import table
from handlers.context import Context
from services import exports
from ui import exports as screens


def _is_on(ctx: Context, name: str) -> bool:
    """Whether the table's area is switched on."""
    area = table(name).area
    return not area or area in ctx.deps.settings.features


def _check(ctx: Context, name: str) -> None:
    """Raise ``NotFound`` for a table of an area that is switched off: its button lies in the chat."""
    if not _is_on(ctx, name):
        raise NotFound("There is no such table.")


async def export(_update: Update, ctx: Context) -> None:
    """/export and [Tables]: which table?"""
    offered = [name for name in await ctx.run(exports.tables) if _is_on(ctx, name)]
    await ctx.show(screens.tables(ctx.t, offered))


async def shaped(_update: Update, ctx: Context) -> None:
    """A table, a period, columns."""
    chosen = screens.ExportShaped.unpack(data_of(ctx))
    await ctx.run(exports.tables)  # the right is asked at every press
    _check(ctx, chosen.table)
    await ctx.show(screens.shape(ctx.t, table(chosen.table), chosen))


async def started(_update: Update, ctx: Context) -> None:
    """Make the file: answers at once, the work goes on beside."""
    chosen = screens.ExportStarted.unpack(data_of(ctx))
    _check(ctx, chosen.table)
    job = await ctx.run(
        exports.start, chosen.table, chosen.period, chosen.columns, ctx.turn.chat_id, ctx.pressed_message_id or 0
    )
    if job.state in ("queued", "running"):
        await ctx.show(screens.progress(ctx.t, job.id, 0, 0))


async def stopped(_update: Update, ctx: Context) -> None:
    """[Остановить]."""
    job = await ctx.run(exports.stop, screens.ExportStopped.unpack(data_of(ctx)).job_id)
    if job.state == "stopped":
        await ctx.show(screens.stopped(ctx.t))


COMMANDS = {"export": export}
PRESSES = {
    screens.ExportOpened: export,
    screens.ExportShaped: shaped,
    screens.ExportStarted: started,
    screens.ExportStopped: stopped,
}
