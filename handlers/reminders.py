"""What is pressed under messages that come by themselves: a reminder, the day's sheet, the list of calls."""

from collections.abc import Awaitable
from datetime import date
from typing import Any

from telegram import Update

from conversations.flow import data_of
from domain.errors import NotFound, Outdated
from domain.orders import Status
from handlers.context import Context
from handlers.order_cards import card_of
from services import calls, own_orders, reminder_answers, sheets
from ui import own_orders as own_screens
from ui import reminders as screens
from ui import sheets as sheet_screens

NOTICES = (screens, sheet_screens)  # imported so that their notices are registered


async def will_come(_update: Update, ctx: Context) -> None:
    """[✅ Будем]; where the game was moved or is off, that is said and it is shown as it stands."""
    chosen = screens.WillCome.unpack(data_of(ctx))
    try:
        facts = await ctx.run(reminder_answers.coming, chosen.uid, chosen.date)
    except Outdated as error:
        await ctx.alert(ctx.t.alert(error))
        await ctx.show(own_screens.card(ctx.t, await ctx.run(own_orders.card, chosen.uid)))
        return
    await ctx.show(screens.reminder(ctx.t, facts))


async def called(_update: Update, ctx: Context) -> None:
    """[✅ Позвонили]."""
    chosen = screens.Called.unpack(data_of(ctx))
    try:
        facts = await ctx.run(calls.called, chosen.uid, chosen.day)
    except (Outdated, NotFound) as error:
        await ctx.alert(ctx.t.alert(error))
        facts = await ctx.run(calls.current, chosen.day)
    await ctx.show(screens.call_list(ctx.t, facts))


# --- the day's sheet ---


async def sheet_opened(_update: Update, ctx: Context) -> None:
    """[« К листу дня]."""
    await _show_sheet(ctx, sheet_screens.SheetOpened.unpack(data_of(ctx)).day)


async def arrived(_update: Update, ctx: Context) -> None:
    """[Пришли]."""
    chosen = sheet_screens.SheetArrived.unpack(data_of(ctx))
    await _sheet_after(ctx, chosen.day, ctx.run(sheets.arrived, chosen.uid, chosen.day))


async def finishing(_update: Update, ctx: Context) -> None:
    """[Закончили]: how many played?"""
    chosen = sheet_screens.SheetFinishing.unpack(data_of(ctx))
    facts = await ctx.run(sheets.sheet, chosen.day)
    if all(game["uid"] != chosen.uid or game["status"] != Status.ARRIVED for game in facts["games"]):
        await ctx.alert(ctx.t.alert(Outdated("Somebody has just changed this game. Here is how it stands now.")))
        await ctx.show(sheet_screens.sheet(ctx.t, facts))
        return
    await ctx.show(sheet_screens.how_many(ctx.t, facts, chosen.uid))


async def finished(_update: Update, ctx: Context) -> None:
    """So many played."""
    chosen = sheet_screens.SheetFinished.unpack(data_of(ctx))
    came = max(1, min(chosen.came, 500))
    await _sheet_after(ctx, chosen.day, ctx.run(sheets.finished, chosen.uid, chosen.day, came))


async def game_opened(_update: Update, ctx: Context) -> None:
    """A game's card as a message of its own: the sheet stays where it is."""
    await ctx.show(await card_of(ctx, sheet_screens.SheetGameOpened.unpack(data_of(ctx)).uid), fresh=True)


async def _sheet_after(ctx: Context, day: date, work: Awaitable[dict[str, Any]]) -> None:
    """The sheet after a step; a step that can't be taken any more is explained over the button."""
    try:
        await ctx.show(sheet_screens.sheet(ctx.t, await work))
    except (Outdated, NotFound) as error:
        await ctx.alert(ctx.t.alert(error))
        await _show_sheet(ctx, day)


async def _show_sheet(ctx: Context, day: date) -> None:
    await ctx.show(sheet_screens.sheet(ctx.t, await ctx.run(sheets.sheet, day)))


COMMANDS: dict[str, Any] = {}
PRESSES = {
    screens.WillCome: will_come,
    screens.Called: called,
    sheet_screens.SheetOpened: sheet_opened,
    sheet_screens.SheetArrived: arrived,
    sheet_screens.SheetFinishing: finishing,
    sheet_screens.SheetFinished: finished,
    sheet_screens.SheetGameOpened: game_opened,
}
