"""Invitations as pictures (S1.64):  /invite → GAME → CHILD → DAY → TIME → PLACE → GUEST → GUEST → … → end.

From a booked game DAY and TIME are known; PLACE is asked only where the settings have no address.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from conversations.flow import END, Next, commanded, dialogue, draft, pressed, put, typed
from domain import parse
from domain.errors import Invalid, Term
from domain.fold import clean
from domain.invitations import PLACE_MOST, Invitation, name
from domain.views import MonthView
from domain.walltime import to_utc
from handlers.context import Context
from services import invitations
from ui import invitations as screens
from ui import pictures
from ui.screen import Screen


class State(StrEnum):
    """What we wait for."""

    GAME = "GAME"
    CHILD = "CHILD"
    DAY = "DAY"
    TIME = "TIME"
    PLACE = "PLACE"
    GUEST = "GUEST"


@dataclass(frozen=True)
class Draft:
    """What has been said so far."""

    child: str = ""
    day: date | None = None
    at: datetime | None = None
    place: str = ""
    made: int = 0
    year: int = 0
    month: int = 0


async def _next(ctx: Context, known: Draft) -> State:
    """Keep the draft and go to what is still unknown."""
    put(ctx, known)
    if not known.child:
        return State.CHILD
    if known.at is None:
        return State.DAY if known.day is None else State.TIME
    return State.GUEST if known.place else State.PLACE


async def _begin(ctx: Context, uid: int) -> State:
    where = await ctx.run(invitations.where)
    at = (await ctx.run(invitations.game, uid)).date if uid else None
    return await _next(ctx, Draft(at=at, place=where.place))


@commanded("invite")
async def start(ctx: Context, _rest: str) -> State:
    """/invite."""
    return State.GAME


@pressed(screens.Invited)
async def game_given(ctx: Context, pick: screens.Invited) -> State:
    """[🎈 Приглашения] on a game's card."""
    return await _begin(ctx, pick.uid)


@pressed(screens.GamePicked)
async def game_picked(ctx: Context, pick: screens.GamePicked) -> State:
    """One of the next games, or another day."""
    return await _begin(ctx, pick.uid)


@typed(lambda _ctx, text: name(text, "Whose celebration"))
async def child_typed(ctx: Context, child: str) -> State:
    """The child, in the genitive."""
    return await _next(ctx, replace(draft(ctx, Draft), child=child))


@pressed(screens.InviteMonth)
async def month_turned(ctx: Context, pick: screens.InviteMonth) -> State:
    """Another month."""
    put(ctx, replace(draft(ctx, Draft), year=pick.year, month=pick.month))
    return State.DAY


@pressed(screens.InviteDay)
async def day_picked(ctx: Context, pick: screens.InviteDay) -> State:
    """A day of the grid."""
    return await _day(ctx, pick.day)


@typed(lambda ctx, text: parse.day(text, ctx.today))
async def day_typed(ctx: Context, day: date) -> State:
    """A day in words or figures."""
    return await _day(ctx, day)


async def _day(ctx: Context, day: date) -> State:
    if day < ctx.today:
        raise Invalid("This day has passed. Choose a later one, please.")
    return await _next(ctx, replace(draft(ctx, Draft), day=day))


@typed(lambda _ctx, text: parse.time_of_day(text))
async def time_typed(ctx: Context, at: time) -> State:
    """`15:00` with any of `: , . space -` (S1.64)."""
    known = draft(ctx, Draft)
    assert known.day is not None  # DAY comes before TIME
    return await _next(ctx, replace(known, at=to_utc(known.day, at, ctx.deps.settings.timezone)))


@typed(lambda _ctx, text: clean(text, most=PLACE_MOST, what=Term("Address")))
async def place_typed(ctx: Context, place: str) -> State:
    """City and address."""
    return await _next(ctx, replace(draft(ctx, Draft), place=place))


@typed(lambda _ctx, text: name(text, "Guest's name"))
async def guest_typed(ctx: Context, guest: str) -> Next:
    """A guest: draw, send, ask for the next."""
    known = draft(ctx, Draft)
    assert known.at is not None
    business = (await ctx.run(invitations.where)).business or ctx.deps.settings.business_name
    given = Invitation(known.child, guest, known.at, known.place, business, f"https://t.me/{ctx.bot.username}")
    picture = await asyncio.to_thread(pictures.invitation, ctx.t, given)
    if await ctx.send_picture(picture, screens.caption(ctx.t, given)):
        put(ctx, replace(known, made=known.made + 1))
    else:
        await ctx.say(Screen(screens.not_sent(ctx.t)))
    return State.GUEST


@pressed(screens.InvitesDone)
async def finished(ctx: Context, _pick: screens.InvitesDone) -> int:
    """[Хватит]."""
    await ctx.show(screens.done(ctx.t, draft(ctx, Draft).made))
    return END


async def ask_game(ctx: Context) -> Screen:
    """Which game."""
    return screens.ask_game(ctx.t, await ctx.run(invitations.games))


async def ask_child(ctx: Context) -> Screen:
    """Whose celebration."""
    return screens.ask_child(ctx.t)


async def ask_day(ctx: Context) -> Screen:
    """The month."""
    known, today = draft(ctx, Draft), ctx.today
    return screens.ask_day(ctx.t, MonthView(known.year or today.year, known.month or today.month, {}), today)


async def ask_time(ctx: Context) -> Screen:
    """The time."""
    return screens.ask_time(ctx.t)


async def ask_place(ctx: Context) -> Screen:
    """The place."""
    return screens.ask_place(ctx.t)


async def ask_guest(ctx: Context) -> Screen:
    """The next guest."""
    return screens.ask_guest(ctx.t, draft(ctx, Draft).made)


invite = dialogue(
    "invite",
    entries=[start, game_given],
    steps={
        State.GAME: [game_picked],
        State.CHILD: [child_typed],
        State.DAY: [month_turned, day_picked, day_typed],
        State.TIME: [time_typed],
        State.PLACE: [place_typed],
        State.GUEST: [finished, guest_typed],
    },
    ask={
        State.GAME: ask_game,
        State.CHILD: ask_child,
        State.DAY: ask_day,
        State.TIME: ask_time,
        State.PLACE: ask_place,
        State.GUEST: ask_guest,
    },
)
