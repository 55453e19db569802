"""Canned replies of the desk: a business has a few dozen, so a list is read whole."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from domain.canned import MOST
from domain.errors import NotFound
from domain.fold import fold
from models import CannedReply
from repositories.base import Repository


class CannedReplies(Repository[CannedReply]):
    """Answers that are given often."""

    row = CannedReply
    missing = "There is no such canned reply any more."

    def add(self, row: CannedReply) -> CannedReply:
        """Insert; one whose ``origin`` is known already gives the row that is there."""
        if row.origin is not None and (known := self.find_by_origin(row.origin)) is not None:
            return known
        row.created_at = self.now
        return super().add(row)

    def find_by_origin(self, origin: str) -> CannedReply | None:
        """The reply that this draft has made, in use or not."""
        return self.session.scalar(select(CannedReply).where(CannedReply.origin == origin))

    def make(self, title: str, text: str, created_by: int, origin: str) -> CannedReply:
        """``add`` from what was typed."""
        return self.add(CannedReply(title=title, text=text, created_by=created_by, origin=origin))

    def get(self, id_: int) -> CannedReply:
        """Give the reply; raises ``NotFound`` where there is none or it is no longer in use."""
        row = super().get(id_)
        if row.archived_at is not None:
            raise NotFound(self.missing)
        return row

    def get_any(self, id_: int) -> CannedReply:
        """Give the reply, in use or not; raises ``NotFound``."""
        return super().get(id_)

    def list_live(self) -> list[CannedReply]:
        """Every reply in use, by title as people sort (both databases alike)."""
        query = select(CannedReply).where(CannedReply.archived_at.is_(None)).limit(MOST)
        return sorted(self.session.scalars(query), key=lambda row: (fold(row.title), row.id))

    def count_live(self) -> int:
        """How many are in use."""
        return self.session.scalar(select(func.count()).where(CannedReply.archived_at.is_(None))) or 0

    def archive(self, row: CannedReply) -> bool:
        """Take out of use; False where somebody was faster."""
        return self._switch(row, CannedReply.archived_at.is_(None), self.now)

    def restore(self, row: CannedReply) -> bool:
        """Take into use again; False where somebody was faster."""
        return self._switch(row, CannedReply.archived_at.is_not(None), None)

    def _switch(self, row: CannedReply, here: ColumnElement[bool], archived_at: datetime | None) -> bool:
        query = update(CannedReply).where(CannedReply.id == row.id, here).values(archived_at=archived_at)
        found = self.session.execute(query.returning(CannedReply.id)).first()
        self.session.refresh(row)
        return found is not None
