"""The housing company's requests in the playground: every state, a whole history each, every moment in the past."""

import itertools
from typing import Any

from db import Database
from domain.utility import State
from domain.utility_rules import KIND
from domain.workflow import find_edge
from models import Audit, Outgoing
from sample import housing_requests
from sample.housing_requests import TOLD
from tests.conversations.housing import add_account


def test_requests_in_every_state_with_their_whole_history(db: Database) -> None:
    def write(uow: Any) -> None:
        for number in range(20):
            if uow.accounts.find_by_number(f"77{number}") is None:
                add_account(uow, f"77{number}", flat=str(number))
        for name in dict.fromkeys(told.category for told in TOLD):
            if uow.directories.categories.find_by_name(name) is None:
                uow.directories.categories.make(name=name)
        if not uow.directories.executors.list_all():
            uow.directories.executors.make(full_name="Белов Олег")
        housing_requests.fill(uow)

    db.write_now(write)
    db.write_now(write)

    def look(uow: Any) -> None:
        rows = uow.session.query(uow.utility.row).all()
        assert len(rows) == len(TOLD)
        assert {row.state for row in rows} == {state.value for state in State}
        assert uow.session.query(Outgoing).count() == 0, "nobody is told of the past"
        for row in rows:
            moments = [row.created_at, row.assigned_at, row.started_at, row.done_at, row.closed_at]
            known = [moment for moment in moments if moment is not None]
            assert known == sorted(known)
            assert known[-1] < uow.now
            events = uow.session.query(Audit).filter(Audit.kind == KIND, Audit.subject_id == row.id).order_by(Audit.id)
            states = [event.after["state"] for event in events]
            steps = itertools.pairwise(states)
            assert all(find_edge(KIND, State(source), State(target)) for source, target in steps)
            assert states[-1] == row.state
            assert row.next_at is None or row.next_at > uow.now

    db.read_now(look)
