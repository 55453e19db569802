"""Coaches: who leads trainings, with a Telegram account or without (S5.10, S5.50).

An account is given the role `coach` by the owner (/staff); tying it here says whose trainings are theirs.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from domain.access import GRANTS, Actor, Permission, Role, command, query
from domain.coaches import CoachView
from domain.errors import Conflict, Invalid
from domain.gym import Field, Value, Values
from services import utility_dictionary as dictionaries
from services.gym_dictionary import check_room, columns, live
from services.utility_executors import name_of

if TYPE_CHECKING:
    from models import Coach
    from repositories.uow import Uow

KIND = "coach"


@query(Permission.TRAININGS)
def listed(uow: "Uow", actor: Actor, archived: bool | None = False) -> tuple[CoachView, ...]:
    """Who leads trainings, by name; the archive; or both (None)."""
    return coach_views(uow, uow.gym.coaches.list_all(archived=archived))


@query(Permission.TRAININGS)
def get(uow: "Uow", actor: Actor, coach_id: int) -> CoachView:
    """A coach, also an archived one; raises ``NotFound``."""
    return coach_views(uow, [uow.gym.coaches.get(coach_id)])[0]


@query(Permission.TRAININGS)
def accounts(uow: "Uow", actor: Actor, coach_id: int = 0) -> tuple[tuple[int, str], ...]:
    """The accounts a coach may be tied to, as (user id, name): those with the role that no other coach has."""
    taken = {row.user_id for row in uow.gym.coaches.list_all() if row.id != coach_id}
    staff = uow.people.list_staff()
    return tuple((user.id, name_of(user)) for user, roles in staff if _leads(roles) and user.id not in taken)


@command(Permission.TRAININGS)
def add(uow: "Uow", actor: Actor, values: Values, origin: str) -> CoachView:
    """A new coach; the same ``origin`` (a draft, a form) again gives the same one.

    Raises ``Conflict`` for a name or an account that another has, ``Invalid`` for an account without the role.
    """
    if (row := uow.gym.coaches.find_by_origin(origin)) is None:
        check_room(len(uow.gym.coaches.list_all()))
        _check_name(uow, str(values[Field.FIRST_NAME]), str(values.get(Field.LAST_NAME) or ""))
        _check_account(uow, values.get(Field.ACCOUNT))
        row = uow.gym.coaches.make(**columns(values), origin=origin)
        uow.audit.record(actor, "created", KIND, row.id, None, dictionaries.plain(columns(values)))
    return coach_views(uow, [row])[0]


@command(Permission.TRAININGS)
def edit(uow: "Uow", actor: Actor, coach_id: int, values: Values, version: int | None = None) -> CoachView:
    """Set fields; the same again changes nothing. Raises as ``add``, ``NotFound``, and ``Conflict`` for a version."""
    row = live(uow.gym.coaches, coach_id, version)
    named = {Field.FIRST_NAME, Field.LAST_NAME} & set(values)
    if named:
        first, last = values.get(Field.FIRST_NAME, row.first_name), values.get(Field.LAST_NAME, row.last_name)
        _check_name(uow, str(first), str(last or ""), row.id)
    if values.get(Field.ACCOUNT) != row.user_id:
        _check_account(uow, values.get(Field.ACCOUNT), row.id)
    dictionaries.edit(uow, actor, KIND, uow.gym.coaches, row, columns(values))
    return coach_views(uow, [row])[0]


@command(Permission.TRAININGS)
def archive(uow: "Uow", actor: Actor, coach_id: int) -> CoachView:
    """They lead nothing any more: groups and trainings to come stay without a coach. A second press changes nothing.

    Gives them as they were: ``ahead`` and ``groups`` say what stays without one.
    """
    row = uow.gym.coaches.get_locked(coach_id)
    before = coach_views(uow, [row])[0]
    if dictionaries.archive(uow, actor, KIND, uow.gym.coaches, row):
        groups, trainings = uow.gym.coaches.leave_all(coach_id)
        for kind, ids in (("group", groups), ("training", trainings)):
            uow.audit.record_all(
                actor, kind, [("edited", id_, {"coach_id": coach_id}, {"coach_id": None}) for id_ in ids]
            )
    return CoachView(**{**vars(before), "is_archived": True})


@command(Permission.TRAININGS)
def restore(uow: "Uow", actor: Actor, coach_id: int) -> CoachView:
    """They lead again; what they led is given to them anew. Raises ``Conflict`` for a name or account taken by now."""
    row = uow.gym.coaches.get_locked(coach_id)
    if row.archived_at is not None:
        _check_name(uow, row.first_name, row.last_name, row.id)
        if row.user_id is not None and not _leads(uow.people.roles_of(row.user_id)):
            dictionaries.edit(uow, actor, KIND, uow.gym.coaches, row, {"user_id": None})  # the role was taken meanwhile
        _check_account(uow, row.user_id, row.id)
        dictionaries.restore(uow, actor, KIND, uow.gym.coaches, row)
    return coach_views(uow, [row])[0]


def coach_views(uow: "Uow", rows: "Sequence[Coach]") -> tuple[CoachView, ...]:
    """Rows as views; three queries for all of them."""
    ids = [row.id for row in rows]
    ahead, groups = (uow.gym.coaches.count_ahead(ids), uow.gym.coaches.groups_of(ids)) if ids else ({}, {})
    names = uow.people.names({row.user_id for row in rows if row.user_id}) if ids else {}
    return tuple(
        CoachView(
            row.id, row.first_name, row.last_name, row.phone, row.email, row.photo, row.started_on, row.about,
            row.user_id, names.get(row.user_id or 0, ""), row.archived_at is not None, ahead.get(row.id, 0),
            tuple(groups.get(row.id, ())), row.version,
        )
        for row in rows
    )  # fmt: skip


def _leads(roles: Collection[Role]) -> bool:
    return any(Permission.TRAININGS_RUN in GRANTS[role] for role in roles)


def _check_name(uow: "Uow", first_name: str, last_name: str, but: int | None = None) -> None:
    known = uow.gym.coaches.find_by_name(first_name, last_name)
    if known is not None and known.id != but:
        name = f"{known.first_name} {known.last_name}".strip()
        raise Conflict("There is a coach {name} already. Add something to tell them apart.", name=name)


def _check_account(uow: "Uow", user_id: Value, but: int | None = None) -> None:
    """Raise where the account is not a coach's, or another coach has it."""
    if not isinstance(user_id, int):
        return
    if not _leads(uow.people.roles_of(user_id)):
        raise Invalid("This account does not have the role of a coach. The owner gives it: /staff")
    known = uow.gym.coaches.find_of_user(user_id)
    if known is not None and known.id != but:
        name = f"{known.first_name} {known.last_name}".strip()
        raise Conflict("This account belongs to the coach {name} already.", name=name)
