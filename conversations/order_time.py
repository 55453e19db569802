"""When and where a game is: the states DAY and TIME of the staff's `/order`."""

from datetime import date, datetime, time, timedelta

from conversations.flow import Next, pressed, typed
from conversations.order_asks import told
from conversations.order_draft import Draft, State, keep, known, onward
from domain import order_fields, parse
from domain.errors import Conflict, Invalid, Outdated
from domain.walltime import local_day, to_utc
from handlers.context import Context
from services import order_drafts
from ui import order_create as screens

AHEAD = timedelta(days=730)  # a game further ahead is a slip of the finger


def day_read(ctx: Context, text: str) -> tuple[date, time | None]:
    """«завтра», «28.11», «в субботу», or with a time at once: «завтра в 15»."""
    try:
        return parse.day(text, ctx.today), None
    except Invalid as unclear:
        try:
            return parse.day_and_time(text, ctx.today)
        except Invalid:
            raise unclear from None


def time_read(ctx: Context, text: str) -> tuple[date | None, time | None]:
    """«15:00», «15.30»; or another day, with its time or without."""
    try:
        return None, parse.time_of_day(text)
    except Invalid as unclear:
        try:
            return day_read(ctx, text)
        except Invalid:
            raise unclear from None


@pressed(screens.MonthTurned)
async def month_turned(ctx: Context, turned: screens.MonthTurned) -> Next:
    """Another month of the grid."""
    if not 1 <= turned.month <= 12 or not 0 <= turned.year - ctx.today.year <= 2:
        raise Outdated("This button is out of date.")
    await keep(ctx, month=date(turned.year, turned.month, 1))
    return State.DAY


@pressed(screens.DayPicked)
async def day_picked(ctx: Context, picked: screens.DayPicked) -> Next:
    """A day of the grid, [Сегодня], [Завтра]."""
    return await _day_chosen(ctx, picked.day, None)


@typed(day_read)
async def day_typed(ctx: Context, read: tuple[date, time | None]) -> Next:
    """A day, perhaps with its time."""
    return await _day_chosen(ctx, *read)


async def _day_chosen(ctx: Context, day: date, clock: time | None) -> Next:
    """Keep the day; a time that was typed with it, or that the game had, is kept where it is free."""
    before = await known(ctx)
    day = bookable(ctx, day)
    now = await keep(ctx, day=day, month=None, at=None, page=0)
    wish = f"{ctx.t.local(before.at):%H:%M}" if before.at and before.is_complete else before.wish
    start = to_utc(day, clock or time.fromisoformat(wish or "00:00"), ctx.deps.settings.timezone)
    if clock:
        return await _started(ctx, now, start)
    return await onward(ctx, at=start if wish and await is_free(ctx, now, start) else None)


# --- TIME ---


@pressed(screens.PolygonSwitched)
async def polygon_switched(ctx: Context, switched: screens.PolygonSwitched) -> Next:
    """[парк]: its free starts. A start or a number of players that do not fit there are asked anew."""
    most = (await ctx.run(order_drafts.usual)).most_players(switched.polygon)
    players = (await known(ctx)).players
    return await _switched(ctx, polygon=switched.polygon, players=players if players and players <= most else None)


@pressed(screens.LengthSwitched)
async def length_switched(ctx: Context, switched: screens.LengthSwitched) -> Next:
    """[2 ч]: the starts at which so long a game fits."""
    gametime = order_fields.pressed(order_fields.Field.GAMETIME, str(switched.gametime))
    return await _switched(ctx, gametime=gametime)


@pressed(screens.StartsTurned)
async def starts_turned(ctx: Context, turned: screens.StartsTurned) -> Next:
    """Another page of starts."""
    await keep(ctx, page=turned.page)
    return State.TIME


@pressed(screens.StartPicked)
async def start_picked(ctx: Context, picked: screens.StartPicked) -> Next:
    """A free start."""
    return await _started(ctx, await known(ctx), picked.start)


@typed(time_read)
async def time_typed(ctx: Context, read: tuple[date | None, time | None]) -> Next:
    """A time; or another day."""
    day, clock = read
    now = await known(ctx)
    if day is not None or clock is None or now.day is None:
        return await _day_chosen(ctx, day or ctx.today, clock)
    return await _started(ctx, now, to_utc(now.day, clock, ctx.deps.settings.timezone))


async def _switched(ctx: Context, **changes: object) -> State:
    now = await keep(ctx, page=0, **changes)
    if now.at is not None and not await is_free(ctx, now, now.at):
        await keep(ctx, at=None)
    return State.TIME


async def _started(ctx: Context, now: Draft, start: datetime) -> Next:
    """Take the start, or say why not and which are free."""
    try:
        await ctx.run(order_drafts.fits, now.order(start))
    except (Conflict, Invalid) as error:
        return await told(ctx, State.TIME, error)
    return await onward(ctx, at=start, day=local_day(start, ctx.deps.settings.timezone))


async def is_free(ctx: Context, now: Draft, start: datetime) -> bool:
    """Whether the game could begin then."""
    return await ctx.run(order_drafts.is_free, now.order(start))


def bookable(ctx: Context, day: date) -> date:
    """The day itself; raises ``Invalid`` for one that has passed, or is so far ahead that it is a slip."""
    if day < ctx.today:
        raise Invalid("This day has passed. Choose today or a later one.")
    if day > ctx.today + AHEAD:
        raise Invalid(
            "This day is too far ahead: {day}. Games are booked up to two years before.", day=f"{day:%d.%m.%Y}"
        )  # fmt: skip
    return day


DAY_STEPS = (month_turned, day_picked, day_typed)
TIME_STEPS = (polygon_switched, length_switched, starts_turned, start_picked, time_typed)
