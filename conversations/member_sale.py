"""[🔎 Найти] of the members' lists → FIND · [Другая сумма] of a sale → SUM → written down (S5.14, S5.49)."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain import parse
from domain.access import Permission, require
from domain.errors import Invalid
from domain.membership_views import Which
from handlers.context import Context
from services import member_desk, member_lists, member_sales
from ui import member_desk as screens
from ui.member_buttons import MemberSearched, OtherSumAsked
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    FIND = "FIND"
    SUM = "SUM"


@dataclass(frozen=True)
class Draft:
    """What was typed to find somebody; or which plan is sold to whom."""

    query: str = ""
    uid: int = 0
    plan_id: int = 0


def _amount(_ctx: Context, text: str) -> int:
    if not (amount := parse.money(text)):
        raise Invalid("A payment is more than nothing. Example: {example}", example="12 500")
    return amount


@pressed(MemberSearched)
async def search_begun(ctx: Context, _press: MemberSearched) -> Next:
    """[🔎 Найти]."""
    require(ctx.actor, Permission.MEMBERSHIPS)
    return State.FIND


@typed(lambda _ctx, text: text[: member_lists.TEXT_MOST])
async def search_typed(ctx: Context, text: str) -> Next:
    """A search; the next typing is another one."""
    put(ctx, Draft(text))
    return State.FIND


@pressed(OtherSumAsked)
async def sum_asked(ctx: Context, press: OtherSumAsked) -> Next:
    """[Другая сумма]."""
    await ctx.run(member_desk.offer, press.client_uid, press.plan_id)  # who may not, or what is gone, begins nothing
    put(ctx, Draft("", press.client_uid, press.plan_id))
    return State.SUM


@typed(_amount)
async def sum_typed(ctx: Context, amount: int) -> Next:
    """So much has come."""
    kept = draft(ctx, Draft)
    origin = f"sale:{ctx.live.draft_id}"
    one = await ctx.run(member_sales.sell, kept.uid, kept.plan_id, amount, "", origin)
    await ctx.show(screens.sold(ctx.t, one, await ctx.run(member_lists.card, one.client_uid)))
    return END


async def ask_find(ctx: Context) -> Screen:
    """The search, with what it found."""
    if not (text := draft(ctx, Draft).query):
        return screens.asking_search(ctx.t)
    return screens.found(ctx.t, text, await ctx.run(member_lists.page, Which.ALL, text))


async def ask_sum(ctx: Context) -> Screen:
    """How much?"""
    kept = draft(ctx, Draft)
    return screens.ask_sum(ctx.t, await ctx.run(member_desk.offer, kept.uid, kept.plan_id))


MEMBER_SALE = dialogue(
    "crm_member_sale",
    entries=[search_begun, sum_asked],
    steps={State.FIND: [search_typed], State.SUM: [sum_typed]},
    ask={State.FIND: ask_find, State.SUM: ask_sum},
    light=[State.FIND, State.SUM],
)
