"""What of utility requests may leave a transaction: dictionaries, requests, what was said, incidents."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.utility import Act, Source, State

PAGE = 8  # requests a page


@dataclass(frozen=True)
class CategoryView:
    """What requests are about (S4.5). ``parts``: subcategories that are offered."""

    id: int
    name: str
    warning: str = ""
    is_urgent: bool = False
    place: int = 0
    is_archived: bool = False
    parts: int = field(default=0, compare=False)


@dataclass(frozen=True)
class SubcategoryView:
    """A part of a category (S4.6)."""

    id: int
    category_id: int
    category: str
    name: str
    warning: str = ""
    is_urgent: bool = False
    place: int = 0
    is_archived: bool = False


@dataclass(frozen=True)
class ExecutorView:
    """Who carries requests out (S4.7). ``telegram``: how their account is called; empty without one."""

    id: int
    full_name: str
    position: str = ""
    phone: str = ""
    user_id: int | None = None
    telegram: str = ""
    is_archived: bool = False
    open: int = field(default=0, compare=False)  # requests they have that are not done


@dataclass(frozen=True)
class SaidView:
    """Something said in a request. ``side``: resident, staff or note."""

    id: int
    side: str
    who: str
    kind: str
    text: str
    file_id: str
    file_name: str
    at: datetime


@dataclass(frozen=True)
class StepView:
    """A line of a request's history. ``what``: the audit's action; ``state``: where it went, if it moved."""

    at: datetime
    what: str
    who: str = ""
    state: State | None = None
    detail: str = ""  # an executor's name, a reason


@dataclass(frozen=True)
class RequestLine:
    """A row of a list; address and executor are empty where its reader may not see them."""

    id: int
    state: State
    category: str
    subcategory: str
    created_at: datetime
    address: str = ""
    executor: str = ""
    is_urgent: bool = False
    is_mine: bool = False


@dataclass(frozen=True)
class RequestView:
    """A request as its reader sees it (T23): a neighbour sees category and state, the rest is empty then."""

    id: int
    state: State
    category: str
    subcategory: str
    created_at: datetime
    acts: frozenset[Act] = frozenset()
    version: int = 1
    source: Source = Source.BOT
    account_id: int | None = None
    account: str = ""
    full_name: str = ""
    city: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""
    phone: str = ""
    is_confirmed: bool = True
    category_id: int = 0
    subcategory_id: int | None = None
    is_urgent: bool = False
    text: str = ""
    wish: str = ""
    has_reader: bool = True  # its author reads in the bot what the staff say
    executor_id: int | None = None
    executor: str = ""
    position: str = ""
    executor_in_bot: bool = False
    incident_id: int | None = None
    reason: str = ""
    rating: int | None = None
    user_id: int | None = None
    assigned_at: datetime | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None
    closed_at: datetime | None = None
    updated_at: datetime | None = None
    next_at: datetime | None = None
    files: int = 0
    is_mine: bool = False
    is_followed: bool = False
    is_staff: bool = False  # its reader is a dispatcher or its executor
    lately: tuple[SaidView, ...] = ()

    @property
    def address(self) -> str:
        """`Лесная, 5, кв. 12` without words of any language: street, house, flat."""
        return ", ".join(part for part in (self.street, self.house, self.flat) if part)


@dataclass(frozen=True)
class IncidentView:
    """Something that concerns a house or a street. ``is_joined``: its reader has said that it concerns them."""

    id: int
    category_id: int
    category: str
    city: str
    street: str
    house: str
    text: str
    expected_at: datetime | None
    is_open: bool
    created_at: datetime
    version: int = 1
    people: int = 0
    requests: int = 0
    is_joined: bool = False
    is_staff: bool = False
