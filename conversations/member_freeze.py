"""[❄️ Заморозить] → FROM → UNTIL → SURE → frozen; by the member or by the staff (S5.17, S5.44, T29)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain import parse
from domain.access import Permission, require
from domain.errors import Conflict, Invalid, Outdated
from domain.membership_views import FreezePreview, MemberCard
from handlers.context import Context
from services import freezes, member_lists, members
from ui import common
from ui import member_freeze as screens
from ui.member_buttons import FreezeBegun
from ui.screen import Screen

LONGEST = 366  # days that are looked at


class State(StrEnum):
    """What we wait for."""

    FROM = "FROM"
    UNTIL = "UNTIL"
    SURE = "SURE"


@dataclass(frozen=True)
class Draft:
    """Whose membership (0: one's own), and the days."""

    uid: int = 0
    starts: date | None = None
    ends: date | None = None


async def _card(ctx: Context) -> MemberCard:
    uid = draft(ctx, Draft).uid
    return await ctx.run(member_lists.card, uid) if uid else (await ctx.run(members.own)).card


async def _preview(ctx: Context, starts: date, ends: date) -> FreezePreview:
    uid = draft(ctx, Draft).uid
    if uid:
        return await ctx.run(freezes.preview, uid, starts, ends)
    return await ctx.run(freezes.preview_own, starts, ends)


@pressed(FreezeBegun)
async def begun(ctx: Context, press: FreezeBegun) -> Next:
    """[❄️ Заморозить]: refused at once where nothing runs (S5.18)."""
    require(ctx.actor, Permission.MEMBERSHIPS if press.client_uid else Permission.OWN_MEMBERSHIP)
    put(ctx, Draft(press.client_uid))
    if (await _card(ctx)).active is None:
        raise Conflict(freezes.NOTHING_RUNS)
    return State.FROM


@pressed(screens.FreezeFrom)
async def from_pressed(ctx: Context, press: screens.FreezeFrom) -> Next:
    """Today, or tomorrow."""
    return await _from(ctx, press.day)


@typed(lambda ctx, text: parse.day(text, ctx.today))
async def from_typed(ctx: Context, day: date) -> Next:
    """A day."""
    return await _from(ctx, day)


async def _from(ctx: Context, day: date) -> Next:
    await _preview(ctx, day, day)  # a day that can't be is said here
    put(ctx, replace(draft(ctx, Draft), starts=day))
    return State.UNTIL


@pressed(screens.FreezeFor)
async def days_pressed(ctx: Context, press: screens.FreezeFor) -> Next:
    """So many days."""
    return await _until(ctx, press.days)


@typed(lambda _ctx, text: text)
async def days_typed(ctx: Context, text: str) -> Next:
    """A number of days, or the last day."""
    starts = draft(ctx, Draft).starts
    if starts is None:
        return State.FROM
    if text.strip().isdecimal() and text.strip().isascii():
        return await _until(ctx, int(text.strip()[:6]))
    try:
        last = parse.day(text, ctx.today)
    except Invalid:
        raise Invalid("Type how many days, or the last day. For example: {example}", example="7") from None
    return await _until(ctx, (last - starts).days + 1)


async def _until(ctx: Context, days: int) -> Next:
    kept = draft(ctx, Draft)
    if kept.starts is None:
        return State.FROM
    if not 1 <= days <= LONGEST:
        raise Invalid("How many days? For example: {example}", example="7")
    ends = kept.starts + timedelta(days=days - 1)
    await _preview(ctx, kept.starts, ends)
    put(ctx, replace(kept, ends=ends))
    return State.SURE


@pressed(screens.FreezeAgreed)
async def agreed(ctx: Context, _press: screens.FreezeAgreed) -> Next:
    """[❄️ Да, заморозить]."""
    kept = draft(ctx, Draft)
    if kept.starts is None or kept.ends is None:
        return State.FROM
    origin = f"freeze:{ctx.live.draft_id}"
    try:
        if kept.uid:
            seen = await ctx.run(freezes.freeze, kept.uid, kept.starts, kept.ends, origin)
        else:
            seen = await ctx.run(freezes.freeze_own, kept.starts, kept.ends, origin)
    except (Conflict, Invalid, Outdated) as error:
        await ctx.alert(ctx.t.alert(error))
        put(ctx, Draft(kept.uid))
        return State.FROM
    await ctx.show(screens.frozen(ctx.t, kept.uid, seen, ctx.today))
    return END


async def ask_from(ctx: Context) -> Screen:
    """From when?"""
    return screens.ask_from(ctx.t, await _card(ctx), is_own=not draft(ctx, Draft).uid)


async def ask_until(ctx: Context) -> Screen:
    """How long?"""
    kept = draft(ctx, Draft)
    starts = kept.starts or ctx.today
    return screens.ask_until(ctx.t, await _card(ctx), starts, State.FROM, is_own=not kept.uid)


async def ask_sure(ctx: Context) -> Screen:
    """What moves where; where the days can't be any more, that is said, and others can be chosen."""
    kept = draft(ctx, Draft)
    assert kept.starts is not None
    assert kept.ends is not None
    try:
        seen = await _preview(ctx, kept.starts, kept.ends)
    except (Conflict, Invalid) as error:
        return screens.taken(ctx.t, await _card(ctx), common.refusal(ctx.t, error), State.FROM, is_own=not kept.uid)
    return screens.ask_sure(ctx.t, await _card(ctx), seen, State.UNTIL, is_own=not kept.uid)


MEMBER_FREEZE = dialogue(
    "crm_member_freeze",
    entries=[begun],
    steps={
        State.FROM: [from_pressed, from_typed], State.UNTIL: [days_pressed, days_typed], State.SURE: [agreed],
    },
    ask={State.FROM: ask_from, State.UNTIL: ask_until, State.SURE: ask_sure},
    light=[State.FROM, State.UNTIL],
)  # fmt: skip
