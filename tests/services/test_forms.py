"""Forms of the web: somebody who was faster is overwritten by none of them, whatever the page has looked at before."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.forms import Stale, WrongFields
from services import (
    accounts,
    api_tokens,
    clients,
    forms_desk,
    forms_housing,
    forms_people,
    forms_shop,
    products,
    promo_codes,
    staff,
    tariffs,
    utility_directories,
    utility_executors,
)  # fmt: skip
from tests.queries import counted
from tests.services.acting import actor, run

PART = {"name": "Вода", "warning": "", "place": "1"}
TARIFF = {"name": "Базовый", "price": "5000", "requests": "10", "reaction": "2 ч"}
GOODS = {"title": "Сайт", "price": "100", "is_active": "1"}
PROMO = {"code": "SUMMER", "kind": "percent", "amount": "10", "is_active": "1"}
FORMS: Mapping[str, tuple[Any, Any, Any, dict[str, str], dict[str, str]]] = {
    "account": (
        forms_housing.add_account, forms_housing.save_account, accounts.get, {"number": "100-200"}, {"flat": "12"}
    ),
    "category": (
        forms_housing.add_category, forms_housing.save_category, utility_directories.category, PART, {"warning": "104"}
    ),
    "executor": (
        forms_housing.add_executor, forms_housing.save_executor, utility_executors.executor,
        {"full_name": "Иванов Роман"}, {"position": "мастер"},
    ),
    "client": (
        forms_people.add_client, forms_people.save_client, clients.get,
        {"surname": "Минеева", "name": "Ольга", "phone": "89996432387"}, {"description": "постоянный"},
    ),
    "product": (forms_shop.add_product, forms_shop.save_product, products.get, GOODS, {"description": "Под ключ"}),
    "promo": (forms_shop.add_promo, forms_shop.save_promo, promo_codes.get, PROMO, {"amount": "15"}),
    "tariff": (forms_desk.add_tariff, forms_desk.save_tariff, tariffs.get, TARIFF, {"price": "6000"}),
}  # fmt: skip


@pytest.fixture
def owner(db: Database) -> Actor:
    return actor(db, Role.OWNER)


@pytest.mark.parametrize("name", FORMS)
def test_who_saves_in_the_moment_another_has_saved_is_refused(db: Database, owner: Actor, name: str) -> None:
    """Both pages were fresh when they were looked at: it is the saving transaction that compares."""
    add, save, get, typed, change = FORMS[name]
    id_ = run(db, owner, add, typed, "web:1")
    seen = run(db, owner, get, id_)
    run(db, owner, save, id_, typed | change, seen)
    stands = run(db, owner, get, id_)
    with pytest.raises(Stale):
        run(db, owner, save, id_, typed, seen)
    assert run(db, owner, get, id_) == stands != seen
    run(db, owner, save, id_, typed, stands)


def test_a_subcategory_is_overwritten_by_nobody(db: Database, owner: Actor) -> None:
    water = run(db, owner, forms_housing.add_category, PART, "web:1")
    typed = {"category_id": str(water), **PART}
    id_ = run(db, owner, forms_housing.add_subcategory, typed, "web:2")
    seen = run(db, owner, utility_directories.subcategory, id_)
    run(db, owner, forms_housing.save_subcategory, id_, typed | {"warning": "104"}, seen)
    with pytest.raises(Stale):
        run(db, owner, forms_housing.save_subcategory, id_, typed, seen)


def test_roles_are_overwritten_by_nobody(db: Database, owner: Actor) -> None:
    denis = actor(db, Role.SELLER)
    seen = run(db, owner, forms_people.person, denis.user_id)
    save: Callable[..., Any] = forms_people.save_person
    run(db, owner, save, denis.user_id, ["seller", "manager"], (), seen)
    with pytest.raises(Stale):
        run(db, owner, save, denis.user_id, ["seller"], (), seen)
    assert run(db, owner, forms_people.person, denis.user_id).roles == ("manager", "seller")


def test_a_role_that_the_form_does_not_offer_stays(db: Database, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its boxes are of the roles that are given; what else is held was never shown."""
    denis = actor(db, Role.SELLER, Role.INSTRUCTOR)
    monkeypatch.setattr(staff, "GIVEN", tuple(role for role in staff.GIVEN if role is not Role.INSTRUCTOR))
    seen = run(db, owner, forms_people.person, denis.user_id)
    run(db, owner, forms_people.save_person, denis.user_id, ["manager"], (), seen)
    assert run(db, owner, forms_people.person, denis.user_id).roles == ("instructor", "manager")


def test_a_list_of_keys_asks_for_all_names_at_once(db: Database, owner: Actor) -> None:
    for at in range(4):
        who = actor(db, Role.OWNER, first_name=f"Владелец {at}")
        run(db, who, api_tokens.create, f"Ключ {at}", ["clients:read"])
    with counted() as sent:
        listed = db.read_now(lambda uow: api_tokens.listed(uow, owner))
    assert {one.who for one in listed} == {f"Владелец {at}" for at in range(4)}
    assert len([one for one in sent if "FROM users" in one]) == 1


@pytest.mark.req("S3.18")
def test_a_tariff_is_saved_whole_or_not_at_all(db: Database, owner: Actor) -> None:
    run(db, owner, forms_desk.add_tariff, TARIFF | {"name": "Занятый"}, "web:1")
    id_ = run(db, owner, forms_desk.add_tariff, TARIFF, "web:2")
    seen = run(db, owner, tariffs.get, id_)
    with pytest.raises(WrongFields) as refused:
        run(db, owner, forms_desk.save_tariff, id_, TARIFF | {"name": "занятый", "price": "1", "may_pin": "1"}, seen)
    assert list(refused.value.wrong) == ["name"]
    assert run(db, owner, tariffs.get, id_) == seen


@pytest.mark.req("S3.18", "S3.54")
def test_a_form_of_a_tariff_sent_twice_makes_one(db: Database, owner: Actor) -> None:
    first = run(db, owner, forms_desk.add_tariff, TARIFF | {"may_pin": "1"}, "web:1")
    assert run(db, owner, forms_desk.add_tariff, TARIFF, "web:1") == first
    assert run(db, owner, tariffs.get, first).may_pin
    assert len(run(db, owner, tariffs.listed)) == 1
