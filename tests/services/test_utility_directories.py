"""Categories, subcategories and executors: kept by managers, archived where something names them (S4.5–S4.9)."""

import pytest

from db import Database
from domain.access import Actor, Role
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from models import Audit, RequestCategory, RequestSubcategory
from repositories.uow import Uow
from services import utility_directories as dictionaries
from services import utility_executors as executors
from tests.builders import make_user


def manager(db: Database, *roles: Role) -> Actor:
    return db.write_now(lambda uow: _person(uow, *(roles or (Role.MANAGER,))))


def _person(uow: Uow, *roles: Role) -> Actor:
    user = make_user(uow)
    for role in roles:
        uow.people.grant(user.id, role)
    found = uow.people.actor_of(user.telegram_id)
    assert found is not None
    return found


def asked(uow: Uow, category_id: int, subcategory_id: int | None = None, executor_id: int | None = None) -> int:
    """A request that names them."""
    return uow.utility.make(
        category_id=category_id, subcategory_id=subcategory_id, executor_id=executor_id, text="Течёт",
        state="assigned" if executor_id else "new",
    ).id  # fmt: skip


@pytest.mark.req("S4.5", "S4.6")
def test_a_category_and_its_parts_are_added_and_changed(db: Database) -> None:
    anna = manager(db)
    water = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "  Вода ", "", False, 1, "c1"))
    again = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 1, "c1"))
    assert (water.name, again.id) == ("Вода", water.id)
    gas = db.write_now(
        lambda uow: dictionaries.add_category(uow, anna, "Газ", "Запах газа — звоните 104", True, 0, "c2")
    )
    tap = db.write_now(lambda uow: dictionaries.add_subcategory(uow, anna, water.id, "Течёт кран", "", False, 0, "s1"))
    assert (tap.category, tap.name) == ("Вода", "Течёт кран")
    listed = db.read_now(lambda uow: dictionaries.categories(uow, anna))
    assert [(one.name, one.is_urgent, one.parts) for one in listed] == [("Газ", True, 0), ("Вода", False, 1)]
    moved = db.write_now(
        lambda uow: dictionaries.edit_subcategory(uow, anna, tap.id, gas.id, "Плита", "Не зажигайте", True, 3)
    )
    assert (moved.category, moved.name, moved.warning, moved.is_urgent) == ("Газ", "Плита", "Не зажигайте", True)
    renamed = db.write_now(lambda uow: dictionaries.edit_category(uow, anna, water.id, "Водоснабжение", "", False, 2))
    assert renamed.name == "Водоснабжение"
    actions = db.read_now(lambda uow: [(row.action, row.kind) for row in uow.session.query(Audit).order_by(Audit.id)])
    assert actions == [
        ("created", "category"), ("created", "category"), ("created", "subcategory"), ("edited", "subcategory"),
        ("edited", "category"),
    ]  # fmt: skip


@pytest.mark.req("S4.5")
@pytest.mark.parametrize("name", ["", "   ", "\u200f", "x" * 61])
def test_what_is_no_name_is_refused(db: Database, name: str) -> None:
    anna = manager(db)
    with pytest.raises(Invalid):
        db.write_now(lambda uow: dictionaries.add_category(uow, anna, name, "", False, 0, "c"))
    with pytest.raises(Invalid):
        db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 1000, "c"))


@pytest.mark.req("S4.5", "S4.6")
def test_a_name_is_there_once(db: Database) -> None:
    anna = manager(db)
    water = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 0, "c1"))
    with pytest.raises(Conflict):
        db.write_now(lambda uow: dictionaries.add_category(uow, anna, "вода", "", False, 0, "c2"))
    db.write_now(lambda uow: dictionaries.add_subcategory(uow, anna, water.id, "Кран", "", False, 0, "s1"))
    with pytest.raises(Conflict):
        db.write_now(lambda uow: dictionaries.add_subcategory(uow, anna, water.id, "КРАН", "", False, 0, "s2"))


@pytest.mark.req("S4.9")
def test_what_is_named_is_archived_and_the_rest_goes_for_good(db: Database) -> None:
    anna = manager(db)
    water = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 0, "c1"))
    tap = db.write_now(lambda uow: dictionaries.add_subcategory(uow, anna, water.id, "Кран", "", False, 0, "s1"))
    roof = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Крыша", "", False, 0, "c2"))
    id_ = db.write_now(lambda uow: asked(uow, water.id, tap.id))
    assert not db.write_now(lambda uow: dictionaries.delete_category(uow, anna, roof.id)).is_archived
    assert db.write_now(lambda uow: dictionaries.delete_subcategory(uow, anna, tap.id)).is_archived
    assert db.write_now(lambda uow: dictionaries.delete_category(uow, anna, water.id)).is_archived
    assert db.write_now(lambda uow: dictionaries.delete_category(uow, anna, water.id)).is_archived, "a second press"
    left = db.read_now(lambda uow: [row.name for row in uow.session.query(RequestCategory)])
    assert left == ["Вода"]
    kept = db.read_now(lambda uow: uow.utility.get(id_).subcategory_id)
    assert kept == tap.id, "the request keeps what it names"
    assert db.read_now(lambda uow: dictionaries.categories(uow, anna)) == ()
    with pytest.raises(NotFound):
        db.write_now(lambda uow: dictionaries.restore_subcategory(uow, anna, tap.id))
    db.write_now(lambda uow: dictionaries.restore_category(uow, anna, water.id))
    assert not db.write_now(lambda uow: dictionaries.restore_subcategory(uow, anna, tap.id)).is_archived


@pytest.mark.req("S4.9")
def test_the_database_itself_keeps_what_a_request_names(db: Database) -> None:
    """The negative control of archiving: without it the row could not go, and nothing dangles."""
    anna = manager(db)
    water = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 0, "c1"))
    db.write_now(lambda uow: asked(uow, water.id))
    with pytest.raises(Exception, match=r"(?i)foreign key|restrict"):
        db.write_now(lambda uow: uow.directories.categories.delete(uow.directories.categories.get(water.id)))
    assert db.read_now(lambda uow: uow.session.query(RequestSubcategory).count()) == 0


@pytest.mark.req("S4.6")
def test_a_part_with_requests_stays_in_its_category(db: Database) -> None:
    anna = manager(db)
    water = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 0, "c1"))
    gas = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Газ", "", False, 0, "c2"))
    tap = db.write_now(lambda uow: dictionaries.add_subcategory(uow, anna, water.id, "Кран", "", False, 0, "s1"))
    db.write_now(lambda uow: asked(uow, water.id, tap.id))
    with pytest.raises(Conflict):
        db.write_now(lambda uow: dictionaries.edit_subcategory(uow, anna, tap.id, gas.id, "Кран", "", False, 0))


@pytest.mark.req("S4.7")
def test_an_executor_with_telegram_and_one_without(db: Database) -> None:
    anna = manager(db)
    roman, client = manager(db, Role.EXECUTOR), manager(db, Role.CLIENT)
    plumber = db.write_now(
        lambda uow: executors.add_executor(uow, anna, "Ким Роман", "сантехник", "8 999 643-23-87", roman.user_id, "e1")
    )
    assert (plumber.phone, plumber.user_id, plumber.telegram != "") == ("+79996432387", roman.user_id, True)
    plain = db.write_now(lambda uow: executors.add_executor(uow, anna, "Белов Олег", "", "", None, "e2"))
    assert plain.user_id is None
    with pytest.raises(Invalid, match="does not have the role"):
        db.write_now(lambda uow: executors.add_executor(uow, anna, "Кто-то", "", "", client.user_id, "e3"))
    with pytest.raises(Conflict):
        db.write_now(
            lambda uow: executors.edit_executor(uow, anna, plain.id, "Белов Олег", "", "", roman.user_id)
        )  # fmt: skip
    accounts = db.read_now(lambda uow: executors.executor_accounts(uow, anna))
    assert {user_id for user_id, _ in accounts} == {anna.user_id, roman.user_id}
    edited = db.write_now(lambda uow: executors.edit_executor(uow, anna, plain.id, "Белов О. И.", "электрик", "", None))
    assert (edited.full_name, edited.position) == ("Белов О. И.", "электрик")


@pytest.mark.req("S4.7", "S4.9")
def test_an_executor_who_has_requests_is_not_lost(db: Database) -> None:
    anna = manager(db)
    water = db.write_now(lambda uow: dictionaries.add_category(uow, anna, "Вода", "", False, 0, "c1"))
    oleg = db.write_now(lambda uow: executors.add_executor(uow, anna, "Белов Олег", "", "", None, "e1"))
    id_ = db.write_now(lambda uow: asked(uow, water.id, executor_id=oleg.id))
    with pytest.raises(Conflict):
        db.write_now(lambda uow: executors.delete_executor(uow, anna, oleg.id))
    db.write_now(lambda uow: uow.utility.edit(uow.utility.get(id_), state="closed"))
    assert db.write_now(lambda uow: executors.delete_executor(uow, anna, oleg.id)).is_archived
    assert not db.write_now(lambda uow: executors.restore_executor(uow, anna, oleg.id)).is_archived


@pytest.mark.req("S4.5", "S4.6", "S4.7")
@pytest.mark.parametrize("role", [Role.CLIENT, Role.EXECUTOR, Role.SUPPORT, Role.SELLER, Role.INSTRUCTOR])
def test_others_keep_no_dictionaries(db: Database, role: Role) -> None:
    somebody = manager(db, role)
    for work in (
        lambda uow: dictionaries.categories(uow, somebody),
        lambda uow: dictionaries.add_category(uow, somebody, "Вода", "", False, 0, "c"),
        lambda uow: dictionaries.delete_category(uow, somebody, 1),
        lambda uow: executors.add_executor(uow, somebody, "Ким", "", "", None, "e"),
    ):
        with pytest.raises(Forbidden):
            db.write_now(work)
