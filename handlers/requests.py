"""A manager answers customers' requests with a press: confirm, offer another time. Refusing asks why: a dialogue."""

from datetime import date, timedelta

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from handlers.order_cards import of_view, or_fresh
from services import own_orders, request_answers, settings
from ui import requests as screens
from ui.order_card import told
from ui.own_orders import RequestConfirmed, RequestOffered


async def confirmed(_update: Update, ctx: Context) -> None:
    """[✅ Подтвердить]; a second press, or a colleague's before, shows how it stands."""
    uid = RequestConfirmed.unpack(data_of(ctx)).uid
    order = await or_fresh(ctx, uid, ctx.run(request_answers.confirm, uid))
    if order is not None:
        await ctx.show(of_view(ctx, order, told(ctx.t, order, ctx.now)))


async def offer_begun(_update: Update, ctx: Context) -> None:
    """[🕓 Другое время]: which day?"""
    await _offer_day(ctx, RequestOffered.unpack(data_of(ctx)).uid, None)


async def offer_month_turned(_update: Update, ctx: Context) -> None:
    """Another month."""
    turned = screens.OfferMonthTurned.unpack(data_of(ctx))
    valid = 1 <= turned.month <= 12 and 2000 <= turned.year < 9999
    await _offer_day(ctx, turned.uid, date(turned.year, turned.month, 1) if valid else None)


async def _offer_day(ctx: Context, uid: int, month: date | None) -> None:
    order = await or_fresh(ctx, uid, ctx.run(request_answers.request, uid))
    if order is None:
        return
    last = ctx.today + timedelta(days=int((await ctx.run(settings.current))["AHEAD"]))
    shown = min(max(month or ctx.t.local(order.date).date(), ctx.today), last)
    days = await ctx.run(own_orders.days, shown.year, shown.month, order.gametime, uid)
    await ctx.show(screens.offer_day(ctx.t, order, days, ctx.today, last))


async def offer_day_picked(_update: Update, ctx: Context) -> None:
    """The free times of a day at one place."""
    picked = screens.OfferDayPicked.unpack(data_of(ctx))
    order = await or_fresh(ctx, picked.uid, ctx.run(request_answers.request, picked.uid))
    if order is not None:
        slots = await ctx.run(own_orders.times, picked.day, picked.polygon, order.gametime, picked.uid)
        await ctx.show(screens.offer_time(ctx.t, order, slots))


async def offer_sent(_update: Update, ctx: Context) -> None:
    """The client is asked whether it suits."""
    sent = screens.OfferSent.unpack(data_of(ctx))
    work = ctx.run(request_answers.offer, sent.uid, sent.start, sent.polygon)
    order = await or_fresh(ctx, sent.uid, work)
    if order is not None:
        said = ctx.t("🕓 Offered: {moment}. The client has been asked.", moment=ctx.t.moment(sent.start))
        await ctx.show(of_view(ctx, order, said))


COMMANDS: dict[str, object] = {}
PRESSES = {
    RequestConfirmed: confirmed,
    RequestOffered: offer_begun,
    screens.OfferMonthTurned: offer_month_turned,
    screens.OfferDayPicked: offer_day_picked,
    screens.OfferSent: offer_sent,
}
