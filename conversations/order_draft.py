"""A game being put together by the staff's `/order`: what is known of it so far, and what is missing."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from conversations.flow import draft, put
from domain import order_fields
from domain.errors import Outdated
from domain.orders import GAMETIME, RESTTIME, GameType, Gifts, Polygon
from handlers.context import Context
from services import order_drafts
from services.orders import OrderDraft


class State(StrEnum):
    """What the dialogue waits for."""

    CLIENT = "CLIENT"
    CARD = "CARD"  # the phone or the name that a new client's card lacks
    DAY = "DAY"
    TIME = "TIME"
    PLAYERS = "PLAYERS"
    SUMMARY = "SUMMARY"
    FIELD = "FIELD"


@dataclass(frozen=True)
class Draft:
    """A game so far, at the seed's defaults (S1.43–S1.49); lengths in seconds, money in minor units."""

    query: str = ""  # what was typed to find the client
    client_uid: int | None = None
    no_client: bool = False
    month: date | None = None  # the one shown
    day: date | None = None
    at: datetime | None = None
    wish: str = ""  # HH:MM of the game that is repeated
    page: int = 0  # of the free starts
    polygon: Polygon = Polygon.ARENA
    gametime: int = GAMETIME
    resttime: int = RESTTIME
    restroom: int = 0
    players: int | None = None
    gametype: GameType = GameType.BIRTHDAY
    gifts: Gifts = Gifts.BANDANA
    description: str = ""
    price: int | None = None
    deposit: int = 0
    instructor_id: int | None = None
    custom: dict[str, str] = field(default_factory=dict)
    line: order_fields.Field | None = None  # the line of the summary that is asked, and which of the own fields
    number: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing for the summary."""
        return self.missing is State.SUMMARY

    @property
    def missing(self) -> State:
        """What has to be asked next."""
        if self.client_uid is None and not self.no_client:
            return State.CLIENT
        if self.day is None:
            return State.DAY
        if self.at is None:
            return State.TIME
        return State.PLAYERS if self.players is None else State.SUMMARY

    def order(self, at: datetime | None = None) -> OrderDraft:
        """The game as it would be booked, or as it would be with a start of ``at``; raises ``Outdated`` without one."""
        if (start := at or self.at) is None:
            raise Outdated("This button is from an earlier step. The current one is below.")
        return OrderDraft(
            start, self.client_uid, self.gametime, self.resttime, self.restroom, self.players or 1, self.polygon,
            self.gametype, self.gifts, self.description, self.price, self.deposit, self.instructor_id,
            dict(self.custom),
        )  # fmt: skip


async def known(ctx: Context) -> Draft:
    """The draft; before anything was chosen, one with the business's usual lengths and deposit."""
    if ctx.live.draft:
        return draft(ctx, Draft)
    usual = await ctx.run(order_drafts.usual)
    return Draft(gametime=usual["GAME_LENGTH"] * 60, resttime=usual["REST_LENGTH"] * 60, deposit=usual["DEPOSIT"])


async def keep(ctx: Context, **changes: Any) -> Draft:
    """Keep what was chosen."""
    put(ctx, kept := replace(await known(ctx), **changes))
    return kept


async def onward(ctx: Context, **changes: Any) -> State:
    """Keep what was chosen, and go to what is missing."""
    return (await keep(ctx, **changes)).missing
