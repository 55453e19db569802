"""A customer's own games: look, move, cancel, answer an offer. Nothing here takes the dialogue slot (S1.65)."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from telegram import Update

from conversations.flow import data_of
from domain.errors import Conflict, CrmError, Invalid, NotFound, Outdated
from domain.own_orders import OwnGame
from handlers.context import Context
from services import own_orders, request_answers, settings
from ui import own_orders as screens
from ui import request_notices, requests

NOTICES = request_notices  # imported so that its notices are registered
V = TypeVar("V")


async def listed(_update: Update, ctx: Context) -> None:
    """/games and [« Мои игры]."""
    await ctx.show(screens.games(ctx.t, await ctx.run(own_orders.mine)), fresh=ctx.incoming.callback_query is None)


async def opened(_update: Update, ctx: Context) -> None:
    """A card; another person's game is as one that does not exist."""
    uid = screens.GameOpened.unpack(data_of(ctx)).uid
    await ctx.show(screens.card(ctx.t, await ctx.run(own_orders.card, uid)))


# --- cancelling ---


async def cancel_asked(_update: Update, ctx: Context) -> None:
    """[❌ Отменить]: really? Where it is too late, the card says whom to call."""
    game = await ctx.run(own_orders.card, screens.GameCancelAsked.unpack(data_of(ctx)).uid)
    await ctx.show(screens.cancel_question(ctx.t, game) if game.may_cancel else screens.card(ctx.t, game))


async def cancelled(_update: Update, ctx: Context) -> None:
    """[❌ Да, отменить]; a second press gives the same card."""
    uid = screens.GameCancelled.unpack(data_of(ctx)).uid
    game = await _or_fresh(ctx, uid, ctx.run(own_orders.cancel, uid))
    if game is not None:
        await ctx.show(screens.cancelled(ctx.t, game))


# --- moving ---


async def move_asked(_update: Update, ctx: Context) -> None:
    """[🔁 Перенести], and another month of that question."""
    asked = screens.GameMoveAsked.unpack(data_of(ctx))
    game = await ctx.run(own_orders.card, asked.uid)
    if not game.may_move:
        await ctx.show(screens.card(ctx.t, game))
        return
    last = ctx.today + timedelta(days=int((await ctx.run(settings.current))["AHEAD"]))
    shown = min(max(asked.month or ctx.t.local(game.order.date).date(), ctx.today), last)
    month = await ctx.run(own_orders.days, shown.year, shown.month, game.order.gametime, asked.uid)
    await ctx.show(screens.move_day(ctx.t, game, month, ctx.today, last))


async def move_day_picked(_update: Update, ctx: Context) -> None:
    """The free times of a day at one place."""
    picked = screens.MoveDayPicked.unpack(data_of(ctx))
    game = await ctx.run(own_orders.card, picked.uid)
    slots = await ctx.run(own_orders.times, picked.day, picked.polygon, game.order.gametime, picked.uid)
    await ctx.show(screens.move_time(ctx.t, game, slots))


async def move_time_picked(_update: Update, ctx: Context) -> None:
    """Really move there?"""
    picked = screens.MoveTimePicked.unpack(data_of(ctx))
    game = await ctx.run(own_orders.card, picked.uid)
    await ctx.show(screens.move_question(ctx.t, game, picked.start, picked.polygon))


async def moved(_update: Update, ctx: Context) -> None:
    """[🔁 Да, перенести]; where the time has gone, that is said and the free ones are named."""
    chosen = screens.GameMoved.unpack(data_of(ctx))
    work = ctx.run(own_orders.reschedule, chosen.uid, chosen.start, chosen.polygon)
    game = await _or_fresh(ctx, chosen.uid, work)
    if game is not None:
        await ctx.show(screens.moved(ctx.t, game))


# --- an offered time ---


async def offer_accepted(_update: Update, ctx: Context) -> None:
    """[✅ Подходит]."""
    button = request_notices.OfferAccepted.unpack(data_of(ctx))
    answer = await _or_fresh(ctx, button.uid, ctx.run(request_answers.accept, button.uid, button.offer))
    if answer is None:
        return
    if not answer.was_free:
        await ctx.show(requests.offer_gone(ctx.t, button.uid))
        return
    await ctx.show(screens.card(ctx.t, answer.game).noted(ctx.t("✅ Agreed, the game is confirmed.")))


async def offer_declined(_update: Update, ctx: Context) -> None:
    """[Не подходит]: the request stands, the managers are told."""
    button = request_notices.OfferDeclined.unpack(data_of(ctx))
    if await _or_fresh(ctx, button.uid, ctx.run(request_answers.decline, button.uid, button.offer)) is not None:
        await ctx.show(requests.offer_declined(ctx.t, button.uid))


async def _or_fresh(ctx: Context, uid: int, work: Awaitable[V]) -> V | None:
    """What ``work`` gives; else why not, over the button, and the card as it is now."""
    try:
        return await work
    except (Conflict, Outdated, Invalid) as error:
        await _show_fresh(ctx, uid, error)
        return None


async def _show_fresh(ctx: Context, uid: int, error: CrmError) -> None:
    game = await _game(ctx, uid)
    await ctx.alert(ctx.t.alert(error))
    if game is not None:
        await ctx.show(screens.card(ctx.t, game))


async def _game(ctx: Context, uid: int) -> OwnGame | None:
    try:
        return await ctx.run(own_orders.card, uid)
    except NotFound:
        return None


COMMANDS = {"games": listed}
PRESSES = {
    screens.GamesListed: listed,
    screens.GameOpened: opened,
    screens.GameCancelAsked: cancel_asked,
    screens.GameCancelled: cancelled,
    screens.GameMoveAsked: move_asked,
    screens.MoveDayPicked: move_day_picked,
    screens.MoveTimePicked: move_time_picked,
    screens.GameMoved: moved,
    request_notices.OfferAccepted: offer_accepted,
    request_notices.OfferDeclined: offer_declined,
}
