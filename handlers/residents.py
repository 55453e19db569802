"""Residents look at their flats; dispatchers confirm who is new (S4.17–S4.27)."""

from dataclasses import replace

from telegram import Update

from conversations.flow import data_of
from domain.residents import OwnFlat
from handlers.context import Context
from services import resident_desk, residents
from ui import menu
from ui import resident_desk as desk_screens
from ui import residents as screens
from ui.screen import Screen
from ui.utility_forms import create_row


async def flats_asked(_update: Update, ctx: Context) -> None:
    """/flats: where the person lives; who is not identified finds one button (S4.17)."""
    await ctx.show(await _home(ctx), fresh=True)


async def flats_opened(_update: Update, ctx: Context) -> None:
    """[« Мои квартиры]."""
    await ctx.show(await _home(ctx))


async def linked(ctx: Context, payload: str) -> None:
    """A bill's link was opened: the account need not be typed; nothing is looked up yet."""
    code = payload.removeprefix(screens.PAYLOAD)[:32]
    await ctx.show(screens.stranger(ctx.t, code if code.isalnum() else ""), fresh=True)


async def flat_opened(_update: Update, ctx: Context) -> None:
    """One of one's own flats."""
    own = await ctx.run(residents.own_flat, screens.FlatOpened.unpack(data_of(ctx)).account)
    await ctx.show(screens.flat(ctx.t, own))


async def leave_asked(_update: Update, ctx: Context) -> None:
    """[🚪 Отвязать квартиру]."""
    own = await ctx.run(residents.own_flat, screens.LeaveAsked.unpack(data_of(ctx)).account)
    await ctx.show(screens.ask_leave(ctx.t, own))


async def flat_left(_update: Update, ctx: Context) -> None:
    """It is untied; without another one the person is not identified any more, and the menu says so."""
    await ctx.run(residents.leave, screens.FlatLeft.unpack(data_of(ctx)).account)
    own = await ctx.run(residents.own)
    await ctx.show(_list(ctx, own).noted(screens.left(ctx.t)))
    if not own:
        ctx.turn.actor = replace(ctx.actor, is_resident=False)
        features = ctx.deps.settings.features
        await ctx.set_commands(menu.commands(ctx.actor, ctx.t, features))
        await ctx.say(screens.menu_changed(ctx.t, ctx.actor, features))


async def disowned(_update: Update, ctx: Context) -> None:
    """A confirmed resident rejects a new one."""
    gone = await ctx.run(residents.disown, screens.Disowned.unpack(data_of(ctx)).resident)
    await ctx.show(screens.disowned(ctx.t, gone))


async def _home(ctx: Context) -> Screen:
    return _list(ctx, await ctx.run(residents.own))


def _list(ctx: Context, own: tuple[OwnFlat, ...]) -> Screen:
    return screens.flats(ctx.t, own, [create_row(ctx.t)]) if own else screens.stranger(ctx.t)


# --- dispatchers ---


async def new_residents(_update: Update, ctx: Context) -> None:
    """/residents."""
    await ctx.show(await _waiting(ctx, 0), fresh=True)


async def residents_listed(_update: Update, ctx: Context) -> None:
    """A page of who waits."""
    await ctx.show(await _waiting(ctx, desk_screens.ResidentsListed.unpack(data_of(ctx)).page))


async def _waiting(ctx: Context, page: int) -> Screen:
    shown, total = await ctx.run(resident_desk.waiting, page)
    return desk_screens.waiting(ctx.t, shown, total)


async def resident_opened(_update: Update, ctx: Context) -> None:
    """One of them."""
    one = await ctx.run(resident_desk.card, desk_screens.ResidentOpened.unpack(data_of(ctx)).resident)
    await ctx.show(desk_screens.card(ctx.t, one))


async def resident_confirmed(_update: Update, ctx: Context) -> None:
    """[✅ Подтвердить]."""
    one = await ctx.run(resident_desk.confirm, desk_screens.ResidentConfirmed.unpack(data_of(ctx)).resident)
    await ctx.show(desk_screens.card(ctx.t, one))


async def resident_rejected(_update: Update, ctx: Context) -> None:
    """[❌ Отклонить]."""
    one = await ctx.run(resident_desk.reject, desk_screens.ResidentRejected.unpack(data_of(ctx)).resident)
    await ctx.show(desk_screens.card(ctx.t, one))


async def living_opened(_update: Update, ctx: Context) -> None:
    """[👥 Жители]: everybody at an account."""
    await _living(ctx, desk_screens.LivingOpened.unpack(data_of(ctx)).account)


async def removal_asked(_update: Update, ctx: Context) -> None:
    """Untie somebody?"""
    one = await ctx.run(resident_desk.card, desk_screens.RemovalAsked.unpack(data_of(ctx)).resident)
    await ctx.show(desk_screens.ask_removal(ctx.t, one))


async def resident_removed(_update: Update, ctx: Context) -> None:
    """Untied."""
    one = await ctx.run(resident_desk.remove, desk_screens.ResidentRemoved.unpack(data_of(ctx)).resident)
    await _living(ctx, one.account.id)


async def _living(ctx: Context, account_id: int) -> None:
    people = await ctx.run(resident_desk.living, account_id)
    await ctx.show(desk_screens.living(ctx.t, people[0].account if people else None, people))


COMMANDS = {"flats": flats_asked, "residents": new_residents}
PRESSES = {
    screens.FlatsOpened: flats_opened,
    screens.FlatOpened: flat_opened,
    screens.LeaveAsked: leave_asked,
    screens.FlatLeft: flat_left,
    screens.Disowned: disowned,
    desk_screens.ResidentsListed: residents_listed,
    desk_screens.ResidentOpened: resident_opened,
    desk_screens.ResidentConfirmed: resident_confirmed,
    desk_screens.ResidentRejected: resident_rejected,
    desk_screens.LivingOpened: living_opened,
    desk_screens.RemovalAsked: removal_asked,
    desk_screens.ResidentRemoved: resident_removed,
}
