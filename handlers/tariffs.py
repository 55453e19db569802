"""/tariffs: what there is, its switches, prices, and taking out of use. What is typed is a dialogue."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import people, tariffs
from services.settings import current
from ui import joining
from ui import tariffs as screens


async def listed(_update: Update, ctx: Context) -> None:
    """/tariffs (S3.51), and its pages."""
    page = screens.TariffsOpened.unpack(data_of(ctx)).page if data_of(ctx) else 0
    await ctx.show(screens.listed(ctx.t, await ctx.run(tariffs.listed), max(0, page)))


async def picked(_update: Update, ctx: Context) -> None:
    """A tariff."""
    await ctx.show(
        screens.card(ctx.t, await ctx.run(tariffs.get, screens.TariffPicked.unpack(data_of(ctx)).tariff_id))
    )  # fmt: skip


async def switched(_update: Update, ctx: Context) -> None:
    """What it opens, on or off (S3.5)."""
    press = screens.SwitchSet.unpack(data_of(ctx))
    await ctx.show(
        screens.card(ctx.t, await ctx.run(tariffs.switch, press.tariff_id, press.switch, press.is_on))
    )  # fmt: skip


async def prices(_update: Update, ctx: Context) -> None:
    """[История цен] (S3.54)."""
    tariff_id = screens.PricesShown.unpack(data_of(ctx)).tariff_id
    await ctx.show(screens.prices(ctx.t, *await ctx.run(tariffs.prices, tariff_id)))


async def archive_asked(_update: Update, ctx: Context) -> None:
    """[Больше не предлагать]: really?"""
    tariff_id = screens.ArchiveAsked.unpack(data_of(ctx)).tariff_id
    await ctx.show(screens.archive_question(ctx.t, await ctx.run(tariffs.get, tariff_id)))


async def archived(_update: Update, ctx: Context) -> None:
    """Yes."""
    tariff_id = screens.TariffArchived.unpack(data_of(ctx)).tariff_id
    await ctx.show(screens.card(ctx.t, await ctx.run(tariffs.archive, tariff_id)))


async def restored(_update: Update, ctx: Context) -> None:
    """[Снова предлагать]."""
    tariff_id = screens.TariffRestored.unpack(data_of(ctx)).tariff_id
    await ctx.show(screens.card(ctx.t, await ctx.run(tariffs.restore, tariff_id)))


async def client_asked(_update: Update, ctx: Context) -> None:
    """[🔗 Пригласить клиента]: a new one-time link, in a message of its own that can be forwarded (S3.11)."""
    tariff, code = await ctx.run(people.invite_to_tariff, screens.ClientAsked.unpack(data_of(ctx)).tariff_id)
    business = (await ctx.run(current))["BUSINESS"] or ctx.deps.settings.business_name
    until = ctx.now + people.INVITED_FOR
    await ctx.show(joining.link_made(ctx.t, tariff))
    await ctx.say(joining.link_message(ctx.t, tariff, business, ctx.bot.username, code, until))


COMMANDS = {"tariffs": listed}
PRESSES = {
    screens.TariffsOpened: listed,
    screens.TariffPicked: picked,
    screens.SwitchSet: switched,
    screens.PricesShown: prices,
    screens.ArchiveAsked: archive_asked,
    screens.TariffArchived: archived,
    screens.TariffRestored: restored,
    screens.ClientAsked: client_asked,
}
