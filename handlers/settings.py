"""/settings: groups, a group, switches. A value that is typed is a dialogue."""

from markupsafe import Markup
from telegram import Update

import delivery.channels
from conversations.flow import data_of
from domain.access import SYSTEM, Permission, require
from domain.errors import Outdated
from domain.settings import GROUPS
from handlers.context import Context
from services import channels, settings
from ui import channels as channel_screens
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
    business = await ctx.run(settings.editable)
    await ctx.show(screens.group(ctx.t, name, business, await _news(ctx) if name == "channel" else ()))


async def _news(ctx: Context) -> list[Markup]:
    """Whether each channel works just now: Telegram is asked, for a moment at most."""
    asked_for = await ctx.run(channels.standing)
    await ctx.run_as(SYSTEM, channels.note, await delivery.channels.look(ctx.bot, asked_for, ctx.now))
    found = await ctx.run(channels.health)
    return channel_screens.healths(ctx.t, found)


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


async def choices(_update: Update, ctx: Context) -> None:
    """One setting that is any of its choices."""
    spec = settings.known(screens.ChoicesPicked.unpack(data_of(ctx)).name)
    await ctx.show(screens.choices(ctx.t, spec, await ctx.run(settings.editable)))


async def chosen(_update: Update, ctx: Context) -> None:
    """One of the choices, on or off; the same again changes nothing."""
    one = screens.ChoiceSet.unpack(data_of(ctx))
    business = await ctx.run(settings.choose, one.name, one.option, one.is_on)
    await ctx.show(screens.choices(ctx.t, settings.known(one.name), business))


COMMANDS = {"settings": groups}
PRESSES = {
    screens.SettingsOpened: groups,
    screens.GroupOpened: group,
    screens.SwitchPicked: switch,
    screens.SwitchSet: switched,
    screens.ChoicesPicked: choices,
    screens.ChoiceSet: chosen,
}
