"""A manager refuses a customer's request, with a reason or without (S1.65).

[⛔ Отказать] → REASON → the game's card; the customer is told
"""

from dataclasses import dataclass
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.errors import CrmError, Forbidden, NotFound, Outdated, Term
from domain.fold import clean
from handlers.context import Context
from handlers.order_cards import card_of, of_view, show_fresh
from services import request_answers
from ui import requests as screens
from ui.order_card import told
from ui.own_orders import RequestRefused
from ui.screen import Screen

REASON_MOST = 200  # characters


class State(StrEnum):
    """What is waited for."""

    REASON = "REASON"


@dataclass(frozen=True)
class Draft:
    """Which request."""

    uid: int = 0


@pressed(RequestRefused)
async def refusal_begun(ctx: Context, button: RequestRefused) -> Next:
    """Why? One that was answered meanwhile shows how it stands."""
    try:
        await ctx.run(request_answers.request, button.uid)
    except (Outdated, NotFound) as error:
        return await _ended(ctx, button.uid, error)
    put(ctx, Draft(button.uid))
    return State.REASON


@pressed(screens.ReasonGiven)
async def reason_given(ctx: Context, button: screens.ReasonGiven) -> Next:
    """A common one, or none."""
    return await _refuse(ctx, screens.reason_said(ctx.t, button.reason))


@typed(lambda _ctx, text: clean(text, most=REASON_MOST, what=Term("reason")))
async def reason_typed(ctx: Context, reason: str) -> Next:
    """In one's own words."""
    return await _refuse(ctx, reason)


async def _refuse(ctx: Context, reason: str) -> Next:
    uid = draft(ctx, Draft).uid
    try:
        order = await ctx.run(request_answers.refuse, uid, reason)
    except (Outdated, NotFound, Forbidden) as error:
        return await _ended(ctx, uid, error)
    await ctx.show(of_view(ctx, order, told(ctx.t, order, ctx.now)))
    return END


async def _ended(ctx: Context, uid: int, error: CrmError) -> Next:
    await show_fresh(ctx, uid, error)
    return END


async def ask_reason(ctx: Context) -> Screen:
    """The question, naming the request."""
    return screens.ask_reason(ctx.t, await ctx.run(request_answers.request, draft(ctx, Draft).uid))


async def card_again(ctx: Context) -> Screen:
    """Not refused after all: the card with its buttons."""
    return await card_of(ctx, draft(ctx, Draft).uid)


REQUEST_REFUSAL = dialogue(
    "crm_refusal",
    entries=[refusal_begun],
    steps={State.REASON: [reason_given, reason_typed]},
    ask={State.REASON: ask_reason},
    cancelled=card_again,
)
