"""Buying a product (S2.40–S2.43): [🛒 Купить] → CONSENT → EMAIL → PROMO → SUMMARY → the purchase's card.

What is known is not asked twice: the e-mail of the last time is a button. A price that changes meanwhile, a code that
counts no more and a product that is switched off are said where they are noticed, and nothing is bought.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from conversations import consent
from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.access import Permission
from domain.emails import email
from domain.errors import CrmError, Invalid, Outdated
from domain.shop_views import Quote
from handlers import catalogue as views
from handlers.context import Context
from services import purchases
from ui import catalogue as shelves
from ui import purchase_forms as screens
from ui.purchase_buttons import BuyConfirmed, KnownEmailUsed, PromoDropped, PromoSkipped
from ui.screen import Screen

CODE_MOST = 100  # characters that are looked at


class State(StrEnum):
    """What is waited for."""

    CONSENT = "CONSENT"
    EMAIL = "EMAIL"
    PROMO = "PROMO"
    SUMMARY = "SUMMARY"


@dataclass(frozen=True)
class Draft:
    """What is bought, where to write, with which code; ``is_whole`` once everything has been asked."""

    product_id: int = 0
    email: str = ""
    code: str = ""
    is_whole: bool = False


@pressed(shelves.BuyBegun)
async def begun(ctx: Context, button: shelves.BuyBegun) -> Next:
    """[🛒 Купить]; what was switched off meanwhile is said, with the catalogue."""
    try:
        await ctx.run(purchases.begin, button.product_id)
    except Outdated as error:
        await ctx.alert(ctx.t.alert(error))
        await views.list_again(ctx)
        return END
    put(ctx, Draft(button.product_id))
    return await consent.before(ctx, State.CONSENT, State.EMAIL)


async def agreed(ctx: Context) -> Next:
    """On with what was not asked yet."""
    return State.SUMMARY if draft(ctx, Draft).is_whole else State.EMAIL


# --- e-mail ---


@typed(lambda _ctx, text: email(text))
async def email_typed(ctx: Context, value: str) -> Next:
    """Kept with the account at once (S2.42)."""
    await ctx.run(purchases.keep_email, value)
    return _with_email(ctx, value)


@pressed(KnownEmailUsed)
async def known_email_used(ctx: Context, _button: KnownEmailUsed) -> Next:
    """The one of the last time."""
    known = (await ctx.run(purchases.quote, draft(ctx, Draft).product_id)).known_email
    return _with_email(ctx, known) if known else State.EMAIL


def _with_email(ctx: Context, value: str) -> State:
    known = replace(draft(ctx, Draft), email=value)
    put(ctx, known)
    return State.SUMMARY if known.is_whole else State.PROMO


# --- promo code ---


@typed(lambda _ctx, text: text[:CODE_MOST])
async def code_typed(ctx: Context, text: str) -> Next:
    """A code: why it does not count is said, and it is asked again."""
    seen = await ctx.run(purchases.quote, draft(ctx, Draft).product_id, text)
    if seen.problem is not None:
        raise Invalid(seen.problem.msgid, **seen.problem.args_)
    return _with_code(ctx, seen.code)


@pressed(PromoSkipped)
async def promo_skipped(ctx: Context, _button: PromoSkipped) -> Next:
    """No code."""
    return _with_code(ctx, "")


@pressed(PromoDropped)
async def promo_dropped(ctx: Context, _button: PromoDropped) -> Next:
    """[Без промокода] of the summary."""
    return _with_code(ctx, "")


def _with_code(ctx: Context, code: str) -> State:
    put(ctx, replace(draft(ctx, Draft), code=code, is_whole=True))
    return State.SUMMARY


# --- the end ---


@pressed(BuyConfirmed)
async def confirmed(ctx: Context, button: BuyConfirmed) -> Next:
    """[✅ Купить]: what has changed since the summary is said, and the new summary shown."""
    known, origin = draft(ctx, Draft), f"purchase:{ctx.live.draft_id}"
    try:
        bought = await ctx.run(
            purchases.buy, known.product_id, known.email, known.code, origin, total=button.total
        )  # fmt: skip
    except CrmError as error:
        await ctx.alert(ctx.t.alert(error))
        return await consent.before(ctx, State.CONSENT, State.SUMMARY)  # its text may be what has changed
    await ctx.show(screens.bought(ctx.t, bought, desk=ctx.actor.may(Permission.TICKETS_WORK)))
    return END


# --- how each state asks ---


Ask = Callable[[Context, Quote], Screen]


def _asking(ask: Ask) -> Callable[[Context], Awaitable[Screen]]:
    """A question about a product that is still offered; where it is not, that is said and the dialogue is over."""

    async def asked(ctx: Context) -> Screen:
        known = draft(ctx, Draft)
        try:
            seen = await ctx.run(purchases.quote, known.product_id, known.code)
        except Outdated:
            ctx.live.end()
            return shelves.not_offered(ctx.t)
        if seen.problem is not None:
            put(ctx, replace(known, code=""))
        return ask(ctx, seen)

    return asked


@_asking
def ask_email(ctx: Context, seen: Quote) -> Screen:
    """Where to write to."""
    return screens.asking_email(ctx.t, seen, State.SUMMARY if draft(ctx, Draft).is_whole else "")


@_asking
def ask_promo(ctx: Context, seen: Quote) -> Screen:
    """A code, or none."""
    return screens.asking_promo(ctx.t, seen, State.SUMMARY if draft(ctx, Draft).is_whole else State.EMAIL)


@_asking
def ask_summary(ctx: Context, seen: Quote) -> Screen:
    """Everything, once more, at the price of now."""
    return screens.summary(ctx.t, seen, draft(ctx, Draft).email, (State.EMAIL, State.PROMO))


async def not_bought(ctx: Context) -> Screen:
    """Not bought after all: the way back to the product."""
    return screens.left(ctx.t, draft(ctx, Draft).product_id)


PURCHASE = dialogue(
    "crm_purchase",
    entries=[begun],
    steps={
        State.CONSENT: consent.steps(then=agreed),
        State.EMAIL: [email_typed, known_email_used],
        State.PROMO: [code_typed, promo_skipped],
        State.SUMMARY: [confirmed, promo_dropped],
    },
    ask={
        State.CONSENT: consent.ask, State.EMAIL: ask_email, State.PROMO: ask_promo, State.SUMMARY: ask_summary,
    },
    cancelled=not_bought,
)  # fmt: skip
