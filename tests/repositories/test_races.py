"""Many at once: one slot, one winner; no update is lost. Each protection is also taken away, to see the test fail."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from db import Database
from domain.errors import Conflict
from repositories.uow import Uow
from tests.builders import GAME_DAY, make_client, make_order, make_user
from tests.conftest import NOON
from tests.crowd import WRITERS, crowd

ROUNDS = 50


def succeeds(db: Database, fn: Callable[[Uow], object]) -> bool:
    try:
        db.write_now(lambda uow: fn(uow) and None)
    except Conflict:
        return False
    return True


@pytest.mark.req("S1.51")
@pytest.mark.parametrize("place", ["polygon", "rest zone"])
def test_of_64_bookings_of_one_slot_exactly_one_wins(db: Database, place: str) -> None:
    won = []
    with crowd() as everybody:
        for number in range(ROUNDS // 2):  # of each place
            date = GAME_DAY + timedelta(days=number)

            def book(writer: int, date: object = date) -> bool:
                polygon = "arena" if place == "polygon" else ("arena", "park", "forest")[writer % 3]
                return succeeds(db, lambda uow: make_order(uow, date=date, polygon=polygon, restroom=1))

            won.append(everybody(book))

    assert won == [1] * (ROUNDS // 2)
    assert db.read_now(lambda uow: len(uow.orders.list_between(GAME_DAY, GAME_DAY + timedelta(days=99)))) == len(won)


def test_without_the_databases_own_rule_more_than_one_wins(db: Database) -> None:
    if db.is_sqlite:
        drops = [f"DROP TRIGGER crm_orders_{place}_insert" for place in ("polygon", "restroom")]
    else:
        drops = [f"ALTER TABLE crm_orders DROP CONSTRAINT ex_crm_orders_{place}" for place in ("polygon", "restroom")]
    db.write_now(lambda uow: [uow.session.connection().exec_driver_sql(drop) for drop in drops] and None)

    with crowd() as everybody:
        assert everybody(lambda _number: succeeds(db, make_order)) > 1


def test_64_edits_of_one_row_lose_nothing(db: Database) -> None:
    uid = db.write_now(lambda uow: make_client(uow, description="0").uid)

    def count_one(uow: Uow) -> None:
        row = uow.clients.get(uid)
        uow.clients.edit(row, description=str(int(row.description) + 1))

    def until_done(_number: int) -> bool:
        while not succeeds(db, count_one):
            pass
        return True

    with crowd() as everybody:
        assert everybody(until_done) == WRITERS
    assert db.read_now(lambda uow: uow.clients.get(uid).description) == str(WRITERS)


def test_a_status_an_invitation_and_an_account_are_taken_once(db: Database) -> None:
    def fill(uow: Uow) -> tuple[int, int]:
        uow.people.add_invitation("hash", NOON + timedelta(hours=1))
        return make_order(uow, status="requested").uid, make_user(uow).id

    order, user = db.write_now(fill)
    with crowd() as everybody:
        assert (
            everybody(lambda _n: db.write_now(lambda uow: uow.orders.move_state(order, "requested", "confirmed"))) == 1
        )
        assert everybody(lambda _n: db.write_now(lambda uow: uow.people.spend("hash", user) is not None)) == 1
        assert everybody(lambda _n: db.write_now(lambda uow: uow.people.meet(42, "Анна")[1])) == 1


def test_one_draft_sent_by_many_is_one_order(db: Database) -> None:
    uids: set[int] = set()
    with crowd() as everybody:
        everybody(lambda _n: uids.add(db.write_now(lambda uow: make_order(uow, origin="draft:9").uid)) is None)
    assert len(uids) == 1
