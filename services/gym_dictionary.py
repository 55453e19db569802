"""What the gym's dictionaries have in common: room for one more, and a row as somebody has seen it."""

from typing import TYPE_CHECKING, TypeVar

from domain.errors import Conflict, NotFound
from domain.forms import refuse_stale
from domain.gym import LIVE_MOST, Value, Values
from models import Coach, Group, Plan

if TYPE_CHECKING:
    from repositories.directories import Dictionary

Row = TypeVar("Row", Plan, Coach, Group)


def columns(values: Values) -> dict[str, Value]:
    """What was read, by the names of columns."""
    return {field.value: value for field, value in values.items()}


def check_room(number: int) -> None:
    """Raise ``Conflict`` where a dictionary is as long as it may be."""
    if number >= LIVE_MOST:
        raise Conflict("There are {most} already. Put one that is not needed into the archive.", most=LIVE_MOST)


def live(dictionary: "Dictionary[Row]", id_: int, version: int | None = None) -> Row:
    """One that is in use, held; raises ``NotFound``, ``Stale`` where it is not as in ``version`` any more."""
    row = dictionary.get_locked(id_)
    if row.archived_at is not None:
        raise NotFound(dictionary.missing)
    if version is not None:
        refuse_stale(version, row.version)
    return row
