"""Categories of utility requests and their subcategories (S4.5, S4.6, S4.9); executors are in utility_executors.

Deleting what a request names archives it: it is offered no more, and what names it stays as it was.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Invalid, Term
from domain.fold import clean
from domain.utility import NAME_MOST, PLACES, WARNING_MOST
from domain.utility_views import CategoryView, SubcategoryView
from services.utility_dictionary import delete, edit, restore

if TYPE_CHECKING:
    from models import RequestCategory, RequestSubcategory
    from repositories.uow import Uow

CATEGORY, SUBCATEGORY = "category", "subcategory"


# --- categories ---


@query(Permission.DIRECTORIES)
def categories(uow: "Uow", actor: Actor, with_archived: bool = False) -> tuple[CategoryView, ...]:
    """All categories in the order they are shown in."""
    parts = uow.directories.categories.count_parts()
    rows = uow.directories.categories.list_all(with_archived=with_archived)
    return tuple(category_view(row, parts.get(row.id, 0)) for row in rows)


@query(Permission.DIRECTORIES)
def category(uow: "Uow", actor: Actor, category_id: int) -> CategoryView:
    """One, also an archived one; raises ``NotFound``."""
    return _counted(uow, uow.directories.categories.get(category_id))


@command(Permission.DIRECTORIES)
def add_category(
    uow: "Uow", actor: Actor, name: str, warning: str, is_urgent: bool, place: int, origin: str
) -> CategoryView:
    """A new category; the same ``origin`` again gives the same one. Raises ``Conflict`` for a name that is taken."""
    dictionary = uow.directories.categories
    if (known := dictionary.find_by_origin(origin)) is not None:
        return _counted(uow, known)
    values = _named(name, warning, is_urgent, place)
    _free(dictionary.find_by_name(values["name"]), None)
    row = dictionary.make(**values, origin=origin)
    uow.audit.record(actor, "created", CATEGORY, row.id, None, values)
    return category_view(row)


@command(Permission.DIRECTORIES)
def edit_category(
    uow: "Uow", actor: Actor, category_id: int, name: str, warning: str, is_urgent: bool, place: int
) -> CategoryView:
    """Set its fields; requests that name it follow. Raises ``Conflict`` for a name that is taken, ``NotFound``."""
    row = uow.directories.categories.get(category_id)
    values = _named(name, warning, is_urgent, place)
    _free(uow.directories.categories.find_by_name(values["name"]), row.id if row.archived_at is None else None)
    edit(uow, actor, CATEGORY, uow.directories.categories, row, values)
    return _counted(uow, row)


@command(Permission.DIRECTORIES)
def delete_category(uow: "Uow", actor: Actor, category_id: int) -> CategoryView:
    """Delete for good what has neither subcategories nor requests; archive what has (S4.9). A second press is nothing.

    ``is_archived`` says which it was.
    """
    row = uow.directories.categories.get(category_id)
    gone = _counted(uow, row)
    is_gone = delete(uow, actor, CATEGORY, uow.directories.categories, row)
    return replace(gone, is_archived=not is_gone)


@command(Permission.DIRECTORIES)
def restore_category(uow: "Uow", actor: Actor, category_id: int) -> CategoryView:
    """Offer an archived one again; raises ``Conflict`` where another has its name by now."""
    row = uow.directories.categories.get(category_id)
    if row.archived_at is not None:
        _free(uow.directories.categories.find_by_name(row.name), None)
        restore(uow, actor, CATEGORY, uow.directories.categories, row)
    return _counted(uow, row)


# --- subcategories ---


@query(Permission.DIRECTORIES)
def subcategories(
    uow: "Uow", actor: Actor, category_id: int | None = None, with_archived: bool = False
) -> tuple[SubcategoryView, ...]:
    """The subcategories of a category, or of all, in the order they are shown in."""
    names = {row.id: row.name for row in uow.directories.categories.list_all(with_archived=True)}
    rows = uow.directories.subcategories.list_all(category_id, with_archived=with_archived)
    return tuple(subcategory_view(row, names.get(row.category_id, "")) for row in rows)


@query(Permission.DIRECTORIES)
def subcategory(uow: "Uow", actor: Actor, subcategory_id: int) -> SubcategoryView:
    """One, also an archived one; raises ``NotFound``."""
    return _placed(uow, uow.directories.subcategories.get(subcategory_id))


@command(Permission.DIRECTORIES)
def add_subcategory(
    uow: "Uow", actor: Actor, category_id: int, name: str, warning: str, is_urgent: bool, place: int, origin: str
) -> SubcategoryView:  # fmt: skip
    """A new part of a category; the same ``origin`` gives the same one. Raises ``Conflict``, ``NotFound``."""
    dictionary = uow.directories.subcategories
    if (known := dictionary.find_by_origin(origin)) is not None:
        return _placed(uow, known)
    parent = uow.directories.categories.get_live(category_id)
    uow.directories.categories.lock(parent)
    values = {"category_id": parent.id, **_named(name, warning, is_urgent, place)}
    _free(dictionary.find_by_name(parent.id, values["name"]), None)
    row = dictionary.make(**values, origin=origin)
    uow.audit.record(actor, "created", SUBCATEGORY, row.id, None, values)
    return subcategory_view(row, parent.name)


@command(Permission.DIRECTORIES)
def edit_subcategory(
    uow: "Uow", actor: Actor, subcategory_id: int, category_id: int, name: str, warning: str, is_urgent: bool,
    place: int,
) -> SubcategoryView:  # fmt: skip
    """Set its fields. One that requests name stays in its category: raises ``Conflict``; also for a name taken."""
    row = uow.directories.subcategories.get(subcategory_id)
    if category_id != row.category_id:
        uow.directories.categories.get_live(category_id)
        uow.directories.subcategories.lock(row)
        if uow.directories.subcategories.is_named(row.id):
            raise Conflict("There are requests of “{name}”: it stays in its category.", name=row.name)
    values = {"category_id": category_id, **_named(name, warning, is_urgent, place)}
    same = uow.directories.subcategories.find_by_name(category_id, values["name"])
    _free(same, row.id if row.archived_at is None else None)
    edit(uow, actor, SUBCATEGORY, uow.directories.subcategories, row, values)
    return _placed(uow, row)


@command(Permission.DIRECTORIES)
def delete_subcategory(uow: "Uow", actor: Actor, subcategory_id: int) -> SubcategoryView:
    """As ``delete_category``."""
    row = uow.directories.subcategories.get(subcategory_id)
    gone = _placed(uow, row)
    is_gone = delete(uow, actor, SUBCATEGORY, uow.directories.subcategories, row)
    return replace(gone, is_archived=not is_gone)


@command(Permission.DIRECTORIES)
def restore_subcategory(uow: "Uow", actor: Actor, subcategory_id: int) -> SubcategoryView:
    """As ``restore_category``; its category has to be offered: raises ``NotFound`` where it is not."""
    row = uow.directories.subcategories.get(subcategory_id)
    if row.archived_at is not None:
        uow.directories.categories.get_live(row.category_id)
        _free(uow.directories.subcategories.find_by_name(row.category_id, row.name), None)
        restore(uow, actor, SUBCATEGORY, uow.directories.subcategories, row)
    return _placed(uow, row)


# --- views ---


def category_view(row: "RequestCategory", parts: int = 0) -> CategoryView:
    """A category's row as its view."""
    return CategoryView(row.id, row.name, row.warning, row.is_urgent, row.place, row.archived_at is not None, parts)


def subcategory_view(row: "RequestSubcategory", category: str) -> SubcategoryView:
    """A subcategory's row as its view."""
    return SubcategoryView(
        row.id, row.category_id, category, row.name, row.warning, row.is_urgent, row.place, row.archived_at is not None
    )


def _counted(uow: "Uow", row: "RequestCategory") -> CategoryView:
    return category_view(row, uow.directories.categories.count_parts().get(row.id, 0))


def _placed(uow: "Uow", row: "RequestSubcategory") -> SubcategoryView:
    return subcategory_view(row, uow.directories.categories.get(row.category_id).name)


def _named(name: str, warning: str, is_urgent: bool, place: int) -> dict[str, Any]:
    if place not in PLACES:
        raise Invalid("The place in the list is a number from {least} to {most}.", least=PLACES[0], most=PLACES[-1])
    return {
        "name": clean(name, most=NAME_MOST, what=Term("Name")),
        "warning": clean(warning, most=WARNING_MOST, what=Term("Warning"), lines=True) if warning.strip() else "",
        "is_urgent": is_urgent,
        "place": place,
    }


def _free(known: "RequestCategory | RequestSubcategory | None", but: int | None) -> None:
    if known is not None and known.id != but:
        raise Conflict("There is “{name}” already.", name=known.name)
