"""Promo codes: what one does to a price, taking a use of it and giving it back (T12).

``check`` promises nothing: it is what the summary of a purchase shows. ``redeem`` is the gate, in the transaction of
the purchase.
"""

from typing import TYPE_CHECKING

from domain.access import Actor
from domain.errors import Conflict, CrmError, Invalid, Outdated
from domain.promos import Kind, PromoOffer, discount, folded

if TYPE_CHECKING:
    from models import PromoCode
    from repositories.uow import Uow

KIND = "promo"


def check(uow: "Uow", actor: Actor, code: str, product_id: int) -> PromoOffer:
    """What the code would do to the product's price for this person, now; takes nothing (S2.7).

    Raises ``Invalid`` for a code that there is not or that is not for this product, ``Outdated`` where its time has not
    come or has passed, ``Conflict`` where its uses are taken, each with what to do next; ``NotFound`` for the product.
    """
    product = uow.products.get(product_id)
    row = uow.promos.find_by_code(code) if folded(code) else None
    if row is None or not row.is_active:
        raise Invalid("There is no such promo code. Check its letters, or go on without one.")
    _check_days(uow, row)
    if not uow.promos.is_for(row.id, product_id):
        raise Invalid("The code {code} is not for this product. Try another one, or go on without one.", code=row.code)
    if row.uses_most is not None and row.used >= row.uses_most:
        raise _used_up(row)
    if row.user_uses_most is not None and uow.promos.count_uses_of(row.id, actor.user_id) >= row.user_uses_most:
        raise _used_by_you(row)
    taken = discount(Kind(row.kind), row.amount, product.price)
    return PromoOffer(row.id, row.code, taken, product.price - taken)


def redeem(uow: "Uow", actor: Actor, promo_id: int, product_id: int, purchase_id: int) -> int:
    """Take a use of the code for a purchase that is being made; gives the discount, of the product's price as it is.

    Atomic: the code's row is taken by one conditional statement, then this person's uses are counted under that lock.
    The same purchase again takes nothing more. Raises ``Conflict`` where a limit is reached by now, ``Outdated`` and
    ``Invalid`` where the code no longer holds: the purchase's transaction goes back with it.
    """
    if (known := uow.promos.find_use(purchase_id)) is not None:
        return known.discount
    taken = uow.promos.take(promo_id, uow.today)
    row = uow.promos.get_any(promo_id)
    if not taken:
        raise _why_not(uow, row)
    mine = uow.promos.count_uses_of(promo_id, actor.user_id)
    if row.user_uses_most is not None and mine >= row.user_uses_most:
        raise _used_by_you(row)
    if not uow.promos.is_for(promo_id, product_id):
        raise Invalid("The code {code} is not for this product. Try another one, or go on without one.", code=row.code)
    off = discount(Kind(row.kind), row.amount, uow.products.get_any(product_id).price)
    uow.promos.note_use(promo_id, actor.user_id, purchase_id, off)
    return off


def give_back(uow: "Uow", actor: Actor, purchase_id: int) -> None:
    """The purchase was cancelled: its use of a code counts no more. Nothing where it used none, or a second time."""
    if (promo_id := uow.promos.give_back(purchase_id)) is not None:
        uow.audit.record(actor, "returned", KIND, promo_id, None, {"purchase": purchase_id})


def _why_not(uow: "Uow", row: "PromoCode") -> CrmError:
    """Why a use could not be taken, as it stands after trying."""
    if row.archived_at is not None or not row.is_active:
        return Outdated("The code {code} is no longer valid. Go on without it, or with another one.", code=row.code)
    try:
        _check_days(uow, row)
    except Outdated as error:
        return error
    return _used_up(row)


def _check_days(uow: "Uow", row: "PromoCode") -> None:
    if row.starts_on is not None and uow.today < row.starts_on:
        raise Outdated("The code {code} holds from {day}. Go on without it, or come back then.",
                       code=row.code, day=row.starts_on)  # fmt: skip
    if row.ends_on is not None and uow.today > row.ends_on:
        raise Outdated("The code {code} held until {day}. Go on without it, or with another one.",
                       code=row.code, day=row.ends_on)  # fmt: skip


def _used_up(row: "PromoCode") -> Conflict:
    return Conflict("All uses of the code {code} are taken. Go on without it, or with another one.", code=row.code)


def _used_by_you(row: "PromoCode") -> Conflict:
    return Conflict("You have used the code {code} already. Go on without it, or with another one.", code=row.code)
