"""Days of memberships against a calendar that is walked day by day (S5.14–S5.18, S5.43, S5.44; T26, T29).

CALENDAR_EXAMPLES=10000 (``make soak``) tries more lives than the default.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain.errors import Conflict, CrmError, Invalid, Outdated
from domain.memberships import Run, Span, called_off, frozen, is_active, laid_out, renewed, thawed
from tests.domain.calendar_model import CalendarModel

EXAMPLES = int(os.environ.get("CALENDAR_EXAMPLES", "300"))
DAY = timedelta(days=1)
BEGINS = date(2026, 2, 20)
Step = tuple[str, int, int]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("renew"), st.sampled_from((1, 2, 7, 30, 90, 365)), st.sampled_from((0, 1, 5, 14, 60))),
        st.tuples(st.just("freeze"), st.sampled_from((0, 0, *range(-1, 40))), st.integers(-1, 15)),
        st.tuples(st.just("unfreeze"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("cancel"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("pass"), st.sampled_from((1, 1, 2, 3, 5, 9, 25, 60, 200)), st.just(0)),
    ),
    min_size=2,
    max_size=25,
)


class Kept:
    """A client's memberships as the rule keeps them; what a use case does with rows is done here with values."""

    def __init__(self) -> None:
        self.today = BEGINS
        self.open: list[Run] = []
        self.over: list[Run] = []

    @property
    def all(self) -> list[Run]:
        return [*self.over, *self.open]

    def now(self) -> Run | None:
        return next((run for run in self.open if run.span.has(self.today)), None)

    def settle(self, runs: list[Run]) -> None:
        self.open = laid_out(self.today, runs)

    def renew(self, name: int, days: int, may_freeze: int) -> bool:
        last = max((run.span.ends for run in self.open), default=None)
        self.open.append(Run(name, renewed(self.today, last, days), days, may_freeze))
        return True

    def change(self, how: Callable[[Run], Run]) -> bool:
        if (run := self.now()) is None:
            return False
        try:
            changed = how(run)
        except CrmError:
            return False
        self.settle([changed if one.id == run.id else one for one in self.open])
        return True

    def cancel(self, name: int) -> bool:
        run = next((one for one in self.all if one.id == name), None)
        if run is None:
            return False
        try:
            span, freezes = called_off(self.today, run)
        except Conflict:
            return False
        self.settle([one for one in self.open if one.id != name])
        if span is not None:
            self.over.append(replace(run, span=span, freezes=freezes))
        return True

    def pass_days(self, days: int) -> None:
        self.today += timedelta(days=days)
        self.over += [run for run in self.open if run.span.ends < self.today]
        self.open = [run for run in self.open if run.span.ends >= self.today]


def take(step: Step, kept: Kept, model: CalendarModel, number: int) -> None:
    """Do the same in both; they must agree on whether it can be done."""
    what, first, second = step
    if what == "renew":
        kept.renew(number, first, second)
        model.renew(number, first, second)
    elif what == "freeze":
        days = (kept.today + timedelta(days=first), kept.today + timedelta(days=first + second))
        assert kept.change(lambda run: frozen(kept.today, run, Span(*days))) == model.freeze(*days), step
    elif what == "unfreeze":
        run = kept.now()
        starts = run.freezes[first % len(run.freezes)].starts if run and run.freezes else kept.today
        assert kept.change(lambda run: thawed(kept.today, run, starts)) == model.unfreeze(starts), step
    elif what == "cancel" and model.all:
        name = model.all[first % len(model.all)].name
        assert kept.cancel(name) == model.cancel(name), step
    elif what == "pass":
        kept.pass_days(first)
        for _ in range(first):
            model.pass_day()


def agree(kept: Kept, model: CalendarModel) -> None:
    """Whose each date is, active or frozen: equal on every date; no date is two memberships'; no day is lost."""
    known = model.calendar()
    spans, freezes = [run.span for run in kept.all], [one for run in kept.all for one in run.freezes]
    day, last = BEGINS - DAY, max([*known, BEGINS]) + DAY
    while day <= last:
        whose = [run.id for run in kept.all if run.span.has(day)]
        assert len(whose) <= 1, f"{day} is of {whose}"
        name, is_icy = known.get(day, (None, False))
        assert whose == ([name] if name is not None else []), day
        assert any(one.has(day) for one in freezes) == is_icy, day
        assert is_active(day, spans, freezes) == (name is not None and not is_icy), day
        day += DAY
    for one in model.all:
        counted = sum(name == one.name and not is_icy for name, is_icy in known.values())
        assert one.is_off or counted == one.lasts, f"days of {one.name} are lost"
    for run in kept.all:
        assert run.span.ends == max(day for day, (name, _) in known.items() if name == run.id)
        assert run.frozen <= run.freeze_days
        assert all(not one.meets(other) for one in run.freezes for other in run.freezes if one != other)


@pytest.mark.req("S5.14", "S5.15", "S5.43", "S5.44")
@pytest.mark.timeout(3600)
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES <= 300, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(STEPS)
@example([("freeze", 0, 9), ("renew", 30, 0), ("pass", 3, 0), ("cancel", 0, 0)])  # off while it is frozen
@example([("freeze", 0, 4), ("freeze", 32, 1), ("pass", 1, 0), ("unfreeze", 0, 0)])  # a planned one is not reached
def test_any_life_of_memberships_is_what_a_calendar_walked_day_by_day_says(steps: list[Step]) -> None:
    kept, model = Kept(), CalendarModel(BEGINS)
    for number, step in enumerate([("renew", 30, 14), *steps], start=1):
        take(step, kept, model, number)
        agree(kept, model)


# --- in words ---


def run(starts: date = BEGINS, days: int = 30, may: int = 10, *freezes: Span) -> Run:
    return Run(1, Span(starts, starts + timedelta(days=days - 1)), days, may, freezes)


@pytest.mark.req("S5.14", "S5.43")
def test_a_first_membership_begins_today_a_next_one_behind_the_last_and_after_a_gap_today() -> None:
    assert renewed(BEGINS, None, 30) == Span(BEGINS, BEGINS + timedelta(days=29))
    assert renewed(BEGINS, BEGINS + 4 * DAY, 30).starts == BEGINS + 5 * DAY
    assert renewed(BEGINS, BEGINS - 100 * DAY, 30).starts == BEGINS  # T26: not at an end of months ago


@pytest.mark.req("S5.44")
def test_a_freeze_counts_both_its_days_and_moves_the_end_and_what_stands_behind() -> None:
    first = frozen(BEGINS, run(), Span(BEGINS + 2 * DAY, BEGINS + 4 * DAY))
    behind = replace(run(BEGINS + 30 * DAY), id=2)
    ends = [one.span.ends for one in laid_out(BEGINS, [first, behind])]
    assert ends == [BEGINS + 32 * DAY, BEGINS + 62 * DAY]


@pytest.mark.req("S5.44")
def test_returned_early_today_counts_again() -> None:
    icy = laid_out(BEGINS, [frozen(BEGINS, run(), Span(BEGINS, BEGINS + 9 * DAY))])[0]
    back = laid_out(BEGINS + 3 * DAY, [thawed(BEGINS + 3 * DAY, icy, BEGINS)])[0]
    assert back.freezes == (Span(BEGINS, BEGINS + 2 * DAY),)
    assert (back.span.ends, back.freeze_left) == (BEGINS + 32 * DAY, 7)


@pytest.mark.parametrize(
    ("freeze", "error", "words"),
    [
        (Span(BEGINS - DAY, BEGINS), Invalid, "today or later"),
        (Span(BEGINS + DAY, BEGINS), Invalid, "not before its first"),
        (Span(BEGINS + 30 * DAY, BEGINS + 31 * DAY), Invalid, "while the membership runs"),
        (Span(BEGINS + 5 * DAY, BEGINS + 6 * DAY), Conflict, "frozen already"),
        (Span(BEGINS + 10 * DAY, BEGINS + 18 * DAY), Conflict, "Days of freeze left"),
    ],
)
@pytest.mark.req("S5.44")
def test_a_freeze_that_cant_be_says_why(freeze: Span, error: type[CrmError], words: str) -> None:
    icy = run(BEGINS, 30, 10, Span(BEGINS + 6 * DAY, BEGINS + 7 * DAY))
    with pytest.raises(error) as refused:
        frozen(BEGINS, icy, freeze)
    assert words in str(refused.value)


@pytest.mark.req("S5.44")
def test_a_plan_without_days_of_freeze_and_a_freeze_that_is_over_say_so() -> None:
    with pytest.raises(Conflict, match="can't be frozen"):
        frozen(BEGINS, run(may=0), Span(BEGINS, BEGINS))
    with pytest.raises(Outdated):
        thawed(BEGINS + 5 * DAY, run(BEGINS, 30, 10, Span(BEGINS, BEGINS + DAY)), BEGINS)
