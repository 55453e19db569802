"""What happens to a ticket by itself, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.hours import OpeningHours
from domain.tickets import Course, Shares, Stage, State, following, promised_by, stages
from domain.workclock import RoundTheClock, WorkingHours

FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)  # 17:00 in Irkutsk
USUAL = Shares(20, 95, 95)
OFFICE = WorkingHours(OpeningHours.parse("пн-пт 9:00-18:00"), ZoneInfo("Asia/Irkutsk"))
COURSE = Course(State.CREATED, FRIDAY, timedelta(hours=2), RoundTheClock(), is_pinned=True)


def minutes(course: Course, shares: Shares = USUAL, since: datetime = FRIDAY) -> list[tuple[float, Stage]]:
    return [((at - since).total_seconds() / 60, stage) for at, stage in stages(course, shares)]


@pytest.mark.req("S3.28", "S3.30")
def test_the_pinned_first_then_everybody_then_the_manager() -> None:
    assert minutes(COURSE) == [(24, Stage.WIDEN), (114, Stage.UNTAKEN)]
    assert minutes(replace(COURSE, is_pinned=False)) == [(114, Stage.UNTAKEN)]


def test_stages_come_in_the_order_of_their_moments() -> None:
    assert minutes(COURSE, Shares(95, 20, 95)) == [(24, Stage.UNTAKEN), (114, Stage.WIDEN)]
    assert minutes(COURSE, Shares(50, 50, 95)) == [(60, Stage.WIDEN), (60, Stage.UNTAKEN)]


@pytest.mark.req("S3.28")
def test_percentages_are_of_working_minutes() -> None:
    assert [at for at, _stage in stages(replace(COURSE, clock=OFFICE), USUAL)] == [
        datetime(2026, 11, 20, 9, 24, tzinfo=UTC),  # 17:24
        datetime(2026, 11, 23, 1, 54, tzinfo=UTC),  # Monday 9:54
    ]
    assert promised_by(replace(COURSE, clock=OFFICE)) == datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.mark.req("S3.29", "S3.38")
def test_work_is_measured_by_its_estimate_and_else_by_a_day_of_the_calendar() -> None:
    taken = replace(COURSE, state=State.TAKEN, taken_at=FRIDAY, clock=OFFICE)
    assert minutes(taken) == [(0.95 * 1440, Stage.OVERDUE)]
    assert stages(replace(taken, estimate=timedelta(hours=2)), USUAL) == [
        (datetime(2026, 11, 23, 1, 54, tzinfo=UTC), Stage.OVERDUE)
    ]


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_nothing_happens_to_what_is_over(state: State) -> None:
    assert stages(replace(COURSE, state=state, taken_at=FRIDAY), USUAL) == []
    assert following(replace(COURSE, state=state), USUAL, ()) is None


percents = st.integers(1, 100)


@pytest.mark.req("S3.34")
@given(st.builds(Shares, percents, percents, percents), st.booleans(), st.integers(1, 10_000), st.booleans())
def test_one_after_the_other_each_once(shares: Shares, is_pinned: bool, reaction: int, office: bool) -> None:
    course = replace(
        COURSE, is_pinned=is_pinned, reaction=timedelta(minutes=reaction), clock=OFFICE if office else RoundTheClock()
    )
    passed: set[Stage] = set()
    seen = []
    while (due := following(course, shares, passed)) is not None:
        seen.append(due)
        passed.add(due[1])
    assert seen == stages(course, shares) == sorted(seen, key=lambda one: one[0])
    assert len(seen) == 1 + is_pinned
    assert all(FRIDAY < at <= promised_by(course) for at, _stage in seen)
