"""/stats: everything by buttons, so that nothing is lost by a restart; the picture is drawn beside the bot."""

from telegram import Update

from conversations.flow import data_of
from domain import stats as rules
from handlers.context import Context
from services import stats as service
from ui import stats as screens


async def opened(_update: Update, ctx: Context) -> None:
    """/stats and [Статистика]: of what? With one area only: over which days?"""
    names = await ctx.run(service.areas, ctx.deps.settings.features)
    screen = screens.periods(ctx.t, names[0], is_only=True) if len(names) == 1 else screens.areas(ctx.t, names)
    await ctx.show(screen)


async def area_chosen(_update: Update, ctx: Context) -> None:
    """Over which days?"""
    area = screens.StatsAreaChosen.unpack(data_of(ctx)).area
    names = await ctx.run(service.areas, ctx.deps.settings.features)
    await ctx.show(screens.periods(ctx.t, _on(ctx, area), is_only=len(names) == 1))


async def asked(_update: Update, ctx: Context) -> None:
    """The picture: answers at once, the work goes on beside."""
    given = screens.StatsAsked.unpack(data_of(ctx))
    span, is_picture = rules.span_of(given.period, ctx.today), _on_picture(ctx)
    job = await ctx.run(
        service.draw, _on(ctx, given.area), span.starts, span.ends, ctx.turn.chat_id, ctx.pressed_message_id or 0,
        is_picture,
    )  # fmt: skip
    if job.state in ("queued", "running") and not is_picture:
        await ctx.show(screens.progress(ctx.t, job.id, 0, 0))


async def sheet(_update: Update, ctx: Context) -> None:
    """[Excel] below a picture."""
    given = screens.StatsSheetAsked.unpack(data_of(ctx))
    await ctx.run(service.send_sheet, _on(ctx, given.area), given.first, given.last, ctx.turn.chat_id)


async def stopped(_update: Update, ctx: Context) -> None:
    """[Остановить]; below a picture the runner shows what has come of it, in its caption."""
    job = await ctx.run(service.stop, screens.StatsStopped.unpack(data_of(ctx)).job_id)
    if job.state == "stopped" and not _on_picture(ctx):
        await ctx.show(screens.stopped(ctx.t))


def _on_picture(ctx: Context) -> bool:
    """Whether the button stands below a picture."""
    query = ctx.incoming.callback_query
    return bool(getattr(query.message if query else None, "photo", ()))


def _on(ctx: Context, area: str) -> str:
    """The area, where it is switched on; raises ``NotFound``."""
    return rules.switched_on(area, ctx.deps.settings.features)


COMMANDS = {"stats": opened}
PRESSES = {
    screens.StatsOpened: opened,
    screens.StatsAreaChosen: area_chosen,
    screens.StatsAsked: asked,
    screens.StatsSheetAsked: sheet,
    screens.StatsStopped: stopped,
}
