"""The ordered list of everything that handles an update.

Order matters: the first handler of a group that matches takes it.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import Application, ApplicationHandlerStop, CallbackQueryHandler, MessageHandler, TypeHandler, filters

from conversations import registry
from conversations.flow import Continued, StartedAnew
from handlers import calendar, clients, dialogues, exports, gate, last, orders, privacy, settings, staff, start
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
    clients,
    exports,
    staff,
    settings,
    privacy,
)
