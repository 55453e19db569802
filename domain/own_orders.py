"""A customer's own games: whose they are, how long a request is held, until when it can be changed (S1.65)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.access import Actor
from domain.orders import Status
from domain.reminders import quiet
from domain.views import OrderView

PAST_SHOWN = 5  # games that are over, in the list
AHEAD_SHOWN = 10


@dataclass(frozen=True)
class Standing:
    """What a customer still has to give before ordering, and whether they may. ``length`` and ``hold`` in seconds."""

    knows_phone: bool
    has_card: bool
    name: str  # what Telegram calls them
    open: int
    most_open: int
    length: int
    ahead_days: int
    contact: str
    address: str
    deposit: int  # minor units
    hold: int

    @property
    def may_order(self) -> bool:
        """Whether one more can be ordered."""
        return self.open < self.most_open


@dataclass(frozen=True)
class OwnGame:
    """One of the customer's games and what they may do with it by themselves; staff's notes are not in it."""

    order: OrderView
    may_move: bool
    may_cancel: bool
    change_until: int  # hours before the game
    contact: str
    address: str
    pays_here: bool = False  # some of the deposit is due, and may be paid in the chat
    how_to_pay: str = ""  # where it is due and is paid elsewhere


@dataclass(frozen=True)
class OwnGames:
    """All of the customer's games that are shown: what is ahead, the next one first, and the latest past ones."""

    ahead: tuple[OrderView, ...]
    past: tuple[OrderView, ...]


@dataclass(frozen=True)
class OfferAnswer:
    """What came of a yes to another time: the game, or that the time has gone meanwhile."""

    game: OwnGame
    was_free: bool


def is_own(actor: Actor, ordered_by: int | None, client_uid: int | None) -> bool:
    """Whether a game is this person's: ordered from this account, or their card's."""
    return ordered_by == actor.user_id or (client_uid is not None and client_uid == actor.client_uid)


def may_change(status: str, date: datetime, now: datetime, until: int) -> bool:
    """Whether a customer may still move or cancel by oneself, ``until`` hours before the game.

    What nobody has confirmed yet binds nobody: it can be taken back until it begins.
    """
    if status == Status.REQUESTED:
        return now < date
    return status == Status.CONFIRMED and now <= date - timedelta(hours=until)


def hold_until(now: datetime, hold: timedelta, date: datetime, zone: ZoneInfo, quiet_hours: str) -> datetime:
    """Until when a request holds its time: ``hold`` of the managers' waking hours, and not beyond the game itself.

    A hold that would begin or end in the quiet hours gets its whole length in the morning: nobody is there at night to
    confirm.
    """
    ends = quiet(now, zone, quiet_hours) + hold
    morning = quiet(ends, zone, quiet_hours)
    return min(ends if morning == ends else morning + hold, date)
