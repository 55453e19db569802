"""What a batch rebuild on SQLite would lose, and how it is kept.

SQLite changes most of a table only by copying it: Alembic creates ``_alembic_tmp_x``, copies the rows, drops ``x`` and
renames the copy. Under our own profile that DROP deletes or NULLs the children (foreign keys act), the RENAME rewrites
what other tables say of ``x`` (or fails over a trigger that names it), and x's own triggers go with the old table.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

_DROP = re.compile(r'\s*DROP TABLE "?(\w+)"?', re.IGNORECASE)
_RENAME = re.compile(r'\s*ALTER TABLE "?_alembic_tmp_(\w+)"? RENAME TO', re.IGNORECASE)
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? ORDER BY name"


class BrokenReferences(RuntimeError):
    """A migration left rows that point at nothing; it is rolled back."""


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


@contextmanager
def kept_whole(connection: Connection) -> Iterator[None]:
    """Put triggers back after each rebuild; at the end, raise ``BrokenReferences`` where a foreign key dangles."""
    if connection.dialect.name != "sqlite":
        yield
        return
    dropped: dict[str, list[str]] = {}

    def remember(_c: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if found := _DROP.match(statement):
            rows = cursor.connection.execute(_TRIGGERS, (found[1],))
            dropped[found[1]] = [sql for _name, sql in rows]

    def put_back(_c: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if found := _RENAME.match(statement):
            for sql in dropped.pop(found[1], []):
                cursor.connection.execute(sql)

    event.listen(connection, "before_cursor_execute", remember)
    event.listen(connection, "after_cursor_execute", put_back)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", remember)
        event.remove(connection, "after_cursor_execute", put_back)
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5):
        raise BrokenReferences(f"rows that point at nothing: {[tuple(row) for row in broken]}")
