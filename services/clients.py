"""Client cards: find, add, change field by field, delete and take back, merge two of one person (S1.14–S1.39)."""

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.clients import PHONES, Field, NewClient, checked, client_line, read_field
from domain.errors import Conflict, CrmError, Invalid, Outdated
from domain.fold import has_letter
from domain.phones import find_phone
from domain.views import ClientCard, ClientView, HistoryLine, OrderView, Page, QuickFind
from services import member_merge, visits
from services.order_views import client_view, order_view, person_view

if TYPE_CHECKING:
    from models import Client
    from repositories.uow import Uow

UNDO = timedelta(minutes=10)
KIND = "client"
PAGE = 8  # of hits and of games
CARD_GAMES = 3  # the card shows so many of the latest
QUERY_MOST = 200  # characters of a search; nobody's name is longer


# --- finding ---


@query(Permission.CLIENTS_READ)
def search(uow: "Uow", actor: Actor, text: str, page: int = 0) -> Page[ClientView]:
    """Find by any part of the name in any case and order, or by either phone in any notation (S1.23–S1.29, S1.61).

    A line with both («Ольга 8 999 643-23-87») is found by its phone. Eight a page; nothing typed finds nothing.
    """
    return _search(uow, text, max(0, page))


@query(Permission.CLIENTS_READ)
def find_or_draft(uow: "Uow", actor: Actor, text: str) -> QuickFind:
    """Who is meant, or whom ``add`` would add in one press: a line with a name and a phone that nobody has yet.

    Without a phone in it, it is a search by name, first page only. Never raises ``Invalid``.
    """
    hits = _search(uow, text, 0).items
    return QuickFind(hits, None if hits else _complete(text, uow.place.region))


@query(Permission.CLIENTS_READ)
def same_phone(uow: "Uow", actor: Actor, phone: str, but: int | None = None) -> tuple[ClientView, ...]:
    """Cards that have this phone (E.164) already, main or second, oldest first; ``but`` is the card being changed."""
    return _views(uow, uow.clients.list_sharing([phone], but))


# --- looking ---


@query(Permission.CLIENTS_READ)
def get(uow: "Uow", actor: Actor, uid: int) -> ClientView:
    """The client; raises ``NotFound`` where there is none or the card was deleted."""
    return _view(uow, uow.clients.get(uid))


@query(Permission.CLIENTS_READ)
def card(uow: "Uow", actor: Actor, uid: int) -> ClientCard:
    """The client with the latest games, the tied accounts and who has the same phone; raises ``NotFound``."""
    return _card(uow, uow.clients.get(uid))


@query(Permission.CLIENTS_READ)
def games(uow: "Uow", actor: Actor, uid: int, page: int = 0) -> tuple[ClientView, Page[OrderView]]:
    """All games of a client, the latest first, eight a page."""
    row, number = uow.clients.get(uid), max(0, page)
    total, _ = uow.orders.count_of_client(uid)
    rows = uow.orders.list_of_client(uid, PAGE, number * PAGE)
    items = tuple(order_view(uow, game) for game in rows)
    return client_view(row), Page(items, number, -(-total // PAGE), (number + 1) * PAGE < total)


@query(Permission.CLIENTS_READ)
def history(uow: "Uow", actor: Actor, uid: int) -> tuple[ClientView, tuple[HistoryLine, ...]]:
    """Who did what to a card, newest first; a deleted one too."""
    row, events = uow.clients.get_any(uid), uow.audit.list_of(KIND, uid)
    names = uow.people.names({event.user_id for event in events})
    lines = (HistoryLine(e.at, names.get(e.user_id, ""), e.action, e.before or {}, e.after or {}) for e in events)
    return client_view(row), tuple(lines)


# --- adding and changing ---


@command(Permission.CLIENTS_WRITE)
def add(uow: "Uow", actor: Actor, new: NewClient, origin: str) -> ClientView:
    """Add a card; the same ``origin`` (a draft's id) again gives the same card.

    Name and phone are required (S1.34, S1.36); raises ``Invalid``. Whether the phone is on another card is asked
    before (``same_phone``): two people may share one.
    """
    return create(uow, actor, new, origin)


@query(Permission.CLIENTS_WRITE)
def made_before(uow: "Uow", actor: Actor, origin: str) -> ClientView | None:
    """The card that ``add`` has made for this origin already: a repeated press must not take it for somebody else's."""
    known = uow.clients.find_by_origin(origin)
    return _view(uow, known) if known is not None else None


def create(uow: "Uow", actor: Actor, new: NewClient, origin: str) -> ClientView:
    """``add`` for other use cases (a customer's first order)."""
    if (known := uow.clients.find_by_origin(origin)) is not None:
        return _view(uow, known)
    values = asdict(checked(new, uow.place.region))
    row = uow.clients.add(uow.clients.row(**values, origin=origin, created_by=actor.user_id))
    uow.audit.record(actor, "created", KIND, row.uid, None, {name: value for name, value in values.items() if value})
    return client_view(row)


@command(Permission.CLIENTS_WRITE)
def edit(uow: "Uow", actor: Actor, uid: int, field: Field, value: str, version: int) -> ClientView:
    """Set one field to what was typed; '' clears an optional one (S1.17). ``version`` is what the person saw.

    Raises ``Invalid`` with an example, ``Conflict`` where somebody was faster, ``NotFound`` for a deleted card. Setting
    what is set already changes nothing, so the same press twice gives the same answer.
    """
    row = uow.clients.get(uid)
    typed, before = read_field(field, value, uow.place.region), getattr(row, field.value)
    if typed == before:
        return _view(uow, row)
    if row.version != version:
        raise Conflict("Somebody has just changed this card. Here is how it stands now.")
    if field in PHONES and typed and typed in (row.phone, row.secondphone):
        raise Invalid("This number is on the card already.")
    uow.clients.edit(row, **{field.value: typed})
    uow.audit.record(actor, "edited", KIND, uid, {field.value: before}, {field.value: typed})
    return _view(uow, row)


@command(Permission.CLIENTS_DELETE)
def delete(uow: "Uow", actor: Actor, uid: int) -> ClientView:
    """Delete a card (S1.18); its games stay, and for ten minutes it can be taken back. Twice changes nothing.

    A member leaves the group (S5.47) and the trainings ahead; taken back they are in none.
    """
    row = uow.clients.get_any(uid)
    if row.deleted_at is None:
        uow.memberships.hold_client(uid)
        uow.clients.archive(row)
        uow.members.leave_group(uid)
        uow.session.flush()
        visits.sign_off_unpaid(uow, actor, uid)
        uow.audit.record(actor, "deleted", KIND, uid)
    return client_view(row)


@command(Permission.CLIENTS_DELETE)
def restore(uow: "Uow", actor: Actor, uid: int) -> ClientCard:
    """Take a deletion back; raises ``Outdated`` after ten minutes. A card that is there is given as it is."""
    row = uow.clients.get_any(uid)
    if row.deleted_at is not None:
        if uow.now > row.deleted_at + UNDO:
            raise Outdated("It can be taken back for 10 minutes only. Add the client anew, please.")
        uow.clients.restore(row)
        uow.audit.record(actor, "restored", KIND, uid)
    return _card(uow, row)


@command(Permission.CLIENTS_DELETE)
def merge(uow: "Uow", actor: Actor, uid: int, twin_uid: int) -> ClientCard:
    """Put two cards of one person together (T32): ``uid`` stays and gets what the other has.

    Games, tickets, money, purchases, memberships, accounts, missing fields; then the other card is deleted. Raises
    ``Outdated`` where the two share no phone (any more), ``NotFound`` where the card that would stay is gone. A second
    press changes nothing.
    """
    row, twin = uow.clients.get(uid), uow.clients.get_any(twin_uid)
    if twin.deleted_at is not None:
        return _card(uow, row)  # a second press
    if uid == twin_uid or not _phones(row) & _phones(twin):
        raise Outdated("These cards have no phone in common any more.")
    moved = uow.orders.give_to_client(twin_uid, uid)
    uow.tariffs.give_to_client(twin_uid, uid)
    uow.billing.give_to_client(twin_uid, uid)
    uow.purchases.give_to_client(twin_uid, uid)
    member_merge.give(uow, actor, twin_uid, uid)
    for user in uow.people.users_of_client(twin_uid):
        uow.people.tie(user.id, uid)
    taken = _missing(row, twin)
    before = {name: getattr(row, name) for name in taken}
    if taken:
        uow.clients.edit(row, **taken)
    uow.clients.archive(twin)
    uow.audit.record(actor, "merged", KIND, uid, before, {**taken, "from": twin_uid, "games": moved})
    uow.audit.record(actor, "merged_away", KIND, twin_uid, None, {"into": uid})
    return _card(uow, row)


# --- inside ---


def _search(uow: "Uow", text: str, page: int) -> Page[ClientView]:
    text, region = text[:QUERY_MOST], uow.place.region
    found = find_phone(text, region) if has_letter(text) else None
    if found is not None:
        return Page(_views(uow, uow.clients.find_by_phone(found[1])))
    hits = uow.clients.search(text, region=region, limit=PAGE, offset=page * PAGE)
    return Page(_views(uow, hits.rows), page, None, hits.has_more)


def _complete(text: str, region: str) -> NewClient | None:
    try:
        new = client_line(text, region)
    except CrmError:
        return None
    return new if new.is_complete else None


def _missing(row: "Client", twin: "Client") -> dict[str, Any]:
    """What the other card knows and this one does not; a phone of it that has no room goes into the note."""
    names = (Field.SURNAME, Field.MIDNAME, Field.SOURCE)
    taken = {f.value: getattr(twin, f.value) for f in names if not getattr(row, f.value) and getattr(twin, f.value)}
    spare = sorted(_phones(twin) - _phones(row))
    if spare and not row.secondphone:
        taken["secondphone"] = spare.pop(0)
    note = "\n".join(part for part in (row.description, twin.description, *spare) if part)
    if note != row.description:
        taken["description"] = note[:500]
    return taken


def _phones(row: "Client") -> set[str]:
    return {phone for phone in (row.phone, row.secondphone) if phone}


def _card(uow: "Uow", row: "Client") -> ClientCard:
    accounts = uow.people.users_of_client(row.uid)
    total, ahead = uow.orders.count_of_client(row.uid)
    latest = uow.orders.list_of_client(row.uid, CARD_GAMES) if total else []
    return ClientCard(
        client_view(row, bool(accounts)),
        tuple(order_view(uow, game) for game in latest), total, ahead,
        tuple(person_view(user) for user in accounts),
        tuple(client_view(twin) for twin in uow.clients.list_sharing(_phones(row), row.uid)),
    )  # fmt: skip


def _view(uow: "Uow", row: "Client") -> ClientView:
    return client_view(row, bool(uow.people.users_of_client(row.uid)))


def _views(uow: "Uow", rows: "list[Client]") -> tuple[ClientView, ...]:
    tied = uow.people.clients_with_accounts([row.uid for row in rows]) if rows else frozenset()
    return tuple(client_view(row, row.uid in tied) for row in rows)
