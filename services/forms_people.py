"""Forms of the web: clients and who works here, saved field by field as in the bot, in one transaction."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, Role, command, query
from domain.clients import REQUIRED, Field, NewClient, read_field
from domain.errors import Invalid, NotFound
from domain.forms import Readers, WrongFields, read_all, refuse_stale
from domain.views import ClientView, Page, PersonView
from services import clients, staff
from services.order_views import client_view, person_view

if TYPE_CHECKING:
    from repositories.uow import Uow


# --- clients ---


@query(Permission.CLIENTS_READ)
def clients_page(uow: "Uow", actor: Actor, text: str, page: int, size: int) -> Page[ClientView]:
    """Cards found by a name or a phone; with nothing typed all, by pages."""
    number = max(0, page)
    text = text[: clients.QUERY_MOST].strip()
    region = uow.place.region
    found = (
        uow.clients.search(text, region=region, limit=size, offset=number * size)
        if text
        else uow.clients.page(number * size, size)
    )
    return Page(tuple(client_view(row) for row in found.rows), number, None, found.has_more)


@command(Permission.CLIENTS_WRITE)
def add_client(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new card; the same ``origin`` again gives the same one. Raises ``WrongFields``."""
    return clients.add(uow, actor, NewClient(**read_all(typed, _client(uow))), origin).uid


@command(Permission.CLIENTS_WRITE)
def save_client(uow: "Uow", actor: Actor, uid: int, typed: Mapping[str, str], seen: ClientView) -> int:
    """Set what differs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    row = uow.clients.get(uid)
    refuse_stale(seen.version, row.version)
    values = read_all(typed, _client(uow))
    for field in Field:
        if values[field.value] == getattr(row, field.value):
            continue
        try:
            clients.edit(uow, actor, uid, field, values[field.value], row.version)
        except Invalid as error:
            raise WrongFields({field.value: error}) from None
    return uid


def _client(uow: "Uow") -> Readers:
    def reader(field: Field) -> "type[str]":
        def read(text: str) -> str:
            if not text.strip() and field not in REQUIRED:
                return ""
            return read_field(field, text, uow.place.region)

        return read  # type: ignore[return-value]

    return {field.value: reader(field) for field in Field}


# --- who works here ---


@query(Permission.STAFF)
def people(uow: "Uow", actor: Actor) -> tuple[PersonView, ...]:
    """Everybody with a role, by name, each with all of theirs."""
    return tuple(person_view(user, tuple(sorted(roles))) for user, roles in uow.people.list_staff())


@query(Permission.STAFF)
def person(uow: "Uow", actor: Actor, user_id: int) -> PersonView:
    """One of them, or somebody who has just lost the last role; raises ``NotFound``."""
    if (user := uow.people.find(user_id)) is None:
        raise NotFound(uow.people.missing)
    return person_view(user, tuple(sorted(uow.people.roles_of(user_id))))


@command(Permission.STAFF)
def add_person(uow: "Uow", actor: Actor, typed: Mapping[str, str], roles: Collection[str]) -> int:
    """Give roles by Telegram id, as /staff does. Raises ``WrongFields``."""
    values = read_all(typed, {"telegram_id": _telegram_id})
    wanted = _roles(roles)
    if not wanted:
        raise WrongFields({"roles": Invalid("Choose at least one role.")})
    given = [staff.add(uow, actor, values["telegram_id"], role) for role in sorted(wanted)]
    return given[0].person.user_id


@command(Permission.STAFF)
def save_person(
    uow: "Uow", actor: Actor, user_id: int, roles: Collection[str], fixed: Collection[int], seen: PersonView
) -> int:  # fmt: skip
    """Give and take roles until they are these; what is the same changes nothing.

    A role that the form does not offer is neither: it stays as it is held.

    Raises ``Stale``, and as ``staff.remove`` does.
    """
    uow.people.get_locked(user_id)
    known = person(uow, actor, user_id)
    refuse_stale(seen.roles, known.roles)
    held, wanted = frozenset(Role(role) for role in known.roles), _roles(roles)
    for role in sorted(wanted - held):
        staff.add(uow, actor, known.telegram_id, role)
    for role in sorted(held & frozenset(staff.GIVEN) - wanted):
        staff.remove(uow, actor, user_id, role, fixed)
    return user_id


def _roles(typed: Collection[str]) -> frozenset[Role]:
    try:
        wanted = frozenset(Role(role) for role in typed)
    except ValueError:
        raise Invalid("There is no such role.") from None
    return wanted


def _telegram_id(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) <= 15):
        raise Invalid("A Telegram id is a number; the bot tells it: /id")
    return int(text)
