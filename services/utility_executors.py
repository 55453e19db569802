"""Executors of utility requests (S4.7, S4.9): with a Telegram account they work in the bot, else the dispatcher does.

An account is given the role `executor` by the owner (/staff); linking it here only says whose requests are theirs.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from domain.access import GRANTS, Actor, Permission, Role, command, query
from domain.errors import Conflict, Invalid, Term
from domain.fold import clean
from domain.phones import parse_phone
from domain.utility import FULL_NAME_MOST, POSITION_MOST
from domain.utility_views import ExecutorView
from services.utility_dictionary import delete, edit, restore

if TYPE_CHECKING:
    from models import Executor, User
    from repositories.uow import Uow

EXECUTOR = "executor"


@query(Permission.DIRECTORIES)
def executors(uow: "Uow", actor: Actor, with_archived: bool = False) -> tuple[ExecutorView, ...]:
    """All executors by name, each with how much they have to do."""
    return executor_views(uow, uow.directories.executors.list_all(with_archived=with_archived))


@query(Permission.DIRECTORIES)
def executor(uow: "Uow", actor: Actor, executor_id: int) -> ExecutorView:
    """One, also an archived one; raises ``NotFound``."""
    return executor_views(uow, [uow.directories.executors.get(executor_id)])[0]


@query(Permission.DIRECTORIES)
def executor_accounts(uow: "Uow", actor: Actor) -> tuple[tuple[int, str], ...]:
    """The Telegram accounts an executor may be linked to, as (user id, name): those with the role."""
    return tuple((user.id, name_of(user)) for user, roles in uow.people.list_staff() if _carries_out(roles))


@command(Permission.DIRECTORIES)
def add_executor(
    uow: "Uow", actor: Actor, full_name: str, position: str, phone: str, user_id: int | None, origin: str
) -> ExecutorView:
    """A new executor, with a Telegram account or without (``user_id`` None); the same ``origin`` gives the same one."""
    dictionary = uow.directories.executors
    if (row := dictionary.find_by_origin(origin)) is None:
        _check_account(uow, user_id, None)
        values = _executor(uow, full_name, position, phone, user_id)
        row = dictionary.make(**values, origin=origin)
        uow.audit.record(actor, "created", EXECUTOR, row.id, None, values)
    return executor_views(uow, [row])[0]


@command(Permission.DIRECTORIES)
def edit_executor(
    uow: "Uow", actor: Actor, executor_id: int, full_name: str, position: str, phone: str, user_id: int | None
) -> ExecutorView:
    """Set an executor's fields; raises ``Invalid`` for an account without the role, ``Conflict`` for another's.

    The account they have stays, also where its role was taken back meanwhile: saving a phone unlinks nobody.
    """
    row = uow.directories.executors.get(executor_id)
    if user_id != row.user_id:
        _check_account(uow, user_id, row.id)
    values = _executor(uow, full_name, position, phone, user_id)
    edit(uow, actor, EXECUTOR, uow.directories.executors, row, values)
    return executor_views(uow, [row])[0]


@command(Permission.DIRECTORIES)
def delete_executor(uow: "Uow", actor: Actor, executor_id: int) -> ExecutorView:
    """Delete who never had a request; archive who had. Raises ``Conflict`` while they have open ones."""
    row = uow.directories.executors.get(executor_id)
    view = executor_views(uow, [row])[0]
    if view.open:
        raise Conflict("{name} has open requests. Give them to somebody else first.", name=row.full_name)
    is_gone = delete(uow, actor, EXECUTOR, uow.directories.executors, row)
    return replace(view, is_archived=not is_gone)


@command(Permission.DIRECTORIES)
def restore_executor(uow: "Uow", actor: Actor, executor_id: int) -> ExecutorView:
    """Bring an archived one back; the Telegram account may belong to another by now: raises ``Conflict``."""
    row = uow.directories.executors.get(executor_id)
    if row.archived_at is not None:
        _check_account(uow, row.user_id, row.id)
        restore(uow, actor, EXECUTOR, uow.directories.executors, row)
    return executor_views(uow, [row])[0]


# --- views ---


def executor_views(uow: "Uow", rows: "Sequence[Executor]") -> tuple[ExecutorView, ...]:
    """Executors' rows as views."""
    counts = uow.directories.executors.count_open() if rows else {}
    names = uow.people.names({row.user_id for row in rows if row.user_id}) if rows else {}
    return tuple(
        ExecutorView(
            row.id, row.full_name, row.position, row.phone, row.user_id, names.get(row.user_id or 0, ""),
            row.archived_at is not None, counts.get(row.id, 0),
        )
        for row in rows
    )  # fmt: skip


def name_of(user: "User") -> str:
    """How an account is called."""
    return f"{user.first_name} {user.last_name or ''}".strip()


def _carries_out(roles: Collection[Role]) -> bool:
    return any(Permission.REQUESTS_WORK in GRANTS[role] for role in roles)


def _executor(uow: "Uow", full_name: str, position: str, phone: str, user_id: int | None) -> dict[str, Any]:
    return {
        "full_name": clean(full_name, most=FULL_NAME_MOST, what=Term("Name")),
        "position": clean(position, most=POSITION_MOST, what=Term("Position")) if position.strip() else "",
        "phone": parse_phone(phone, uow.place.region) if phone.strip() else "",
        "user_id": user_id,
    }


def _check_account(uow: "Uow", user_id: int | None, but: int | None) -> None:
    if user_id is None:
        return
    if not _carries_out(uow.people.roles_of(user_id)):
        raise Invalid("This account does not have the role of an executor. The owner gives it: /staff")
    known = uow.directories.executors.find_of_user(user_id)
    if known is not None and known.id != but:
        raise Conflict("This account belongs to {name} already.", name=known.full_name)
