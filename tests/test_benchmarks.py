"""The measuring itself: it sees what is out of order, and says which goals were missed."""

from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import desk, order
from benchmarks.figures import Figure, parse
from models import Ticket
from repositories.tickets import Tickets
from tests import soak


async def test_four_updates_of_fifty_chats_are_handled_in_order(tmp_path: Path) -> None:
    _seconds, wrong = await order.ours(order.make_updates(200, 50), tmp_path)
    assert wrong == 0


async def test_side_by_side_without_lanes_they_are_not() -> None:
    """The negative control: PTB's own ``concurrent_updates``."""
    updates = order.make_updates(200, 50)
    _seconds, wrong = await order.peer(updates, lambda builder: builder.concurrent_updates(True))
    assert wrong > 50


async def test_one_after_another_they_are() -> None:
    _seconds, wrong = await order.peer(order.make_updates(20, 5))
    assert wrong == 0


def test_out_of_turn_is_what_begins_before_an_earlier_one_has_come_or_ended() -> None:
    assert order.violations([(1, 1), (2, 5), (1, 1), (2, 5), (1, 2), (1, 2)]) == 0
    assert order.violations([(1, 1), (1, 2), (1, 1), (1, 2)]) > 0  # side by side
    assert order.violations([(1, 2), (1, 2), (1, 1), (1, 1)]) > 0  # the later one first


def growth(tmp_path: Path) -> float:
    """Bytes that a look takes for a ticket more."""
    filled = desk.Desk(f"sqlite:///{tmp_path / 'growth.db'}", 3000)
    filled.fill(1, 1000)
    few = filled.peak()
    filled.fill(1001, 3000)
    many = filled.peak()
    filled.close()
    return (many - few) / 2000


def test_a_look_of_the_desk_is_quicker_with_its_index_and_takes_no_memory_by_the_ticket(tmp_path: Path) -> None:
    filled = desk.Desk(f"sqlite:///{tmp_path / 'desk.db'}", 6000)
    figures = filled.figures()
    filled.close()
    ratio = next(str(figure.measured) for figure in figures if "the index against none" in figure.name)
    assert float(ratio.rstrip("x").replace(",", "")) > 5
    assert growth(tmp_path) < desk.BYTES_GOAL


def test_a_look_that_read_every_ticket_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""

    def read_all(self: Tickets, _limit: int = 100) -> list[Ticket]:
        assert list(self.session.query(Ticket))
        return []

    monkeypatch.setattr(Tickets, "list_due", read_all)
    assert growth(tmp_path) > 100


def test_the_status_says_whether_every_goal_was_met(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = [Figure("a", "9x", ">= 8x", True), Figure("b", "7x", ">= 8x", False, "in 3 s")]
    monkeypatch.setattr(bench, "BENCHMARKS", {"one": lambda _a: figures[:1], "two": lambda _a: figures[1:]})
    assert bench.main(["one"]) == 0
    assert bench.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "b: 7x (goal >= 8x: MISSED); in 3 s"


def test_sizes_are_options() -> None:
    assert parse(["search", "--clients", "30_000", "--chats", "5"], clients=7).clients == 30_000


def test_a_soak_nobody_knows_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert soak.main(["K99"]) == 2
    assert "K1, K2, BROADCAST, BOOKING" in capsys.readouterr().out
