"""The dispatcher's side of residents: who waits, confirmed or rejected in one press; what happens by itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Outdated
from domain.residents import Freed, State, Waiting
from domain.views import Page
from services import resident_notices, resident_pairs
from services.accounts import view
from services.resident_pairs import resident_view

if TYPE_CHECKING:
    from models import Resident
    from repositories.uow import Uow

PAGE = 8


@query(Permission.REQUESTS)
def waiting(uow: "Uow", actor: Actor, page: int = 0) -> tuple[Page[Waiting], int]:
    """A page of who waits to be confirmed, the longest first, and how many there are."""
    total = uow.residents.count_pending()
    number = min(max(0, page), max(0, (total - 1) // PAGE))
    rows = uow.residents.list_pending(number * PAGE, PAGE)
    return Page(_views(uow, rows), number, -(-total // PAGE)), total


@query(Permission.REQUESTS)
def card(uow: "Uow", actor: Actor, resident_id: int) -> Waiting:
    """One of them, however it stands now; raises ``NotFound``."""
    return _views(uow, [uow.residents.get(resident_id)])[0]


@query(Permission.REQUESTS)
def living(uow: "Uow", actor: Actor, account_id: int) -> tuple[Waiting, ...]:
    """Everybody at an account, the oldest first (S4.23)."""
    return _views(uow, uow.residents.list_of_account(uow.accounts.get_any(account_id).id))


@command(Permission.REQUESTS)
def confirm(uow: "Uow", actor: Actor, resident_id: int) -> Waiting:
    """In one press: the person sees what is stored from now on, and is told. A second press gives the same answer.

    Their other numbers of the account wait no more either.
    Raises ``Outdated`` where the pair is gone meanwhile, ``NotFound``.
    """
    row = uow.residents.get(resident_id)
    if uow.residents.confirm(row.id, actor.user_id):
        resident_pairs.record(uow, actor, "confirmed", row)
        resident_notices.settle(uow, actor, row, State.CONFIRMED)
        resident_notices.tell_confirmed(uow, row, uow.accounts.get_any(row.account_id))
        for other in uow.residents.list_of_account(row.account_id):
            if other.user_id == row.user_id and uow.residents.confirm(other.id, actor.user_id):
                resident_pairs.record(uow, actor, "confirmed", other)
                resident_notices.settle(uow, actor, other, State.CONFIRMED)
    elif row.freed_at is not None:
        raise Outdated("This resident is not tied to the account any more.")
    return card(uow, actor, resident_id)


@command(Permission.REQUESTS)
def reject(uow: "Uow", actor: Actor, resident_id: int) -> Waiting:
    """In one press: one who waits is freed and told why. A second press gives the same answer.

    Raises ``Outdated`` for one who was confirmed meanwhile, ``NotFound``.
    """
    row = uow.residents.get(resident_id)
    if row.freed_at is None and row.state == State.CONFIRMED:
        raise Outdated("This resident has been confirmed meanwhile.")
    resident_pairs.reject(uow, actor, row)
    return card(uow, actor, resident_id)


@command(Permission.REQUESTS)
def remove(uow: "Uow", actor: Actor, resident_id: int) -> Waiting:
    """Free anybody, confirmed or not: somebody has moved out. They are told. Twice changes nothing."""
    resident_pairs.free(uow, actor, uow.residents.get(resident_id), Freed.REJECTED)
    return card(uow, actor, resident_id)


@query(Permission.SYSTEM)
def any_expired(uow: "Uow", actor: Actor) -> bool:
    """Whether somebody's time to be confirmed is over."""
    return bool(uow.residents.list_expired(1))


@command(Permission.SYSTEM)
def expire(uow: "Uow", actor: Actor) -> None:
    """Free whom nobody has confirmed in time."""
    for row in uow.residents.list_expired():
        resident_pairs.free(uow, actor, row, Freed.EXPIRED)


def _views(uow: "Uow", rows: "Iterable[Resident]") -> tuple[Waiting, ...]:
    rows = list(rows)
    accounts = uow.accounts.list_by_ids({row.account_id for row in rows})
    names = uow.people.names({row.user_id for row in rows})
    many = uow.residents.count_of_accounts({row.account_id for row in rows})
    return tuple(
        Waiting(
            resident_view(row, names.get(row.user_id, "")), view(accounts[row.account_id]),
            many.get(row.account_id, 0),
        )
        for row in rows
    )  # fmt: skip
