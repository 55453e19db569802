"""Small transactions of one kind in one: what is asked for while one runs goes together with the next.

Behind every update stand a row that is stored, a slot that is read and a slot that is saved. One transaction for each
costs more than what it does, and many chats wait for the same disk: together they wait once.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from db import Database
from repositories.uow import Uow

T = TypeVar("T")
R = TypeVar("R")
MOST = 200  # in one transaction


class Together(Generic[T, R]):
    """``await add(item)`` gives what ``work(uow, items)`` has for it, once its transaction is committed."""

    def __init__(self, db: Database, work: Callable[[Uow, Sequence[T]], list[R]], *, writes: bool) -> None:
        """``work`` gives one result an item, in their order; it is run again for each alone where it raises."""
        self._db = db
        self._work = work
        self._writes = writes
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def add(self, item: T) -> R:
        """Wait for the item's transaction; raises what it raises for this item alone."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._until_nobody_waits(), name="together")
        return await future

    async def _until_nobody_waits(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._carry_out(batch)
        finally:
            self._task = None

    async def _carry_out(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        items = [item for item, _future in batch]
        run = self._db.write if self._writes else self._db.read
        try:
            results = await run(lambda uow: self._work(uow, items))
        except Exception as error:  # noqa: BLE001  (whoever waits gets it)
            if len(batch) > 1:  # one that fails must not fail the others
                for one in batch:
                    await self._carry_out([one])
            elif not batch[0][1].done():
                batch[0][1].set_exception(error)
            return
        for (_item, future), result in zip(batch, results, strict=True):
            if not future.done():  # who waited may have been cancelled
                future.set_result(result)
