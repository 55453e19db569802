"""A training → [Отменить тренировку] REASON → SURE · [Ссылка] LINK · [Места] PLACES · [➕ Записать] PERSON → card."""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.errors import Invalid, Outdated, Term
from domain.fold import clean
from domain.training_views import TrainingCard
from domain.trainings import REASON_MOST, read_link, read_places
from handlers.context import Context
from services import trainings, visits
from ui import trainings as screens
from ui.screen import Screen
from ui.training_buttons import CalledOff, CallOffBegun, LinkBegun, LinkKept, PlacesBegun, PutIn, PutInBegun


class State(StrEnum):
    """What is waited for."""

    REASON = "REASON"
    SURE = "SURE"
    LINK = "LINK"
    PLACES = "PLACES"
    PERSON = "PERSON"


@dataclass(frozen=True)
class Draft:
    """Of which training; why it is called off, or whom we look for."""

    training_id: int = 0
    text: str = ""


async def _begin(ctx: Context, training_id: int) -> None:
    """Raises ``NotFound`` for another coach's, ``Outdated`` for one that is over: nothing begins then."""
    card = await ctx.run(trainings.card, training_id)
    if not card.is_open:
        raise Outdated("This training is over.")
    put(ctx, Draft(training_id))


async def _card(ctx: Context) -> TrainingCard:
    return await ctx.run(trainings.card, draft(ctx, Draft).training_id)


@pressed(CallOffBegun)
async def call_off_begun(ctx: Context, button: CallOffBegun) -> Next:
    """[Отменить тренировку]."""
    await _begin(ctx, button.training_id)
    return State.REASON


@pressed(LinkBegun)
async def link_begun(ctx: Context, button: LinkBegun) -> Next:
    """[Ссылка]."""
    await _begin(ctx, button.training_id)
    return State.LINK


@pressed(PlacesBegun)
async def places_begun(ctx: Context, button: PlacesBegun) -> Next:
    """[Места]."""
    await _begin(ctx, button.training_id)
    return State.PLACES


@pressed(PutInBegun)
async def put_in_begun(ctx: Context, button: PutInBegun) -> Next:
    """[➕ Записать]."""
    await _begin(ctx, button.training_id)
    return State.PERSON


@typed(lambda _ctx, text: clean(text, most=REASON_MOST, what=Term("Reason")))
async def reason_typed(ctx: Context, reason: str) -> Next:
    """Why."""
    put(ctx, replace(draft(ctx, Draft), text=reason))
    return State.SURE


@pressed(CalledOff)
async def called_off(ctx: Context, _button: CalledOff) -> Next:
    """[Да, отменить]."""
    now = draft(ctx, Draft)
    await ctx.show(screens.card(ctx.t, await ctx.run(trainings.cancel, now.training_id, now.text)))
    return END


@typed(lambda _ctx, text: read_link(text))
async def link_typed(ctx: Context, link: str) -> Next:
    """This link."""
    return await _linked(ctx, link)


@pressed(LinkKept)
async def link_dropped(ctx: Context, _button: LinkKept) -> Next:
    """[Без ссылки]."""
    return await _linked(ctx, "")


async def _linked(ctx: Context, link: str) -> Next:
    await ctx.show(screens.card(ctx.t, await ctx.run(trainings.set_link, draft(ctx, Draft).training_id, link)))
    return END


@typed(lambda _ctx, text: read_places(text))
async def places_typed(ctx: Context, places: int) -> Next:
    """So many."""
    await ctx.show(screens.card(ctx.t, await ctx.run(trainings.set_capacity, draft(ctx, Draft).training_id, places)))
    return END


@typed(lambda _ctx, text: text[:100])
async def person_typed(ctx: Context, text: str) -> Next:
    """A name or a phone; the next typing is another search."""
    if not text.strip():
        raise Invalid("Type a name or a phone.")
    put(ctx, replace(draft(ctx, Draft), text=text))
    return State.PERSON


@pressed(PutIn)
async def person_picked(ctx: Context, button: PutIn) -> Next:
    """This person; why they can't come is said above the button, and another can be found."""
    card = await ctx.run(visits.put_in, draft(ctx, Draft).training_id, button.client_uid)
    await ctx.show(screens.card(ctx.t, card))
    return END


async def ask_reason(ctx: Context) -> Screen:
    """Why?"""
    return screens.ask_reason(ctx.t, await _card(ctx))


async def ask_sure(ctx: Context) -> Screen:
    """Really?"""
    return screens.ask_sure(ctx.t, await _card(ctx), draft(ctx, Draft).text)


async def ask_link(ctx: Context) -> Screen:
    """Which link?"""
    return screens.ask_link(ctx.t, (await _card(ctx)).training)


async def ask_places(ctx: Context) -> Screen:
    """How many?"""
    return screens.ask_places(ctx.t, (await _card(ctx)).training)


async def ask_person(ctx: Context) -> Screen:
    """Whom?"""
    now = draft(ctx, Draft)
    training = (await _card(ctx)).training
    if not now.text:
        return screens.ask_person(ctx.t, training, "", None)
    found = await ctx.run(visits.find, now.training_id, now.text)
    return screens.ask_person(ctx.t, training, now.text, found)


TRAINING_CHANGE = dialogue(
    "crm_training",
    entries=[call_off_begun, link_begun, places_begun, put_in_begun],
    steps={
        State.REASON: [reason_typed],
        State.SURE: [called_off],
        State.LINK: [link_dropped, link_typed],
        State.PLACES: [places_typed],
        State.PERSON: [person_picked, person_typed],
    },
    ask={
        State.REASON: ask_reason, State.SURE: ask_sure, State.LINK: ask_link, State.PLACES: ask_places,
        State.PERSON: ask_person,
    },
    light=[State.REASON, State.LINK, State.PLACES, State.PERSON],
)  # fmt: skip
