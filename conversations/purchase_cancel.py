"""The staff cancel a purchase: [Отменить] → REASON → its card; the customer is told (S2.48)."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.access import Permission, require
from domain.errors import CrmError, Forbidden, NotFound, Outdated, Term
from domain.fold import clean
from domain.shop import REASON_MOST
from domain.shop import State as Standing
from handlers import purchases as views
from handlers.context import Context
from services import purchases
from ui import purchases as screens
from ui.purchase_buttons import ReasonSkipped, RefusalBegun
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    REASON = "REASON"


@dataclass(frozen=True)
class Draft:
    """Which purchase."""

    purchase_id: int = 0


@pressed(RefusalBegun)
async def refusal_begun(ctx: Context, button: RefusalBegun) -> Next:
    """[Отменить]; what can't be cancelled any more is shown as it is."""
    require(ctx.actor, Permission.PURCHASES)
    purchase = await ctx.run(purchases.get_own, button.purchase_id)
    if Standing.CANCELLED not in purchase.targets:
        await ctx.show(views.card_screen(ctx, purchase))
        return END
    put(ctx, Draft(button.purchase_id))
    return State.REASON


@pressed(ReasonSkipped)
async def reason_skipped(ctx: Context, _button: ReasonSkipped) -> Next:
    """[Без причины]."""
    return await _cancel(ctx, "")


@typed(lambda _ctx, text: clean(text, most=REASON_MOST, what=Term("reason")))
async def reason_typed(ctx: Context, reason: str) -> Next:
    """In one's own words."""
    return await _cancel(ctx, reason)


async def _cancel(ctx: Context, reason: str) -> Next:
    purchase_id = draft(ctx, Draft).purchase_id
    try:
        purchase = await ctx.run(purchases.move, purchase_id, Standing.CANCELLED, reason)
    except (Outdated, NotFound, Forbidden) as error:
        return await _ended(ctx, purchase_id, error)
    await ctx.show(views.card_screen(ctx, purchase))
    return END


async def _ended(ctx: Context, purchase_id: int, error: CrmError) -> Next:
    await views.show_fresh(ctx, purchase_id, error)
    return END


async def ask_reason(ctx: Context) -> Screen:
    """Why?"""
    return screens.asking_reason(ctx.t, await ctx.run(purchases.get_own, draft(ctx, Draft).purchase_id))


async def card_again(ctx: Context) -> Screen:
    """Not cancelled after all."""
    return views.card_screen(ctx, await ctx.run(purchases.get_own, draft(ctx, Draft).purchase_id))


PURCHASE_CANCEL = dialogue(
    "crm_purchase_cancel",
    entries=[refusal_begun],
    steps={State.REASON: [reason_skipped, reason_typed]},
    ask={State.REASON: ask_reason},
    cancelled=card_again,
)
