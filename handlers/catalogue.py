"""/catalog: the shelves, product cards flipped in one message, and links to one product (S2.3, S2.31)."""

from collections.abc import Awaitable

from telegram import Update

from conversations.flow import data_of
from domain.errors import Outdated
from domain.shop_views import ALL, ProductCard
from handlers.context import Context
from services import catalogue
from ui import catalogue as screens


async def catalog(_update: Update, ctx: Context) -> None:
    """/catalog."""
    await ctx.show(screens.shelf(ctx.t, await ctx.run(catalogue.shelf, ALL, -1)), fresh=True)


async def shelf_opened(_update: Update, ctx: Context) -> None:
    """A page, a category, or back to the list: a card with a picture gives way to it."""
    opened = screens.ShelfOpened.unpack(data_of(ctx))
    await ctx.show(screens.shelf(ctx.t, await ctx.run(catalogue.shelf, opened.key, opened.page)), instead=True)


async def card_opened(_update: Update, ctx: Context) -> None:
    """A product of a list."""
    opened = screens.CardOpened.unpack(data_of(ctx))
    await _show(ctx, ctx.run(catalogue.card, opened.product_id, opened.key, opened.number))


async def card_turned(_update: Update, ctx: Context) -> None:
    """‹ ›."""
    turned = screens.CardTurned.unpack(data_of(ctx))
    await _show(ctx, ctx.run(catalogue.card_at, turned.key, turned.number))


async def product_opened(_update: Update, ctx: Context) -> None:
    """A product from elsewhere; the message that led here stays as it is."""
    await linked(ctx, screens.ProductOpened.unpack(data_of(ctx)).product_id)


async def linked(ctx: Context, product_id: int | None) -> None:
    """The card of one product as a new message; None for a link that names none."""
    try:
        if product_id is None:
            raise Outdated(catalogue.NOT_OFFERED)
        seen = await ctx.run(catalogue.card, product_id)
    except Outdated:
        await ctx.show(screens.not_offered(ctx.t), fresh=True)
        return
    await ctx.show(screens.card(ctx.t, seen, ctx.bot.username), fresh=True)


async def _show(ctx: Context, work: Awaitable[ProductCard]) -> None:
    """The card; where it is not sold any more, that is said over the list as it is now."""
    try:
        seen = await work
    except Outdated as error:
        await ctx.alert(ctx.t.alert(error))
        await list_again(ctx)
        return
    await ctx.show(screens.card(ctx.t, seen, ctx.bot.username), instead=True)


async def list_again(ctx: Context) -> None:
    """The catalogue in place of a card that is out of date."""
    await ctx.show(screens.shelf(ctx.t, await ctx.run(catalogue.shelf, ALL, -1)), instead=True)


def product_of(payload: str) -> int | None:
    """The product of a deep link's payload (`p_7`)."""
    number = payload.removeprefix(screens.PAYLOAD)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None


COMMANDS = {"catalog": catalog}
PRESSES = {
    screens.ShelfOpened: shelf_opened,
    screens.CardOpened: card_opened,
    screens.CardTurned: card_turned,
    screens.ProductOpened: product_opened,
}
