"""[🔑 Идентификация]: → CONSENT → ACCOUNT → PHONE → a resident, or not (S4.17–S4.22).

Nothing is looked up before both are given; a bill's link stands for the account.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import Message
from telegram.ext import filters

from conversations import consent, contact
from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, sent, typed
from domain.accounts import number_key
from domain.errors import Outdated
from domain.fold import clean
from domain.phones import parse_phone
from handlers.context import Context
from services import residents
from ui import menu
from ui import residents as screens
from ui.screen import Screen
from ui.utility_forms import create_row


class State(StrEnum):
    """What we wait for."""

    CONSENT = "CONSENT"
    ACCOUNT = "ACCOUNT"
    PHONE = "PHONE"


@dataclass(frozen=True)
class Draft:
    """The account as it was typed, or the code of a bill's link."""

    number: str = ""
    code: str = ""


@pressed(screens.IdentifyBegan)
async def began(ctx: Context, press: screens.IdentifyBegan) -> Next:
    """The button; from a bill's link with its code."""
    put(ctx, Draft(code=press.code))
    return await consent.before(ctx, State.CONSENT, onward)


@commanded(menu.IDENTIFY)
async def commanded_(ctx: Context, _text: str) -> Next:
    """/identify, or its button below the chat."""
    put(ctx, Draft())
    return await consent.before(ctx, State.CONSENT, onward)


async def onward(ctx: Context) -> Next:
    """The account, where no bill has given it."""
    return State.PHONE if draft(ctx, Draft).code else State.ACCOUNT


@typed(lambda _ctx, text: (number_key(text), clean(text, most=60, what="Personal account"))[1])
async def account_typed(ctx: Context, number: str) -> Next:
    """Kept as it was typed, and looked up by nobody yet (S4.18)."""
    put(ctx, Draft(number))
    return State.PHONE


@sent(filters.CONTACT)
async def contact_sent(ctx: Context, message: Message) -> Next:
    """The own one only: Telegram vouches for it."""
    return await _identify(ctx, await contact.shared(ctx, message))


@typed(lambda ctx, text: parse_phone(text, ctx.deps.settings.phone_region))
async def phone_typed(ctx: Context, phone: str) -> Next:
    """It may be anybody's: a dispatcher looks at it."""
    return await _identify(ctx, phone)


@pressed(screens.OwnPhoneTaken)
async def phone_taken(ctx: Context, _press: screens.OwnPhoneTaken) -> Next:
    """The phone that was shared before."""
    if not (phone := await ctx.run(residents.known_phone)):
        raise Outdated("This button is out of date.")
    return await _identify(ctx, phone)


async def _identify(ctx: Context, phone: str) -> Next:
    """Both are known: whose they are."""
    kept = draft(ctx, Draft)
    found = await ctx.run(residents.identify, kept.number, kept.code, phone)
    own = await ctx.run(residents.own)
    ctx.turn.actor = replace(ctx.actor, is_resident=bool(own))
    features = ctx.deps.settings.features
    await ctx.say(screens.identified(ctx.t, found, phone, ctx.actor, features))
    await ctx.set_commands(menu.commands(ctx.actor, ctx.t, features))
    if found.flat is not None:
        await ctx.show(screens.flats(ctx.t, own, [create_row(ctx.t)]), fresh=True)
    return END


async def ask_account(ctx: Context) -> Screen:
    """The account."""
    return screens.ask_account(ctx.t)


async def ask_phone(ctx: Context) -> Screen:
    """The phone."""
    return screens.ask_phone(ctx.t, draft(ctx, Draft).number, await ctx.run(residents.known_phone))


UTILITY_IDENTIFY = dialogue(
    "utility_identify",
    entries=[began, commanded_],
    steps={
        State.CONSENT: consent.steps(then=onward),
        State.ACCOUNT: [account_typed],
        State.PHONE: [contact_sent, phone_taken, phone_typed],
    },
    ask={State.CONSENT: consent.ask, State.ACCOUNT: ask_account, State.PHONE: ask_phone},
    cancelled=contact.cancelled(State.PHONE),
)
