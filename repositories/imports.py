"""Files that were read in, and what each of their rows has made or changed."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from models import Account, Import, ImportRow, Resident, UtilityRequest
from repositories.base import Repository


class Imports(Repository[Import]):
    """Imports, newest last."""

    row = Import
    missing = "This import is no longer there."

    def find_by_origin(self, origin: str) -> Import | None:
        """The import that this file has made and nobody has taken back."""
        return self.session.scalar(select(Import).where(Import.origin == origin))

    def new(self, **values: Any) -> Import:
        """An import of now."""
        return self.add(Import(**values, created_at=self.now))

    def note(self, import_id: int, rows: Iterable[tuple[int, dict[str, Any] | None, int]]) -> None:
        """Write down what it has done: the thing, what it held before (None: nothing), its version since."""
        self.session.add_all(
            ImportRow(import_id=import_id, subject_id=subject, before=before, version=version)
            for subject, before, version in rows
        )
        self.session.flush()

    def rows_of(self, import_id: int) -> list[tuple[int, dict[str, Any] | None, int]]:
        """What an import has done, as ``note`` was given it."""
        query = select(ImportRow).where(ImportRow.import_id == import_id).order_by(ImportRow.subject_id)
        return [(one.subject_id, one.before, one.version) for one in self.session.scalars(query)]

    def add_all(self, rows: Sequence[Account]) -> Sequence[Account]:
        """Insert many at once."""
        for row in rows:
            row.created_at = row.updated_at = self.now
        self.session.add_all(rows)
        self.session.flush()
        return rows

    def accounts_in_use(self, ids: Collection[int]) -> set[int]:
        """Which of these accounts have a resident or a request."""
        living = select(Resident.account_id).where(Resident.account_id.in_(ids), Resident.freed_at.is_(None))
        asking = select(UtilityRequest.account_id).where(UtilityRequest.account_id.in_(ids))
        return {id_ for query in (living, asking) for id_ in self.session.scalars(query.distinct()) if id_}

    def list_latest(self, limit: int = 30) -> list[Import]:
        """The latest imports, newest first."""
        return list(self.session.scalars(select(Import).order_by(Import.id.desc()).limit(limit)))
