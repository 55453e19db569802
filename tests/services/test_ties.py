"""Whose Telegram it is: tied by the own shared contact, by a manager's word, never by a typed phone (T32)."""

from collections.abc import Callable
from typing import Any

import pytest

from db import Database
from domain.clients import NewClient
from domain.errors import Conflict, Forbidden, Invalid, Outdated
from models import Outgoing
from services import clients, ties
from tests.builders import make_client

PHONE, OTHER = "+79996432387", "+79161112233"
OLGA = NewClient(name="Ольга")


@pytest.fixture
def told(db: Database) -> Callable[[], list[dict[str, Any]]]:
    return lambda: db.read_now(
        lambda uow: [row.facts for row in uow.session.query(Outgoing).filter_by(kind=ties.NOTICE)]
    )


def add(db: Database, **values: Any) -> int:
    return db.write_now(lambda uow: make_client(uow, **values).uid)


@pytest.mark.parametrize("column", ["phone", "secondphone"])
def test_the_own_contact_ties_to_the_one_card_that_has_it(db, run, actor, manager, column: str) -> None:
    uid, parent = add(db, **{column: PHONE}), actor()
    assert run(parent, ties.own) is None
    tied = run(parent, ties.tie_by_contact, "79996432387")  # Telegram gives contacts without the plus
    assert (tied.uid, tied.has_telegram) == (uid, True)
    assert run(parent, ties.own).uid == uid
    assert run(manager, clients.get, uid).has_telegram
    assert [event.action for event in run(manager, clients.history, uid)[1]] == ["tied"]


def test_one_person_may_have_several_accounts(db, run, actor, manager) -> None:
    uid = add(db, phone=PHONE)
    for account in (actor(), actor()):
        assert run(account, ties.tie_by_contact, PHONE).uid == uid
    assert len(run(manager, clients.card, uid).accounts) == 2


def test_nobody_has_it_nothing_is_tied(db, run, actor, told) -> None:
    add(db, phone=OTHER)
    assert run(actor(), ties.tie_by_contact, PHONE) is None
    assert told() == []


def test_on_several_cards_nothing_is_tied_and_the_manager_is_asked_once(db, run, actor, manager, told) -> None:
    cards, parent = [add(db, phone=PHONE), add(db, secondphone=PHONE)], actor()
    for _ in range(2):
        assert run(parent, ties.tie_by_contact, PHONE) is None
    assert [[card["uid"] for card in facts["cards"]] for facts in told()] == [cards]
    assert run(parent, ties.own) is None
    assert run(manager, ties.tie_account, cards[1], parent.user_id).uid == cards[1]
    assert run(parent, ties.own).uid == cards[1]
    assert run(manager, ties.tie_account, cards[1], parent.user_id).uid == cards[1]  # pressed twice
    with pytest.raises(Conflict):
        run(manager, ties.tie_account, cards[0], parent.user_id)


def test_a_tied_account_stays_where_it_is(db, run, actor) -> None:
    uid, parent = add(db, phone=PHONE), actor()
    run(parent, ties.tie_by_contact, PHONE)
    add(db, phone=OTHER)
    assert run(parent, ties.tie_by_contact, OTHER).uid == uid


def test_a_manager_ties_only_what_the_phone_proves(db, run, actor, manager) -> None:
    uid, parent = add(db, phone=PHONE), actor()
    with pytest.raises(Outdated):
        run(manager, ties.tie_account, uid, parent.user_id)  # no phone shared
    run(parent, ties.tie_by_contact, OTHER)
    with pytest.raises(Outdated):
        run(manager, ties.tie_account, uid, parent.user_id)  # another phone shared
    with pytest.raises(Forbidden):
        run(parent, ties.tie_account, uid, parent.user_id)


def test_a_customer_gets_a_card_of_their_own(db, run, actor, manager) -> None:
    parent = actor()
    with pytest.raises(Outdated):
        run(parent, ties.add_own, NewClient(name="Ольга", phone=PHONE), "draft")  # typed: proves nothing
    assert run(parent, ties.tie_by_contact, PHONE) is None
    made = run(parent, ties.add_own, NewClient(name="Ольга", phone=OTHER), "draft")
    assert (made.name, made.phone, made.has_telegram) == ("Ольга", PHONE, True)
    assert run(parent, ties.add_own, OLGA, "another draft").uid == made.uid
    assert db.read_now(lambda uow: uow.clients.count()) == 1


def test_a_deleted_card_is_nobodys(db, run, actor, manager) -> None:
    uid, parent = add(db, phone=PHONE), actor()
    run(parent, ties.tie_by_contact, PHONE)
    run(manager, clients.delete, uid)
    assert run(parent, ties.own) is None
    assert run(parent, ties.add_own, OLGA, "draft").uid != uid


def test_between_several_cards_no_further_one_is_made(db, run, actor, manager) -> None:
    add(db, phone=PHONE)
    add(db, phone=PHONE)
    parent = actor()
    run(parent, ties.tie_by_contact, PHONE)
    assert run(parent, ties.add_own, OLGA, "draft") is None
    assert db.read_now(lambda uow: uow.clients.count()) == 2


@pytest.mark.parametrize("phone", ["", "123", "не номер"])
def test_what_is_no_phone_ties_nothing(run, actor, phone: str) -> None:
    with pytest.raises(Invalid):
        run(actor(), ties.tie_by_contact, phone)
