"""Copies of the database: made while it is written to, proven, put back, never over rows unasked."""

import hashlib
import sqlite3
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import text

import backup
from backup import KEPT, BackupFailed, make, restore
from db import Database
from domain.access import SYSTEM
from domain.clock import SetClock
from migrations.rebuild import migration_engine
from models import Base
from tests.builders import GAME_DAY, make_client, make_order
from tests.conftest import NOON


def checksums(url: str) -> dict[str, str]:
    """Every row of every table."""
    engine = migration_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return {name: hashlib.sha256("\n".join(rows).encode()).hexdigest() for name, rows in found.items()}


def fill(db: Database, number: int = 50) -> None:
    for day in range(number):
        date = GAME_DAY + timedelta(days=day)
        db.write_now(
            lambda uow, date=date: make_order(uow, client_uid=make_client(uow).uid, restroom=1, date=date) and None
        )
    db.write_now(lambda uow: uow.audit.record(SYSTEM, "exported", "client", 0, None, {"rows": number}) and None)


def test_a_copy_put_back_is_the_same_in_every_row(
    db: Database, database_url: str, empty_url: str, tmp_path: Path, clock: SetClock
) -> None:
    fill(db)
    path = make(database_url, None, tmp_path / "backups", NOON)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]

    assert restore(empty_url, path, tmp_path, NOON) is None

    assert checksums(empty_url) == checksums(database_url)
    again = Database(empty_url, clock)  # search index, guards and ids came back too
    assert again.read_now(lambda uow: len(uow.clients.search("минеев", limit=99).rows)) == 50
    assert again.write_now(lambda uow: make_client(uow).uid) == 51
    with pytest.raises(Exception, match="append-only"):
        again.write_now(lambda uow: uow.session.execute(text("DELETE FROM audit")) and None)
    again.close()


def test_a_copy_made_under_load_is_one_moment(db: Database, database_url: str, empty_url: str, tmp_path: Path) -> None:
    stopped = threading.Event()

    def write() -> None:
        day = 0
        while not stopped.is_set():
            day += 1
            date = GAME_DAY + timedelta(days=day)
            db.write_now(lambda uow, date=date: make_order(uow, client_uid=make_client(uow).uid, date=date) and None)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        path = make(database_url, tmp_path / "copy", tmp_path, NOON)
    finally:
        stopped.set()
        writer.join()
    restore(empty_url, path, tmp_path, NOON)

    engine = migration_engine(empty_url)
    with engine.connect() as connection:
        clients, orders = (
            connection.scalar(text(f"SELECT count(*) FROM crm_{name}")) for name in ("clients", "orders")
        )
    engine.dispose()
    assert clients == orders  # each was written together with its client


def test_rows_are_replaced_only_when_asked_and_copied_first(
    db: Database, database_url: str, empty_url: str, tmp_path: Path, clock: SetClock
) -> None:
    path = make(database_url, tmp_path / "early.copy", tmp_path, NOON)
    fill(db, 3)
    later = checksums(database_url)
    db.close()

    with pytest.raises(BackupFailed, match="FORCE=1"):
        restore(database_url, path, tmp_path, NOON)
    assert checksums(database_url) == later

    before = restore(database_url, path, tmp_path, NOON, force=True)
    again = Database(database_url, clock)
    assert again.read_now(lambda uow: uow.clients.count()) == 0
    again.close()
    assert before is not None
    restore(empty_url, before, tmp_path, NOON)
    assert checksums(empty_url) == later


def test_the_fourteen_newest_stay(db: Database, database_url: str, tmp_path: Path) -> None:
    if not db.is_sqlite:
        pytest.skip("the same code for both; SQLite is quicker")
    made = [make(database_url, None, tmp_path / "backups", NOON + timedelta(days=day)) for day in range(KEPT + 3)]
    assert sorted((tmp_path / "backups").iterdir()) == made[3:]


def test_what_is_no_copy_is_refused_and_nothing_changes(
    db: Database, database_url: str, empty_url: str, tmp_path: Path
) -> None:
    whole = make(database_url, tmp_path / "whole", tmp_path, NOON)
    torn = tmp_path / "torn"
    torn.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    other = tmp_path / "other"
    other.write_text("Привет")

    for path in (torn, other, tmp_path / "missing"):
        with pytest.raises(BackupFailed):
            restore(empty_url, path, tmp_path, NOON)
    engine = migration_engine(empty_url)
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_copy_of_a_newer_program_is_refused(db: Database, database_url: str, tmp_path: Path) -> None:
    if not db.is_sqlite:
        pytest.skip("a dump's revision is seen after the restore: the start refuses it")
    path = make(database_url, tmp_path / "copy.db", tmp_path, NOON)
    with sqlite3.connect(path) as copy:
        copy.execute("UPDATE alembic_version SET version_num = '9999'")
    copy.close()
    with pytest.raises(BackupFailed, match="newer than this program"):
        restore(database_url, path, tmp_path, NOON, force=True)


def test_an_unfinished_copy_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="There is no database"):
        make(f"sqlite:///{tmp_path}/none.db", None, tmp_path / "backups", NOON)
    assert list((tmp_path / "backups").iterdir()) == []


def test_without_tools_as_new_as_the_server_it_says_what_to_install(
    db: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite needs no tools")
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
    old.chmod(0o755)
    monkeypatch.setattr(backup, "_folders", lambda: iter([tmp_path, tmp_path / "nowhere"]))
    with pytest.raises(BackupFailed, match=r"or newer is needed .* found 9\. .* postgresql-client-"):
        make(database_url, tmp_path / "copy", tmp_path, NOON)


def test_the_command(
    db: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(db, 2)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    assert backup.main(["make"]) == 0
    (path,) = (tmp_path / "data" / "backups").iterdir()
    assert str(path) in capsys.readouterr().out
    assert backup.main(["restore", str(path)]) == 1
    assert "FORCE=1" in capsys.readouterr().err
    db.close()
    assert backup.main(["restore", str(path), "--force"]) == 0
    assert "What was there before" in capsys.readouterr().out
    assert [entry.name for entry in (tmp_path / "data").iterdir()] == ["backups"]
