"""/start, /help, /language, /id and /cancel with nothing begun."""

from telegram import Update

from conversations.flow import data_of
from handlers.context import Context
from services import people
from ui import common, menu
from ui import people as screens


async def start(_update: Update, ctx: Context) -> None:
    """Greet and show the menu of this person's roles."""
    await refresh_commands(ctx)
    await ctx.say(screens.greeting(ctx.t, ctx.actor, ctx.deps.settings.business_name, ctx.deps.settings.features))


async def help_(_update: Update, ctx: Context) -> None:
    """What this person can do."""
    await ctx.say(screens.help_(ctx.t, ctx.actor, ctx.deps.settings.features))


async def language(_update: Update, ctx: Context) -> None:
    """Offer the languages."""
    await ctx.show(screens.language(ctx.t, ctx.actor), fresh=True)


async def language_chosen(_update: Update, ctx: Context) -> None:
    """Speak another language from now on."""
    chosen = screens.LanguageChosen.unpack(data_of(ctx)).language
    if chosen not in screens.LANGUAGES:
        chosen = ctx.t.language
    await ctx.run(people.choose_language, chosen)
    ctx.speak(chosen)
    await ctx.show(screens.language_chosen(ctx.t))
    await start(_update, ctx)


async def your_id(_update: Update, ctx: Context) -> None:
    """The number staff are added by."""
    await ctx.say(screens.your_id(ctx.t, ctx.actor))


async def cancel(_update: Update, ctx: Context) -> None:
    """/cancel with nothing begun."""
    await ctx.say(common.nothing_to_cancel(ctx.t))


async def refresh_commands(ctx: Context) -> None:
    """The chat's command list follows this person's roles and language."""
    await ctx.set_commands(menu.commands(ctx.actor, ctx.t, ctx.deps.settings.features))


COMMANDS = {
    "start": start, "help": help_, "language": language, "id": your_id, "cancel": cancel,
}  # fmt: skip
PRESSES = {screens.LanguageChosen: language_chosen}
