"""The ordered list of everything that handles an update.

Order matters: the first handler of a group that matches takes it.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from conversations import registry
from conversations.flow import Continued, StartedAnew
from handlers import (
    calendar,
    canned,
    client_tariffs,
    clients,
    dialogues,
    earnings,
    exports,
    gate,
    inline,
    last,
    orders,
    own_orders,
    own_tariff,
    privacy,
    reminders,
    requests,
    settings,
    staff,
    start,
    tariffs,
)
from handlers.commands import Commanded
from handlers.context import Context
from handlers.errors import on_error

GATE, DIALOGUES, VIEWS, LAST = -1, 0, 1, 9
# each has COMMANDS and PRESSES
AREAS: tuple[Any, ...] = (
    start,
    dialogues,
    calendar,
    orders,
    own_orders,
    reminders,
    requests,
    clients,
    canned,
    client_tariffs,
    tariffs,
    own_tariff,
    earnings,
    exports,
    staff,
    settings,
    privacy,
)
View = Callable[[Update, Context], Coroutine[Any, Any, None]]


def viewing(view: View) -> View:
    """A view handles its update to the end."""

    async def run(update: Update, ctx: Context) -> None:
        await view(update, ctx)
        raise ApplicationHandlerStop

    return run


def register(app: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Add every handler."""
    # before anything else: who is this?
    app.add_handler(TypeHandler(Update, gate.who_is_this), GATE)

    # an invitation's code means the same in any dialogue, and must never become an answer in one
    app.add_handler(MessageHandler(start.CODE, viewing(start.code_typed)), DIALOGUES)

    # one dialogue a chat: the slot keeps them apart, so they share a group. A live dialogue hears first
    app.add_handler(CallbackQueryHandler(dialogues.go_on, pattern=Continued.matches), DIALOGUES)
    app.add_handler(CallbackQueryHandler(dialogues.start_anew, pattern=StartedAnew.matches), DIALOGUES)
    for flow in registry.ALL:
        app.add_handler(flow, DIALOGUES)

    # looking at things: never takes the slot, so a dialogue goes on afterwards
    for area in AREAS:
        for name, callback in area.COMMANDS.items():
            app.add_handler(Commanded(name, viewing(callback)), VIEWS)
        for kind, press in area.PRESSES.items():
            app.add_handler(CallbackQueryHandler(viewing(press), pattern=kind.matches), VIEWS)

    # typed in any chat behind the bot's name
    app.add_handler(InlineQueryHandler(viewing(inline.typed)), VIEWS)

    # nothing stays without an answer
    app.add_handler(CallbackQueryHandler(last.unclaimed_press), LAST)
    said = ~filters.StatusUpdate.ALL  # «pinned a message» is Telegram's sentence, not the person's
    app.add_handler(MessageHandler(said, last.unclaimed_message), LAST)
    app.add_error_handler(on_error)
