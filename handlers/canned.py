"""/canned, a reply, and removing it: it never takes the dialogue slot."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import canned
from ui import canned as screens


async def opened(_update: Update, ctx: Context) -> None:
    """/canned, and its pages."""
    page = screens.CannedOpened.unpack(data_of(ctx)).page if data_of(ctx) else 0
    await ctx.show(screens.listed(ctx.t, await ctx.run(canned.page, page)))


async def picked(_update: Update, ctx: Context) -> None:
    """A reply."""
    canned_id = screens.CannedPicked.unpack(data_of(ctx)).canned_id
    await ctx.show(screens.card(ctx.t, await ctx.run(canned.get, canned_id)))


async def archive_asked(_update: Update, ctx: Context) -> None:
    """[🗑 Убрать]: really?"""
    canned_id = screens.ArchiveAsked.unpack(data_of(ctx)).canned_id
    await ctx.show(screens.archive_question(ctx.t, await ctx.run(canned.get, canned_id)))


async def archived(_update: Update, ctx: Context) -> None:
    """[Да, убрать]."""
    canned_id = screens.CannedArchived.unpack(data_of(ctx)).canned_id
    await ctx.show(screens.archived(ctx.t, await ctx.run(canned.archive, canned_id)))


async def restored(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть]."""
    canned_id = screens.CannedRestored.unpack(data_of(ctx)).canned_id
    await ctx.show(screens.card(ctx.t, await ctx.run(canned.restore, canned_id)))


COMMANDS = {"canned": opened}
PRESSES = {
    screens.CannedOpened: opened,
    screens.CannedPicked: picked,
    screens.ArchiveAsked: archive_asked,
    screens.CannedArchived: archived,
    screens.CannedRestored: restored,
}
