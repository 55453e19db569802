"""The steps of a dialogue: what a person does, as a PTB handler.

``@pressed(Button)``, ``@typed(parser)``, ``@sent(filter)`` and ``@commanded("name")`` turn an ``async def`` of context
and value into a handler that unpacks or parses, runs the step and lets its dialogue show how the next state asks.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from cattrs.preconf.json import make_converter
from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, ConversationHandler, MessageHandler, filters

from domain.access import Permission
from domain.errors import Outdated
from handlers.commands import Commanded
from handlers.context import Context
from ui import menu
from ui.callbacks import Button

END = ConversationHandler.END
Next = StrEnum | int | None  # a state; END; None = stay
D = TypeVar("D")
B = TypeVar("B", bound=Button)
FRESH = filters.UpdateType.MESSAGE  # an edited message is no new answer
STOP = filters.Regex(r"(?i)^/cancel(@\w+)?(\s|$)") | filters.Regex(r"(?i)^\s*(отмена|cancel)\s*$")  # S1.62
TYPED = (
    filters.TEXT
    & ~filters.COMMAND
    & ~STOP
    & ~filters.Text(menu.labels())  # a press on the menu below the chat is no answer
    & (FRESH | filters.UpdateType.EDITED_MESSAGE)
)
_convert = make_converter()


def draft(ctx: Context, kind: type[D]) -> D:
    """The dialogue's draft as ``kind`` (a frozen dataclass with defaults); raises ``Outdated`` for an older shape."""
    try:
        return _convert.structure(ctx.live.draft, kind)
    except Exception as error:  # cattrs wraps whatever the fields' own constructors raise
        raise Outdated("This was begun with an older version. Start anew, please.") from error


def put(ctx: Context, value: Any) -> None:
    """Keep the draft; it is stored with the slot when the update is done."""
    ctx.live.draft = _convert.unstructure(value)


def data_of(ctx: Context) -> str:
    """The callback data of a press; nothing where it is no press."""
    query = ctx.incoming.callback_query
    return query.data if query and query.data else ""


class Flow(Protocol):
    """The dialogue a step belongs to, as far as a step knows it."""

    async def enter(self, ctx: Context, step: "Step") -> None:
        """Begin with this step."""

    async def advance(self, ctx: Context, step: "Step") -> None:
        """Go on with this step."""


@dataclass
class Step:
    """What a PTB handler of ours calls: unpack, run the step, show how the next state asks."""

    fn: Callable[..., Awaitable[Next]]
    read: Callable[[Context], Any]
    button: type[Button] | None = None  # what is pressed, if it is a press
    flow: "Flow | None" = None
    enters: bool = False

    async def __call__(self, update: Update, context: Any) -> None:
        """PTB's callback."""
        ctx = cast(Context, context)
        assert self.flow is not None
        ctx.turn.in_dialogue = True
        if self.enters:
            await self.flow.enter(ctx, self)
        else:
            self._check_live(ctx)
            await self.flow.advance(ctx, self)

    def _check_live(self, ctx: Context) -> None:
        if ctx.incoming.callback_query and not ctx.on_live_message:
            raise Outdated("This button is from an earlier step. The current one is below.")


def pressed(kind: type[B]) -> Callable[[Callable[[Context, B], Awaitable[Next]]], BaseHandler[Update, Context, None]]:
    """A step taken by pressing a ``kind`` of button."""

    def wrap(fn: Callable[[Context, B], Awaitable[Next]]) -> BaseHandler[Update, Context, None]:
        return CallbackQueryHandler(Step(fn, lambda ctx: kind.unpack(data_of(ctx)), kind), pattern=kind.matches)

    return wrap


def typed(
    parser: Callable[[Context, str], Any],
) -> Callable[[Callable[[Context, Any], Awaitable[Next]]], BaseHandler[Update, Context, None]]:
    """A step taken by typing; ``parser(ctx, text)`` gives the value or raises ``Invalid``: why is said, asked again."""

    def wrap(fn: Callable[[Context, Any], Awaitable[Next]]) -> BaseHandler[Update, Context, None]:
        def read(ctx: Context) -> Any:
            message = ctx.incoming.effective_message
            return parser(ctx, message.text if message and message.text else "")

        return MessageHandler(TYPED, Step(fn, read))

    return wrap


def sent(
    wanted: filters.BaseFilter,
) -> Callable[[Callable[[Context, Any], Awaitable[Next]]], BaseHandler[Update, Context, None]]:
    """A step taken by sending something that is no text (a contact, a photo); the step gets the message."""

    def wrap(fn: Callable[[Context, Any], Awaitable[Next]]) -> BaseHandler[Update, Context, None]:
        return MessageHandler(wanted & FRESH, Step(fn, lambda ctx: ctx.incoming.effective_message))

    return wrap


def commanded(
    name: str, permission: Permission | None = None
) -> Callable[[Callable[[Context, str], Awaitable[Next]]], BaseHandler[Update, Context, None]]:
    """An entry by a command; the step gets what was typed behind it. With a ``permission``: only for who has it."""

    def wrap(fn: Callable[[Context, str], Awaitable[Next]]) -> BaseHandler[Update, Context, None]:
        return Commanded(name, Step(fn, lambda ctx: " ".join(ctx.args or ())), permission)

    return wrap
