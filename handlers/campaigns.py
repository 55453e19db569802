"""/broadcast: the list, cards, pausing and stopping; what readers press under an advert. Making one is a dialogue."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import campaigns, exports
from ui import campaign_letters as letters
from ui import campaigns as screens
from ui import exports as export_screens


async def listed(_update: Update, ctx: Context) -> None:
    """/broadcast, and its pages."""
    page = max(0, screens.CampaignsOpened.unpack(data_of(ctx)).page) if data_of(ctx) else 0
    await ctx.show(screens.listed(ctx.t, *await ctx.run(campaigns.listed, page, screens.PAGE), page))


async def opened(_update: Update, ctx: Context) -> None:
    """The card of one; from now on it shows the progress."""
    campaign_id = screens.CampaignOpened.unpack(data_of(ctx)).campaign_id
    await ctx.show(screens.card(ctx.t, await ctx.run(campaigns.follow, campaign_id)))


async def paused(_update: Update, ctx: Context) -> None:
    """[⏸ Пауза]."""
    campaign_id = screens.CampaignPaused.unpack(data_of(ctx)).campaign_id
    await ctx.show(screens.card(ctx.t, await ctx.run(campaigns.pause, campaign_id)))


async def resumed(_update: Update, ctx: Context) -> None:
    """[▶️ Продолжить]."""
    campaign_id = screens.CampaignResumed.unpack(data_of(ctx)).campaign_id
    await ctx.show(screens.card(ctx.t, await ctx.run(campaigns.resume, campaign_id)))


async def stop_asked(_update: Update, ctx: Context) -> None:
    """[⏹ Остановить]: really?"""
    campaign_id = screens.StopAsked.unpack(data_of(ctx)).campaign_id
    await ctx.show(screens.stop_question(ctx.t, await ctx.run(campaigns.look_away, campaign_id)))


async def stopped(_update: Update, ctx: Context) -> None:
    """Yes."""
    campaign_id = screens.CampaignStopped.unpack(data_of(ctx)).campaign_id
    await ctx.show(screens.card(ctx.t, await ctx.run(campaigns.stop, campaign_id)))


async def letter_shown(_update: Update, ctx: Context) -> None:
    """[👁 Показать]: the letter, below."""
    campaign_id = screens.LetterShown.unpack(data_of(ctx)).campaign_id
    await ctx.say_letter(letters.letter(ctx.t, await ctx.run(campaigns.letter, campaign_id)))


async def recipients_asked(_update: Update, ctx: Context) -> None:
    """[📊 Кому дошло: Excel]: answers at once, the work goes on beside."""
    campaign_id = screens.RecipientsAsked.unpack(data_of(ctx)).campaign_id
    job = await ctx.run(exports.start_recipients, campaign_id, ctx.turn.chat_id, ctx.pressed_message_id or 0)
    if job.state in ("queued", "running"):
        await ctx.show(export_screens.progress(ctx.t, job.id, 0, 0))


# --- readers ---


async def unsubscribed(_update: Update, ctx: Context) -> None:
    """[Отписаться] (T10): the advert stays, what has come of it is said below."""
    run_id = letters.AdvertsStopped.unpack(data_of(ctx)).run_id
    await ctx.run(campaigns.unsubscribe, run_id)
    await ctx.say(letters.stopped(ctx.t, run_id))


async def subscribed_again(_update: Update, ctx: Context) -> None:
    """[Вернуть]."""
    await ctx.run(campaigns.subscribe_again, letters.AdvertsRestored.unpack(data_of(ctx)).run_id)
    await ctx.show(letters.restored(ctx.t))


async def rarely(_update: Update, ctx: Context) -> None:
    """[Реже], and back."""
    is_on = letters.AdvertsRarely.unpack(data_of(ctx)).is_on
    await ctx.run(campaigns.rarely, is_on)
    if is_on:
        await ctx.say(letters.rarely(ctx.t, is_on))
    else:
        await ctx.show(letters.rarely(ctx.t, is_on))


COMMANDS = {"broadcast": listed}
PRESSES = {
    screens.CampaignsOpened: listed,
    screens.CampaignOpened: opened,
    screens.CampaignPaused: paused,
    screens.CampaignResumed: resumed,
    screens.StopAsked: stop_asked,
    screens.CampaignStopped: stopped,
    screens.LetterShown: letter_shown,
    screens.RecipientsAsked: recipients_asked,
    letters.AdvertsStopped: unsubscribed,
    letters.AdvertsRestored: subscribed_again,
    letters.AdvertsRarely: rarely,
}
