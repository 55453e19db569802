"""Products: made, changed, switched off and deleted by sellers and owners (S2.8–S2.12)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict
from domain.products import Field, ProductView, Value
from domain.shop import PRODUCTS_MOST

if TYPE_CHECKING:
    from models import Product
    from repositories.uow import Uow

KIND = "product"


@query(Permission.SHOP)
def listed(uow: "Uow", actor: Actor, offset: int = 0, limit: int = 8) -> tuple[Sequence[ProductView], int]:
    """A page of all products that were not deleted, what is offered first, and how many there are."""
    return tuple(view(row) for row in uow.products.list_live(offset, limit)), uow.products.count_live()


@query(Permission.SHOP)
def found(uow: "Uow", actor: Actor, text: str, limit: int = 8, offset: int = 0) -> Sequence[ProductView]:
    """Products that have every word of the text, switched off ones too."""
    return tuple(view(row) for row in uow.products.search_live(text, limit, offset))


@query(Permission.SHOP)
def get(uow: "Uow", actor: Actor, product_id: int) -> ProductView:
    """A product, also an archived one, and how often it was bought; raises ``NotFound``."""
    return _counted(uow, uow.products.get_any(product_id))


@query(Permission.SHOP)
def categories(uow: "Uow", actor: Actor) -> Sequence[tuple[int, str]]:
    """The categories in use, the most used first, each with a product that is in it."""
    return tuple(uow.products.all_categories())


@query(Permission.SHOP)
def free_title(uow: "Uow", actor: Actor, title: str) -> str:
    """The title, if no other product has it; raises ``Conflict`` (S2.33)."""
    return _free(uow, title)


@command(Permission.SHOP)
def add(
    uow: "Uow", actor: Actor, title: str, price: int, deadline: int, description: str, image: str, category: str,
    origin: str,
) -> ProductView:  # fmt: skip
    """A new product, offered at once; the same ``origin`` (a draft) again gives the same one (S2.9).

    Raises ``Conflict`` for another's title and where the catalogue is full.
    """
    known = uow.products.find_by_origin(origin)
    if known is not None:
        return _counted(uow, known)
    _free(uow, title)
    if uow.products.count_live() >= PRODUCTS_MOST:
        raise Conflict("The catalogue is full: {most} products. Delete one that is not sold.", most=PRODUCTS_MOST)
    values: dict[str, Any] = {
        "title": title, "price": price, "diedline": deadline, "description": description, "image": image,
        "category": category,
    }  # fmt: skip
    row = uow.products.make(**values, origin=origin, created_by=actor.user_id)
    uow.audit.record(actor, "created", KIND, row.id, None, values)
    return view(row)


@command(Permission.SHOP)
def edit(uow: "Uow", actor: Actor, product_id: int, field: Field, value: Value) -> ProductView:
    """Set one field, as ``domain.products.read`` gives it; ``updated_on`` moves (S2.12, S2.37).

    What was bought keeps its price and title. The same again changes nothing. Raises ``NotFound``; ``Conflict`` for a
    title that another product has.
    """
    row = uow.products.get(product_id)
    before = getattr(row, field.value)
    if field is Field.TITLE and before != value:
        _free(uow, str(value), but=product_id)
    if before != value:
        uow.products.edit(row, **{field.value: value})
        uow.audit.record(actor, "edited", KIND, row.id, {field.value: before}, {field.value: value})
    return _counted(uow, row)


@command(Permission.SHOP)
def switch(uow: "Uow", actor: Actor, product_id: int, is_on: bool) -> ProductView:
    """Offer it, or hide it from the catalogue; what was bought stays (S2.10). The same again changes nothing."""
    row = uow.products.get(product_id)
    if row.is_active != is_on:
        uow.products.edit(row, is_active=is_on)
        uow.audit.record(actor, "edited", KIND, row.id, {"is_active": not is_on}, {"is_active": is_on})
    return _counted(uow, row)


@command(Permission.SHOP)
def delete(uow: "Uow", actor: Actor, product_id: int) -> ProductView:
    """Delete for good what was never bought; archive what was, for its purchases name it (S2.11, T11).

    Archived too is what a promo code is for by name: with its last product gone, the code would be for all.

    Gives it as it is now: ``is_archived`` and ``bought`` say which it was. A second press changes nothing; raises
    ``NotFound`` where it is gone for good.
    """
    row = uow.products.get_locked(product_id)
    bought = uow.products.count_bought([row.id]).get(row.id, 0)
    if row.archived_at is not None:
        return view(row, bought)
    if bought or uow.promos.names_product(row.id):
        uow.products.edit(row, archived_at=uow.now)
        uow.audit.record(actor, "archived", KIND, row.id)
        return view(row, bought)
    gone = view(row)
    uow.audit.record(actor, "deleted", KIND, row.id, {"title": row.title, "price": row.price}, None)
    uow.products.delete(row)
    return gone


@command(Permission.SHOP)
def restore(uow: "Uow", actor: Actor, product_id: int) -> ProductView:
    """Bring an archived one back; raises ``Conflict`` where another has its title by now, ``NotFound`` for none."""
    row = uow.products.get_any(product_id)
    if row.archived_at is not None:
        _free(uow, row.title, but=product_id)
        uow.products.edit(row, archived_at=None)
        uow.audit.record(actor, "restored", KIND, row.id)
    return _counted(uow, row)


def view(row: "Product", bought: int = 0) -> ProductView:
    """A product's row as its view."""
    return ProductView(
        row.id, row.title, row.description, row.image, row.price, row.diedline, row.category, row.is_active,
        row.archived_at is not None, bought,
    )  # fmt: skip


def _counted(uow: "Uow", row: "Product") -> ProductView:
    return view(row, uow.products.count_bought([row.id]).get(row.id, 0))


def _free(uow: "Uow", title: str, but: int | None = None) -> str:
    known = uow.products.find_by_title(title)
    if known is not None and known.id != but:
        raise Conflict("There is a product “{title}” already.", title=known.title)
    return title
