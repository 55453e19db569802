"""How a person has set a page up, and their named views of a table."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from models import SavedView, WebPreference
from repositories.base import Repository


class JournalViews(Repository[SavedView]):
    """Preferences by page, and saved views."""

    row = SavedView
    missing = "This view is no longer there."

    def preference(self, user_id: int, page: str) -> dict[str, Any]:
        """What was kept; empty where nothing was."""
        row = self.session.get(WebPreference, (user_id, page))
        return dict(row.value) if row is not None else {}

    def keep(self, user_id: int, page: str, value: Mapping[str, Any]) -> None:
        """Keep it instead of what was; one statement, so that of two windows at once both do it."""
        fresh = {"user_id": user_id, "page": page, "value": dict(value), "updated_at": self.now}
        query = self._insert()(WebPreference).values(fresh)
        changed = {"value": query.excluded.value, "updated_at": self.now}
        self.session.execute(query.on_conflict_do_update(index_elements=["user_id", "page"], set_=changed))
        self.session.expire_all()

    def list_of(self, user_id: int, page: str) -> list[SavedView]:
        """A person's views of a table, by name."""
        query = select(SavedView).where(SavedView.user_id == user_id, SavedView.page == page)
        return list(self.session.scalars(query.order_by(SavedView.name, SavedView.id)))

    def count_of(self, user_id: int, page: str) -> int:
        """How many there are."""
        query = select(func.count()).where(SavedView.user_id == user_id, SavedView.page == page)
        return self.session.scalar(query) or 0

    def find_named(self, user_id: int, page: str, name: str) -> SavedView | None:
        """The view of this name."""
        query = select(SavedView).where(SavedView.user_id == user_id, SavedView.page == page, SavedView.name == name)
        return self.session.scalar(query)

    def put(self, user_id: int, page: str, name: str, value: Mapping[str, Any]) -> SavedView:
        """A view under a name, new or instead of what was; one statement, as ``keep``."""
        fresh = {"user_id": user_id, "page": page, "name": name, "value": dict(value), "created_at": self.now}
        query = self._insert()(SavedView).values(fresh)
        changed = {"value": query.excluded.value}
        stored = query.on_conflict_do_update(index_elements=["user_id", "page", "name"], set_=changed)
        id_ = self.session.execute(stored.returning(SavedView.id)).scalar_one()
        return self.session.get_one(SavedView, id_, populate_existing=True)

    def forget(self, user_id: int, page: str, id_: int) -> bool:
        """Delete a person's own view; False where it is not theirs."""
        query = delete(SavedView).where(SavedView.id == id_, SavedView.user_id == user_id, SavedView.page == page)
        return self.session.execute(query.returning(SavedView.id)).first() is not None

    def _insert(self) -> Any:
        return postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
