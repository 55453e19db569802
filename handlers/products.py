"""/products: the list, a product, hiding and deleting it. What is typed or sent is a dialogue."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import products
from ui import products as screens


async def listed(_update: Update, ctx: Context) -> None:
    """/products, and its pages (S2.8)."""
    page = max(0, screens.ProductsOpened.unpack(data_of(ctx)).page) if data_of(ctx) else 0
    offset = min(page, screens.PAGES_MOST) * screens.PAGE
    await ctx.show(screens.listed(ctx.t, *await ctx.run(products.listed, offset, screens.PAGE), page), instead=True)


async def picked(_update: Update, ctx: Context) -> None:
    """A product."""
    product_id = screens.ProductPicked.unpack(data_of(ctx)).product_id
    await ctx.show(screens.card(ctx.t, await ctx.run(products.get, product_id)), instead=True)


async def switched(_update: Update, ctx: Context) -> None:
    """[Скрыть], [Показать клиентам] (S2.10)."""
    press = screens.ProductSwitched.unpack(data_of(ctx))
    await ctx.show(screens.card(ctx.t, await ctx.run(products.switch, press.product_id, press.is_on)), instead=True)


async def delete_asked(_update: Update, ctx: Context) -> None:
    """[🗑 Удалить]: really?"""
    product_id = screens.DeleteAsked.unpack(data_of(ctx)).product_id
    await ctx.show(screens.delete_question(ctx.t, await ctx.run(products.get, product_id)), instead=True)


async def deleted(_update: Update, ctx: Context) -> None:
    """Yes (S2.11, T11)."""
    product_id = screens.ProductDeleted.unpack(data_of(ctx)).product_id
    await ctx.show(screens.deleted(ctx.t, await ctx.run(products.delete, product_id)), instead=True)


async def restored(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть]."""
    product_id = screens.ProductRestored.unpack(data_of(ctx)).product_id
    card = screens.card(ctx.t, await ctx.run(products.restore, product_id))
    await ctx.show(card.noted(screens.restored(ctx.t)), instead=True)


COMMANDS = {"products": listed}
PRESSES = {
    screens.ProductsOpened: listed,
    screens.ProductPicked: picked,
    screens.ProductSwitched: switched,
    screens.DeleteAsked: delete_asked,
    screens.ProductDeleted: deleted,
    screens.ProductRestored: restored,
}
