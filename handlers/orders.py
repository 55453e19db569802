"""A game's card and what is done on it with one press; what asks for a value is `conversations/order_edit.py`."""

from telegram import Update

from conversations.flow import data_of
from domain.errors import Conflict, NotFound, Outdated
from domain.orders import Status
from handlers.context import Context
from handlers.order_cards import card_of, of_view, or_fresh, show_fresh
from services import order_form, orders
from ui import order_card as screens
from ui import order_edit as fields
from ui import order_history, order_notices
from ui.orders import OrderOpened

NOTICES = order_notices  # imported so that its notices are registered


async def opened(_update: Update, ctx: Context) -> None:
    """The card."""
    await ctx.show(await card_of(ctx, OrderOpened.unpack(data_of(ctx)).uid))


async def fields_listed(_update: Update, ctx: Context) -> None:
    """[✏️ Изменить]: the fields with their values (S1.12)."""
    uid = screens.FieldsListed.unpack(data_of(ctx)).uid
    try:
        form = await ctx.run(order_form.form, uid)
    except NotFound as error:
        await show_fresh(ctx, uid, error)
        return
    await ctx.show(fields.listed(ctx.t, form))


async def state_set(_update: Update, ctx: Context) -> None:
    """[✅ Пришли], a correction: a step of the workflow."""
    chosen = screens.StateSet.unpack(data_of(ctx))
    order = await or_fresh(ctx, chosen.uid, ctx.run(orders.go, chosen.uid, chosen.source, chosen.target))
    if order is not None:
        await ctx.show(of_view(ctx, order))


async def no_show_asked(_update: Update, ctx: Context) -> None:
    """[🚫 Не пришли]: the question."""
    uid = screens.NoShowAsked.unpack(data_of(ctx)).uid
    order = await or_fresh(ctx, uid, ctx.run(orders.card, uid))
    if order is None:
        return
    if order.status != Status.CONFIRMED:
        stale = Outdated("Somebody has just changed this game. Here is how it stands now.")
        await show_fresh(ctx, uid, stale)
        return
    await ctx.show(screens.no_show_question(ctx.t, order))


async def delete_asked(_update: Update, ctx: Context) -> None:
    """[🗑 Удалить (ошибка)]: the question (S1.11)."""
    uid = screens.OrderDeleteAsked.unpack(data_of(ctx)).uid
    order = await or_fresh(ctx, uid, ctx.run(orders.card, uid))
    if order is not None:
        await ctx.show(screens.delete_question(ctx.t, order))


async def deleted(_update: Update, ctx: Context) -> None:
    """[🗑 Удалить]: gone, and can be taken back for ten minutes."""
    uid = screens.OrderDeleted.unpack(data_of(ctx)).uid
    order = await or_fresh(ctx, uid, ctx.run(orders.delete, uid))
    if order is not None:
        await ctx.show(of_view(ctx, order))


async def restored(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть]; where its time was given away, that is said and the offer stays."""
    uid = screens.OrderRestored.unpack(data_of(ctx)).uid
    try:
        order = await ctx.run(orders.restore, uid)
    except Conflict as error:
        await ctx.alert(ctx.t.plain("Its time has been given to another game. {why}", why=ctx.t.alert(error))[:200])
        return
    await ctx.show(of_view(ctx, order, ctx.t("↩️ The game is back.")))


async def history_listed(_update: Update, ctx: Context) -> None:
    """[🕓 История]: who changed what."""
    uid = screens.HistoryListed.unpack(data_of(ctx)).uid
    events = await ctx.run(orders.history, uid)
    await ctx.show(order_history.listed(ctx.t, uid, events))


COMMANDS: dict[str, object] = {}
PRESSES = {
    OrderOpened: opened,
    screens.FieldsListed: fields_listed,
    screens.StateSet: state_set,
    screens.NoShowAsked: no_show_asked,
    screens.OrderDeleteAsked: delete_asked,
    screens.OrderDeleted: deleted,
    screens.OrderRestored: restored,
    screens.HistoryListed: history_listed,
}
