"""Files that were read in, and what each of their rows has made or changed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from models import Import, ImportRow
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

    def list_latest(self, limit: int = 30) -> list[Import]:
        """The latest imports, newest first."""
        return list(self.session.scalars(select(Import).order_by(Import.id.desc()).limit(limit)))
