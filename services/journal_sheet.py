"""The day's sheet of an executor: what is to be carried to the door on paper."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.journal_ask import AnyOf, Ask, Days, Filter
from domain.utility import State
from repositories.journal import Journal, listed

if TYPE_CHECKING:
    from repositories.uow import Uow

MOST = 200  # requests of a sheet
_COLUMNS = (
    "id", "state", "is_urgent", "category", "subcategory", "city", "street", "house", "flat", "full_name", "phone",
    "text", "wish", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class SheetLine:
    """A request as its executor needs it at the door."""

    id: int
    state: str
    is_urgent: bool
    category: str
    subcategory: str | None
    city: str
    street: str
    house: str
    flat: str
    full_name: str
    phone: str
    text: str
    wish: str
    created_at: datetime


@dataclass(frozen=True)
class Sheet:
    """A day's sheet by address; ``is_cut``: there is more than a sheet holds, the longest known are left out."""

    lines: tuple[SheetLine, ...] = ()
    is_cut: bool = False
    most: int = MOST


@query(Permission.REQUESTS)
def executors(uow: "Uow", actor: Actor) -> tuple[tuple[int, str], ...]:
    """Whose sheet can be printed."""
    return tuple(listed(uow.session, "executors"))


@query(Permission.REQUESTS)
def sheet(uow: "Uow", actor: Actor, executor_id: int, day: date) -> Sheet:
    """What this executor had or has to do on a day: given by then, and not done before it; by address."""
    own: dict[str, Filter] = {"executor": AnyOf((str(executor_id),)), "assigned_at": Days(None, day)}
    to_do = own | {"state": AnyOf((State.ASSIGNED, State.IN_WORK))}
    done_since = own | {"done_at": Days(day, None)}
    found: dict[int, SheetLine] = {}
    for filters in (to_do, done_since):
        ask = Ask("requests", _COLUMNS, filters, size=MOST + 1)
        found |= {row[0]: SheetLine(*row[2:]) for row in Journal(uow.session, ask, uow.place.zone).rows()}
    kept = sorted(found.values(), key=lambda one: one.id, reverse=True)[:MOST]
    kept.sort(key=lambda one: (one.street, len(one.house), one.house, one.flat, one.id))
    return Sheet(tuple(kept), len(found) > MOST)
