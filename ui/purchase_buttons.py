"""What can be pressed around purchases: in the dialogue, under cards, lists and notices."""

from dataclasses import dataclass
from enum import StrEnum

from domain.shop import State
from ui.callbacks import Button, button


class Listed(StrEnum):
    """The staff's lists."""

    NEW = "new"
    WORK = "work"
    DONE = "done"
    ALL = "all"


@button("Po")
@dataclass(frozen=True)
class PurchaseOpened(Button):
    """Under a notice: the card comes below, the notice stays."""

    purchase_id: int


@button("Pc")
@dataclass(frozen=True)
class PurchaseShown(Button):
    """In a list or on a screen of the purchase: the message becomes its card."""

    purchase_id: int


@button("Pl")
@dataclass(frozen=True)
class ListOpened(Button):
    """A page of one of the staff's lists."""

    which: Listed
    page: int


@button("Pm")
@dataclass(frozen=True)
class OwnListed(Button):
    """A page of one's own purchases."""

    page: int


@button("Ps")
@dataclass(frozen=True)
class PurchaseMoved(Button):
    """[Взять в работу], [Готово] and the corrections."""

    purchase_id: int
    state: State


@button("Pr")
@dataclass(frozen=True)
class RefusalBegun(Button):
    """[Отменить] of the staff: why?"""

    purchase_id: int


@button("Pg")
@dataclass(frozen=True)
class ReasonSkipped(Button):
    """[Без причины]."""


@button("Px")
@dataclass(frozen=True)
class CancelAsked(Button):
    """[Отменить] of the customer: really?"""

    purchase_id: int


@button("Py")
@dataclass(frozen=True)
class PurchaseCancelled(Button):
    """[Да, отменить]."""

    purchase_id: int


@button("Pd")
@dataclass(frozen=True)
class TalkBegun(Button):
    """[💬 Обсудить]."""

    purchase_id: int


# --- while buying ---


@button("Pe")
@dataclass(frozen=True)
class KnownEmailUsed(Button):
    """The e-mail of the last time."""


@button("Pp")
@dataclass(frozen=True)
class PromoSkipped(Button):
    """[Пропустить]."""


@button("Pt")
@dataclass(frozen=True)
class PromoDropped(Button):
    """[Без промокода]."""


@button("Pb")
@dataclass(frozen=True)
class BuyConfirmed(Button):
    """[✅ Купить за …]: ``total`` is what was seen, minor units."""

    total: int
