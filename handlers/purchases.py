"""/purchases: a customer's own; for the staff what waits, is in work and is done, and each step (S2.46–S2.48)."""

from collections.abc import Awaitable

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission
from domain.errors import Conflict, CrmError, Forbidden, Outdated
from domain.shop import State
from domain.shop_views import PurchaseView
from handlers.context import Context
from services import purchases
from ui import common, purchase_notices
from ui import purchases as screens
from ui.purchase_buttons import (
    CancelAsked,
    Listed,
    ListOpened,
    OwnListed,
    PurchaseCancelled,
    PurchaseMoved,
    PurchaseOpened,
    PurchaseShown,
)
from ui.screen import Screen

NOTICES = purchase_notices  # imported so that its notices are registered


def card_screen(ctx: Context, purchase: PurchaseView) -> Screen:
    """The card as its reader has it."""
    return screens.card(ctx.t, purchase, desk=ctx.actor.may(Permission.TICKETS_WORK))


async def show_fresh(ctx: Context, purchase_id: int, error: CrmError) -> None:
    """Why it can't be done, and the card as it is now."""
    screen = card_screen(ctx, await ctx.run(purchases.get_own, purchase_id))
    if ctx.turn.press is not None:
        await ctx.alert(ctx.t.alert(error))
        await ctx.show(screen)
    else:
        await ctx.show(screen.noted(common.refusal(ctx.t, error)))


async def purchases_asked(_update: Update, ctx: Context) -> None:
    """/purchases."""
    if ctx.actor.may(Permission.PURCHASES):
        await _listed(ctx, Listed.NEW, 0, fresh=True)
    else:
        await ctx.show(screens.mine(ctx.t, await ctx.run(purchases.mine)), fresh=True)


async def listed(_update: Update, ctx: Context) -> None:
    """A page of new, in work, done, all."""
    asked = ListOpened.unpack(data_of(ctx))
    await _listed(ctx, asked.which, asked.page)


async def _listed(ctx: Context, which: Listed, number: int, *, fresh: bool = False) -> None:
    page, waiting = await ctx.run(purchases.listed, which, number)
    await ctx.show(screens.listed(ctx.t, which, page, waiting), fresh=fresh)


async def own_listed(_update: Update, ctx: Context) -> None:
    """A page of one's own."""
    await ctx.show(screens.mine(ctx.t, await ctx.run(purchases.mine, OwnListed.unpack(data_of(ctx)).page)))


async def opened(_update: Update, ctx: Context) -> None:
    """[Открыть] under a notice: the card comes below it."""
    purchase = await ctx.run(purchases.get_own, PurchaseOpened.unpack(data_of(ctx)).purchase_id)
    await ctx.show(card_screen(ctx, purchase), fresh=True)


async def shown(_update: Update, ctx: Context) -> None:
    """A row of a list, or back to the card."""
    purchase = await ctx.run(purchases.get_own, PurchaseShown.unpack(data_of(ctx)).purchase_id)
    await ctx.show(card_screen(ctx, purchase))


async def moved(_update: Update, ctx: Context) -> None:
    """[Взять], [Готово] and the corrections; who was slower sees how it stands."""
    asked = PurchaseMoved.unpack(data_of(ctx))
    await _or_fresh(ctx, asked.purchase_id, ctx.run(purchases.move, asked.purchase_id, asked.state))


async def cancel_asked(_update: Update, ctx: Context) -> None:
    """[Отменить] of the customer; what can't be cancelled any more is refused at once, not after the question."""
    purchase_id = CancelAsked.unpack(data_of(ctx)).purchase_id
    try:
        purchase = await ctx.run(purchases.before_cancel, purchase_id)
    except (Outdated, Conflict) as error:
        await show_fresh(ctx, purchase_id, error)
        return
    is_over = purchase.state is State.CANCELLED
    await ctx.show(card_screen(ctx, purchase) if is_over else screens.cancel_question(ctx.t, purchase))


async def cancelled(_update: Update, ctx: Context) -> None:
    """[Да, отменить]; a second press gives the same card."""
    purchase_id = PurchaseCancelled.unpack(data_of(ctx)).purchase_id
    await _or_fresh(ctx, purchase_id, ctx.run(purchases.cancel, purchase_id))


async def _or_fresh(ctx: Context, purchase_id: int, work: Awaitable[PurchaseView]) -> None:
    try:
        purchase = await work
    except (Outdated, Conflict, Forbidden) as error:
        await show_fresh(ctx, purchase_id, error)
        return
    await ctx.show(card_screen(ctx, purchase))


COMMANDS = {"purchases": purchases_asked}
PRESSES = {
    ListOpened: listed,
    OwnListed: own_listed,
    PurchaseOpened: opened,
    PurchaseShown: shown,
    PurchaseMoved: moved,
    CancelAsked: cancel_asked,
    PurchaseCancelled: cancelled,
}
