"""Cards through their use cases: search, adding, changing, deleting and taking back, merging; on both databases."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.access import Role
from domain.clients import Field, NewClient
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from models import Client
from repositories.clients import derived
from services import clients
from tests.builders import GAME_DAY, make_client, make_order, make_user
from tests.queries import counted

PHONE, OTHER = "+79996432387", "+79161112233"
MIHAIL = {"surname": "Минеев", "name": "Михаил", "midname": "Владимирович", "phone": PHONE, "secondphone": OTHER}


@pytest.fixture
def mihail(db: Database) -> int:
    return db.write_now(lambda uow: make_client(uow, **MIHAIL).uid)


# --- finding ---


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("8 999 643-23-87", marks=pytest.mark.req("S1.23", "S1.61")),
        pytest.param("+7 (999) 643 23 87", marks=pytest.mark.req("S1.23", "S1.61")),
        pytest.param("79996432387", marks=pytest.mark.req("S1.23", "S1.61")),
        pytest.param("9996432387", marks=pytest.mark.req("S1.23", "S1.61")),
        pytest.param("8 916 111 22 33", marks=pytest.mark.req("S1.24")),
        pytest.param("2387", marks=pytest.mark.req("S1.23")),
        pytest.param("михаил", marks=pytest.mark.req("S1.25")),
        pytest.param("МинеЕв", marks=pytest.mark.req("S1.26", "S1.29")),
        pytest.param("владимир", marks=pytest.mark.req("S1.27")),
        pytest.param("Минеев Михаил Владимирович", marks=pytest.mark.req("S1.28")),
        pytest.param("неев Михаил Вла", marks=pytest.mark.req("S1.28")),
        pytest.param("михаил минеев", marks=pytest.mark.req("S1.28")),
        "Минеёв",
        "Михаил 8 999 643-23-87",
        "ми",
    ],
)
def test_he_is_found(run, manager, mihail: int, typed: str) -> None:
    assert [client.uid for client in run(manager, clients.search, typed).items] == [mihail]


@pytest.mark.parametrize(
    "typed", ["", " ", "\u200b", "Ольга", "8 999 643-23-88", "%", "_", "'; DROP TABLE crm_clients --", "я" * 4096]
)
def test_and_here_he_is_not(run, manager, mihail: int, typed: str) -> None:
    assert run(manager, clients.search, typed).items == ()


def test_hits_come_by_eight(db, run, manager) -> None:
    db.write_now(lambda uow: [make_client(uow, surname="Иванов").uid for _ in range(20)])
    pages = [run(manager, clients.search, "иванов", number) for number in (0, 1, 2)]
    assert [len(page.items) for page in pages] == [8, 8, 4]
    assert [page.has_more for page in pages] == [True, True, False]
    assert len({client.uid for page in pages for client in page.items}) == 20


# --- adding ---


@pytest.mark.req("S1.32")
def test_ids_are_unique_and_never_given_twice(db, run, manager) -> None:
    first, second = (run(manager, clients.add, NewClient(name="Ольга", phone=PHONE), f"draft-{n}") for n in (1, 2))
    run(manager, clients.delete, second.uid)
    third = run(manager, clients.add, NewClient(name="Ольга", phone=PHONE), "draft-3")
    assert first.uid < second.uid < third.uid


@pytest.mark.req("S1.34", "S1.36")
@pytest.mark.parametrize("new", [NewClient(phone=PHONE), NewClient(name=" ", phone=PHONE), NewClient(name="Ольга")])
def test_without_name_or_phone_nothing_is_stored(db, run, manager, new: NewClient) -> None:
    with pytest.raises(Invalid):
        run(manager, clients.add, new, "draft")
    assert db.read_now(lambda uow: uow.clients.count()) == 0


def test_the_same_draft_twice_makes_one_card(db, run, manager) -> None:
    new = NewClient(name="Ольга", phone=PHONE)
    assert run(manager, clients.add, new, "draft") == run(manager, clients.add, new, "draft")
    assert run(manager, clients.add, new, "another").uid == 2  # two people may share a phone
    assert db.read_now(lambda uow: uow.clients.count()) == 2


def test_a_quick_line_finds_or_offers_to_add(run, manager, mihail: int) -> None:
    known = run(manager, clients.find_or_draft, "Ольга 8 999 643-23-87")
    assert [client.uid for client in known.hits] == [mihail]
    assert known.new is None
    new = run(manager, clients.find_or_draft, "Ольга 8 999 643-23-88")
    assert new.hits == ()
    assert new.new == NewClient(name="Ольга", phone="+79996432388")
    assert run(manager, clients.find_or_draft, "Ольга").new is None
    assert run(manager, clients.find_or_draft, "👍").hits == ()


def test_who_has_the_phone_already(run, manager, mihail: int) -> None:
    for phone in (PHONE, OTHER):
        assert [client.uid for client in run(manager, clients.same_phone, phone)] == [mihail]
    assert run(manager, clients.same_phone, PHONE, mihail) == ()
    assert run(manager, clients.same_phone, "") == ()


# --- changing ---


@pytest.mark.req("S1.17")
def test_every_field_is_changed_and_written_down(db, run, manager, mihail: int) -> None:
    values = {
        Field.SURNAME: "Минеева", Field.NAME: "Ольга", Field.MIDNAME: "Сергеевна", Field.PHONE: "8 999 643-23-80",
        Field.SECONDPHONE: "", Field.DESCRIPTION: "близнецы", Field.SOURCE: "от друзей",
    }  # fmt: skip
    for field, value in values.items():
        version = run(manager, clients.get, mihail).version
        run(manager, clients.edit, mihail, field, value, version)
    now = run(manager, clients.get, mihail)
    assert (now.full_name, now.phone, now.secondphone) == ("Минеева Ольга Сергеевна", "+79996432380", "")
    assert (now.description, now.source) == ("близнецы", "от друзей")
    assert [client.uid for client in run(manager, clients.search, "минеева ольга").items] == [mihail]
    assert run(manager, clients.search, "минеев михаил").items == ()
    _, events = run(manager, clients.history, mihail)
    assert len(events) == 7
    assert events[-1].before == {"surname": "Минеев"}
    assert events[-1].after == {"surname": "Минеева"}


def test_the_second_of_two_at_the_same_card_is_told(run, actor, mihail: int) -> None:
    anna, boris = actor(Role.MANAGER), actor(Role.INSTRUCTOR)
    seen = run(anna, clients.get, mihail).version
    run(anna, clients.edit, mihail, Field.NAME, "Миша", seen)
    with pytest.raises(Conflict):
        run(boris, clients.edit, mihail, Field.SURNAME, "Минаев", seen)
    assert run(boris, clients.get, mihail).full_name == "Минеев Миша Владимирович"
    run(boris, clients.edit, mihail, Field.SURNAME, "Минаев", seen + 1)  # negative control: with what stands now


def test_two_at_once_in_the_database_itself(db: Database, run, manager, mihail: int) -> None:
    """Both have read the same version; whoever commits second is refused, whatever the service has seen."""

    def edit_under_me(uow) -> None:
        row = uow.clients.get(mihail)
        row.version  # noqa: B018  read before the other's commit
        uow.session.execute(Client.__table__.update().values(version=Client.version + 1))
        clients.edit(uow, manager, mihail, Field.NAME, "Миша", row.version)

    with pytest.raises(Conflict):
        db.write_now(edit_under_me)
    assert run(manager, clients.get, mihail).name == "Михаил"


async def test_of_many_at_once_exactly_one_wins(db: Database, manager, mihail: int) -> None:
    def race(name: str, is_bare: bool) -> Any:
        if is_bare:  # negative control: without versions everybody "wins", and all but the last are lost
            update = Client.__table__.update().where(Client.uid == mihail).values(name=name)
            return db.write(lambda uow: uow.session.execute(update).rowcount)
        return db.write(lambda uow: clients.edit(uow, manager, mihail, Field.NAME, name, 1))

    for is_bare, winners in ((False, 1), (True, 8)):
        names = [f"Миша {letter}" for letter in "абвгдежз"]
        done = await asyncio.gather(*(race(name, is_bare) for name in names), return_exceptions=True)
        assert len([one for one in done if not isinstance(one, Exception)]) == winners
        assert all(isinstance(one, Conflict) for one in done if isinstance(one, Exception))


def test_the_same_change_twice_is_one(run, manager, mihail: int) -> None:
    version = run(manager, clients.get, mihail).version
    for _ in range(2):
        run(manager, clients.edit, mihail, Field.NAME, "Миша", version)
    assert len(run(manager, clients.history, mihail)[1]) == 1


@pytest.mark.parametrize(("field", "value"), [(Field.PHONE, OTHER), (Field.SECONDPHONE, PHONE)])
def test_a_card_has_no_phone_twice(run, manager, mihail: int, field: Field, value: str) -> None:
    with pytest.raises(Invalid):
        run(manager, clients.edit, mihail, field, value, 1)


def test_a_deleted_card_is_not_changed(run, manager, mihail: int) -> None:
    run(manager, clients.delete, mihail)
    with pytest.raises(NotFound):
        run(manager, clients.edit, mihail, Field.NAME, "Миша", 1)


# --- deleting ---


@pytest.mark.req("S1.18")
def test_deleting_keeps_the_games(db, run, manager, mihail: int) -> None:
    order = db.write_now(lambda uow: make_order(uow, client_uid=mihail).uid)
    run(manager, clients.delete, mihail)
    assert run(manager, clients.search, "Минеев").items == ()
    with pytest.raises(NotFound):
        run(manager, clients.card, mihail)
    kept = db.read_now(lambda uow: (uow.orders.get(order).client_uid, uow.orders.get_card(order)[1].name))
    assert kept == (mihail, "Михаил")


def test_it_can_be_taken_back_for_ten_minutes(run, manager, clock, mihail: int) -> None:
    run(manager, clients.delete, mihail)
    clock.at += timedelta(minutes=10)
    assert run(manager, clients.restore, mihail).client.full_name == "Минеев Михаил Владимирович"
    assert run(manager, clients.restore, mihail).client.uid == mihail  # twice is the same answer
    assert [client.uid for client in run(manager, clients.search, "Минеев").items] == [mihail]
    run(manager, clients.delete, mihail)
    clock.at += timedelta(minutes=10, seconds=1)
    with pytest.raises(Outdated):
        run(manager, clients.restore, mihail)


def test_deleting_twice_does_not_prolong_the_way_back(run, manager, clock, mihail: int) -> None:
    first = run(manager, clients.delete, mihail)
    clock.at += timedelta(minutes=9)
    assert run(manager, clients.delete, mihail) == first


# --- merging (T32) ---


def test_merging_moves_games_accounts_and_what_is_missing(db, run, manager) -> None:
    def given(uow) -> tuple[int, int, int]:
        kept = make_client(uow, surname="", name="Ольга", phone=PHONE, description="аллергия на орехи")
        twin = make_client(uow, surname="Минеева", name="Оля", phone=OTHER, secondphone=PHONE, source="ВК")
        make_order(uow, client_uid=twin.uid)
        account = make_user(uow, client_uid=twin.uid)
        return kept.uid, twin.uid, account.id

    kept, twin, account = db.write_now(given)
    for _ in range(2):  # pressed twice
        card = run(manager, clients.merge, kept, twin)
    assert (card.client.full_name, card.client.secondphone) == ("Минеева Ольга", OTHER)
    assert (card.client.source, card.client.description) == ("ВК", "аллергия на орехи")
    assert (card.games_total, card.games_ahead) == (1, 1)
    assert [person.user_id for person in card.accounts] == [account]
    assert card.twins == ()
    with pytest.raises(NotFound):
        run(manager, clients.get, twin)


def test_strangers_are_not_merged(db, run, manager, mihail: int) -> None:
    stranger = db.write_now(lambda uow: make_client(uow).uid)
    for pair in ((mihail, stranger), (mihail, mihail)):
        with pytest.raises(Outdated):
            run(manager, clients.merge, *pair)
    assert run(manager, clients.get, stranger).uid == stranger


# --- looking ---


def test_the_card_shows_the_latest_games_and_who_else_has_the_phone(db, run, manager, mihail: int) -> None:
    def given(uow) -> int:
        for days in (-21, -14, -7, 1):
            make_order(uow, client_uid=mihail, date=GAME_DAY + timedelta(days=days))
        return make_client(uow, name="Ольга", phone=OTHER).uid

    twin = db.write_now(given)
    card = run(manager, clients.card, mihail)
    assert [game.date for game in card.games] == [GAME_DAY + timedelta(days=days) for days in (1, -7, -14)]
    assert (card.games_total, card.games_ahead) == (4, 1)
    assert [client.uid for client in card.twins] == [twin]
    assert not card.client.has_telegram
    client, page = run(manager, clients.games, mihail)
    assert (client.uid, len(page.items), page.pages, page.has_more) == (mihail, 4, 1, False)


# --- who may ---


@pytest.mark.req("S1.13")
def test_customers_reach_nothing(run, actor, mihail: int) -> None:
    customer = actor()
    calls = [
        (clients.search, "Минеев"), (clients.find_or_draft, "Минеев"), (clients.same_phone, PHONE),
        (clients.get, mihail), (clients.card, mihail), (clients.games, mihail), (clients.history, mihail),
        (clients.restore, mihail),
        (clients.add, NewClient(name="Ольга", phone=PHONE), "x"), (clients.edit, mihail, Field.NAME, "Оля", 1),
        (clients.delete, mihail), (clients.merge, mihail, mihail),
    ]  # fmt: skip
    for service, *args in calls:
        with pytest.raises(Forbidden):
            run(customer, service, *args)


def test_instructors_change_but_do_not_delete(run, actor, mihail: int) -> None:
    boris = actor(Role.INSTRUCTOR)
    run(boris, clients.edit, mihail, Field.NAME, "Миша", 1)
    run(boris, clients.add, NewClient(name="Ольга", phone=OTHER), "draft")
    for service, *args in ((clients.delete, mihail), (clients.restore, mihail), (clients.merge, mihail, 2)):
        with pytest.raises(Forbidden):
            run(boris, service, *args)


# --- how much it asks of the database ---


def test_screens_ask_the_same_at_ten_and_at_ten_thousand(db: Database, run, manager, mihail: int) -> None:
    def statements() -> list[int]:
        numbers = []
        for service, *args in (
            (clients.search, "иван"), (clients.search, "8 999 643-23-87"), (clients.search, "2387"),
            (clients.search, "и"), (clients.card, mihail), (clients.games, mihail), (clients.history, mihail),
        ):  # fmt: skip
            with counted() as sent:
                db.read_now(lambda uow, service=service, args=args: service(uow, manager, *args))
            numbers.append(len([one for one in sent if one.lstrip().upper().startswith(("SELECT", "WITH"))]))
        return numbers

    db.write_now(lambda uow: _many(uow, 10, "a"))
    db.write_now(
        lambda uow: [make_order(uow, client_uid=mihail, date=GAME_DAY + timedelta(days=n)).uid for n in range(3)]
    )
    few = statements()
    db.write_now(lambda uow: _many(uow, 10_000, "b"))
    assert statements() == few
    assert max(few) <= 6, few


def _many(uow, number: int, mark: str) -> None:
    rows = []
    for n in range(number):
        typed = {"surname": f"Иванов{n}", "name": "Иван", "midname": "", "phone": f"+7901{n:07}", "secondphone": ""}
        columns = {**typed, **derived(*typed.values()), "description": "", "source": "", "origin": f"{mark}{n}"}
        rows.append({**columns, "version": 1, "created_at": uow.now, "updated_at": uow.now})
    uow.session.execute(Client.__table__.insert(), rows)
