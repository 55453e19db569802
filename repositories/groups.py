"""The gym's dictionaries: plans, coaches, groups with their weekly hours and people (S5.10, S5.48).

What is archived stays for the memberships and trainings that name it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select, true, update
from sqlalchemy.orm import Session

from domain.fold import fold
from models import Client, Coach, Group, GroupHour, Member, Membership, Plan, Training, Visit
from repositories.directories import MOST, Dictionary
from repositories.memberships import active_on
from repositories.trainings import PLANNED


class Plans(Dictionary[Plan]):
    """What memberships are sold."""

    row = Plan
    missing = "There is no such membership any more."

    def list_all(self, *, archived: bool | None = False) -> list[Plan]:
        """The shortest first; ``archived`` None: all, those in use first."""
        query = select(Plan).order_by(Plan.archived_at.is_not(None), Plan.days, Plan.price, Plan.id)
        return list(self.session.scalars(query.where(_standing(Plan.archived_at.is_(None), archived)).limit(MOST)))

    def find_by_name(self, name: str) -> Plan | None:
        """The one that is sold and is called so, in any case of its letters."""
        return self.session.scalar(select(Plan).where(Plan.archived_at.is_(None), Plan.name_n == fold(name)))

    def count_sold(self, ids: Collection[int]) -> dict[int, int]:
        """How many memberships name each; who has none is left out."""
        query = select(Membership.plan_id, func.count()).where(Membership.plan_id.in_(ids))
        found = self.session.execute(query.group_by(Membership.plan_id))
        return {int(id_): int(number) for id_, number in found if id_ is not None}


class Coaches(Dictionary[Coach]):
    """Who leads trainings."""

    row = Coach
    missing = "There is no such coach any more."

    def list_all(self, *, archived: bool | None = False) -> list[Coach]:
        """By name; ``archived`` None: all, those who lead now first."""
        query = select(Coach).order_by(Coach.archived_at.is_not(None), Coach.first_name, Coach.last_name, Coach.id)
        return list(self.session.scalars(query.where(_standing(Coach.archived_at.is_(None), archived)).limit(MOST)))

    def list_by_ids(self, ids: Collection[int | None]) -> dict[int, Coach]:
        """These, archived ones too, by id."""
        known = [id_ for id_ in ids if id_ is not None]
        found = self.session.scalars(select(Coach).where(Coach.id.in_(known))) if known else ()
        return {row.id: row for row in found}

    def find_by_name(self, first_name: str, last_name: str) -> Coach | None:
        """The one who leads now and is called so, in any case of the letters."""
        wanted = fold(f"{first_name} {last_name}")
        return next((row for row in self.list_all() if fold(f"{row.first_name} {row.last_name}") == wanted), None)

    def find_of_user(self, user_id: int) -> Coach | None:
        """The one with this Telegram account, if they were not archived."""
        return self.session.scalar(select(Coach).where(Coach.user_id == user_id, Coach.archived_at.is_(None)))

    def count_ahead(self, ids: Collection[int]) -> dict[int, int]:
        """How many trainings of each are to come; who has none is left out."""
        query = select(Training.coach_id, func.count()).where(
            Training.coach_id.in_(ids), Training.starts_at > self.now, PLANNED
        )
        found = self.session.execute(query.group_by(Training.coach_id))
        return {int(id_): int(number) for id_, number in found if id_ is not None}

    def groups_of(self, ids: Collection[int]) -> dict[int, list[str]]:
        """The names of the groups of each; who has none is left out."""
        found: dict[int, list[str]] = {}
        query = select(Group.coach_id, Group.name).where(Group.coach_id.in_(ids), Group.archived_at.is_(None))
        for id_, name in self.session.execute(query.order_by(Group.name_n)):
            found.setdefault(int(id_ or 0), []).append(name)
        return found

    def leave_all(self, coach_id: int) -> tuple[list[int], list[int]]:
        """Nobody leads what was theirs: the groups, and the trainings to come; their ids."""
        groups = update(Group).where(Group.coach_id == coach_id)
        left = self.session.scalars(
            groups.values(coach_id=None, updated_at=self.now, version=Group.version + 1).returning(Group.id)
        ).all()
        trainings = update(Training).where(Training.coach_id == coach_id, Training.starts_at > self.now, PLANNED)
        freed = self.session.scalars(
            trainings.values(coach_id=None, updated_at=self.now, version=Training.version + 1).returning(Training.id)
        ).all()
        return sorted(left), sorted(freed)


class Groups(Dictionary[Group]):
    """Who trains together, and when."""

    row = Group
    missing = "There is no such group any more."

    def list_all(self, *, archived: bool | None = False) -> list[Group]:
        """By name; ``archived`` None: all, those that train now first."""
        query = select(Group).order_by(Group.archived_at.is_not(None), Group.name_n, Group.id)
        return list(self.session.scalars(query.where(_standing(Group.archived_at.is_(None), archived)).limit(MOST)))

    def find_by_name(self, name: str) -> Group | None:
        """The one that trains now and is called so, in any case of its letters."""
        return self.session.scalar(select(Group).where(Group.archived_at.is_(None), Group.name_n == fold(name)))

    # --- weekly hours ---

    def hours(self, ids: Collection[int]) -> Mapping[int, list[GroupHour]]:
        """The weekly hours of each, in order."""
        found: dict[int, list[GroupHour]] = {}
        query = select(GroupHour).where(GroupHour.group_id.in_(ids)).order_by(GroupHour.weekday, GroupHour.minute)
        for row in self.session.scalars(query):
            found.setdefault(row.group_id, []).append(row)
        return found

    def find_hour(self, group_id: int, weekday: int, minute: int) -> GroupHour | None:
        """The group's hour that begins then."""
        at = (GroupHour.group_id == group_id, GroupHour.weekday == weekday, GroupHour.minute == minute)
        return self.session.scalar(select(GroupHour).where(*at))

    def get_hour(self, group_id: int, hour_id: int) -> GroupHour | None:
        """An hour of this group."""
        query = select(GroupHour).where(GroupHour.id == hour_id, GroupHour.group_id == group_id)
        return self.session.scalar(query)

    def put_hour(self, row: Group, weekday: int, minute: int, length: int) -> None:
        """They train then too, or so long from now on."""
        known = self.find_hour(row.id, weekday, minute)
        if known is None:
            self.session.add(GroupHour(group_id=row.id, weekday=weekday, minute=minute, length=length))
        else:
            known.length = length
        self._refreshed(row)
        self.session.flush()

    def drop_hour(self, row: Group, hour: GroupHour) -> None:
        """They train then no longer."""
        self.session.delete(hour)
        self._refreshed(row)
        self.session.flush()

    # --- trainings made already ---

    def list_ahead(self, group_id: int) -> Sequence[Training]:
        """What was made of the weekly hours and is to come."""
        return self.session.scalars(
            select(Training)
            .where(Training.group_id == group_id, Training.starts_at > self.now, PLANNED, Training.is_from_hours)
            .order_by(Training.starts_at)
        ).all()

    def count_at(self, ids: Collection[int]) -> dict[int, int]:
        """How many people have to do with each of these trainings and are not off."""
        query = select(Visit.training_id, func.count()).where(Visit.training_id.in_(ids), Visit.state != "off")
        return {id_: int(n) for id_, n in self.session.execute(query.group_by(Visit.training_id))} if ids else {}

    # --- people ---

    def count_people(self, ids: Collection[int]) -> dict[int, int]:
        """How many are in each; who has none is left out."""
        query = select(Member.group_id, func.count()).where(Member.group_id.in_(ids))
        found = self.session.execute(query.group_by(Member.group_id))
        return {int(id_): int(number) for id_, number in found if id_ is not None}

    def people(self, group_id: int, day: date, offset: int, limit: int) -> Sequence[tuple[Client, bool]]:
        """A page of who is in it, by name, and whether they are active on ``day``."""
        query = (
            select(Client, active_on(day))
            .join(Member, Member.client_uid == Client.uid)
            .where(Member.group_id == group_id)
            .order_by(Client.surname_n, Client.name_n, Client.uid)
        )
        return [(row, bool(is_on)) for row, is_on in self.session.execute(query.offset(offset).limit(limit))]

    def list_free(self, day: date, among: Collection[int] | None, limit: int) -> Sequence[Client]:
        """Active clients without a group, by name; ``among`` these only."""
        query = select(Client).where(active_on(day), ~_grouped())
        query = query if among is None else query.where(Client.uid.in_(among))
        return self.session.scalars(query.order_by(Client.surname_n, Client.name_n, Client.uid).limit(limit)).all()

    def find_member(self, client_uid: int) -> Member | None:
        """What the gym knows of a client, as it is now."""
        query = select(Member).where(Member.client_uid == client_uid).execution_options(populate_existing=True)
        return self.session.scalar(query)

    def put(self, client_uid: int, group_id: int | None) -> None:
        """The client is in this group, or in none."""
        row = self.find_member(client_uid)
        if row is None:
            row = Member(client_uid=client_uid, created_at=self.now)
            self.session.add(row)
        row.group_id, row.updated_at = group_id, self.now
        self.session.flush()

    def free(self, group_id: int) -> list[int]:
        """Nobody is in it any more; who was (S5.48)."""
        left = update(Member).where(Member.group_id == group_id).values(group_id=None, updated_at=self.now)
        return sorted(self.session.scalars(left.returning(Member.client_uid), execution_options=_PLAIN))


class Gym:
    """The three dictionaries."""

    def __init__(self, session: Session, now: datetime) -> None:
        """Work inside ``session``; ``now`` is the moment of the transaction."""
        self.plans = Plans(session, now)
        self.coaches = Coaches(session, now)
        self.groups = Groups(session, now)


_PLAIN = {"synchronize_session": False}


def _grouped() -> ColumnElement[bool]:
    return exists().where(Member.client_uid == Client.uid, Member.group_id.is_not(None))


def _standing(is_live: ColumnElement[bool], archived: bool | None) -> ColumnElement[bool]:
    """In use, in the archive (True), or whichever (None)."""
    if archived is None:
        return true()
    return ~is_live if archived else is_live
