"""/membership: a member's own membership, plans, visits, profile (S5.24, S5.25)."""

from telegram import Update

from conversations.flow import data_of
from domain.members import OwnMember
from handlers.context import Context
from services import freezes, members
from ui import member_freeze, member_notices
from ui import members as screens
from ui.member_buttons import (
    OwnMembershipOpened,
    OwnVisitsShown,
    PlansShown,
    PlanWanted,
    ProfileOpened,
    UnfreezeAgreed,
    UnfreezeAsked,
)
from ui.screen import Screen

NOTICES = member_notices  # imported so that its notices are registered


async def own_screen(ctx: Context) -> Screen:
    """«Мой абонемент», or the way in for who is no member yet."""
    known = await ctx.run(members.look)
    return screens.own(ctx.t, known) if isinstance(known, OwnMember) else screens.stranger(ctx.t, known)


async def membership_asked(_update: Update, ctx: Context) -> None:
    """/membership, or its button below the chat."""
    await ctx.show(await own_screen(ctx), fresh=True)


async def own_opened(_update: Update, ctx: Context) -> None:
    """[Мой абонемент]."""
    await ctx.show(await own_screen(ctx))


async def plans_shown(_update: Update, ctx: Context) -> None:
    """[Продлить]."""
    await ctx.show(screens.plans(ctx.t, await ctx.run(members.offered)))


async def plan_wanted(_update: Update, ctx: Context) -> None:
    """A plan: to be paid here, or the staff are told."""
    plan_id = PlanWanted.unpack(data_of(ctx)).plan_id
    asked = await ctx.run(members.ask, plan_id, f"wish:{ctx.actor.origin}")
    await ctx.show(screens.wanted(ctx.t, await ctx.run(members.own), asked))


async def visits_shown(_update: Update, ctx: Context) -> None:
    """[Мои визиты] and their pages."""
    page = await ctx.run(members.own_visits, OwnVisitsShown.unpack(data_of(ctx)).page)
    await ctx.show(screens.visits(ctx.t, page))


async def profile_opened(_update: Update, ctx: Context) -> None:
    """[Профиль]."""
    await ctx.show(screens.profile(ctx.t, await ctx.run(members.own)))


async def unfreeze_asked(_update: Update, ctx: Context) -> None:
    """[Разморозить]: what comes back?"""
    asked = UnfreezeAsked.unpack(data_of(ctx))
    await ctx.show(member_freeze.unfreeze_question(ctx.t, asked.client_uid, asked.starts, ctx.today))


async def unfreeze_agreed(_update: Update, ctx: Context) -> None:
    """Back: today counts again."""
    agreed = UnfreezeAgreed.unpack(data_of(ctx))
    if agreed.client_uid:
        seen = await ctx.run(freezes.unfreeze, agreed.client_uid, agreed.starts)
    else:
        seen = await ctx.run(freezes.unfreeze_own, agreed.starts)
    await ctx.show(member_freeze.unfrozen(ctx.t, agreed.client_uid, seen, ctx.today))


COMMANDS = {"membership": membership_asked}
PRESSES = {
    OwnMembershipOpened: own_opened,
    PlansShown: plans_shown,
    PlanWanted: plan_wanted,
    OwnVisitsShown: visits_shown,
    ProfileOpened: profile_opened,
    UnfreezeAsked: unfreeze_asked,
    UnfreezeAgreed: unfreeze_agreed,
}
