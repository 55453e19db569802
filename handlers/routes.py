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
    PreCheckoutQueryHandler,
    TypeHandler,
    filters,
)

from conversations import registry
from conversations.flow import Continued, StartedAnew
from handlers import (
    calendar,
    campaigns,
    canned,
    catalogue,
    channels,
    client_tariffs,
    clients,
    dialogues,
    earnings,
    exports,
    gate,
    gym,
    incidents,
    inline,
    last,
    member_desk,
    members,
    orders,
    own_orders,
    own_tariff,
    payments,
    privacy,
    products,
    promos,
    purchases,
    relay,
    reminders,
    requests,
    residents,
    schedule,
    settings,
    staff,
    start,
    stats,
    tariffs,
    tickets,
    trainings,
    utility,
    waiting,
    web,
)
from handlers.commands import Commanded
from handlers.context import Context
from handlers.errors import on_error

GATE, MONEY, CHANNELS, TICKETS, LOCK, DIALOGUES, VIEWS, LAST = -5, -4, -3, -2, -1, 0, 1, 9
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
    tickets,
    relay,
    canned,
    client_tariffs,
    tariffs,
    own_tariff,
    payments,
    earnings,
    products,
    promos,
    campaigns,
    exports,
    stats,
    staff,
    settings,
    privacy,
    catalogue,
    purchases,
    channels,
    residents,
    utility,
    incidents,
    members,
    member_desk,
    gym,
    schedule,
    trainings,
    web,
)
View = Callable[[Update, Context], Coroutine[Any, Any, None]]


def viewing(view: View) -> View:
    """A view handles its update to the end."""

    async def run(update: Update, ctx: Context) -> None:
        await view(update, ctx)
        raise ApplicationHandlerStop

    return run


Bot = Application[Any, Any, Any, Any, Any, Any]


def register(app: Bot) -> None:
    """Add every handler."""
    _before_dialogues(app)
    _dialogues(app)
    _views(app)

    # nothing stays without an answer
    app.add_handler(CallbackQueryHandler(last.unclaimed_press), LAST)
    said = ~filters.StatusUpdate.ALL  # «pinned a message» is Telegram's sentence, not the person's
    app.add_handler(MessageHandler(said, last.unclaimed_message), LAST)
    app.add_error_handler(on_error)


def _before_dialogues(app: Bot) -> None:
    # before anything else: who is this?
    app.add_handler(TypeHandler(Update, gate.who_is_this), GATE)

    # money has moved, or is about to: nothing else may stand before it
    app.add_handler(PreCheckoutQueryHandler(viewing(payments.before_payment)), MONEY)
    app.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, viewing(payments.paid)), MONEY)

    # some sections are for the subscribers of a channel (a setting)
    app.add_handler(TypeHandler(Update, channels.stand), CHANNELS)

    # what answers a ticket is no answer to a question of the bot's
    app.add_handler(MessageHandler(relay.REPLIED, relay.replied), TICKETS)
    app.add_handler(MessageHandler(relay.EDITED, relay.edited), TICKETS)

    # while a customer's question waits, all goes into it (a setting)
    app.add_handler(TypeHandler(Update, waiting.hold), LOCK)


def _dialogues(app: Bot) -> None:
    # an invitation's code means the same in any dialogue, and must never become an answer in one
    app.add_handler(MessageHandler(start.CODE, viewing(start.code_typed)), DIALOGUES)

    # one dialogue a chat: the slot keeps them apart, so they share a group. A live dialogue hears first
    app.add_handler(CallbackQueryHandler(dialogues.go_on, pattern=Continued.matches), DIALOGUES)
    app.add_handler(CallbackQueryHandler(dialogues.start_anew, pattern=StartedAnew.matches), DIALOGUES)
    for flow in registry.ALL:
        app.add_handler(flow, DIALOGUES)


def _views(app: Bot) -> None:
    # looking at things: never takes the slot, so a dialogue goes on afterwards
    for area in AREAS:
        for name, callback in area.COMMANDS.items():
            app.add_handler(Commanded(name, viewing(callback)), VIEWS)
        for kind, press in area.PRESSES.items():
            app.add_handler(CallbackQueryHandler(viewing(press), pattern=kind.matches), VIEWS)

    # typed in any chat behind the bot's name
    app.add_handler(InlineQueryHandler(viewing(inline.typed)), VIEWS)

    # words that nothing has asked for: they may belong to a ticket
    app.add_handler(MessageHandler(relay.HEARD, relay.heard), VIEWS)
