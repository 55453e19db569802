"""Trainings of the gym: what is on, laid out from the weekly hours, and what is due (S5.10, S5.46)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, literal, select, true, union_all
from sqlalchemy.dialects import postgresql, sqlite

from domain.errors import NotFound
from domain.training_views import NewTraining
from domain.trainings import HOLDS, Hour, Planned, Stand, State
from models import Client, Coach, Group, GroupHour, Member, Training, TrainingInvitation, Visit
from repositories.base import Repository
from repositories.memberships import active_on

PLANNED = Training.state == State.PLANNED.value
HOLDING = Visit.state.in_([one.value for one in HOLDS])
_IDLE = (
    ~exists().where(Visit.training_id == Training.id),
    ~exists().where(TrainingInvitation.training_id == Training.id),
)
LISTED = 200  # trainings of a look at some days


class Trainings(Repository[Training]):
    """What is on, and the people at it."""

    row = Training
    missing = "This training is no longer there."

    # --- one training ---

    def held(self, id_: int) -> Training:
        """The training as it is now; nobody else takes or frees its places until the transaction ends."""
        query = select(Training).where(Training.id == id_).with_for_update()
        row = self.session.scalars(query.execution_options(populate_existing=True)).first()
        if row is None:
            raise NotFound(self.missing)
        return row

    def find_by_origin(self, origin: str) -> Training | None:
        """What this draft has made already."""
        return self.session.scalar(select(Training).where(Training.origin == origin))

    def find_at(self, group_id: int, starts_at: datetime) -> Training | None:
        """The group's training at this moment."""
        return self.session.scalar(
            select(Training).where(Training.group_id == group_id, Training.starts_at == starts_at)
        )  # fmt: skip

    def make(self, new: NewTraining, day: date, **values: Any) -> Training:
        """One that is made by hand."""
        return self.add(
            Training(
                title=new.title, starts_at=new.starts_at, ends_at=new.starts_at + timedelta(seconds=new.length),
                day=day, capacity=new.capacity, coach_id=new.coach_id, group_id=new.group_id, link=new.link,
                created_at=self.now, updated_at=self.now, **values,
            )
        )  # fmt: skip

    # --- lists ---

    def list_days(self, first: date, last: date, coach_user_id: int | None = None) -> dict[date, int]:
        """How many trainings each day has that were not called off; of one coach's, where one is named."""
        query = select(Training.day, func.count()).where(
            Training.day >= first, Training.day <= last, PLANNED, _of_coach(coach_user_id)
        )
        return {day: int(number) for day, number in self.session.execute(query.group_by(Training.day))}

    def list_day(self, day: date, coach_user_id: int | None = None, *, planned: bool = False) -> Sequence[Training]:
        """A day's trainings in their order."""
        query = select(Training).where(Training.day == day, _of_coach(coach_user_id))
        query = query.where(PLANNED) if planned else query
        return self.session.scalars(query.order_by(Training.starts_at, Training.id).limit(LISTED)).all()

    def list_between(self, first: date, last: date, coach_user_id: int | None = None) -> Sequence[Training]:
        """The trainings of some days in their order."""
        query = select(Training).where(Training.day >= first, Training.day <= last, _of_coach(coach_user_id))
        most = LISTED * ((last - first).days + 1)
        return self.session.scalars(query.order_by(Training.starts_at, Training.id).limit(most)).all()

    def counts(self, training_ids: Collection[int]) -> dict[int, dict[Stand, int]]:
        """How many people of each kind a training has."""
        found: dict[int, dict[Stand, int]] = {}
        query = select(Visit.training_id, Visit.state, func.count()).where(Visit.training_id.in_(training_ids))
        for id_, state, number in self.session.execute(query.group_by(Visit.training_id, Visit.state)):
            found.setdefault(id_, {})[Stand(state)] = int(number)
        return found

    def taken(self, training_id: int) -> int:
        """How many places are held."""
        query = select(func.count()).select_from(Visit).where(Visit.training_id == training_id, HOLDING)
        return self.session.scalar(query) or 0

    # --- coaches and groups, as trainings read them ---

    def coaches(self, ids: Collection[int | None] | None = None) -> dict[int, Coach]:
        """Coaches by id; without ``ids``: everybody who leads now, by name."""
        query = select(Coach)
        if ids is None:
            query = query.where(Coach.archived_at.is_(None)).order_by(Coach.first_name, Coach.id).limit(100)
        else:
            query = query.where(Coach.id.in_([id_ for id_ in ids if id_ is not None]))
        return {row.id: row for row in self.session.scalars(query)}

    def coach_of(self, user_id: int) -> Coach | None:
        """The coach whose account this is."""
        return self.session.scalar(select(Coach).where(Coach.user_id == user_id, Coach.archived_at.is_(None)))

    def list_groups(self) -> Sequence[Group]:
        """Groups that train now, by name."""
        query = select(Group).where(Group.archived_at.is_(None)).order_by(Group.name_n).limit(100)
        return self.session.scalars(query).all()

    def find_group(self, id_: int) -> Group | None:
        """A group that trains now."""
        return self.session.scalar(select(Group).where(Group.id == id_, Group.archived_at.is_(None)))

    # --- laying out ---

    def hours(self) -> list[Hour]:
        """The weekly hours of all groups; a coach who was archived leads nothing."""
        query = (
            select(GroupHour, Group, Coach.id)
            .join(Group, Group.id == GroupHour.group_id)
            .outerjoin(Coach, (Coach.id == Group.coach_id) & Coach.archived_at.is_(None))
            .where(Group.archived_at.is_(None))
        )
        return [
            Hour(group.id, group.name, coach_id, group.capacity, group.link, hour.weekday, hour.minute, hour.length)
            for hour, group, coach_id in self.session.execute(query)
        ]

    def list_from_hours(self, since: datetime, until: datetime) -> Sequence[Training]:
        """Trainings of groups between two moments, whatever has become of them."""
        query = select(Training).where(
            Training.starts_at > since, Training.starts_at < until, Training.group_id.is_not(None)
        )
        return self.session.scalars(query.order_by(Training.starts_at)).all()

    def put_planned(self, wanted: Iterable[Planned]) -> int:
        """Make trainings that are not there; gives how many were. Twice, or by two at once, is once."""
        rows = [
            {
                "group_id": one.hour.group_id, "coach_id": one.hour.coach_id, "title": one.hour.title,
                "starts_at": one.starts_at, "ends_at": one.ends_at, "day": one.day, "capacity": one.hour.capacity,
                "link": one.hour.link, "state": State.PLANNED.value, "is_from_hours": True, "created_at": self.now,
                "updated_at": self.now, "version": 1, "reason": "",
            }
            for one in wanted
        ]  # fmt: skip
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        made = 0
        for values in rows:
            query = insert(Training).values(values).on_conflict_do_nothing(index_elements=["group_id", "starts_at"])
            made += self.session.execute(query.returning(Training.id)).first() is not None
        return made

    def list_idle(self, ids: Collection[int]) -> Sequence[int]:
        """Those of these trainings that nobody has to do with."""
        return self.session.scalars(select(Training.id).where(Training.id.in_(ids), *_IDLE)).all()

    def drop_unasked(self, ids: Collection[int]) -> set[int]:
        """Delete trainings of hours that are no more, where nobody has to do with them; the ids of what is gone.

        They are held first: whoever signs up just now is seen by the statement after.
        """
        self.session.execute(select(Training.id).where(Training.id.in_(ids)).order_by(Training.id).with_for_update())
        query = delete(Training).where(Training.id.in_(ids), Training.is_from_hours, PLANNED, *_IDLE)
        gone = query.returning(Training.id).execution_options(synchronize_session=False)
        return set(self.session.scalars(gone))

    # --- what is due ---

    def list_due(self, limit: int) -> tuple[list[int], list[int], int]:
        """Visits whose offer has lapsed, trainings that are over, and what tells that weekly hours have changed.

        One statement, for the tick asks it every ten seconds.
        """
        lapsed = select(Visit.id).where(Visit.offered_until.is_not(None), Visit.offered_until <= self.now)
        over = select(Training.id).where(Training.closed_at.is_(None), Training.ends_at <= self.now)
        first = lapsed.order_by(Visit.offered_until).limit(limit).subquery()
        second = over.order_by(Training.ends_at).limit(limit).subquery()
        week = GroupHour.id * 7919 + GroupHour.weekday * 1440 + GroupHour.minute + GroupHour.length
        hours = select(literal("hours"), func.coalesce(func.sum(week), 0)).join(Group, Group.id == GroupHour.group_id)
        query = union_all(
            select(literal("lapsed"), first.c.id),
            select(literal("over"), second.c.id),
            hours.where(Group.archived_at.is_(None)),
        )
        found: dict[str, list[int]] = {"lapsed": [], "over": [], "hours": []}
        for kind, value in self.session.execute(query):
            found[kind].append(int(value))
        return found["lapsed"], found["over"], found["hours"][0]

    def list_absent(self, training: Training) -> Sequence[int]:
        """Active members of the training's group who have nothing to do with it (S5.46)."""
        if training.group_id is None:
            return []
        query = (
            select(Member.client_uid)
            .join(Client, Client.uid == Member.client_uid)
            .where(
                Member.group_id == training.group_id, active_on(training.day),
                ~exists().where(Visit.training_id == training.id, Visit.client_uid == Member.client_uid),
            )
        )  # fmt: skip
        return self.session.scalars(query.order_by(Member.client_uid)).all()


def _of_coach(user_id: int | None) -> ColumnElement[bool]:
    """One coach's trainings; everybody's for None."""
    if user_id is None:
        return true()
    return Training.coach_id.in_(select(Coach.id).where(Coach.user_id == user_id, Coach.archived_at.is_(None)))
