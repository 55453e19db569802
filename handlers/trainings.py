"""/week: the trainings of a coach, or everybody's; who came, the QR to check in, handing over."""

import asyncio
from datetime import date

from telegram import Update

from conversations.flow import data_of
from domain.errors import Outdated
from domain.trainings import check_in_link
from handlers.context import Context
from services import check_in, trainings, visits
from ui import training_buttons as buttons
from ui import trainings as screens
from ui.qr import qr_png
from ui.screen import Screen


async def week(_update: Update, ctx: Context) -> None:
    """/week, and the weeks beside it."""
    first = buttons.WeekShown.unpack(data_of(ctx)).first if data_of(ctx) else None
    await ctx.show(screens.week(ctx.t, await ctx.run(trainings.week, first)))


async def day(_update: Update, ctx: Context) -> None:
    """A day of it."""
    chosen = buttons.WeekDay.unpack(data_of(ctx)).day
    await show_day(ctx, chosen)


async def show_day(ctx: Context, chosen: date) -> None:
    """A day's trainings."""
    await ctx.show(screens.of_day(ctx.t, chosen, ctx.today, await ctx.run(trainings.of_day, chosen)))


async def shown(_update: Update, ctx: Context) -> None:
    """A training with a page of its people."""
    press = buttons.LedOpened.unpack(data_of(ctx))
    await ctx.show(screens.card(ctx.t, await ctx.run(trainings.card, press.training_id, press.page)))


async def marked(_update: Update, ctx: Context) -> None:
    """A name: ✅ and ✖ in turn; a second press of the same button changes nothing."""
    press = buttons.Marked.unpack(data_of(ctx))
    await ctx.show(screens.card(ctx.t, await ctx.run(visits.mark, press.visit_id, press.came, press.page)))


async def code_shown(_update: Update, ctx: Context) -> None:
    """[QR для отметки]: the picture, and below it who has come so far."""
    made = await ctx.run(check_in.code, buttons.CodeShown.unpack(data_of(ctx)).training_id)
    picture = await asyncio.to_thread(qr_png, check_in_link(ctx.bot.username, made.code))
    if not await ctx.send_picture(picture, screens.code_caption(ctx.t, made.training, made.until)):
        await ctx.say(Screen(screens.not_shown(ctx.t)))


async def hand_over_asked(_update: Update, ctx: Context) -> None:
    """[Передать]: to whom?"""
    training_id = buttons.HandOverAsked.unpack(data_of(ctx)).training_id
    card = await ctx.run(trainings.card, training_id)
    if not card.is_open:
        raise Outdated("This training is over.")
    await ctx.show(screens.hand_over(ctx.t, card, await ctx.run(trainings.coaches)))


async def handed_over(_update: Update, ctx: Context) -> None:
    """To this coach."""
    press = buttons.HandedOver.unpack(data_of(ctx))
    training = await ctx.run(trainings.hand_over, press.training_id, press.coach_id)
    await ctx.show(screens.handed_over(ctx.t, training))


COMMANDS = {"week": week}
PRESSES = {
    buttons.WeekShown: week,
    buttons.WeekDay: day,
    buttons.LedOpened: shown,
    buttons.Marked: marked,
    buttons.CodeShown: code_shown,
    buttons.HandOverAsked: hand_over_asked,
    buttons.HandedOver: handed_over,
}
