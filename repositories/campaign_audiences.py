"""Who an audience is, as a condition on accounts; whom an event has come for.

A later area adds its own under the name it has registered in ``domain.campaigns``.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, true
from sqlalchemy.orm import aliased

from domain.memberships import State as Paid
from domain.shop import State
from models import BegunPurchase, Client, Member, Membership, Purchase, User, UserRole
from repositories.member_lists import IS_MEMBER, last_paid_in
from repositories.memberships import PAID, active_on

Params = dict[str, Any]
# Moments come in the business's zone: their dates are its days.
# (params, now) → whether an account belongs to it
CONDITIONS: dict[str, Callable[[Params, datetime], ColumnElement[bool]]] = {}
# (params, since, now) → (user_id, what it is about) for which the moment has come, after ``since``
EVENTS: dict[str, Callable[[Params, datetime, datetime], Select[int, int]]] = {}


def _all(_params: Params, _now: datetime) -> ColumnElement[bool]:
    return true()


def _active(params: Params, now: datetime) -> ColumnElement[bool]:
    return User.seen_at >= now - timedelta(days=int(params["days"]))


def _silent(params: Params, now: datetime) -> ColumnElement[bool]:
    return User.seen_at < now - timedelta(days=int(params["days"]))


def _role(params: Params, _now: datetime) -> ColumnElement[bool]:
    if params["role"] == "client":  # everybody is one; meant are those with no other role
        return ~exists().where(UserRole.user_id == User.id)
    return exists().where(UserRole.user_id == User.id, UserRole.role == params["role"])


def _buyers(params: Params, _now: datetime) -> ColumnElement[bool]:
    found = exists().where(Purchase.user_id == User.id, Purchase.state != int(State.CANCELLED))
    return found.where(Purchase.product_id == int(params["product"])) if params.get("product") else found


def _abandoned(params: Params, since: datetime, now: datetime) -> Select[int, int]:
    wait = timedelta(hours=int(params["hours"]))
    return select(BegunPurchase.user_id, BegunPurchase.product_id).where(
        BegunPurchase.purchase_id.is_(None), BegunPurchase.begun_at > since - wait, BegunPurchase.begun_at <= now - wait
    )


def _bought(params: Params, since: datetime, now: datetime) -> Select[int, int]:
    wait = timedelta(days=int(params["days"]))
    return select(Purchase.user_id, Purchase.id).where(
        Purchase.state == int(State.DONE), Purchase.updated_on > since - wait, Purchase.updated_on <= now - wait
    )


# --- the gym ---


def _members(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Accounts of clients for whom these hold; nobody is written to by a deleted card."""
    return exists().where(Client.uid == User.client_uid, Client.deleted_at.is_(None), *conditions)


def _active_members(_params: Params, now: datetime) -> ColumnElement[bool]:
    return _members(active_on(now.date()))


def _inactive_members(_params: Params, now: datetime) -> ColumnElement[bool]:
    return _members(IS_MEMBER, ~active_on(now.date()))


def _in_group(params: Params) -> ColumnElement[bool]:
    group = Member.group_id == int(params["group"])
    return exists().where(Member.client_uid == Client.uid, group).correlate(Client)


def _group(params: Params, _now: datetime) -> ColumnElement[bool]:
    return _members(_in_group(params))


def _active_of_group(params: Params, now: datetime) -> ColumnElement[bool]:
    return _members(_in_group(params), active_on(now.date()))


def _ending(params: Params, now: datetime) -> ColumnElement[bool]:
    return _members(last_paid_in(now.date(), now.date() + timedelta(days=int(params["days"]))))


def _ended(params: Params, since: datetime, now: datetime) -> Select[int, int]:
    """Whose last paid day was so many days ago, today or since the day of ``since``; who has renewed is left alone."""
    wait = timedelta(days=int(params["days"]))
    later = aliased(Membership)
    renewed = exists().where(
        later.client_uid == Membership.client_uid, later.state == Paid.PAID.value, later.ends > Membership.ends
    )
    return (
        select(User.id, Membership.id)
        .join(Membership, Membership.client_uid == User.client_uid)
        .join(Client, Client.uid == User.client_uid)
        .where(
            PAID, Membership.ends > since.date() - wait, Membership.ends <= now.date() - wait, ~renewed,
            Client.deleted_at.is_(None),
        )
    )  # fmt: skip


CONDITIONS |= {
    "members_active": _active_members, "members_inactive": _inactive_members, "members_group": _group,
    "members_group_active": _active_of_group, "members_ending": _ending,
}  # fmt: skip
EVENTS |= {"members_ended": _ended}
CONDITIONS |= {"all": _all, "active": _active, "silent": _silent, "role": _role, "buyers": _buyers}
EVENTS |= {"abandoned": _abandoned, "bought": _bought}
