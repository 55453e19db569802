"""The staff book a game (S1.10, S1.20, S1.40–S1.53).

/order → CLIENT → (CARD) → DAY → TIME → PLAYERS → SUMMARY ⇄ FIELD → the game's card

Also begun by a client's card, a day or a free gap of the calendar, and [↻ Repeat]; what these know is not asked.
"""

from dataclasses import replace
from datetime import timedelta

from conversations.flow import END, Next, commanded, dialogue, pressed, typed
from conversations.order_asks import ASKS, told
from conversations.order_client import CARD_STEPS, CLIENT_STEPS, as_typed, client_meant
from conversations.order_draft import Draft, State, keep, known, onward
from conversations.order_fields import FIELD_STEPS, line_opened
from conversations.order_time import DAY_STEPS, TIME_STEPS, bookable, is_free
from domain import parse
from domain.access import Permission
from domain.errors import Conflict, CrmError, Invalid, NotFound
from domain.walltime import local_day
from handlers.context import Context
from services import calendar, clients, order_drafts, orders
from ui import order_card
from ui import order_create as screens
from ui.clients import ClientOrdered
from ui.orders import DayOrdered, GapPicked, OrderRepeated

# --- how it begins ---


@commanded("order", Permission.ORDERS_WRITE)
async def began(ctx: Context, text: str) -> Next:
    """/order, or with the client at once: /order Ольга 8 999 643-23-87."""
    return await client_meant(ctx, text) if text else State.CLIENT


@pressed(ClientOrdered)
async def began_for_client(ctx: Context, chosen: ClientOrdered) -> Next:
    """[🎯 Новая игра] of a client's card."""
    client = await ctx.run(clients.get, chosen.client_uid)
    return await onward(ctx, client_uid=client.uid)


@pressed(DayOrdered)
async def began_on_day(ctx: Context, chosen: DayOrdered) -> Next:
    """[➕ Новая игра] of a day."""
    return await onward(ctx, day=bookable(ctx, chosen.day))


@pressed(GapPicked)
async def began_in_gap(ctx: Context, gap: GapPicked) -> Next:
    """A free gap: the game begins with it, or at the next free start where it began a moment ago."""
    day = bookable(ctx, local_day(gap.start, ctx.deps.settings.timezone))
    now = await keep(ctx, day=day, polygon=gap.polygon)
    if gap.start.minute % 5 == 0 and gap.start.second == 0 and await is_free(ctx, now, gap.start):
        return await onward(ctx, at=gap.start)
    slots = await ctx.run(calendar.slots, day, gap.polygon, now.order(gap.start).plan())
    near = [start for start in slots.starts if timedelta() <= start - gap.start < timedelta(minutes=60)]
    return await onward(ctx, at=near[0] if near else None)


@pressed(OrderRepeated)
async def began_as_before(ctx: Context, repeated: OrderRepeated) -> Next:
    """[↻ Repeat]: all as it was but the day."""
    was = await ctx.run(orders.draft_of, repeated.uid)
    client = (await ctx.run(orders.card, repeated.uid)).client
    return await onward(
        ctx, client_uid=client.uid if client and client.deleted_at is None else None, no_client=was.client_uid is None,
        wish=f"{ctx.t.local(was.date):%H:%M}", polygon=was.polygon, gametime=was.gametime, resttime=was.resttime,
        restroom=was.restroom, players=was.players, gametype=was.gametype, gifts=was.gifts, price=was.price,
        description=was.description, deposit=was.deposit, instructor_id=was.instructor_id, custom=was.custom,
    )  # fmt: skip


# --- PLAYERS, SUMMARY ---


@pressed(screens.PlayersPicked)
async def players_picked(ctx: Context, picked: screens.PlayersPicked) -> Next:
    """A common number."""
    return await _players(ctx, str(picked.players))


@typed(as_typed)
async def players_typed(ctx: Context, text: str) -> Next:
    """«12», «нас двое»."""
    return await _players(ctx, text)


async def _players(ctx: Context, text: str) -> State:
    most = (await ctx.run(order_drafts.usual)).most_players((await known(ctx)).polygon)
    return await onward(ctx, players=parse.players(text, most))


@pressed(screens.Booked)
async def booked(ctx: Context, _: screens.Booked) -> Next:
    """[✅ Записать]. The draft's id makes a repeated press the same game."""
    now = await known(ctx)
    try:
        if now.client_uid is not None:
            await ctx.run(clients.get, now.client_uid)
        order = await ctx.run(orders.book, now.order(), ctx.live.draft_id)
    except NotFound as error:  # the card was deleted meanwhile
        await keep(ctx, client_uid=None)
        return await told(ctx, State.CLIENT, error)
    except (Conflict, Invalid) as error:
        return await _refused(ctx, now, error)
    await ctx.show(order_card.card(ctx.t, order, ctx.actor, ctx.now).noted(ctx.t("✅ Booked.")))
    return END


async def _refused(ctx: Context, now: Draft, error: CrmError) -> Next:
    """Somebody was faster, or a setting has changed: everything is kept but what is in the way."""
    if now.restroom > 0 and await ctx.run(order_drafts.is_free, replace(now, restroom=0).order()):
        return await told(ctx, State.SUMMARY, error)
    if await ctx.run(order_drafts.is_free, replace(now, players=1).order()):
        await keep(ctx, players=None)
        return await told(ctx, State.PLAYERS, error)
    await keep(ctx, at=None)
    return await told(ctx, State.TIME, error)


ORDER_CREATE = dialogue(
    "crm_order",
    entries=[began, began_for_client, began_on_day, began_in_gap, began_as_before],
    steps={
        State.CLIENT: CLIENT_STEPS,
        State.CARD: CARD_STEPS,
        State.DAY: DAY_STEPS,
        State.TIME: TIME_STEPS,
        State.PLAYERS: [players_picked, players_typed],
        State.SUMMARY: [line_opened, booked],
        State.FIELD: FIELD_STEPS,
    },
    ask=ASKS,
)
