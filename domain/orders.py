"""A game order: its words, the seed's defaults, and the time it takes from a polygon and a rest zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where a game order stands; moves only along the edges of ``domain.workflow``."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Polygon(StrEnum):
    """Where the game is played (S1.47)."""

    ARENA = "arena"
    PARK = "park"
    FOREST = "forest"


class GameType(StrEnum):
    """What is played (S1.48)."""

    GAME = "game"
    BIRTHDAY = "birthday"
    QUEST = "quest"


class Gifts(StrEnum):
    """What the players take home (S1.49)."""

    BANDANA = "bandana"
    BULLETS = "bullets"
    DOGTAG = "dogtag"
    SNOOD = "snood"
    WITHOUT = "without"


UNDO: Final = timedelta(minutes=10)  # how long a deletion can be taken back
GAMETIME: Final = 3600  # seconds (S1.43)
RESTTIME: Final = 3600  # seconds, after the game (S1.44)
RESTROOM: Final = 0  # no rest zone (S1.45)
PLAYERS: Final = 1  # (S1.46)
POLYGON: Final = Polygon.ARENA  # (S1.47)
GAMETYPE: Final = GameType.BIRTHDAY  # (S1.48)
GIFTS: Final = Gifts.BANDANA  # (S1.49)
RESTROOMS: Final = (0, 1, 2)  # (S1.45)

OCCUPYING: Final = frozenset({Status.REQUESTED, Status.CONFIRMED, Status.ARRIVED, Status.DONE})
"""States whose time is taken. A finished game keeps its time: no other may be written over its history."""

ACTIVE: Final = frozenset({Status.REQUESTED, Status.CONFIRMED, Status.ARRIVED})
"""States in which something is still to happen."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval [start, end) of UTC. Touching spans do not overlap; an empty one never does."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Hold both ends in UTC: local arithmetic is an hour wrong twice a year. Raises ValueError."""
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs aware datetimes")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end < self.start:
            raise ValueError("a span cannot end before it starts")

    @property
    def seconds(self) -> int:
        """Real length in seconds."""
        return int((self.end - self.start).total_seconds())

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a moment."""
        return max(self.start, other.start) < min(self.end, other.end)

    def covers(self, other: "Span") -> bool:
        """Whether all of ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Occupied:
    """What one order takes: the polygon (buffer included) and, if it has one, its rest zone."""

    game: Span
    rest: Span | None


def spans(date: datetime, gametime: int, resttime: int, restroom: int, buffer: int) -> Occupied:
    """Return the time an order takes; all lengths in seconds, ``date`` the aware start (S1.51).

    The polygon is busy for the game and the ``buffer`` after it (changing teams, charging the kit); the rest
    zone from the end of the game itself, for ``resttime``, and not at all when there is no zone (T34).
    """
    played = Span(date, date.astimezone(UTC) + timedelta(seconds=gametime)).end
    game = Span(date, played + timedelta(seconds=buffer))
    if restroom == 0 or resttime == 0:
        return Occupied(game, None)
    return Occupied(game, Span(played, played + timedelta(seconds=resttime)))
