"""The month as a grid."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.months import month_weeks, shift


@pytest.mark.req("S1.21")
def test_november_2026_begins_on_a_sunday() -> None:
    weeks = month_weeks(2026, 11)
    assert weeks[0] == [None, None, None, None, None, None, date(2026, 11, 1)]
    assert weeks[1] == [date(2026, 11, number) for number in range(2, 9)]
    assert weeks[-1] == [date(2026, 11, 30), None, None, None, None, None, None]
    assert len(weeks) == 6


def test_a_february_may_be_four_whole_weeks() -> None:
    assert len(month_weeks(2027, 2)) == 4


@given(st.integers(1, 9999), st.integers(1, 12))
def test_every_day_once_under_its_weekday(year: int, month: int) -> None:
    weeks = month_weeks(year, month)
    shown = [one for week in weeks for one in week if one]
    assert shown == [date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1)]
    assert all(len(week) == 7 and any(week) for week in weeks)
    assert all(one is None or one.weekday() == at for week in weeks for at, one in enumerate(week))


@pytest.mark.parametrize(
    ("by", "expected"),
    [(0, (2026, 11)), (1, (2026, 12)), (2, (2027, 1)), (-10, (2026, 1)), (-11, (2025, 12)), (14, (2028, 1))],
)
def test_shifting(by: int, expected: tuple[int, int]) -> None:
    assert shift(2026, 11, by) == expected


@given(st.integers(1, 9999), st.integers(1, 12), st.integers(-500, 500))
def test_there_and_back(year: int, month: int, by: int) -> None:
    assert shift(*shift(year, month, by), -by) == (year, month)
