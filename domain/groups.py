"""Groups that train together: who leads them, when each week, who is in them (S5.10, S5.32, S5.48)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from domain import parse
from domain.errors import Invalid, Term
from domain.fold import clean
from domain.gym import REQUIRED, Field, Value, chosen, titled, whole
from domain.trainings import CAPACITY_MOST, LENGTH, read_link

ABOUT_MOST: Final = 300  # characters
HOURS_MOST: Final = 28  # a week, of one group
PAGE: Final = 5  # people of a group on a page (S5.49)


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@dataclass(frozen=True, order=True)
class Hour:
    """When a group trains each week. ``weekday`` 0 is Monday; ``minute`` of the day; ``length`` in seconds."""

    weekday: int
    minute: int
    length: int = LENGTH
    id: int = 0

    @property
    def at(self) -> time:
        """The time of day it begins at."""
        return time(self.minute // 60, self.minute % 60)


@dataclass(frozen=True)
class GroupView:
    """A group. ``coach``: the name of its usual one; ``people``: how many are in it; ``capacity``: of a training."""

    id: int
    name: str
    coach_id: int | None
    coach: str
    capacity: int
    about: str
    link: str
    hours: tuple[Hour, ...] = ()
    people: int = 0
    is_archived: bool = False
    version: int = 1


@dataclass(frozen=True)
class Kept:
    """A training that stays although its hour is gone: somebody has to do with it."""

    training_id: int
    starts_at: datetime
    people: int


@dataclass(frozen=True)
class Changed:
    """A group after a change, and what became of trainings made already."""

    group: GroupView
    removed: int = 0
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class GroupMember:
    """A client in a group, or one who may come into it."""

    client_uid: int
    name: str
    phone: str
    is_active: bool = True


def read(field: Field, text: str) -> Value:
    """What was typed for a field, as it is stored; a dash empties what may be empty. Raises ``Invalid``."""
    if field not in REQUIRED and parse.is_nothing(text):
        return None if field is Field.COACH else ""
    match field:
        case Field.NAME:
            return titled(text, _("Yoga in the morning"))
        case Field.COACH:
            return chosen(text)
        case Field.PLACES:
            return whole(text, 1, CAPACITY_MOST)
        case Field.ABOUT:
            return clean(text, most=ABOUT_MOST, what=Term("Description"), lines=True)
        case Field.LINK:
            return read_link(text)
    raise Invalid("A group has no such field.")
