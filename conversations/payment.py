"""A thing → [Note a payment] AMOUNT → noted · [Return money] BACK → SURE → noted.

Money that moves outside of the bot is noted here, once however often the last button is pressed (S3.7, T40).
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain import parse
from domain.errors import Invalid, Outdated
from domain.payments import DeskMoney, Kind
from handlers.context import Context
from services import payment_desk
from ui import payments as screens
from ui.payment_buttons import PaymentNoted, RefundAsked
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    AMOUNT = "AMOUNT"
    BACK = "BACK"
    SURE = "SURE"


@dataclass(frozen=True)
class Draft:
    """What the money is for, and how much of it (minor units)."""

    kind: Kind = Kind.PURCHASE
    subject_id: int = 0
    amount: int = 0


def _amount(_ctx: Context, text: str) -> int:
    if not (amount := parse.money(text)):
        raise Invalid("A payment is more than nothing. Example: {example}", example="12 500")
    return amount


async def _money(ctx: Context) -> DeskMoney:
    kept = draft(ctx, Draft)
    return await ctx.run(payment_desk.MONEY[kept.kind], kept.subject_id)


async def _begin(ctx: Context, press: PaymentNoted | RefundAsked) -> None:
    put(ctx, Draft(press.kind, press.subject_id))
    await _money(ctx)  # who may not, or what is gone, begins nothing


# --- a payment ---


@pressed(PaymentNoted)
async def payment_begun(ctx: Context, press: PaymentNoted) -> Next:
    """[Отметить оплату]."""
    await _begin(ctx, press)
    return State.AMOUNT


@typed(_amount)
async def amount_typed(ctx: Context, amount: int) -> Next:
    """So much."""
    return await _note(ctx, amount)


@pressed(screens.DueNoted)
async def due_pressed(ctx: Context, press: screens.DueNoted) -> Next:
    """What is due."""
    if press.amount <= 0:
        raise Outdated("This button is out of date.")
    try:
        return await _note(ctx, press.amount, is_due=True)
    except Outdated as error:
        await ctx.alert(ctx.t.alert(error))
        return State.AMOUNT


async def _note(ctx: Context, amount: int, *, is_due: bool = False) -> Next:
    kept = draft(ctx, Draft)
    note = payment_desk.NOTE[kept.kind]
    money = await ctx.run(note, kept.subject_id, amount, "", ctx.live.draft_id, is_due=is_due)
    await ctx.show(screens.noted(ctx.t, money, amount))
    return END


# --- a refund ---


@pressed(RefundAsked)
async def refund_begun(ctx: Context, press: RefundAsked) -> Next:
    """[Вернуть деньги]."""
    await _begin(ctx, press)
    return State.BACK


@typed(_amount)
async def back_typed(ctx: Context, amount: int) -> Next:
    """So much."""
    return await _ask_sure(ctx, amount)


@pressed(screens.AllReturned)
async def all_pressed(ctx: Context, press: screens.AllReturned) -> Next:
    """All of it."""
    return await _ask_sure(ctx, press.amount)


async def _ask_sure(ctx: Context, amount: int) -> Next:
    if not 0 < amount <= (await _money(ctx)).back:
        raise Invalid("No more can be returned than was paid and not returned yet.")
    put(ctx, replace(draft(ctx, Draft), amount=amount))
    return State.SURE


@pressed(screens.ReturnAgreed)
async def return_agreed(ctx: Context, _press: screens.ReturnAgreed) -> Next:
    """[↩️ Да, возвращаем]."""
    kept = draft(ctx, Draft)
    money = await ctx.run(payment_desk.RETURN[kept.kind], kept.subject_id, kept.amount, ctx.live.draft_id)
    await ctx.show(screens.return_noted(ctx.t, money, kept.amount))
    return END


# --- how each state asks ---


async def ask_amount(ctx: Context) -> Screen:
    """How much came?"""
    return screens.amount_question(ctx.t, await _money(ctx))


async def ask_back(ctx: Context) -> Screen:
    """How much goes back?"""
    return screens.return_question(ctx.t, await _money(ctx))


async def ask_sure(ctx: Context) -> Screen:
    """Really?"""
    return screens.return_sure(ctx.t, await _money(ctx), draft(ctx, Draft).amount)


PAYMENT = dialogue(
    "crm_payment",
    entries=[payment_begun, refund_begun],
    steps={
        State.AMOUNT: [amount_typed, due_pressed],
        State.BACK: [back_typed, all_pressed],
        State.SURE: [return_agreed],
    },
    ask={State.AMOUNT: ask_amount, State.BACK: ask_back, State.SURE: ask_sure},
    light=[State.AMOUNT, State.BACK],
)
