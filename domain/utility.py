"""A utility request: its states, its bounds, and what happens to it by itself (S4.8, S4.15)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

TEXT_MOST: Final = 1500  # characters of what has happened
WISH_MOST: Final = 100
REASON_MOST: Final = 200
FILES_MOST: Final = 10
NAME_MOST: Final = 60  # of a category or a subcategory
WARNING_MOST: Final = 300
INCIDENT_MOST: Final = 500  # characters that everybody concerned is told


class State(StrEnum):
    """Where a request stands, in the seed's order (S4.8); moves only along the edges of ``domain.workflow``."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_WORK = "in_work"
    DONE = "done"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Source(StrEnum):
    """How a request came in."""

    BOT = "bot"
    CALL = "call"


OPEN: Final = frozenset({State.NEW, State.ASSIGNED, State.IN_WORK})
MAY_WITHDRAW: Final = frozenset({State.NEW, State.ASSIGNED})


def by_itself(state: State, since: datetime, closes: timedelta, archived: timedelta) -> datetime | None:
    """Return when a request moves on by itself: one that is done is closed, one that is closed goes to the archive.

    ``since``: when it came into this state. None where nothing happens by itself.
    """
    waits = {State.DONE: closes, State.CLOSED: archived}
    return since + waits[state] if state in waits else None
