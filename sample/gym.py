"""A gym in the same house: three plans, three groups, forty members over three months, who came and who did not.

Members are clients of the club: one person is one card. Nobody is told of the past.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from domain.access import SYSTEM
from domain.fold import fold
from domain.memberships import Span, frozen_until
from domain.payments import Kind
from models import Client, Coach, Freeze, Group, GroupHour, Member, Membership, Payment, Plan, Training, Visit
from repositories.uow import Uow
from sample.club import enrol
from sample.personas import ATHLETE, COACH, PERSONAS

SEED = 20261130
MEMBERS, SKIPPED = 40, 20  # so many clients of the club, behind the first ones
PAST, AHEAD = 60, 7  # days of trainings
PLANS = (
    ("Пробная неделя", 7, 3, 900, 0),
    ("Месяц, 12 посещений", 30, 12, 3_600, 7),
    ("Три месяца", 90, None, 9_900, 21),
)
COACHES = (
    ("Олег", "Панин", "+79021000020", "Силовые и кроссфит, мастер спорта."),
    ("Жанна", "Ким", "+79025550301", "Йога и растяжка, 12 лет практики."),
)
GROUPS = (  # name, its coach, places, weekdays, hour
    ("Утренняя йога", 1, 10, (0, 2, 4), 8), ("Кроссфит", 0, 8, (1, 3, 5), 19), ("Растяжка", 1, 12, (2, 6), 18),
)  # fmt: skip
LINK = "https://example.com/live/{}"
REGIONS = ("Октябрьский", "Свердловский", "Ленинский", "")
LENGTH = timedelta(hours=1)
Row = TypeVar("Row")


@dataclass
class _Gym:
    """What was made so far."""

    uow: Uow
    dice: random.Random
    plans: list[Plan]
    coaches: list[Coach]
    groups: list[Group]


def fill(uow: Uow) -> None:
    """Put it in; does nothing where it is, or where there are no clients."""
    clients = _clients(uow)
    if uow.session.query(Plan).filter_by(origin="sample:0").first() is not None or not clients:
        return
    enrol(uow)
    gym = _Gym(uow, random.Random(SEED), [], [], [])  # noqa: S311  (sample data, no secret)
    _dictionaries(gym)
    members = [_member(gym, number, client) for number, client in enumerate(clients)]
    _trainings(gym, members)


def _clients(uow: Uow) -> list[int]:
    rows = uow.session.query(Client.uid).filter(Client.origin.like("sample:%")).order_by(Client.uid)
    persona = next(one for one in PERSONAS if one["user_id"] == ATHLETE)
    found = [uid for (uid,) in rows.offset(SKIPPED).limit(MEMBERS - 1)]
    if not found:
        return []
    user, _ = uow.people.meet(ATHLETE, persona["first_name"], persona["last_name"], None, "ru")
    user.phone = persona["phone"]
    known = uow.clients.find_by_phone(persona["phone"])
    own = known[0] if known else uow.clients.add(
        uow.clients.row(surname=persona["last_name"], name=persona["first_name"], phone=persona["phone"])
    )  # fmt: skip
    uow.people.tie(user.id, own.uid)
    return [own.uid, *found]


def _dictionaries(gym: _Gym) -> None:
    uow = gym.uow
    stamped = {"created_at": uow.now - timedelta(days=100), "updated_at": uow.now - timedelta(days=100)}
    for at, (name, days, visits, roubles, freeze_days) in enumerate(PLANS):
        plan = Plan(
            name=name, name_n=fold(name), days=days, visits=visits, price=roubles * 100, freeze_days=freeze_days,
            origin=f"sample:{at}", **stamped,
        )  # fmt: skip
        gym.plans.append(_put(uow, plan))
    for at, (first, last, phone, about) in enumerate(COACHES):
        user = uow.people.find_by_telegram(COACH) if at == 0 else None
        coach = Coach(
            first_name=first, last_name=last, phone=phone, about=about, user_id=user.id if user else None,
            started_on=uow.today - timedelta(days=700 * (at + 1)), origin=f"sample:{at}", **stamped,
        )  # fmt: skip
        gym.coaches.append(_put(uow, coach))
    for at, (name, leads, places, weekdays, hour) in enumerate(GROUPS):
        group = Group(
            name=name, name_n=fold(name), coach_id=gym.coaches[leads].id, capacity=places, origin=f"sample:{at}",
            link=LINK.format(at + 1), **stamped,
        )  # fmt: skip
        gym.groups.append(_put(uow, group))
        for day in weekdays:
            hours = GroupHour(group_id=group.id, weekday=day, minute=hour * 60, length=int(LENGTH.total_seconds()))
            _put(uow, hours)


def _member(gym: _Gym, number: int, client_uid: int) -> int:
    """Somebody with one to three memberships behind each other; every ninth has frozen the last one."""
    uow, dice = gym.uow, gym.dice
    group = dice.choice(gym.groups) if number == 0 or dice.random() < 0.6 else None
    region = dice.choice(REGIONS)
    joined = uow.now - timedelta(days=dice.randint(40, 95))
    _put(uow, Member(
        client_uid=client_uid, region=region, region_n=fold(region), group_id=group.id if group else None,
        joined_at=joined, created_at=joined, updated_at=joined,
    ))  # fmt: skip
    starts = joined.astimezone(uow.place.zone).date()
    plan = gym.plans[1] if number == 0 else dice.choices(gym.plans, (1, 5, 3))[0]
    for at in range(4):
        freeze = _freeze(gym, starts, plan) if number % 9 == 4 else None
        ends, _ = frozen_until(starts, plan.days, [freeze] if freeze else [])
        _sell(gym, client_uid, plan, Span(starts, ends), freeze, f"{number}:{at}")
        leaves = number != 0 and dice.random() < 0.25
        if ends >= uow.today or leaves:
            break
        starts, plan = ends + timedelta(days=1), gym.plans[1] if plan.days < 30 else plan
    return client_uid


def _freeze(gym: _Gym, starts: date, plan: Plan) -> Span | None:
    """A part of the plan's days, so that some of them are frozen today."""
    middle = gym.uow.today - timedelta(days=2)
    if not plan.freeze_days or not starts <= middle < starts + timedelta(days=plan.days):
        return None
    return Span(middle, middle + timedelta(days=plan.freeze_days - 1))


def _sell(gym: _Gym, client_uid: int, plan: Plan, span: Span, freeze: Span | None, origin: str) -> None:
    uow = gym.uow
    paid_on = datetime.combine(span.starts, time(gym.dice.randint(9, 20), 15), uow.place.zone)
    at = min(paid_on, uow.now)
    row = _put(uow, Membership(
        client_uid=client_uid, plan_id=plan.id, name=plan.name, days=plan.days, visits=plan.visits, price=plan.price,
        freeze_days=plan.freeze_days, state="paid", starts=span.starts, ends=span.ends, paid=plan.price,
        told_after=span.ends, told_before=span.ends, created_at=at, updated_at=at, origin=f"sample:{origin}",
    ))  # fmt: skip
    _put(uow, Payment(
        kind=Kind.MEMBERSHIP.value, subject_id=row.id, client_uid=client_uid, amount=plan.price, note="на стойке",
        at=at, origin=f"sample:member:{origin}",
    ))  # fmt: skip
    if freeze is not None:
        _put(uow, Freeze(
            membership_id=row.id, client_uid=client_uid, starts=freeze.starts, ends=freeze.ends, created_at=at,
            updated_at=at,
        ))  # fmt: skip
    Uow(uow.session, at, place=uow.place).audit.record(SYSTEM, "begun", "membership", row.id)


def _trainings(gym: _Gym, members: Sequence[int]) -> None:
    today = gym.uow.today
    groups = {
        row.client_uid: row.group_id for row in gym.uow.session.query(Member).filter(Member.client_uid.in_(members))
    }
    for ahead in range(-PAST, AHEAD + 1):
        day = today + timedelta(days=ahead)
        for group, (_name, _coach, _places, weekdays, hour) in zip(gym.groups, GROUPS, strict=True):
            if day.weekday() in weekdays:
                own = [uid for uid in members if groups.get(uid) == group.id]
                _training(gym, group, datetime.combine(day, time(hour), gym.uow.place.zone), own)


def _training(gym: _Gym, group: Group, starts_at: datetime, own: Sequence[int]) -> None:
    uow, ends_at = gym.uow, starts_at + LENGTH
    is_over = ends_at < uow.now
    made = min(starts_at - timedelta(days=14), uow.now)
    row = _put(uow, Training(
        group_id=group.id, coach_id=group.coach_id, title=group.name, starts_at=starts_at, ends_at=ends_at,
        day=starts_at.date(), capacity=group.capacity, link=group.link, is_from_hours=True,
        closed_at=ends_at if is_over else None, created_at=made, updated_at=made,
    ))  # fmt: skip
    held = 0
    for client_uid in own:
        membership = _can_come(uow, client_uid, row.day)
        if membership is None or held >= group.capacity or (not is_over and gym.dice.random() < 0.5):
            continue
        state = "signed" if not is_over else "came" if gym.dice.random() < 0.8 else "missed"
        held += 1
        _put(uow, Visit(
            training_id=row.id, client_uid=client_uid, membership_id=membership.id, day=row.day, state=state,
            counts=state != "missed" or gym.dice.random() < 0.5, created_at=made, updated_at=made,
        ))  # fmt: skip


def _can_come(uow: Uow, client_uid: int, day: date) -> Membership | None:
    """The membership that a visit of this day takes, where one is left."""
    row = uow.memberships.find_active(client_uid, day)
    if row is None or any(one.starts <= day <= one.ends for one in uow.memberships.freezes([row.id]).get(row.id, [])):
        return None
    is_left = row.visits is None or uow.memberships.used([row.id]).get(row.id, 0) < row.visits
    return row if is_left else None


def _put(uow: Uow, row: Row) -> Row:
    uow.session.add(row)
    uow.session.flush()
    return row
