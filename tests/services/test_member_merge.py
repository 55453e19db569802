"""Two cards put together: memberships stand behind each other, visits and profile are kept; one deleted (T32, T26)."""

from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.access import Role
from models import Freeze, Invited, Member, Membership, Visit
from services import clients
from tests.builders import make_client, make_user
from tests.gym_rows import make_freeze, make_group, make_member, make_membership, make_plan, make_training, make_visit
from tests.services.acting import actor, run

DAY = timedelta(days=1)
PHONE = "+79996432387"


def pair(uow: Any) -> tuple[int, int]:
    return make_client(uow, phone=PHONE).uid, make_client(uow, phone=PHONE, surname="Второва").uid


def test_two_that_run_at_once_stand_behind_each_other_and_no_day_is_lost(db: Database) -> None:
    def fill(uow: Any) -> tuple[int, int]:
        kept, twin = pair(uow)
        make_membership(uow, kept, uow.today - 10 * DAY)  # of 30 days, 20 are left
        plan = make_plan(uow, days=20, visits=8, freeze_days=5)
        second = make_membership(uow, twin, uow.today - 5 * DAY, plan=plan, ends=uow.today + 16 * DAY)
        make_freeze(uow, second, uow.today + DAY, uow.today + 2 * DAY)  # two days: 20 + 2 in all
        make_visit(uow, make_training(uow), twin, membership_id=second.id, counts=True)
        return kept, twin

    manager = actor(db, Role.MANAGER)
    kept, twin = db.write_now(fill)
    run(db, manager, clients.merge, kept, twin)

    def look(uow: Any) -> None:
        rows = uow.session.query(Membership).filter_by(client_uid=kept, state="paid").order_by(Membership.starts).all()
        first, second = rows
        assert (first.starts, first.ends) == (uow.today - 10 * DAY, uow.today + 19 * DAY)
        assert second.starts == first.ends + DAY
        assert (second.days, second.visits, second.freeze_days) == (15, 7, 5)  # 17 days ahead, two of them were frozen
        assert (second.ends - second.starts).days + 1 == second.days
        past = uow.session.query(Membership).filter_by(client_uid=kept, state="cancelled").one()
        assert (past.starts, past.ends) == (uow.today - 5 * DAY, uow.today - DAY)
        assert uow.session.query(Freeze).count() == 0
        assert uow.session.query(Membership).filter_by(client_uid=twin).count() == 0

    db.read_now(look)


def test_one_with_nothing_gets_all_and_the_same_training_stays_once(db: Database) -> None:
    def fill(uow: Any) -> tuple[int, int]:
        kept, twin = pair(uow)
        make_member(uow, kept, email="")
        make_member(uow, twin, email="olga@example.com", region="Центр", group_id=make_group(uow).id)
        membership = make_membership(uow, twin)
        both, one = make_training(uow), make_training(uow, uow.now + 2 * DAY)
        make_visit(uow, both, kept, state="waiting", queued_at=uow.now)
        make_visit(uow, both, twin, membership_id=membership.id, counts=True)
        make_visit(uow, one, twin, membership_id=membership.id, counts=True)
        return kept, twin

    manager = actor(db, Role.MANAGER)
    kept, twin = db.write_now(fill)
    run(db, manager, clients.merge, kept, twin)

    def look(uow: Any) -> None:
        member = uow.session.get(Member, kept)
        assert (member.email, member.region, member.group_id is not None) == ("olga@example.com", "Центр", True)
        assert uow.session.get(Member, twin) is None
        visits = uow.session.query(Visit).order_by(Visit.id).all()
        assert [(row.client_uid, row.state, row.counts) for row in visits] == [
            (kept, "signed", True), (kept, "signed", True),
        ]  # fmt: skip
        assert uow.memberships.find_active(kept, uow.today) is not None
        assert uow.session.query(Invited).count() == 0

    db.read_now(look)


@pytest.mark.req("S5.47")
def test_who_is_deleted_leaves_the_trainings_ahead_and_the_place_goes_to_the_line(db: Database) -> None:
    def fill(uow: Any) -> tuple[int, int]:
        leaver, waits = make_membership(uow), make_membership(uow)
        make_user(uow, client_uid=waits.client_uid)
        full, past = make_training(uow, capacity=1), make_training(uow, uow.now - DAY)
        make_visit(uow, past, leaver.client_uid, state="came", membership_id=leaver.id, counts=True)
        make_visit(uow, full, leaver.client_uid, membership_id=leaver.id, counts=True)
        make_visit(uow, full, waits.client_uid, state="waiting", queued_at=uow.now)
        return leaver.client_uid, full.id

    manager = actor(db, Role.MANAGER)
    leaver, full = db.write_now(fill)
    run(db, manager, clients.delete, leaver)
    found = db.read_now(lambda uow: uow.session.query(Visit.training_id, Visit.state).order_by(Visit.id).all())
    rows = [(training_id == full, state) for training_id, state in found]
    assert rows == [(False, "came"), (True, "off"), (True, "offered")]
