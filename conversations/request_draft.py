"""A customer's wish while it is put together: what is waited for, what is chosen, what is still missing."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from conversations.flow import draft, put
from domain.clients import NewClient
from domain.orders import GameType, Polygon
from domain.settings import Business
from handlers.context import Context
from services import settings
from ui.order_request import Wish


class State(StrEnum):
    """What is waited for."""

    CONSENT = "CONSENT"
    CONTACT = "CONTACT"
    NAME = "NAME"
    DAY = "DAY"
    TIME = "TIME"
    PLAYERS = "PLAYERS"
    TYPE = "TYPE"
    CONFIRM = "CONFIRM"


@dataclass(frozen=True)
class Draft:
    """The wish so far. ``gametime`` in seconds, 0 = the usual length; ``month``: the one that is shown."""

    name: NewClient | None = None
    month: date | None = None
    day: date | None = None
    start: datetime | None = None
    polygon: Polygon = Polygon.ARENA
    gametime: int = 0
    players: int = 0
    gametype: GameType | None = None

    @property
    def missing(self) -> State:
        """What to ask next."""
        given = {
            State.DAY: self.day, State.TIME: self.start, State.PLAYERS: self.players, State.TYPE: self.gametype,
        }  # fmt: skip
        return next((state for state, value in given.items() if not value), State.CONFIRM)


def now_of(ctx: Context) -> Draft:
    """The draft."""
    return draft(ctx, Draft)


def kept(ctx: Context, now: Draft) -> State:
    """Keep the draft and go to what is missing."""
    put(ctx, now)
    return now.missing


async def business(ctx: Context) -> Business:
    """The settings in force."""
    return await ctx.run(settings.current)


async def gametime(ctx: Context, now: Draft) -> int:
    """The chosen length, or the usual one; seconds."""
    return now.gametime or int((await business(ctx))["GAME_LENGTH"]) * 60


async def wish(ctx: Context, now: Draft) -> Wish:
    """What is chosen, to be shown."""
    return Wish(now.day, now.start, now.polygon, await gametime(ctx, now), now.players, now.gametype)


def without_time(now: Draft) -> Draft:
    """The same, to be given another time on its day."""
    return replace(now, start=None)
