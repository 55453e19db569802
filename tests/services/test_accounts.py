"""Personal accounts as staff add, change and archive them (S4.3, S4.4)."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from db import Database
from domain.access import Actor, Role
from domain.accounts import AccountView, Field, read, read_row
from domain.errors import Conflict, Forbidden, Invalid, NotFound
from services import accounts
from tests.builders import make_category, make_resident, make_user, make_utility

T = TypeVar("T")
DISPATCHER = Actor(1, 1, roles=frozenset({Role.MANAGER}))
EXECUTOR = Actor(2, 2, roles=frozenset({Role.EXECUTOR}))
FLAT = {
    Field.NUMBER: "100-200 3", Field.FULL_NAME: "Соколова Анна", Field.CITY: "Иркутск", Field.STREET: "ул. Лесная",
    Field.HOUSE: "4", Field.LETTER: "А", Field.FLAT: "12", Field.PHONE: "8 916 123-45-67", Field.CONTRACT: "Д-15",
}  # fmt: skip


def write(db: Database, fn: Callable[..., T], *args: Any, actor: Actor = DISPATCHER) -> T:
    return db.write_now(lambda uow: fn(uow, actor, *args))


def read_(db: Database, fn: Callable[..., T], *args: Any) -> T:
    return db.read_now(lambda uow: fn(uow, DISPATCHER, *args))


def new(db: Database, origin: str = "draft:1", **other: str) -> AccountView:
    return write(db, accounts.add, FLAT | {Field(name): value for name, value in other.items()}, origin)


@pytest.mark.req("S4.3", "S4.4")
def test_an_account_is_added_once_with_all_its_fields(db: Database) -> None:
    made = new(db)
    assert new(db) == made
    assert (made.number, made.full_name, made.phone, made.contract) == (
        "100-200 3", "Соколова Анна", "+79161234567", "Д-15",
    )  # fmt: skip
    assert made.address == "ул. Лесная, 4А, 12"
    assert len(made.link_code) == 26


@pytest.mark.req("S4.20")
def test_a_number_is_one_accounts_however_it_is_written(db: Database) -> None:
    made = new(db)
    with pytest.raises(Conflict, match="100-200 3"):
        new(db, "draft:2", number="1002003")
    other = new(db, "draft:3", number="500")
    with pytest.raises(Conflict):
        write(db, accounts.edit, other.id, {Field.NUMBER: "1002003"}, None)
    assert write(db, accounts.edit, made.id, {Field.NUMBER: "100 2003"}, None).number == "100 2003"


@pytest.mark.req("S4.4")
def test_each_field_is_changed_and_whoever_was_slower_is_told(db: Database) -> None:
    made = new(db)
    for field, typed, kept in (
        (Field.FULL_NAME, "Орлов Пётр", "Орлов Пётр"), (Field.CITY, "Ангарск", "Ангарск"), (Field.STREET, "-", ""),
        (Field.HOUSE, "7", "7"), (Field.LETTER, "", ""), (Field.FLAT, "80", "80"), (Field.CONTRACT, "нет", ""),
        (Field.PHONE, "+7 999 111-22-33", "+79991112233"), (Field.NUMBER, "900", "900"),
    ):  # fmt: skip
        seen = read_(db, accounts.get, made.id)
        changed = write(db, accounts.edit, made.id, {field: typed}, seen.version)
        assert getattr(changed, field.value) == kept
        assert write(db, accounts.edit, made.id, {field: typed}, seen.version) == changed, "the same again"
    with pytest.raises(Conflict, match="just changed"):
        write(db, accounts.edit, made.id, {Field.FLAT: "1"}, made.version)
    events = db.read_now(lambda uow: [(e.action, e.before, e.after) for e in uow.audit.list_of("account", made.id)])
    assert events[0] == ("edited", {"number": "100-200 3"}, {"number": "900"})
    assert len(events) == 10


@pytest.mark.req("S4.4")
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (Field.NUMBER, " "), (Field.NUMBER, "№"), (Field.NUMBER, "1" * 31), (Field.PHONE, "12"),
        (Field.HOUSE, "9" * 11),
        (Field.FULL_NAME, "Я" * 121), (Field.LETTER, "абвгде"), (Field.CONTRACT, "к" * 41),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(field: Field, typed: str) -> None:
    with pytest.raises(Invalid):
        read(field, typed)


def test_a_row_of_a_file_tells_all_that_is_wrong_at_once() -> None:
    values, wrong = read_row({Field.PHONE: "12", Field.CITY: "Иркутск", Field.FLAT: "1" * 20})
    assert values == {Field.CITY: "Иркутск"}
    assert set(wrong) == {Field.NUMBER, Field.PHONE, Field.FLAT}


def test_open_requests_are_named_before_an_account_is_archived(db: Database) -> None:
    made = new(db)

    def living(uow: Any) -> None:
        user = make_user(uow)
        make_resident(uow, account_id=made.id, user_id=user.id)
        make_utility(uow, account_id=made.id, category_id=make_category(uow).id)

    db.write_now(living)
    assert read_(db, accounts.get, made.id).residents == 1
    with pytest.raises(Conflict, match="Open requests of this account: 1"):
        write(db, accounts.archive, made.id)
    assert write(db, accounts.archive, made.id, True).archived_at is not None
    assert write(db, accounts.archive, made.id).archived_at is not None
    assert read_(db, accounts.search, "лесная").items == ()
    with pytest.raises(NotFound):
        write(db, accounts.edit, made.id, {Field.FLAT: "1"}, None)
    assert write(db, accounts.restore, made.id).archived_at is None
    assert [one.id for one in read_(db, accounts.listed).items] == [made.id]


def test_an_archived_accounts_number_may_be_anothers_and_then_it_does_not_come_back(db: Database) -> None:
    made = new(db)
    write(db, accounts.archive, made.id)
    new(db, "draft:2")
    with pytest.raises(Conflict, match="already"):
        write(db, accounts.restore, made.id)


def test_a_leaked_bill_is_renewed_alone(db: Database) -> None:
    made, other = new(db), new(db, "draft:2", number="500")
    renewed = write(db, accounts.renew_link, made.id)
    assert renewed.link_code != made.link_code
    assert db.read_now(lambda uow: uow.accounts.find_by_link(made.link_code)) is None
    assert db.read_now(lambda uow: uow.accounts.find_by_link(other.link_code) is not None)


def test_nobody_else_reads_or_changes_accounts(db: Database) -> None:
    made = new(db)
    for fn, args in (
        (accounts.search, ("лесная",)), (accounts.listed, ()), (accounts.get, (made.id,)),
        (accounts.add, (FLAT, "x")), (accounts.edit, (made.id, {}, None)), (accounts.archive, (made.id,)),
        (accounts.restore, (made.id,)), (accounts.renew_link, (made.id,)),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            write(db, fn, *args, actor=EXECUTOR)  # type: ignore[arg-type]
