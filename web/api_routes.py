"""What the API can do: the one table that routes, checks of scopes and the OpenAPI document derive from."""

from datetime import date

from domain.accounts import AccountView
from domain.api import Scope
from domain.clients import NewClient
from domain.errors import Invalid
from domain.ticket_views import TicketLine, TicketView
from domain.views import ClientView, OrderView
from services import accounts, calendar, clients, orders, ticket_lists
from web.api_members import MEMBERS
from web.api_requests import REQUESTS
from web.api_shapes import CURSOR, ID, Asked, Endpoint, Param, Plan, page_of

LISTS = ticket_lists.LISTS
_SEARCH = Param("search", "query", {"type": "string", "maxLength": 200}, "Any part of a name, address, number or phone")
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


def _accounts(asked: Asked) -> Plan:
    text = asked.values.get("search") or ""
    return (accounts.search, (text, page_of(asked))) if text.strip() else (accounts.listed, (page_of(asked),))


def _day(asked: Asked) -> Plan:
    try:
        return calendar.day, (date.fromisoformat(asked.values.get("day") or ""),)
    except ValueError:
        raise Invalid("This is no date. For example: 2026-11-21") from None


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "find_clients", "GET", "/clients", Scope.CLIENTS_READ, "Find clients by any part of a name or a phone",
        lambda asked: (clients.search, (asked.values.get("search") or "", page_of(asked))),
        ClientView, {"items": [_CLIENT], "next": None}, (_SEARCH, CURSOR), is_list=True, area="clients",
    ),
    Endpoint(
        "get_client", "GET", "/clients/{id:int}", Scope.CLIENTS_READ, "A client's card",
        lambda asked: (clients.get, (asked.values["id"],)), ClientView, _CLIENT, (ID,), area="clients",
    ),
    Endpoint(
        "add_client", "POST", "/clients", Scope.CLIENTS_WRITE,
        "Add a client; the same `Idempotency-Key` again gives the same one",
        lambda asked: (clients.add, (asked.body, asked.origin)), ClientView, _CLIENT, (),
        NewClient, {"name": "Olga", "surname": "Mineeva", "phone": "8 999 643-23-87"}, 201, area="clients",
    ),
    Endpoint(
        "find_accounts", "GET", "/accounts", Scope.ACCOUNTS_READ, "Find personal accounts; all without a search",
        _accounts, AccountView, {"items": [_ACCOUNT], "next": "1"}, (_SEARCH, CURSOR), is_list=True,
    ),
    Endpoint(
        "get_account", "GET", "/accounts/{id:int}", Scope.ACCOUNTS_READ, "A personal account",
        lambda asked: (accounts.get, (asked.values["id"],)), AccountView, _ACCOUNT, (ID,),
    ),
    Endpoint(
        "list_tickets", "GET", "/tickets", Scope.TICKETS_READ, "Tickets of the desk",
        lambda asked: (ticket_lists.listed, (asked.values.get("list") or "open", page_of(asked))),
        TicketLine, {"items": [_LINE], "next": None}, (_WHICH, CURSOR), is_list=True, area="tickets",
    ),
    Endpoint(
        "get_ticket", "GET", "/tickets/{id:int}", Scope.TICKETS_READ, "A ticket, as far as the key's owner may see it",
        lambda asked: (ticket_lists.card, (asked.values["id"],)), TicketView, _TICKET, (ID,), area="tickets",
    ),
    Endpoint(
        "list_games", "GET", "/games", Scope.ORDERS_READ, "Games of a day", _day, OrderView,
        {"items": [_ORDER], "next": None}, (_DAY,), is_list=True, area="orders",
    ),
    Endpoint(
        "get_game", "GET", "/games/{id:int}", Scope.ORDERS_READ, "A game",
        lambda asked: (orders.card, (asked.values["id"],)), OrderView, _ORDER, (ID,), area="orders",
    ),
    *REQUESTS,
    *MEMBERS,
)  # fmt: skip
