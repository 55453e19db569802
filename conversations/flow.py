"""The small grammar that every dialogue shares.

``@pressed(Button)`` and ``@typed(parser)`` turn a step into a PTB handler; ``dialogue(…)`` adds /cancel, the word
«Отмена», Back, re-entry and what happens to anything a state does not wait for. A state declares how it asks (``ask``),
so that it is asked in the same words at first, after a mistake, after a restart and when an old button is pressed.

A step receives ``(ctx, value)``, changes the draft through ``draft`` and ``put``, and returns the next state, or
``END`` after showing the result itself. What handled an update ends with ``ApplicationHandlerStop``: all dialogues
share a group.
"""

import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar, cast

from cattrs.preconf.json import make_converter
from markupsafe import Markup
from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)  # fmt: skip
from telegram.warnings import PTBUserWarning

from delivery.turn import SlotView
from domain.access import Permission
from domain.errors import Conflict, CrmError, Invalid, Outdated
from handlers.commands import Commanded
from handlers.context import Context
from ui import common, menu
from ui.callbacks import Button
from ui.common import Cancelled, Continued, StartedAnew, WentBack
from ui.screen import Screen

__all__ = [
    "END", "EXPIRES", "Ask", "Cancelled", "Continued", "Dialogue", "Next", "StartedAnew", "WentBack", "commanded",
    "data_of", "dialogue", "draft", "pressed", "put", "sent", "typed",
]  # fmt: skip

END = ConversationHandler.END
Next = StrEnum | int | None  # a state; END; None = stay
D = TypeVar("D")
B = TypeVar("B", bound=Button)
V = TypeVar("V")
Ask = Callable[[Context], Awaitable[Screen]]
EXPIRES = timedelta(hours=24)
LIGHT: set[str] = set()  # `name:STATE` of every state whose draft is nothing to lose (a search)
FRESH = filters.UpdateType.MESSAGE  # an edited message is no new answer
STOP = filters.Regex(r"^/cancel(@\w+)?(\s|$)") | filters.Regex(r"(?i)^\s*(отмена|cancel)\s*$")  # S1.62
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


@dataclass
class Step:
    """What a PTB handler of ours calls: unpack, run the step, show how the next state asks."""

    fn: Callable[..., Awaitable[Next]]
    read: Callable[[Context], Any]
    button: type[Button] | None = None  # what is pressed, if it is a press
    flow: "Dialogue | None" = None
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


class Dialogue(ConversationHandler[Context]):
    """One state machine over the chat's slot."""

    def __init__(
        self,
        name: str,
        entries: Sequence[BaseHandler[Update, Context, None]],
        steps: Mapping[StrEnum, Sequence[BaseHandler[Update, Context, None]]],
        ask: Mapping[StrEnum, Ask],
        expires: timedelta,
        cancelled: Ask | None,
        light: Sequence[StrEnum],
    ) -> None:
        """See ``dialogue``."""
        LIGHT.update(f"{name}:{state}" for state in light)
        self.ask = {str(state): screen for state, screen in ask.items()}
        self.expires = expires
        self.cancelled = cancelled
        self.entry_steps = [self._own(handler, enters=True) for handler in entries]
        for handlers in steps.values():
            for handler in handlers:
                self._own(handler)
        with warnings.catch_warnings():
            # the slot holds one state a chat, and the live message is checked by us: per_message would say nothing more
            warnings.filterwarnings("ignore", message="If 'per_message=False'", category=PTBUserWarning)
            super().__init__(
                entry_points=cast(Any, list(entries)),  # PTB's handlers are invariant in what they return
                states=cast(Any, {str(state): list(handlers) for state, handlers in steps.items()}),
                fallbacks=self._for_any_state(),
                allow_reentry=True,
                per_user=False,
                per_chat=True,
                name=name,
                persistent=False,
            )
        self._conversations = SlotView(name)  # type: ignore[assignment]  # held by tests/delivery/test_facts.py

    def _own(self, handler: BaseHandler[Update, Context, None], enters: bool = False) -> Step:
        step = cast(Step, handler.callback)
        if step.flow is not None and step.flow is not self:
            raise ValueError(f"{step.fn.__name__} is a step of two dialogues")
        step.flow, step.enters = self, enters
        return step

    def _for_any_state(self) -> list[BaseHandler[Update, Context, Any]]:
        return [
            MessageHandler(STOP & FRESH, self._cancel),
            CallbackQueryHandler(self._cancel, pattern=Cancelled.matches),
            CallbackQueryHandler(self._back, pattern=WentBack.matches),
            MessageHandler(
                ~filters.COMMAND & ~filters.Text(menu.labels()) & FRESH & ~filters.StatusUpdate.ALL, self._misunderstood
            ),
        ]

    # --- what steps run through ---

    async def begin_anew(self, ctx: Context, choice: StartedAnew) -> None:
        """The person chose to lose the old draft: enter as first asked for."""
        step = self.entry_steps[choice.number]
        value = step.button.unpack(choice.data.replace("|", ":")) if step.button else ""
        ctx.turn.in_dialogue = True
        await self.enter(ctx, step, pressed_as=value)

    async def enter(self, ctx: Context, step: Step, pressed_as: object = None) -> None:
        """Begin, unless another draft would be lost: then ask."""
        kept = ctx.live.draft and f"{ctx.live.name}:{ctx.live.state}" not in LIGHT
        if ctx.live.name and kept and pressed_as is None:
            anew = StartedAnew(str(self.name), self.entry_steps.index(step), data_of(ctx).replace(":", "|"))
            ctx.turn.in_dialogue = False
            await ctx.show(common.unfinished(ctx.t, Continued(), anew), fresh=True)
            raise ApplicationHandlerStop
        value = step.read(ctx) if pressed_as is None else pressed_as
        before = ctx.live.name, ctx.live.state, ctx.live.draft
        ctx.live.begin(str(self.name), ctx.actor.user_id)
        ctx.turn.lapsed = False
        try:
            state = await step.fn(ctx, value)
        except CrmError:
            ctx.live.name, ctx.live.state, ctx.live.draft = before
            raise
        await self.arrive(ctx, state)

    async def advance(self, ctx: Context, step: Step) -> None:
        """Take one step of a dialogue that is going on."""
        message = ctx.incoming.edited_message
        if message is not None and message.message_id != ctx.live.heard_id:
            raise ApplicationHandlerStop  # an edit changes nothing, unless it mends the answer just refused
        try:
            state = await step.fn(ctx, step.read(ctx))
        except (Invalid, Conflict) as error:
            if step.button:
                raise
            await self._refuse(ctx, error)
            raise ApplicationHandlerStop from None
        await self.arrive(ctx, state)

    async def arrive(self, ctx: Context, state: Next) -> None:
        """Go to a state and ask what it asks; ``None`` stays without asking; ``END`` ends."""
        if state == END:
            ctx.live.end()
        elif state is not None:
            ctx.live.state = str(state)
            ctx.live.heard_id = None
            ctx.live.expires_at = ctx.now + self.expires
            await ctx.show(await self.ask[str(state)](ctx))
        raise ApplicationHandlerStop(END if state == END else state)

    async def ask_again(self, ctx: Context, note: Markup | None = None, fresh: bool = False) -> None:
        """Show the current state's question once more."""
        ctx.turn.in_dialogue = True
        if (ask := self.ask.get(ctx.live.state)) is None:
            ctx.live.end()  # a state that a newer version no longer has
            await ctx.show(common.gone(ctx.t), fresh=fresh)
            return
        ctx.live.expires_at = ctx.now + self.expires
        screen = await ask(ctx)
        await ctx.show(screen.noted(note) if note else screen, fresh=fresh)

    async def _refuse(self, ctx: Context, error: CrmError) -> None:
        message = ctx.incoming.effective_message
        ctx.live.heard_id = message.message_id if message else None
        await self.ask_again(ctx, note=common.refusal(ctx.t, error))

    # --- fallbacks ---

    async def _cancel(self, _update: Update, context: Any) -> None:
        ctx = cast(Context, context)
        if ctx.incoming.callback_query and not ctx.on_live_message:
            raise Outdated("This button is from an earlier step. The current one is below.")
        ctx.turn.in_dialogue = True
        screen = await self.cancelled(ctx) if self.cancelled else common.cancelled(ctx.t)
        ctx.live.end()
        await ctx.show(screen)
        raise ApplicationHandlerStop(END)

    async def _back(self, _update: Update, context: Any) -> None:
        ctx = cast(Context, context)
        ctx.turn.in_dialogue = True
        target = WentBack.unpack(data_of(ctx)).state
        if target not in self.ask or not ctx.on_live_message:
            raise Outdated("This button is from an earlier step. The current one is below.")
        await self.arrive(ctx, cast(StrEnum, target))

    async def _misunderstood(self, _update: Update, context: Any) -> None:
        """A photo where text is asked, text where a button is asked: say so and ask again. An album gets one answer."""
        ctx = cast(Context, context)
        message = ctx.incoming.effective_message
        if not ctx.is_further_part():
            await self.ask_again(ctx, note=common.not_an_answer(ctx.t, message))
        raise ApplicationHandlerStop


def dialogue(
    name: str,
    *,
    entries: Sequence[BaseHandler[Update, Context, None]],
    steps: Mapping[StrEnum, Sequence[BaseHandler[Update, Context, None]]],
    ask: Mapping[StrEnum, Ask],
    expires: timedelta = EXPIRES,
    cancelled: Ask | None = None,
    light: Sequence[StrEnum] = (),
) -> Dialogue:
    """Declare a state machine: how it is entered, what each state accepts, and how each state asks.

    In a ``light`` state nothing is typed that would be missed: another dialogue begins without asking.
    """
    return Dialogue(name, entries, steps, ask, expires, cancelled, light)
