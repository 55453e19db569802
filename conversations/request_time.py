"""A customer's order: its day and its time, pressed or typed (steps of DAY and TIME)."""

from dataclasses import replace
from datetime import date, datetime, time

from conversations.flow import Next, pressed, put, typed
from conversations.request_asks import last_day
from conversations.request_draft import State, business, gametime, kept, now_of, without_time
from domain import parse
from domain.errors import Conflict, Invalid, Term
from domain.walltime import to_utc
from handlers.context import Context
from services import own_orders
from ui import order_request as screens


@pressed(screens.MonthShown)
async def month_shown(ctx: Context, button: screens.MonthShown) -> Next:
    """Another month of the grid; what is out of bounds shows the nearest that is in them."""
    shown = date(button.year, button.month, 1) if 1 <= button.month <= 12 and 2000 <= button.year < 9999 else ctx.today
    put(ctx, replace(now_of(ctx), month=shown))
    return State.DAY


@pressed(screens.DayChosen)
async def day_chosen(ctx: Context, button: screens.DayChosen) -> Next:
    """From the grid."""
    return kept(ctx, replace(without_time(now_of(ctx)), day=button.day, month=None))


@typed(lambda ctx, text: parse.day(text, ctx.today))
async def day_typed(ctx: Context, day: date) -> Next:
    """By hand; raises for what customers can't choose."""
    if day < ctx.today:
        raise Invalid("This day has passed. Choose a later one, please.")
    if day > await last_day(ctx):
        days = (await business(ctx))["AHEAD"]
        raise Invalid("Games are ordered at most {days} days ahead. Choose an earlier day, please.", days=days)
    return kept(ctx, replace(without_time(now_of(ctx)), day=day, month=None))


@pressed(screens.PlaceChosen)
async def place_chosen(ctx: Context, button: screens.PlaceChosen) -> Next:
    """Its free times."""
    return kept(ctx, replace(without_time(now_of(ctx)), polygon=button.polygon))


@pressed(screens.LengthChosen)
async def length_chosen(ctx: Context, button: screens.LengthChosen) -> Next:
    """The times at which so long a game fits."""
    usual = int((await business(ctx))["GAME_LENGTH"]) * 60
    length = button.gametime if button.gametime in screens.LENGTHS else usual
    return kept(ctx, replace(without_time(now_of(ctx)), gametime=length))


@pressed(screens.StartChosen)
async def start_chosen(ctx: Context, button: screens.StartChosen) -> Next:
    """A free start; one that has gone meanwhile is said, and what is free is shown."""
    slots = await _slots(ctx)
    if button.start not in slots:
        await ctx.alert(ctx.t.plain("This time has just been taken. Choose another one, please."))
        return State.TIME
    return kept(ctx, replace(now_of(ctx), start=button.start))


@typed(lambda _ctx, text: parse.time_of_day(text))
async def start_typed(ctx: Context, at: time) -> Next:
    """By hand; raises naming what is free near it."""
    now = now_of(ctx)
    start = to_utc(now.day or ctx.today, at, ctx.deps.settings.timezone)
    slots = await _slots(ctx)
    if start in slots:
        return kept(ctx, replace(now, start=start))
    near = tuple(sorted(sorted(slots, key=lambda one: abs(one - start))[:3]))
    if near:
        raise Conflict("At that time it is not possible. Free near it: {free}.", free=near)
    raise Conflict("Nothing is free that day here ({polygon}).", polygon=Term(now.polygon))


async def _slots(ctx: Context) -> tuple[datetime, ...]:
    now = now_of(ctx)
    slots = await ctx.run(own_orders.times, now.day or ctx.today, now.polygon, await gametime(ctx, now))
    return slots.starts


day_steps = [day_chosen, month_shown, day_typed]
time_steps = [start_chosen, place_chosen, length_chosen, start_typed]
