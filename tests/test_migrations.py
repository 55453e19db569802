"""The schema's history on both databases: up, down and up again with rows in it, equal to the models."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

import migrations
from db import Database
from domain.access import SYSTEM
from domain.clock import SetClock
from migrations import SchemaNewer, SchemaOlder, current, downgrade, ensure_current, migrate
from migrations.__main__ import main
from migrations.rebuild import BrokenReferences, ForgottenIds, kept_whole, migration_engine
from models import Base
from repositories.uow import Uow
from tests.builders import GAME_DAY, make_client, make_order, make_user


@contextlib.contextmanager
def migrating(url: str) -> Iterator[tuple[Connection, Operations]]:
    """What a migration of the future has in its hands."""
    engine = migration_engine(url)
    with engine.connect() as connection, connection.begin(), kept_whole(connection):
        yield connection, Operations(MigrationContext.configure(connection))
    engine.dispose()


def fill(uow: Uow) -> None:
    for number in range(300):
        client = make_client(uow, surname=f"Минеев{number}")
        user = make_user(uow, client_uid=client.uid)
        date = GAME_DAY + timedelta(days=number)
        order = make_order(uow, client_uid=client.uid, ordered_by=user.id, restroom=1, date=date)
        uow.audit.record(SYSTEM, "created", "order", order.uid, None, {"players": 1})
        uow.outbox.tell("reminder", user.telegram_id, f"order:{order.uid}")
        uow.people.give_consent(user.id, "adverts", "1", "Да")


def counted(uow: Uow) -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: uow.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables}


@pytest.mark.req("S3.44")
def test_the_models_are_what_the_migrations_make(database_url: str) -> None:
    command.check(migrations._config(database_url))


def test_every_table_goes_and_comes_back_with_rows_in_it(db: Database, database_url: str, clock: SetClock) -> None:
    db.write_now(fill)
    before = db.read_now(counted)
    db.close()
    assert sum(before.values()) >= 1800

    downgrade(database_url, "0001")
    assert current(database_url) == "0001"
    migrate(database_url)

    again = Database(database_url, clock)
    assert again.read_now(lambda uow: [row.surname for row in uow.clients.search("минеев77").rows]) == ["Минеев77"]
    assert again.read_now(counted) == before
    again.close()

    downgrade(database_url, "base")
    engine = migration_engine(database_url)
    assert [name for name in sa.inspect(engine).get_table_names() if name != migrations.VERSION_TABLE] == []
    engine.dispose()
    migrate(database_url)
    ensure_current(database_url)


def test_an_empty_database_is_migrated_and_then_left_alone(empty_url: str) -> None:
    assert current(empty_url) is None
    with pytest.raises(SchemaOlder, match="make migrate"):
        ensure_current(empty_url)
    migrate(empty_url)
    migrate(empty_url)
    ensure_current(empty_url)


def test_a_newer_schema_is_not_touched(database_url: str) -> None:
    with migrating(database_url) as (connection, _op):
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for start in (migrate, current, ensure_current):
        with pytest.raises(SchemaNewer, match="newer than this program"):
            start(database_url)
    with pytest.raises(SchemaNewer):
        downgrade(database_url, "base")


def test_a_rebuild_keeps_children_triggers_and_checks(db: Database, database_url: str, clock: SetClock) -> None:
    if not db.is_sqlite:
        pytest.skip("PostgreSQL changes tables in place")
    db.write_now(fill)
    last = db.write_now(lambda uow: [make_client(uow).uid for _ in range(2)])
    db.write_now(lambda uow: [uow.session.delete(uow.clients.get(uid)) for uid in last] and None)
    db.close()
    names = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY name"

    with migrating(database_url) as (connection, op):
        connection.exec_driver_sql(  # a trigger on another table that names the rebuilt one
            "CREATE TRIGGER of_users AFTER UPDATE OF phone ON users BEGIN "
            "UPDATE crm_clients SET description = new.phone WHERE uid = new.client_uid; END"
        )
        before = connection.exec_driver_sql(names).scalars().all()
        for table in ("crm_clients", "users", "crm_orders"):
            counting = {"sqlite_autoincrement": True} if table.startswith("crm_") else {}
            with op.batch_alter_table(table, recreate="always", table_kwargs=counting) as batch:
                batch.add_column(sa.Column("nickname", sa.Text()))
        assert connection.exec_driver_sql(names).scalars().all() == before
        connection.exec_driver_sql("UPDATE users SET phone = '+79990000000' WHERE id = 1")

    again = Database(database_url, clock)
    card = again.read_now(lambda uow: uow.orders.get_card(7)[1].surname)  # type: ignore[union-attr]
    assert card == "Минеев6"  # no child was cut off
    assert again.read_now(lambda uow: uow.clients.get(1).description) == "+79990000000"
    assert again.read_now(lambda uow: [row.uid for row in uow.clients.search("минеев299").rows]) == [300]
    assert again.read_now(lambda uow: uow.people.consent_of(300, "adverts") is not None)
    assert again.write_now(lambda uow: make_client(uow).uid) == 303  # 301 and 302 were deleted before
    with pytest.raises(IntegrityError, match="players"):
        again.write_now(lambda uow: make_order(uow, players=0, date=GAME_DAY - timedelta(days=9)).uid)
    again.close()


def test_a_migration_that_leaves_orphans_is_taken_back(db: Database, database_url: str) -> None:
    if not db.is_sqlite:
        pytest.skip("PostgreSQL refuses each statement that leaves orphans")
    db.write_now(fill)

    with pytest.raises(BrokenReferences), migrating(database_url) as (connection, _op):
        connection.exec_driver_sql("DELETE FROM crm_clients WHERE uid = 7")

    assert db.read_now(lambda uow: uow.clients.count()) == 300


def test_a_rebuild_that_would_give_an_old_id_again_is_taken_back(db: Database, database_url: str) -> None:
    if not db.is_sqlite:
        pytest.skip("PostgreSQL's sequences are apart from its tables")
    with (
        pytest.raises(ForgottenIds, match="crm_orders"),
        migrating(database_url) as (_connection, op),
        op.batch_alter_table("crm_orders", recreate="always") as batch,
    ):
        batch.add_column(sa.Column("nickname", sa.Text()))


def test_a_failed_migration_leaves_everything_as_it_was(db: Database, database_url: str) -> None:
    db.write_now(lambda uow: make_client(uow).uid)
    with pytest.raises(RuntimeError), migrating(database_url) as (_connection, op):  # noqa: PT012
        op.add_column("crm_clients", sa.Column("nickname", sa.Text()))
        op.drop_table("jobs")
        raise RuntimeError("the power goes")

    command.check(migrations._config(database_url))
    assert db.read_now(lambda uow: uow.clients.count()) == 1


def test_the_command_says_where_the_database_stands(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", empty_url)
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    assert main() == 0
    assert f"schema {current(empty_url)}" in capsys.readouterr().out

    with migrating(empty_url) as (connection, _op):
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert main() == 1
    assert "newer than this program" in capsys.readouterr().err
