"""Dictionaries: what they have in common, and the housing company's: categories, their parts, executors.

What is archived stays for the requests that name it (S4.9).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import NotFound
from domain.fold import fold
from models import Coach, Executor, Group, Incident, Plan, RequestCategory, RequestSubcategory, UtilityRequest
from repositories.base import Repository

Row = TypeVar("Row", RequestCategory, RequestSubcategory, Executor, Plan, Coach, Group)
MOST = 200  # rows of a dictionary that are ever read at once


class Dictionary(Repository[Row]):
    """What all of them have in common."""

    def get_live(self, id_: int) -> Row:
        """One that is still offered; raises ``NotFound`` where there is none or it was archived."""
        row = self.get(id_)
        if row.archived_at is not None:
            raise NotFound(self.missing)
        return row

    def find_by_origin(self, origin: str) -> Row | None:
        """What a draft or an import has made."""
        return self.session.scalar(select(self.row).where(self.row.origin == origin))

    def make(self, **values: Any) -> Row:
        """Insert one made of these columns; the caller has looked for its ``origin``."""
        row = self.row(**values, created_at=self.now)
        return self.add(self._refreshed(row))

    def edit(self, row: Row, **values: Any) -> None:
        """Set columns; ``updated_at`` moves."""
        for name, value in values.items():
            setattr(row, name, value)
        self._refreshed(row)
        self.session.flush()

    def delete(self, row: Row) -> None:
        """For good: one that nothing names."""
        self.session.delete(row)
        self.session.flush()

    def get_locked(self, id_: int) -> Row:
        """As ``get``; nobody else changes it until this transaction ends."""
        self.session.execute(select(self.row.id).where(self.row.id == id_).with_for_update())
        return self.get(id_)

    def lock(self, row: Row) -> None:
        """Nobody names it from here to the end of this transaction (SQLite has one writer anyway)."""
        self.session.execute(select(self.row.id).where(self.row.id == row.id).with_for_update())

    def is_named(self, id_: int) -> bool:
        """Whether something names it, so that it can't go for good."""
        raise NotImplementedError

    def _refreshed(self, row: Row) -> Row:
        row.updated_at = self.now
        if not isinstance(row, Executor | Coach):
            row.name_n = fold(row.name)
        return row


class Categories(Dictionary[RequestCategory]):
    """What requests are about (S4.5)."""

    row = RequestCategory
    missing = "There is no such category any more."

    def list_all(self, *, with_archived: bool = False) -> list[RequestCategory]:
        """In the order they are shown in."""
        query = select(RequestCategory).order_by(RequestCategory.place, RequestCategory.name_n, RequestCategory.id)
        query = query if with_archived else query.where(RequestCategory.archived_at.is_(None))
        return list(self.session.scalars(query.limit(MOST)))

    def find_by_name(self, name: str) -> RequestCategory | None:
        """The one that is offered and is called so, in any case of its letters."""
        query = select(RequestCategory).where(RequestCategory.archived_at.is_(None))
        return self.session.scalar(query.where(RequestCategory.name_n == fold(name)))

    def is_named(self, id_: int) -> bool:
        """Whether a subcategory, a request or an incident is of it."""
        return any(
            self.session.scalar(select(column).where(column == id_).limit(1)) is not None
            for column in (RequestSubcategory.category_id, UtilityRequest.category_id, Incident.category_id)
        )

    def count_parts(self) -> dict[int, int]:
        """How many subcategories that are offered each has; who has none is left out."""
        query = select(RequestSubcategory.category_id, func.count()).where(RequestSubcategory.archived_at.is_(None))
        return {row[0]: row[1] for row in self.session.execute(query.group_by(RequestSubcategory.category_id))}


class Subcategories(Dictionary[RequestSubcategory]):
    """Parts of categories (S4.6)."""

    row = RequestSubcategory
    missing = "There is no such subcategory any more."

    def list_all(self, category_id: int | None = None, *, with_archived: bool = False) -> list[RequestSubcategory]:
        """In the order they are shown in; ``category_id`` None: of all categories."""
        query = select(RequestSubcategory).order_by(
            RequestSubcategory.category_id, RequestSubcategory.place, RequestSubcategory.name_n, RequestSubcategory.id
        )
        query = query if with_archived else query.where(RequestSubcategory.archived_at.is_(None))
        query = query if category_id is None else query.where(RequestSubcategory.category_id == category_id)
        return list(self.session.scalars(query.limit(MOST * 5)))

    def list_by_ids(self, ids: Collection[int]) -> list[RequestSubcategory]:
        """These, archived ones too."""
        found = select(RequestSubcategory).where(RequestSubcategory.id.in_(ids))
        return list(self.session.scalars(found)) if ids else []

    def find_by_name(self, category_id: int, name: str) -> RequestSubcategory | None:
        """The one of a category that is offered and is called so, in any case of its letters."""
        query = select(RequestSubcategory).where(RequestSubcategory.archived_at.is_(None))
        query = query.where(RequestSubcategory.category_id == category_id, RequestSubcategory.name_n == fold(name))
        return self.session.scalar(query)

    def is_named(self, id_: int) -> bool:
        """Whether a request is of it."""
        query = select(UtilityRequest.id).where(UtilityRequest.subcategory_id == id_).limit(1)
        return self.session.scalar(query) is not None


class Executors(Dictionary[Executor]):
    """Who carries requests out, with Telegram or without (S4.7)."""

    row = Executor
    missing = "There is no such executor any more."

    def list_all(self, *, with_archived: bool = False) -> list[Executor]:
        """By name."""
        query = select(Executor).order_by(Executor.full_name, Executor.id)
        query = query if with_archived else query.where(Executor.archived_at.is_(None))
        return list(self.session.scalars(query.limit(MOST)))

    def list_by_ids(self, ids: Collection[int]) -> list[Executor]:
        """These, archived ones too."""
        return list(self.session.scalars(select(Executor).where(Executor.id.in_(ids)))) if ids else []

    def find_of_user(self, user_id: int) -> Executor | None:
        """The one with this Telegram account, if it was not archived."""
        query = select(Executor).where(Executor.user_id == user_id, Executor.archived_at.is_(None))
        return self.session.scalar(query)

    def is_named(self, id_: int) -> bool:
        """Whether a request is, or was, theirs."""
        query = select(UtilityRequest.id).where(UtilityRequest.executor_id == id_).limit(1)
        return self.session.scalar(query) is not None

    def count_open(self) -> dict[int, int]:
        """How many requests each has that are not done; who has none is left out."""
        query = select(UtilityRequest.executor_id, func.count()).where(
            UtilityRequest.state.in_(("assigned", "in_work")), UtilityRequest.executor_id.is_not(None)
        )
        found = self.session.execute(query.group_by(UtilityRequest.executor_id))
        return {id_: number for id_, number in found if id_ is not None}


class Directories:
    """The three dictionaries."""

    def __init__(self, session: Session, now: datetime) -> None:
        """Work inside ``session``; ``now`` is the moment of the transaction."""
        self.categories = Categories(session, now)
        self.subcategories = Subcategories(session, now)
        self.executors = Executors(session, now)
