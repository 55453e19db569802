"""/promos: the list, a code, what it is for, how it was used, switching it off and deleting it."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import promo_codes
from ui import promos as screens


async def listed(_update: Update, ctx: Context) -> None:
    """/promos, and its pages."""
    page = max(0, screens.PromosOpened.unpack(data_of(ctx)).page) if data_of(ctx) else 0
    offset = min(page, screens.PAGES_MOST) * screens.PAGE
    await ctx.show(screens.listed(ctx.t, *await ctx.run(promo_codes.listed, offset, screens.PAGE), page))


async def picked(_update: Update, ctx: Context) -> None:
    """A code."""
    promo_id = screens.PromoPicked.unpack(data_of(ctx)).promo_id
    await ctx.show(screens.card(ctx.t, await ctx.run(promo_codes.get, promo_id)))


async def scope(_update: Update, ctx: Context) -> None:
    """[Для чего], and its pages."""
    press = screens.ScopeOpened.unpack(data_of(ctx))
    await _show_scope(ctx, press.promo_id, press.page)


async def toggled(_update: Update, ctx: Context) -> None:
    """A product, ticked or not."""
    press = screens.ProductToggled.unpack(data_of(ctx))
    await ctx.run(promo_codes.pick, press.promo_id, press.product_id, press.is_on)
    await _show_scope(ctx, press.promo_id, press.page)


async def _show_scope(ctx: Context, promo_id: int, page: int) -> None:
    page = min(max(0, page), screens.PAGES_MOST)
    found = await ctx.run(promo_codes.scope, promo_id, page * screens.PAGE, screens.PAGE)
    await ctx.show(screens.scope(ctx.t, *found, page))


async def cleared(_update: Update, ctx: Context) -> None:
    """[Для всего]."""
    promo_id = screens.ScopeCleared.unpack(data_of(ctx)).promo_id
    await ctx.show(screens.card(ctx.t, await ctx.run(promo_codes.for_all, promo_id)))


async def switched(_update: Update, ctx: Context) -> None:
    """[Выключить], [Включить]."""
    press = screens.PromoSwitched.unpack(data_of(ctx))
    await ctx.show(screens.card(ctx.t, await ctx.run(promo_codes.switch, press.promo_id, press.is_on)))


async def report(_update: Update, ctx: Context) -> None:
    """[Как использовали]."""
    promo_id = screens.ReportOpened.unpack(data_of(ctx)).promo_id
    await ctx.show(screens.report(ctx.t, await ctx.run(promo_codes.report, promo_id)))


async def delete_asked(_update: Update, ctx: Context) -> None:
    """[🗑 Удалить]: really?"""
    promo_id = screens.DeleteAsked.unpack(data_of(ctx)).promo_id
    await ctx.show(screens.delete_question(ctx.t, await ctx.run(promo_codes.get, promo_id)))


async def deleted(_update: Update, ctx: Context) -> None:
    """Yes (S2.14)."""
    promo_id = screens.PromoDeleted.unpack(data_of(ctx)).promo_id
    await ctx.show(screens.deleted(ctx.t, await ctx.run(promo_codes.delete, promo_id)))


async def restored(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть]."""
    promo_id = screens.PromoRestored.unpack(data_of(ctx)).promo_id
    await ctx.show(screens.card(ctx.t, await ctx.run(promo_codes.restore, promo_id)))


COMMANDS = {"promos": listed}
PRESSES = {
    screens.PromosOpened: listed,
    screens.PromoPicked: picked,
    screens.ScopeOpened: scope,
    screens.ProductToggled: toggled,
    screens.ScopeCleared: cleared,
    screens.PromoSwitched: switched,
    screens.ReportOpened: report,
    screens.DeleteAsked: delete_asked,
    screens.PromoDeleted: deleted,
    screens.PromoRestored: restored,
}
