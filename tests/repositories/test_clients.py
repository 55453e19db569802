"""Client cards as they are kept (S1.31–S1.39)."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from db import Database
from domain.clock import SetClock
from domain.errors import Conflict, NotFound
from models import Client
from repositories.uow import Uow
from tests.builders import make_client


@pytest.mark.req("S1.31")
def test_clients_and_orders_outlive_the_process(db: Database, database_url: str, clock: SetClock) -> None:
    uid = db.write_now(lambda uow: make_client(uow, surname="Минеев").uid)
    db.close()

    again = Database(database_url, clock)
    assert again.read_now(lambda uow: uow.clients.get(uid).surname) == "Минеев"
    again.close()


@pytest.mark.req("S1.32")
def test_an_id_is_never_given_twice(db: Database) -> None:
    first = db.write_now(lambda uow: make_client(uow).uid)
    second = db.write_now(lambda uow: make_client(uow).uid)
    db.write_now(lambda uow: uow.session.delete(uow.clients.get(second)))

    third = db.write_now(lambda uow: make_client(uow).uid)

    assert first < second < third


@pytest.mark.req("S1.33", "S1.35", "S1.37", "S1.38", "S1.39")
def test_what_was_not_said_is_empty(db: Database) -> None:
    uid = db.write_now(lambda uow: uow.clients.add(Client(name="Михаил", phone="+79996432387")).uid)

    def typed(uow: Uow) -> tuple[str, ...]:
        row = uow.clients.get(uid)
        return row.surname, row.midname, row.secondphone, row.description, row.source

    assert db.read_now(typed) == ("", "", "", "", "")


@pytest.mark.req("S1.33", "S1.34", "S1.35", "S1.36", "S1.37", "S1.38", "S1.39")
def test_the_seeds_lengths_fit_and_longer_names_are_kept_whole(db: Database) -> None:
    longest = {
        "surname": "Ы" * 64, "name": "Ё" * 64, "midname": "Щ" * 64, "phone": "+123456789012345",
        "secondphone": "+79996432387", "description": "д" * 500, "source": "о" * 64,
    }  # fmt: skip
    uid = db.write_now(lambda uow: make_client(uow, **longest).uid)

    assert db.read_now(lambda uow: {name: getattr(uow.clients.get(uid), name) for name in longest}) == longest


@pytest.mark.req("S1.34", "S1.36")
@pytest.mark.parametrize("missing", [{"name": ""}, {"name": "  "}, {"phone": ""}, {"name": None}, {"phone": None}])
def test_a_card_without_a_name_or_a_phone_is_refused(db: Database, missing: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        db.write_now(lambda uow: make_client(uow, **missing).uid)


def test_the_same_origin_again_gives_the_same_card(db: Database) -> None:
    first = db.write_now(lambda uow: make_client(uow, origin="bot:7:1").uid)
    again = db.write_now(lambda uow: make_client(uow, origin="bot:7:1", surname="Другой").uid)

    assert again == first
    assert db.read_now(lambda uow: uow.clients.count()) == 1


def test_a_deleted_card_is_nowhere_until_it_is_restored(db: Database) -> None:
    uid = db.write_now(lambda uow: make_client(uow, phone="+79990000001").uid)
    db.write_now(lambda uow: uow.clients.archive(uow.clients.get(uid)))

    def seen(uow: Uow) -> list[int]:
        clients = uow.clients
        pages = (clients.search("минеев"), clients.search("0001"), clients.search("ми"), clients.page(0, 5))
        rows = [*(row for page in pages for row in page.rows), *clients.list_recent(5)]
        return [row.uid for row in rows + clients.find_by_phone("+79990000001")]

    assert db.read_now(seen) == []
    assert db.read_now(lambda uow: uow.clients.find(uid)) is None
    with pytest.raises(NotFound):
        db.read_now(lambda uow: uow.clients.get(uid).uid)

    db.write_now(lambda uow: uow.clients.restore(uow.clients.get_any(uid)))
    assert db.read_now(seen) == [uid] * 6


def test_an_edit_is_found_by_the_new_name_only(db: Database) -> None:
    uid = db.write_now(lambda uow: make_client(uow, surname="Минеев").uid)
    db.write_now(lambda uow: uow.clients.edit(uow.clients.get(uid), surname="Соболев", phone="+79995554433") and None)

    def found(uow: Uow) -> list[int]:
        return [len(uow.clients.search(term).rows) for term in ("минеев", "соболев", "4433", "мин", "соб")]

    assert db.read_now(found) == [0, 1, 1, 0, 1]


def test_the_second_of_two_edits_of_one_reading_is_refused(db: Database) -> None:
    uid = db.write_now(lambda uow: make_client(uow).uid)

    def stale(uow: Uow) -> None:
        row = uow.clients.get(uid)
        uow.session.connection().exec_driver_sql("UPDATE crm_clients SET version = version + 1")
        uow.clients.edit(row, surname="Второй")

    with pytest.raises(Conflict) as refused:
        db.write_now(stale)
    assert isinstance(refused.value.__context__, StaleDataError)


def test_pages_and_the_newest(db: Database) -> None:
    uids = db.write_now(lambda uow: [make_client(uow).uid for _ in range(5)])

    def pages(uow: Uow) -> list[tuple[list[int], bool]]:
        shown = (uow.clients.page(0, 2), uow.clients.page(2, 2), uow.clients.page(4, 2))
        return [([row.uid for row in page.rows], page.has_more) for page in shown]

    assert db.read_now(pages) == [(uids[:2], True), (uids[2:4], True), (uids[4:], False)]
    assert db.read_now(lambda uow: [row.uid for row in uow.clients.list_recent(2)]) == uids[:2:-1]
