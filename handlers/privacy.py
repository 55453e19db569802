"""/privacy: what is stored about a person, their consents, and taking them back."""

from telegram import Update

from conversations.flow import data_of
from domain.people import ConsentKind
from handlers.context import Context
from services import people, settings
from ui import consent as consents
from ui import privacy as screens


async def privacy(_update: Update, ctx: Context) -> None:
    """What is stored, and since when it was agreed to."""
    contact = (await ctx.run(settings.current))["CONTACT"]
    await ctx.show(screens.stored(ctx.t, await ctx.run(people.privacy), ctx.actor.is_staff, contact))


async def adverts_agreed(_update: Update, ctx: Context) -> None:
    """[Согласен на рекламу], to the text that was shown."""
    version = screens.AdvertsAgreed.unpack(data_of(ctx)).version
    asked = await ctx.run(people.consent_asked, ConsentKind.ADVERTS)
    await ctx.run(people.give_consent, ConsentKind.ADVERTS, version, consents.shown(ctx.t, asked))
    await privacy(_update, ctx)


async def withdrawal_asked(_update: Update, ctx: Context) -> None:
    """What taking the consent to personal data back means."""
    contact = (await ctx.run(settings.current))["CONTACT"]
    known = await ctx.run(people.privacy)
    await ctx.show(screens.withdrawal(ctx.t, contact, lives_here=bool(known.accounts)))


async def withdrawn(_update: Update, ctx: Context) -> None:
    """A consent is taken back, at once."""
    await ctx.run(people.withdraw_consent, screens.ConsentWithdrawn.unpack(data_of(ctx)).kind)
    await privacy(_update, ctx)


COMMANDS = {"privacy": privacy}
PRESSES = {
    screens.PrivacyOpened: privacy,
    screens.AdvertsAgreed: adverts_agreed,
    screens.WithdrawalAsked: withdrawal_asked,
    screens.ConsentWithdrawn: withdrawn,
}
