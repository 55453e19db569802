"""How each state of a customer's order asks, the same at first, after a mistake and after a restart."""

from datetime import date, timedelta
from enum import StrEnum

from conversations import consent
from conversations.flow import Ask
from conversations.request_draft import Draft, State, business, gametime, now_of, wish
from domain.clients import NewClient, name_line
from domain.errors import Invalid
from domain.fold import has_letter
from handlers.context import Context
from services import own_orders
from ui import order_request as screens
from ui.screen import Screen


async def ask_contact(ctx: Context) -> Screen:
    """The own phone."""
    return screens.ask_contact(ctx.t)


async def ask_name(ctx: Context) -> Screen:
    """The name for the card."""
    return screens.ask_name(ctx.t, telegram_name(ctx))


async def ask_day(ctx: Context) -> Screen:
    """The month's grid."""
    now = now_of(ctx)
    last = await last_day(ctx)
    shown = max(ctx.today.replace(day=1), min(now.month or now.day or ctx.today, last))
    month = await ctx.run(own_orders.days, shown.year, shown.month, await gametime(ctx, now))
    back = State.CONFIRM if now.missing is State.CONFIRM else None
    return screens.ask_day(ctx.t, await wish(ctx, now), month, ctx.today, last, back)


async def ask_time(ctx: Context) -> Screen:
    """Polygon, length and free starts."""
    now = now_of(ctx)
    slots = await ctx.run(own_orders.times, now.day or ctx.today, now.polygon, await gametime(ctx, now))
    usual = int((await business(ctx))["GAME_LENGTH"]) * 60
    return screens.ask_time(ctx.t, await wish(ctx, now), slots, usual, State.DAY)


async def ask_players(ctx: Context) -> Screen:
    """Common numbers, as many as the polygon takes."""
    now = now_of(ctx)
    most = (await business(ctx)).most_players(now.polygon)
    return screens.ask_players(ctx.t, await wish(ctx, now), most, _back(now, State.TIME))


async def ask_type(ctx: Context) -> Screen:
    """What is played."""
    now = now_of(ctx)
    return screens.ask_type(ctx.t, await wish(ctx, now), _back(now, State.PLAYERS))


async def ask_confirm(ctx: Context) -> Screen:
    """Everything, each line a press away."""
    now = now_of(ctx)
    standing = await ctx.run(own_orders.standing)
    assert now.start is not None
    until = await ctx.run(own_orders.answer_by, now.start)
    answer = screens.answer_by(ctx.t, until, ctx.now, standing.hold)
    opens = [
        (ctx.t.plain("Day and time"), State.DAY), (ctx.t.plain("How many"), State.PLAYERS),
        (ctx.t.plain("What"), State.TYPE),
    ]  # fmt: skip
    name = None if standing.has_card else now.name
    return screens.confirm(ctx.t, await wish(ctx, now), name, standing, answer, opens)


def telegram_name(ctx: Context) -> NewClient | None:
    """What Telegram calls the person, where it is a name."""
    try:
        return name_line(ctx.actor.name) if has_letter(ctx.actor.name) else None
    except Invalid:
        return None


async def last_day(ctx: Context) -> date:
    """The last day that customers may choose."""
    return ctx.today + timedelta(days=int((await business(ctx))["AHEAD"]))


def _back(now: Draft, state: State) -> State:
    """Where [« Назад] leads: where everything is chosen already, to the summary."""
    return State.CONFIRM if now.missing is State.CONFIRM else state


def _safely(state: State, ask: Ask) -> Ask:
    """A summary with something missing (an old or forged way back) asks for it instead."""

    async def shown(ctx: Context) -> Screen:
        missing = now_of(ctx).missing
        if _ORDER.index(missing) < _ORDER.index(state):
            ctx.live.state = missing
            return await ASKS[missing](ctx)
        return await ask(ctx)

    return shown


_ORDER = (State.DAY, State.TIME, State.PLAYERS, State.TYPE, State.CONFIRM)
_WISH: dict[State, Ask] = {
    State.DAY: ask_day, State.TIME: ask_time, State.PLAYERS: ask_players, State.TYPE: ask_type,
    State.CONFIRM: ask_confirm,
}  # fmt: skip
ASKS: dict[StrEnum, Ask] = {
    State.CONSENT: consent.ask, State.CONTACT: ask_contact, State.NAME: ask_name,
    **{state: _safely(state, ask) for state, ask in _WISH.items()},
}  # fmt: skip
