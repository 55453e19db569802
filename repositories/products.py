"""The shop's products (S2.32–S2.39); an archived one stays for the purchases that name it (T11)."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from domain.errors import NotFound
from domain.fold import fold
from domain.products import searchable
from models import Product, Purchase
from repositories.base import Repository
from repositories.search import contains

_LIVE = Product.archived_at.is_(None)
_OFFERED = (_LIVE, Product.is_active.is_(True))


class Products(Repository[Product]):
    """What is sold."""

    row = Product
    missing = "There is no such product any more."

    def get(self, id_: int) -> Product:
        """A product, offered or switched off; raises ``NotFound`` where there is none or it was archived."""
        row = super().get(id_)
        if row.archived_at is not None:
            raise NotFound(self.missing)
        return row

    def get_any(self, id_: int) -> Product:
        """Also an archived one; raises ``NotFound``."""
        return super().get(id_)

    def get_locked(self, id_: int) -> Product:
        """As ``get_any``; nobody buys it until this transaction ends: a purchase waits for the row it names."""
        self.session.execute(select(Product.id).where(Product.id == id_).with_for_update())
        return self.get_any(id_)

    # --- what customers see ---

    def list_offered(self, category: str | None = None, offset: int = 0, limit: int = 8) -> list[Product]:
        """A page of what is offered, by category and title; ``category`` None: of all categories."""
        query = self._of_category(select(Product).where(*_OFFERED), category)
        return list(self.session.scalars(_in_order(query).offset(offset).limit(limit)))

    def count_offered(self, category: str | None = None) -> int:
        """How many are offered; ``category`` None: in all."""
        query = self._of_category(select(func.count()).select_from(Product).where(*_OFFERED), category)
        return self.session.scalar(query) or 0

    def categories(self) -> list[str]:
        """The categories of what is offered, in order; what has none is in none."""
        query = select(Product.category).where(*_OFFERED, Product.category != "").distinct()
        return sorted(self.session.scalars(query.limit(100)), key=fold)

    def search_offered(self, text: str, limit: int = 8) -> list[Product]:
        """What is offered and has every word of the text in its title, category or description."""
        query = select(Product).where(*_OFFERED, *self._words(text))
        return list(self.session.scalars(_in_order(query).limit(limit)))

    # --- what sellers look after ---

    def list_live(self, offset: int = 0, limit: int = 8) -> list[Product]:
        """A page of all that were not deleted, what is offered first."""
        query = select(Product).where(_LIVE).order_by(Product.is_active.desc(), Product.title_n, Product.id)
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def search_live(self, text: str, limit: int = 8, offset: int = 0) -> list[Product]:
        """As ``search_offered``, switched off ones too."""
        query = select(Product).where(_LIVE, *self._words(text))
        return list(self.session.scalars(_in_order(query).offset(offset).limit(limit)))

    def count_live(self) -> int:
        """How many there are, switched off ones too."""
        return self.session.scalar(select(func.count()).select_from(Product).where(_LIVE)) or 0

    def all_categories(self) -> list[tuple[int, str]]:
        """The categories of all that were not deleted, each with a product of it; the most used first."""
        query = select(func.min(Product.id), Product.category).where(_LIVE, Product.category != "")
        query = query.group_by(Product.category).order_by(func.count().desc(), Product.category)
        return [(id_, name) for id_, name in self.session.execute(query.limit(100))]

    def list_by_ids(self, ids: Collection[int]) -> list[Product]:
        """These products, archived ones too, by title."""
        query = select(Product).where(Product.id.in_(ids)).order_by(Product.title_n, Product.id)
        return list(self.session.scalars(query)) if ids else []

    def find_by_title(self, title: str) -> Product | None:
        """The one that was not deleted and is called so, in any case of its letters (S2.33)."""
        return self.session.scalar(select(Product).where(_LIVE, Product.title_n == fold(title)))

    def find_by_origin(self, origin: str) -> Product | None:
        """What a draft has become."""
        return self.session.scalar(select(Product).where(Product.origin == origin))

    def count_bought(self, ids: Collection[int]) -> dict[int, int]:
        """How many purchases name each of these; cancelled ones count, for they keep their product."""
        query = select(Purchase.product_id, func.count()).where(Purchase.product_id.in_(ids))
        return {row[0]: row[1] for row in self.session.execute(query.group_by(Purchase.product_id))} if ids else {}

    # --- writing ---

    def make(self, **values: Any) -> Product:
        """Insert one made of these columns; the caller has looked for its ``origin``."""
        row = Product(**values, created_on=self.now)
        return self.add(self._refreshed(row))

    def edit(self, row: Product, **values: Any) -> None:
        """Set columns; ``updated_on`` moves (S2.37)."""
        for name, value in values.items():
            setattr(row, name, value)
        self._refreshed(row)
        self.session.flush()

    def delete(self, row: Product) -> None:
        """For good: one that was never bought."""
        self.session.delete(row)
        self.session.flush()

    def _refreshed(self, row: Product) -> Product:
        row.title_n = fold(row.title)
        row.folded = searchable(row.title, row.description or "", row.category or "")
        row.updated_on = self.now
        return row

    def _words(self, text: str) -> list[ColumnElement[bool]]:
        dialect = self.session.get_bind().dialect.name
        return [contains(Product.folded, word, dialect) for word in fold(text).split()[:8]]

    @staticmethod
    def _of_category(query: Select[Any], category: str | None) -> Select[Any]:
        return query if category is None else query.where(Product.category == category)


def _in_order(query: Select[Any]) -> Select[Any]:
    return query.order_by(Product.category, Product.title_n, Product.id)
