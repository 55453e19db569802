"""Who is in a group: active clients who are in no other (S5.48)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict
from domain.groups import PAGE, GroupMember, GroupView
from services.groups import group_views
from services.gym_dictionary import live
from services.order_views import client_view

if TYPE_CHECKING:
    from models import Client
    from repositories.uow import Uow

FOUND = 100  # cards of a search that are looked through for who may come


@query(Permission.TRAININGS)
def listed(
    uow: "Uow", actor: Actor, group_id: int, page: int = 0, of: int = PAGE
) -> tuple[GroupView, Sequence[GroupMember]]:
    """A group and a page of who is in it, by name (S5.49); raises ``NotFound``."""
    row = uow.gym.groups.get(group_id)
    found = uow.gym.groups.people(group_id, uow.today, page * of, of)
    return group_views(uow, [row])[0], tuple(_member(one, is_active) for one, is_active in found)


@query(Permission.TRAININGS)
def found(
    uow: "Uow", actor: Actor, group_id: int, text: str, limit: int = 8
) -> tuple[GroupView, Sequence[GroupMember]]:
    """Who may come into a group: active clients without one, by name or phone; with no text the first of all."""
    view = group_views(uow, [uow.gym.groups.get_live(group_id)])[0]
    among = None
    if text.strip():
        among = [one.uid for one in uow.clients.search(text, region=uow.place.region, limit=FOUND).rows]
    return view, tuple(_member(one, True) for one in uow.gym.groups.list_free(uow.today, among, limit))


@command(Permission.TRAININGS)
def put(uow: "Uow", actor: Actor, group_id: int, client_uid: int) -> str:
    """Put a client in a group; who is in it already stays. Gives the name. Raises ``Conflict`` (S5.48)."""
    live(uow.gym.groups, group_id)
    uow.memberships.hold_client(client_uid)
    client = uow.clients.get(client_uid)
    member = uow.gym.groups.find_member(client_uid)
    if member is None or member.group_id != group_id:
        _check_may_come(uow, client, member.group_id if member else None)
        uow.gym.groups.put(client_uid, group_id)
        uow.audit.record(actor, "joined_group", "client", client_uid, {"group_id": None}, {"group_id": group_id})
    return _name(client)


@command(Permission.TRAININGS)
def remove(uow: "Uow", actor: Actor, group_id: int, client_uid: int) -> str:
    """Take a client out of a group; who is not in it stays as they are. Gives the name."""
    live(uow.gym.groups, group_id)
    uow.memberships.hold_client(client_uid)
    member = uow.gym.groups.find_member(client_uid)
    if member is not None and member.group_id == group_id:
        uow.gym.groups.put(client_uid, None)
        uow.audit.record(actor, "left_group", "client", client_uid, {"group_id": group_id}, {"group_id": None})
    return _name(uow.clients.get_any(client_uid))


def _check_may_come(uow: "Uow", client: "Client", group_id: int | None) -> None:
    if group_id is not None:
        name = uow.gym.groups.get(group_id).name
        raise Conflict("{name} is in the group “{group}” already.", name=_name(client), group=name)
    if not uow.memberships.is_active(client.uid, uow.today):
        raise Conflict("{name} has no membership that runs today, or it is frozen.", name=_name(client))


def _member(row: "Client", is_active: bool) -> GroupMember:
    return GroupMember(row.uid, _name(row), row.phone, is_active)


def _name(row: "Client") -> str:
    return client_view(row).full_name
