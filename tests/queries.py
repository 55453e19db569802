"""What a screen asks of the database: how many statements, and whether they read a table from end to end."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, text

from db import Database


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to any database while inside."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def scanned(db: Database, statement: str, *tables: str) -> list[str]:
    """The lines of the plan in which one of these tables would be read from end to end."""
    plain = re.sub(r"%\(\w+(?:::[\w ]+)?\)s(?:::[\w ]+)?|\?", "NULL", statement)
    prefix = "EXPLAIN QUERY PLAN " if db.is_sqlite else "EXPLAIN "

    def explain(uow: Any) -> list[str]:
        if not db.is_sqlite:
            uow.session.execute(text("SET LOCAL enable_seqscan = off"))
        return [str(row) for row in uow.session.execute(text(prefix + plain))]

    marks = [f"{how}{table}" for table in tables for how in ("SCAN ", "Seq Scan on ")]
    return [line for line in db.read_now(explain) if any(mark in line for mark in marks)]
