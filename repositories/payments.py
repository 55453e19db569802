"""Money that came and went, and the invoices it came by."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import aliased

from domain.payments import Kind
from models import Invoice, Order, Payment, Product, PromoUse, Purchase
from repositories.base import Repository

Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


class Payments(Repository[Payment]):
    """Payments, refunds (negative ones) and invoices. What money is for is held while it is counted."""

    row = Payment

    # --- what money is for, held until the transaction ends ---

    def find_purchase(self, id_: int) -> tuple[Purchase, Product, bool] | None:
        """A purchase, its product, and whether its promo code was given back."""
        query = (
            select(Purchase, Product, PromoUse.returned_at)
            .join(Product, Product.id == Purchase.product_id)
            .outerjoin(PromoUse, PromoUse.purchase_id == Purchase.id)
            .where(Purchase.id == id_)
        )
        row = self.session.execute(self._held(query, Purchase)).first()
        return (row[0], row[1], row[2] is not None) if row else None

    def find_order(self, uid: int) -> Order | None:
        """A game, deleted or not."""
        return self.session.scalar(self._held(select(Order).where(Order.uid == uid), Order))

    # --- payments ---

    def find_by_charge(self, charge_id: str) -> Payment | None:
        """The payment that Telegram's id stands for."""
        return self.session.scalar(select(Payment).where(Payment.charge_id == charge_id))

    def find_by_origin(self, origin: str) -> Payment | None:
        """What this press or draft has written."""
        return self.session.scalar(select(Payment).where(Payment.origin == origin))

    def put(self, kind: Kind, subject_id: int, amount: int, **values: Any) -> Payment:
        """Write a payment down; a negative one is a refund."""
        return self.add(Payment(kind=kind, subject_id=subject_id, amount=amount, at=self.now, **values))

    def list_returnable(self, kind: Kind, subject_id: int) -> list[tuple[Payment, int]]:
        """The payments of a thing that are not returned in full, the newest first, with what is left of each."""
        back = aliased(Payment)
        returned = select(func.coalesce(func.sum(back.amount), 0)).where(back.refund_of == Payment.id).scalar_subquery()
        query = (
            select(Payment, Payment.amount + returned)
            .where(Payment.kind == kind, Payment.subject_id == subject_id, Payment.amount > 0)
            .where(Payment.amount + returned > 0)
            .order_by(Payment.id.desc())
        )
        return [(row, int(left)) for row, left in self.session.execute(query)]

    # --- invoices ---

    def find_invoice(self, code: str) -> Invoice | None:
        """The invoice of a payload, held. What no payload of ours looks like is not asked for (NUL on PostgreSQL)."""
        if not (code.isascii() and code.isalnum()):
            return None
        return self.session.scalar(self._held(select(Invoice).where(Invoice.code == code), Invoice))

    def find_unpaid(self, kind: Kind, subject_id: int, user_id: int, amount: int, currency: str) -> Invoice | None:
        """The same invoice, sent to the same person before and not paid yet."""
        return self.session.scalar(
            select(Invoice)
            .where(
                Invoice.kind == kind, Invoice.subject_id == subject_id, Invoice.user_id == user_id,
                Invoice.amount == amount, Invoice.currency == currency, Invoice.state.in_(("open", "approved")),
            )
            .order_by(Invoice.id.desc())
        )  # fmt: skip

    def add_invoice(self, **values: Any) -> Invoice:
        """A new invoice; flushed."""
        row = Invoice(created_at=self.now, **values)
        self.session.add(row)
        self.session.flush()
        return row

    def find_approved(self, kind: Kind, subject_id: int, since: datetime) -> Invoice | None:
        """An invoice of the same thing that Telegram was told yes to after ``since``."""
        return self.session.scalar(
            select(Invoice).where(
                Invoice.kind == kind, Invoice.subject_id == subject_id, Invoice.state == "approved",
                Invoice.approved_at > since,
            )
        )  # fmt: skip

    def void_others(self, paid: Invoice) -> None:
        """Nobody pays for the same thing by another invoice that lies in a chat."""
        self.session.execute(
            update(Invoice)
            .where(
                Invoice.kind == paid.kind, Invoice.subject_id == paid.subject_id, Invoice.id != paid.id,
                Invoice.state.in_(("open", "approved")),
            )
            .values(state="void")
        )  # fmt: skip

    def _held(self, query: Q, row: Any) -> Q:
        """As it is now and nobody else's until this transaction ends, unless it only reads."""
        query = query.execution_options(populate_existing=True)
        if self.only_reads:
            return query
        return query.with_for_update(of=row)
