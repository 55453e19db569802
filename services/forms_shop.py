"""Forms of the web: products and promo codes, saved field by field as in the bot, in one transaction."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain import products as goods
from domain import promos
from domain.access import Actor, Permission, command
from domain.errors import CrmError
from domain.forms import Readers, WrongFields, is_on, read_all, refuse_stale
from services import products, promo_codes

if TYPE_CHECKING:
    from repositories.uow import Uow

_TYPED = tuple(field for field in goods.Field if field in goods.TYPED)


@command(Permission.SHOP)
def add_product(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new product; the same ``origin`` gives the same one. Its picture is sent in the bot. Raises ``WrongFields``."""
    kept = read_all(typed, _product())
    with_title = _beside("title")
    made = with_title(
        products.add, uow, actor, kept["title"], kept["price"], kept["diedline"], kept["description"], "",
        kept["category"], origin,
    )  # fmt: skip
    if not is_on(typed.get("is_active", "")):
        products.switch(uow, actor, made.id, False)
    return int(made.id)


@command(Permission.SHOP)
def save_product(
    uow: "Uow", actor: Actor, product_id: int, typed: Mapping[str, str], seen: goods.ProductView
) -> int:  # fmt: skip
    """Set what differs; what was bought keeps its price. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    uow.products.get_locked(product_id)
    refuse_stale(seen, products.get(uow, actor, product_id))
    kept = read_all(typed, _product())
    for field in _TYPED:
        _beside(field.value)(products.edit, uow, actor, product_id, field, kept[field.value])
    products.switch(uow, actor, product_id, is_on(typed.get("is_active", "")))
    return product_id


@command(Permission.SHOP)
def add_promo(uow: "Uow", actor: Actor, typed: Mapping[str, str], origin: str) -> int:
    """A new code for all products; which ones it is for is chosen in the bot. Raises ``WrongFields``."""
    kept = read_all(typed, {"code": promos.read_code, "kind": _kind})
    kept |= read_all(typed, _promo(uow, kept["kind"]))
    amount, uses, ends = kept.get("amount") or 0, kept["uses_most"], kept["ends_on"]
    made = _beside("code")(promo_codes.add, uow, actor, kept["code"], kept["kind"], amount, uses, ends, origin)
    for field in (promos.Field.STARTS, promos.Field.USER_USES):
        _beside(field.value)(promo_codes.edit, uow, actor, made.id, field, kept[field.value])
    if not is_on(typed.get("is_active", "")):
        promo_codes.switch(uow, actor, made.id, False)
    return int(made.id)


@command(Permission.SHOP)
def save_promo(
    uow: "Uow", actor: Actor, promo_id: int, typed: Mapping[str, str], seen: promos.PromoView
) -> int:  # fmt: skip
    """Set what differs; what was bought keeps its discount. Raises ``Stale``, ``WrongFields``, ``NotFound``."""
    uow.promos.get_locked(promo_id, live=False)
    known = promo_codes.get(uow, actor, promo_id)
    refuse_stale(seen, known)
    kept = read_all(typed, _promo(uow, known.kind))
    for field in _in_order(known, kept):
        _beside(field.value)(promo_codes.edit, uow, actor, promo_id, field, kept[field.value])
    promo_codes.switch(uow, actor, promo_id, is_on(typed.get("is_active", "")))
    return promo_id


def _in_order(known: promos.PromoView, kept: Mapping[str, Any]) -> list[promos.Field]:
    """A span that moves forward moves its end first, one that moves back its beginning: between them it is a span."""
    starts, ends = promos.Field.STARTS, promos.Field.ENDS
    forward = kept[starts.value] and known.ends_on and kept[starts.value] > known.ends_on
    span = [ends, starts] if forward else [starts, ends]
    amount = [promos.Field.AMOUNT] if "amount" in kept else []
    return [*amount, *span, promos.Field.USES, promos.Field.USER_USES]


def _product() -> Readers:
    def reader(field: goods.Field) -> Callable[[str], Any]:
        may_be_empty = field in goods.MAY_BE_EMPTY
        return lambda text: goods.read(field, "-" if may_be_empty and not text.strip() else text)

    return {field.value: reader(field) for field in _TYPED}


def _promo(uow: "Uow", kind: promos.Kind) -> Readers:
    def reader(field: promos.Field) -> Callable[[str], Any]:
        may_be_empty = field in promos.MAY_BE_EMPTY
        return lambda text: promos.read(field, kind, "-" if may_be_empty and not text.strip() else text, uow.today)

    fields = [field for field in promos.Field if field is not promos.Field.AMOUNT or kind is not promos.Kind.FREE]
    return {field.value: reader(field) for field in fields}


def _kind(text: str) -> promos.Kind:
    return promos.Kind(text) if text in set(promos.Kind) else promos.Kind.PERCENT


def _beside(name: str) -> Callable[..., Any]:
    """Run a use case; what it refuses stands beside the field ``name``."""

    def run(service: Callable[..., Any], *args: Any) -> Any:
        try:
            return service(*args)
        except WrongFields:
            raise
        except CrmError as error:
            raise WrongFields({name: error}) from None

    return run
