"""Residents' requests through the API: listed, looked at, filed for an account, carried on."""

from dataclasses import dataclass
from datetime import UTC, datetime

from domain.api import Scope
from domain.errors import Invalid
from domain.utility import Form, State
from domain.utility_views import CategoryView, RequestLine, RequestView
from services import utility_forms, utility_requests, utility_work
from web.api_shapes import CURSOR, ID, Asked, Endpoint, Param, Plan, page_of, plain

_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
_WHICH = Param("list", "query", {"type": "string", "enum": list(utility_work.LISTS)}, "Which list; new without it")
_LINE = RequestLine(5, State.NEW, "Plumbing", "A tap drips", _AT, "Lesnaya, 4a, 12")
_REQUEST = RequestView(5, State.NEW, "Plumbing", "A tap drips", _AT, street="Lesnaya", house="4a", flat="12")


@dataclass(frozen=True)
class NewRequest:
    """What is asked for, of which account; name and address come from the account."""

    account_id: int
    category_id: int
    subcategory_id: int | None = None
    text: str = ""
    phone: str = ""
    wish: str = ""


@dataclass(frozen=True)
class Step:
    """Where a request is to go: in_work, done, closed (with a reason) or new (anew)."""

    to: str
    reason: str = ""


def _file(asked: Asked) -> Plan:
    sent: NewRequest = asked.body
    form = Form(sent.category_id, sent.subcategory_id, sent.text, sent.phone, sent.wish)
    return utility_requests.create_for, (sent.account_id, form, asked.origin)


def _step(asked: Asked) -> Plan:
    sent: Step = asked.body
    number = asked.values["id"]
    steps: dict[str, Plan] = {
        State.IN_WORK: (utility_work.start, (number,)),
        State.DONE: (utility_work.finish, (number,)),
        State.CLOSED: (utility_work.close, (number, sent.reason)),
        State.NEW: (utility_work.reopen, (number,)),
    }
    if sent.to not in steps:
        raise Invalid("{name}: this can't be read.", name="to")
    return steps[sent.to]


REQUESTS: tuple[Endpoint, ...] = (
    Endpoint(
        "list_categories", "GET", "/categories", Scope.REQUESTS_READ, "What residents can ask for",
        lambda _asked: (utility_forms.categories, ()), CategoryView,
        {"items": [plain(CategoryView(2, "Plumbing"))], "next": None}, is_list=True,
    ),
    Endpoint(
        "list_requests", "GET", "/requests", Scope.REQUESTS_READ, "Residents' requests of a list",
        lambda asked: (utility_work.listed, (asked.values.get("list") or "new", page_of(asked))), RequestLine,
        {"items": [plain(_LINE)], "next": None}, (_WHICH, CURSOR), is_list=True,
    ),
    Endpoint(
        "get_request", "GET", "/requests/{id:int}", Scope.REQUESTS_READ, "A request",
        lambda asked: (utility_requests.card, (asked.values["id"],)), RequestView, plain(_REQUEST), (ID,),
    ),
    Endpoint(
        "file_request", "POST", "/requests", Scope.REQUESTS_WRITE,
        "File a request for an account; the same `Idempotency-Key` again gives the same one", _file, RequestView,
        plain(_REQUEST), (), NewRequest, {"account_id": 7, "category_id": 2, "text": "The tap drips"}, 201,
    ),
    Endpoint(
        "move_request", "POST", "/requests/{id:int}/state", Scope.REQUESTS_WRITE,
        "Carry a request on: in_work, done, closed with a reason, new", _step, RequestView, plain(_REQUEST), (ID,),
        Step, {"to": "closed", "reason": "Filed twice"},
    ),
)  # fmt: skip
