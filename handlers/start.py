"""The front door: /start with or without a code, a code typed, /help, /language, /id and /cancel with nothing begun."""

from markupsafe import Markup
from telegram import Message, Update
from telegram.ext import filters

from conversations.flow import data_of
from domain.access import SYSTEM
from domain.errors import CrmError, NotFound
from domain.people import PAYLOAD, read_code
from domain.trainings import CHECK_IN, TRAINING
from domain.web import PAYLOAD as WEB
from handlers import catalogue as shop
from handlers import residents as flats
from handlers import schedule as gym
from handlers import web
from handlers.context import Context
from services import people, settings
from ui import catalogue, common, joining, menu, residents
from ui import people as screens


class _Code(filters.MessageFilter):
    """A text that is nothing but an invitation's code or link, typed where a client has dropped it from /start."""

    def filter(self, message: Message) -> bool:
        return bool(message.text and not message.text.startswith("/") and read_code(message.text))


CODE = _Code() & filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE


async def start(_update: Update, ctx: Context) -> None:
    """Greet and show the menu of this person.

    Behind /start: an invitation, a product (S2.25), a bill, a training, a browser.
    """
    await ctx.run_as(SYSTEM, people.reachable, ctx.actor.telegram_id, True)  # notices may have failed before this
    payload = "".join(ctx.args or ())
    if payload.startswith(catalogue.PAYLOAD) and "shop" in ctx.deps.settings.features:
        await greet(ctx)
        await shop.linked(ctx, shop.product_of(payload))
    elif payload.startswith(residents.PAYLOAD) and "requests" in ctx.deps.settings.features:
        await greet(ctx)
        await flats.linked(ctx, payload)
    elif payload.startswith((TRAINING, CHECK_IN)) and "fitness" in ctx.deps.settings.features:
        await greet(ctx)
        await gym.linked(ctx, payload)
    elif payload.startswith(WEB):
        await web.asked(ctx, payload)
    elif read_code(payload) or payload.startswith(PAYLOAD):
        await accept(ctx, payload)
    else:
        await greet(ctx)


async def code_typed(_update: Update, ctx: Context) -> None:
    """The code of an invitation, typed or pasted with its link."""
    message = ctx.incoming.effective_message
    await accept(ctx, message.text if message and message.text else "")


async def accept(ctx: Context, text: str) -> None:
    """Use the invitation in ``text``: its result, or why not, above the greeting with the menu as it is now."""
    if (code := read_code(text)) is None:
        raise NotFound("I don't know this code. Check it, or ask for a new link, please.")
    result = await ctx.run(people.accept, code)
    if isinstance(result, CrmError):
        await greet(ctx, common.refusal(ctx.t, result))
        return
    ctx.turn.actor = result.actor
    if result.offer is not None:
        business = (await ctx.run(settings.current))["BUSINESS"] or ctx.deps.settings.business_name
        await ctx.set_commands(menu.commands(ctx.actor, ctx.t, ctx.deps.settings.features))
        await ctx.say(joining.offered(ctx.t, result.offer, result.code, business))
        return
    await greet(ctx, screens.accepted(ctx.t, result))


async def greet(ctx: Context, news: Markup | None = None) -> None:
    """Who this is and what to do next, with the menu below the chat and the command list of this person's roles."""
    business = (await ctx.run(settings.current))["BUSINESS"] or ctx.deps.settings.business_name
    await ctx.set_commands(menu.commands(ctx.actor, ctx.t, ctx.deps.settings.features))
    screen = screens.greeting(ctx.t, ctx.actor, business, ctx.deps.settings.features)
    await ctx.say(screen.noted(news) if news else screen)


async def help_(_update: Update, ctx: Context) -> None:
    """What this person can do."""
    await ctx.say(screens.help_(ctx.t, ctx.actor, ctx.deps.settings.features))


async def language(_update: Update, ctx: Context) -> None:
    """Offer the languages."""
    await ctx.show(screens.language(ctx.t, ctx.actor), fresh=True)


async def language_chosen(_update: Update, ctx: Context) -> None:
    """Speak another language from now on, in the menu and the command list too."""
    chosen = screens.LanguageChosen.unpack(data_of(ctx)).language
    if chosen not in screens.LANGUAGES:
        chosen = ctx.t.language
    await ctx.run(people.choose_language, chosen)
    ctx.speak(chosen)
    await ctx.show(screens.language_chosen(ctx.t))
    await greet(ctx)


async def your_id(_update: Update, ctx: Context) -> None:
    """The number staff are added by."""
    await ctx.say(screens.your_id(ctx.t, ctx.actor))


async def cancel(_update: Update, ctx: Context) -> None:
    """/cancel with nothing begun, or with something left lying too long: that is dropped."""
    screen = common.dropped(ctx.t, {}) if ctx.live.name else common.nothing_to_cancel(ctx.t)
    ctx.live.end()
    await ctx.say(screen)


COMMANDS = {
    "start": start, "help": help_, "language": language, "id": your_id, "cancel": cancel,
}  # fmt: skip
PRESSES = {screens.LanguageChosen: language_chosen}
