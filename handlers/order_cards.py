"""Showing a game's card: for views and dialogues alike, also when the button that led there is out of date."""

from collections.abc import Awaitable

from markupsafe import Markup

from domain.errors import Conflict, CrmError, NotFound, Outdated
from domain.views import OrderView
from handlers.context import Context
from services import orders
from ui import calendar as calendars
from ui import common
from ui import order_card as screens
from ui.screen import Screen


async def card_of(ctx: Context, uid: int) -> Screen:
    """The card as it is now, or that there is no such game any more."""
    try:
        return of_view(ctx, await ctx.run(orders.card, uid))
    except NotFound:
        return calendars.gone(ctx.t, uid, ctx.today)


def of_view(ctx: Context, order: OrderView, note: Markup | None = None) -> Screen:
    """The card of a game at hand, with a line of news above it."""
    screen = screens.card(ctx.t, order, ctx.actor, ctx.now)
    return screen.noted(note) if note else screen


async def show_fresh(ctx: Context, uid: int, error: CrmError) -> None:
    """Say why a press or an answer can't be used, and show how the game stands now."""
    screen = await card_of(ctx, uid)
    if ctx.turn.press is not None:
        await ctx.alert(ctx.t.alert(error))
        await ctx.show(screen)
    else:
        await ctx.show(screen.noted(common.refusal(ctx.t, error)))


async def or_fresh(ctx: Context, uid: int, work: Awaitable[OrderView]) -> OrderView | None:
    """What ``work`` gives; where the world has moved on, the sentence and the fresh card instead, and None."""
    try:
        return await work
    except (Outdated, NotFound, Conflict) as error:
        await show_fresh(ctx, uid, error)
        return None
