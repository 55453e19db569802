"""A customer orders a game by themselves (S1.65).

/order → (CONSENT) → (CONTACT) → (NAME) → DAY → TIME → PLAYERS → TYPE → CONFIRM → a request that waits for a manager

What is known is not asked: the phone is asked once, the name where there is no card yet. A customer sees nothing of
others (S1.13). What is chosen decides where a change leads back to: the first thing missing, or CONFIRM.
"""

from dataclasses import replace

from conversations import consent, contact
from conversations.flow import END, Next, commanded, dialogue, pressed, put, typed
from conversations.request_asks import ASKS, telegram_name
from conversations.request_draft import Draft, State, business, gametime, kept, now_of, without_time
from conversations.request_time import day_steps, time_steps
from domain import parse
from domain.clients import NewClient, name_line
from domain.errors import Conflict
from domain.own_orders import Standing
from handlers.context import Context
from services import own_orders, people
from ui import order_request as screens
from ui.own_orders import OrderBegun, OrderedAgain


async def onward(ctx: Context) -> State:
    """Who orders comes first, then what is ordered."""
    return _next(await ctx.run(own_orders.standing), now_of(ctx))


def _next(standing: Standing, now: Draft) -> State:
    if not standing.knows_phone:
        return State.CONTACT
    return now.missing if standing.has_card or now.name else State.NAME


# --- how it begins ---


async def begin(ctx: Context) -> Next:
    """At the limit of open orders it ends here; else consent comes first."""
    standing = await ctx.run(own_orders.standing)
    if not standing.may_order:
        await ctx.show(screens.limit(ctx.t, standing))
        return END
    return await consent.before(ctx, State.CONSENT, _next(standing, now_of(ctx)))


@commanded("order")
async def order_commanded(ctx: Context, _rest: str) -> Next:
    """/order of somebody who may not write other people's games: the staff's dialogue is tried first."""
    return await begin(ctx)


@pressed(OrderBegun)
async def order_begun(ctx: Context, _: OrderBegun) -> Next:
    """[🎯 Заказать игру]."""
    return await begin(ctx)


@pressed(OrderedAgain)
async def ordered_again(ctx: Context, button: OrderedAgain) -> Next:
    """A former order of one's own, for another time."""
    old = await ctx.run(own_orders.again, button.uid)
    put(ctx, Draft(polygon=old.polygon, gametime=old.gametime, players=old.players, gametype=old.gametype))
    return await begin(ctx)


# --- who orders ---


@pressed(screens.NameKept)
async def name_kept(ctx: Context, _: screens.NameKept) -> Next:
    """As Telegram has it."""
    return kept(ctx, replace(now_of(ctx), name=telegram_name(ctx)))


@typed(lambda _ctx, text: name_line(text))
async def name_typed(ctx: Context, name: NewClient) -> Next:
    """Corrected."""
    return kept(ctx, replace(now_of(ctx), name=name))


# --- how many, what ---


@pressed(screens.PlayersChosen)
async def players_chosen(ctx: Context, button: screens.PlayersChosen) -> Next:
    """A common number."""
    return await _play(ctx, str(button.players))


@typed(lambda _ctx, text: text)
async def players_typed(ctx: Context, text: str) -> Next:
    """By hand."""
    return await _play(ctx, text)


async def _play(ctx: Context, text: str) -> Next:
    now = now_of(ctx)
    most = (await business(ctx)).most_players(now.polygon)
    return kept(ctx, replace(now, players=parse.players(text, most)))


@pressed(screens.TypeChosen)
async def type_chosen(ctx: Context, button: screens.TypeChosen) -> Next:
    """What is played."""
    return kept(ctx, replace(now_of(ctx), gametype=button.gametype))


# --- sending ---


@pressed(screens.RequestSent)
async def request_sent(ctx: Context, _: screens.RequestSent) -> Next:
    """The request; where the time has gone meanwhile, what is free is shown."""
    now = now_of(ctx)
    if (state := await _gap(ctx)) is not None:
        return state
    assert now.start is not None
    assert now.gametype is not None
    length = await gametime(ctx, now)
    asked = own_orders.GameRequest(now.start, now.players, now.polygon, now.gametype, length, now.name)
    try:
        game = await ctx.run(own_orders.request, asked, ctx.live.draft_id)
    except Conflict as error:
        return await _in_the_way(ctx, error)
    held = game.order.held_until or game.order.date
    hold = int((await business(ctx))["HOLD"]) * 60
    await ctx.show(screens.requested(ctx.t, game, screens.answer_by(ctx.t, held, ctx.now, hold)))
    return END


async def _gap(ctx: Context) -> State | None:
    """What has to be given anew: a changed consent, a phone or a card that is gone."""
    if await ctx.run(people.consent_needed) is not None:
        return State.CONSENT
    state = await onward(ctx)
    return None if state is State.CONFIRM else state


async def _in_the_way(ctx: Context, error: Conflict) -> Next:
    """Another took the time, or the limit is reached from elsewhere."""
    standing = await ctx.run(own_orders.standing)
    if not standing.may_order:
        await ctx.show(screens.limit(ctx.t, standing))
        return END
    await ctx.alert(ctx.t.alert(error))
    put(ctx, without_time(now_of(ctx)))
    return State.TIME


ORDER_REQUEST = dialogue(
    "crm_request",
    entries=[order_commanded, order_begun, ordered_again],
    steps={
        State.CONSENT: consent.steps(then=onward),
        State.CONTACT: contact.steps(onward),
        State.NAME: [name_kept, name_typed],
        State.DAY: day_steps,
        State.TIME: time_steps,
        State.PLAYERS: [players_chosen, players_typed],
        State.TYPE: [type_chosen],
        State.CONFIRM: [request_sent],
    },
    ask=ASKS,
    cancelled=contact.cancelled(State.CONTACT),
)
