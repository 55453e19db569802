"""How the dialogue of a new training asks, and what it holds."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from conversations.flow import draft
from domain.training_views import NewTraining
from domain.trainings import LENGTH, PLACES
from domain.walltime import to_utc
from handlers.context import Context
from services import trainings
from ui import training_forms as screens
from ui.screen import Screen


class State(StrEnum):
    """What is waited for."""

    TITLE = "TITLE"
    DAY = "DAY"
    TIME = "TIME"
    SUMMARY = "SUMMARY"
    LENGTH = "LENGTH"
    PLACES = "PLACES"
    COACH = "COACH"
    LINK = "LINK"


@dataclass(frozen=True)
class Draft:
    """What the training will be; ``length`` in seconds."""

    title: str = ""
    group_id: int | None = None
    day: str = ""
    minute: int = 0
    length: int = LENGTH
    places: int = PLACES
    coach_id: int | None = None
    coach: str = ""
    link: str = ""


def new_of(ctx: Context, now: Draft) -> NewTraining:
    """The training of a draft."""
    at = to_utc(date.fromisoformat(now.day), time(*divmod(now.minute, 60)), ctx.deps.settings.timezone)
    return NewTraining(now.title, at, now.length, now.places, now.coach_id, now.group_id, now.link)


async def ask_title(ctx: Context) -> Screen:
    """Of which group, or what?"""
    return screens.ask_title(ctx.t, await ctx.run(trainings.groups))


async def ask_day(ctx: Context) -> Screen:
    """On which day?"""
    return screens.ask_day(ctx.t, draft(ctx, Draft).title, ctx.today)


async def ask_time(ctx: Context) -> Screen:
    """At what time?"""
    now = draft(ctx, Draft)
    return screens.ask_time(ctx.t, now.title, date.fromisoformat(now.day))


async def ask_summary(ctx: Context) -> Screen:
    """Is it so?"""
    now = draft(ctx, Draft)
    return screens.summary(ctx.t, new_of(ctx, now), now.coach)


async def ask_length(ctx: Context) -> Screen:
    """How long?"""
    return screens.ask_length(ctx.t, str(State.SUMMARY))


async def ask_places(ctx: Context) -> Screen:
    """How many places?"""
    return screens.ask_places(ctx.t, str(State.SUMMARY))


async def ask_coach(ctx: Context) -> Screen:
    """Who leads it?"""
    return screens.ask_coach(ctx.t, await ctx.run(trainings.coaches), str(State.SUMMARY))


async def ask_link(ctx: Context) -> Screen:
    """Which link?"""
    return screens.ask_link(ctx.t, draft(ctx, Draft).link, str(State.SUMMARY))
