"""What a promo code does to a price, and its redemption: atomic, limited, given back (T12, S2.7, S2.13–S2.15)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import Database
from domain.access import Actor, Role
from domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound, Outdated
from domain.promos import Field, Kind, PromoView, Standing, discount, folded, generate, read_code
from models import PromoCode, PromoUse
from repositories.promos import Promos
from repositories.uow import Uow
from services import promo_codes, promos
from tests.builders import make_product, make_purchase, make_user
from tests.crowd import crowd

T = TypeVar("T")
SELLER = Actor(1, 1, roles=frozenset({Role.SELLER}))
TODAY = date(2026, 11, 21)


def write(db: Database, fn: Callable[..., T], *args: Any, actor: Actor = SELLER) -> T:
    return db.write_now(lambda uow: fn(uow, actor, *args))


def new(db: Database, code: str = "SUMMER10", kind: Kind = Kind.PERCENT, amount: int = 10, uses: int | None = None,
        **values: Any) -> PromoView:  # fmt: skip
    made = write(db, promo_codes.add, code, kind, amount, uses, None, f"draft:{code}")
    for name, value in values.items():
        made = write(db, promo_codes.edit, made.id, Field(name), value)
    return made


def product(db: Database, **values: Any) -> int:
    return db.write_now(lambda uow: make_product(uow, **values).id)


def customer(db: Database) -> Actor:
    return Actor(db.write_now(lambda uow: make_user(uow).id), 7)


def buys(db: Database, who: Actor, promo_id: int, product_id: int) -> int:
    """Buy with the code, as the shop does: the purchase and its use in one transaction; gives the purchase."""

    def buy(uow: Uow) -> int:
        row = make_purchase(uow, user_id=who.user_id, product_id=product_id)
        row.discount = promos.redeem(uow, who, promo_id, product_id, row.id)
        return row.id

    return db.write_now(buy)


def succeeds(db: Database, who: Actor, promo_id: int, product_id: int) -> bool:
    try:
        return buys(db, who, promo_id, product_id) > 0
    except Conflict:
        return False


def stands(db: Database, promo_id: int) -> tuple[int, int]:
    """What the code has counted, and how many uses there are."""
    kept = PromoUse.returned_at.is_(None)
    return db.read_now(
        lambda uow: (uow.promos.get_any(promo_id).used, uow.session.query(PromoUse).filter(kept).count())
    )


# --- the rule ---


@pytest.mark.req("S2.7")
@given(st.sampled_from(Kind), st.integers(1, 100), st.integers(0, 10**9))
def test_a_discount_is_never_above_the_price_nor_below_nothing(kind: Kind, amount: int, price: int) -> None:
    off = discount(kind, amount, price)
    assert 0 <= off <= price
    if kind is Kind.PERCENT:
        assert abs(off * 100 - price * amount) <= 50
        assert (off == price) or amount < 100
    if kind is Kind.FIXED:
        assert off == min(amount, price)
    if kind is Kind.FREE:
        assert off == price


@pytest.mark.parametrize(
    ("amount", "price", "off"),
    [(10, 5, 1), (10, 4, 0), (10, 14, 1), (10, 15, 2), (33, 100, 33), (100, 7, 7), (50, 1, 1)],
)
def test_a_half_is_rounded_up_in_the_customers_favour(amount: int, price: int, off: int) -> None:
    assert discount(Kind.PERCENT, amount, price) == off


def test_a_code_is_read_whatever_its_case_and_a_made_one_can_be_typed() -> None:
    assert read_code(" summer 10 ") == "SUMMER10"
    assert folded("Лето-10") == folded(" ЛЕТО-10\u200b")
    for _ in range(50):
        made = generate()
        assert read_code(made) == made
    for wrong in ("ab", "x" * 21, "a b", "---", "10%", "😀😀😀", ""):
        with pytest.raises(Invalid):
            read_code(wrong)


# --- checking ---


@pytest.mark.req("S2.7")
@pytest.mark.parametrize(
    ("kind", "amount", "off"), [(Kind.PERCENT, 10, 50_000), (Kind.FIXED, 600_000, 500_000), (Kind.FREE, 0, 500_000)]
)
def test_the_price_changes(db: Database, kind: Kind, amount: int, off: int) -> None:
    promo, id_ = new(db, kind=kind, amount=amount), product(db)
    offer = write(db, promos.check, "summer10", id_)
    assert (offer.promo_id, offer.code, offer.discount, offer.total) == (promo.id, "SUMMER10", off, 500_000 - off)
    who = customer(db)
    buys(db, who, promo.id, id_)
    assert stands(db, promo.id) == (1, 1)


def test_what_does_not_hold_says_why(db: Database, clock: Any) -> None:
    id_, other, who = product(db), product(db), customer(db)
    promo = new(db)

    def refused(kind: type[CrmError], words: str) -> None:
        with pytest.raises(kind, match=words):
            write(db, promos.check, "SUMMER10", id_, actor=who)
        with pytest.raises(CrmError):
            buys(db, who, promo.id, id_)
        assert stands(db, promo.id) == (0, 0)

    for nothing in ("", "  ", "\u200b", "NOSUCH", "%"):
        with pytest.raises(Invalid, match="no such"):
            write(db, promos.check, nothing, id_)
    write(db, promo_codes.switch, promo.id, False)
    refused(Invalid, "no such")
    write(db, promo_codes.switch, promo.id, True)
    write(db, promo_codes.edit, promo.id, Field.STARTS, TODAY + timedelta(days=1))
    refused(Outdated, "holds from")
    write(db, promo_codes.edit, promo.id, Field.STARTS, TODAY)
    write(db, promo_codes.edit, promo.id, Field.ENDS, TODAY)
    assert write(db, promos.check, "SUMMER10", id_).total == 450_000
    clock.at += timedelta(days=1)
    refused(Outdated, "held until")
    write(db, promo_codes.edit, promo.id, Field.ENDS, None)
    write(db, promo_codes.pick, promo.id, other, True)
    refused(Invalid, "not for this product")
    write(db, promo_codes.pick, promo.id, id_, True)
    assert write(db, promos.check, "SUMMER10", id_).total == 450_000
    write(db, promo_codes.for_all, promo.id)
    write(db, promo_codes.delete, promo.id)
    with pytest.raises(Invalid):
        write(db, promos.check, "SUMMER10", id_)


def test_a_cancelled_purchase_gives_its_use_back_once(db: Database) -> None:
    id_, who = product(db), customer(db)
    promo = new(db, uses=1)
    purchase = buys(db, who, promo.id, id_)
    with pytest.raises(Conflict, match="uses of the code"):
        write(db, promos.check, "SUMMER10", id_, actor=customer(db))
    for _ in range(2):
        write(db, promos.give_back, purchase, actor=who)
        assert stands(db, promo.id) == (0, 0)
    write(db, promos.give_back, 999, actor=who)
    buys(db, who, promo.id, id_)
    found = write(db, promo_codes.report, promo.id)
    assert (found.uses, found.people, found.discounts, found.returned) == (1, 1, 50_000, 1)
    assert [line.returned_at is None for line in found.latest] == [True, False]


def test_the_same_purchase_takes_one_use_however_often(db: Database) -> None:
    id_, who = product(db), customer(db)
    promo = new(db, user_uses_most=None)
    purchase = buys(db, who, promo.id, id_)
    assert write(db, promos.redeem, promo.id, id_, purchase, actor=who) == 50_000
    assert stands(db, promo.id) == (1, 1)


# --- races ---


@pytest.mark.req("S2.7")
def test_of_64_at_a_limit_of_5_exactly_5_get_it(db: Database) -> None:
    id_, promo = product(db), new(db, uses=5)
    people = [customer(db) for _ in range(64)]
    with crowd() as everybody:
        assert everybody(lambda number: succeeds(db, people[number], promo.id, id_)) == 5
    assert stands(db, promo.id) == (5, 5)


@pytest.mark.req("S2.7")
def test_a_limit_of_one_a_person_holds_under_a_press_by_64_fingers(db: Database) -> None:
    id_, promo, who = product(db), new(db), customer(db)
    with crowd() as everybody:
        assert everybody(lambda _number: succeeds(db, who, promo.id, id_)) == 1
    assert stands(db, promo.id) == (1, 1)


def test_cancelling_and_taking_at_once_count_right(db: Database) -> None:
    id_, promo = product(db), new(db, uses=32)
    people = [customer(db) for _ in range(64)]
    bought = [buys(db, one, promo.id, id_) for one in people[:32]]

    def act(number: int) -> bool:
        if number < 32:
            write(db, promos.give_back, bought[number], actor=people[number])
            return False
        return succeeds(db, people[number], promo.id, id_)

    with crowd() as everybody:
        won = everybody(act)
    assert stands(db, promo.id) == (won, won)


def test_without_the_condition_the_limits_do_not_hold(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the limit is looked at, and nothing is taken under a lock."""

    def careless(self: Promos, promo_id: int, _today: date) -> bool:
        row = self.session.get_one(PromoCode, promo_id, populate_existing=True)
        return row.uses_most is None or row.used < row.uses_most

    id_, promo = product(db), new(db, uses=5)
    people = [customer(db) for _ in range(64)]
    monkeypatch.setattr(Promos, "take", careless)
    with crowd() as everybody:
        assert everybody(lambda number: succeeds(db, people[number], promo.id, id_)) > 5


# --- looking after them ---


@pytest.mark.req("S2.13")
def test_a_code_is_made_once_and_is_one_in_any_case(db: Database) -> None:
    made = new(db)
    assert new(db) == made
    assert (made.user_uses_most, made.uses_most, made.products, made.standing) == (1, None, (), Standing.ON)
    with pytest.raises(Conflict):
        write(db, promo_codes.add, "summer10", Kind.FREE, 0, None, None, "draft:2")
    with pytest.raises(Invalid):
        write(db, promo_codes.add, "OTHER", Kind.FREE, 0, None, TODAY - timedelta(days=1), "draft:3")


@pytest.mark.req("S2.14")
def test_never_used_it_is_deleted_for_good_and_used_it_is_archived(db: Database) -> None:
    id_ = product(db)
    free, used = new(db, "FREE1", Kind.FREE, 0), new(db)
    buys(db, customer(db), used.id, id_)
    write(db, promo_codes.delete, free.id)
    with pytest.raises(NotFound):
        write(db, promo_codes.get, free.id)
    for _ in range(2):
        assert write(db, promo_codes.delete, used.id).standing is Standing.ARCHIVED
    again = write(db, promo_codes.add, "Summer10", Kind.FREE, 0, None, None, "draft:new")
    with pytest.raises(Conflict):
        write(db, promo_codes.restore, used.id)
    write(db, promo_codes.delete, again.id)
    assert write(db, promo_codes.restore, used.id).standing is Standing.ON


@pytest.mark.req("S2.15")
def test_each_limit_is_changed_and_none_below_what_is_used(db: Database) -> None:
    id_, promo = product(db), new(db, uses=5)
    for _ in range(2):
        buys(db, customer(db), promo.id, id_)
    with pytest.raises(Invalid, match="2"):
        write(db, promo_codes.edit, promo.id, Field.USES, 1)
    assert write(db, promo_codes.edit, promo.id, Field.USES, 2).standing is Standing.USED_UP
    assert write(db, promo_codes.edit, promo.id, Field.USES, None).standing is Standing.ON
    assert write(db, promo_codes.edit, promo.id, Field.AMOUNT, 20).amount == 20
    write(db, promo_codes.edit, promo.id, Field.ENDS, TODAY + timedelta(days=3))
    with pytest.raises(Invalid, match="before it begins"):
        write(db, promo_codes.edit, promo.id, Field.STARTS, TODAY + timedelta(days=4))
    later = write(db, promo_codes.edit, promo.id, Field.STARTS, TODAY + timedelta(days=2))
    assert later.standing is Standing.WAITING
    free = new(db, "FREE1", Kind.FREE, 0)
    with pytest.raises(Invalid):
        write(db, promo_codes.edit, free.id, Field.AMOUNT, 5)


@pytest.mark.req("S2.8")
def test_only_sellers_and_owners_get_in(db: Database) -> None:
    promo = new(db)
    for role in (Role.CLIENT, Role.MANAGER, Role.SUPPORT):
        with pytest.raises(Forbidden):
            write(db, promo_codes.get, promo.id, actor=Actor(2, 2, roles=frozenset({role})))
