"""A setting of /settings: → VALUE → end. Groups and switches are views; here a value is typed."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, typed
from domain.access import Permission, require
from domain.errors import Outdated
from domain.settings import GROUPS
from handlers.context import Context
from services import settings
from ui import settings as screens
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    VALUE = "VALUE"


@dataclass(frozen=True)
class Draft:
    """Which setting."""

    name: str = ""


@pressed(screens.SettingPicked)
async def picked(ctx: Context, button: screens.SettingPicked) -> Next:
    """A setting in the list."""
    require(ctx.actor, Permission.SETTINGS)
    put(ctx, Draft(settings.known(button.name).name))
    return State.VALUE


@typed(lambda _ctx, text: text)
async def value_typed(ctx: Context, text: str) -> Next:
    """The new value, in force at once; a wrong one is refused with the bounds."""
    spec = settings.known(draft(ctx, Draft).name)
    await ctx.show(screens.changed(ctx.t, spec, await ctx.run(settings.change, spec.name, text)))
    return END


@pressed(screens.SettingReset)
async def reset(ctx: Context, button: screens.SettingReset) -> Next:
    """[По умолчанию]."""
    spec = settings.known(button.name)
    await ctx.show(screens.changed(ctx.t, spec, await ctx.run(settings.reset, spec.name)))
    return END


@pressed(screens.GroupOpened)
async def left(ctx: Context, button: screens.GroupOpened) -> Next:
    """[« Игры]: the value stays as it is."""
    if button.group not in GROUPS:
        raise Outdated("This button is out of date.")
    await ctx.show(screens.group(ctx.t, button.group, await ctx.run(settings.editable)))
    return END


@commanded("settings")
async def asked_for_list(ctx: Context, _text: str) -> Next:
    """/settings once more."""
    require(ctx.actor, Permission.SETTINGS)
    await ctx.show(screens.groups(ctx.t))
    return END


async def ask_value(ctx: Context) -> Screen:
    """The setting as it is, and how the new value is typed."""
    return screens.asking(ctx.t, settings.known(draft(ctx, Draft).name), await ctx.run(settings.editable))


FLOW = dialogue(
    "crm_settings",
    entries=[picked],
    steps={State.VALUE: [value_typed, reset, left, asked_for_list]},
    ask={State.VALUE: ask_value},
    light=[State.VALUE],
)
