"""Groups: who trains together, when each week, and what becomes of trainings made already (S5.10, S5.32)."""

from collections.abc import Collection, Sequence
from datetime import time
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, command, query
from domain.errors import Conflict, NotFound
from domain.groups import HOURS_MOST, Changed, GroupView, Hour, Kept
from domain.gym import Field, Value, Values
from domain.walltime import to_utc
from services import utility_dictionary as dictionaries
from services.gym_dictionary import check_room, columns, live

if TYPE_CHECKING:
    from models import Group, GroupHour, Training
    from repositories.uow import Uow

KIND = "group"


@query(Permission.TRAININGS)
def listed(uow: "Uow", actor: Actor, archived: bool | None = False) -> tuple[GroupView, ...]:
    """Who trains together, by name; the archive; or both (None)."""
    return group_views(uow, uow.gym.groups.list_all(archived=archived))


@query(Permission.TRAININGS)
def get(uow: "Uow", actor: Actor, group_id: int) -> GroupView:
    """A group, also an archived one; raises ``NotFound``."""
    return group_views(uow, [uow.gym.groups.get(group_id)])[0]


@query(Permission.TRAININGS)
def free_name(uow: "Uow", actor: Actor, name: str) -> str:
    """The name, if no other group has it; raises ``Conflict``."""
    return _free(uow, name)


@query(Permission.TRAININGS)
def after_removing(uow: "Uow", actor: Actor, group_id: int, hour_id: int | None) -> Changed:
    """What would become of trainings made already without this hour, or without the group (None): nothing is done."""
    row = uow.gym.groups.get(group_id)
    ahead = _of_hours(uow, row, _dropped(uow, group_id, hour_id))
    unasked = uow.trainings.list_idle([one.id for one in ahead])
    kept = _kept(uow, [one for one in ahead if one.id not in unasked])
    return Changed(group_views(uow, [row])[0], len(ahead) - len(kept), kept)


@query(Permission.TRAININGS)
def outside_hours(uow: "Uow", actor: Actor, group_id: int) -> tuple[Kept, ...]:
    """Trainings to come that were made of hours that are no more, and stay because of people; raises ``NotFound``."""
    row = uow.gym.groups.get(group_id)
    hours = uow.gym.groups.hours([group_id]).get(group_id, [])
    ahead = uow.gym.groups.list_ahead(group_id)
    return _kept(uow, [one for one in ahead if not any(_is_of(uow, one, hour) for hour in hours) or row.archived_at])


@command(Permission.TRAININGS)
def add(uow: "Uow", actor: Actor, values: Values, origin: str) -> GroupView:
    """A new group; the same ``origin`` (a draft, a form) gives the same one. Raises ``Conflict``, ``NotFound``."""
    if (row := uow.gym.groups.find_by_origin(origin)) is None:
        check_room(len(uow.gym.groups.list_all()))
        _free(uow, str(values[Field.NAME]))
        _check_coach(uow, values.get(Field.COACH))
        row = uow.gym.groups.make(**columns(values), origin=origin)
        uow.audit.record(actor, "created", KIND, row.id, None, columns(values))
    return group_views(uow, [row])[0]


@command(Permission.TRAININGS)
def edit(uow: "Uow", actor: Actor, group_id: int, values: Values, version: int | None = None) -> GroupView:
    """Set fields; trainings made already keep theirs (T27). The same again changes nothing. Raises as ``add``."""
    row = live(uow.gym.groups, group_id, version)
    if Field.NAME in values:
        _free(uow, str(values[Field.NAME]), but=row.id)
    if values.get(Field.COACH) != row.coach_id:
        _check_coach(uow, values.get(Field.COACH))
    dictionaries.edit(uow, actor, KIND, uow.gym.groups, row, columns(values))
    return group_views(uow, [row])[0]


@command(Permission.TRAININGS)
def archive(uow: "Uow", actor: Actor, group_id: int) -> Changed:
    """It trains no more: its people are free, trainings that nobody has to do with are gone, the others stay (S5.48).

    A second press changes nothing.
    """
    row = uow.gym.groups.get_locked(group_id)
    if row.archived_at is not None:
        return Changed(group_views(uow, [row])[0])
    dictionaries.archive(uow, actor, KIND, uow.gym.groups, row)
    for client_uid in uow.gym.groups.free(group_id):
        uow.audit.record(actor, "left_group", "client", client_uid, {"group_id": group_id}, {"group_id": None})
    return _swept(uow, actor, row, _of_hours(uow, row, None))


@command(Permission.TRAININGS)
def restore(uow: "Uow", actor: Actor, group_id: int) -> GroupView:
    """It trains again, at its hours, without people. Raises ``Conflict`` where another has its name by now."""
    row = uow.gym.groups.get_locked(group_id)
    if row.archived_at is not None:
        _free(uow, row.name, but=row.id)
        dictionaries.restore(uow, actor, KIND, uow.gym.groups, row)
    return group_views(uow, [row])[0]


# --- weekly hours ---


@command(Permission.TRAININGS)
def add_hours(uow: "Uow", actor: Actor, group_id: int, hours: Collection[Hour]) -> Changed:
    """They train then too; where they do already, so long from now on. The same again changes nothing.

    A new length makes trainings of the old one go, as ``remove_hour`` does. Raises ``Conflict`` for too many.
    """
    row = live(uow.gym.groups, group_id)
    known = {(one.weekday, one.minute): one.length for one in uow.gym.groups.hours([group_id]).get(group_id, [])}
    fresh = [one for one in hours if known.get((one.weekday, one.minute)) != one.length]
    if len({*known, *((one.weekday, one.minute) for one in fresh)}) > HOURS_MOST:
        raise Conflict("A group trains {most} times a week at most.", most=HOURS_MOST)
    stale: list[Training] = []
    for one in fresh:
        before = uow.gym.groups.find_hour(group_id, one.weekday, one.minute)
        stale += _of_hours(uow, row, before) if before is not None else []
        said = _said(before) if before is not None else None
        uow.gym.groups.put_hour(row, one.weekday, one.minute, one.length)
        uow.audit.record(actor, "hours", KIND, row.id, said, _said(one))
    return _swept(uow, actor, row, stale)


@command(Permission.TRAININGS)
def remove_hour(uow: "Uow", actor: Actor, group_id: int, hour_id: int) -> Changed:
    """They train then no longer: trainings that nobody has to do with are gone, the others stay and are named.

    A second press changes nothing.
    """
    row = live(uow.gym.groups, group_id)
    hour = uow.gym.groups.get_hour(group_id, hour_id)
    if hour is None:
        return Changed(group_views(uow, [row])[0])
    ahead = _of_hours(uow, row, hour)
    uow.audit.record(actor, "hours", KIND, row.id, _said(hour), None)
    uow.gym.groups.drop_hour(row, hour)
    return _swept(uow, actor, row, ahead)


def _said(hour: "GroupHour | Hour") -> dict[str, Value]:
    return {"weekday": hour.weekday, "minute": hour.minute, "length": hour.length}


def _dropped(uow: "Uow", group_id: int, hour_id: int | None) -> "GroupHour | None":
    if hour_id is None:
        return None
    hour = uow.gym.groups.get_hour(group_id, hour_id)
    if hour is None:
        raise NotFound("This hour is no longer there.")
    return hour


def _of_hours(uow: "Uow", row: "Group", hour: "GroupHour | None") -> "list[Training]":
    """Trainings to come that this hour has made, or any hour (None): moved ones belong to none."""
    return [one for one in uow.gym.groups.list_ahead(row.id) if hour is None or _is_of(uow, one, hour)]


def _is_of(uow: "Uow", one: "Training", hour: "GroupHour") -> bool:
    """Whether the training stands where this hour has put it."""
    begins = to_utc(one.day, time(hour.minute // 60, hour.minute % 60), uow.place.zone)
    return one.day.weekday() == hour.weekday and one.starts_at == begins


def _swept(uow: "Uow", actor: Actor, row: "Group", trainings: "Sequence[Training]") -> Changed:
    ids = [one.id for one in trainings]
    gone = uow.trainings.drop_unasked(ids)
    for id_ in sorted(gone):
        uow.audit.record(actor, "deleted", "training", id_, {"group_id": row.id}, None)
    kept = _kept(uow, [one for one in trainings if one.id not in gone])
    return Changed(group_views(uow, [row])[0], len(gone), kept)


def _kept(uow: "Uow", trainings: "Sequence[Training]") -> tuple[Kept, ...]:
    people = uow.gym.groups.count_at([one.id for one in trainings])
    return tuple(Kept(one.id, one.starts_at, people.get(one.id, 0)) for one in trainings)


# --- views ---


def group_views(uow: "Uow", rows: "Sequence[Group]") -> tuple[GroupView, ...]:
    """Rows as views; three queries for all of them."""
    ids = [row.id for row in rows]
    hours, people = (uow.gym.groups.hours(ids), uow.gym.groups.count_people(ids)) if ids else ({}, {})
    coaches = uow.gym.coaches.list_by_ids({row.coach_id for row in rows})
    names = {id_: f"{one.first_name} {one.last_name}".strip() for id_, one in coaches.items()}
    return tuple(
        GroupView(
            row.id, row.name, row.coach_id, names.get(row.coach_id or 0, ""), row.capacity, row.about, row.link,
            tuple(Hour(one.weekday, one.minute, one.length, one.id) for one in hours.get(row.id, ())),
            people.get(row.id, 0), row.archived_at is not None, row.version,
        )
        for row in rows
    )  # fmt: skip


def _free(uow: "Uow", name: str, but: int | None = None) -> str:
    known = uow.gym.groups.find_by_name(name)
    if known is not None and known.id != but:
        raise Conflict("There is a group “{name}” already.", name=known.name)
    return name


def _check_coach(uow: "Uow", coach_id: Value) -> None:
    """Raise ``NotFound`` for a coach who leads nothing any more."""
    if isinstance(coach_id, int):
        live(uow.gym.coaches, coach_id)
