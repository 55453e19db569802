"""The schema's history, run from code: ``migrate(url)`` brings a database of either kind to this code's schema.

``env.py`` does the work; ``alembic.ini`` is for the command line only. Why the SQLite part is as it is: `rebuild.py`.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import OperationalError

HERE = Path(__file__).parent
VERSION_TABLE = "alembic_version"


class Unreachable(RuntimeError):
    """The database does not answer, or does not let us in."""


class SchemaNewer(RuntimeError):
    """The database was migrated by newer code; this code would damage it, so it does not start."""


class SchemaOlder(RuntimeError):
    """The database has not been migrated to what this code reads and writes."""


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at ``url`` (SQLAlchemy form) up to ``revision``; does nothing when it is there.

    One transaction on both databases: a failed migration leaves everything as it was. Raises ``SchemaNewer``, and
    ``Unreachable`` with the database's own words.
    """
    _make_folder(url)
    _knock(url)
    if current(url) != _script().get_current_head() or revision != "head":
        command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to ``revision`` (`base` = empty); what the newer schema alone could hold is lost."""
    current(url)
    command.downgrade(_config(url), revision)


def ensure_current(url: str) -> None:
    """Raise ``SchemaNewer`` or ``SchemaOlder`` unless the schema is the one this code was written for."""
    if (found := current(url)) != (wanted := _script().get_current_head()):
        raise SchemaOlder(f"The database is at {found or 'nothing'}, this code needs {wanted}. Run: make migrate")


def current(url: str) -> str | None:
    """The revision the database is at, None for an empty one. Raises ``SchemaNewer`` for one we don't know."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        found = context.get_current_revision()
    known = {script.revision for script in _script().walk_revisions()}
    if found is not None and found not in known:
        raise SchemaNewer(
            f"The database is at schema {found}, which is newer than this program. "
            "Start the newer program, or restore the backup made before it."
        )
    return found


def _knock(url: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    try:
        engine.connect().close()
    except OperationalError as error:
        raise Unreachable(str(error.orig).strip().partition("\n")[0]) from None


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///") and (path := url.removeprefix("sqlite:///")):
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(HERE))
