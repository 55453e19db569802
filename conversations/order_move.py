"""Another day, time or place for a game: the states DAY, TIME and CONFIRM of the calendar's dialogue."""

from datetime import date, datetime, time

from conversations.flow import Next, pressed, typed
from conversations.order_change import State, begin, end_with, keep, known, stale
from conversations.order_time import bookable, day_read, time_read
from domain.errors import Conflict, Invalid, NotFound, Outdated
from domain.walltime import local_day, to_utc
from handlers.context import Context
from services import order_form, orders
from ui import order_create as pickers
from ui import order_move as screens
from ui.order_card import MoveStarted


@pressed(MoveStarted)
async def move_started(ctx: Context, press: MoveStarted) -> Next:
    """[🔁 Перенести]."""
    return await begin(ctx, press.uid, State.DAY)


@pressed(pickers.MonthTurned)
async def month_turned(ctx: Context, press: pickers.MonthTurned) -> Next:
    """Another month to pick from."""
    if not 1 <= press.month <= 12 or not 0 <= press.year - ctx.today.year <= 2:
        raise Outdated("This button is out of date.")
    keep(ctx, month=date(press.year, press.month, 1))
    return State.DAY


@pressed(pickers.DayPicked)
async def day_picked(ctx: Context, press: pickers.DayPicked) -> Next:
    """The new day."""
    return await _to(ctx, press.day, None)


@typed(day_read)
async def day_typed(ctx: Context, read: tuple[date, time | None]) -> Next:
    """The new day in words, perhaps with the time."""
    return await _to(ctx, *read)


@pressed(pickers.PolygonSwitched)
async def polygon_switched(ctx: Context, press: pickers.PolygonSwitched) -> Next:
    """The free starts of another polygon."""
    keep(ctx, polygon=press.polygon, page=0)
    return State.TIME


@pressed(pickers.StartsTurned)
async def starts_turned(ctx: Context, press: pickers.StartsTurned) -> Next:
    """Later starts."""
    keep(ctx, page=max(0, press.page))
    return State.TIME


@pressed(pickers.StartPicked)
async def start_picked(ctx: Context, press: pickers.StartPicked) -> Next:
    """The new start; one that somebody has just taken is said, and the free ones are shown anew."""
    try:
        return await _at(ctx, press.start)
    except (Conflict, Invalid) as error:
        await ctx.alert(ctx.t.alert(error))
        return State.TIME


@typed(time_read)
async def start_typed(ctx: Context, read: tuple[date | None, time | None]) -> Next:
    """The new start in words; or another day."""
    day, clock = read
    return await _to(ctx, day or known(ctx).day or ctx.today, clock)


async def _to(ctx: Context, day: date, clock: time | None) -> Next:
    """Go to a day, or to a time of it; raises ``Invalid`` for the past."""
    bookable(ctx, day)
    if clock is None:
        keep(ctx, day=day, page=0)
        return State.TIME
    return await _at(ctx, to_utc(day, clock, ctx.deps.settings.timezone))


async def _at(ctx: Context, start: datetime) -> Next:
    """Keep a start that fits; raises ``Conflict`` naming the free times."""
    now = known(ctx)
    try:
        await ctx.run(order_form.fits, now.uid, start, now.polygon)
    except NotFound as error:
        return await stale(ctx, error)
    keep(ctx, day=local_day(start, ctx.deps.settings.timezone), start=start)
    return State.CONFIRM


@pressed(screens.MoveConfirmed)
async def move_confirmed(ctx: Context, _press: screens.MoveConfirmed) -> Next:
    """[✅ Перенести]: from what to what was read."""
    now = known(ctx)
    changes = {"date": now.start, "polygon": now.polygon}
    return await end_with(ctx, ctx.run(orders.change, now.uid, now.version, changes), screens.moved(ctx.t))


DAY_STEPS = (month_turned, day_picked, day_typed)
TIME_STEPS = (polygon_switched, starts_turned, start_picked, start_typed)
