"""What the API can do: the one table that routes, checks of scopes and the OpenAPI document derive from."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from domain.access import Service
from domain.accounts import AccountView
from domain.api import Scope
from domain.clients import NewClient
from domain.errors import Invalid
from domain.ticket_views import TicketLine, TicketView
from domain.views import ClientView, DayView, OrderView, Page
from services import accounts, calendar, clients, orders, ticket_lists

PAGES_MOST = 10_000
LISTS = ticket_lists.LISTS


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


_CURSOR = Param("cursor", "query", {"type": "string", "pattern": "^[0-9]{1,5}$"}, "What `next` of the last answer was")
_SEARCH = Param("search", "query", {"type": "string", "maxLength": 200}, "Any part of a name, address, number or phone")
_ID = Param("id", "path", {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, "Its number")
_DAY = Param("day", "query", {"type": "string", "format": "date"}, "A day of the business's calendar")
_WHICH = Param("list", "query", {"type": "string", "enum": list(LISTS)}, "Which of the desk's lists; open without it")
_AT = "2026-11-21T12:00:00+00:00"
_CLIENT = {
    "uid": 12, "surname": "Mineeva", "name": "Olga", "midname": "Sergeevna", "phone": "+79996432387",
    "secondphone": "", "description": "", "source": "", "has_telegram": True, "version": 1, "deleted_at": None,
}  # fmt: skip
_ACCOUNT = {
    "id": 7, "number": "100200300", "full_name": "Mineeva Olga Sergeevna", "city": "Irkutsk", "street": "Lesnaya",
    "house": "4", "letter": "a", "flat": "12", "phone": "+79996432387", "contract": "D-17/2024", "link_code": "",
    "version": 1, "archived_at": None, "residents": 2, "open_requests": 1,
}  # fmt: skip
_LINE = {
    "id": 31, "kind": "question", "state": "created", "created_at": _AT, "title": "The site is down", "who": "Vera",
    "agent": "",
}  # fmt: skip
_TICKET = {
    "id": 31, "kind": "question", "state": "created", "created_at": _AT, "acts": ["see"], "agent": None,
    "question": "The site is down", "answer": "", "customer": None, "customer_phone": "", "agent_contact": "",
    "client": None, "pinned": None, "tariff": "", "promised_by": None, "taken_at": None, "closed_at": None,
    "estimate": None, "done_by": None, "rating": None, "pay": None, "has_access": False, "shows_contacts": True,
    "is_mine": False, "files": 0, "purchase_id": None, "lately": [],
}  # fmt: skip
_ORDER = {
    "uid": 128, "date": _AT, "gametime": 3600, "resttime": 3600, "restroom": 1, "players": 12, "polygon": "arena",
    "gametype": "birthday", "gifts": "bandana", "status": "confirmed", "version": 1, "client": _CLIENT,
    "instructor": None, "description": "", "price": 1250000, "deposit": 0, "paid": 0, "came": None, "buffer": 0,
    "custom": {}, "ordered_by": None, "held_until": None, "cancel_reason": "", "deleted_at": None, "undo_until": None,
    "is_coming": False,
}  # fmt: skip


def _page_of(asked: Asked) -> int:
    return min(int(asked.values.get("cursor") or 0), PAGES_MOST)


def _accounts(asked: Asked) -> Plan:
    text = asked.values.get("search") or ""
    return (accounts.search, (text, _page_of(asked))) if text.strip() else (accounts.listed, (_page_of(asked),))


def _day(asked: Asked) -> Plan:
    try:
        return calendar.day, (date.fromisoformat(asked.values.get("day") or ""),)
    except ValueError:
        raise Invalid("This is no date. For example: 2026-11-21") from None


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "find_clients", "GET", "/clients", Scope.CLIENTS_READ, "Find clients by any part of a name or a phone",
        lambda asked: (clients.search, (asked.values.get("search") or "", _page_of(asked))),
        ClientView, {"items": [_CLIENT], "next": None}, (_SEARCH, _CURSOR), is_list=True,
    ),
    Endpoint(
        "get_client", "GET", "/clients/{id:int}", Scope.CLIENTS_READ, "A client's card",
        lambda asked: (clients.get, (asked.values["id"],)), ClientView, _CLIENT, (_ID,),
    ),
    Endpoint(
        "add_client", "POST", "/clients", Scope.CLIENTS_WRITE,
        "Add a client; the same `Idempotency-Key` again gives the same one",
        lambda asked: (clients.add, (asked.body, asked.origin)), ClientView, _CLIENT, (),
        NewClient, {"name": "Olga", "surname": "Mineeva", "phone": "8 999 643-23-87"}, 201,
    ),
    Endpoint(
        "find_accounts", "GET", "/accounts", Scope.ACCOUNTS_READ, "Find personal accounts; all without a search",
        _accounts, AccountView, {"items": [_ACCOUNT], "next": "1"}, (_SEARCH, _CURSOR), is_list=True,
    ),
    Endpoint(
        "get_account", "GET", "/accounts/{id:int}", Scope.ACCOUNTS_READ, "A personal account",
        lambda asked: (accounts.get, (asked.values["id"],)), AccountView, _ACCOUNT, (_ID,),
    ),
    Endpoint(
        "list_tickets", "GET", "/tickets", Scope.TICKETS_READ, "Tickets of the desk",
        lambda asked: (ticket_lists.listed, (asked.values.get("list") or "open", _page_of(asked))),
        TicketLine, {"items": [_LINE], "next": None}, (_WHICH, _CURSOR), is_list=True,
    ),
    Endpoint(
        "get_ticket", "GET", "/tickets/{id:int}", Scope.TICKETS_READ, "A ticket, as far as the key's owner may see it",
        lambda asked: (ticket_lists.card, (asked.values["id"],)), TicketView, _TICKET, (_ID,),
    ),
    Endpoint(
        "list_games", "GET", "/games", Scope.ORDERS_READ, "Games of a day", _day, OrderView,
        {"items": [_ORDER], "next": None}, (_DAY,), is_list=True,
    ),
    Endpoint(
        "get_game", "GET", "/games/{id:int}", Scope.ORDERS_READ, "A game",
        lambda asked: (orders.card, (asked.values["id"],)), OrderView, _ORDER, (_ID,),
    ),
)  # fmt: skip


def answered(endpoint: Endpoint, given: Any) -> Any:
    """What a use case gave, as JSON can hold it; a page with what the next one is asked by."""
    if not endpoint.is_list:
        return plain(given)
    items = given.orders if isinstance(given, DayView) else given.items
    more = isinstance(given, Page) and given.has_more
    return {"items": [plain(one) for one in items], "next": str(given.number + 1) if more else None}


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
    known = asdict(endpoint.body()) if endpoint.body is not None else {}
    if not isinstance(sent, dict) or set(sent) - set(known):
        raise Invalid("Expected a JSON object with these fields: {names}", names=", ".join(known))
    wrong = [name for name, value in sent.items() if not isinstance(value, type(known[name]))]
    if wrong:
        raise Invalid("These fields have the wrong type: {names}", names=", ".join(wrong))
    return endpoint.body(**sent)
