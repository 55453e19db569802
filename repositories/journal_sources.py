"""Where the columns of the journals come from: what is shown, and what a filter or an order compares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models import (
    REQUEST_WORDS,
    Client,
    Executor,
    Order,
    Purchase,
    RequestCategory,
    RequestSubcategory,
    Tariff,
    Ticket,
    User,
    UtilityRequest,
)
from repositories.search import REQUESTS_FTS, contains

Words = Callable[[str, str], ColumnElement[bool]]  # a folded word and the dialect's name → whether it is in it


@dataclass(frozen=True)
class Field:
    """``shown``: what the page gets. ``asked``: what filters and orders compare. ``words``: whether a word is in it.

    ``joined``: it is another row's, a filter needs the joins.
    """

    shown: Any
    asked: Any = None
    words: Words | None = None
    joined: bool = False

    @property
    def compared(self) -> Any:
        """The column that filters and orders compare."""
        return self.shown if self.asked is None else self.asked


@dataclass(frozen=True)
class Source:
    """A journal's rows. ``joins`` brings what is only shown; ``live``: which rows there are at all."""

    row: Any
    key: InstrumentedAttribute[int]
    fields: Mapping[str, Field]
    joins: Callable[[Select[Any]], Select[Any]]
    live: ColumnElement[bool] | None = None
    fts: str = ""
    fts_columns: tuple[str, ...] = ()


def folded(column: Any, dialect: str) -> ColumnElement[str]:
    """The text in one case and with е for ё: as PostgreSQL indexes it, and as SQLite is told by ``db.py``."""
    if dialect == "sqlite":
        return func.folded(column)
    return func.replace(func.lower(column), literal_column("'ё'"), literal_column("'е'"))


def named(*parts: Any) -> ColumnElement[str]:
    """A name in one text."""
    joined: ColumnElement[Any] = func.coalesce(parts[0], "")
    for part in parts[1:]:
        joined = joined + " " + func.coalesce(part, "")
    return func.trim(joined)


def _part(shown: Any, *, joined: bool = False) -> Field:
    """A text of which a part is looked for as it stands."""
    return Field(shown, words=lambda word, dialect: contains(folded(shown, dialect), word, dialect), joined=joined)


def _kept(shown: Any, kept: Any, *, joined: bool = False) -> Field:
    """A text that is also kept folded."""
    return Field(shown, words=lambda word, dialect: contains(kept, word, dialect), joined=joined)


def _request_joins(query: Select[Any]) -> Select[Any]:
    return (
        query.outerjoin(RequestCategory, RequestCategory.id == UtilityRequest.category_id)
        .outerjoin(RequestSubcategory, RequestSubcategory.id == UtilityRequest.subcategory_id)
        .outerjoin(Executor, Executor.id == UtilityRequest.executor_id)
    )


_Agent = aliased(User)
_Instructor = aliased(User)


def _ticket_joins(query: Select[Any]) -> Select[Any]:
    return (
        query.outerjoin(User, User.id == Ticket.user_id)
        .outerjoin(Client, Client.uid == Ticket.client_uid)
        .outerjoin(_Agent, _Agent.id == Ticket.agent_id)
        .outerjoin(Tariff, Tariff.id == Ticket.tariff_id)
    )


def _order_joins(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Client, Client.uid == Order.client_uid).outerjoin(
        _Instructor, _Instructor.id == Order.instructor_id
    )


def _same(row: Any, *names: str) -> dict[str, Field]:
    return {name: Field(getattr(row, name)) for name in names}


_CLIENT_NAME = named(Client.surname, Client.name, Client.midname)
SOURCES: Mapping[str, Source] = {
    "requests": Source(
        UtilityRequest, UtilityRequest.id,
        _same(UtilityRequest, "id", "state", "created_at", "is_urgent", "house", "flat", "source", "is_confirmed",
              "assigned_at", "started_at", "done_at", "closed_at", "rating")
        | {name: _part(getattr(UtilityRequest, name)) for name in REQUEST_WORDS}
        | {
            "category": Field(RequestCategory.name, UtilityRequest.category_id),
            "subcategory": Field(RequestSubcategory.name, UtilityRequest.subcategory_id),
            "executor": Field(Executor.full_name, UtilityRequest.executor_id),
            "incident": Field(UtilityRequest.incident_id),
        },
        _request_joins, fts=REQUESTS_FTS, fts_columns=REQUEST_WORDS,
    ),
    "tickets": Source(
        Ticket, Ticket.id,
        _same(Ticket, "id", "kind", "state", "created_at", "taken_at", "closed_at", "rating", "pay")
        | {
            "client": _kept(_CLIENT_NAME, Client.folded, joined=True),
            "person": _part(named(User.first_name, User.last_name), joined=True),
            "question": _kept(Ticket.question, Ticket.folded),
            "agent": _part(named(_Agent.first_name, _Agent.last_name), joined=True),
            "tariff": Field(Tariff.name, Ticket.tariff_id),
            "answer": _part(Ticket.answer),
        },
        _ticket_joins,
    ),
    "orders": Source(
        Order, Order.uid,
        _same(Order, "uid", "date", "status", "polygon", "players", "came", "gametype", "gifts", "price", "deposit",
              "paid", "created_at")
        | {
            "client": _kept(_CLIENT_NAME, Client.folded, joined=True),
            "phone": _part(Client.phone, joined=True),
            "instructor": _part(named(_Instructor.first_name, _Instructor.last_name), joined=True),
            "description": _part(Order.description),
            "cancel_reason": _part(Order.cancel_reason),
        },
        _order_joins, live=Order.deleted_at.is_(None),
    ),
    "purchases": Source(
        Purchase, Purchase.id,
        _same(Purchase, "id", "created_on", "state", "price", "discount", "paid", "updated_on")
        | {name: _part(getattr(Purchase, name)) for name in ("title", "email", "promo_code", "reason")}
        | {"person": _part(named(User.first_name, User.last_name), joined=True)},
        lambda query: query.join(User, User.id == Purchase.user_id),
    ),
    "clients": Source(
        Client, Client.uid,
        _same(Client, "uid", "created_at")
        | {
            "surname": Field(Client.surname, Client.surname_n, lambda w, d: contains(Client.surname_n, w, d)),
            "name": Field(Client.name, Client.name_n, lambda w, d: contains(Client.name_n, w, d)),
            "midname": Field(Client.midname, Client.midname_n, lambda w, d: contains(Client.midname_n, w, d)),
            "from": _part(Client.source),
        }
        | {name: _part(getattr(Client, name)) for name in ("phone", "secondphone", "description")},
        lambda query: query, live=Client.deleted_at.is_(None),
    ),
}  # fmt: skip
