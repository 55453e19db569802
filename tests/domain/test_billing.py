"""Billing periods tile the calendar: every day is in exactly one (T21)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing import Period, period_at, period_of
from tests.domain.zones import CHANGING

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
billing_days = st.integers(1, 28)


@pytest.mark.req("S3.32")
@pytest.mark.parametrize(
    ("day", "billing_day", "start", "end"),
    [
        ("2026-11-21", 1, "2026-11-01", "2026-12-01"),
        ("2026-11-01", 1, "2026-11-01", "2026-12-01"),
        ("2026-11-27", 28, "2026-10-28", "2026-11-28"),
        ("2026-11-28", 28, "2026-11-28", "2026-12-28"),
        ("2026-01-05", 10, "2025-12-10", "2026-01-10"),
        ("2028-02-29", 28, "2028-02-28", "2028-03-28"),
    ],
)
def test_from_a_billing_day_to_the_next(day: str, billing_day: int, start: str, end: str) -> None:
    expected = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert period_of(date.fromisoformat(day), billing_day) == expected


@pytest.mark.req("S3.31")
@pytest.mark.parametrize("billing_day", [0, 29, -1])
def test_a_day_that_some_months_lack_is_none(billing_day: int) -> None:
    with pytest.raises(ValueError, match="billing day"):
        period_of(date(2026, 11, 21), billing_day)


@given(days, billing_days)
def test_every_day_is_in_exactly_one_period(day: date, billing_day: int) -> None:
    period = period_of(day, billing_day)
    assert period.start <= day < period.end
    assert period.start.day == period.end.day == billing_day
    assert period.following().start == period.end
    assert period.following().previous() == period
    assert period_of(period.end - timedelta(days=1), billing_day) == period


@given(st.integers(0, 366 * 1440), billing_days, st.sampled_from(CHANGING))
def test_a_moment_is_in_the_span_of_its_period(minutes: int, billing_day: int, name: str) -> None:
    moment, zone = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), ZoneInfo(name)
    span = period_at(moment, billing_day, zone).span(zone)
    assert span.start <= moment < span.end
