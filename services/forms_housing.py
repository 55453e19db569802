"""Forms of the web: accounts, categories, subcategories, executors (S4.3–S4.7), saved as their use cases do."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain import accounts as flats
from domain.access import Actor, Permission, command
from domain.errors import Conflict, Invalid, NotFound, Term
from domain.fold import clean
from domain.forms import Readers, WrongFields, is_on, read_all, refuse_stale, whole
from domain.phones import parse_phone
from domain.utility import FULL_NAME_MOST, NAME_MOST, PLACES, POSITION_MOST, WARNING_MOST
from domain.utility_views import CategoryView, ExecutorView, SubcategoryView
from services import accounts, utility_directories, utility_executors

if TYPE_CHECKING:
    from repositories.uow import Uow

LAST = 2**31 - 1  # of ids


@command(Permission.DIRECTORIES)
def add_account(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new account; the same ``origin`` gives the same one. Raises ``WrongFields``."""
    fields = _account(uow, typed)
    return int(_beside("number", accounts.add, uow, actor, fields, origin).id)


@command(Permission.DIRECTORIES)
def save_account(
    uow: "Uow", actor: Actor, account_id: int, typed: Mapping[str, str], seen: flats.AccountView
) -> int:  # fmt: skip
    """Set what differs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    refuse_stale(seen.version, uow.accounts.get_locked(account_id).version)
    _beside("number", accounts.edit, uow, actor, account_id, _account(uow, typed), seen.version)
    return account_id


@command(Permission.DIRECTORIES)
def add_category(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new category (S4.5). Raises ``WrongFields``."""
    kept = read_all(typed, _part())
    return int(_beside("name", utility_directories.add_category, uow, actor, *kept.values(), origin).id)


@command(Permission.DIRECTORIES)
def save_category(
    uow: "Uow", actor: Actor, category_id: int, typed: Mapping[str, str], seen: CategoryView
) -> int:  # fmt: skip
    """Set what differs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    uow.directories.categories.get_locked(category_id)
    refuse_stale(seen, utility_directories.category(uow, actor, category_id))
    kept = read_all(typed, _part())
    _beside("name", utility_directories.edit_category, uow, actor, category_id, *kept.values())
    return category_id


@command(Permission.DIRECTORIES)
def add_subcategory(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new subcategory, subordinate to its category (S4.6). Raises ``WrongFields``."""
    kept = read_all(typed, {"category_id": _chosen, **_part()})
    return int(_beside("name", utility_directories.add_subcategory, uow, actor, *kept.values(), origin).id)


@command(Permission.DIRECTORIES)
def save_subcategory(
    uow: "Uow", actor: Actor, subcategory_id: int, typed: Mapping[str, str], seen: SubcategoryView
) -> int:  # fmt: skip
    """Set what differs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    uow.directories.subcategories.get_locked(subcategory_id)
    refuse_stale(seen, utility_directories.subcategory(uow, actor, subcategory_id))
    kept = read_all(typed, {"category_id": _chosen, **_part()})
    _beside("name", utility_directories.edit_subcategory, uow, actor, subcategory_id, *kept.values())
    return subcategory_id


@command(Permission.DIRECTORIES)
def add_executor(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new executor (S4.7). Raises ``WrongFields``."""
    kept = read_all(typed, _executor(uow))
    return int(_beside("user_id", utility_executors.add_executor, uow, actor, *kept.values(), origin).id)


@command(Permission.DIRECTORIES)
def save_executor(
    uow: "Uow", actor: Actor, executor_id: int, typed: Mapping[str, str], seen: ExecutorView
) -> int:  # fmt: skip
    """Set what differs. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    uow.directories.executors.get_locked(executor_id)
    refuse_stale(seen, utility_executors.executor(uow, actor, executor_id))
    kept = read_all(typed, _executor(uow))
    _beside("user_id", utility_executors.edit_executor, uow, actor, executor_id, *kept.values())
    return executor_id


def _account(uow: "Uow", typed: Mapping[str, str]) -> dict[flats.Field, str]:
    fields = {field: typed.get(field.value, "") for field in flats.Field}
    _, wrong = flats.read_row(fields, uow.place.region)
    if wrong:
        raise WrongFields({field.value: error for field, error in wrong.items()})
    return fields


def _part() -> Readers:
    """What a category and a subcategory have, in the order their use cases take it."""
    return {
        "name": _text(Term("What it is called"), NAME_MOST, is_required=True),
        "warning": _text(Term("Warning"), WARNING_MOST, lines=True),
        "is_urgent": is_on,
        "place": whole(PLACES[0], PLACES[-1]),
    }


def _executor(uow: "Uow") -> Readers:
    return {
        "full_name": _text(Term("Name"), FULL_NAME_MOST, is_required=True),
        "position": _text(Term("Position"), POSITION_MOST),
        "phone": lambda text: parse_phone(text, uow.place.region) if text.strip() else "",
        "user_id": lambda text: _chosen(text) if text.strip() else None,
    }


def _text(what: Term, most: int, *, is_required: bool = False, lines: bool = False) -> Callable[[str], str]:
    return lambda text: clean(text, most=most, what=what, lines=lines) if is_required or text.strip() else ""


def _chosen(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19 and int(text) <= LAST):
        raise Invalid("Please choose one of the list.")
    return int(text)


def _beside(name: str, service: Callable[..., Any], *args: Any) -> Any:
    """Run a use case; what it refuses of the values stands beside the field ``name``."""
    try:
        return service(*args)
    except (NotFound, WrongFields):
        raise
    except (Invalid, Conflict) as error:
        raise WrongFields({name: error}) from None
