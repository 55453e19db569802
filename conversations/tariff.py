"""/tariffs → [New] NAME → PRICE → REQUESTS → REACTION → the tariff · [Price], [Name] … VALUE → the tariff.

The list, a tariff and its switches are views (`handlers/tariffs.py`); here something is typed.
"""

from dataclasses import replace

from telegram import Update
from telegram.ext import BaseHandler

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, typed
from conversations.tariff_asks import ASKS, Draft, State
from domain import tariffs as rules
from domain.access import Permission, require
from domain.errors import NotFound, Outdated
from domain.tariffs import Field, Value
from handlers.context import Context
from services import tariffs
from ui import common
from ui import tariffs as screens
from ui.screen import Screen

# --- a new one ---


@pressed(screens.TariffBegun)
async def begun(ctx: Context, _press: screens.TariffBegun) -> Next:
    """[➕ Новый тариф]."""
    require(ctx.actor, Permission.TARIFFS)
    return State.NAME


@typed(lambda _ctx, text: rules.read(Field.NAME, text))
async def name_typed(ctx: Context, name: str) -> Next:
    """What it is called; no other one's name."""
    put(ctx, Draft(name=await ctx.run(tariffs.free_name, name)))
    return State.PRICE


@typed(lambda _ctx, text: rules.read(Field.PRICE, text))
async def price_typed(ctx: Context, price: int) -> Next:
    """What it costs a period."""
    put(ctx, replace(draft(ctx, Draft), price=price))
    return State.REQUESTS


@typed(lambda _ctx, text: rules.read(Field.REQUESTS, text))
async def requests_typed(ctx: Context, number: int | None) -> Next:
    """How many requests a period."""
    put(ctx, replace(draft(ctx, Draft), requests=number or 0))
    return State.REACTION


@pressed(screens.AmountChosen)
async def requests_chosen(ctx: Context, press: screens.AmountChosen) -> Next:
    """A usual number, or any."""
    put(ctx, replace(draft(ctx, Draft), requests=_bounded(Field.REQUESTS, press) or 0))
    return State.REACTION


@typed(lambda _ctx, text: rules.read(Field.REACTION, text))
async def reaction_typed(ctx: Context, seconds: int) -> Next:
    """How soon somebody looks: the tariff is ready."""
    return await _make(ctx, seconds)


@pressed(screens.AmountChosen)
async def reaction_chosen(ctx: Context, press: screens.AmountChosen) -> Next:
    """A usual time."""
    return await _make(ctx, _bounded(Field.REACTION, press) or rules.REACTION[0])


async def _make(ctx: Context, seconds: int) -> Next:
    kept = draft(ctx, Draft)
    number = kept.requests or None
    made = await ctx.run(tariffs.add, kept.name, kept.price, number, seconds, ctx.live.draft_id)
    await ctx.show(screens.card(ctx.t, made).noted(screens.made(ctx.t)))
    return END


def _bounded(field: Field, press: screens.AmountChosen) -> int | None:
    """A button's number, if it is one we offer: a forged one is none."""
    offered = screens.REQUESTS if field is Field.REQUESTS else screens.REACTIONS
    if press.value is not None and press.value not in offered:
        raise Outdated("This button is out of date.")
    return press.value


# --- one that there is ---


@pressed(screens.FieldPicked)
async def field_picked(ctx: Context, press: screens.FieldPicked) -> Next:
    """[✏️ Цена] and the others."""
    tariff = await ctx.run(tariffs.get, press.tariff_id)
    put(ctx, Draft(tariff_id=tariff.id, field=press.field))
    return State.VALUE


@typed(lambda ctx, text: rules.read(draft(ctx, Draft).field, text))
async def value_typed(ctx: Context, value: Value) -> Next:
    """The new value."""
    return await _save(ctx, value)


@pressed(screens.AmountChosen)
async def value_chosen(ctx: Context, press: screens.AmountChosen) -> Next:
    """One of the usual ones."""
    field = draft(ctx, Draft).field
    if field not in (Field.REQUESTS, Field.REACTION) or (field is Field.REACTION and press.value is None):
        raise Outdated("This button is out of date.")
    return await _save(ctx, _bounded(field, press))


async def _save(ctx: Context, value: Value) -> Next:
    kept = draft(ctx, Draft)
    try:
        tariff = await ctx.run(tariffs.edit, kept.tariff_id, kept.field, value)
    except NotFound as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(screens.card(ctx.t, tariff).noted(screens.saved(ctx.t, kept.field)))
    return END


def left() -> list[BaseHandler[Update, Context, None]]:
    """[« Тариф] and /tariffs: everything stays as it is."""

    @pressed(screens.TariffPicked)
    async def went_back(ctx: Context, press: screens.TariffPicked) -> Next:
        await ctx.show(screens.card(ctx.t, await ctx.run(tariffs.get, press.tariff_id)))
        return END

    @commanded("tariffs")
    async def asked_for_list(ctx: Context, _text: str) -> Next:
        await ctx.show(screens.listed(ctx.t, await ctx.run(tariffs.listed)))
        return END

    return [went_back, asked_for_list]


TARIFF = dialogue(
    "crm_tariff",
    entries=[begun, field_picked],
    steps={
        State.NAME: [name_typed],
        State.PRICE: [price_typed],
        State.REQUESTS: [requests_typed, requests_chosen],
        State.REACTION: [reaction_typed, reaction_chosen],
        State.VALUE: [value_typed, value_chosen, *left()],
    },
    ask=ASKS,
    light=[State.VALUE],
)
