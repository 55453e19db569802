"""A game being changed: what is kept between two answers, how each state asks, and how an answer is saved."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from conversations.flow import END, Ask, Next, draft, put
from domain.access import Permission, require
from domain.booking import Plan
from domain.errors import CrmError, NotFound, Outdated
from domain.order_fields import Field
from domain.orders import Polygon, Status
from domain.views import OrderForm, OrderView
from handlers.context import Context
from handlers.order_cards import card_of, of_view, show_fresh
from services import calendar, order_form, orders
from ui import order_edit, order_move
from ui.order_card import told
from ui.screen import Screen, lines


class State(StrEnum):
    """What the dialogue waits for."""

    VALUE = "VALUE"
    DAY = "DAY"
    TIME = "TIME"
    CONFIRM = "CONFIRM"
    REASON = "REASON"
    CAME = "CAME"


@dataclass(frozen=True)
class Draft:
    """Which game, as it was when the question was shown, and what was chosen so far."""

    uid: int
    version: int
    status: Status
    field: Field = Field.PLAYERS
    own: str = ""  # the name of the club's own field
    sought: str = ""  # what was typed to find a client
    month: date | None = None  # the one shown
    day: date | None = None
    polygon: Polygon = Polygon.ARENA
    start: datetime | None = None
    page: int = 0


def known(ctx: Context) -> Draft:
    """The draft."""
    return draft(ctx, Draft)


def keep(ctx: Context, **changes: Any) -> Draft:
    """Keep what was chosen."""
    put(ctx, kept := replace(known(ctx), **changes))
    return kept


async def begin(ctx: Context, uid: int, state: State, field: Field = Field.PLAYERS, number: int = 0) -> Next:
    """Begin to ask about a game; one that is gone shows so instead."""
    require(ctx.actor, Permission.ORDERS_WRITE)
    try:
        form = await ctx.run(order_form.form, uid)
    except NotFound as error:
        await show_fresh(ctx, uid, error)
        return END
    own = ""
    if field is Field.CUSTOM:
        if not 0 <= number < len(form.own):
            raise Outdated("There is no such field any more.")
        own = form.own[number]
    order = form.order
    put(ctx, Draft(uid, order.version, order.status, field, own, polygon=order.polygon))
    return state


# --- saving ---


async def save(ctx: Context, field: Field, value: Any) -> Next:
    """Set the field and show all of them again; where somebody was faster, the fresh card."""
    now = known(ctx)
    try:
        form = await ctx.run(order_form.form, now.uid)
        changes = {field.value: {**form.order.custom, now.own: value} if field is Field.CUSTOM else value}
        order = await ctx.run(orders.change, now.uid, now.version, changes)
    except (Outdated, NotFound) as error:
        return await stale(ctx, error)
    note = order_edit.saved(ctx.t, order, field, now.own)
    if field is Field.POLYGON and order.version != now.version:
        note = lines(note, told(ctx.t, order, ctx.now))
    await ctx.show(order_edit.listed(ctx.t, replace(form, order=order)).noted(note))
    return END


async def end_with(ctx: Context, work: Awaitable[OrderView], news: Markup | None = None) -> Next:
    """Do it and show the card, with whether the client knows; where the world has moved on, the fresh card."""
    now = known(ctx)
    try:
        order = await work
    except (Outdated, NotFound) as error:
        return await stale(ctx, error)
    tells = order.version != now.version and (news is not None or order.status == Status.CANCELLED)
    note = lines(news, told(ctx.t, order, ctx.now) if tells else None)
    await ctx.show(of_view(ctx, order, note or None))
    return END


async def stale(ctx: Context, error: CrmError) -> Next:
    """The world has moved on: the sentence, and the card as it is now."""
    await show_fresh(ctx, known(ctx).uid, error)
    return END


async def card_again(ctx: Context) -> Screen:
    """Stopped: the card as it is."""
    return await card_of(ctx, known(ctx).uid)


# --- how each state asks ---


async def ask_value(ctx: Context) -> Screen:
    """One field."""
    now = known(ctx)
    form = await ctx.run(order_form.form, now.uid, now.field, now.sought)
    return order_edit.ask_value(ctx.t, form, now.field, now.own, now.sought)


async def ask_day(ctx: Context) -> Screen:
    """The month's grid."""
    now, order = known(ctx), await _order(ctx)
    shown = now.month or max(ctx.today, ctx.t.local(order.date).date())
    month = await ctx.run(calendar.month, shown.year, shown.month)
    return order_move.ask_day(ctx.t, _moving(ctx, replace(now, day=None), order), month)


async def ask_time(ctx: Context) -> Screen:
    """The free starts of a day."""
    now, order = known(ctx), await _order(ctx)
    plan = Plan(order.gametime, order.resttime, order.restroom, order.players, order.uid, order.date)
    slots = await ctx.run(calendar.slots, now.day or ctx.today, now.polygon, plan)
    return order_move.ask_time(ctx.t, _moving(ctx, now, order), slots, now.page, State.DAY)


async def ask_confirm(ctx: Context) -> Screen:
    """From what to what."""
    now, order = known(ctx), await _order(ctx)
    return order_move.ask_confirm(ctx.t, order, now.start or order.date, _moving(ctx, now, order), State.TIME)


async def ask_reason(ctx: Context) -> Screen:
    """Really cancel, and why?"""
    return order_move.ask_reason(ctx.t, await _order(ctx))


async def ask_came(ctx: Context) -> Screen:
    """How many came?"""
    return order_move.ask_came(ctx.t, await _order(ctx))


asks: Mapping[StrEnum, Ask] = {
    State.VALUE: ask_value, State.DAY: ask_day, State.TIME: ask_time, State.CONFIRM: ask_confirm,
    State.REASON: ask_reason, State.CAME: ask_came,
}  # fmt: skip


async def _order(ctx: Context) -> OrderView:
    form: OrderForm = await ctx.run(order_form.form, known(ctx).uid)
    return form.order


def _moving(ctx: Context, now: Draft, order: OrderView) -> order_move.Moving:
    return order_move.Moving(
        ctx.today, day=now.day, start=now.start, gametime=order.gametime, polygon=now.polygon, order=order
    )  # fmt: skip
