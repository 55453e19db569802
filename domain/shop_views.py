"""What of the shop may leave a transaction: shelves of products, what a purchase would cost, purchases."""

import zlib
from dataclasses import dataclass, field
from datetime import datetime

from domain.errors import CrmError
from domain.products import ProductView
from domain.shop import State
from domain.views import PersonView

ALL = 0  # the key of no category in particular
ALONE = -1  # of a product that was found by a link or a search: it stands in no list
PAGE = 8  # products a page
SEARCH_FROM = 3 * PAGE  # more products than this are searched


def category_key(name: str) -> int:
    """A category as a number: its name may be longer than a button holds."""
    return zlib.crc32(name.encode()) + 1 if name else ALL


@dataclass(frozen=True)
class Shelf:
    """A page of the catalogue, or of one category; ``categories`` where they are to be chosen first."""

    products: tuple[ProductView, ...]
    number: int
    total: int
    key: int = ALL
    category: str = ""
    categories: tuple[str, ...] = ()
    has_search: bool = False


@dataclass(frozen=True)
class ProductCard:
    """A product among those it was found with: the ``number``-th (from 0) of ``total``."""

    product: ProductView
    key: int = ALL
    number: int = 0
    total: int = 0


@dataclass(frozen=True)
class Quote:
    """What a purchase would cost now. ``problem``: why the promo code does not count."""

    product: ProductView
    known_email: str = ""
    code: str = ""
    discount: int = 0
    problem: CrmError | None = None

    @property
    def total(self) -> int:
        """To be paid, minor units."""
        return self.product.price - self.discount


@dataclass(frozen=True)
class PurchaseLine:
    """A row of a list."""

    id: int
    state: State
    title: str
    total: int
    who: str = ""


@dataclass(frozen=True)
class PurchaseView:
    """A purchase as its reader may see it: ``targets`` is where they may take it. Money in minor units."""

    id: int
    product_id: int
    state: State
    title: str
    price: int
    discount: int
    paid: int
    deadline: int
    email: str
    promo_code: str
    reason: str
    created_on: datetime
    is_mine: bool
    targets: tuple[State, ...] = ()
    agent: str = ""
    can_pay: bool = False
    how_to_pay: str = ""
    may_buy_again: bool = False
    customer: PersonView | None = None  # to the staff
    phone: str = ""
    username: str = ""
    same_email: tuple[str, ...] = field(default=())  # who else has this e-mail
    ticket_id: int | None = None  # the open one tied to it

    @property
    def total(self) -> int:
        """What it costs."""
        return self.price - self.discount

    @property
    def due(self) -> int:
        """What is still to be paid."""
        return max(self.total - self.paid, 0)
