"""Promo codes and their uses (T12). A code's use is taken by one conditional statement."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from domain.errors import NotFound
from domain.promos import folded
from models import Product, PromoCode, PromoProduct, PromoUse, User
from repositories.base import Repository

_LIVE = PromoCode.archived_at.is_(None)


class Promos(Repository[PromoCode]):
    """What makes a purchase cheaper."""

    row = PromoCode
    missing = "There is no such promo code any more."

    def get(self, id_: int) -> PromoCode:
        """A code, also one that is switched off; raises ``NotFound`` where there is none or it was archived."""
        row = super().get(id_)
        if row.archived_at is not None:
            raise NotFound(self.missing)
        return row

    def get_any(self, id_: int) -> PromoCode:
        """Also an archived one; raises ``NotFound``."""
        return super().get(id_)

    def get_locked(self, id_: int, *, live: bool = True) -> PromoCode:
        """As ``get`` (``live``) or ``get_any``; whoever takes a use of it waits until this transaction ends."""
        self.session.execute(select(PromoCode.id).where(PromoCode.id == id_).with_for_update())
        self._reread(id_)
        return self.get(id_) if live else self.get_any(id_)

    def find_by_code(self, code: str) -> PromoCode | None:
        """The code that was not deleted, in any case of its letters, switched off ones too."""
        return self.session.scalar(select(PromoCode).where(_LIVE, PromoCode.code_n == folded(code)))

    def find_by_origin(self, origin: str) -> PromoCode | None:
        """What a draft has become."""
        return self.session.scalar(select(PromoCode).where(PromoCode.origin == origin))

    def list_live(self, offset: int = 0, limit: int = 8) -> list[PromoCode]:
        """A page of codes that were not deleted: those in use first, then the newest."""
        query = select(PromoCode).where(_LIVE).order_by(PromoCode.is_active.desc(), PromoCode.id.desc())
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def count_live(self) -> int:
        """How many there are, switched off ones too."""
        return self.session.scalar(select(func.count()).select_from(PromoCode).where(_LIVE)) or 0

    # --- what it is for ---

    def products_of(self, promo_id: int) -> list[tuple[int, str]]:
        """Id and title of what the code is for, archived ones too; none: for all."""
        query = select(Product.id, Product.title).join(PromoProduct, PromoProduct.product_id == Product.id)
        found = self.session.execute(query.where(PromoProduct.promo_id == promo_id).order_by(Product.title_n))
        return [(id_, title) for id_, title in found]

    def is_for(self, promo_id: int, product_id: int) -> bool:
        """Whether the code is for this product: it names it, or none at all."""
        named = select(PromoProduct.product_id).where(PromoProduct.promo_id == promo_id)
        ids = list(self.session.scalars(named.limit(1000)))
        return not ids or product_id in ids

    def names_product(self, product_id: int) -> bool:
        """Whether any code is for this product by name: it must not vanish, or the code would be for all."""
        return (
            self.session.scalar(select(PromoProduct.promo_id).where(PromoProduct.product_id == product_id)) is not None
        )

    def pick(self, promo_id: int, product_id: int, is_on: bool) -> None:
        """The code is for this product from now on, or no longer; the same again changes nothing."""
        known = self.session.get(PromoProduct, (promo_id, product_id))
        if is_on and known is None:
            self.session.add(PromoProduct(promo_id=promo_id, product_id=product_id))
        elif known is not None and not is_on:
            self.session.delete(known)
        self.session.flush()

    def put_products(self, promo_id: int, product_ids: Collection[int]) -> None:
        """The code is for these from now on; none: for all."""
        self.session.execute(delete(PromoProduct).where(PromoProduct.promo_id == promo_id))
        self.session.add_all(PromoProduct(promo_id=promo_id, product_id=id_) for id_ in product_ids)
        self.session.flush()

    # --- uses ---

    def take(self, promo_id: int, today: date) -> bool:
        """Take one use of the code if it holds today and has one left; False where not.

        One conditional statement: it also locks the row until the transaction ends, so that whoever takes the same code
        waits, and counts its uses after us.
        """
        self.session.flush()
        taken = self.session.execute(
            update(PromoCode)
            .where(
                PromoCode.id == promo_id, _LIVE, PromoCode.is_active.is_(True),
                or_(PromoCode.uses_most.is_(None), PromoCode.used < PromoCode.uses_most),
                or_(PromoCode.starts_on.is_(None), PromoCode.starts_on <= today),
                or_(PromoCode.ends_on.is_(None), PromoCode.ends_on >= today),
            )
            .values(used=PromoCode.used + 1)
            .returning(PromoCode.id)
            .execution_options(synchronize_session=False)
        ).first()  # fmt: skip
        self._reread(promo_id)
        return taken is not None

    def note_use(self, promo_id: int, user_id: int, purchase_id: int, discount: int) -> None:
        """Write down what a use was for."""
        row = PromoUse(
            promo_id=promo_id, user_id=user_id, purchase_id=purchase_id, discount=discount, at=self.now
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()

    def find_use(self, purchase_id: int) -> PromoUse | None:
        """The use of a purchase, also one that was given back."""
        return self.session.scalar(select(PromoUse).where(PromoUse.purchase_id == purchase_id))

    def give_back(self, purchase_id: int) -> int | None:
        """Give back the use of a purchase, once: the code it was of, None where there is none to give back."""
        self.session.flush()
        returned = self.session.scalar(
            update(PromoUse)
            .where(PromoUse.purchase_id == purchase_id, PromoUse.returned_at.is_(None))
            .values(returned_at=self.now)
            .returning(PromoUse.promo_id)
            .execution_options(synchronize_session=False)
        )
        if returned is not None:
            fewer = update(PromoCode).where(PromoCode.id == returned, PromoCode.used > 0)
            self.session.execute(fewer.values(used=PromoCode.used - 1).execution_options(synchronize_session=False))
            self._reread(returned)
        return returned

    def count_uses_of(self, promo_id: int, user_id: int) -> int:
        """How often somebody has used the code; what was given back does not count."""
        query = select(func.count()).where(PromoUse.promo_id == promo_id, PromoUse.user_id == user_id)
        return self.session.scalar(query.where(PromoUse.returned_at.is_(None))) or 0

    def sums(self, promo_id: int) -> tuple[int, int, int, int]:
        """Uses, people and the sum of discounts of what was not given back; how many were given back."""
        kept = PromoUse.returned_at.is_(None)
        query = select(
            func.count().filter(kept), func.count(PromoUse.user_id.distinct()).filter(kept),
            func.coalesce(func.sum(PromoUse.discount).filter(kept), 0), func.count().filter(~kept),
        ).where(PromoUse.promo_id == promo_id)  # fmt: skip
        uses, people, discounts, returned = self.session.execute(query).one()
        return uses, people, int(discounts), returned

    def list_uses(self, promo_id: int, limit: int = 8) -> Sequence[tuple[PromoUse, User]]:
        """The latest uses and who made them, the newest first."""
        query = select(PromoUse, User).join(User, User.id == PromoUse.user_id).where(PromoUse.promo_id == promo_id)
        found = self.session.execute(query.order_by(PromoUse.id.desc()).limit(limit))
        return [(use, user) for use, user in found]

    def was_used(self, promo_id: int) -> bool:
        """Whether any purchase has used it, given back or not."""
        return self.session.scalar(select(PromoUse.id).where(PromoUse.promo_id == promo_id).limit(1)) is not None

    # --- writing ---

    def make(self, **values: Any) -> PromoCode:
        """Insert one made of these columns; the caller has looked for its ``origin``."""
        row = PromoCode(**values, code_n=folded(values["code"]), created_at=self.now, updated_at=self.now)
        return self.add(row)

    def edit(self, row: PromoCode, **values: Any) -> None:
        """Set columns."""
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = self.now
        self.session.flush()

    def delete(self, row: PromoCode) -> None:
        """For good: one that was never used."""
        self.session.delete(row)
        self.session.flush()

    def _reread(self, promo_id: int) -> None:
        """A loaded row shows what is there by now."""
        key = self.session.identity_key(PromoCode, promo_id)
        if (row := self.session.identity_map.get(key)) is not None:
            self.session.refresh(row)
