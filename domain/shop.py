"""The shop's words: where a purchase stands, what a product's texts may hold (S2.32–S2.39, S2.46)."""

from enum import IntEnum
from typing import Final

TITLE_MOST: Final = 50  # characters (S2.33)
DESCRIPTION_MOST: Final = 100  # (S2.34)
CATEGORY_MOST: Final = 30
DEADLINE_MOST: Final = 3650  # days (T15)
EMAIL_MOST: Final = 254  # characters, as RFC 5321 has it
REASON_MOST: Final = 200
PRODUCTS_MOST: Final = 1000  # of a catalogue: it is searched without an index


class State(IntEnum):
    """Where a purchase stands, a number in the database (S2.46); moves only along the edges of ``domain.workflow``."""

    CREATED = 1  # waits for an executor (S2.43, T16)
    IN_WORK = 2
    DONE = 3
    CANCELLED = 4


OPEN: Final = frozenset({State.CREATED, State.IN_WORK})
