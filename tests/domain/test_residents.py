"""Whose place one more resident takes (T25), and who is confirmed (T24)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.residents import PENDING_MOST, Pair, State, evicted, judged

START = datetime(2026, 11, 1, tzinfo=UTC)
PENDING, CONFIRMED = State.PENDING, State.CONFIRMED
STATES = st.sampled_from([PENDING, CONFIRMED])


def pairs(states: list[State]) -> list[Pair]:
    return [Pair(at + 1, state, START + timedelta(hours=at)) for at, state in enumerate(states)]


@st.composite
def flats(draw: st.DrawFn, many: int) -> list[Pair]:
    """So many live pairs, at most three of them pending, made in any order."""
    waiting = draw(st.integers(0, min(PENDING_MOST, many)))
    states = draw(st.permutations([PENDING] * waiting + [CONFIRMED] * (many - waiting)))
    return draw(st.permutations(pairs(list(states))))


@pytest.mark.req("S4.24", "T25")
@pytest.mark.parametrize(("many", "over"), [(8, 0), (9, 0), (10, 1), (11, 2)])
@given(data=st.data())
def test_one_more_confirmed_always_fits_and_ten_remain(many: int, over: int, data: st.DataObject) -> None:
    live = data.draw(flats(many))
    gone = evicted(live, CONFIRMED, 10)

    assert gone is not None
    assert len(gone) == over
    left = [pair for pair in live if pair not in gone]
    assert len(left) + 1 == min(many + 1, 10)
    for state in State:
        out = [pair.since for pair in gone if pair.state is state]
        stay = [pair.since for pair in left if pair.state is state]
        assert max(out, default=START) <= min(stay, default=START + timedelta(days=9)), "the oldest go"
    if any(pair.state is CONFIRMED for pair in gone):
        assert not any(pair.state is PENDING for pair in left), "pending ones go first"


@pytest.mark.req("S4.24", "T24", "T25")
@pytest.mark.parametrize("many", [0, 2, 3, 8, 9, 10, 11])
@given(data=st.data())
def test_one_who_waits_never_takes_a_confirmed_ones_place(many: int, data: st.DataObject) -> None:
    live = data.draw(flats(many))
    gone = evicted(live, PENDING, 10)

    waiting = sum(pair.state is PENDING for pair in live)
    if gone is None:
        assert many + 1 - 10 > waiting, "refused only where there is no pending one to go"
        return
    assert all(pair.state is PENDING for pair in gone)
    assert len(live) - len(gone) + 1 <= 10
    assert waiting - len(gone) + 1 <= PENDING_MOST


@given(st.lists(STATES, max_size=60), STATES, st.integers(1, 12))
def test_all_who_come_one_after_the_other_stay_within_the_limit(come: list[State], last: State, most: int) -> None:
    live: list[Pair] = []
    for at, state in enumerate([*come, last]):
        before = [pair.id for pair in live if pair.state is CONFIRMED]
        gone = evicted(live, state, most)
        if gone is None:
            assert state is PENDING
            continue
        live = [pair for pair in live if pair not in gone] + [Pair(at, state, START + timedelta(minutes=at))]
        assert len(live) <= most
        assert sum(pair.state is PENDING for pair in live) <= PENDING_MOST
        if state is PENDING:
            assert [pair.id for pair in live if pair.state is CONFIRMED] == before


def test_the_naive_rule_of_the_seed_would_let_strangers_evict_everybody() -> None:
    """The negative control: «free the first» by age alone loses the residents to ten strangers."""
    live = pairs([CONFIRMED] * 10)
    for at in range(10):
        stranger = Pair(100 + at, PENDING, START + timedelta(days=at + 1))
        live = [*sorted(live, key=lambda pair: pair.since)[1:], stranger]
    assert not any(pair.state is CONFIRMED for pair in live)


@pytest.mark.req("S4.21", "T24")
@pytest.mark.parametrize(
    ("is_proven", "phone", "on_file", "state"),
    [
        (True, "+79161234567", "+79161234567", CONFIRMED),
        (False, "+79161234567", "+79161234567", PENDING),
        (True, "+79161234567", "+79990000000", PENDING),
        (True, "+79161234567", "", PENDING),
        (True, "", "", PENDING),
    ],
)
def test_only_a_shared_phone_that_is_on_file_confirms(is_proven: bool, phone: str, on_file: str, state: State) -> None:
    assert judged(is_proven, phone, on_file) is state
