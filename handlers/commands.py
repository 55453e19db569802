"""A command, typed or pressed on the menu below the chat."""

from typing import Any, cast

from telegram import Update
from telegram.ext import CommandHandler, filters

from delivery.turn import current
from domain.access import Permission
from handlers.context import Context
from ui import menu


class Commanded(CommandHandler[Context, Any]):
    """Handles `/name` and the menu's labels for it, in a private chat, never an edited message.

    With a ``permission`` it is there only for those who have it (the gate has found out who acts): two roles may share
    a command, each with a dialogue of its own.
    """

    def __init__(self, name: str, callback: Any, permission: Permission | None = None) -> None:
        """``name`` without the slash."""
        super().__init__(name, callback, filters=filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE)
        self._labels = frozenset(menu.labels(name))
        self._permission = permission

    def check_update(self, update: object) -> Any:
        """As PTB's, and true for the label of this command in any language."""
        if self._permission is not None and not self._may(self._permission):
            return None
        message = update.message if isinstance(update, Update) else None
        if message and message.text in self._labels and message.chat.type == "private":
            return cast(Any, ([], None))
        return super().check_update(update)

    @staticmethod
    def _may(permission: Permission) -> bool:
        turn = current.get(None)
        return turn is not None and turn.actor is not None and turn.actor.may(permission)
