"""/calendar: months and days to look at. Never takes the dialogue slot, so that a game half entered stays (S1.21)."""

from datetime import date

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission
from domain.errors import Outdated
from handlers.context import Context
from services import calendar
from ui import calendar as screens
from ui.orders import DayOpened, MonthOpened

YEARS = range(2000, 2068)  # a button packs a year in two digits


async def this_month(_update: Update, ctx: Context) -> None:
    """/calendar: this month."""
    await _month(ctx, ctx.today.year, ctx.today.month)


async def month_opened(_update: Update, ctx: Context) -> None:
    """Another month."""
    chosen = MonthOpened.unpack(data_of(ctx))
    if chosen.year not in YEARS or not 1 <= chosen.month <= 12:
        raise Outdated("This button is out of date.")
    await _month(ctx, chosen.year, chosen.month)


async def day_opened(_update: Update, ctx: Context) -> None:
    """A day's agenda."""
    await _day(ctx, DayOpened.unpack(data_of(ctx)).day, 0)


async def day_turned(_update: Update, ctx: Context) -> None:
    """The next eight games of a day."""
    chosen = screens.DayTurned.unpack(data_of(ctx))
    await _day(ctx, chosen.day, chosen.page)


async def _month(ctx: Context, year: int, month: int) -> None:
    view = await ctx.run(calendar.month, year, month)
    await ctx.show(screens.month(ctx.t, view, ctx.today))


async def _day(ctx: Context, day: date, page: int) -> None:
    if day.year not in YEARS:
        raise Outdated("This button is out of date.")
    view = await ctx.run(calendar.day, day)
    may_order = ctx.actor.may(Permission.ORDERS_WRITE)
    await ctx.show(screens.agenda(ctx.t, view, ctx.today, page, may_order=may_order))


COMMANDS = {"calendar": this_month}
PRESSES = {
    MonthOpened: month_opened,
    DayOpened: day_opened,
    screens.DayTurned: day_turned,
}
