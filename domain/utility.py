"""A utility request: its states, its bounds, and what happens to it by itself (S4.8, S4.15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

TEXT_MOST: Final = 1500  # characters of what has happened
WISH_MOST: Final = 100
REASON_MOST: Final = 200
FILES_MOST: Final = 10  # of a form, or of one comment
COMMENT_FILES: Final = 100  # of one request
NAME_MOST: Final = 60  # of a category or a subcategory
WARNING_MOST: Final = 300
FULL_NAME_MOST: Final = 120  # of an executor
POSITION_MOST: Final = 60
PLACES: Final = range(1000)  # of a category in its list
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


class Act(StrEnum):
    """What somebody can do with a request; buttons and services ask the same table (``domain.utility_rules``)."""

    SEE = "see"  # more than category and state
    COMMENT = "comment"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"  # «Сделано?» yes or no
    RATE = "rate"
    FOLLOW = "follow"
    ASSIGN = "assign"
    START = "start"
    FINISH = "finish"
    GIVE_BACK = "give_back"
    CLOSE = "close"
    REOPEN = "reopen"
    INCIDENT = "incident"


@dataclass(frozen=True)
class File:
    """Something shown: it stays with Telegram. ``kind`` is Telegram's word for it."""

    kind: str
    file_id: str
    file_name: str = ""


@dataclass(frozen=True)
class Form:
    """What a request is made of (T23); address and name come from the account (S4.28)."""

    category_id: int
    subcategory_id: int | None = None
    text: str = ""
    phone: str = ""
    wish: str = ""
    files: tuple[File, ...] = ()


OPEN: Final = frozenset({State.NEW, State.ASSIGNED, State.IN_WORK})
MAY_WITHDRAW: Final = frozenset({State.NEW, State.ASSIGNED})


def by_itself(state: State, since: datetime, closes: timedelta, archived: timedelta) -> datetime | None:
    """Return when a request moves on by itself: one that is done is closed, one that is closed goes to the archive.

    ``since``: when it came into this state. None where nothing happens by itself.
    """
    waits = {State.DONE: closes, State.CLOSED: archived}
    return since + waits[state] if state in waits else None
