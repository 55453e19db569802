"""What a batch rebuild on SQLite would lose, and how it is kept.

SQLite changes most of a table only by copying it: Alembic creates ``_alembic_tmp_x``, copies the rows, drops ``x`` and
renames the copy. Under our own profile that DROP deletes or NULLs the children (foreign keys act), the RENAME rewrites
what other tables say of ``x`` (or fails over a trigger that names it), and x's own triggers and its count of ids go
with the old table.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

_DROP = re.compile(r'\s*DROP TABLE "?(\w+)"?', re.IGNORECASE)
_RENAME = re.compile(r'\s*ALTER TABLE "?_alembic_tmp_(\w+)"? RENAME TO', re.IGNORECASE)
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name"


_COUNTING = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
_SEQUENCE = "SELECT seq FROM sqlite_sequence WHERE name = ?"


class BrokenReferences(RuntimeError):
    """A migration left rows that point at nothing; it is rolled back."""


class ForgottenIds(RuntimeError):
    """A rebuild made a table that would give an old id again; it is rolled back."""


def migration_engine(url: str) -> Engine:
    """An engine of its own for migrations: on SQLite foreign keys rest and a rename stays a rename."""
    engine = create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver opens no transaction: ours holds the DDL too
    for pragma in ("foreign_keys=OFF", "legacy_alter_table=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


class _Dropped:
    """What went with the old table: its triggers, and how far its ids had come."""

    def __init__(self, cursor: Any, table: str) -> None:
        self.triggers = [sql for _name, sql in cursor.connection.execute(_TRIGGERS, (table,))]
        has_ids = cursor.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone()
        found = cursor.connection.execute(_SEQUENCE, (table,)).fetchone() if has_ids else None
        self.sequence = found[0] if found else 0

    def put_back(self, cursor: Any, table: str) -> None:
        """Onto the new table of the same name."""
        for sql in self.triggers:
            cursor.connection.execute(sql)
        if self.sequence:
            cursor.connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (self.sequence, table))


@contextmanager
def kept_whole(connection: Connection) -> Iterator[None]:
    """Put back after each rebuild what it loses; at the end, raise where something is lost all the same.

    ``BrokenReferences``: a foreign key dangles. ``ForgottenIds``: ``batch_alter_table`` can't know of it, so pass
    ``table_kwargs={"sqlite_autoincrement": True}``.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    counting = set(connection.exec_driver_sql(_COUNTING).scalars())
    with _watched(connection):
        yield
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5):
        raise BrokenReferences(f"rows that point at nothing: {[tuple(row) for row in broken]}")
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if forgotten := (counting & tables) - set(connection.exec_driver_sql(_COUNTING).scalars()):
        raise ForgottenIds(f"no AUTOINCREMENT any more (see table_kwargs): {sorted(forgotten)}")


@contextmanager
def _watched(connection: Connection) -> Iterator[None]:
    dropped: dict[str, _Dropped] = {}

    def remember(_c: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if found := _DROP.match(statement):
            dropped[found[1]] = _Dropped(cursor, found[1])

    def put_back(_c: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if (found := _RENAME.match(statement)) and found[1] in dropped:
            dropped.pop(found[1]).put_back(cursor, found[1])

    event.listen(connection, "before_cursor_execute", remember)
    event.listen(connection, "after_cursor_execute", put_back)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", remember)
        event.remove(connection, "after_cursor_execute", put_back)
