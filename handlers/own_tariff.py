"""/tariff: what the customer's tariff gives, and who is asked first."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import subscriptions
from ui import own_tariff as screens


async def shown(_update: Update, ctx: Context) -> None:
    """«My tariff» (S3.62)."""
    await ctx.show(screens.shown(ctx.t, await ctx.run(subscriptions.own)))


async def pinned(_update: Update, ctx: Context) -> None:
    """[📌 …]: this engineer first (S3.63)."""
    user_id = screens.HelperPinned.unpack(data_of(ctx)).user_id
    await ctx.show(screens.shown(ctx.t, await ctx.run(subscriptions.pin_own, user_id)))


async def unpinned(_update: Update, ctx: Context) -> None:
    """[Открепить]."""
    await ctx.show(screens.shown(ctx.t, await ctx.run(subscriptions.unpin_own)))


COMMANDS = {"tariff": shown}
PRESSES = {
    screens.OwnTariffOpened: shown,
    screens.HelperPinned: pinned,
    screens.HelperUnpinned: unpinned,
}
