"""Incidents of a house or a street: made from a request, joined by residents, one change tells everybody once."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.accounts import is_same_city
from domain.errors import Conflict, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.reminders import quiet
from domain.utility import INCIDENT_MOST
from domain.utility_views import PAGE, IncidentView
from domain.views import Page
from services.settings import business
from services.utility_incident_views import incident_view
from services.utility_views import CONFIRMED

if TYPE_CHECKING:
    from models import Incident, User
    from repositories.uow import Uow

KIND = "incident"
TOLD = "utility_incident"
CHANGED = "Somebody has just changed this incident. Here is how it stands now."


@command(Permission.REQUESTS)
def make(
    uow: "Uow", actor: Actor, request_id: int, whole_street: bool, text: str, expected_at: datetime | None, origin: str
) -> IncidentView:
    """Make a request's trouble an incident of its house, or its whole street; the same ``origin`` gives the same one.

    Open requests of its category there come into it, and their people are told. Raises ``Conflict`` where there is an
    open one already, ``Outdated`` where the request has no account any more, ``Invalid`` for an end in the past.
    """
    if (known := uow.incidents.find_by_origin(origin)) is not None:
        return incident_view(uow, actor, known)
    request = uow.utility.get(request_id)
    account = uow.accounts.get_locked(request.account_id) if request.account_id else None
    if account is None or not account.street:
        raise Outdated("The address of this request is not known, so no house can be named.")
    house_n = "" if whole_street else account.house_n
    open_one = uow.incidents.find_at(request.category_id, account.city, account.street_n, house_n)
    if open_one is not None and open_one.house_n == house_n:
        raise Conflict("There is an open incident here already, No. {id}.", id=open_one.id)
    row = uow.incidents.make(
        category_id=request.category_id, city=account.city, street=account.street, street_n=account.street_n,
        house="" if whole_street else f"{account.house}{account.letter}", house_n=house_n, created_by=actor.user_id,
        origin=origin, **_content(uow, text, expected_at),
    )  # fmt: skip
    for one in uow.utility.list_open_at(row.category_id, row.city, row.street_n, row.house_n):
        uow.utility.edit(one, incident_id=row.id)
        uow.audit.record(actor, "incident", "request", one.id, None, {"incident": row.id})
    event = uow.audit.record(actor, "created", KIND, row.id, None, _told(row))
    _tell(uow, actor, row, "new", event.id)
    return incident_view(uow, actor, row)


@command(Permission.REQUESTS)
def change(
    uow: "Uow", actor: Actor, incident_id: int, text: str, expected_at: datetime | None, version: int
) -> IncidentView:
    """Say something else of it; everybody whom it concerns is told once. The same again tells nobody.

    Raises ``Outdated`` where somebody else has changed or ended it since ``version``.
    """
    row = uow.incidents.get(incident_id)
    values = _content(uow, text, expected_at, row)
    if row.state == "open" and (row.text, row.expected_at) == (values["text"], values["expected_at"]):
        return incident_view(uow, actor, row)
    before = _told(row)
    if not uow.incidents.move(row.id, version, **values):
        raise Outdated(CHANGED)
    event = uow.audit.record(actor, "edited", KIND, row.id, before, _told(row))
    _tell(uow, actor, row, "changed", event.id)
    return incident_view(uow, actor, row)


@command(Permission.REQUESTS)
def end(uow: "Uow", actor: Actor, incident_id: int) -> IncidentView:
    """It is over; everybody whom it concerns is told once. Its requests stay, to be finished. Twice is once."""
    row = uow.incidents.get(incident_id)
    if row.state == "open":
        if not uow.incidents.move(row.id, row.version, state="over", over_at=uow.now):
            raise Outdated(CHANGED)
        event = uow.audit.record(actor, "ended", KIND, row.id, {"state": "open"}, {"state": "over"})
        _tell(uow, actor, row, "over", event.id)
    return incident_view(uow, actor, row)


@command(Permission.OWN_REQUESTS)
def join(uow: "Uow", actor: Actor, incident_id: int) -> IncidentView:
    """[Меня тоже касается]: a confirmed resident of that house or street is told of each change; twice is once.

    Raises ``NotFound`` for who does not live there, ``Outdated`` where it is over.
    """
    row = uow.incidents.get(incident_id)
    account_id = _account_there(uow, actor, row)
    if row.state != "open":
        raise Outdated("This is over already.")
    if uow.incidents.join(row.id, actor.user_id, account_id):
        uow.audit.record(actor, "joined", KIND, row.id)
    return incident_view(uow, actor, row)


@query(Permission.OWN_REQUESTS)
def card(uow: "Uow", actor: Actor, incident_id: int) -> IncidentView:
    """An incident, to dispatchers, to executors, and to confirmed residents there; ``NotFound`` to others."""
    row = uow.incidents.get(incident_id)
    if not (actor.may(Permission.REQUESTS) or actor.may(Permission.REQUESTS_WORK)):
        _account_there(uow, actor, row)
    return incident_view(uow, actor, row)


@query(Permission.REQUESTS)
def listed(uow: "Uow", actor: Actor, number: int = 0) -> Page[IncidentView]:
    """A page of what goes on now, the newest first."""
    number = min(max(number, 0), 10**6)
    rows = uow.incidents.list_open(PAGE + 1, number * PAGE)
    found = tuple(incident_view(uow, actor, row) for row in rows[:PAGE])
    return Page(found, number, None, len(rows) > PAGE)


def _account_there(uow: "Uow", actor: Actor, row: "Incident") -> int:
    for pair in uow.residents.list_of_user(actor.user_id):
        account = uow.accounts.get(pair.account_id)
        is_there = account.street_n == row.street_n and row.house_n in ("", account.house_n)
        if is_there and is_same_city(account.city, row.city) and pair.state == CONFIRMED:
            return account.id
    raise NotFound(uow.incidents.missing)


def _content(uow: "Uow", text: str, expected_at: datetime | None, row: "Incident | None" = None) -> dict[str, Any]:
    is_new_end = expected_at is not None and (row is None or row.expected_at != expected_at)
    if is_new_end and expected_at is not None and expected_at <= uow.now:
        raise Invalid("This moment has passed already. Example: {example}", example="18:30")
    return {
        "text": clean(text, most=INCIDENT_MOST, what=Term("Text"), lines=True), "expected_at": expected_at,
    }  # fmt: skip


def _told(row: "Incident") -> dict[str, Any]:
    return {"text": row.text, "expected_at": row.expected_at.isoformat() if row.expected_at else None}


def _tell(uow: "Uow", actor: Actor, row: "Incident", how: str, step: int) -> None:
    """Everybody whom it concerns, each once; what waits for the morning is told as it stands then.

    What is urgent does not wait: by its category, or by a request in it whose subcategory is.
    """
    category = uow.directories.categories.get(row.category_id)
    is_urgent = category.is_urgent or uow.incidents.has_urgent(row.id)
    due = None if is_urgent else quiet(uow.now, uow.place.zone, business(uow)["QUIET"])
    where = ", ".join(part for part in (row.street, row.house) if part)
    facts = {"id": row.id, "how": how, "category": category.name, "where": where, **_told(row)}
    about = f"incident:{row.id}"
    for letter in uow.outbox.list_about(about):
        if letter.state == "due":
            letter.state = "dropped"
    concerned: list[User] = uow.incidents.list_concerned(row.id)
    for user in concerned:
        if user.is_reachable and user.id != actor.user_id:
            uow.outbox.tell(TOLD, user.telegram_id, f"{about}:{step}", facts, due_at=due)
