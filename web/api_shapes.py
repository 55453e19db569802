"""What a call of the API is made of: its declaration, what was sent, what is answered as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, get_args, get_type_hints

from domain.access import Service
from domain.accounts import AccountView
from domain.api import Scope
from domain.errors import Invalid
from domain.views import DayView, Page

PAGES_MOST = 10_000


@dataclass(frozen=True)
class Param:
    """A part of the address: where it stands, its schema, what it means."""

    name: str
    place: str  # path or query
    schema: Mapping[str, Any]
    about: str


@dataclass(frozen=True)
class Asked:
    """What a call has sent, already read: parts of the address, and the body as a dataclass."""

    values: Mapping[str, Any]
    body: Any = None
    origin: str = ""


Plan = tuple[Service[Any, Any], tuple[Any, ...]]


@dataclass(frozen=True)
class Endpoint:
    """One call. ``plan`` says which use case is run with what; ``answer`` is the view it gives, or a page of them."""

    name: str
    method: str
    path: str
    scope: Scope
    summary: str
    plan: Callable[[Asked], Plan]
    answer: Any
    example: Any
    params: tuple[Param, ...] = ()
    body: Any = None
    body_example: Any = None
    status: int = 200
    is_list: bool = field(default=False)
    area: str = "requests"  # of config.AREAS: where it is switched off, nobody finds this
    for_pages: bool = False  # our own pages call it too, by their session


def page_of(asked: Asked) -> int:
    """Which page a cursor means."""
    return min(int(asked.values.get("cursor") or 0), PAGES_MOST)


CURSOR = Param("cursor", "query", {"type": "string", "pattern": "^[0-9]{1,5}$"}, "What `next` of the last answer was")
ID = Param("id", "path", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, "Its number")


def answered(endpoint: Endpoint, given: Any) -> Any:
    """What a use case gave, as JSON can hold it; a page with what the next one is asked by."""
    if not endpoint.is_list:
        return plain(given)
    if isinstance(given, tuple) and given and isinstance(given[0], Page):
        given = given[0]  # a page with counts beside it
    items = given.orders if isinstance(given, DayView) else given.items if isinstance(given, Page) else given
    more = isinstance(given, Page) and given.has_more
    return {
        "items": [plain(one) for one in items],
        "next": str(given.number + 1) if more and given.number < PAGES_MOST else None,
    }


def plain(value: Any) -> Any:
    """A view as JSON can hold it: moments as ISO text, choices as their words; a bill's link is no API's business."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__} | _hidden(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(one) for one in value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _hidden(view: Any) -> dict[str, Any]:
    return {"link_code": ""} if isinstance(view, AccountView) else {}


def body_of(endpoint: Endpoint, sent: Any) -> Any:
    """What was sent as the endpoint's dataclass; raises ``Invalid`` for anything else."""
    hints = get_type_hints(endpoint.body)
    known = {one.name: one.default is MISSING for one in fields(endpoint.body)}
    if not isinstance(sent, dict) or set(sent) - set(known):
        raise Invalid("Expected a JSON object with these fields: {names}", names=", ".join(known))
    missing = [name for name, is_required in known.items() if is_required and name not in sent]
    wrong = [name for name, value in sent.items() if type(value) not in (get_args(hints[name]) or (hints[name],))]
    wrong += [name for name, value in sent.items() if type(value) is int and not 0 < value < 2**31]
    if missing or wrong:
        raise Invalid("These fields are missing or have the wrong type: {names}", names=", ".join(missing + wrong))
    return endpoint.body(**sent)
