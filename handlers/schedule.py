"""/schedule: days, trainings, signing up and off; an offered place, an invitation, a check-in code."""

from telegram import Update

from conversations.flow import data_of
from domain.errors import NotFound
from domain.trainings import CHECK_IN, TRAINING, linked_training
from handlers.context import Context
from services import check_in, schedule, training_invitations, visits
from ui import schedule as screens
from ui import training_buttons as buttons
from ui import training_notices

NOTICES = training_notices  # imported so that its notices are registered


async def opened(_update: Update, ctx: Context) -> None:
    """/schedule."""
    await ctx.show(screens.opened(ctx.t, await ctx.run(schedule.days)))


async def day(_update: Update, ctx: Context) -> None:
    """A day of it."""
    chosen = buttons.ScheduleDay.unpack(data_of(ctx)).day
    await ctx.show(screens.of_day(ctx.t, chosen, ctx.today, await ctx.run(schedule.of_day, chosen)))


async def shown(_update: Update, ctx: Context) -> None:
    """One training."""
    training_id = buttons.TrainingOpened.unpack(data_of(ctx)).training_id
    await ctx.show(screens.card(ctx.t, await ctx.run(schedule.card, training_id)))


async def signed_up(_update: Update, ctx: Context) -> None:
    """[Записаться], [Встать в очередь]; a second press shows the same."""
    training_id = buttons.SignedUp.unpack(data_of(ctx)).training_id
    await ctx.show(screens.card(ctx.t, await ctx.run(visits.sign_up, training_id)))


async def signed_off(_update: Update, ctx: Context) -> None:
    """[Отписаться]; where the visit would stay used, that is said first."""
    press = buttons.SignedOff.unpack(data_of(ctx))
    own = await ctx.run(schedule.card, press.training_id)
    if own.is_late and own.is_open and not press.is_sure:
        await ctx.show(screens.late_question(ctx.t, own))
        return
    await ctx.show(screens.card(ctx.t, await ctx.run(visits.sign_off, press.training_id)))


async def offer_taken(_update: Update, ctx: Context) -> None:
    """[Занять место]."""
    training_id = buttons.OfferTaken.unpack(data_of(ctx)).training_id
    await ctx.show(screens.card(ctx.t, await ctx.run(visits.take_offered, training_id)))


async def accepted(_update: Update, ctx: Context) -> None:
    """[Приду]: the button goes, the link comes."""
    invitation_id = buttons.InvitationAccepted.unpack(data_of(ctx)).invitation_id
    await ctx.show(screens.card(ctx.t, await ctx.run(training_invitations.accept, invitation_id)))


async def linked(ctx: Context, payload: str) -> None:
    """Behind /start: a training, or the code on a coach's screen."""
    if payload.startswith(CHECK_IN):
        await ctx.say(screens.card(ctx.t, await ctx.run(check_in.enter, payload.removeprefix(CHECK_IN))))
        return
    if (training_id := linked_training(payload.removeprefix(TRAINING))) is None:
        raise NotFound("This training is no longer there.")
    await ctx.say(screens.card(ctx.t, await ctx.run(schedule.card, training_id)))


COMMANDS = {"schedule": opened}
PRESSES = {
    buttons.ScheduleOpened: opened,
    buttons.ScheduleDay: day,
    buttons.TrainingOpened: shown,
    buttons.SignedUp: signed_up,
    buttons.SignedOff: signed_off,
    buttons.OfferTaken: offer_taken,
    buttons.InvitationAccepted: accepted,
}
