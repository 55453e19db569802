"""The site's credentials of a ticket: who may give and see them, and where they are when it is over (S3.35, S3.67)."""

from typing import Any

import pytest
from sqlalchemy import select, text

from db import Database
from domain.access import Actor, Role
from domain.errors import Forbidden, Invalid, NotFound, Outdated
from models import Outgoing
from services import credentials, tickets
from tests.services.acting import actor as acting
from tests.services.acting import run
from tests.services.test_tickets import ask, subscribed

SECRET = "shop.ru\nadmin\nhunter2"


def kept(db: Database, id_: int) -> bytes | None:
    found: bytes | None = db.read_now(lambda uow: uow.tickets.get(id_).credentials)
    return found


@pytest.fixture
def job(db: Database) -> tuple[Actor, Actor, int]:
    """Customer, contractor who has taken it, the ticket."""
    petr, ivan = subscribed(db, requests=None), acting(db, Role.CONTRACTOR)
    id_ = ask(db, petr).id
    run(db, ivan, tickets.take, id_, 2)
    return petr, ivan, id_


@pytest.mark.req("S3.35")
def test_sealed_at_rest_and_shown_only_to_who_has_it(db: Database, job: tuple[Actor, Actor, int]) -> None:
    petr, ivan, id_ = job
    assert run(db, petr, credentials.give, id_, SECRET).has_access
    assert b"hunter2" not in (kept(db, id_) or b"")
    assert run(db, ivan, credentials.reveal, id_) == SECRET
    for role in (Role.CONTRACTOR, Role.SUPPORT, Role.MANAGER, Role.OWNER):
        with pytest.raises(Forbidden):
            run(db, acting(db, role), credentials.reveal, id_)
    with pytest.raises(Forbidden):
        run(db, petr, credentials.reveal, id_)
    with pytest.raises(NotFound):
        run(db, acting(db), credentials.give, id_, "mine")
    events = db.read_now(
        lambda uow: [(e.action, str(e.before), str(e.after)) for e in uow.audit.list_of("ticket", id_)]
    )
    assert [action for action, *_ in events].count("revealed") == 1
    assert "hunter2" not in str(events)


@pytest.mark.req("S3.67")
@pytest.mark.parametrize("end", [tickets.close, tickets.cancel], ids=["closed", "cancelled"])
def test_wiped_when_it_is_over(db: Database, job: tuple[Actor, Actor, int], end: Any) -> None:
    petr, ivan, id_ = job
    run(db, petr, credentials.give, id_, SECRET)
    run(db, ivan if end is tickets.close else petr, end, id_)
    assert kept(db, id_) is None
    with pytest.raises(Outdated):
        run(db, petr, credentials.give, id_, SECRET)
    run(db, petr if end is tickets.close else acting(db, Role.MANAGER), tickets.reopen, id_)
    run(db, ivan, tickets.take, id_, 1)
    with pytest.raises(NotFound):
        run(db, ivan, credentials.reveal, id_)


@pytest.mark.req("S3.35")
def test_what_was_sealed_for_another_ticket_opens_nothing(db: Database, job: tuple[Actor, Actor, int]) -> None:
    petr, ivan, id_ = job
    other = ask(db, petr, origin="other").id
    run(db, ivan, tickets.take, other, 1)
    run(db, petr, credentials.give, id_, SECRET)
    moved = text("UPDATE tickets SET credentials = (SELECT credentials FROM tickets WHERE id = :one) WHERE id = :two")
    db.write_now(lambda uow: uow.session.execute(moved, {"one": id_, "two": other}) and None)
    with pytest.raises(NotFound):
        run(db, ivan, credentials.reveal, other)


@pytest.mark.req("S3.35")
def test_who_gets_it_next_sees_it_and_who_had_it_does_not(db: Database, job: tuple[Actor, Actor, int]) -> None:
    petr, ivan, id_ = job
    second = acting(db, Role.CONTRACTOR)
    run(db, petr, credentials.give, id_, SECRET)
    run(db, ivan, tickets.assign, id_, second.user_id)
    assert run(db, second, credentials.reveal, id_) == SECRET
    with pytest.raises(Forbidden):
        run(db, ivan, credentials.reveal, id_)


def test_the_deletion_of_what_is_shown_is_stored_before_it_is_shown(
    db: Database, job: tuple[Actor, Actor, int]
) -> None:
    _petr, ivan, _id = job
    run(db, ivan, credentials.forget_shown, 77)
    query = select(Outgoing.due_at, Outgoing.facts).where(Outgoing.kind == credentials.WIPE)
    (row,) = db.read_now(lambda uow: [tuple(one) for one in uow.session.execute(query)])
    assert row == (db.clock.now() + credentials.SHOWN_FOR, {"message": 77})


@pytest.mark.parametrize("typed", ["", "  ", "x" * 501])
def test_nothing_and_too_much_are_refused(db: Database, job: tuple[Actor, Actor, int], typed: str) -> None:
    petr, _ivan, id_ = job
    with pytest.raises(Invalid):
        run(db, petr, credentials.give, id_, typed)
    assert kept(db, id_) is None
