"""Who works here: everybody's roles, given by Telegram id or link, and taken back."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from domain.access import GRANTS, INSTRUCTS, STAFF_ROLES, Actor, Permission, Role, command, query
from domain.errors import Conflict, Forbidden, Invalid, Outdated
from domain.ticket_rules import kinds_of
from domain.views import Page, PersonView, StaffLine
from services import orders, tickets
from services.order_views import person_view
from services.people import expect

if TYPE_CHECKING:
    from models import Order
    from repositories.uow import Uow

PAGE = 8
GIVEN = tuple(role for role in STAFF_ROLES if GRANTS[role] > GRANTS[Role.CLIENT])  # roles that open something


@query(Permission.STAFF)
def lines(uow: "Uow", actor: Actor, number: int = 0) -> Page[StaffLine]:
    """Everybody with a role, owners first, each role since when; a page of eight."""
    rank: dict[Role, int] = {role: at for at, role in enumerate(reversed(STAFF_ROLES))}
    grants = sorted(uow.people.list_grants(), key=lambda grant: rank[grant[1]])
    found = [StaffLine(person_view(user), role, at, has_met=bool(user.first_name)) for user, role, at in grants]
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(number, 0), pages - 1)
    return Page(tuple(found[number * PAGE : (number + 1) * PAGE]), number, pages, number + 1 < pages)


@query(Permission.STAFF)
def who(uow: "Uow", actor: Actor, telegram_id: int) -> PersonView | None:
    """The account of a Telegram id with its roles; None where it has not opened the bot."""
    user = uow.people.find_by_telegram(telegram_id)
    if user is None or not user.first_name:
        return None
    return person_view(user, tuple(sorted(uow.people.roles_of(user.id))))


@query(Permission.STAFF)
def line(uow: "Uow", actor: Actor, user_id: int, role: Role) -> StaffLine:
    """One role of one person, to be asked about; raises ``Outdated`` where it is no longer held."""
    for user, held, at in uow.people.list_grants():
        if user.id == user_id and held == role:
            return StaffLine(person_view(user), held, at, bool(user.first_name), len(_left_behind(uow, user_id, role)))
    raise Outdated("This person no longer has this role.")


@command(Permission.STAFF)
def add(uow: "Uow", actor: Actor, telegram_id: int, role: Role) -> StaffLine:
    """Give a role by Telegram id. Who has opened the bot is told; who has not gets it when they do.

    Giving what is held already changes nothing. Raises ``Invalid`` for a role that is not given.
    """
    if role not in GIVEN:
        raise Invalid("There is no such role.")
    user_id, is_new = expect(uow, actor, telegram_id, role, actor.language)
    user = uow.people.get(user_id)
    if is_new and user.first_name:
        _tell(uow, "role_given", user_id, role)
    return StaffLine(person_view(user), role, uow.now, has_met=bool(user.first_name))


@command(Permission.STAFF)
def remove(uow: "Uow", actor: Actor, user_id: int, role: Role, fixed: Collection[int]) -> PersonView:
    """Take a role back: it counts from the person's next update. A second press gives the same answer.

    Who may lead games no more leads none of those to come: they belong to nobody, so that every instructor sees them.
    Tickets that they may work on no more go back to everybody, and what happens by itself begins anew (S3.65).
    ``fixed`` are the Telegram ids in OWNER_IDS, whose ownership is not the bot's to take (``Forbidden``). Raises
    ``Conflict`` for the last owner.
    """
    user = uow.people.get(user_id)
    if role is Role.OWNER and user.telegram_id in fixed:
        raise Forbidden("This owner is named in the server's settings (OWNER_IDS) and is removed there.")
    if role is Role.OWNER and role in uow.people.roles_of(user_id) and uow.people.count_holders(role) == 1:
        raise Conflict("This is the only owner. Add another one first.")
    for game in _left_behind(uow, user_id, role):
        orders.release(uow, actor, game)
    if uow.people.revoke(user_id, role):
        lost = set(kinds_of({role})) - set(kinds_of(uow.people.roles_of(user_id)))
        tickets.leave_all(uow, actor, user_id, lost)
        uow.audit.record(actor, "removed", "user", user_id, {"role": role})
        _tell(uow, "role_removed", user_id, role)
    return person_view(user)


def _left_behind(uow: "Uow", user_id: int, role: Role) -> "list[Order]":
    """The games to come that nobody would lead if this role went."""
    stays = uow.people.roles_of(user_id) - {role}
    return [] if role not in INSTRUCTS or INSTRUCTS & stays else uow.orders.list_led_by(user_id)


def _tell(uow: "Uow", kind: str, user_id: int, role: Role) -> None:
    """A notice that brings the person's menu and command list up to date."""
    user = uow.people.get(user_id)
    roles = sorted(uow.people.roles_of(user_id))
    uow.outbox.tell(kind, user.telegram_id, f"user:{user_id}:{role}", {"role": role, "roles": roles})
