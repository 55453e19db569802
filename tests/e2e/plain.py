"""The negative control: the same bot with PTB's plain queue, an update lives in memory only. It must lose updates."""

import itertools
from typing import Any

from telegram import Update

from delivery.inbox import Inbox, chat_of
from delivery.order import Work


def forget_the_inbox() -> None:
    """Hand updates to their lanes without storing them; what would be replayed after a start is not there."""
    numbers = itertools.count(10**12)  # no row has such an id

    async def accept(inbox: Inbox, update: Update) -> None:
        assert inbox.lanes is not None
        inbox.lanes.offer(Work(next(numbers), chat_of(update), update))

    async def replay(_inbox: Inbox) -> int:
        return 0

    changed: Any = Inbox
    changed.accept, changed.replay = accept, replay
