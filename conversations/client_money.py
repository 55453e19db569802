"""A client's tariff → [Paid until…] UNTIL → the tariff · [Note a payment] AMOUNT → NOTE → the tariff.

Money is paid outside of the bot and noted here (S3.7); a payment counts once however often the last button is pressed.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain import parse
from domain.access import Permission, require
from domain.errors import Invalid, Outdated, Term
from domain.fold import clean
from domain.tariffs import NOTE_MOST
from handlers.context import Context
from services import client_tariffs
from ui import client_tariffs as screens
from ui.clients import TariffOpened
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    UNTIL = "UNTIL"
    AMOUNT = "AMOUNT"
    NOTE = "NOTE"


@dataclass(frozen=True)
class Draft:
    """Whose money, and how much of it (minor units)."""

    uid: int = 0
    amount: int = 0


def _amount(_ctx: Context, text: str) -> int:
    if not (amount := parse.money(text)):
        raise Invalid("A payment is more than nothing. Example: {example}", example="12 500")
    return amount


# --- until when it is paid ---


@pressed(screens.PaidAsked)
async def until_asked(ctx: Context, press: screens.PaidAsked) -> Next:
    """[Оплачено до…]."""
    require(ctx.actor, Permission.TICKETS_MANAGE)
    put(ctx, Draft(press.client_uid))
    return State.UNTIL


@typed(lambda ctx, text: parse.day(text, ctx.today))
async def day_typed(ctx: Context, day: date) -> Next:
    """The last paid day."""
    return await _paid(ctx, day)


@pressed(screens.PaidSet)
async def day_pressed(ctx: Context, press: screens.PaidSet) -> Next:
    """One more period, or nobody counts."""
    return await _paid(ctx, press.day)


async def _paid(ctx: Context, day: date | None) -> Next:
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.set_paid, draft(ctx, Draft).uid, day)))
    return END


# --- a payment ---


@pressed(screens.PaymentBegun)
async def payment_begun(ctx: Context, press: screens.PaymentBegun) -> Next:
    """[Записать оплату]."""
    require(ctx.actor, Permission.TICKETS_MANAGE)
    put(ctx, Draft(press.client_uid))
    return State.AMOUNT


@typed(_amount)
async def amount_typed(ctx: Context, amount: int) -> Next:
    """How much."""
    put(ctx, replace(draft(ctx, Draft), amount=amount))
    return State.NOTE


@pressed(screens.AmountPicked)
async def amount_picked(ctx: Context, press: screens.AmountPicked) -> Next:
    """What is owed, or what the tariff costs."""
    if press.amount <= 0:
        raise Outdated("This button is out of date.")
    put(ctx, replace(draft(ctx, Draft), amount=press.amount))
    return State.NOTE


@typed(lambda _ctx, text: clean(text, most=NOTE_MOST, what=Term("Note")))
async def note_typed(ctx: Context, note: str) -> Next:
    """What there is to say of it."""
    return await _pay(ctx, note)


@pressed(screens.NoteSkipped)
async def note_skipped(ctx: Context, _press: screens.NoteSkipped) -> Next:
    """[Без примечания]."""
    return await _pay(ctx, "")


async def _pay(ctx: Context, note: str) -> Next:
    kept = draft(ctx, Draft)
    known = await ctx.run(client_tariffs.pay, kept.uid, kept.amount, note, ctx.live.draft_id)
    await ctx.show(screens.shown(ctx.t, known).noted(screens.payment_noted(ctx.t, kept.amount)))
    return END


@pressed(TariffOpened)
async def left_until(ctx: Context, press: TariffOpened) -> Next:
    """[« Тариф]: nothing is noted."""
    return await _left(ctx, press)


@pressed(TariffOpened)
async def left_amount(ctx: Context, press: TariffOpened) -> Next:
    """[« Тариф]: nothing is noted."""
    return await _left(ctx, press)


async def _left(ctx: Context, press: TariffOpened) -> Next:
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.shown, press.client_uid)))
    return END


# --- how each state asks ---


async def ask_until(ctx: Context) -> Screen:
    """Until when?"""
    return screens.until_question(ctx.t, await ctx.run(client_tariffs.shown, draft(ctx, Draft).uid))


async def ask_amount(ctx: Context) -> Screen:
    """How much?"""
    return screens.amount_question(ctx.t, await ctx.run(client_tariffs.shown, draft(ctx, Draft).uid))


async def ask_note(ctx: Context) -> Screen:
    """A note?"""
    kept = draft(ctx, Draft)
    known = await ctx.run(client_tariffs.shown, kept.uid)
    return screens.note_question(ctx.t, known, kept.amount, State.AMOUNT)


CLIENT_MONEY = dialogue(
    "crm_money",
    entries=[until_asked, payment_begun],
    steps={
        State.UNTIL: [day_typed, day_pressed, left_until],
        State.AMOUNT: [amount_typed, amount_picked, left_amount],
        State.NOTE: [note_typed, note_skipped],
    },
    ask={State.UNTIL: ask_until, State.AMOUNT: ask_amount, State.NOTE: ask_note},
    light=[State.UNTIL, State.AMOUNT],
)
