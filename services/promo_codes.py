"""Promo codes: made, limited, switched off and deleted by sellers and owners; how they were used (S2.13–S2.15, T12)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, Invalid
from domain.products import ProductView
from domain.promos import CODES_MOST, Field, Kind, PromoView, Report, Standing, UseLine, Value, check_span
from services import products

if TYPE_CHECKING:
    from models import PromoCode
    from repositories.uow import Uow

KIND = "promo"
LATEST = 8  # uses that a report lists


@query(Permission.SHOP)
def listed(uow: "Uow", actor: Actor, offset: int = 0, limit: int = 8) -> tuple[Sequence[PromoView], int]:
    """A page of the codes that were not deleted, those in use first, and how many there are."""
    return tuple(_view(uow, row) for row in uow.promos.list_live(offset, limit)), uow.promos.count_live()


@query(Permission.SHOP)
def get(uow: "Uow", actor: Actor, promo_id: int) -> PromoView:
    """A code with what it is for, also an archived one; raises ``NotFound``."""
    return _whole(uow, uow.promos.get_any(promo_id))


@query(Permission.SHOP)
def free_code(uow: "Uow", actor: Actor, code: str) -> str:
    """The code, if no other is spelled so in any case of its letters; raises ``Conflict``."""
    return _free(uow, code)


@query(Permission.SHOP)
def report(uow: "Uow", actor: Actor, promo_id: int) -> Report:
    """How often it was used, by how many, what it took off, and the latest uses; raises ``NotFound``."""
    row = uow.promos.get_any(promo_id)
    uses, people, discounts, returned = uow.promos.sums(promo_id)
    latest = tuple(
        UseLine(use.purchase_id, f"{user.first_name} {user.last_name}".strip(), use.discount, use.at, use.returned_at)
        for use, user in uow.promos.list_uses(promo_id, LATEST)
    )
    return Report(_view(uow, row), uses, people, discounts, returned, latest)


@query(Permission.SHOP)
def scope(
    uow: "Uow", actor: Actor, promo_id: int, offset: int = 0, limit: int = 8
) -> tuple[PromoView, Sequence[ProductView], int]:  # fmt: skip
    """A code, a page of the products that it can be for, and how many there are; raises ``NotFound``."""
    row = uow.promos.get(promo_id)
    page = tuple(products.view(one) for one in uow.products.list_live(offset, limit))
    return _whole(uow, row), page, uow.products.count_live()


@command(Permission.SHOP)
def add(
    uow: "Uow", actor: Actor, code: str, kind: Kind, amount: int, uses_most: int | None, ends_on: date | None,
    origin: str,
) -> PromoView:  # fmt: skip
    """A new code for all products, once for each person, from now on; the same ``origin`` (a draft) gives the same one.

    Raises ``Conflict`` for a code that there is, and where there are too many (S2.13).
    """
    if (known := uow.promos.find_by_origin(origin)) is not None:
        return _whole(uow, known)
    _free(uow, code)
    _in_time(uow, ends_on)
    if uow.promos.count_live() >= CODES_MOST:
        raise Conflict("There are {most} promo codes already. Delete one that is over.", most=CODES_MOST)
    values: dict[str, Any] = {
        "code": code, "kind": kind.value, "amount": amount, "uses_most": uses_most, "ends_on": ends_on,
        "user_uses_most": 1,
    }  # fmt: skip
    row = uow.promos.make(**values, origin=origin, created_by=actor.user_id)
    uow.audit.record(actor, "created", KIND, row.id, None, _plain(values))
    return _whole(uow, row)


@command(Permission.SHOP)
def edit(uow: "Uow", actor: Actor, promo_id: int, field: Field, value: Value) -> PromoView:
    """Set one field, as ``domain.promos.read`` gives it; None lifts a limit. The same again changes nothing (S2.15).

    What was bought keeps its discount. Raises ``Invalid`` for a limit below what is used, or days out of their order;
    ``NotFound``.
    """
    row = uow.promos.get_locked(promo_id)
    before = getattr(row, field.value)
    if before == value:
        return _whole(uow, row)
    if field is Field.USES and isinstance(value, int) and value < row.used:
        raise Invalid("It has been used {used} times already: a limit can't be below that.", used=row.used)
    if field is Field.STARTS and isinstance(value, date):
        check_span(value, row.ends_on)
    if field is Field.ENDS and isinstance(value, date):
        check_span(row.starts_on, value)
        _in_time(uow, value)
    if field is Field.AMOUNT and row.kind == Kind.FREE:
        raise Invalid("This code makes it free of charge: it has no amount.")
    uow.promos.edit(row, **{field.value: value})
    uow.audit.record(actor, "edited", KIND, row.id, _plain({field.value: before}), _plain({field.value: value}))
    return _whole(uow, row)


@command(Permission.SHOP)
def pick(uow: "Uow", actor: Actor, promo_id: int, product_id: int, is_on: bool) -> PromoView:
    """The code is for this product, or no longer; with none picked it is for all. The same again changes nothing."""
    row = uow.promos.get_locked(promo_id)
    if is_on:
        uow.products.get(product_id)
    before = [id_ for id_, _ in uow.promos.products_of(promo_id)]
    if (product_id in before) != is_on:
        uow.promos.pick(promo_id, product_id, is_on)
        after = sorted({*before, product_id} if is_on else {*before} - {product_id})
        uow.audit.record(actor, "edited", KIND, row.id, {"products": sorted(before)}, {"products": after})
    return _whole(uow, row)


@command(Permission.SHOP)
def for_all(uow: "Uow", actor: Actor, promo_id: int) -> PromoView:
    """The code is for every product from now on; the same again changes nothing."""
    row = uow.promos.get_locked(promo_id)
    if before := [id_ for id_, _ in uow.promos.products_of(promo_id)]:
        uow.promos.put_products(promo_id, ())
        uow.audit.record(actor, "edited", KIND, row.id, {"products": sorted(before)}, {"products": []})
    return _whole(uow, row)


@command(Permission.SHOP)
def switch(uow: "Uow", actor: Actor, promo_id: int, is_on: bool) -> PromoView:
    """It holds, or no longer; what was bought keeps its discount. The same again changes nothing."""
    row = uow.promos.get_locked(promo_id)
    if row.is_active != is_on:
        uow.promos.edit(row, is_active=is_on)
        uow.audit.record(actor, "edited", KIND, row.id, {"is_active": not is_on}, {"is_active": is_on})
    return _whole(uow, row)


@command(Permission.SHOP)
def delete(uow: "Uow", actor: Actor, promo_id: int) -> PromoView:
    """Delete for good what was never used; archive what was, its purchases name it (S2.14). Again: nothing more.

    Raises ``NotFound`` where it is gone for good.
    """
    row = uow.promos.get_locked(promo_id, live=False)
    if row.archived_at is not None:
        return _whole(uow, row)
    if uow.promos.was_used(promo_id):
        uow.promos.edit(row, archived_at=uow.now)
        uow.audit.record(actor, "archived", KIND, row.id)
        return _whole(uow, row)
    gone = _whole(uow, row)
    uow.audit.record(actor, "deleted", KIND, row.id, {"code": row.code}, None)
    uow.promos.delete(row)
    return gone


@command(Permission.SHOP)
def restore(uow: "Uow", actor: Actor, promo_id: int) -> PromoView:
    """Bring an archived one back; raises ``Conflict`` where another is spelled so by now, ``NotFound`` for none."""
    row = uow.promos.get_locked(promo_id, live=False)
    if row.archived_at is not None:
        _free(uow, row.code, but=promo_id)
        uow.promos.edit(row, archived_at=None)
        uow.audit.record(actor, "restored", KIND, row.id)
    return _whole(uow, row)


def _view(uow: "Uow", row: "PromoCode", named: tuple[tuple[int, str], ...] = ()) -> PromoView:
    return PromoView(
        row.id, row.code, Kind(row.kind), row.amount, row.starts_on, row.ends_on, row.uses_most, row.user_uses_most,
        row.used, _standing(uow, row), named,
    )  # fmt: skip


def _whole(uow: "Uow", row: "PromoCode") -> PromoView:
    return _view(uow, row, tuple(uow.promos.products_of(row.id)))


def _standing(uow: "Uow", row: "PromoCode") -> Standing:
    if row.archived_at is not None:
        return Standing.ARCHIVED
    if not row.is_active:
        return Standing.OFF
    if row.starts_on is not None and uow.today < row.starts_on:
        return Standing.WAITING
    if row.ends_on is not None and uow.today > row.ends_on:
        return Standing.ENDED
    return Standing.USED_UP if row.uses_most is not None and row.used >= row.uses_most else Standing.ON


def _free(uow: "Uow", code: str, but: int | None = None) -> str:
    known = uow.promos.find_by_code(code)
    if known is not None and known.id != but:
        raise Conflict("There is a promo code {code} already.", code=known.code)
    return code


def _in_time(uow: "Uow", ends_on: date | None) -> None:
    if ends_on is not None and ends_on < uow.today:
        raise Invalid("That day has passed. Name today or a later one.")


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON: the record of what happened holds no dates."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
