"""A game still being put together: does it fit, what would its card show, who may be chosen. Nothing is written."""

from typing import TYPE_CHECKING

from domain.access import INSTRUCTS, Actor, Permission, query
from domain.errors import CrmError
from domain.orders import Status
from domain.settings import Business
from domain.views import ClientView, OrderView, PersonView
from services.order_views import client_view, person_view
from services.orders import OrderDraft, check
from services.settings import business

if TYPE_CHECKING:
    from repositories.uow import Uow

RECENT = 4  # cards offered before anything is typed


@query(Permission.ORDERS_WRITE)
def usual(uow: "Uow", actor: Actor) -> Business:
    """What the business says of games: usual lengths and deposit, capacities, its own fields."""
    return business(uow)


@query(Permission.ORDERS_WRITE)
def fits(uow: "Uow", actor: Actor, draft: OrderDraft) -> None:
    """Raise why the game can't be played as it stands (``Conflict`` names the free times), or nothing (S1.51)."""
    check(uow, draft, staff=True)


@query(Permission.ORDERS_WRITE)
def is_free(uow: "Uow", actor: Actor, draft: OrderDraft) -> bool:
    """Whether it could be booked now."""
    try:
        check(uow, draft, staff=True)
    except CrmError:
        return False
    return True


@query(Permission.ORDERS_WRITE)
def preview(uow: "Uow", actor: Actor, draft: OrderDraft) -> OrderView:
    """The card as it would look; its number is 0."""
    client = uow.clients.get_any(draft.client_uid) if draft.client_uid else None
    instructor = uow.people.find(draft.instructor_id) if draft.instructor_id else None
    tied = bool(client and uow.people.clients_with_accounts([client.uid]))
    return OrderView(
        uid=0, date=draft.date, gametime=draft.gametime, resttime=draft.resttime, restroom=draft.restroom,
        players=draft.players, polygon=draft.polygon, gametype=draft.gametype, gifts=draft.gifts,
        status=Status.CONFIRMED, version=0,
        client=client_view(client, tied) if client else None,
        instructor=person_view(instructor) if instructor else None,
        description=draft.description, price=draft.price, deposit=draft.deposit, custom=dict(draft.custom),
    )  # fmt: skip


@query(Permission.ORDERS_READ)
def instructors(uow: "Uow", actor: Actor) -> tuple[PersonView, ...]:
    """Who may lead a game, by name."""
    return tuple(
        person_view(user, tuple(sorted(roles)))
        for user, roles in uow.people.list_staff()
        if not roles.isdisjoint(INSTRUCTS)
    )


@query(Permission.CLIENTS_READ)
def recent_clients(uow: "Uow", actor: Actor) -> tuple[ClientView, ...]:
    """The newest cards: a game is most often booked for somebody who has just called."""
    return tuple(client_view(row) for row in uow.clients.list_recent(RECENT))
