"""What goes together in one transaction, and what one that fails does to the others."""

import asyncio
from collections.abc import Sequence

import pytest

from db import Database
from delivery.order import Lanes, Work
from delivery.together import MOST, Together
from repositories.uow import Uow
from tests.builders import make_user


class Greetings:
    """Makes an account for each number; refuses 13."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []

    def __call__(self, uow: Uow, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        for number in numbers:
            make_user(uow, telegram_id=number)
            if number == 13:
                raise ValueError("unlucky")
        return [number * 10 for number in numbers]


async def test_what_comes_while_one_runs_goes_with_the_next_and_everybody_gets_their_own(db: Database) -> None:
    greet = Greetings()
    together = Together(db, greet, writes=True)
    assert await asyncio.gather(*(together.add(number) for number in (1, 2, 3))) == [10, 20, 30]
    first = asyncio.create_task(together.add(4))
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # its transaction has begun
    assert await asyncio.gather(first, together.add(5), together.add(6)) == [40, 50, 60]
    assert greet.batches == [[1, 2, 3], [4], [5, 6]]


async def test_one_that_fails_fails_alone_and_leaves_nothing(db: Database) -> None:
    greet = Greetings()
    together = Together(db, greet, writes=True)
    results = await asyncio.gather(*(together.add(number) for number in (12, 13, 14)), return_exceptions=True)
    assert (results[0], results[2]) == (120, 140)
    assert isinstance(results[1], ValueError)
    assert [db.read_now(lambda uow, n=n: uow.people.actor_of(n) is not None) for n in (12, 13, 14)] == [
        True,
        False,
        True,
    ]  # type: ignore[misc]


async def test_who_no_longer_waits_holds_nobody_up(db: Database) -> None:
    together = Together(db, Greetings(), writes=True)
    gone, stays = asyncio.create_task(together.add(1)), asyncio.create_task(together.add(2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 20
    with pytest.raises(asyncio.CancelledError):
        await gone


async def test_no_transaction_grows_without_bound(db: Database) -> None:
    greet = Greetings()
    together = Together(db, greet, writes=True)
    await asyncio.gather(*(together.add(number) for number in range(100, 101 + MOST)))
    assert [len(batch) for batch in greet.batches] == [MOST, 1]


async def test_fact_3_what_a_lane_has_read_from_the_database_is_not_handled_again_when_it_is_offered() -> None:
    """A row is committed before it is offered: a lane that reads at that moment has it already."""
    stored = [Work(number, 1, number) for number in (1, 2, 3)]
    handled = []

    async def handle(work: Work) -> None:
        if work.inbox_id == 1:
            lanes.offer(stored[1])
            lanes.offer(stored[2])
        handled.append(work.inbox_id)

    async def read(_chat_id: int, after: int) -> list[Work]:
        return [work for work in stored if work.inbox_id > after]

    lanes = Lanes(handle, read)
    lanes.wake(1)
    await lanes.idle()
    assert handled == [1, 2, 3]
