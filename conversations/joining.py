"""[Join] of an invitation that carries a tariff: → CONSENT → CONTACT → NAME → on the tariff.

Only what is not known is asked: a client with a card is on the tariff by one press.
"""

from dataclasses import dataclass
from enum import StrEnum

from conversations import consent, contact
from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from conversations.request_asks import telegram_name
from domain.clients import NewClient, name_line
from domain.errors import CrmError, Outdated
from domain.people import read_code
from handlers.context import Context
from services import joining, people
from services.joining import Lacks
from ui import common
from ui import joining as screens
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    CONSENT = "CONSENT"
    CONTACT = "CONTACT"
    NAME = "NAME"


@dataclass(frozen=True)
class Draft:
    """The code that was followed, and the tariff it gives."""

    code: str = ""
    tariff: str = ""


@pressed(screens.OfferTaken)
async def taken(ctx: Context, press: screens.OfferTaken) -> Next:
    """[Подключить]: of an old or forged one it is said why not."""
    if read_code(press.code) is None:
        raise Outdated("This button is out of date.")
    result = await ctx.run(people.accept, press.code)
    if isinstance(result, CrmError):
        await ctx.show(Screen(common.refusal(ctx.t, result)))
        return END
    if result.offer is None:
        if result.tariff is not None:
            await ctx.show(screens.joined(ctx.t, result.tariff))
            return END
        raise Outdated("This button is out of date.")
    put(ctx, Draft(press.code, result.offer.name))
    return await consent.before(ctx, State.CONSENT, onward)


async def onward(ctx: Context) -> Next:
    """Ask what is not known yet; then the tariff."""
    lacks = await ctx.run(joining.lacks)
    if lacks is not Lacks.NOTHING:
        return State.CONTACT if lacks is Lacks.PHONE else State.NAME
    return await _join(ctx, None)


@pressed(screens.NameTaken)
async def name_taken(ctx: Context, _press: screens.NameTaken) -> Next:
    """As Telegram has it."""
    return await _join(ctx, telegram_name(ctx))


@typed(lambda _ctx, text: name_line(text))
async def name_typed(ctx: Context, name: NewClient) -> Next:
    """For the card."""
    return await _join(ctx, name)


async def _join(ctx: Context, name: NewClient | None) -> Next:
    """On the tariff, or why not; the link is spent by who is."""
    try:
        result = await ctx.run(joining.join, draft(ctx, Draft).code, name, ctx.live.draft_id)
    except CrmError as error:
        result = error
    if isinstance(result, CrmError):
        await ctx.show(Screen(common.refusal(ctx.t, result)))
    else:
        await ctx.show(screens.joined(ctx.t, result))
    return END


async def ask_contact(ctx: Context) -> Screen:
    """The phone."""
    return screens.ask_contact(ctx.t, draft(ctx, Draft).tariff)


async def ask_name(ctx: Context) -> Screen:
    """The name."""
    return screens.ask_name(ctx.t, draft(ctx, Draft).tariff, telegram_name(ctx))


JOINING = dialogue(
    "crm_join",
    entries=[taken],
    steps={
        State.CONSENT: consent.steps(then=onward),
        State.CONTACT: contact.steps(onward),
        State.NAME: [name_taken, name_typed],
    },
    ask={State.CONSENT: consent.ask, State.CONTACT: ask_contact, State.NAME: ask_name},
    cancelled=contact.cancelled(State.CONTACT),
)
