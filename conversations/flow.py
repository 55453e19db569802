"""The small grammar that every dialogue shares.

``dialogue(…)`` joins steps (conversations/steps.py) into a state machine and adds /cancel, the word «Отмена», Back,
re-entry and what happens to anything a state does not wait for. A state declares how it asks (``ask``), so that it is
asked in the same words at first, after a mistake, after a restart and when an old button is pressed.

A step receives ``(ctx, value)``, changes the draft through ``draft`` and ``put``, and returns the next state, or
``END`` after showing the result itself. What handled an update ends with ``ApplicationHandlerStop``: all dialogues
share a group.
"""

import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, cast

from markupsafe import Markup
from telegram import Update
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from conversations.steps import END, FRESH, STOP, Next, Step, commanded, data_of, draft, pressed, put, sent, typed
from delivery.turn import SlotView
from domain.errors import Conflict, CrmError, Invalid, Outdated
from handlers.context import Context
from ui import common, menu
from ui.common import Cancelled, Continued, StartedAnew, WentBack
from ui.screen import Screen

__all__ = [
    "END", "EXPIRES", "Ask", "Cancelled", "Continued", "Dialogue", "Next", "StartedAnew", "WentBack", "commanded",
    "data_of", "dialogue", "draft", "pressed", "put", "sent", "typed",
]  # fmt: skip

Ask = Callable[[Context], Awaitable[Screen]]
EXPIRES = timedelta(hours=24)
LIGHT: set[str] = set()  # `name:STATE` of every state whose draft is nothing to lose (a search)


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
            anew = _anew(StartedAnew(str(self.name), self.entry_steps.index(step), data_of(ctx).replace(":", "|")))
            ctx.turn.in_dialogue = False
            await ctx.show(common.unfinished(ctx.t, Continued(), anew), fresh=True)
            raise ApplicationHandlerStop
        value = step.read(ctx) if pressed_as is None else pressed_as
        before = replace(ctx.live)
        ctx.live.begin(str(self.name), ctx.actor.user_id)
        ctx.turn.lapsed = False
        try:
            state = await step.fn(ctx, value)
        except CrmError:
            ctx.turn.live = before
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
        # not ``state``: a question that could not be asked has put another in its place, or has ended the dialogue
        is_over = state == END or (state is not None and not ctx.live.name)
        raise ApplicationHandlerStop(END if is_over else state and ctx.live.state)

    async def ask_again(self, ctx: Context, note: Markup | None = None, fresh: bool = False) -> None:
        """Show the current state's question once more; ``fresh``: below the pressed message, if it is not there."""
        ctx.turn.in_dialogue = True
        if (ask := self.ask.get(ctx.live.state)) is None:
            ctx.live.end()  # a state that a newer version no longer has
            await ctx.show(common.gone(ctx.t), fresh=fresh)
            return
        ctx.live.expires_at = ctx.now + self.expires
        screen = await ask(ctx)
        if fresh and ctx.is_live_below:
            await ctx.show_below(screen)
        else:
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
        screen = common.cancelled(ctx.t)
        with suppress(CrmError):  # what it was about may be gone, or out of reach: nobody is held for that
            screen = await self.cancelled(ctx) if self.cancelled else screen
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


def _anew(choice: StartedAnew) -> StartedAnew:
    """The choice, if it fits into a button; a longer one was forged, for we make none: raises ``Outdated``."""
    try:
        choice.pack()
    except ValueError:
        raise Outdated("This button is out of date.") from None
    return choice


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
