"""Personal accounts as they are kept, and their search (S4.3, S4.20)."""

import pytest
from sqlalchemy.exc import IntegrityError

from db import Database
from domain.errors import Conflict, NotFound
from models import Account
from repositories.uow import Uow

FLAT = {
    "number": "100-200 3", "full_name": "Соколова Анна Петровна", "city": "Иркутск", "street": "ул. Лесная",
    "house": "4", "letter": "А", "flat": "12", "phone": "+79161234567", "contract": "Д-15/2024",
}  # fmt: skip


def make_account(uow: Uow, **values: str) -> Account:
    """A flat; what is not said is as in ``FLAT``."""
    typed = FLAT | values
    return uow.accounts.add(Account(**typed, link_code=f"code-{typed['number']}"))


@pytest.mark.req("S4.3")
def test_an_account_keeps_all_that_the_seed_lists(db: Database) -> None:
    id_ = db.write_now(lambda uow: make_account(uow).id)

    kept = db.read_now(lambda uow: {name: getattr(uow.accounts.get(id_), name) for name in FLAT})

    assert kept == FLAT


@pytest.mark.req("S4.20")
@pytest.mark.parametrize("typed", ["1002003", "100 200 3", "100-200-3", "100–200–3", "№ 1002003", "１００２００３"])
def test_a_number_is_found_in_any_notation(db: Database, typed: str) -> None:
    id_ = db.write_now(lambda uow: make_account(uow).id)

    assert db.read_now(lambda uow: getattr(uow.accounts.find_by_number(typed), "id", None)) == id_


@pytest.mark.req("S4.20")
def test_a_number_is_unique_however_it_is_written(db: Database) -> None:
    db.write_now(lambda uow: make_account(uow).id)

    with pytest.raises(IntegrityError):
        db.write_now(lambda uow: uow.accounts.add(Account(number="1002003", link_code="x")).id)


@pytest.mark.req("S4.20")
@pytest.mark.parametrize("typed", ["", "-", "№", "  ", "9" * 31, "1002004"])
def test_what_is_no_number_finds_nothing(db: Database, typed: str) -> None:
    db.write_now(lambda uow: make_account(uow).id)

    assert db.read_now(lambda uow: uow.accounts.find_by_number(typed) is None)


@pytest.mark.req("S4.3")
@pytest.mark.parametrize(
    "typed",
    [
        "лесная 4а 12", "ул. Лесная, д. 4А, кв. 12", "СОКОЛОВА", "колов", "8 916 123-45-67", "9161234567", "4567",
        "100-200-3", "00200", "д-15", "анна лесная", "12 лесная",
    ],
)  # fmt: skip
def test_an_account_is_found_by_any_part_of_what_is_known(db: Database, typed: str) -> None:
    def two(uow: Uow) -> int:
        make_account(
            uow, number="555", full_name="Орлов Пётр", street="Садовая", house="7", letter="", flat="80",
            phone="+79991112233", contract="",
        )  # fmt: skip
        return make_account(uow).id

    id_ = db.write_now(two)

    assert db.read_now(lambda uow: [row.id for row in uow.accounts.search(typed).rows]) == [id_]


@pytest.mark.parametrize("typed", ["", "   ", ".,;", "_", "%", "лесная 5", "2", "нет такого"])
def test_nothing_is_found_where_nothing_fits(db: Database, typed: str) -> None:
    db.write_now(lambda uow: make_account(uow, contract="").id)

    assert db.read_now(lambda uow: uow.accounts.search(typed).rows) == []


def test_houses_and_flats_are_listed_as_people_count_them(db: Database) -> None:
    def some(uow: Uow) -> None:
        for at, (house, flat) in enumerate([("10", "1"), ("2", "11"), ("2", "9"), ("2", "10")]):
            make_account(uow, number=f"77{at}", house=house, letter="", flat=flat)

    db.write_now(some)

    rows = db.read_now(lambda uow: [(row.house, row.flat) for row in uow.accounts.page(0, 10).rows])
    assert rows == [("2", "9"), ("2", "11"), ("2", "10"), ("10", "1")]
    assert db.read_now(lambda uow: uow.accounts.places()) == [("ул. Лесная", "2", 3), ("ул. Лесная", "10", 1)]


def test_pages_follow_each_other(db: Database) -> None:
    def some(uow: Uow) -> None:
        for at in range(7):
            make_account(uow, number=f"77{at}", flat=str(at + 1))

    db.write_now(some)

    def pages(uow: Uow) -> list[tuple[list[str], bool]]:
        found = [uow.accounts.search("лесная", limit=3, offset=offset) for offset in (0, 3, 6)]
        return [([row.flat for row in page.rows], page.has_more) for page in found]

    assert db.read_now(pages) == [(["1", "2", "3"], True), (["4", "5", "6"], True), (["7"], False)]


def test_an_archived_account_is_found_by_nothing_and_leaves_its_number_free(db: Database) -> None:
    def archived(uow: Uow) -> int:
        row = make_account(uow)
        uow.accounts.archive(row)
        return row.id

    id_ = db.write_now(archived)

    def seen(uow: Uow) -> list[object]:
        found = (uow.accounts.find_by_number("1002003"), uow.accounts.find_by_link("code-100-200 3"))
        return [*found, *uow.accounts.search("лесная").rows, *uow.accounts.page(0, 9).rows]

    assert db.read_now(seen) == [None, None]
    assert db.read_now(lambda uow: uow.accounts.get_any(id_).number) == FLAT["number"]
    with pytest.raises(NotFound):
        db.read_now(lambda uow: uow.accounts.get(id_).number)
    assert db.write_now(lambda uow: uow.accounts.add(Account(number="1002003", link_code="new")).id) != id_


def test_what_is_compared_follows_a_change(db: Database) -> None:
    id_ = db.write_now(lambda uow: make_account(uow).id)
    db.write_now(lambda uow: uow.accounts.edit(uow.accounts.get(id_), street="Садовая", number="900").id)

    assert db.read_now(lambda uow: [row.id for row in uow.accounts.list_at("садовая", "4а")]) == [id_]
    assert db.read_now(lambda uow: uow.accounts.find_by_number("1002003")) is None
    assert db.read_now(lambda uow: len(uow.accounts.search("садовая").rows)) == 1


def test_of_two_who_change_an_account_at_once_one_is_told(db: Database) -> None:
    id_ = db.write_now(lambda uow: make_account(uow).id)

    def stale(uow: Uow) -> None:
        row = uow.accounts.get(id_)
        uow.session.connection().exec_driver_sql(f"UPDATE accounts SET version = version + 1 WHERE id = {id_}")
        uow.accounts.edit(row, flat="13")

    with pytest.raises(Conflict):
        db.write_now(stale)


def test_houses_that_differ_by_a_dash_between_numbers_are_two_houses(db: Database) -> None:
    """«4-1» is another house than «41»; «4-А» is «4а»."""
    ids = db.write_now(
        lambda uow: [
            make_account(uow, number=number, house=house, letter="").id
            for number, house in (("1", "41"), ("2", "4-1"), ("3", "4 1"), ("4", "4-А"), ("5", "4а"))
        ]
    )

    def at(house: str) -> list[int]:
        return db.read_now(lambda uow: [row.id for row in uow.accounts.list_at("лесная", house)])

    assert (at("41"), at("4-1"), at("4а")) == ([ids[0]], ids[1:3], ids[3:])
