"""Working minutes, counted one by one by a slow model and at once by the clock; both ways round agree."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.hours import OpeningHours
from domain.workclock import RoundTheClock, WorkingHours
from tests.domain.zones import CHANGES, CHANGING, STEADY

OFFICE = "пн-пт 9:00-13:00, 14:00-18:00"  # with lunch
HOURS = (OFFICE, "круглосуточно", "пн 10-14, 15-22; сб 9:00-02:00", "22:00-09:30", "вс 23:00-24:00")
IRKUTSK = ZoneInfo("Asia/Irkutsk")
MINUTE = timedelta(minutes=1)


def at(text: str, zone: ZoneInfo = IRKUTSK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.req("S3.28", "S3.30")
@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2026-11-20 10:00", 60, "2026-11-20 11:00"),  # a Friday
        ("2026-11-20 12:30", 60, "2026-11-20 14:30"),  # over lunch
        ("2026-11-20 12:30", 30, "2026-11-20 13:00"),  # the last minute before it
        ("2026-11-20 17:30", 60, "2026-11-23 09:30"),  # over the weekend
        ("2026-11-21 12:00", 1, "2026-11-23 09:01"),  # from a closed day
        ("2026-11-20 10:00", 0, "2026-11-20 10:00"),
        ("2026-11-21 10:00", 0, "2026-11-21 10:00"),
    ],
)
def test_an_office_with_lunch(start: str, minutes: int, expected: str) -> None:
    clock = WorkingHours(OpeningHours.parse(OFFICE), IRKUTSK)
    assert clock.after(at(start), minutes * MINUTE) == at(expected)


def test_a_holiday_is_passed_over() -> None:
    clock = WorkingHours(OpeningHours.parse(OFFICE), IRKUTSK, closed={date(2026, 11, 23)}.__contains__)
    assert clock.after(at("2026-11-20 17:30"), 60 * MINUTE) == at("2026-11-24 09:30")
    assert clock.between(at("2026-11-20 17:30"), at("2026-11-24 09:30")) == 60 * MINUTE


def test_hours_that_never_open_count_round_the_clock() -> None:
    clock = WorkingHours(OpeningHours.parse("ежедневно закрыто"), IRKUTSK)
    assert clock.after(at("2026-11-20 17:30"), 60 * MINUTE) == at("2026-11-20 18:30")


def test_round_the_clock() -> None:
    clock, start = RoundTheClock(), at("2026-11-20 17:30")
    assert clock.after(start, 90 * MINUTE) - start == 90 * MINUTE == clock.between(start, start + 90 * MINUTE)
    assert clock.between(start, start - MINUTE) == timedelta(0)


def open_minutes(hours: OpeningHours, zone: ZoneInfo, start: datetime, end: datetime) -> int:
    """Minutes at which the wall clock shows an open time; only for zones whose clocks do not change meanwhile."""
    found, moment = 0, start
    while moment < end:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        found += any(
            opens <= wall < closes
            for day in (wall.date() - timedelta(days=1), wall.date())
            for a, b in hours.on(day)
            for opens in [datetime.combine(day, a)]
            for closes in [datetime.combine(day + timedelta(days=b <= a), b)]
        )
        moment += MINUTE
    return found


starts = st.integers(0, 330 * 1440).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)


@given(st.sampled_from(HOURS), st.sampled_from(STEADY), starts, st.integers(0, 3 * 1440))
def test_between_counts_what_a_person_with_a_watch_counts(text: str, name: str, start: datetime, minutes: int) -> None:
    hours, zone, end = OpeningHours.parse(text), ZoneInfo(name), start + minutes * MINUTE
    assert WorkingHours(hours, zone).between(start, end) == open_minutes(hours, zone, start, end) * MINUTE


@given(st.sampled_from(HOURS), st.sampled_from([*CHANGING, *STEADY]), starts, st.integers(1, 5000))
@example(OFFICE, "Europe/Helsinki", datetime(2026, 10, 24, tzinfo=UTC), 1000)
def test_after_gives_the_first_moment_of_between(text: str, name: str, start: datetime, minutes: int) -> None:
    clock = WorkingHours(OpeningHours.parse(text), ZoneInfo(name))
    end = clock.after(start, minutes * MINUTE)
    assert clock.between(start, end) == minutes * MINUTE
    assert clock.between(start, end - timedelta(seconds=1)) < minutes * MINUTE


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    clock = WorkingHours(OpeningHours.parse("круглосуточно"), zone)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    assert clock.after(start, timedelta(days=2)) == start + timedelta(days=2)
