"""Rows of the tables that can be exported, streamed: never the whole table in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from models import (
    Bill,
    CampaignRecipient,
    CampaignRun,
    Client,
    Order,
    Payout,
    Product,
    PromoCode,
    PromoUse,
    Purchase,
    Tariff,
    Ticket,
    User,
)
from repositories import exports_gym, exports_utility

BATCH = 1000
Bounds = tuple[datetime, datetime] | None  # aware, in the business's zone: tables of days read the day
QUESTION = 300  # characters; the whole conversation is in the bot
_Instructor = aliased(User)
_Agent = aliased(User)


def _name(*parts: Any) -> ColumnElement[str]:
    joined: ColumnElement[Any] = func.coalesce(parts[0], "")
    for part in parts[1:]:
        joined = joined + " " + func.coalesce(part, "")
    return func.trim(joined)


_CLIENT_COLUMNS: dict[str, Any] = {
    "uid": Client.uid,
    "surname": Client.surname,
    "name": Client.name,
    "midname": Client.midname,
    "phone": Client.phone,
    "secondphone": Client.secondphone,
    "description": Client.description,
    "from": Client.source,
    "games": select(func.count()).where(Order.client_uid == Client.uid, Order.deleted_at.is_(None)).scalar_subquery(),
    "last_game": select(func.max(Order.date))
    .where(Order.client_uid == Client.uid, Order.deleted_at.is_(None))
    .scalar_subquery(),
    "created_at": Client.created_at,
}
_ORDER_COLUMNS: dict[str, Any] = {
    "uid": Order.uid,
    "date": Order.date,
    "status": Order.status,
    "client_uid": func.coalesce(Order.client_uid, 0),  # 0 = without a client, as the seed's table has it (T5)
    "client": _name(Client.surname, Client.name, Client.midname),
    "phone": Client.phone,
    "polygon": Order.polygon,
    "gametime": Order.gametime,
    "restroom": Order.restroom,
    "resttime": Order.resttime,
    "players": Order.players,
    "came": Order.came,
    "gametype": Order.gametype,
    "gifts": Order.gifts,
    "price": Order.price,
    "deposit": Order.deposit,
    "paid": Order.paid,
    "instructor": _name(_Instructor.first_name, _Instructor.last_name),
    "description": Order.description,
    "custom": Order.custom,
    "cancel_reason": Order.cancel_reason,
    "created_at": Order.created_at,
}

_TICKET_COLUMNS: dict[str, Any] = {  # never the credentials, nor any message: what was said stays in the bot
    "number": Ticket.id,
    "kind": Ticket.kind,
    "state": Ticket.state,
    "client": _name(Client.surname, Client.name, Client.midname),
    "person": _name(User.first_name, User.last_name),
    "opened_at": Ticket.created_at,
    "taken_at": Ticket.taken_at,
    "closed_at": Ticket.closed_at,
    "agent": _name(_Agent.first_name, _Agent.last_name),
    "tariff": Tariff.name,
    "reaction": Ticket.reaction,
    "estimate": Ticket.estimate,
    "question": func.substr(Ticket.question, 1, QUESTION),
    "rating": Ticket.rating,
    "pay": Ticket.pay,
    "answer": Ticket.answer,
}
_PAYOUT_COLUMNS: dict[str, Any] = {
    "start": Payout.start,
    "end": Payout.end,
    "contractor": _name(User.first_name, User.last_name),
    "jobs": Payout.jobs,
    "amount": Payout.amount,
}
_BILL_COLUMNS: dict[str, Any] = {
    "start": Bill.start,
    "end": Bill.end,
    "client_uid": Bill.client_uid,
    "client": _name(Client.surname, Client.name, Client.midname),
    "phone": Client.phone,
    "tariff": Bill.tariff,
    "requests": Bill.requests,
    "price": Bill.price,
}
_PRODUCT_COLUMNS: dict[str, Any] = {
    "id": Product.id,
    "title": Product.title,
    "category": Product.category,
    "price": Product.price,
    "deadline": Product.diedline,
    "description": Product.description,
    "bought": select(func.count()).where(Purchase.product_id == Product.id).scalar_subquery(),
    "created_on": Product.created_on,
    "updated_on": Product.updated_on,
}
_PURCHASE_COLUMNS: dict[str, Any] = {
    "id": Purchase.id,
    "created_on": Purchase.created_on,
    "state": Purchase.state,
    "title": Purchase.title,
    "person": _name(User.first_name, User.last_name),
    "email": Purchase.email,
    "price": Purchase.price,
    "discount": Purchase.discount,
    "promo_code": Purchase.promo_code,
    "paid": Purchase.paid,
    "reason": Purchase.reason,
    "updated_on": Purchase.updated_on,
}
_USE_COLUMNS: dict[str, Any] = {
    "code": PromoCode.code,
    "at": PromoUse.at,
    "person": _name(User.first_name, User.last_name),
    "purchase": PromoUse.purchase_id,
    "discount": PromoUse.discount,
    "returned_at": PromoUse.returned_at,
}

_RECIPIENT_COLUMNS: dict[str, Any] = {
    "campaign": CampaignRun.campaign_id,
    "started_at": CampaignRun.started_at,
    "person": _name(User.first_name, User.last_name),
    "telegram_id": User.telegram_id,
    "state": CampaignRecipient.state,
    "at": CampaignRecipient.at,
    "unsubscribed_at": CampaignRecipient.unsubscribed_at,
}


def _products(columns: Sequence[Any], _bounds: Bounds) -> Select[Any]:
    query = select(*columns).select_from(Product).where(Product.archived_at.is_(None))
    return query.order_by(Product.category, Product.title_n, Product.id)


def _purchases(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    query = select(*columns).select_from(Purchase).join(User, User.id == Purchase.user_id).order_by(Purchase.id)
    return query.where(Purchase.created_on >= bounds[0], Purchase.created_on < bounds[1]) if bounds else query


def _promo_uses(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(PromoUse)
        .join(PromoCode, PromoCode.id == PromoUse.promo_id)
        .join(User, User.id == PromoUse.user_id)
        .order_by(PromoUse.id)
    )
    return query.where(PromoUse.at >= bounds[0], PromoUse.at < bounds[1]) if bounds else query


def _recipients(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    run = CampaignRun
    query = (
        select(*columns)
        .select_from(CampaignRecipient)
        .join(run, run.id == CampaignRecipient.run_id)
        .join(User, User.id == CampaignRecipient.user_id)
        .order_by(CampaignRecipient.run_id, CampaignRecipient.user_id)
    )
    return query.where(run.started_at >= bounds[0], run.started_at < bounds[1]) if bounds else query


def _clients(columns: Sequence[Any], _bounds: Bounds) -> Select[Any]:
    return select(*columns).select_from(Client).where(Client.deleted_at.is_(None)).order_by(Client.uid)


def _orders(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(Order)
        .outerjoin(Client, Client.uid == Order.client_uid)
        .outerjoin(_Instructor, _Instructor.id == Order.instructor_id)
        .where(Order.deleted_at.is_(None))
        .order_by(Order.date, Order.uid)
    )
    return query.where(Order.date >= bounds[0], Order.date < bounds[1]) if bounds else query


def _tickets(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    query = (
        select(*columns)
        .select_from(Ticket)
        .join(User, User.id == Ticket.user_id)
        .outerjoin(Client, Client.uid == Ticket.client_uid)
        .outerjoin(_Agent, _Agent.id == Ticket.agent_id)
        .outerjoin(Tariff, Tariff.id == Ticket.tariff_id)
        .order_by(Ticket.id)
    )
    return query.where(Ticket.created_at >= bounds[0], Ticket.created_at < bounds[1]) if bounds else query


def _payouts(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    query = select(*columns).select_from(Payout).join(User, User.id == Payout.user_id)
    return _ended_in(query, Payout, bounds).order_by(Payout.start, Payout.amount.desc(), Payout.user_id)


def _bills(columns: Sequence[Any], bounds: Bounds) -> Select[Any]:
    query = select(*columns).select_from(Bill).join(Client, Client.uid == Bill.client_uid)
    return _ended_in(query, Bill, bounds).order_by(Bill.start, Client.surname, Client.name, Bill.client_uid)


def _ended_in(query: Select[Any], row: type[Payout | Bill], bounds: Bounds) -> Select[Any]:
    """Billing periods whose last day lies in [start, end), by the calendar of the bounds' own zone."""
    return query.where(row.end > bounds[0].date(), row.end <= bounds[1].date()) if bounds else query


_TABLES: Mapping[str, tuple[Mapping[str, Any], Callable[[Sequence[Any], Bounds], Select[Any]]]] = {
    "clients": (_CLIENT_COLUMNS, _clients),
    "orders": (_ORDER_COLUMNS, _orders),
    "tickets": (_TICKET_COLUMNS, _tickets),
    "earnings": (_PAYOUT_COLUMNS, _payouts),
    "billing": (_BILL_COLUMNS, _bills),
    "products": (_PRODUCT_COLUMNS, _products),
    "purchases": (_PURCHASE_COLUMNS, _purchases),
    "promo_uses": (_USE_COLUMNS, _promo_uses),
    "recipients": (_RECIPIENT_COLUMNS, _recipients),
    "requests": (exports_utility.REQUESTS, exports_utility.requests),
    "accounts": (exports_utility.ACCOUNTS, exports_utility.accounts),
    **exports_gym.TABLES,
}


_OF: Mapping[str, Any] = {"recipients": CampaignRun.campaign_id}  # what a table may be asked for one of


def count(session: Session, table: str, bounds: Bounds, only: int | None = None) -> int:
    """How many rows the export will have."""
    query = _asked(table, [next(iter(_TABLES[table][0].values()))], bounds, only)
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def stream(
    session: Session, table: str, names: Sequence[str], bounds: Bounds, only: int | None = None
) -> Iterator[tuple[Any, ...]]:
    """The rows in the table's order, columns as named; raises ``KeyError`` for a name that is not declared.

    ``only``: of one thing, the recipients of one broadcast.
    """
    known = _TABLES[table][0]
    columns = [known[name].label(f"c{at}") for at, name in enumerate(names)]
    result = session.execute(_asked(table, columns, bounds, only).execution_options(yield_per=BATCH))
    for row in result:
        yield tuple(row)


def _asked(table: str, columns: Sequence[Any], bounds: Bounds, only: int | None) -> Select[Any]:
    query = _TABLES[table][1](columns, bounds)
    return query if only is None else query.where(_OF[table] == only)


def column_names(table: str) -> list[str]:
    """The names a table's query can give (a test holds them against the declared columns)."""
    return list(_TABLES[table][0])
