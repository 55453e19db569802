"""What a resident chooses from while filing a request: flats, categories, what is known already (S4.27–S4.30)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.errors import Forbidden
from domain.utility_views import CategoryView, IncidentView, RequestView, SubcategoryView
from services.settings import business
from services.utility_directories import category_view, subcategory_view
from services.utility_incident_views import incident_view
from services.utility_requests import check_may_file
from services.utility_views import CONFIRMED, request_view

if TYPE_CHECKING:
    from repositories.uow import Uow


@dataclass(frozen=True)
class FlatView:
    """A flat of one's own. The address is empty for who is not confirmed: nothing stored is shown to them.

    ``phones``: the newest first.
    """

    account_id: int
    number: str
    phones: tuple[str, ...]
    is_confirmed: bool
    street: str = ""
    house: str = ""
    flat: str = ""


@dataclass(frozen=True)
class Known:
    """What is going on already: an open request of the flat about the same, an incident of the house or street."""

    request: RequestView | None = None
    incident: IncidentView | None = None


@query(Permission.OWN_REQUESTS)
def flats(uow: "Uow", actor: Actor) -> tuple[FlatView, ...]:
    """Where this person lives, the longest known first; empty for who has not identified themselves."""
    pairs = uow.residents.list_of_user(actor.user_id)
    accounts = uow.accounts.list_by_ids({pair.account_id for pair in pairs})
    found = []
    for account_id in dict.fromkeys(pair.account_id for pair in pairs):
        own = [pair for pair in pairs if pair.account_id == account_id]
        row, phones = accounts[account_id], tuple(pair.phone for pair in reversed(own))
        if any(pair.state == CONFIRMED for pair in own):
            address = {"street": row.street, "house": f"{row.house}{row.letter}", "flat": row.flat}
            found.append(FlatView(account_id, row.number, phones, True, **address))
        else:
            found.append(FlatView(account_id, row.number, phones, False))
    return tuple(found)


@query(Permission.OWN_REQUESTS)
def begin(uow: "Uow", actor: Actor) -> tuple[FlatView, ...]:
    """As ``flats``; raises ``Conflict`` where too many of theirs are open."""
    check_may_file(uow, actor)
    return flats(uow, actor)


@query(Permission.OWN_REQUESTS)
def categories(uow: "Uow", actor: Actor) -> tuple[CategoryView, ...]:
    """What can be asked for, in order."""
    parts = uow.directories.categories.count_parts()
    return tuple(category_view(row, parts.get(row.id, 0)) for row in uow.directories.categories.list_all())


@query(Permission.OWN_REQUESTS)
def parts(uow: "Uow", actor: Actor, category_id: int) -> tuple[CategoryView, tuple[SubcategoryView, ...]]:
    """A category and its subcategories, in order; raises ``NotFound`` where it is not offered any more."""
    row = uow.directories.categories.get_live(category_id)
    found = uow.directories.subcategories.list_all(category_id)
    return category_view(row, len(found)), tuple(subcategory_view(one, row.name) for one in found)


@query(Permission.OWN_REQUESTS)
def known(uow: "Uow", actor: Actor, account_id: int, category_id: int, subcategory_id: int | None) -> Known:
    """What is open about the same already; to a confirmed resident only, for it is stored."""
    if not any(flat.account_id == account_id and flat.is_confirmed for flat in flats(uow, actor)):
        return Known()
    account = uow.accounts.get(account_id)
    row = uow.utility.find_open_like(account_id, category_id, subcategory_id)
    incident = uow.incidents.find_at(category_id, account.city, account.street_n, account.house_n)
    return Known(
        request_view(uow, actor, row) if row is not None else None,
        incident_view(uow, actor, incident) if incident is not None else None,
    )


@query(Permission.OWN_REQUESTS)
def asks_wish(uow: "Uow", actor: Actor) -> bool:
    """Whether it is asked when it would suit."""
    return bool(business(uow)["REQUEST_WISH"])


@query(Permission.OWN_REQUESTS)
def pair_of(uow: "Uow", actor: Actor, account_id: int) -> int:
    """The newest of this person's pairs at an account: whose number was shown. Raises ``Forbidden`` for none."""
    pairs = [pair for pair in uow.residents.list_of_user(actor.user_id) if pair.account_id == account_id]
    if not pairs:
        raise Forbidden("You are not a resident of this flat any more. Identify yourself once more, please.")
    return pairs[-1].id
