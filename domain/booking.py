"""The words of booking: what the business allows, what is asked for, what is in the way, why not."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from domain.hours import OpeningHours
from domain.orders import GAMETIME, PLAYERS, RESTROOM, RESTTIME, Occupied, Polygon, Span, spans


@dataclass(frozen=True, slots=True)
class Rules:
    """What the business says about one polygon. ``buffer``, ``step``, ``notice`` are in seconds.

    ``most`` is the greatest number of players. ``notice`` is how long before its start a game must be asked
    for; negative lets staff write down a game that began a little while ago.
    """

    polygon: Polygon
    hours: OpeningHours
    zone: ZoneInfo
    most: int
    buffer: int = 0
    step: int = 1800
    notice: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A game looking for a time. Lengths in seconds.

    When an existing order is edited, ``order_id`` is its id (an order is never in its own way) and ``kept``
    the start it already has, which may stay in the past. ``stays``: neither its time nor its polygon changes, so
    that only what does change is asked about; hours or a buffer set later never make an old game impossible to edit.
    """

    gametime: int = GAMETIME
    resttime: int = RESTTIME
    restroom: int = RESTROOM
    players: int = PLAYERS
    order_id: int | None = None
    kept: datetime | None = None
    stays: bool = False

    def at(self, start: datetime, buffer: int) -> Occupied:
        """Return the time this game would take if it began at ``start``."""
        return spans(start, self.gametime, self.resttime, self.restroom, buffer)


@dataclass(frozen=True, slots=True)
class Busy:
    """An order that holds its time (``domain.orders.OCCUPYING``), with the spans stored for it."""

    order_id: int
    polygon: Polygon
    game: Span
    restroom: int = RESTROOM
    rest: Span | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The start is before the earliest moment allowed."""

    reason: ClassVar[str] = "past"
    start: datetime
    earliest: datetime


@dataclass(frozen=True, slots=True)
class Crowded:
    """More players than the polygon takes."""

    reason: ClassVar[str] = "crowded"
    polygon: Polygon
    players: int
    most: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The game does not fit into the opening hours; ``opens`` are the openings that touch its day."""

    reason: ClassVar[str] = "closed"
    polygon: Polygon
    game: Span
    opens: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PolygonBusy:
    """Another game, or the buffer after it or before it, is in the way; ``buffer`` is ours, in seconds."""

    reason: ClassVar[str] = "polygon_busy"
    polygon: Polygon
    by: Busy
    buffer: int


@dataclass(frozen=True, slots=True)
class RestBusy:
    """Another party rests in the same zone at that time."""

    reason: ClassVar[str] = "rest_busy"
    restroom: int
    by: Busy


Refusal = Past | Crowded | Closed | PolygonBusy | RestBusy


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which the polygons named are free for any game that fits into it."""

    start: datetime
    end: datetime
    polygons: tuple[Polygon, ...]
