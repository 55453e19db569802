"""/plans, /coaches, /groups: lists, cards, the archive; a group's hours and people. What is typed is a dialogue."""

from typing import Any

from telegram import Update

from conversations.flow import data_of
from conversations.gym_asks import GET, LIST
from domain.errors import NotFound
from domain.groups import Changed
from domain.gym import Book
from handlers.context import Context
from services import coaches, group_people, groups, plans
from ui import common, gym_archive
from ui import gym as screens
from ui import gym_groups as group_screens

RESTORE: dict[Book, Any] = {Book.PLANS: plans.restore, Book.COACHES: coaches.restore, Book.GROUPS: groups.restore}
PAGES_MOST = 1000  # a forged page is no page


async def plans_listed(_update: Update, ctx: Context) -> None:
    """/plans."""
    await _list(ctx, Book.PLANS)


async def coaches_listed(_update: Update, ctx: Context) -> None:
    """/coaches."""
    await _list(ctx, Book.COACHES)


async def groups_listed(_update: Update, ctx: Context) -> None:
    """/groups."""
    await _list(ctx, Book.GROUPS)


async def opened(_update: Update, ctx: Context) -> None:
    """A page of a list, or of the archive."""
    press = screens.Opened.unpack(data_of(ctx))
    await _list(ctx, press.book, min(max(0, press.page), screens.PAGES_MOST), press.is_archive)


async def _list(ctx: Context, book: Book, page: int = 0, is_archive: bool = False) -> None:
    found = await ctx.run(LIST[book], is_archive)
    page = min(page, max(0, len(found) - 1) // screens.PAGE)
    await ctx.show(screens.listed(ctx.t, book, found, page, is_archive), instead=True)


async def picked(_update: Update, ctx: Context) -> None:
    """One of them."""
    press = screens.Picked.unpack(data_of(ctx))
    await ctx.show(screens.card(ctx.t, press.book, await ctx.run(GET[press.book], press.id)), instead=True)


async def archive_asked(_update: Update, ctx: Context) -> None:
    """[В архив]: really?"""
    press = screens.ArchiveAsked.unpack(data_of(ctx))
    changed: Changed | None = None
    if press.book is Book.GROUPS:
        changed = await ctx.run(groups.after_removing, press.id, None)
    one = changed.group if changed else await ctx.run(GET[press.book], press.id)
    if one.is_archived:
        await ctx.show(screens.card(ctx.t, press.book, one), instead=True)
        return
    await ctx.show(gym_archive.archive_question(ctx.t, press.book, one, changed), instead=True)


async def archived(_update: Update, ctx: Context) -> None:
    """Yes (S5.48)."""
    press = screens.Archived.unpack(data_of(ctx))
    if press.book is Book.GROUPS:
        changed = await ctx.run(groups.archive, press.id)
        await ctx.show(gym_archive.archived(ctx.t, press.book, changed.group, changed), instead=True)
        return
    put_away: Any = plans.archive if press.book is Book.PLANS else coaches.archive
    await ctx.show(gym_archive.archived(ctx.t, press.book, await ctx.run(put_away, press.id)), instead=True)


async def restored(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть]."""
    press = screens.Restored.unpack(data_of(ctx))
    card = screens.card(ctx.t, press.book, await ctx.run(RESTORE[press.book], press.id))
    await ctx.show(card.noted(ctx.t("↩️ It is back.")), instead=True)


# --- a group's hours and people ---


async def hours(_update: Update, ctx: Context) -> None:
    """[Расписание]."""
    group_id = screens.HoursOpened.unpack(data_of(ctx)).group_id
    await ctx.show(group_screens.hours(ctx.t, await ctx.run(groups.get, group_id)))


async def hour_remove_asked(_update: Update, ctx: Context) -> None:
    """[✖️ вт 19:00]: really? Says what becomes of trainings made already."""
    press = group_screens.HourRemoveAsked.unpack(data_of(ctx))
    try:
        changed = await ctx.run(groups.after_removing, press.group_id, press.hour_id)
    except NotFound as error:  # somebody was faster
        group = await ctx.run(groups.get, press.group_id)
        await ctx.show(group_screens.hours(ctx.t, group).noted(common.refusal(ctx.t, error)))
        return
    await ctx.show(group_screens.hour_question(ctx.t, changed, press.hour_id))


async def hour_removed(_update: Update, ctx: Context) -> None:
    """Yes."""
    press = group_screens.HourRemoved.unpack(data_of(ctx))
    changed = await ctx.run(groups.remove_hour, press.group_id, press.hour_id)
    await ctx.show(group_screens.hours(ctx.t, changed.group).noted(group_screens.hours_news(ctx.t, changed)))


async def people(_update: Update, ctx: Context) -> None:
    """[Люди], and its pages (S5.49)."""
    press = screens.PeopleOpened.unpack(data_of(ctx))
    await _people(ctx, press.group_id, press.page)


async def person_removed(_update: Update, ctx: Context) -> None:
    """[✖️ Минеева Ольга]."""
    press = group_screens.PersonRemoved.unpack(data_of(ctx))
    name = await ctx.run(group_people.remove, press.group_id, press.client_uid)
    await _people(ctx, press.group_id, press.page, name)


async def _people(ctx: Context, group_id: int, page: int, gone: str = "") -> None:
    page = min(max(0, page), PAGES_MOST)
    group, found = await ctx.run(group_people.listed, group_id, page)
    if not found and page:  # the last one of a page has left
        page -= 1
        group, found = await ctx.run(group_people.listed, group_id, page)
    screen = group_screens.people(ctx.t, group, found, page)
    await ctx.show(screen.noted(group_screens.person_news(ctx.t, gone, False)) if gone else screen)


COMMANDS = {"plans": plans_listed, "coaches": coaches_listed, "groups": groups_listed}
PRESSES = {
    screens.Opened: opened,
    screens.Picked: picked,
    screens.ArchiveAsked: archive_asked,
    screens.Archived: archived,
    screens.Restored: restored,
    screens.HoursOpened: hours,
    group_screens.HourRemoveAsked: hour_remove_asked,
    group_screens.HourRemoved: hour_removed,
    screens.PeopleOpened: people,
    group_screens.PersonRemoved: person_removed,
}
