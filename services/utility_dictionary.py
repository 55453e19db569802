"""What dictionaries have in common: changing a row, deleting it or archiving it (S4.9)."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from domain.access import Actor
from models import Coach, Executor, Group, Plan, RequestCategory, RequestSubcategory

if TYPE_CHECKING:
    from repositories.directories import Dictionary
    from repositories.uow import Uow

Row = TypeVar("Row", RequestCategory, RequestSubcategory, Executor, Plan, Coach, Group)


def edit(uow: "Uow", actor: Actor, kind: str, dictionary: "Dictionary[Row]", row: Row, values: dict[str, Any]) -> None:
    """Set what differs; the same again changes nothing."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if before:
        dictionary.edit(row, **values)
        after = {name: values[name] for name in before}
        uow.audit.record(actor, "edited", kind, row.id, plain(before), plain(after))


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON: the record of what happened holds no dates."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def delete(uow: "Uow", actor: Actor, kind: str, dictionary: "Dictionary[Row]", row: Row) -> bool:
    """Delete for good what nothing names, archive the rest; whether it is gone. Nobody names it meanwhile (S4.9)."""
    dictionary.lock(row)
    if row.archived_at is not None:
        return False
    if dictionary.is_named(row.id):
        dictionary.edit(row, archived_at=uow.now)
        uow.audit.record(actor, "archived", kind, row.id)
        return False
    name = row.full_name if isinstance(row, Executor) else row.first_name if isinstance(row, Coach) else row.name
    uow.audit.record(actor, "deleted", kind, row.id, {"name": name}, None)
    dictionary.delete(row)
    return True


def archive(uow: "Uow", actor: Actor, kind: str, dictionary: "Dictionary[Row]", row: Row) -> bool:
    """Offer it no more, and keep it; False where it is so already."""
    if row.archived_at is not None:
        return False
    dictionary.edit(row, archived_at=uow.now)
    uow.audit.record(actor, "archived", kind, row.id)
    return True


def restore(uow: "Uow", actor: Actor, kind: str, dictionary: "Dictionary[Row]", row: Row) -> None:
    """Offer an archived one again."""
    dictionary.edit(row, archived_at=None)
    uow.audit.record(actor, "restored", kind, row.id)
