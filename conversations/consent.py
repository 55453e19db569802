"""Consent to personal data as a state of any dialogue: CONSENT → what the dialogue asks first (T10).

A dialogue that asks for a phone or a name declares a state for it and puts it first::

    class State(StrEnum):
        CONSENT = "CONSENT"
        PHONE = "PHONE"

    @commanded("order")
    async def began(ctx: Context, _text: str) -> Next:
        return await consent.before(ctx, State.CONSENT, State.PHONE)  # CONSENT only where it is needed

    FLOW = dialogue(
        "crm_request",
        entries=[began],
        steps={State.CONSENT: consent.steps(then=State.PHONE), State.PHONE: [...]},
        ask={State.CONSENT: consent.ask, State.PHONE: ask_phone},
    )

[Согласен] stores the version, the text and the time, and goes to ``then``; [Не согласен] ends the dialogue, nothing is
kept. ``then`` may be a coroutine function ``(ctx) -> Next`` where the next state depends on the draft. Staff are never
asked. A changed text is asked for anew, also where it changes between the question and the press. Call ``steps`` once a
dialogue.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum

from telegram import Update
from telegram.ext import BaseHandler

from conversations.flow import END, Next, pressed
from domain.people import ConsentKind
from handlers.context import Context
from services import people, settings
from ui import consent as screens
from ui.screen import Screen

Then = StrEnum | Callable[[Context], Awaitable[Next]]


async def before(ctx: Context, consent: StrEnum, then: Then) -> Next:
    """The state to begin with: ``consent`` where the person must agree first, else ``then``."""
    if await ctx.run(people.consent_needed) is not None:
        return consent
    return await _follow(ctx, then)


async def ask(ctx: Context) -> Screen:
    """The text in force with [Согласен] [Не согласен]."""
    return screens.asking(ctx.t, await ctx.run(people.consent_asked, ConsentKind.PERSONAL))


def steps(then: Then) -> list[BaseHandler[Update, Context, None]]:
    """What the state CONSENT accepts."""

    @pressed(screens.ConsentGiven)
    async def agreed(ctx: Context, button: screens.ConsentGiven) -> Next:
        asked = await ctx.run(people.consent_asked, ConsentKind.PERSONAL)
        words = screens.shown(ctx.t, asked)
        await ctx.run(people.give_consent, ConsentKind.PERSONAL, button.version, words)
        return await _follow(ctx, then)

    @pressed(screens.ConsentRefused)
    async def disagreed(ctx: Context, _button: screens.ConsentRefused) -> Next:
        business = await ctx.run(settings.current)
        await ctx.show(screens.refused(ctx.t, business["CONTACT"]))
        return END

    return [agreed, disagreed]


async def _follow(ctx: Context, then: Then) -> Next:
    return then if isinstance(then, StrEnum) else await then(ctx)
