"""How long a request is held, whose a game is, until when it can be changed by oneself."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.access import Actor
from domain.own_orders import hold_until, is_own, may_change

MOSCOW = ZoneInfo("Europe/Moscow")
GAME = datetime(2026, 11, 28, 15, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("21 12:00", "21 14:00"),
        ("21 20:00", "22 10:00"),  # would end as the night begins: nobody would be left to answer
        ("21 19:59", "21 21:59"),
        ("21 21:30", "22 10:00"),  # would end at night
        ("21 23:00", "22 10:00"),  # asked at night
        ("22 03:00", "22 10:00"),
        ("22 08:00", "22 10:00"),
        ("28 14:00", "28 15:00"),  # never beyond the game
    ],
)
def test_a_hold_runs_while_managers_are_awake(asked: str, until: str) -> None:
    def at(text: str) -> datetime:
        return datetime.strptime(f"2026-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=MOSCOW)

    assert hold_until(at(asked), timedelta(hours=2), GAME, MOSCOW, "22:00-08:00") == at(until)


def test_without_quiet_hours_it_is_simply_so_long() -> None:
    asked = datetime(2026, 11, 21, 23, tzinfo=MOSCOW)
    assert hold_until(asked, timedelta(hours=2), GAME, MOSCOW, "-") == asked + timedelta(hours=2)


@pytest.mark.parametrize(
    ("status", "before", "may"),
    [
        ("confirmed", timedelta(hours=24), True),
        ("confirmed", timedelta(hours=24) - timedelta(seconds=1), False),
        ("requested", timedelta(seconds=1), True),
        ("requested", timedelta(0), False),
        ("arrived", timedelta(days=9), False),
        ("done", timedelta(days=9), False),
        ("cancelled", timedelta(days=9), False),
        ("no_show", timedelta(days=9), False),
    ],
)
def test_until_when_a_customer_may_change(status: str, before: timedelta, may: bool) -> None:
    assert may_change(status, GAME, GAME.astimezone(UTC) - before, 24) is may


def test_whose_a_game_is() -> None:
    olga, stranger = Actor(1, 100, client_uid=7), Actor(2, 200)
    assert is_own(olga, 1, None)
    assert is_own(olga, None, 7)  # written down by the staff
    assert not is_own(stranger, 1, 7)
    assert not is_own(stranger, None, None)  # no card is nobody's card
