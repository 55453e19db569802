"""A game changed by several people at once, and the same change heard twice (S1.4, S1.12)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import update

from db import Database
from domain.access import Actor, Role
from domain.errors import Conflict, CrmError, Forbidden, Invalid, Outdated
from domain.orders import Polygon, Status
from models import Order, Outgoing
from repositories.uow import Uow
from services import orders
from tests.builders import GAME_DAY, make_client, make_order, make_user

MANAGER = Actor(9000, 9000, "Анна", roles=frozenset({Role.MANAGER}))
AT_ONCE = 6


def book(db: Database, **values: Any) -> int:
    return db.write_now(lambda uow: make_order(uow, **values).uid)


def together(db: Database, work: Callable[[Uow, int], Any]) -> list[object]:
    """Each of six does ``work(uow, number)`` in a transaction of its own, all at once; gives results and refusals."""
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> object:
        barrier.wait()
        try:
            return db.write_now(lambda uow: work(uow, number))
        except CrmError as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as people:
        return list(people.map(one, range(AT_ONCE)))


def actions(db: Database, uid: int) -> list[str]:
    return db.read_now(lambda uow: [event.action for event in uow.audit.list_of("order", uid)])


@pytest.mark.req("S1.12")
def test_of_many_who_saw_the_same_card_one_changes_it(db: Database) -> None:
    uid = book(db)
    results = together(db, lambda uow, n: orders.change(uow, MANAGER, uid, 1, {"description": f"от {n}"}))
    refused = [one for one in results if isinstance(one, CrmError)]
    assert len(refused) == AT_ONCE - 1
    assert all(isinstance(one, Outdated | Conflict) for one in refused)
    assert actions(db, uid) == ["edited"]


def test_without_the_version_all_of_them_would_win(db: Database) -> None:
    """Negative control: the same race without the check loses five changes silently."""
    uid = book(db)

    def overwrite(uow: Uow, number: int) -> int:
        uow.session.execute(update(Order).where(Order.uid == uid).values(description=f"от {number}"))
        return number

    assert together(db, overwrite) == list(range(AT_ONCE))


def test_of_many_who_press_cancel_at_once_the_client_hears_once(db: Database) -> None:
    def fill(uow: Uow) -> int:
        client = make_client(uow)
        make_user(uow, client_uid=client.uid, telegram_id=77)
        return make_order(uow, client_uid=client.uid).uid

    uid = db.write_now(fill)
    results = together(db, lambda uow, _n: orders.go(uow, MANAGER, uid, Status.CONFIRMED, Status.CANCELLED, "дождь"))
    assert all(not isinstance(one, CrmError) or isinstance(one, Outdated) for one in results)
    assert actions(db, uid) == ["cancelled"]
    told = db.read_now(lambda uow: [row.kind for row in uow.session.query(Outgoing).filter_by(chat_id=77)])
    assert told.count("order_cancelled") == 1


def test_the_same_change_again_gives_the_same_answer(db: Database) -> None:
    """The process died after the change was stored and before the chat's turn was: the update is heard once more."""
    uid = book(db)
    changes = {"date": GAME_DAY.replace(hour=12), "polygon": Polygon.PARK}
    first = db.write_now(lambda uow: orders.change(uow, MANAGER, uid, 1, dict(changes)))
    again = db.write_now(lambda uow: orders.change(uow, MANAGER, uid, 1, dict(changes)))
    assert first == again
    assert actions(db, uid) == ["moved"]
    with pytest.raises(Outdated):
        db.write_now(lambda uow: orders.change(uow, MANAGER, uid, 1, {"players": 5}))


def test_finishing_twice_is_one_end(db: Database) -> None:
    uid = book(db, status=Status.ARRIVED, players=12)
    first = db.write_now(lambda uow: orders.finish(uow, MANAGER, uid, Status.ARRIVED, 10))
    again = db.write_now(lambda uow: orders.finish(uow, MANAGER, uid, Status.ARRIVED, 10))
    assert (first.status, first.came) == (Status.DONE, 10)
    assert again == first
    assert actions(db, uid) == ["done"]
    with pytest.raises(Outdated):  # another number is another answer
        db.write_now(lambda uow: orders.finish(uow, MANAGER, uid, Status.ARRIVED, 11))


def test_what_is_no_field_is_not_changed(db: Database) -> None:
    uid = book(db)
    for changes in ({"status": "done"}, {"version": 7}, {"deleted_at": None, "players": 2}):
        with pytest.raises(Invalid):
            db.write_now(lambda uow, changes=changes: orders.change(uow, MANAGER, uid, 1, dict(changes)))


@pytest.mark.req("S1.13")
def test_a_customer_changes_nothing(db: Database) -> None:
    uid = book(db)
    parent = Actor(9001, 9001, "Ольга")
    for work in (
        lambda uow: orders.change(uow, parent, uid, None, {"players": 2}),
        lambda uow: orders.go(uow, parent, uid, Status.CONFIRMED, Status.CANCELLED),
        lambda uow: orders.finish(uow, parent, uid, Status.ARRIVED, 2),
        lambda uow: orders.delete(uow, parent, uid),
        lambda uow: orders.restore(uow, parent, uid),
        lambda uow: orders.card(uow, parent, uid),
        lambda uow: orders.history(uow, parent, uid),
    ):
        with pytest.raises(Forbidden):
            db.write_now(work)
    assert actions(db, uid) == []
