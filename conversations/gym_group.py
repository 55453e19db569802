"""The steps of ``crm_gym`` that a group has of its own: its hours and its people; and the ways out of an answer."""

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update
from telegram.ext import BaseHandler

from conversations.flow import END, Next, commanded, draft, pressed, put, typed
from conversations.gym_asks import GET, LIST, Draft, State
from domain.access import Permission, require
from domain.errors import NotFound
from domain.groups import Hour
from domain.gym import Book
from domain.weekly import read_hours
from handlers.context import Context
from services import group_people, groups
from ui import common
from ui import gym as screens
from ui import gym_groups as group_screens
from ui.screen import Screen

QUERY = 100  # characters of a search
Steps = list[BaseHandler[Update, Context, None]]


@pressed(group_screens.HourBegun)
async def hours_begun(ctx: Context, press: group_screens.HourBegun) -> Next:
    """[➕ Добавить время]."""
    require(ctx.actor, Permission.TRAININGS)
    put(ctx, Draft(book=Book.GROUPS, id=press.group_id))
    return State.HOURS


@typed(lambda _ctx, text: read_hours(text))
async def hours_typed(ctx: Context, hours: Sequence[Hour]) -> Next:
    """When, and for how long."""
    try:
        changed = await ctx.run(groups.add_hours, draft(ctx, Draft).id, hours)
    except NotFound as error:
        await ctx.show(Screen(common.refusal(ctx.t, error)))
        return END
    await ctx.show(group_screens.hours(ctx.t, changed.group).noted(group_screens.hours_news(ctx.t, changed)))
    return END


@pressed(group_screens.PersonSought)
async def sought(ctx: Context, press: group_screens.PersonSought) -> Next:
    """[➕ Добавить людей]."""
    require(ctx.actor, Permission.TRAININGS)
    put(ctx, Draft(book=Book.GROUPS, id=press.group_id))
    return State.WHO


@typed(lambda _ctx, text: text[:QUERY])
async def query_typed(ctx: Context, text: str) -> Next:
    """A part of a name or a phone; the next typing is another search."""
    put(ctx, replace(draft(ctx, Draft), query=text))
    return State.WHO


@pressed(group_screens.PersonPut)
async def person_put(ctx: Context, press: group_screens.PersonPut) -> Next:
    """Somebody who comes into the group (S5.48)."""
    name = await ctx.run(group_people.put, press.group_id, press.client_uid)
    group, found = await ctx.run(group_people.listed, press.group_id)
    await ctx.show(group_screens.people(ctx.t, group, found).noted(group_screens.person_news(ctx.t, name, True)))
    return END


def left_group() -> Steps:
    """[« Назад] to the hours and to the people: everything stays as it is."""

    @pressed(screens.HoursOpened)
    async def to_hours(ctx: Context, press: screens.HoursOpened) -> Next:
        await ctx.show(group_screens.hours(ctx.t, await ctx.run(groups.get, press.group_id)))
        return END

    @pressed(screens.PeopleOpened)
    async def to_people(ctx: Context, press: screens.PeopleOpened) -> Next:
        await ctx.show(group_screens.people(ctx.t, *await ctx.run(group_people.listed, press.group_id)))
        return END

    return [to_hours, to_people]


def left() -> Steps:
    """[« Назад] to one of them, and the commands: everything stays as it is."""

    @pressed(screens.Picked)
    async def went_back(ctx: Context, press: screens.Picked) -> Next:
        await ctx.show(screens.card(ctx.t, press.book, await ctx.run(GET[press.book], press.id)), instead=True)
        return END

    return [went_back, *(_asked_for(book) for book in Book)]


def _asked_for(book: Book) -> BaseHandler[Update, Context, None]:
    @commanded(screens.COMMANDS[book])
    async def asked_for(ctx: Context, _text: str) -> Next:
        await ctx.show(screens.listed(ctx.t, book, await ctx.run(LIST[book])))
        return END

    return asked_for
