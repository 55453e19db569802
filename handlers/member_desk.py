"""/members: lists, cards, sales, calling off (S5.12, S5.14, S5.49)."""

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission, require
from domain.errors import Outdated
from domain.membership_views import MembershipView, Which
from handlers.context import Context
from services import calling_off, member_desk, member_lists
from ui import member_desk as screens
from ui.member_buttons import (
    CalledOff,
    CallOffAsked,
    MemberBroughtBack,
    MemberOpened,
    MembershipOpened,
    MembershipShown,
    MembersListed,
    MoneyCame,
    MoneyShown,
    PlanOffered,
    SaleOpened,
    SalePaid,
    VisitsShown,
)
from ui.screen import Screen


async def members_asked(_update: Update, ctx: Context) -> None:
    """/members: whose ends soon comes first."""
    await ctx.show(await _list(ctx, Which.ENDING, 0), fresh=True)


async def listed(_update: Update, ctx: Context) -> None:
    """A page of a list."""
    asked = MembersListed.unpack(data_of(ctx))
    await ctx.show(await _list(ctx, asked.which, asked.page))


async def _list(ctx: Context, which: Which, number: int) -> Screen:
    number = max(0, min(number, 10**4))
    offset, days = number * member_lists.PAGE, screens.days_of(which)
    page = await ctx.run(member_lists.page, which, "", offset, member_lists.PAGE, days)
    return screens.listed(ctx.t, which, page)


async def _card(ctx: Context, uid: int) -> Screen:
    shown = await ctx.run(member_lists.card, uid)
    return screens.card(ctx.t, shown, may_delete=ctx.actor.may(Permission.CLIENTS_DELETE))


async def member_opened(_update: Update, ctx: Context) -> None:
    """A member's card."""
    await ctx.show(await _card(ctx, MemberOpened.unpack(data_of(ctx)).client_uid))


async def brought_back(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть] of a deleted member."""
    shown = await ctx.run(member_desk.bring_back, MemberBroughtBack.unpack(data_of(ctx)).client_uid)
    await ctx.show(screens.card(ctx.t, shown, may_delete=True))


async def membership_opened(_update: Update, ctx: Context) -> None:
    """The card of who has a membership."""
    one = await ctx.run(member_desk.find, MembershipOpened.unpack(data_of(ctx)).membership_id)
    await ctx.show(await _card(ctx, one.client_uid))


async def membership_shown(_update: Update, ctx: Context) -> None:
    """One membership with its money."""
    await _show_one(ctx, await ctx.run(member_desk.find, MembershipShown.unpack(data_of(ctx)).membership_id))


async def _show_one(ctx: Context, one: MembershipView) -> None:
    await ctx.show(screens.membership(ctx.t, one, await ctx.run(member_lists.card, one.client_uid)))


async def call_off_asked(_update: Update, ctx: Context) -> None:
    """[✖️ Отменить]: really?"""
    one = await ctx.run(member_desk.find, CallOffAsked.unpack(data_of(ctx)).membership_id)
    await ctx.show(screens.call_off_question(ctx.t, one))


async def called_off(_update: Update, ctx: Context) -> None:
    """Yes."""
    await _show_one(ctx, await ctx.run(calling_off.cancel, CalledOff.unpack(data_of(ctx)).membership_id))


# --- a sale ---


async def sale_opened(_update: Update, ctx: Context) -> None:
    """[🏋️ Абонемент] of a client's card."""
    seen = await ctx.run(member_desk.sale, SaleOpened.unpack(data_of(ctx)).client_uid)
    await ctx.show(screens.sale(ctx.t, seen))


async def plan_offered(_update: Update, ctx: Context) -> None:
    """A plan for that client."""
    asked = PlanOffered.unpack(data_of(ctx))
    await ctx.show(screens.offer(ctx.t, await ctx.run(member_desk.offer, asked.client_uid, asked.plan_id)))


async def sale_paid(_update: Update, ctx: Context) -> None:
    """[✅ Оплачено 3 000 ₽]: it begins; what has changed meanwhile is said, and shown as it is now."""
    paid = SalePaid.unpack(data_of(ctx))
    try:
        one = await ctx.run(member_desk.renew, paid.client_uid, paid.plan_id, paid.amount, paid.sold)
    except Outdated as error:
        await ctx.alert(ctx.t.alert(error))
        await ctx.show(screens.sale(ctx.t, await ctx.run(member_desk.sale, paid.client_uid)))
        return
    await ctx.show(screens.sold(ctx.t, one, await ctx.run(member_lists.card, one.client_uid)))


async def money_came(_update: Update, ctx: Context) -> None:
    """[✅ Оплата получена] of a notice."""
    came = MoneyCame.unpack(data_of(ctx))
    try:
        one = await ctx.run(member_desk.take_money, came.membership_id, came.amount)
    except Outdated as error:
        require(ctx.actor, Permission.MEMBERSHIPS)
        await ctx.alert(ctx.t.alert(error))
        one = await ctx.run(member_desk.find, came.membership_id)
        await _show_one(ctx, one)
        return
    await ctx.show(screens.sold(ctx.t, one, await ctx.run(member_lists.card, one.client_uid)))


# --- visits and money ---


async def visits_shown(_update: Update, ctx: Context) -> None:
    """A member's visits."""
    asked = VisitsShown.unpack(data_of(ctx))
    page = await ctx.run(member_lists.visits, asked.client_uid, asked.page)
    await ctx.show(screens.visits(ctx.t, asked.client_uid, page))


async def money_shown(_update: Update, ctx: Context) -> None:
    """A member's payments."""
    asked = MoneyShown.unpack(data_of(ctx))
    page = await ctx.run(member_lists.payments, asked.client_uid, asked.page)
    await ctx.show(screens.money(ctx.t, asked.client_uid, page))


COMMANDS = {"members": members_asked}
PRESSES = {
    MembersListed: listed,
    MemberOpened: member_opened,
    MemberBroughtBack: brought_back,
    MembershipOpened: membership_opened,
    MembershipShown: membership_shown,
    CallOffAsked: call_off_asked,
    CalledOff: called_off,
    SaleOpened: sale_opened,
    PlanOffered: plan_offered,
    SalePaid: sale_paid,
    MoneyCame: money_came,
    VisitsShown: visits_shown,
    MoneyShown: money_shown,
}
