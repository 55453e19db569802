"""A utility request is filed, by a resident or by a dispatcher for one who calls; own requests, cards, history.

Address and name come from the account, never from the person (S4.28); a request copies them (S4.15, S4.16, S4.36).
"""

from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated, Term
from domain.fold import clean
from domain.phones import parse_phone
from domain.utility import FILES_MOST, TEXT_MOST, WISH_MOST, Act, Form, Source, State
from domain.utility_rules import KIND, acts_of
from domain.utility_views import PAGE, RequestLine, RequestView, StepView
from domain.views import Page
from models import UtilityMessage
from services import utility_notices as notices
from services.settings import business
from services.utility_views import CONFIRMED, known_to, request_lines, request_view

if TYPE_CHECKING:
    from models import Account, Resident, UtilityRequest
    from repositories.uow import Uow

STEPS = 30  # lines of a history
INTERNAL = ("given_back",)  # steps whose reason is written for the dispatcher


# --- filing ---


@command(Permission.OWN_REQUESTS)
def create(uow: "Uow", actor: Actor, account_id: int, form: Form, origin: str) -> RequestView:
    """File a request for one's own flat; dispatchers are told. The same ``origin`` (a draft) gives the same one.

    Raises ``Forbidden`` for who does not live there, ``Conflict`` where too many of theirs are open, ``Invalid`` for
    nothing described, ``Outdated`` where the category is not offered any more.
    """
    if (known := uow.utility.find_by_origin(origin)) is not None:
        return request_view(uow, actor, *known_to(uow, actor, known.id))
    pairs = [pair for pair in uow.residents.list_of_user(actor.user_id) if pair.account_id == account_id]
    if not pairs:
        raise Forbidden("You are not a resident of this flat any more. Identify yourself once more, please.")
    check_may_file(uow, actor)
    phone = parse_phone(form.phone, uow.place.region) if form.phone else pairs[-1].phone
    if phone not in {pair.phone for pair in pairs}:
        raise Outdated("Your number has been changed meanwhile. Look at it once more, please.")
    row = _file(
        uow, actor, uow.accounts.get(account_id), form, origin, user_id=actor.user_id, source=Source.BOT, phone=phone,
        is_confirmed=any(pair.state == CONFIRMED for pair in pairs),
    )  # fmt: skip
    return request_view(uow, actor, row)


@command(Permission.REQUESTS)
def create_for(uow: "Uow", actor: Actor, account_id: int, form: Form, origin: str) -> RequestView:
    """File a request for an account whose resident calls (``Source.CALL``); raises as ``create``, ``NotFound``.

    Without a phone the account's is taken. A confirmed resident with this phone has it as their own and is told of it.
    """
    if (known := uow.utility.find_by_origin(origin)) is not None:
        return request_view(uow, actor, known)
    account = uow.accounts.get(account_id)
    phone = parse_phone(form.phone, uow.place.region) if form.phone.strip() else account.phone
    caller = _caller(uow, account_id, phone)
    row = _file(
        uow, actor, account, form, origin, user_id=caller.user_id if caller else None, source=Source.CALL, phone=phone,
        is_confirmed=True,
    )  # fmt: skip
    if caller is not None:
        notices.tell_residents(uow, actor, row, 0, "created")
    return request_view(uow, actor, row)


def check_may_file(uow: "Uow", actor: Actor) -> None:
    """Raise ``Conflict`` where as many requests of this person are open as may be."""
    known = business(uow)
    if uow.utility.count_open_of_user(actor.user_id) < int(known["REQUESTS_OPEN"]):
        return
    if known["CONTACT"]:
        raise Conflict(
            "You have {n} open requests already. For one more, call us: {contact}", n=known["REQUESTS_OPEN"],
            contact=known["CONTACT"],
        )  # fmt: skip
    raise Conflict("You have {n} open requests already. For one more, call us.", n=known["REQUESTS_OPEN"])


def _caller(uow: "Uow", account_id: int, phone: str) -> "Resident | None":
    pairs = uow.residents.list_of_account(account_id) if phone else []
    return next((pair for pair in pairs if pair.phone == phone and pair.state == CONFIRMED), None)


def _file(uow: "Uow", actor: Actor, account: "Account", form: Form, origin: str, **values: Any) -> "UtilityRequest":
    content = _content(uow, form)
    row = uow.utility.make(
        account_id=account.id, account=account.number, full_name=account.full_name, city=account.city,
        street=account.street, house=f"{account.house}{account.letter}", flat=account.flat, created_by=actor.user_id,
        origin=origin, **content, **values,
    )  # fmt: skip
    for number, file in enumerate(form.files[:FILES_MOST]):
        uow.utility.say(
            UtilityMessage(
                request_id=row.id, user_id=actor.user_id, side="resident" if row.source == Source.BOT else "staff",
                kind=file.kind, file_id=file.file_id, file_name=file.file_name[:255], origin=f"{origin}:{number}",
            )
        )  # fmt: skip
    uow.audit.record(actor, "created", KIND, row.id, None, {"state": row.state, "source": row.source})
    notices.tell_new(uow, actor, row)
    return row


def _content(uow: "Uow", form: Form) -> dict[str, Any]:
    """What was chosen and written, checked."""
    category = uow.directories.categories.get_live(form.category_id)
    parts = uow.directories.subcategories.list_all(category.id)
    part = next((one for one in parts if one.id == form.subcategory_id), None)
    if part is None and (parts or form.subcategory_id is not None):
        raise Outdated("The list has changed meanwhile. Choose once more, please.")
    if not form.text.strip() and not form.files:
        raise Invalid("Describe what has happened, please, or send a photo.")
    return {
        "category_id": category.id, "subcategory_id": part.id if part else None,
        "is_urgent": category.is_urgent or bool(part and part.is_urgent),
        "text": clean(form.text, most=TEXT_MOST, what=Term("Description"), lines=True) if form.text.strip() else "",
        "wish": clean(form.wish, most=WISH_MOST, what=Term("Convenient time")) if form.wish.strip() else "",
    }  # fmt: skip


# --- looking ---


@query(Permission.OWN_REQUESTS)
def mine(uow: "Uow", actor: Actor, number: int = 0) -> Page[RequestLine]:
    """A page of what one has filed, the newest first."""
    number = min(max(number, 0), 10**6)
    rows = uow.utility.list_of_user(actor.user_id, PAGE + 1, number * PAGE)
    return Page(request_lines(uow, actor, rows[:PAGE], for_staff=False), number, None, len(rows) > PAGE)


@query(Permission.OWN_REQUESTS)
def of_flat(uow: "Uow", actor: Actor) -> tuple[RequestLine, ...]:
    """What others have open in the flats where this person is a confirmed resident: category and state only."""
    pairs = uow.residents.list_of_user(actor.user_id)
    accounts = dict.fromkeys(pair.account_id for pair in pairs if pair.state == CONFIRMED)
    rows = [row for id_ in accounts for row in uow.utility.list_open_of_account(id_) if row.user_id != actor.user_id]
    return request_lines(uow, actor, rows, for_staff=False)


@query(Permission.OWN_REQUESTS)
def card(uow: "Uow", actor: Actor, request_id: int) -> RequestView:
    """A request as this person may see it; another's is as one that does not exist (``NotFound``)."""
    return request_view(uow, actor, *known_to(uow, actor, request_id))


@query(Permission.OWN_REQUESTS)
def history(uow: "Uow", actor: Actor, request_id: int) -> tuple[StepView, ...]:
    """What has happened to it, oldest first; residents read what, the staff also who. ``NotFound`` as ``card``."""
    row, part = known_to(uow, actor, request_id)
    if Act.SEE not in acts_of(part, State(row.state)):
        raise NotFound(uow.utility.missing)
    events = uow.audit.list_of(KIND, row.id, STEPS)[::-1]
    names = uow.people.names({event.user_id for event in events if event.user_id}) if part.is_staff else {}
    executors = uow.directories.executors.list_by_ids({
        event.after["executor"] for event in events if event.after and event.after.get("executor")
    })  # fmt: skip
    known = {one.id: one.full_name for one in executors}
    return tuple(
        StepView(
            event.at, event.action, names.get(event.user_id or 0, ""),
            State(event.after["state"]) if event.after and "state" in event.after else None,
            "" if event.action in INTERNAL and not part.is_staff else _detail(event.after or {}, known),
        )
        for event in events
    )  # fmt: skip


def _detail(after: dict[str, Any], executors: dict[int, str]) -> str:
    if "executor" in after:
        return executors.get(after["executor"] or 0, "")
    return str(after.get("reason") or after.get("rating") or "")
