"""The gym that a visitor of the playground finds: within its own rules, the same every time, once."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.memberships import Span, is_active
from models import Freeze, Group, Membership, Outgoing, Payment, Plan, Training, Visit
from sample import fill
from sample.gym import GROUPS, MEMBERS, PLANS
from sample.personas import ATHLETE, COACH


@pytest.fixture
def filled(db: Database) -> Database:
    db.write_now(fill)
    return db


def test_memberships_stand_behind_each_other_and_are_paid(filled: Database) -> None:
    def look(uow: Any) -> None:
        rows = uow.session.query(Membership).order_by(Membership.client_uid, Membership.starts).all()
        assert len({row.client_uid for row in rows}) == MEMBERS
        for one, after in itertools.pairwise(rows):
            assert one.client_uid != after.client_uid or one.ends < after.starts
        for row in rows:
            freezes = uow.session.query(Freeze).filter_by(membership_id=row.id).all()
            frozen = sum((one.ends - one.starts).days + 1 for one in freezes)
            assert (row.ends - row.starts).days + 1 == row.days + frozen
            assert frozen <= row.freeze_days
            paid = uow.session.query(Payment).filter_by(kind="member", subject_id=row.id).all()
            assert [one.amount for one in paid] == [row.price]

    filled.read_now(look)


def test_some_are_active_some_frozen_and_some_have_left(filled: Database) -> None:
    def look(uow: Any) -> None:
        active = set(uow.memberships.active_clients(uow.today))
        frozen = {row.client_uid for row in uow.session.query(Freeze) if row.starts <= uow.today <= row.ends}
        everybody = {uid for (uid,) in uow.session.query(Membership.client_uid)}
        assert frozen
        assert not active & frozen
        assert 15 < len(active) < MEMBERS - len(frozen)
        for uid in everybody:
            spans = [Span(row.starts, row.ends) for row in uow.memberships.list_of_client(uid)]
            freezes = [Span(row.starts, row.ends) for row in uow.session.query(Freeze).filter_by(client_uid=uid)]
            assert is_active(uow.today, spans, freezes) == (uid in active)

    filled.read_now(look)


def test_trainings_are_full_of_people_who_could_come(filled: Database) -> None:
    def look(uow: Any) -> None:
        trainings = {row.id: row for row in uow.session.query(Training)}
        assert {row.group_id for row in trainings.values()} == {row.id for row in uow.session.query(Group)}
        visits = uow.session.query(Visit).all()
        assert {row.state for row in visits} == {"came", "missed", "signed"}
        for row in visits:
            training = trainings[row.training_id]
            assert row.day == training.day == training.starts_at.astimezone(uow.place.zone).date()
            assert (row.state == "signed") == (training.closed_at is None)
            membership = uow.memberships.get(row.membership_id)
            assert membership.starts <= row.day <= membership.ends
            assert (
                membership.visits is None or uow.memberships.used([membership.id])[membership.id] <= membership.visits
            )
        assert max(row.day for row in trainings.values()) <= uow.today + timedelta(days=7)
        assert uow.session.query(Outgoing).count() == 0

    filled.read_now(look)


def test_the_athlete_has_a_membership_and_the_coach_a_week(filled: Database) -> None:
    athlete = filled.read_now(lambda uow: uow.people.actor_of(ATHLETE))
    coach = filled.read_now(lambda uow: uow.people.actor_of(COACH))
    assert athlete is not None
    assert coach is not None
    card = athlete.client_uid or 0
    assert filled.read_now(lambda uow: uow.memberships.find_active(card, uow.today) is not None)


def test_a_second_start_changes_nothing(filled: Database) -> None:
    def counted(uow: Any) -> list[int]:
        return [uow.session.query(one).count() for one in (Plan, Group, Membership, Training, Visit, Payment)]

    before = filled.read_now(counted)
    assert before[:2] == [len(PLANS), len(GROUPS)]
    filled.write_now(fill)
    assert filled.read_now(counted) == before
