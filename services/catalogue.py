"""The catalogue as customers see it: shelves, cards, search (S2.3, S2.31)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, query
from domain.errors import Outdated
from domain.products import ProductView
from domain.shop_views import ALL, ALONE, PAGE, SEARCH_FROM, ProductCard, Shelf, category_key
from services.products import view

if TYPE_CHECKING:
    from models import Product
    from repositories.uow import Uow

FOUND = 8  # of a search
NOT_OFFERED = "This is not sold at the moment. Look what else there is, please."


@query(Permission.OWN_PURCHASES)
def shelf(uow: "Uow", actor: Actor, key: int = ALL, number: int = 0) -> Shelf:
    """A page of what is offered, of one category (its ``key``) or of all.

    More than a page of several categories: the first page of all says which there are instead of listing products.
    """
    names = tuple(uow.products.categories())
    category = _category(names, key)
    key = category_key(category or "")
    everything = uow.products.count_offered(None)
    total = everything if category is None else uow.products.count_offered(category)
    has_search = everything > SEARCH_FROM
    if category is None and total > PAGE and len(names) > 1 and number < 0:
        return Shelf((), 0, total, categories=names, has_search=has_search)
    number = min(max(number, 0), max(-(-total // PAGE) - 1, 0))
    rows = uow.products.list_offered(category, number * PAGE, PAGE)
    return Shelf(tuple(view(row) for row in rows), number, total, key, category or "", has_search=has_search)


@query(Permission.OWN_PURCHASES)
def card(uow: "Uow", actor: Actor, product_id: int, key: int = ALONE, number: int = 0) -> ProductCard:
    """One product, where it stands in its list; raises ``Outdated`` for one that is not offered (any more)."""
    product = view(offered(uow, actor, product_id))
    if key == ALONE:
        return ProductCard(product, key)
    category = _category(tuple(uow.products.categories()), key) if key else None
    return ProductCard(product, category_key(category or ""), max(number, 0), uow.products.count_offered(category))


@query(Permission.OWN_PURCHASES)
def card_at(uow: "Uow", actor: Actor, key: int, number: int) -> ProductCard:
    """The ``number``-th product of a list, counted from 0 and around; raises ``Outdated`` where nothing is left."""
    category = _category(tuple(uow.products.categories()), key) if key else None
    total = uow.products.count_offered(category)
    rows = uow.products.list_offered(category, number % total, 1) if total else []
    if not rows:
        raise Outdated(NOT_OFFERED)
    return ProductCard(view(rows[0]), category_key(category or ""), number % total, total)


@query(Permission.OWN_PURCHASES)
def found(uow: "Uow", actor: Actor, text: str) -> Sequence[ProductView]:
    """What is offered and has every word of the text."""
    return tuple(view(row) for row in uow.products.search_offered(text, FOUND))


def offered(uow: "Uow", actor: Actor, product_id: int) -> "Product":
    """The product, if it is offered now: raises ``Outdated``; one that never was is not told apart."""
    row = uow.products.find(product_id)
    if row is None or row.archived_at is not None or not row.is_active:
        raise Outdated(NOT_OFFERED)
    return row


def _category(names: tuple[str, ...], key: int) -> str | None:
    return next((name for name in names if category_key(name) == key), None) if key else None
