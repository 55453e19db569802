"""A command, typed or pressed on the menu below the chat."""

from typing import Any, cast

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import Context
from ui import menu


class Commanded(CommandHandler[Context, Any]):
    """Handles `/name` and the menu's labels for it, in a private chat, never an edited message."""

    def __init__(self, name: str, callback: Any) -> None:
        """``name`` without the slash."""
        super().__init__(name, callback, filters=filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE)
        self._labels = frozenset(menu.labels(name))

    def check_update(self, update: object) -> Any:
        """As PTB's, and true for the label of this command in any language."""
        message = update.message if isinstance(update, Update) else None
        if message and message.text in self._labels and message.chat.type == "private":
            return cast(Any, ([], None))
        return super().check_update(update)
