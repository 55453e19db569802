"""Rows of the gym's exported tables. Their days are the business's: a period's bounds come in its zone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from domain.payments import Kind
from models import Client, Coach, Freeze, Group, Member, Membership, Payment, Training, Visit
from repositories.member_lists import IS_MEMBER
from repositories.memberships import PAID

Bounds = tuple[datetime, datetime] | None


def _joined(*parts: Any) -> ColumnElement[str]:
    joined: ColumnElement[Any] = func.coalesce(parts[0], "")
    for part in parts[1:]:
        joined = joined + " " + func.coalesce(part, "")
    return func.trim(joined)


_WHO: dict[str, Any] = {
    "client_uid": Client.uid, "client": _joined(Client.surname, Client.name, Client.midname), "phone": Client.phone,
}  # fmt: skip
_MEMBERS: dict[str, Any] = _WHO | {
    "email": Member.email, "region": Member.region, "group": Group.name,
    "until": select(func.max(Membership.ends)).where(Membership.client_uid == Client.uid, PAID).scalar_subquery(),
    "came": select(func.count()).where(Visit.client_uid == Client.uid, Visit.state == "came").scalar_subquery(),
    "joined_at": Member.joined_at, "comment": Member.comment,
}  # fmt: skip
_MEMBERSHIPS: dict[str, Any] = (
    {"id": Membership.id}
    | _WHO
    | {
        "name": Membership.name, "state": Membership.state, "starts": Membership.starts, "ends": Membership.ends,
        "days": Membership.days, "visits": Membership.visits,
        "used": select(func.count())
        .where(Visit.membership_id == Membership.id, Visit.counts.is_(True))
        .scalar_subquery(),
        "freeze_days": Membership.freeze_days, "price": Membership.price, "paid": Membership.paid,
        "created_at": Membership.created_at,
    }
)  # fmt: skip
_MONEY: dict[str, Any] = (
    {"id": Payment.id, "at": Payment.at}
    | _WHO
    | {
        "name": Membership.name, "amount": Payment.amount, "method": Payment.method, "note": Payment.note,
        "refund_of": Payment.refund_of,
    }
)  # fmt: skip
_FREEZES: dict[str, Any] = (
    {"id": Freeze.id}
    | _WHO
    | {"name": Membership.name, "starts": Freeze.starts, "ends": Freeze.ends, "created_at": Freeze.created_at}
)
_VISITS: dict[str, Any] = (
    {
        "id": Visit.id, "starts_at": Training.starts_at, "title": Training.title, "group": Group.name,
        "coach": _joined(Coach.first_name, Coach.last_name),
    }
    | _WHO
    | {"state": Visit.state, "name": Membership.name}
)  # fmt: skip


def _members(columns: Sequence[Any], _bounds: Bounds) -> Select[Any]:
    """Who is a member and was not deleted, by number."""
    return (
        select(*columns)
        .select_from(Client)
        .outerjoin(Member, Member.client_uid == Client.uid)
        .outerjoin(Group, Group.id == Member.group_id)
        .where(Client.deleted_at.is_(None), IS_MEMBER)
        .order_by(Client.uid)
    )


def _memberships(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    """What was sold in the period."""
    query = select(*columns).select_from(Membership).join(Client, Client.uid == Membership.client_uid)
    query = query.order_by(Membership.id)
    if bounds is None:
        return query
    return query.where(Membership.created_at >= bounds[0], Membership.created_at < bounds[1])


def _money(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    """What came and went in the period."""
    query = (
        select(*columns)
        .select_from(Payment)
        .join(Membership, Membership.id == Payment.subject_id)
        .join(Client, Client.uid == Membership.client_uid)
        .where(Payment.kind == Kind.MEMBERSHIP)
        .order_by(Payment.id)
    )
    return query.where(Payment.at >= bounds[0], Payment.at < bounds[1]) if bounds else query


def _freezes(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    """Of which at least a day lies in the period."""
    query = (
        select(*columns)
        .select_from(Freeze)
        .join(Membership, Membership.id == Freeze.membership_id)
        .join(Client, Client.uid == Freeze.client_uid)
        .order_by(Freeze.starts, Freeze.id)
    )
    if bounds is None:
        return query
    first, last = _days(bounds)
    return query.where(Freeze.ends >= first, Freeze.starts <= last)


def _visits(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    """To trainings of the period."""
    query = (
        select(*columns)
        .select_from(Visit)
        .join(Training, Training.id == Visit.training_id)
        .join(Client, Client.uid == Visit.client_uid)
        .outerjoin(Group, Group.id == Training.group_id)
        .outerjoin(Coach, Coach.id == Training.coach_id)
        .outerjoin(Membership, Membership.id == Visit.membership_id)
        .order_by(Visit.day, Visit.id)
    )
    if bounds is None:
        return query
    first, last = _days(bounds)
    return query.where(Visit.day >= first, Visit.day <= last)


def _days(bounds: tuple[datetime, datetime]) -> tuple[date, date]:
    """The days of a period; its end is the midnight after the last."""
    return bounds[0].date(), (bounds[1] - timedelta(microseconds=1)).date()


TABLES: Mapping[str, tuple[Mapping[str, Any], Callable[[Sequence[Any], Bounds], Select[Any]]]] = {
    "members": (_MEMBERS, _members),
    "memberships": (_MEMBERSHIPS, _memberships),
    "membership_money": (_MONEY, _money),
    "freezes": (_FREEZES, _freezes),
    "visits": (_VISITS, _visits),
}
