"""What is known of a promo code being typed, and how each state of ``crm_promo`` asks (`promo.py`)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conversations.flow import Ask, draft
from domain.promos import Field, Kind
from handlers.context import Context
from services import promo_codes
from ui import promo_forms as forms
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    CODE = "CODE"
    KIND = "KIND"
    AMOUNT = "AMOUNT"
    USES = "USES"
    UNTIL = "UNTIL"
    VALUE = "VALUE"


@dataclass(frozen=True)
class Draft:
    """The code to be, or which field of which one is being changed. ``uses`` None: any number."""

    code: str = ""
    kind: Kind = Kind.PERCENT
    amount: int = 0
    uses: int | None = None
    promo_id: int = 0
    field: Field = Field.AMOUNT


def today(ctx: Context) -> date:
    """The business's calendar day."""
    return ctx.t.local(ctx.now).date()


async def ask_code(ctx: Context) -> Screen:
    """How is it spelled?"""
    return forms.code_question(ctx.t)


async def ask_kind(ctx: Context) -> Screen:
    """What does it do?"""
    return forms.kind_question(ctx.t, draft(ctx, Draft).code, State.CODE)


async def ask_amount(ctx: Context) -> Screen:
    """How much?"""
    kept = draft(ctx, Draft)
    known = forms.sofar(ctx.t, kept.code, kept.kind, 0)
    return forms.question(ctx.t, Field.AMOUNT, kept.kind, known, State.KIND, today(ctx))


async def ask_uses(ctx: Context) -> Screen:
    """How often in all?"""
    kept = draft(ctx, Draft)
    before = State.KIND if kept.kind is Kind.FREE else State.AMOUNT
    known = forms.sofar(ctx.t, kept.code, kept.kind, kept.amount)
    return forms.question(ctx.t, Field.USES, kept.kind, known, before, today(ctx))


async def ask_until(ctx: Context) -> Screen:
    """Until when?"""
    kept = draft(ctx, Draft)
    known = forms.sofar(ctx.t, kept.code, kept.kind, kept.amount, kept.uses)
    return forms.question(ctx.t, Field.ENDS, kept.kind, known, State.USES, today(ctx))


async def ask_value(ctx: Context) -> Screen:
    """The field anew."""
    kept = draft(ctx, Draft)
    promo = await ctx.run(promo_codes.get, kept.promo_id)
    return forms.value_question(ctx.t, promo, kept.field, today(ctx))


ASKS: dict[StrEnum, Ask] = {
    State.CODE: ask_code, State.KIND: ask_kind, State.AMOUNT: ask_amount, State.USES: ask_uses,
    State.UNTIL: ask_until, State.VALUE: ask_value,
}  # fmt: skip
