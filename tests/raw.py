"""What lies in a database as it lies there: bytes of files, every value of every table."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from db import Database
from domain.clock import SystemClock


def places_of(url: str, word: str, *folders: Path) -> list[str]:
    """Where ``word`` stands in clear: in files under ``folders``, in SQLite's own files, in PostgreSQL's tables."""
    found = [
        str(path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file() and _has(path, word)
    ]
    if url.startswith("sqlite"):
        path = Path(make_url(url).database or "")
        files = [Path(f"{path}{end}") for end in ("", "-wal", "-shm", "-journal")]
        return found + [str(one) for one in files if one.exists() and str(one) not in found and _has(one, word)]
    return [*found, *_tables_with(url, word)]


def _has(path: Path, word: str) -> bool:
    content = path.read_bytes()
    return any(word.encode(coding) in content for coding in ("utf-8", "utf-16-le"))


def _tables_with(url: str, word: str) -> Iterator[str]:
    """A row as PostgreSQL writes it has texts in clear and bytes as hexadecimal digits."""
    db = Database(url, SystemClock())
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    for name in db.read_now(lambda uow: list(uow.session.scalars(text(names)))):
        query = text(f'SELECT count(*) FROM "{name}" t WHERE t::text LIKE :word OR t::text LIKE :bytes')
        asked = {"word": f"%{word}%", "bytes": f"%{word.encode().hex()}%"}
        if db.read_now(lambda uow, query=query, asked=asked: uow.session.scalar(query, asked)):  # type: ignore[misc]
            yield name
    db.close()
