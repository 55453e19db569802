"""[➕ Тренировка] → TITLE → DAY → TIME → SUMMARY, whose LENGTH, PLACES, COACH and LINK can be changed → made."""

from dataclasses import replace
from datetime import date, time

from telegram import Update
from telegram.ext import BaseHandler

from conversations.flow import END, Next, dialogue, draft, pressed, put, typed
from conversations.training_asks import (
    Draft,
    State,
    ask_coach,
    ask_day,
    ask_length,
    ask_link,
    ask_places,
    ask_summary,
    ask_time,
    ask_title,
    new_of,
)
from domain import parse
from domain.access import Permission, require
from domain.errors import Term
from domain.fold import clean
from domain.trainings import LENGTH_LEAST, LENGTH_MOST, TITLE_MOST, read_link, read_places
from handlers.context import Context
from services import trainings
from ui import trainings as cards
from ui.callbacks import Button
from ui.training_buttons import (
    CoachAsked,
    CoachPicked,
    GroupPicked,
    LengthAsked,
    LinkAsked,
    LinkKept,
    NewBegun,
    NewDayPicked,
    NewMade,
    PlacesAsked,
)


@pressed(NewBegun)
async def begun(ctx: Context, _button: NewBegun) -> Next:
    """[➕ Тренировка]: a coach leads it themselves."""
    require(ctx.actor, Permission.TRAININGS_RUN)
    own = await ctx.run(trainings.own_coach)
    put(ctx, Draft(coach_id=own.id if own else None, coach=own.name if own else ""))
    return State.TITLE


@typed(lambda _ctx, text: clean(text, most=TITLE_MOST, what=Term("Title")))
async def title_typed(ctx: Context, title: str) -> Next:
    """A training of no group."""
    put(ctx, replace(draft(ctx, Draft), title=title, group_id=None))
    return State.DAY


@pressed(GroupPicked)
async def group_picked(ctx: Context, button: GroupPicked) -> Next:
    """A group's: it begins with what the group has."""
    now = draft(ctx, Draft)
    group = next((one for one in await ctx.run(trainings.groups) if one.id == button.group_id), None)
    if group is None:
        return State.TITLE
    now = replace(now, title=group.name, group_id=group.id, places=group.capacity, link=group.link)
    coaches = {one.id: one.name for one in await ctx.run(trainings.coaches)}
    if now.coach_id is None and group.coach_id in coaches:
        now = replace(now, coach_id=group.coach_id, coach=coaches[group.coach_id])
    put(ctx, now)
    return State.DAY


@typed(lambda ctx, text: parse.day(text, ctx.today))
async def day_typed(ctx: Context, day: date) -> Next:
    """On this day."""
    put(ctx, replace(draft(ctx, Draft), day=day.isoformat()))
    return State.TIME


@pressed(NewDayPicked)
async def day_picked(ctx: Context, button: NewDayPicked) -> Next:
    """On this day."""
    put(ctx, replace(draft(ctx, Draft), day=button.day.isoformat()))
    return State.TIME


@typed(lambda _ctx, text: parse.time_of_day(text))
async def time_typed(ctx: Context, at: time) -> Next:
    """At this time."""
    put(ctx, replace(draft(ctx, Draft), minute=at.hour * 60 + at.minute))
    return State.SUMMARY


def _asks(kind: type[Button], state: State) -> BaseHandler[Update, Context, None]:
    """A line of the summary that is to be changed."""

    @pressed(kind)
    async def asked(_ctx: Context, _button: Button) -> Next:
        return state

    return asked


@typed(lambda _ctx, text: parse.duration(text, least=LENGTH_LEAST, most=LENGTH_MOST))
async def length_typed(ctx: Context, length: int) -> Next:
    """So long."""
    put(ctx, replace(draft(ctx, Draft), length=length))
    return State.SUMMARY


@typed(lambda _ctx, text: read_places(text))
async def places_typed(ctx: Context, places: int) -> Next:
    """So many."""
    put(ctx, replace(draft(ctx, Draft), places=places))
    return State.SUMMARY


@pressed(CoachPicked)
async def coach_picked(ctx: Context, button: CoachPicked) -> Next:
    """This one leads it."""
    names = {one.id: one.name for one in await ctx.run(trainings.coaches)}
    if button.coach_id in names:
        put(ctx, replace(draft(ctx, Draft), coach_id=button.coach_id, coach=names[button.coach_id]))
    return State.SUMMARY


@typed(lambda _ctx, text: read_link(text))
async def link_typed(ctx: Context, link: str) -> Next:
    """This link."""
    put(ctx, replace(draft(ctx, Draft), link=link))
    return State.SUMMARY


@pressed(LinkKept)
async def link_kept(ctx: Context, button: LinkKept) -> Next:
    """[Оставить], [Без ссылки]."""
    now = draft(ctx, Draft)
    put(ctx, replace(now, link="" if button.is_none else now.link))
    return State.SUMMARY


@pressed(NewMade)
async def made(ctx: Context, _button: NewMade) -> Next:
    """[Создать]; a second press makes nothing more."""
    card = await ctx.run(trainings.make, new_of(ctx, draft(ctx, Draft)), f"draft:{ctx.live.draft_id}")
    await ctx.show(cards.card(ctx.t, card))
    return END


CHANGES = ((LengthAsked, State.LENGTH), (PlacesAsked, State.PLACES), (CoachAsked, State.COACH), (LinkAsked, State.LINK))
TRAINING_NEW = dialogue(
    "crm_training_new",
    entries=[begun],
    steps={
        State.TITLE: [group_picked, title_typed],
        State.DAY: [day_picked, day_typed],
        State.TIME: [time_typed],
        State.SUMMARY: [made, *(_asks(kind, state) for kind, state in CHANGES)],
        State.LENGTH: [length_typed],
        State.PLACES: [places_typed],
        State.COACH: [coach_picked],
        State.LINK: [link_kept, link_typed],
    },
    ask={
        State.TITLE: ask_title, State.DAY: ask_day, State.TIME: ask_time, State.SUMMARY: ask_summary,
        State.LENGTH: ask_length, State.PLACES: ask_places, State.COACH: ask_coach, State.LINK: ask_link,
    },
    light=[State.TITLE],
)  # fmt: skip
