"""The seed's words and defaults, and the time an order takes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from domain.orders import (
    ACTIVE,
    GAMETIME,
    GAMETYPE,
    GIFTS,
    OCCUPYING,
    PLAYERS,
    POLYGON,
    RESTROOM,
    RESTROOMS,
    RESTTIME,
    GameType,
    Gifts,
    Polygon,
    Span,
    Status,
    spans,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.req("S1.43")
@pytest.mark.req("S1.44")
@pytest.mark.req("S1.45")
@pytest.mark.req("S1.46")
def test_defaults_of_the_seed() -> None:
    assert (GAMETIME, RESTTIME, RESTROOM, PLAYERS, RESTROOMS) == (3600, 3600, 0, 1, (0, 1, 2))


@pytest.mark.req("S1.47")
@pytest.mark.req("S1.48")
@pytest.mark.req("S1.49")
def test_words_of_the_seed() -> None:
    assert (list(Polygon), POLYGON) == (["arena", "park", "forest"], "arena")
    assert (list(GameType), GAMETYPE) == (["game", "birthday", "quest"], "birthday")
    assert (list(Gifts), GIFTS) == (["bandana", "bullets", "dogtag", "snood", "without"], "bandana")
    assert all(len(word) <= 10 for words in (Polygon, GameType, Gifts) for word in words)


def test_which_states_hold_their_time() -> None:
    assert set(Status) - OCCUPYING == {Status.CANCELLED, Status.NO_SHOW}
    assert set(Status) - ACTIVE == {Status.DONE, Status.CANCELLED, Status.NO_SHOW}


@pytest.mark.req("S1.51")
@pytest.mark.parametrize(
    ("gametime", "resttime", "restroom", "buffer", "game", "rest"),
    [
        # minutes: length, rest, zone, buffer -> polygon busy, zone busy
        (60, 60, 1, 0, (0, 60), (60, 120)),
        (60, 60, 2, 15, (0, 75), (60, 120)),  # the rest begins when the game ends, not after the buffer
        (90, 30, 1, 15, (0, 105), (90, 120)),
        (60, 60, 0, 15, (0, 75), None),  # T34: the default hour of rest means nothing without a zone
        (60, 0, 1, 0, (0, 60), None),
    ],
)
def test_the_time_an_order_takes(
    gametime: int,
    resttime: int,
    restroom: int,
    buffer: int,
    game: tuple[int, int],
    rest: tuple[int, int] | None,
) -> None:
    taken = spans(NOON, gametime * 60, resttime * 60, restroom, buffer * 60)
    assert taken.game == Span(at(game[0]), at(game[1]))
    assert taken.rest == (Span(at(rest[0]), at(rest[1])) if rest else None)


@pytest.mark.parametrize(
    ("other", "overlaps", "covers"),
    [
        ((0, 60), True, True),
        ((10, 20), True, True),
        ((-30, 10), True, False),
        ((50, 70), True, False),
        ((-30, 90), True, False),
        ((60, 120), False, False),  # touching
        ((-60, 0), False, False),
        ((30, 30), False, True),  # empty
    ],
)
def test_spans_are_half_open(other: tuple[int, int], overlaps: bool, covers: bool) -> None:
    hour, second = Span(at(0), at(60)), Span(at(other[0]), at(other[1]))
    assert hour.overlaps(second) is overlaps
    assert second.overlaps(hour) is overlaps
    assert hour.covers(second) is covers


def test_a_span_is_held_in_utc_and_refuses_nonsense() -> None:
    span = Span(datetime(2026, 11, 21, 20, tzinfo=timezone(timedelta(hours=8))), at(60))
    assert (span.start.tzinfo, span.start, span.seconds) == (UTC, NOON, 3600)
    with pytest.raises(ValueError, match="aware"):
        Span(NOON.replace(tzinfo=None), at(60))
    with pytest.raises(ValueError, match="before it starts"):
        Span(at(60), at(0))
