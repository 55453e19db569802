"""Roles: given, listed, taken back; owners at the start; the journal that nothing is taken out of."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import Database
from domain.access import SYSTEM, Actor, Permission, Role
from domain.clock import SetClock
from domain.errors import Conflict, Forbidden, Outdated
from domain.views import Accepted
from models import Audit, Outgoing
from repositories.uow import Uow
from services import people, staff
from tests.builders import make_order
from tests.queries import counted
from tests.services.acting import actor, again, run


@pytest.fixture
def owner(db: Database) -> Actor:
    return actor(db, Role.OWNER, first_name="Пётр")


def notices(db: Database) -> list[tuple[str, int]]:
    return db.read_now(lambda uow: [(row.kind, row.chat_id) for row in uow.session.query(Outgoing)])


def test_somebody_known_is_added_by_id_and_told(db: Database, owner: Actor) -> None:
    ivan = actor(db)
    line = run(db, owner, staff.add, ivan.telegram_id, Role.INSTRUCTOR)
    assert line.has_met
    assert again(db, ivan).may(Permission.ORDERS_RUN)
    run(db, owner, staff.add, ivan.telegram_id, Role.INSTRUCTOR)
    assert notices(db) == [("role_given", ivan.telegram_id)]


def test_somebody_unknown_waits_for_the_first_start(db: Database, owner: Actor) -> None:
    line = run(db, owner, staff.add, 77_000_111, Role.MANAGER)
    assert not line.has_met
    assert notices(db) == []  # a bot may not write first
    met = run(db, SYSTEM, people.meet, 77_000_111, "Иван", "", None, "en", "test")
    assert met.roles == {Role.CLIENT, Role.MANAGER}
    assert (met.name, met.language) == ("Иван", "en")
    assert db.read_now(lambda uow: uow.people.find_by_telegram(77_000_111).is_reachable)


def test_a_removed_role_is_gone_at_the_next_update(db: Database, owner: Actor) -> None:
    anna = actor(db, Role.MANAGER, Role.INSTRUCTOR)
    run(db, owner, staff.remove, anna.user_id, Role.MANAGER, ())
    run(db, owner, staff.remove, anna.user_id, Role.MANAGER, ())  # a second press
    assert again(db, anna).roles == {Role.CLIENT, Role.INSTRUCTOR}
    assert notices(db) == [("role_removed", anna.telegram_id)]
    with pytest.raises(Outdated):
        run(db, owner, staff.line, anna.user_id, Role.MANAGER)


def test_an_instructor_who_goes_leaves_the_games_to_come_to_everybody(db: Database, owner: Actor) -> None:
    gone, stays = actor(db, Role.INSTRUCTOR), actor(db, Role.INSTRUCTOR, Role.MANAGER)

    def games(uow: Uow) -> list[int]:
        days = [(gone, 3), (gone, -3), (stays, 5)]
        return [make_order(uow, date=uow.now + timedelta(days=n), instructor_id=who.user_id).uid for who, n in days]

    ahead, past, others = db.write_now(games)
    assert run(db, owner, staff.line, gone.user_id, Role.INSTRUCTOR).games == 1
    assert run(db, owner, staff.line, stays.user_id, Role.INSTRUCTOR).games == 0  # a manager may lead it too
    for who in (gone, stays):
        run(db, owner, staff.remove, who.user_id, Role.INSTRUCTOR, ())
    led = db.read_now(lambda uow: {uid: uow.orders.get(uid).instructor_id for uid in (ahead, past, others)})
    assert led == {ahead: None, past: gone.user_id, others: stays.user_id}


def test_the_last_owner_stays(db: Database, owner: Actor) -> None:
    with pytest.raises(Conflict):
        run(db, owner, staff.remove, owner.user_id, Role.OWNER, ())
    second = actor(db, Role.OWNER)
    run(db, second, staff.remove, owner.user_id, Role.OWNER, ())
    with pytest.raises(Conflict):
        run(db, second, staff.remove, second.user_id, Role.OWNER, ())


def test_an_owner_named_on_the_server_is_not_the_bots_to_remove(db: Database, owner: Actor) -> None:
    second = actor(db, Role.OWNER, Role.MANAGER)
    with pytest.raises(Forbidden, match="OWNER_IDS"):
        run(db, owner, staff.remove, second.user_id, Role.OWNER, (second.telegram_id,))
    run(db, owner, staff.remove, second.user_id, Role.MANAGER, (second.telegram_id,))
    assert again(db, second).roles == {Role.CLIENT, Role.OWNER}


@pytest.mark.parametrize("_round", range(3))
def test_two_owners_remove_each_other_and_one_is_left(db: Database, owner: Actor, _round: int) -> None:
    second, ready = actor(db, Role.OWNER), Barrier(2)

    def remove(who: Actor, whom: Actor) -> Any:
        ready.wait()
        try:
            return run(db, who, staff.remove, whom.user_id, Role.OWNER, ())
        except Conflict as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(remove, (owner, second), (second, owner)))
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert sum(Role.OWNER in again(db, person).roles for person in (owner, second)) == 1


def test_the_list_is_by_role_paged_and_costs_the_same_at_any_length(db: Database, owner: Actor) -> None:
    with counted() as few:
        assert [line.person.name for line in run(db, owner, staff.lines).items] == ["Пётр"]
    for _ in range(20):
        actor(db, Role.INSTRUCTOR)
    with counted() as many:
        page = run(db, owner, staff.lines)
    assert len(few) == len(many) <= 6
    assert (page.items[0].role, len(page.items), page.pages, page.has_more) == (Role.OWNER, 8, 3, True)
    last = run(db, owner, staff.lines, 99)
    assert (last.number, len(last.items), last.has_more) == (2, 5, False)


@pytest.mark.parametrize("role", [Role.CLIENT, Role.INSTRUCTOR, Role.MANAGER])
def test_nobody_else_touches_roles(db: Database, owner: Actor, role: Role) -> None:
    someone = actor(db, role) if role is not Role.CLIENT else actor(db)
    for service, args in (
        (staff.lines, ()),
        (staff.who, (owner.telegram_id,)),
        (staff.line, (owner.user_id, Role.OWNER)),
        (staff.add, (someone.telegram_id, Role.OWNER)),
        (staff.remove, (owner.user_id, Role.OWNER, ())),
    ):
        with pytest.raises(Forbidden):
            run(db, someone, service, *args)
    assert again(db, someone).roles == someone.roles


# --- owners at the start ---


def test_owners_of_the_environment_are_owners_before_they_come(db: Database) -> None:
    for _ in range(2):
        run(db, SYSTEM, people.ensure_owners, (42_000_001, 42_000_002), "ru")
    met = run(db, SYSTEM, people.meet, 42_000_001, "Пётр", "", None, "ru", "test")
    assert Role.OWNER in met.roles
    granted = db.read_now(lambda uow: uow.session.query(Audit).filter_by(action="granted").count())
    assert granted == 2
    assert run(db, SYSTEM, people.first_owner_code) is None


def test_the_first_owners_link_is_good_for_fifteen_minutes_and_only_while_there_is_none(
    db: Database, clock: SetClock
) -> None:
    late = run(db, SYSTEM, people.first_owner_code)
    clock.at += timedelta(minutes=15)
    assert isinstance(run(db, actor(db), people.accept, late), Outdated)
    code = run(db, SYSTEM, people.first_owner_code)
    clock.at += timedelta(minutes=14, seconds=59)
    accepted = run(db, actor(db), people.accept, code)
    assert isinstance(accepted, Accepted)
    assert accepted.role is Role.OWNER
    assert isinstance(run(db, actor(db), people.accept, code), Conflict)
    assert run(db, SYSTEM, people.first_owner_code) is None


# --- registration and the journal ---


@pytest.mark.req("S2.26")
def test_meeting_again_makes_no_second_account(db: Database) -> None:
    first = run(db, SYSTEM, people.meet, 9_999_999_999, "Ольга", "", None, "ru", "a")
    second = run(db, SYSTEM, people.meet, 9_999_999_999, "Ольга", "Минеева", "olga", "en", "b")
    assert second.user_id == first.user_id
    assert (second.name, second.language) == ("Ольга Минеева", "ru")
    assert db.read_now(lambda uow: uow.session.query(Audit).filter_by(action="met").count()) == 1


@pytest.mark.parametrize("attack", ["UPDATE audit SET action = 'nothing'", "DELETE FROM audit"])
def test_nothing_is_changed_in_the_journal_or_taken_out_of_it(db: Database, owner: Actor, attack: str) -> None:
    run(db, owner, staff.add, actor(db).telegram_id, Role.MANAGER)
    before = db.read_now(lambda uow: uow.session.query(Audit).count())
    with pytest.raises(DBAPIError, match="append-only"):
        db.write_now(lambda uow: uow.session.execute(text(attack)) and None)
    assert db.read_now(lambda uow: uow.session.query(Audit).count()) == before > 0
