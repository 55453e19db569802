"""Business settings that differ from their defaults."""

from typing import Any

from sqlalchemy import delete, select

from models import Setting
from repositories.base import Repository


class SettingRows(Repository[Setting]):
    """One row a changed setting."""

    row = Setting

    def all(self) -> dict[str, Any]:
        """Every stored value by its name."""
        return {row.name: row.value for row in self.session.scalars(select(Setting))}

    def put(self, name: str, value: Any, user_id: int) -> None:
        """Store a value that was checked."""
        self.session.merge(Setting(name=name, value=value, updated_by=user_id, updated_at=self.now))

    def drop(self, name: str) -> None:
        """Forget a stored value: the default is in force again."""
        self.session.execute(delete(Setting).where(Setting.name == name))
