"""Rows of the housing company's exported tables: personal accounts and residents' requests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from models import Account, Executor, RequestCategory, RequestSubcategory, Resident, UtilityRequest

ACCOUNTS: dict[str, Any] = {
    "number": Account.number,
    "full_name": Account.full_name,
    "city": Account.city,
    "street": Account.street,
    "house": Account.house,
    "letter": Account.letter,
    "flat": Account.flat,
    "phone": Account.phone,
    "contract": Account.contract,
    "residents": select(func.count())
    .where(Resident.account_id == Account.id, Resident.freed_at.is_(None))
    .scalar_subquery(),
    "created_at": Account.created_at,
    "link": Account.link_code,
    "qr": Account.link_code,
}
REQUESTS: dict[str, Any] = {
    "id": UtilityRequest.id,
    "created_at": UtilityRequest.created_at,
    "state": UtilityRequest.state,
    "account": UtilityRequest.account,
    "full_name": UtilityRequest.full_name,
    "city": UtilityRequest.city,
    "street": UtilityRequest.street,
    "house": UtilityRequest.house,
    "flat": UtilityRequest.flat,
    "phone": UtilityRequest.phone,
    "category": RequestCategory.name,
    "subcategory": RequestSubcategory.name,
    "text": UtilityRequest.text,
    "wish": UtilityRequest.wish,
    "executor": Executor.full_name,
    "assigned_at": UtilityRequest.assigned_at,
    "started_at": UtilityRequest.started_at,
    "done_at": UtilityRequest.done_at,
    "closed_at": UtilityRequest.closed_at,
    "reason": UtilityRequest.reason,
    "rating": UtilityRequest.rating,
}


def accounts(columns: Sequence[Any], _bounds: tuple[datetime, datetime] | None) -> Select[Any]:
    """Accounts in use, by address as houses and flats are counted."""
    query = select(*columns).select_from(Account).where(Account.archived_at.is_(None))
    return query.order_by(
        Account.street_n, func.length(Account.house_n), Account.house_n, func.length(Account.flat), Account.id
    )


def requests(columns: Sequence[Any], bounds: tuple[datetime, datetime] | None) -> Select[Any]:
    """Requests that were made in the period, in the order of their numbers."""
    query = (
        select(*columns)
        .select_from(UtilityRequest)
        .join(RequestCategory, RequestCategory.id == UtilityRequest.category_id)
        .outerjoin(RequestSubcategory, RequestSubcategory.id == UtilityRequest.subcategory_id)
        .outerjoin(Executor, Executor.id == UtilityRequest.executor_id)
        .order_by(UtilityRequest.id)
    )
    if bounds is None:
        return query
    return query.where(UtilityRequest.created_at >= bounds[0], UtilityRequest.created_at < bounds[1])
