"""Which Telegram account is whose card: tied by the account's own shared contact, never by a typed phone (T32)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, Role, command, query
from domain.clients import NewClient
from domain.errors import Conflict, Outdated
from domain.phones import parse_phone
from domain.views import ClientView
from services import clients
from services.order_views import client_view

if TYPE_CHECKING:
    from models import Client, User
    from repositories.uow import Uow

NOTICE = "same_phone"


@query(Permission.OWN_ORDERS)
def own(uow: "Uow", actor: Actor) -> ClientView | None:
    """The card this account is tied to, or None."""
    row = _own(uow, uow.people.get(actor.user_id))
    return client_view(row, True) if row else None


@command(Permission.OWN_ORDERS)
def tie_by_contact(uow: "Uow", actor: Actor, phone: str) -> ClientView | None:
    """Tie this account to the one card that has ``phone``, the account's OWN shared contact (the caller has checked).

    The phone is kept as proven. None where no card has it, and where several do: then nothing is tied, and the managers
    are asked once. An account that is tied stays where it is. Raises ``Invalid`` for what is no phone.
    """
    user, phone = uow.people.get(actor.user_id), parse_phone(phone, uow.place.region)
    is_news, user.phone = user.phone != phone, phone
    if (row := _own(uow, user)) is not None:
        return client_view(row, True)
    found = uow.clients.find_by_phone(phone)
    if len(found) == 1:
        return _tie(uow, actor, found[0], user)
    if found and is_news:
        _ask_staff(uow, user, found)
    return None


@command(Permission.OWN_ORDERS)
def add_own(uow: "Uow", actor: Actor, new: NewClient, origin: str) -> ClientView | None:
    """A customer's own card, made where there is none, with the phone that the account has proven, and tied.

    None where several cards have the phone (the managers decide whose). Raises ``Outdated`` without a proven phone.
    """
    user = uow.people.get(actor.user_id)
    if not user.phone:
        raise Outdated("Please share your phone first.")
    if (known := tie_by_contact(uow, actor, user.phone)) is not None:
        return known
    if uow.clients.find_by_phone(user.phone):
        return None
    made = clients.create(uow, actor, replace(new, phone=user.phone), origin)
    return _tie(uow, actor, uow.clients.get(made.uid), user)


@command(Permission.CLIENTS_WRITE)
def tie_account(uow: "Uow", actor: Actor, uid: int, user_id: int) -> ClientView:
    """A manager's answer to which card it is: ties an account whose proven phone is on the card.

    Raises ``Outdated`` where it is not (any more), ``Conflict`` where the account has another card by now.
    """
    row, user = uow.clients.get(uid), uow.people.get(user_id)
    if user.client_uid == uid:
        return client_view(row, True)
    if _own(uow, user) is not None:
        raise Conflict("This account has been tied to another card already.")
    if not user.phone or user.phone not in (row.phone, row.secondphone):
        raise Outdated("This phone is no longer on the card.")
    return _tie(uow, actor, row, user)


def _own(uow: "Uow", user: "User") -> "Client | None":
    return uow.clients.find(user.client_uid) if user.client_uid else None


def _tie(uow: "Uow", actor: Actor, row: "Client", user: "User") -> ClientView:
    uow.people.tie(user.id, row.uid)
    uow.audit.record(actor, "tied", clients.KIND, row.uid, None, {"user": user.id})
    return client_view(row, True)


def _ask_staff(uow: "Uow", user: "User", found: "list[Client]") -> None:
    """Ask every manager, or the owners where there is none, whose account it is."""
    name = f"{user.first_name} {user.last_name}".strip()
    cards = [{"uid": row.uid, "name": row.name, "full_name": client_view(row).full_name} for row in found[:5]]
    facts = {"user": user.id, "name": name, "phone": user.phone, "cards": cards}
    for manager in uow.people.list_by_role(Role.MANAGER) or uow.people.list_by_role(Role.OWNER):
        uow.outbox.tell(NOTICE, manager.telegram_id, f"user:{user.id}", facts)
