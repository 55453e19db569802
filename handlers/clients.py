"""/client, and everything about a client that only looks or takes one press: it never takes the dialogue slot."""

from telegram import Update

from conversations.client_card import card_of
from conversations.flow import data_of
from domain.access import Permission, require
from domain.people import invitation_link
from handlers.context import Context
from services import clients, people, ties
from services.settings import current
from ui import client_forms as forms
from ui import client_more as more
from ui import clients as screens
from ui.clients import ClientPicked
from ui.qr import qr_png


async def way_in(_update: Update, ctx: Context) -> None:
    """/client: Find, Add (S1.14, S1.22)."""
    require(ctx.actor, Permission.CLIENTS_READ)
    await ctx.show(screens.way_in(ctx.t))


async def client_picked(_update: Update, ctx: Context) -> None:
    """A client's card; of one that is gone it is said over the button."""
    await ctx.show(await card_of(ctx, ClientPicked.unpack(data_of(ctx)).client_uid))


async def fields_shown(_update: Update, ctx: Context) -> None:
    """[✏️ Изменить]: which field? (S1.17)"""
    require(ctx.actor, Permission.CLIENTS_WRITE)
    uid = screens.FieldsShown.unpack(data_of(ctx)).client_uid
    await ctx.show(forms.fields(ctx.t, await ctx.run(clients.get, uid)))


async def games_turned(_update: Update, ctx: Context) -> None:
    """[📋 Игры] and their pages."""
    press = screens.GamesTurned.unpack(data_of(ctx))
    await ctx.show(more.games(ctx.t, *await ctx.run(clients.games, press.client_uid, press.page)))


async def history_shown(_update: Update, ctx: Context) -> None:
    """[🕘 Изменения]."""
    uid = screens.HistoryShown.unpack(data_of(ctx)).client_uid
    await ctx.show(more.history(ctx.t, *await ctx.run(clients.history, uid)))


async def delete_asked(_update: Update, ctx: Context) -> None:
    """[🗑 Удалить]: really? (S1.18)"""
    require(ctx.actor, Permission.CLIENTS_DELETE)
    uid = screens.DeleteAsked.unpack(data_of(ctx)).client_uid
    await ctx.show(more.delete_question(ctx.t, await ctx.run(clients.card, uid)))


async def client_deleted(_update: Update, ctx: Context) -> None:
    """[Да, удалить]."""
    uid = screens.ClientDeleted.unpack(data_of(ctx)).client_uid
    await ctx.show(more.deleted(ctx.t, await ctx.run(clients.delete, uid)))


async def client_restored(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть]."""
    uid = screens.ClientRestored.unpack(data_of(ctx)).client_uid
    await ctx.run(clients.restore, uid)
    await ctx.show(await card_of(ctx, uid))


async def merge_asked(_update: Update, ctx: Context) -> None:
    """[Объединить с …]: really?"""
    require(ctx.actor, Permission.CLIENTS_DELETE)
    press = screens.MergeAsked.unpack(data_of(ctx))
    client, twin = await ctx.run(clients.get, press.client_uid), await ctx.run(clients.get, press.twin_uid)
    await ctx.show(more.merge_question(ctx.t, client, twin))


async def clients_merged(_update: Update, ctx: Context) -> None:
    """[Да, объединить]."""
    press = screens.ClientsMerged.unpack(data_of(ctx))
    await ctx.run(clients.merge, press.client_uid, press.twin_uid)
    await ctx.show(await card_of(ctx, press.client_uid))


async def client_invited(_update: Update, ctx: Context) -> None:
    """[🔗 Пригласить в бота]: a one-time link as text and QR, to be forwarded or shown."""
    uid = screens.ClientInvited.unpack(data_of(ctx)).client_uid
    client = await ctx.run(clients.get, uid)
    link = invitation_link(ctx.bot.username, await ctx.run(people.invite_client, uid))
    business = (await ctx.run(current))["BUSINESS"] or ctx.deps.settings.business_name
    if await ctx.send_picture(qr_png(link), more.invitation(ctx.t, client, link, business)):
        await ctx.alert(more.how_to_invite(ctx.t, client))
    else:
        await ctx.alert(more.not_sent(ctx.t))


async def account_tied(_update: Update, ctx: Context) -> None:
    """A manager's answer to whose account it is."""
    press = screens.AccountTied.unpack(data_of(ctx))
    await ctx.show(more.tied(ctx.t, await ctx.run(ties.tie_account, press.client_uid, press.user_id)))


COMMANDS = {"client": way_in}
PRESSES = {
    screens.ClientsOpened: way_in,
    ClientPicked: client_picked,
    screens.FieldsShown: fields_shown,
    screens.GamesTurned: games_turned,
    screens.HistoryShown: history_shown,
    screens.DeleteAsked: delete_asked,
    screens.ClientDeleted: client_deleted,
    screens.ClientRestored: client_restored,
    screens.MergeAsked: merge_asked,
    screens.ClientsMerged: clients_merged,
    screens.ClientInvited: client_invited,
    screens.AccountTied: account_tied,
}
