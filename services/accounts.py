"""Personal accounts of the housing company: found, added, changed, taken out of use (S4.3, S4.4)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.accounts import AccountView, Field, number_key, read, read_row
from domain.errors import Conflict
from domain.people import new_code
from domain.views import Page

if TYPE_CHECKING:
    from models import Account
    from repositories.uow import Uow

KIND = "account"
PAGE = 8
QUERY_MOST = 200  # characters of a search


@query(Permission.DIRECTORIES)
def search(uow: "Uow", actor: Actor, text: str, page: int = 0, size: int = PAGE) -> Page[AccountView]:
    """By any part of the address, the name, the phone, the contract or the number; nothing typed finds nothing."""
    number = max(0, page)
    found = uow.accounts.search(text[:QUERY_MOST], region=uow.place.region, limit=size, offset=number * size)
    return Page(_views(uow, found.rows), number, None, found.has_more)


@query(Permission.DIRECTORIES)
def listed(uow: "Uow", actor: Actor, page: int = 0, size: int = PAGE) -> Page[AccountView]:
    """All of them by address, a page at a time."""
    number, total = max(0, page), uow.accounts.count()
    found = uow.accounts.page(number * size, size)
    return Page(_views(uow, found.rows), number, -(-total // size), found.has_more)


@query(Permission.DIRECTORIES)
def get(uow: "Uow", actor: Actor, account_id: int) -> AccountView:
    """An account, also an archived one, with how many live there and wait there; raises ``NotFound``."""
    return _views(uow, [uow.accounts.get_any(account_id)])[0]


@command(Permission.DIRECTORIES)
def add(uow: "Uow", actor: Actor, typed: Mapping[Field, str], origin: str) -> AccountView:
    """A new one, from what was typed; the same ``origin`` again gives the same one.

    Raises ``Invalid`` for the first field that can't be read, ``Conflict`` for a number that is there already.
    """
    if (known := uow.accounts.find_by_origin(origin)) is not None:
        return view(known)
    values, wrong = read_row(typed, uow.place.region)
    if wrong:
        raise next(iter(wrong.values()))
    _check_free(uow, values[Field.NUMBER])
    kept = {field.value: value for field, value in values.items()}
    row = uow.accounts.row(**kept, link_code=new_code(), origin=origin, created_by=actor.user_id)
    row = uow.accounts.add(row)
    uow.audit.record(actor, "created", KIND, row.id, None, {name: value for name, value in kept.items() if value})
    return view(row)


@command(Permission.DIRECTORIES)
def edit(uow: "Uow", actor: Actor, account_id: int, typed: Mapping[Field, str], version: int | None) -> AccountView:
    """Set fields to what was typed; what is the same already changes nothing. ``version``: what the person saw.

    Requests keep the address they were made with. Raises ``Invalid``; ``Conflict`` where somebody was faster or the
    number is another's; ``NotFound``.
    """
    row = uow.accounts.get(account_id)
    read_values = {field: read(field, text, uow.place.region) for field, text in typed.items()}
    changes = {f.value: value for f, value in read_values.items() if getattr(row, f.value) != value}
    if not changes:
        return get(uow, actor, account_id)
    if version is not None and row.version != version:
        raise Conflict("Somebody has just changed this. Here is how it stands now.")
    if Field.NUMBER in changes:
        _check_free(uow, changes[Field.NUMBER], but=account_id)
    before = {name: getattr(row, name) for name in changes}
    uow.accounts.edit(row, **changes)
    uow.audit.record(actor, "edited", KIND, account_id, before, changes)
    return get(uow, actor, account_id)


@command(Permission.DIRECTORIES)
def archive(uow: "Uow", actor: Actor, account_id: int, is_sure: bool = False) -> AccountView:
    """Take it out of use: its residents see nothing of it until it is restored. Twice changes nothing.

    Raises ``Conflict`` naming how many requests are open there, unless the person ``is_sure``.
    """
    row = uow.accounts.get_any(account_id)
    if row.archived_at is None:
        waiting = uow.accounts.count_open_requests([account_id]).get(account_id, 0)
        if waiting and not is_sure:
            raise Conflict("Open requests of this account: {n}. Finish them first, or archive it all the same.",
                           n=waiting)  # fmt: skip
        uow.accounts.archive(row)
        uow.audit.record(actor, "archived", KIND, account_id)
    return get(uow, actor, account_id)


@command(Permission.DIRECTORIES)
def restore(uow: "Uow", actor: Actor, account_id: int) -> AccountView:
    """Bring it back, its residents too; raises ``Conflict`` where another account has its number by now."""
    row = uow.accounts.get_any(account_id)
    if row.archived_at is not None:
        _check_free(uow, row.number, but=account_id)
        uow.accounts.restore(row)
        uow.audit.record(actor, "restored", KIND, account_id)
    return get(uow, actor, account_id)


@command(Permission.DIRECTORIES)
def renew_link(uow: "Uow", actor: Actor, account_id: int) -> AccountView:
    """A new code for the QR on the bill: the old one fills nothing in any more."""
    row = uow.accounts.edit(uow.accounts.get(account_id), link_code=new_code())
    uow.audit.record(actor, "link_renewed", KIND, account_id)
    return get(uow, actor, row.id)


def view(row: "Account", residents: int = 0, open_requests: int = 0) -> AccountView:
    """An account's row as its view."""
    return AccountView(
        row.id, row.number, row.full_name, row.city, row.street, row.house, row.letter, row.flat, row.phone,
        row.contract, row.link_code, row.version, row.archived_at, residents, open_requests,
    )  # fmt: skip


def _views(uow: "Uow", rows: "Sequence[Account]") -> tuple[AccountView, ...]:
    ids = [row.id for row in rows]
    living, waiting = uow.residents.count_of_accounts(ids), uow.accounts.count_open_requests(ids)
    return tuple(view(row, living.get(row.id, 0), waiting.get(row.id, 0)) for row in rows)


def _check_free(uow: "Uow", number: str, but: int | None = None) -> None:
    known = uow.accounts.find_by_numbers([number_key(number)])
    for row in known.values():
        if row.id != but:
            raise Conflict("There is an account {number} already.", number=row.number)
