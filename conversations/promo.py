"""/promos → [New] CODE → KIND → AMOUNT → USES → UNTIL → the code · [Discount], [Last day] … VALUE → the code.

The list, a code, what it is for and how it was used are views (`handlers/promos.py`); here something is typed.
"""

from dataclasses import replace
from datetime import date

from telegram import Update
from telegram.ext import BaseHandler

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, typed
from conversations.promo_asks import ASKS, Draft, State, today
from domain import promos as rules
from domain.access import Permission, require
from domain.errors import NotFound, Outdated
from domain.promos import Field, Kind, Value
from handlers.context import Context
from services import promo_codes
from ui import common
from ui import promo_forms as forms
from ui import promos as screens
from ui.screen import Screen


def read(field: Field, ctx: Context, text: str) -> Value:
    """What was typed for a field of the code being made."""
    return rules.read(field, draft(ctx, Draft).kind, text, today(ctx))


# --- a new one ---


@pressed(screens.PromoBegun)
async def begun(ctx: Context, _press: screens.PromoBegun) -> Next:
    """[➕ Новый промокод]."""
    require(ctx.actor, Permission.SHOP)
    return State.CODE


@typed(lambda _ctx, text: rules.read_code(text))
async def code_typed(ctx: Context, code: str) -> Next:
    """How it is spelled; no other one's spelling."""
    return await _spelled(ctx, code)


@pressed(forms.CodeGenerated)
async def code_generated(ctx: Context, _press: forms.CodeGenerated) -> Next:
    """[Придумать за меня]."""
    return await _spelled(ctx, rules.generate())


async def _spelled(ctx: Context, code: str) -> Next:
    put(ctx, replace(draft(ctx, Draft), code=await ctx.run(promo_codes.free_code, code)))
    return State.KIND


@pressed(forms.KindChosen)
async def kind_chosen(ctx: Context, press: forms.KindChosen) -> Next:
    """What it gives."""
    put(ctx, replace(draft(ctx, Draft), kind=press.kind, amount=0))
    return State.USES if press.kind is Kind.FREE else State.AMOUNT


@typed(lambda ctx, text: read(Field.AMOUNT, ctx, text))
async def amount_typed(ctx: Context, amount: int) -> Next:
    """How much."""
    put(ctx, replace(draft(ctx, Draft), amount=amount))
    return State.USES


@pressed(forms.NumberChosen)
async def amount_chosen(ctx: Context, press: forms.NumberChosen) -> Next:
    """A usual percentage."""
    put(ctx, replace(draft(ctx, Draft), amount=_offered(Field.AMOUNT, draft(ctx, Draft).kind, press) or 0))
    return State.USES


@typed(lambda ctx, text: read(Field.USES, ctx, text))
async def uses_typed(ctx: Context, number: int | None) -> Next:
    """How often in all."""
    put(ctx, replace(draft(ctx, Draft), uses=number))
    return State.UNTIL


@pressed(forms.NumberChosen)
async def uses_chosen(ctx: Context, press: forms.NumberChosen) -> Next:
    """A usual number, or any."""
    put(ctx, replace(draft(ctx, Draft), uses=_offered(Field.USES, draft(ctx, Draft).kind, press)))
    return State.UNTIL


@typed(lambda ctx, text: read(Field.ENDS, ctx, text))
async def day_typed(ctx: Context, day: date | None) -> Next:
    """Its last day: the code is ready."""
    return await _make(ctx, day)


@pressed(forms.DayChosen)
async def day_chosen(ctx: Context, press: forms.DayChosen) -> Next:
    """A usual last day, or none."""
    return await _make(ctx, press.day)


async def _make(ctx: Context, ends_on: date | None) -> Next:
    kept = draft(ctx, Draft)
    made = await ctx.run(
        promo_codes.add, kept.code, kept.kind, kept.amount, kept.uses, ends_on, ctx.live.draft_id
    )  # fmt: skip
    await ctx.show(screens.card(ctx.t, made).noted(forms.made(ctx.t)))
    return END


def _offered(field: Field, kind: Kind, press: forms.NumberChosen) -> int | None:
    """A button's number, if it is one we offer here: a forged one is none."""
    known: tuple[int | None, ...] = {
        Field.AMOUNT: forms.PERCENTS if kind is Kind.PERCENT else (),
        Field.USES: (None, *forms.LIMITS),
        Field.USER_USES: (None, *forms.USER_LIMITS),
    }.get(field, ())
    if press.number not in known:
        raise Outdated("This button is out of date.")
    return press.number


# --- one that there is ---


@pressed(screens.FieldPicked)
async def field_picked(ctx: Context, press: screens.FieldPicked) -> Next:
    """[✏️ Скидка] and the others."""
    promo = await ctx.run(promo_codes.get, press.promo_id)
    put(ctx, Draft(promo_id=promo.id, kind=promo.kind, field=press.field))
    return State.VALUE


@typed(lambda ctx, text: read(draft(ctx, Draft).field, ctx, text))
async def value_typed(ctx: Context, value: Value) -> Next:
    """The new value."""
    return await _save(ctx, value)


@pressed(forms.NumberChosen)
async def number_changed(ctx: Context, press: forms.NumberChosen) -> Next:
    """A usual number."""
    kept = draft(ctx, Draft)
    return await _save(ctx, _offered(kept.field, kept.kind, press))


@pressed(forms.DayChosen)
async def day_changed(ctx: Context, press: forms.DayChosen) -> Next:
    """A usual day."""
    if draft(ctx, Draft).field not in (Field.STARTS, Field.ENDS):
        raise Outdated("This button is out of date.")
    return await _save(ctx, press.day)


async def _save(ctx: Context, value: Value) -> Next:
    kept = draft(ctx, Draft)
    try:
        promo = await ctx.run(promo_codes.edit, kept.promo_id, kept.field, value)
    except NotFound as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(screens.card(ctx.t, promo).noted(forms.saved(ctx.t, kept.field)))
    return END


def left() -> list[BaseHandler[Update, Context, None]]:
    """[« Назад] and /promos: everything stays as it is."""

    @pressed(screens.PromoPicked)
    async def went_back(ctx: Context, press: screens.PromoPicked) -> Next:
        await ctx.show(screens.card(ctx.t, await ctx.run(promo_codes.get, press.promo_id)))
        return END

    @commanded("promos")
    async def asked_for_list(ctx: Context, _text: str) -> Next:
        await ctx.show(screens.listed(ctx.t, *await ctx.run(promo_codes.listed, 0, screens.PAGE)))
        return END

    return [went_back, asked_for_list]


PROMO = dialogue(
    "crm_promo",
    entries=[begun, field_picked],
    steps={
        State.CODE: [code_typed, code_generated],
        State.KIND: [kind_chosen],
        State.AMOUNT: [amount_typed, amount_chosen],
        State.USES: [uses_typed, uses_chosen],
        State.UNTIL: [day_typed, day_chosen],
        State.VALUE: [value_typed, number_changed, day_changed, *left()],
    },
    ask=ASKS,
    light=[State.VALUE],
)
