"""What every repository shares: a session, the transaction's moment, and getting a row by its id."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, inspect, update
from sqlalchemy.orm import Session

from domain.errors import NotFound
from models import Base

Row = TypeVar("Row", bound=Base)


class Repository(Generic[Row]):
    """Named queries over one table; rows never leave the transaction."""

    row: type[Row]
    missing = "This is no longer there."

    def __init__(self, session: Session, now: datetime) -> None:
        """Work inside ``session``; ``now`` is the moment of the transaction (aware, UTC)."""
        self.session = session
        self.now = now

    @property
    def only_reads(self) -> bool:
        """Whether this transaction may hold no row: PostgreSQL refuses that where nothing is to be written."""
        return bool(self.session.connection().get_execution_options().get("postgresql_readonly"))

    def get(self, id_: int) -> Row:
        """Give the row; raises ``NotFound`` where there is none."""
        if (row := self.session.get(self.row, id_)) is None:
            raise NotFound(self.missing)
        return row

    def find(self, id_: int) -> Row | None:
        """Give the row or None."""
        return self.session.get(self.row, id_)

    def add(self, row: Row) -> Row:
        """Insert, so that its id is known."""
        self.session.add(row)
        self.session.flush()
        return row

    def change_where(self, id_: int, *conditions: ColumnElement[bool], **values: Any) -> bool:
        """Set columns of one row in one statement, if it still is as the conditions say; False where it is not.

        So of all who try at once exactly one succeeds. A loaded row shows what is there afterwards. The ``version`` is
        counted on.
        """
        self.session.flush()
        (key,) = inspect(self.row).primary_key
        table: Any = self.row
        changed = self.session.execute(
            update(self.row)
            .where(key == id_, *conditions)
            .values(version=table.version + 1, **values)
            .returning(key)
            .execution_options(synchronize_session=False)
        ).first()
        if (row := self.session.identity_map.get(self.session.identity_key(self.row, id_))) is not None:
            self.session.refresh(row)
        return changed is not None
