"""/staff: who works here, invitations by link, roles taken back. Everything by buttons; typing an id is a dialogue."""

from dataclasses import replace

from markupsafe import Markup
from telegram import Update

from conversations.flow import data_of
from domain.access import Permission, require
from domain.errors import Outdated
from domain.people import invitation_link, read_code
from handlers.context import Context
from services import people, staff
from services.settings import current
from ui import staff as screens
from ui.qr import qr_png
from ui.screen import Screen


async def listed(_update: Update, ctx: Context) -> None:
    """/staff, and the way back to it."""
    data = data_of(ctx)
    page = screens.StaffOpened.unpack(data).page if data else 0
    await ctx.show(screens.listed(ctx.t, await ctx.run(staff.lines, page)))


async def link_asked(_update: Update, ctx: Context) -> None:
    """[Пригласить ссылкой]: as what?"""
    require(ctx.actor, Permission.STAFF)
    await ctx.show(screens.which_role(ctx.t, staff.GIVEN))


async def link_made(_update: Update, ctx: Context) -> None:
    """A new one-time link, in a message of its own that can be forwarded."""
    role = screens.LinkMade.unpack(data_of(ctx)).role
    code = await ctx.run(people.invite_staff, role)
    business = (await ctx.run(current))["BUSINESS"] or ctx.deps.settings.business_name
    until = ctx.now + people.INVITED_FOR
    await ctx.show(screens.link_made(ctx.t, role))
    await ctx.say(screens.link_message(ctx.t, role, business, ctx.bot.username, code, until))


async def qr_asked(_update: Update, ctx: Context) -> None:
    """The link as a picture."""
    require(ctx.actor, Permission.STAFF)
    if (code := read_code(screens.QrAsked.unpack(data_of(ctx)).code)) is None:
        raise Outdated("This button is out of date.")
    link = invitation_link(ctx.bot.username, code)
    await ctx.send_picture(qr_png(link), Markup.escape(link))


async def removal(_update: Update, ctx: Context) -> None:
    """[Убрать роль]: whose?"""
    page = screens.RemovalOpened.unpack(data_of(ctx)).page
    await ctx.show(screens.removal(ctx.t, await ctx.run(staff.lines, page)))


async def removal_asked(_update: Update, ctx: Context) -> None:
    """The question that names the person."""
    picked = screens.RemovalAsked.unpack(data_of(ctx))
    await ctx.show(screens.removal_asked(ctx.t, await ctx.run(staff.line, picked.user_id, picked.role)))


async def removed(_update: Update, ctx: Context) -> None:
    """Yes: the role is gone, and the list says so."""
    picked = screens.RoleRemoved.unpack(data_of(ctx))
    person = await ctx.run(staff.remove, picked.user_id, picked.role, ctx.deps.settings.owner_ids)
    note = screens.removed(ctx.t, person, picked.role)
    if person.user_id == ctx.actor.user_id:
        ctx.turn.actor = replace(ctx.actor, roles=ctx.actor.roles - {picked.role})
    if not ctx.actor.may(Permission.STAFF):
        await ctx.show(Screen(note))  # an owner no more: there is no list to go back to
        return
    await ctx.show(screens.listed(ctx.t, await ctx.run(staff.lines)).noted(note))


COMMANDS = {"staff": listed}
PRESSES = {
    screens.StaffOpened: listed,
    screens.LinkAsked: link_asked,
    screens.LinkMade: link_made,
    screens.QrAsked: qr_asked,
    screens.RemovalOpened: removal,
    screens.RemovalAsked: removal_asked,
    screens.RoleRemoved: removed,
}
