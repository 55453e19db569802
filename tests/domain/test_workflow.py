"""Who may move a game where: the whole table, read from the rows below."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.orders import Status
from domain.workflow import EDGES, SYSTEM, find_edge, may_move, targets

ACTORS = [*Role, SYSTEM]
# from -> to: client, instructor, manager, owner, system; every pair that is not here is refused to everybody
TABLE = {
    ("requested", "confirmed"): "- - m o -",
    ("requested", "cancelled"): "c - m o s",
    ("confirmed", "arrived"): "- i m o -",
    ("confirmed", "cancelled"): "c i m o -",
    ("confirmed", "no_show"): "- i m o s",
    ("arrived", "done"): "- i m o -",
    ("arrived", "confirmed"): "- i m o -",  # pressed by mistake
    ("done", "arrived"): "- i m o -",
    ("no_show", "confirmed"): "- - m o -",
    ("cancelled", "confirmed"): "- - m o -",
}
LETTERS = {"c": "client", "i": "instructor", "m": "manager", "o": "owner", "s": SYSTEM}


@pytest.mark.req("S1.10")
@pytest.mark.req("S1.11")
@pytest.mark.req("S1.12")
@pytest.mark.parametrize("source", list(Status))
@pytest.mark.parametrize("target", list(Status))
def test_the_table_of_a_game(source: Status, target: Status) -> None:
    allowed = {LETTERS[letter] for letter in TABLE.get((source, target), "").split() if letter != "-"}
    assert {who for who in ACTORS if may_move("order", source, target, [who])} == allowed


def test_roles_add_up() -> None:
    assert targets("order", Status.CONFIRMED, [Role.CLIENT]) == ["cancelled"]
    assert targets("order", Status.CONFIRMED, [Role.CLIENT, Role.INSTRUCTOR]) == ["arrived", "cancelled", "no_show"]
    assert targets("order", Status.CONFIRMED, []) == []
    assert targets("order", Status.CONFIRMED, [Role.COACH, Role.SUPPORT]) == []


def test_every_state_can_be_reached_and_none_is_a_dead_end_for_a_manager() -> None:
    reached = {Status.REQUESTED.value} | {edge.target for edge in EDGES["order"]}
    assert reached == set(Status)
    assert all(targets("order", status, [Role.MANAGER]) for status in Status)


def test_each_edge_is_declared_once() -> None:
    for edges in EDGES.values():
        pairs = [(edge.source, edge.target) for edge in edges]
        assert len(pairs) == len(set(pairs))


def test_the_customer_is_told_when_the_staff_decide() -> None:
    for target in (Status.CONFIRMED, Status.CANCELLED):
        edge = find_edge("order", Status.REQUESTED, target)
        assert edge is not None
        assert Role.CLIENT in edge.tells


@given(st.lists(st.tuples(st.sampled_from(list(Status)), st.sampled_from(ACTORS)), max_size=40))
def test_no_walk_leaves_the_declared_edges(walk: list[tuple[Status, str]]) -> None:
    state = "requested"
    for wish, who in walk:
        if may_move("order", state, wish, {who}):
            assert wish in targets("order", state, {who})
            assert find_edge("order", state, wish) is not None
            state = wish
        else:
            assert wish not in targets("order", state, {who})
