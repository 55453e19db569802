"""/settings: groups, a group, switches. A value that is typed is a dialogue."""

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission, require
from domain.errors import Outdated
from domain.settings import GROUPS
from handlers.context import Context
from services import settings
from ui import settings as screens


async def groups(_update: Update, ctx: Context) -> None:
    """/settings."""
    require(ctx.actor, Permission.SETTINGS)
    await ctx.show(screens.groups(ctx.t))


async def group(_update: Update, ctx: Context) -> None:
    """The settings of a group with their values."""
    name = screens.GroupOpened.unpack(data_of(ctx)).group
    if name not in GROUPS:
        raise Outdated("This button is out of date.")
    await ctx.show(screens.group(ctx.t, name, await ctx.run(settings.editable)))


async def switch(_update: Update, ctx: Context) -> None:
    """One setting that is on or off."""
    spec = settings.known(screens.SwitchPicked.unpack(data_of(ctx)).name)
    await ctx.show(screens.switch(ctx.t, spec, await ctx.run(settings.editable)))


async def switched(_update: Update, ctx: Context) -> None:
    """[Да] or [Нет]; the same again changes nothing."""
    chosen = screens.SwitchSet.unpack(data_of(ctx))
    spec = settings.known(chosen.name)
    business = await ctx.run(settings.change, spec.name, "yes" if chosen.is_on else "no")
    await ctx.show(screens.switch(ctx.t, spec, business))


COMMANDS = {"settings": groups}
PRESSES = {
    screens.SettingsOpened: groups,
    screens.GroupOpened: group,
    screens.SwitchPicked: switch,
    screens.SwitchSet: switched,
}
