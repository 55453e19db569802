"""When a game can be played: one function decides (``refusal``), and all that shows or books times asks it.

Booking tools that show a buffer in one place and check it in another let games collide; here the free times
of a client, the gaps of the calendar and the check before saving cannot disagree. The database holds the same
rule as an exclusion constraint over the same spans (``domain.orders.spans``).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.booking import Busy, Closed, Crowded, Gap, Past, Plan, PolygonBusy, Refusal, RestBusy, Rules
from domain.hours import open_spans
from domain.orders import Occupied, Polygon, Span
from domain.walltime import day_span, exists, local_day, to_utc

_DAY = timedelta(days=1)


def refusal(start: datetime, plan: Plan, rules: Rules, busy: Iterable[Busy], now: datetime) -> Refusal | None:
    """Say why ``plan`` can't begin at ``start`` (aware), or None when it can (S1.51).

    ``busy`` must hold the orders of ``load_span``. The buffer binds on both sides: a game ends, its buffer
    passes, the next begins; touching is allowed. The rest zone has no buffer. Rest after closing time is
    allowed.
    """
    earliest = now + timedelta(seconds=rules.notice)
    if start < earliest and not may_edit_past(start, plan.kept):
        return Past(start, earliest)
    if plan.players > rules.most:
        return Crowded(rules.polygon, plan.players, rules.most)
    taken = plan.at(start, rules.buffer)
    played = Span(start, taken.game.end - timedelta(seconds=rules.buffer))
    if not plan.stays and not any(opening.covers(played) for opening in _openings(played, rules)):
        return Closed(rules.polygon, played, _opened_on(local_day(start, rules.zone), rules))
    return _collision(taken, plan, rules, busy)


def may_edit_past(start: datetime, kept: datetime | None) -> bool:
    """Say whether a start in the past is allowed: only the start that the order already has, never a move."""
    return kept is not None and start == kept


def free_starts(day: date, plan: Plan, rules: Rules, busy: Sequence[Busy], now: datetime) -> list[datetime]:
    """Return the starts (UTC, in order) on the calendar ``day`` of the business zone at which ``plan`` fits.

    Starts are ``rules.step`` apart by the wall clock, counted from each opening; a time that the clock skips
    is left out, one that it shows twice is offered once. An opening of the evening before reaches into
    ``day``.
    """
    starts = {
        to_utc(at.date(), at.time(), rules.zone)
        for opened in (day - _DAY, day)
        for at in _wall_times(opened, rules)
        if at.date() == day and exists(at.date(), at.time(), rules.zone)
    }
    return [start for start in sorted(starts) if refusal(start, plan, rules, busy, now) is None]


def nearest_free(
    start: datetime,
    plan: Plan,
    rules: Rules,
    busy: Sequence[Busy],
    now: datetime,
    *,
    count: int = 3,
    days: int = 1,
) -> list[datetime]:
    """Return up to ``count`` free starts closest to the refused ``start``, in order of time.

    Looks at the calendar day of ``start`` and, for ``days`` over 1, at the days after it until enough are
    found.
    """
    first = local_day(start, rules.zone)
    found: list[datetime] = []
    for ahead in range(days):
        found += free_starts(first + ahead * _DAY, plan, rules, busy, now)
        if len(found) >= count:
            break
    return sorted(sorted(found, key=lambda at: (abs(at - start), at))[:count])


def gaps(
    day: date,
    rules: Mapping[Polygon, Rules],
    busy: Sequence[Busy],
    *,
    now: datetime | None = None,
    least: int = 1800,
) -> list[Gap]:
    """Return the free time of the calendar ``day``, each piece with its polygons: "16:00–18:00: arena, park".

    A game that lies inside a gap of its polygon is never refused for hours or another game. What is shorter
    than ``least`` seconds or before ``now`` is left out. Polygons keep the order of ``rules``.
    """
    free = {polygon: _free(day, own, busy, now, least) for polygon, own in rules.items()}
    edges = sorted({edge for pieces in free.values() for piece in pieces for edge in (piece.start, piece.end)})
    found: list[Gap] = []
    for start, end in pairwise(edges):
        piece = Span(start, end)
        here = tuple(polygon for polygon, own in free.items() if any(one.covers(piece) for one in own))
        if found and found[-1].end == start and found[-1].polygons == here:
            found[-1] = Gap(found[-1].start, end, here)
        elif here:
            found.append(Gap(start, end, here))
    return found


def load_span(day: date, zone: ZoneInfo, days: int = 1) -> Span:
    """Return the UTC time whose orders matter to the questions above about ``days`` days from ``day``.

    Load each order whose ``Busy`` spans touch it. A day more on both sides holds openings over midnight and
    rests.
    """
    return Span(day_span(day - _DAY, zone).start, day_span(day + (days + 1) * _DAY, zone).end)


def _collision(taken: Occupied, plan: Plan, rules: Rules, busy: Iterable[Busy]) -> Refusal | None:
    others = [order for order in busy if order.order_id != plan.order_id]
    for order in others if not plan.stays else ():
        if order.polygon == rules.polygon and order.game.overlaps(taken.game):
            return PolygonBusy(rules.polygon, order, rules.buffer)
    for order in others:
        rests = order.rest if order.restroom == plan.restroom else None
        if taken.rest and rests and rests.overlaps(taken.rest):
            return RestBusy(plan.restroom, order)
    return None


def _openings(played: Span, rules: Rules) -> list[Span]:
    """The openings that ``played`` may lie in; those that touch are one, for clubs open all night."""
    first, last = local_day(played.start, rules.zone) - _DAY, local_day(played.end, rules.zone)
    days = [first + ahead * _DAY for ahead in range((last - first).days + 1)]
    return _joined(opening for day in days for opening in open_spans(rules.hours, day, rules.zone))


def _opened_on(day: date, rules: Rules) -> tuple[Span, ...]:
    whole = day_span(day, rules.zone)
    return tuple(opening for opening in _openings(whole, rules) if opening.overlaps(whole))


def _wall_times(opened: date, rules: Rules) -> Iterable[datetime]:
    """The clock readings of one day's openings, without a zone: steps are taken on the wall, not in UTC."""
    for opens, closes in rules.hours.on(opened):
        at = datetime.combine(opened, opens)
        end = datetime.combine(opened + timedelta(days=closes <= opens), closes)
        while at < end:
            yield at
            at += timedelta(seconds=rules.step)


def _free(day: date, rules: Rules, busy: Iterable[Busy], now: datetime | None, least: int) -> list[Span]:
    """The pieces of ``day`` in which a game on this polygon may lie."""
    whole = day_span(day, rules.zone)
    since = whole.start if now is None else max(whole.start, now)
    pieces = [
        Span(max(one.start, since), min(one.end, whole.end))
        for one in _openings(whole, rules)
        if max(one.start, since) < min(one.end, whole.end)
    ]
    for order in busy:
        if order.polygon == rules.polygon:
            # Our own buffer has to pass before the next game, so the time just before it is not free either.
            pieces = _without(pieces, Span(order.game.start - timedelta(seconds=rules.buffer), order.game.end))
    return [piece for piece in pieces if piece.seconds >= max(least, 1)]


def _without(pieces: list[Span], hole: Span) -> list[Span]:
    left: list[Span] = []
    for piece in pieces:
        if not piece.overlaps(hole):
            left.append(piece)
            continue
        if piece.start < hole.start:
            left.append(Span(piece.start, hole.start))
        if hole.end < piece.end:
            left.append(Span(hole.end, piece.end))
    return left


def _joined(openings: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for opening in sorted(openings):
        if joined and opening.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, opening.end))
        else:
            joined.append(opening)
    return joined
