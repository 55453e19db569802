"""[💬 Тариф] of a client's card: which one, until when it is paid, who is asked first. What is typed is a dialogue."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import client_tariffs
from ui import client_tariffs as screens
from ui.clients import TariffOpened


async def opened(_update: Update, ctx: Context) -> None:
    """[💬 Тариф]."""
    uid = TariffOpened.unpack(data_of(ctx)).client_uid
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.shown, uid)))


async def change_asked(_update: Update, ctx: Context) -> None:
    """[Сменить тариф]: to which? (S3.52)"""
    press = screens.ChangeAsked.unpack(data_of(ctx))
    known, tariffs = await ctx.run(client_tariffs.choices, press.client_uid)
    await ctx.show(screens.choices(ctx.t, known, tariffs, max(0, press.page)))


async def given(_update: Update, ctx: Context) -> None:
    """This one."""
    press = screens.TariffGiven.unpack(data_of(ctx))
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.change, press.client_uid, press.tariff_id)))


async def off_asked(_update: Update, ctx: Context) -> None:
    """[Снять с тарифа]: really?"""
    uid = screens.OffAsked.unpack(data_of(ctx)).client_uid
    known, _tariffs = await ctx.run(client_tariffs.choices, uid)
    await ctx.show(screens.off_question(ctx.t, known))


async def taken_off(_update: Update, ctx: Context) -> None:
    """Yes."""
    uid = screens.TakenOff.unpack(data_of(ctx)).client_uid
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.take_off, uid)))


async def paid_set(_update: Update, ctx: Context) -> None:
    """[Продлить до 31 декабря]: the day is in the button, so a second press extends nothing more."""
    press = screens.PaidSet.unpack(data_of(ctx))
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.set_paid, press.client_uid, press.day)))


async def pin_asked(_update: Update, ctx: Context) -> None:
    """[📌 Закрепить подрядчика]: whom?"""
    press = screens.PinAsked.unpack(data_of(ctx))
    known, people = await ctx.run(client_tariffs.contractors, press.client_uid)
    await ctx.show(screens.whom_to_pin(ctx.t, known, people, max(0, press.page)))


async def pinned(_update: Update, ctx: Context) -> None:
    """This one first, or nobody."""
    press = screens.ContractorPinned.unpack(data_of(ctx))
    await ctx.show(screens.shown(ctx.t, await ctx.run(client_tariffs.pin, press.client_uid, press.user_id)))


COMMANDS: dict[str, object] = {}
PRESSES = {
    TariffOpened: opened,
    screens.ChangeAsked: change_asked,
    screens.TariffGiven: given,
    screens.OffAsked: off_asked,
    screens.TakenOff: taken_off,
    screens.PaidSet: paid_set,
    screens.PinAsked: pin_asked,
    screens.ContractorPinned: pinned,
}
