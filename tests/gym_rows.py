"""Rows of the gym for tests: what is not named has a sensible value of its own."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from domain.fold import fold
from models import Coach, Freeze, Group, Member, Membership, Plan, Training, Visit
from repositories.uow import Uow
from tests.builders import make_client

_numbers = count(1)


def _add(uow: Uow, row: Any) -> Any:
    uow.session.add(row)
    uow.session.flush()
    return row


def _stamped(uow: Uow) -> dict[str, Any]:
    return {"created_at": uow.now, "updated_at": uow.now}


def make_plan(uow: Uow, **values: Any) -> Plan:
    """30 days for 3 000, ten of them to freeze."""
    name = values.pop("name", f"План {next(_numbers)}")
    defaults = {"days": 30, "visits": None, "price": 300_000, "freeze_days": 10}
    row: Plan = _add(uow, Plan(name=name, name_n=fold(name), **(defaults | values), **_stamped(uow)))
    return row


def make_membership(uow: Uow, client_uid: int | None = None, starts: date | None = None, **values: Any) -> Membership:
    """A paid one from today, of a new client and a new plan unless told otherwise."""
    plan = values.pop("plan", None) or make_plan(uow)
    starts = starts or uow.today
    days = values.pop("days", plan.days)
    defaults: dict[str, Any] = {
        "name": plan.name, "visits": plan.visits, "price": plan.price, "freeze_days": plan.freeze_days, "state": "paid",
        "paid": plan.price, "starts": starts, "ends": starts + timedelta(days=days - 1),
    }  # fmt: skip
    if values.get("state") in ("wanted", "cancelled"):
        defaults |= {"starts": None, "ends": None, "paid": 0}
    row: Membership = _add(
        uow,
        Membership(
            client_uid=client_uid or make_client(uow).uid, plan_id=plan.id, days=days,
            **(defaults | values), **_stamped(uow),
        ),
    )  # fmt: skip
    return row


def make_freeze(uow: Uow, membership: Membership, starts: date, ends: date) -> Freeze:
    """As it stands; the membership's end is not moved."""
    row: Freeze = _add(
        uow,
        Freeze(
            membership_id=membership.id, client_uid=membership.client_uid, starts=starts, ends=ends, **_stamped(uow)
        ),
    )
    return row


def make_member(uow: Uow, client_uid: int | None = None, **values: Any) -> Member:
    """What the gym knows of a client beside the card."""
    region = values.get("region", "")
    row: Member = _add(
        uow,
        Member(client_uid=client_uid or make_client(uow).uid, region_n=fold(region), **values, **_stamped(uow)),
    )
    return row


def make_coach(uow: Uow, **values: Any) -> Coach:
    """Somebody who leads trainings."""
    defaults = {"first_name": f"Тренер{next(_numbers)}", "last_name": "Орлов"}
    row: Coach = _add(uow, Coach(**(defaults | values), **_stamped(uow)))
    return row


def make_group(uow: Uow, **values: Any) -> Group:
    """A group for ten."""
    name = values.pop("name", f"Группа {next(_numbers)}")
    row: Group = _add(uow, Group(name=name, name_n=fold(name), **({"capacity": 10} | values), **_stamped(uow)))
    return row


def make_training(uow: Uow, starts_at: datetime | None = None, **values: Any) -> Training:
    """An hour tomorrow, for ten, unless told otherwise."""
    starts_at = starts_at or uow.now + timedelta(days=1)
    defaults = {"title": "Йога", "capacity": 10, "ends_at": starts_at + timedelta(hours=1)}
    day = starts_at.astimezone(uow.place.zone).date()
    row: Training = _add(uow, Training(starts_at=starts_at, day=day, **(defaults | values), **_stamped(uow)))
    return row


def make_visit(uow: Uow, training: Training, client_uid: int | None = None, **values: Any) -> Visit:
    """Somebody signed up, unless told otherwise."""
    row: Visit = _add(
        uow,
        Visit(
            training_id=training.id, client_uid=client_uid or make_client(uow).uid, day=training.day,
            **({"state": "signed"} | values), **_stamped(uow),
        ),
    )  # fmt: skip
    return row
