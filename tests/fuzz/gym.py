"""The gym of the fuzz: plans, coaches, a group, trainings of every kind, members and people who are none yet."""

import itertools
from datetime import timedelta
from random import Random
from typing import Any

from db import Database
from domain.access import Role
from domain.people import code_hash
from domain.trainings import Stand
from models import CheckInCode, Client, Coach, Group, Member, Training, User
from tests.fuzz.desk import is_on_tariff
from tests.fuzz.phone import Phone
from tests.gym_rows import (
    make_coach,
    make_group,
    make_member,
    make_membership,
    make_plan,
    make_training,
    make_visit,
)

PLANS, COACHES, GROUPS, TRAININGS, SEEN = 3, 3, 2, 4, 6
AHEAD = (1, 26, 50, 75)  # hours: one can be checked in to, the others come later
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class Gym:
    """What a way and a link name: members, trainings, the code on a coach's screen."""

    def __init__(self, db: Database, rng: Random) -> None:
        """Nothing is there yet."""
        self.db, self.rng = db, rng
        self.members: list[int] = []
        self.trainings: list[int] = []
        self.code = "a" * 26
        self._led: dict[int, list[int]] = {}  # by the coach's Telegram id
        self._numbers = itertools.count(1)

    def find(self, phone: Phone) -> list[int]:
        """Trainings that this person may lead."""
        return self._led.get(phone.id, []) if phone.role is Role.COACH else self.trainings

    def keep_going(self, phones: list[Phone]) -> None:
        """All of it is there again; who is on no tariff of the desk can register at the gym anew."""
        self.db.write_now(lambda uow: self._keep(uow, phones))
        self.db.read_now(self._look)

    def _keep(self, uow: Any, phones: list[Phone]) -> None:
        for _ in range(PLANS - len(uow.memberships.list_plans())):
            visits = self.rng.choice((None, 8))
            make_plan(uow, name=f"Абонемент {next(self._numbers)}", days=self.rng.choice((30, 90)), visits=visits)
        for phone in phones:
            if (user := uow.people.find_by_telegram(phone.id)) is not None:
                self._put(uow, phone, user)
        for _ in range(COACHES - len(uow.trainings.coaches())):
            make_coach(uow, first_name=f"Тренер{next(self._numbers)}")
        for _ in range(GROUPS - uow.session.query(Group).filter(Group.archived_at.is_(None)).count()):
            make_group(uow, name=f"Группа {next(self._numbers)}", coach_id=self._coach(uow))
        self._lay_out(uow)

    def _put(self, uow: Any, phone: Phone, user: User) -> None:
        """A coach is one, a client of the desk is a member, another customer is nobody here yet."""
        if phone.role is Role.COACH and uow.trainings.coach_of(user.id) is None:
            make_coach(uow, first_name=f"Тренер{next(self._numbers)}", user_id=user.id)
        if phone.role is Role.CLIENT and not is_on_tariff(phone.id):
            user.client_uid = None
        elif phone.role is Role.CLIENT and user.client_uid is not None:
            if uow.members.of_client(user.client_uid) is None:
                make_member(uow, user.client_uid, joined_at=uow.now)
            if uow.memberships.find_active(user.client_uid, uow.today) is None:
                make_membership(uow, user.client_uid, plan=self.rng.choice(uow.memberships.list_plans()))

    def _coach(self, uow: Any) -> int:
        ids = uow.session.query(Coach.id).filter(Coach.archived_at.is_(None)).order_by(Coach.id).all()
        return int(self.rng.choice(ids)[0])

    def _lay_out(self, uow: Any) -> None:
        """Each coach has trainings ahead: of a group or of none, with a link or without, some of them full."""
        groups = [id_ for (id_,) in uow.session.query(Group.id).filter(Group.archived_at.is_(None)).order_by(Group.id)]
        for (coach_id,) in uow.session.query(Coach.id).filter(Coach.archived_at.is_(None)).order_by(Coach.id).all():
            lacks = TRAININGS - _ahead(uow).filter(Training.coach_id == coach_id).count()
            for hours in AHEAD[: max(0, lacks)]:
                at = (uow.now + timedelta(hours=hours)).replace(minute=next(self._numbers) % 60, second=0)
                link, places = self.rng.choice(("", "https://zoom.us/j/123")), self.rng.choice((1, 3, 10))
                group = self.rng.choice([None, *groups])
                row = make_training(uow, at, coach_id=coach_id, group_id=group, link=link, capacity=places)
                for uid in self._some(uow, places):
                    make_visit(uow, row, uid, state=Stand.SIGNED.value)
        self.code = "".join(self.rng.choices(ALPHABET, k=26))
        soon = _ahead(uow).order_by(Training.starts_at, Training.id).limit(1).one()
        until = uow.now + timedelta(hours=1)
        uow.session.add(CheckInCode(code_hash=code_hash(self.code), training_id=soon.id, expires_at=until))

    def _some(self, uow: Any, most: int) -> list[int]:
        living = uow.session.query(Member.client_uid).join(Client).filter(Client.deleted_at.is_(None))
        ids = [uid for (uid,) in living.order_by(Member.client_uid).limit(SEEN)]
        return self.rng.sample(ids, min(len(ids), most))

    def _look(self, uow: Any) -> None:
        living = uow.session.query(Member.client_uid).join(Client).filter(Client.deleted_at.is_(None))
        self.members = [uid for (uid,) in living.order_by(Member.client_uid).limit(SEEN)]
        ahead = _ahead(uow).outerjoin(Coach, Coach.id == Training.coach_id).outerjoin(User, User.id == Coach.user_id)
        self.trainings, self._led = [], {}
        for id_, led_by in ahead.with_entities(Training.id, User.telegram_id).order_by(Training.id.desc()).limit(40):
            self.trainings.append(id_)
            self._led.setdefault(led_by, []).append(id_)


def _ahead(uow: Any) -> Any:
    return uow.session.query(Training).filter(Training.starts_at > uow.now, Training.state == "planned")
