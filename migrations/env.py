"""How Alembic reaches the database. Its own connection, one transaction for all steps, on both databases."""

import warnings
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import text

from config import load
from migrations import VERSION_TABLE
from migrations.rebuild import kept_whole, migration_engine
from models import Base, UtcDateTime
from repositories.search import FTS, REQUESTS_FTS, TICKETS_FTS

LOCK = 7_238_001  # one migrating process at a time, on PostgreSQL (SQLite's BEGIN IMMEDIATE does the same)


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the full-text tables and their shadow tables alone: SQLite made them, no model declares them."""
    indexes = (FTS, TICKETS_FTS, REQUESTS_FTS)
    return not (
        kind == "table" and name is not None and (name in indexes or name.startswith(tuple(f"{i}_" for i in indexes)))
    )


def include_object(thing: Any, _name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out of a comparison on SQLite the indexes that only PostgreSQL can have (trigrams over GIN)."""
    on_sqlite = context.get_context().dialect.name == "sqlite"
    return not (on_sqlite and kind == "index" and thing.dialect_options["postgresql"]["using"])


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column type by its name in a generated migration."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from models import UtcDateTime")
        return "UtcDateTime()"
    return False


def run() -> None:
    """Migrate, or compare, the database whose URL was given (by code) or is in the settings (by the command)."""
    url = context.config.attributes.get("url") or load().database_url
    # PostgreSQL's indexes over expressions: SQLite has none of them
    warnings.filterwarnings("ignore", "autogenerate skipping metadata-specified expression-based index", UserWarning)
    engine = migration_engine(url)
    with engine.connect() as connection, connection.begin(), kept_whole(connection):
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            version_table=VERSION_TABLE,
            transactional_ddl=True,
            render_as_batch=engine.dialect.name == "sqlite",
            include_name=include_name,
            include_object=include_object,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations look at the data, so they can't be written as SQL: run them against a database.")
run()
