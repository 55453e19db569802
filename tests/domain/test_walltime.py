"""What a time on the wall means on the two odd nights of a year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.walltime import day_span, exists, local_day, to_utc
from tests.domain.zones import CHANGES, STEADY

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.mark.parametrize(
    ("day", "at", "expected", "shown"),
    [
        ("2026-07-01", "15:00", "2026-07-01T12:00+00:00", True),
        ("2026-03-29", "02:59", "2026-03-29T00:59+00:00", True),
        ("2026-03-29", "03:00", "2026-03-29T01:00+00:00", False),  # 03:00-04:00 is skipped
        ("2026-03-29", "03:30", "2026-03-29T01:00+00:00", False),
        ("2026-03-29", "04:00", "2026-03-29T01:00+00:00", True),
        ("2026-10-25", "03:30", "2026-10-25T00:30+00:00", True),  # comes twice: the first one
        ("2026-10-25", "04:00", "2026-10-25T02:00+00:00", True),
    ],
)
def test_a_wall_time_is_the_first_moment_that_shows_it_or_later(day: str, at: str, expected: str, shown: bool) -> None:
    on, clock = date.fromisoformat(day), time.fromisoformat(at)
    assert to_utc(on, clock, HELSINKI) == datetime.fromisoformat(expected)
    assert exists(on, clock, HELSINKI) is shown


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_against_a_clock_that_is_watched(name: str, day: date) -> None:
    """Walk the minutes around the change and note when the clock first shows each time or a later one."""
    zone = ZoneInfo(name)
    moment = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=20)
    walls = []
    for _ in range(58 * 60):
        walls.append((moment, moment.astimezone(zone).replace(tzinfo=None, fold=0)))
        moment += timedelta(minutes=1)
    for minutes in range(0, 24 * 60, 5):
        wanted = datetime.combine(day, time(minutes // 60, minutes % 60))
        first = next(seen for seen, wall in walls if wall >= wanted)
        assert to_utc(day, wanted.time(), zone) == first
        assert exists(day, wanted.time(), zone) is any(wall == wanted for _, wall in walls)


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_days_follow_each_other_without_hole_or_overlap(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    before, here, after = (day_span(day + timedelta(days=step), zone) for step in (-1, 0, 1))
    assert before.end == here.start
    assert here.end == after.start
    assert here.seconds != 86400
    assert local_day(here.start, zone) == day
    assert local_day(here.end - timedelta(seconds=1), zone) == day


@pytest.mark.parametrize("name", STEADY)
def test_a_zone_without_summer_time_has_equal_days(name: str) -> None:
    assert {day_span(date(2026, 1, 1) + timedelta(days=step), ZoneInfo(name)).seconds for step in range(365)} == {86400}


def test_a_day_that_a_country_skipped_is_empty() -> None:
    assert day_span(date(2011, 12, 30), ZoneInfo("Pacific/Apia")).seconds == 0
