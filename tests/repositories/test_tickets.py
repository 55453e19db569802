"""Tickets: one taker of many, what counts for a period, what is due, what was said; and lists from indexes."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from db import Database
from domain.tickets import State
from models import Ticket, TicketMessage
from repositories.uow import Uow
from tests.builders import make_client, make_ticket, make_user
from tests.crowd import WRITERS, crowd
from tests.queries import counted, scanned


def test_without_the_condition_more_than_one_has_it(db: Database) -> None:
    """The negative control of the 64 takers in tests/services/test_tickets.py."""
    takers = db.write_now(lambda uow: [make_user(uow).id for _ in range(WRITERS)])
    ticket = db.write_now(lambda uow: make_ticket(uow).id)

    all_have_looked = threading.Barrier(WRITERS)

    def take(number: int) -> bool:
        is_free = db.read_now(lambda uow: uow.tickets.get(ticket).state == State.CREATED)
        all_have_looked.wait(timeout=60)
        query = update(Ticket).where(Ticket.id == ticket).values(state=State.TAKEN, agent_id=takers[number])
        return is_free and db.write_now(lambda uow: uow.session.execute(query) is not None)

    with crowd() as everybody:
        assert everybody(take) == WRITERS


def test_a_taken_ticket_has_somebody_who_has_it(db: Database) -> None:
    with pytest.raises(Exception, match="taken"):
        db.write_now(lambda uow: make_ticket(uow, state=State.TAKEN) and None)


@pytest.mark.req("S3.4")
def test_what_counts_for_a_period(db: Database) -> None:
    """Half-open; cancelled before anybody took it does not count (T21)."""

    def fill(uow: Uow) -> int:
        client = make_client(uow).uid
        agent = make_user(uow).id
        for state, taken in ((State.CREATED, None), (State.CLOSED, uow.now), (State.CANCELLED, uow.now)):
            make_ticket(uow, client_uid=client, state=state, taken_at=taken, agent_id=agent)
        make_ticket(uow, client_uid=client, state=State.CANCELLED)
        make_ticket(uow)
        return client

    client = db.write_now(fill)
    now, hour = db.clock.now(), timedelta(hours=1)
    counted = [
        db.read_now(lambda uow, since=since, until=until: uow.tickets.count_of_client(client, since, until))
        for since, until in ((now - hour, now + hour), (now, now + hour), (now - hour, now))
    ]
    assert counted == [3, 3, 0]


@pytest.mark.req("S3.34")
def test_a_stage_is_passed_once(db: Database) -> None:
    def fill(uow: Uow) -> list[int]:
        moments = [uow.now, uow.now - timedelta(hours=3), uow.now + timedelta(seconds=1)]
        return [make_ticket(uow, stage="untaken", next_at=at).id for at in moments]

    first, second, _later = db.write_now(fill)
    due = db.read_now(lambda uow: [row.id for row in uow.tickets.list_due()])
    assert due == [second, first]

    def passes(uow: Uow) -> bool:
        row = uow.tickets.get(first)
        return uow.tickets.pass_stage(row, None, None)

    old = db.read_now(lambda uow: (uow.tickets.get(first).stage, uow.tickets.get(first).next_at))
    assert db.write_now(passes)
    stale = Ticket(id=first, stage=old[0], next_at=old[1], state=State.CREATED)
    assert not db.write_now(lambda uow: uow.tickets.pass_stage(stale, None, None))


@pytest.mark.req("S3.59")
def test_what_was_said_comes_in_order_and_a_page_at_a_time(db: Database) -> None:
    def fill(uow: Uow) -> int:
        ticket = make_ticket(uow).id
        for number in range(25):
            said = {"text": str(number), "origin": f"1:{number}", "chat_id": 7, "message_id": number}
            for _ in range(2):  # a repeated update says it once
                side = "note" if number % 5 == 0 else "customer"
                uow.tickets.say(TicketMessage(ticket_id=ticket, side=side, kind="text", **said))
        return ticket

    ticket = db.write_now(fill)

    def page(**asked: Any) -> list[str]:
        return db.read_now(lambda uow: [one.text for one in uow.tickets.list_said(ticket, 3, **asked)])

    assert page() == ["22", "23", "24"]
    oldest = db.read_now(lambda uow: uow.tickets.list_said(ticket, 3)[0].id)
    assert page(before=oldest) == ["19", "20", "21"]
    assert page(sides=["note"]) == ["10", "15", "20"]
    assert db.read_now(lambda uow: uow.tickets.find_said(7, 24).text) == "24"  # type: ignore[union-attr]


def test_lists_are_read_from_indexes(db: Database) -> None:
    def fill(uow: Uow) -> None:
        user, agent = make_user(uow).id, make_user(uow).id
        for number in range(2000):
            state = State.CREATED if number > 1990 else State.CLOSED
            uow.session.add(
                Ticket(kind="job", state=state, user_id=user, agent_id=agent, question="?", created_at=uow.now,
                       updated_at=uow.now, next_at=uow.now if number > 1990 else None)
            )  # fmt: skip
        uow.session.flush()
        uow.session.execute(text("ANALYZE"))

    db.write_now(fill)
    with counted() as sent:
        db.read_now(lambda uow: uow.tickets.list_due() and None)
        db.read_now(lambda uow: uow.tickets.list_in(State.CREATED, ["job"], 8) and None)
        db.read_now(lambda uow: uow.tickets.list_open(["job", "question"], 8) and None)
        db.read_now(lambda uow: uow.tickets.list_of_user(1, 8, is_open=True) and None)
        db.read_now(lambda uow: uow.tickets.list_of_agent(2, 8) and None)
        db.read_now(lambda uow: uow.tickets.count_of_client(1, uow.now, uow.now))
    for statement in sent:
        if statement.startswith("SELECT"):
            read = [line for line in scanned(db, statement, "tickets") if "ix_tickets_open" not in line]
            assert read == [], statement  # all that is in the partial index is what is asked for
