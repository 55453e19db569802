"""[Пригласить] → AUDIENCE → (PEOPLE) → SUMMARY, with another COACH or LINK if wanted → sent (S5.31, S5.32)."""

from dataclasses import dataclass, replace
from enum import StrEnum

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from domain.errors import Conflict, Invalid, Outdated
from domain.trainings import CHOSEN_MOST, Audience, read_link
from handlers.context import Context
from services import training_invitations, trainings, visits
from ui import training_forms as screens
from ui.screen import Screen
from ui.training_buttons import (
    AudiencePicked,
    CoachAsked,
    CoachPicked,
    InvitationSent,
    InviteBegun,
    LinkAsked,
    LinkKept,
    PeopleDone,
    PersonPicked,
)


class State(StrEnum):
    """What is waited for."""

    AUDIENCE = "AUDIENCE"
    PEOPLE = "PEOPLE"
    SUMMARY = "SUMMARY"
    COACH = "COACH"
    LINK = "LINK"


@dataclass(frozen=True)
class Draft:
    """To which training, whom; another coach or link, None: as it is."""

    training_id: int = 0
    audience: Audience = Audience.PEOPLE
    chosen: tuple[int, ...] = ()
    query: str = ""
    coach_id: int | None = None
    link: str | None = None


@pressed(InviteBegun)
async def begun(ctx: Context, button: InviteBegun) -> Next:
    """[Пригласить]."""
    card = await ctx.run(trainings.card, button.training_id)
    if not card.is_open:
        raise Outdated("This training is over.")
    put(ctx, Draft(button.training_id))
    return State.AUDIENCE


@pressed(AudiencePicked)
async def audience_picked(ctx: Context, button: AudiencePicked) -> Next:
    """The group, chosen people, all who are active."""
    now = replace(draft(ctx, Draft), audience=button.audience)
    put(ctx, now)
    return State.PEOPLE if button.audience is Audience.PEOPLE else State.SUMMARY


@typed(lambda _ctx, text: text[:100])
async def person_typed(ctx: Context, text: str) -> Next:
    """A name or a phone."""
    put(ctx, replace(draft(ctx, Draft), query=text))
    return State.PEOPLE


@pressed(PersonPicked)
async def person_picked(ctx: Context, button: PersonPicked) -> Next:
    """Chosen, or no longer."""
    now = draft(ctx, Draft)
    if button.client_uid in now.chosen:
        put(ctx, replace(now, chosen=tuple(uid for uid in now.chosen if uid != button.client_uid)))
    elif len(now.chosen) >= CHOSEN_MOST:
        raise Conflict("At most {most} people are chosen at once.", most=CHOSEN_MOST)
    else:
        put(ctx, replace(now, chosen=(*now.chosen, button.client_uid), query=""))
    return State.PEOPLE


@pressed(PeopleDone)
async def people_done(ctx: Context, _button: PeopleDone) -> Next:
    """[Готово]."""
    if not draft(ctx, Draft).chosen:
        raise Invalid("Type a name or a phone.")
    return State.SUMMARY


@pressed(CoachAsked)
async def coach_asked(_ctx: Context, _button: CoachAsked) -> Next:
    """[Другой тренер]."""
    return State.COACH


@pressed(CoachPicked)
async def coach_picked(ctx: Context, button: CoachPicked) -> Next:
    """This one leads it."""
    put(ctx, replace(draft(ctx, Draft), coach_id=button.coach_id))
    return State.SUMMARY


@pressed(LinkAsked)
async def link_asked(_ctx: Context, _button: LinkAsked) -> Next:
    """[Ссылка]."""
    return State.LINK


@typed(lambda _ctx, text: read_link(text))
async def link_typed(ctx: Context, link: str) -> Next:
    """This link, of this training alone."""
    put(ctx, replace(draft(ctx, Draft), link=link))
    return State.SUMMARY


@pressed(LinkKept)
async def link_kept(ctx: Context, button: LinkKept) -> Next:
    """[Оставить], [Без ссылки]."""
    put(ctx, replace(draft(ctx, Draft), link="" if button.is_none else None))
    return State.SUMMARY


@pressed(InvitationSent)
async def sent(ctx: Context, _button: InvitationSent) -> Next:
    """[Отправить]; a second press sends nothing more."""
    now = draft(ctx, Draft)
    plan = await ctx.run(
        training_invitations.send, now.training_id, now.audience, now.chosen, f"draft:{ctx.live.draft_id}",
        now.coach_id, now.link,
    )  # fmt: skip
    await ctx.show(screens.invited(ctx.t, plan))
    return END


async def ask_audience(ctx: Context) -> Screen:
    """Whom?"""
    return screens.ask_audience(ctx.t, (await ctx.run(trainings.card, draft(ctx, Draft).training_id)).training)


async def ask_people(ctx: Context) -> Screen:
    """Which people?"""
    now = draft(ctx, Draft)
    names = await ctx.run(visits.names, now.training_id, now.chosen)
    if not now.query:
        return screens.ask_people(ctx.t, names, "", None)
    found = await ctx.run(visits.find, now.training_id, now.query)
    return screens.ask_people(ctx.t, names, now.query, found)


async def ask_summary(ctx: Context) -> Screen:
    """How many would get it?"""
    now = draft(ctx, Draft)
    plan = await ctx.run(training_invitations.plan, now.training_id, now.audience, now.chosen)
    coach = None
    if now.coach_id is not None:
        coach = next((one.name for one in await ctx.run(trainings.coaches) if one.id == now.coach_id), None)
    minutes = (await ctx.business())["INVITATION_VALID"]
    return screens.ask_summary(ctx.t, plan, now.audience, coach, now.link, minutes)


async def ask_coach(ctx: Context) -> Screen:
    """Who leads it?"""
    return screens.ask_coach(ctx.t, await ctx.run(trainings.coaches), str(State.SUMMARY))


async def ask_link(ctx: Context) -> Screen:
    """Which link?"""
    card = await ctx.run(trainings.card, draft(ctx, Draft).training_id)
    return screens.ask_link(ctx.t, card.training.link, str(State.SUMMARY))


TRAINING_INVITE = dialogue(
    "crm_training_invite",
    entries=[begun],
    steps={
        State.AUDIENCE: [audience_picked],
        State.PEOPLE: [person_picked, people_done, person_typed],
        State.SUMMARY: [sent, coach_asked, link_asked],
        State.COACH: [coach_picked],
        State.LINK: [link_kept, link_typed],
    },
    ask={
        State.AUDIENCE: ask_audience, State.PEOPLE: ask_people, State.SUMMARY: ask_summary, State.COACH: ask_coach,
        State.LINK: ask_link,
    },
    light=[State.AUDIENCE],
)  # fmt: skip
