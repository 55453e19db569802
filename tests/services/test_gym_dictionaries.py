"""Plans, coaches, groups as use cases: once by origin, names used once, versions, who may, two at once (S5.48)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from typing import Any

import pytest

from db import Database
from domain import coaches as coach_rules
from domain.access import Actor, Role
from domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound
from domain.forms import Stale
from domain.groups import Hour
from domain.gym import Field
from domain.walltime import to_utc
from domain.weekly import read_hours
from models import Audit, GroupHour, Member, Training
from services import coaches, forms_gym, group_people, groups, plans
from tests.builders import make_client
from tests.gym_rows import make_coach, make_group, make_membership, make_plan, make_training

Run = Callable[..., Any]
PLAN = {Field.NAME: "Месяц", Field.DAYS: 30, Field.VISITS: None, Field.PRICE: 300_000, Field.FREEZE: 10}


@pytest.fixture
def owner(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.OWNER)


@pytest.mark.req("S5.12")
def test_a_plan_is_made_once_by_its_origin_and_its_name_is_used_once(run: Run, owner: Actor) -> None:
    made = run(owner, plans.add, PLAN, "d1")
    assert run(owner, plans.add, PLAN, "d1") == made
    with pytest.raises(Conflict):
        run(owner, plans.add, PLAN | {Field.NAME: "МЕСЯЦ"}, "d2")
    run(owner, plans.archive, made.id)
    with pytest.raises(NotFound):
        run(owner, plans.edit, made.id, {Field.DAYS: 31})
    other = run(owner, plans.add, PLAN, "d3")
    assert other.id != made.id
    with pytest.raises(Conflict):
        run(owner, plans.restore, made.id)


@pytest.mark.req("S5.12")
def test_who_saves_what_has_changed_meanwhile_is_refused(run: Run, owner: Actor) -> None:
    seen = run(owner, plans.add, PLAN, "d1")
    typed = {"name": "Месяц", "days": "31", "visits": "", "price": "3000", "freeze_days": ""}
    run(owner, forms_gym.save_plan, seen.id, typed, seen)
    with pytest.raises(Stale):
        run(owner, forms_gym.save_plan, seen.id, typed | {"days": "60"}, seen)
    assert run(owner, plans.get, seen.id).days == 31


@pytest.mark.req("S5.48")
def test_two_at_once_put_a_client_into_one_group_only(db: Database, run: Run, manager: Actor) -> None:
    def fill(uow: Any) -> tuple[int, list[int]]:
        client = make_client(uow).uid
        make_membership(uow, client)
        return client, [make_group(uow).id for _ in range(4)]

    client, ids = db.write_now(fill)

    def put(group: int) -> bool:
        try:
            run(manager, group_people.put, group, client)
        except CrmError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(put, ids)) == 1
    audited = db.read_now(lambda uow: uow.session.query(Audit).where(Audit.action == "joined_group").count())
    assert audited == 1
    group = db.read_now(lambda uow: uow.session.query(Member.group_id).scalar())
    run(manager, group_people.put, group, client)  # a second press changes nothing
    assert db.read_now(lambda uow: uow.session.query(Audit).where(Audit.action == "joined_group").count()) == 1


@pytest.mark.req("S5.10")
def test_a_training_that_was_moved_belongs_to_no_hour(db: Database, run: Run, manager: Actor) -> None:
    group = db.write_now(lambda uow: make_group(uow).id)
    run(manager, groups.add_hours, group, [Hour(1, 1140)])

    def fill(uow: Any) -> int:
        tuesday = uow.today + timedelta(days=(1 - uow.today.weekday()) % 7 + 7)
        make_training(uow, to_utc(tuesday, time(19), uow.place.zone), group_id=group, is_from_hours=True)
        moved = to_utc(tuesday + timedelta(days=7), time(20), uow.place.zone)
        return int(make_training(uow, moved, group_id=group, is_from_hours=True).id)

    moved = db.write_now(fill)
    hour = db.read_now(lambda uow: uow.session.query(GroupHour.id).scalar())
    changed = run(manager, groups.remove_hour, group, hour)
    assert (changed.removed, changed.kept, changed.group.hours) == (1, (), ())
    assert db.read_now(lambda uow: [id_ for (id_,) in uow.session.query(Training.id)]) == [moved]
    again = run(manager, groups.remove_hour, group, hour)
    assert (again.removed, again.group) == (0, changed.group)


@pytest.mark.req("S5.50")
def test_an_account_without_the_role_is_nobodys(
    db: Database, run: Run, manager: Actor, actor: Callable[..., Actor]
) -> None:
    client, ivan = actor(Role.CLIENT), actor(Role.COACH)
    with pytest.raises(Invalid):
        run(manager, coaches.add, {Field.FIRST_NAME: "Иван", Field.ACCOUNT: client.user_id}, "c1")
    made = run(manager, coaches.add, {Field.FIRST_NAME: "Иван", Field.ACCOUNT: ivan.user_id}, "c2")
    with pytest.raises(Conflict):
        run(manager, coaches.add, {Field.FIRST_NAME: "Пётр", Field.ACCOUNT: ivan.user_id}, "c3")
    run(manager, coaches.archive, made.id)
    db.write_now(lambda uow: uow.people.revoke(ivan.user_id, Role.COACH))
    assert run(manager, coaches.restore, made.id).user_id is None


@pytest.mark.parametrize("role", [Role.CLIENT, Role.COACH, Role.SELLER, Role.INSTRUCTOR])
def test_others_keep_nothing_of_it(db: Database, run: Run, actor: Callable[..., Actor], role: Role) -> None:
    somebody = actor(role)
    plan, group, coach = db.write_now(lambda uow: (make_plan(uow).id, make_group(uow).id, make_coach(uow).id))
    for service, *args in (
        (plans.edit, plan, {Field.PRICE: 1}), (plans.listed,), (groups.archive, group), (coaches.archive, coach),
        (group_people.put, group, 1), (groups.add_hours, group, [Hour(1, 1)]),
        (forms_gym.add_plan, {}, "x"), (forms_gym.add_group, {}, "x"),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            run(somebody, service, *args)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("вт 19:00", [(1, 1140, 3600)]),
        ("вт,чт 19:00", [(1, 1140, 3600), (3, 1140, 3600)]),
        ("Понедельник и среда в 18.30, 1,5 часа", [(0, 1110, 5400), (2, 1110, 5400)]),
        ("пн 19:00-20:30", [(0, 1140, 5400)]),
        ("сб 23:30-00:30", [(5, 1410, 3600)]),
        ("tue at 7pm 45 min", [(1, 1140, 2700)]),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, hours: list[tuple[int, int, int]]) -> None:
    assert [(one.weekday, one.minute, one.length) for one in read_hours(typed)] == hours


@pytest.mark.parametrize(
    "typed", ["", "19:00", "вт", "вт в полдвадцатого", "вт 19:00 5 мин", "вт 19:00-19:05", "вт 30"]
)
def test_what_are_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_hours(typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("01.09.1998", date(1998, 9, 1)), ("2020", date(2020, 1, 1)), ("1 сентября", date(2026, 9, 1)),
     ("1 декабря", date(2025, 12, 1)), ("2020-02-29", date(2020, 2, 29))],
)  # fmt: skip
def test_the_start_of_work_is_a_day_of_the_past(typed: str, day: date) -> None:
    assert coach_rules.read(Field.STARTED, typed, date(2026, 11, 29), "RU") == day


@pytest.mark.parametrize("typed", ["01.01.2027", "1900", "30.02.2020", "давно", "0000"])
def test_a_day_to_come_is_no_start_of_work(typed: str) -> None:
    with pytest.raises(Invalid):
        coach_rules.read(Field.STARTED, typed, date(2026, 11, 29), "RU")
