"""Who an audience is, as a condition on accounts; whom an event has come for.

A later area adds its own under the name it has registered in ``domain.campaigns``.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select, true

from domain.shop import State
from models import BegunPurchase, Purchase, User, UserRole

Params = dict[str, Any]
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


CONDITIONS |= {"all": _all, "active": _active, "silent": _silent, "role": _role, "buyers": _buyers}
EVENTS |= {"abandoned": _abandoned, "bought": _bought}
