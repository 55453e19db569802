"""When a broadcast goes: the steps of ``crm_campaign`` (`campaign.py`) behind its preview."""

from dataclasses import replace
from datetime import datetime

from conversations.campaign_asks import Draft, State
from conversations.flow import Next, draft, pressed, put, typed
from domain import parse
from domain.campaigns import Repeat
from domain.errors import Invalid, Outdated
from domain.walltime import to_utc
from handlers.context import Context
from services import campaigns
from ui import campaign_questions as questions


@pressed(questions.SentNow)
async def sent_now(ctx: Context, _press: questions.SentNow) -> Next:
    """Now; or: switch on what goes by itself."""
    kept = draft(ctx, Draft)
    put(ctx, replace(kept, at=None, repeat=Repeat.EVENT if kept.is_event else Repeat.ONCE))
    return State.CONFIRM


@pressed(questions.SentLater)
async def sent_later(ctx: Context, _press: questions.SentLater) -> Next:
    """Later, once."""
    put(ctx, replace(_by_the_clock(ctx), repeat=Repeat.ONCE))
    return State.WHEN


@pressed(questions.RepeatAsked)
async def repeat_asked(ctx: Context, _press: questions.RepeatAsked) -> Next:
    """Again and again."""
    _by_the_clock(ctx)
    return State.REPEAT


@pressed(questions.RepeatChosen)
async def repeat_chosen(ctx: Context, press: questions.RepeatChosen) -> Next:
    """How often."""
    if press.repeat not in (Repeat.DAILY, Repeat.WEEKLY, Repeat.MONTHLY):
        raise Outdated("This button is out of date.")
    put(ctx, replace(_by_the_clock(ctx), repeat=press.repeat))
    return State.WHEN


def _by_the_clock(ctx: Context) -> Draft:
    if (kept := draft(ctx, Draft)).is_event:
        raise Outdated("This button is out of date.")
    return kept


def _moment(ctx: Context, text: str) -> datetime:
    day, at = parse.day_and_time(text, ctx.today)
    return _future(ctx, to_utc(day, at, ctx.deps.settings.timezone))


def _future(ctx: Context, at: datetime) -> datetime:
    if not ctx.now < at <= ctx.now + campaigns.AHEAD:
        raise Invalid("This moment has passed or is too far ahead. When should it go?")
    return at


@typed(_moment)
async def moment_typed(ctx: Context, at: datetime) -> Next:
    """A day and a time."""
    put(ctx, replace(draft(ctx, Draft), at=at))
    return State.CONFIRM


@pressed(questions.MomentChosen)
async def moment_chosen(ctx: Context, press: questions.MomentChosen) -> Next:
    """A usual moment."""
    put(ctx, replace(draft(ctx, Draft), at=_future(ctx, press.at)))
    return State.CONFIRM
