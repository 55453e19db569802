"""Products as a seller makes, changes, hides and deletes them (S2.8–S2.12, S2.32–S2.39, T11)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from db import Database
from domain.access import Actor, Role
from domain.errors import Conflict, Forbidden, NotFound
from domain.products import Field, ProductView
from models import Purchase
from repositories.uow import Uow
from services import products
from tests.builders import make_product, make_purchase

T = TypeVar("T")
SELLER = Actor(1, 1, roles=frozenset({Role.SELLER}))
MANAGER = Actor(2, 2, roles=frozenset({Role.MANAGER}))


def write(db: Database, fn: Callable[..., T], *args: Any, actor: Actor = SELLER) -> T:
    return db.write_now(lambda uow: fn(uow, actor, *args))


def new(db: Database, title: str = "Логотип", origin: str = "draft:1") -> ProductView:
    return write(db, products.add, title, 500_000, 14, "Знак и шрифт", "photo-1", "Дизайн", origin)


@pytest.mark.req("S2.9", "S2.32", "S2.33", "S2.34", "S2.35", "S2.36", "S2.38", "S2.39")
def test_a_product_is_made_once_and_offered(db: Database) -> None:
    made = new(db)
    assert new(db) == made
    assert (made.title, made.price, made.deadline, made.image, made.category) == (
        "Логотип", 500_000, 14, "photo-1", "Дизайн",
    )  # fmt: skip
    assert made.is_offered
    row = db.read_now(lambda uow: (uow.products.get(made.id).created_on, uow.products.count_offered(), uow.now))
    assert row[0] == row[2]
    assert row[1] == 1


@pytest.mark.req("S2.33")
@pytest.mark.parametrize("title", ["Логотип", "логотип", "ЛОГОТИП"])
def test_a_title_is_one_products_whatever_its_letters(db: Database, title: str) -> None:
    made = new(db)
    with pytest.raises(Conflict, match="Логотип"):
        new(db, title, "draft:2")
    other = new(db, "Сайт", "draft:3")
    with pytest.raises(Conflict):
        write(db, products.edit, other.id, Field.TITLE, title)
    write(db, products.edit, made.id, Field.TITLE, title)


@pytest.mark.req("S2.12", "S2.37")
def test_an_edit_moves_updated_on_and_the_same_again_does_not(db: Database, clock: Any) -> None:
    made = new(db)

    def moments() -> tuple[Any, Any]:
        return db.read_now(lambda uow: (uow.products.get(made.id).created_on, uow.products.get(made.id).updated_on))

    created, updated = moments()
    assert created == updated
    clock.at += timedelta(minutes=5)
    write(db, products.edit, made.id, Field.PRICE, 600_000)
    assert moments() == (created, updated + timedelta(minutes=5))
    clock.at += timedelta(minutes=5)
    write(db, products.edit, made.id, Field.PRICE, 600_000)
    assert moments() == (created, updated + timedelta(minutes=5))


@pytest.mark.req("S2.10", "S2.31")
def test_switched_off_it_is_not_in_the_catalogue_and_what_was_bought_stays(db: Database) -> None:
    made = new(db)
    bought = db.write_now(lambda uow: make_purchase(uow, product_id=made.id).id)
    write(db, products.switch, made.id, False)

    def seen(uow: Uow) -> tuple[int, int, list[str], int]:
        return (
            uow.products.count_offered(), len(uow.products.search_offered("лого")), uow.products.categories(),
            uow.session.get_one(Purchase, bought).price,
        )  # fmt: skip

    assert db.read_now(seen) == (0, 0, [], 500_000)
    assert write(db, products.switch, made.id, True).is_offered


@pytest.mark.req("S2.11")
def test_never_bought_it_is_deleted_for_good_and_bought_it_is_archived(db: Database) -> None:
    free, sold = new(db), new(db, "Сайт", "draft:2")
    db.write_now(lambda uow: make_purchase(uow, product_id=sold.id) and None)
    gone, kept = write(db, products.delete, free.id), write(db, products.delete, sold.id)
    assert (gone.is_archived, kept.is_archived, kept.bought) == (False, True, 1)
    with pytest.raises(NotFound):
        db.read_now(lambda uow: uow.products.get_any(free.id) and None)
    with pytest.raises(NotFound):
        db.read_now(lambda uow: uow.products.get(sold.id) and None)
    with pytest.raises(NotFound):
        write(db, products.delete, free.id)
    again = new(db, "сайт", "draft:3")  # an archived one gives its title back
    with pytest.raises(Conflict):
        write(db, products.restore, sold.id)
    write(db, products.delete, again.id)
    assert write(db, products.restore, sold.id).is_offered


@pytest.mark.req("S2.11")
def test_what_a_promo_code_is_for_by_name_is_archived_or_the_code_would_be_for_all(db: Database) -> None:
    made = new(db)

    def named(uow: Uow) -> None:
        promo = uow.promos.make(code="LOGO", kind="free")
        uow.promos.pick(promo.id, made.id, True)

    db.write_now(named)
    assert write(db, products.delete, made.id).is_archived


def test_search_and_categories(db: Database) -> None:
    db.write_now(lambda uow: [make_product(uow, title=f"Товар {n}", category="Вещи") for n in range(12)] and None)
    new(db)

    def seen(uow: Uow) -> Any:
        return (
            uow.products.categories(), uow.products.count_offered("Вещи"), uow.products.count_offered(),
            [row.title for row in uow.products.search_offered("ЗНАК лого")],
            [row.title for row in uow.products.search_offered("100%")],
            len(uow.products.list_offered("Вещи", 8, 8)), len(uow.products.list_offered(None, 8, 8)),
        )  # fmt: skip

    assert db.read_now(seen) == (["Вещи", "Дизайн"], 12, 13, ["Логотип"], [], 4, 5)


@pytest.mark.req("S2.8")
def test_only_sellers_and_owners_get_in(db: Database) -> None:
    made = new(db)
    for actor in (MANAGER, Actor(3, 3), Actor(4, 4, roles=frozenset({Role.SUPPORT}))):
        with pytest.raises(Forbidden):
            write(db, products.get, made.id, actor=actor)
        with pytest.raises(Forbidden):
            write(db, products.edit, made.id, Field.PRICE, 1, actor=actor)
    assert write(db, products.get, made.id, actor=Actor(5, 5, roles=frozenset({Role.OWNER}))) == made
