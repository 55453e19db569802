"""Every table of the first release, with its keys, checks and indexes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from models import Json, Searched, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HOLDS = "status IN ('requested', 'confirmed', 'arrived', 'done') AND deleted_at IS NULL"


def upgrade() -> None:
    """Create everything, parents first."""
    if _is_postgresql():
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    _create_clients()
    _create_users()
    _create_people()
    _create_audit()
    _create_orders()
    _create_settings()
    _create_inbox()
    _create_dialogues()
    _create_outbox()
    _create_jobs()


def downgrade() -> None:
    """Drop everything, children first (the extensions stay: others may use them)."""
    for table in (
        "jobs", "outbox", "DialogStatuses", "inbox", "settings", "crm_orders", "audit", "consents", "invitations",
        "user_roles", "users", "crm_clients",
    ):  # fmt: skip
        op.drop_table(table)


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"


def _id(name: str = "id") -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), primary_key=True)


def _text(name: str, most: int, *, empty: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(most), nullable=empty)


def _number(name: str, *, empty: bool = False, big: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger() if big else sa.Integer(), nullable=empty)


def _moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=empty)


def _json(name: str, *, empty: bool = False) -> sa.Column[object]:
    return sa.Column(name, Json, nullable=empty)


def _link(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def _index(table: str, columns: Sequence[str], name: str = "", where: str = "") -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        name or f"ix_{table}_{'_'.join(columns)}",
        table,
        columns,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _create_clients() -> None:
    searched = ("folded", "surname_n", "name_n", "midname_n", "phone_r", "secondphone_r")
    op.create_table(
        "crm_clients",
        _id("uid"), _text("surname", 64), _text("name", 64), _text("midname", 64),
        sa.Column("phone", Searched, nullable=False), sa.Column("secondphone", Searched, nullable=False),
        _text("description", 500), _text("source", 64),
        *(sa.Column(name, Searched, nullable=False) for name in searched),
        _number("version"), _text("origin", 64, empty=True), _number("created_by", empty=True),
        _moment("created_at"), _moment("updated_at"), _moment("deleted_at", empty=True),
        sa.PrimaryKeyConstraint("uid", name="pk_crm_clients"),
        sa.UniqueConstraint("origin", name="uq_crm_clients_origin"),
        sa.CheckConstraint("trim(name) <> ''", name="ck_crm_clients_name_given"),
        sa.CheckConstraint("phone <> ''", name="ck_crm_clients_phone_given"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    for column in ("phone", "secondphone", *searched[1:]):
        _index("crm_clients", [column])


def _create_users() -> None:
    op.create_table(
        "users",
        _id(), _number("telegram_id", big=True), _text("first_name", 64), _text("last_name", 64),
        _text("username", 32, empty=True), _text("language", 8), _text("phone", 16, empty=True),
        _number("client_uid", empty=True), sa.Column("is_reachable", sa.Boolean(), nullable=False),
        _moment("created_on"), _moment("seen_at"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("telegram_id", name="uq_users_telegram_id"),
        _link("users", "client_uid", "crm_clients.uid", "SET NULL"),
    )  # fmt: skip
    _index("users", ["client_uid"])


def _create_people() -> None:
    op.create_table(
        "user_roles",
        _number("user_id"), _text("role", 16), _number("granted_by", empty=True), _moment("granted_at"),
        sa.PrimaryKeyConstraint("user_id", "role", name="pk_user_roles"),
        _link("user_roles", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    op.create_table(
        "invitations",
        _id(), _text("code_hash", 64), _text("role", 16, empty=True), _number("client_uid", empty=True),
        _number("created_by", empty=True), _moment("created_at"), _moment("expires_at"),
        _number("used_by", empty=True), _moment("used_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("code_hash", name="uq_invitations_code_hash"),
        _link("invitations", "client_uid", "crm_clients.uid", "CASCADE"),
    )  # fmt: skip
    _index("invitations", ["client_uid"])
    op.create_table(
        "consents",
        _id(), _number("user_id"), _text("kind", 16), _text("version", 16),
        sa.Column("text", sa.Text(), nullable=False), _moment("given_at"), _moment("withdrawn_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        _link("consents", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    _index("consents", ["user_id"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        _id(), _moment("at"), _number("user_id"), _text("action", 32), _text("kind", 16), _number("subject_id"),
        _json("before", empty=True), _json("after", empty=True), _text("origin", 64),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )  # fmt: skip
    _index("audit", ["kind", "subject_id", "id"])
    _index("audit", ["at"])


def _create_orders() -> None:
    op.create_table(
        "crm_orders",
        _id("uid"), _number("client_uid", empty=True), _moment("date"), _number("gametime"), _number("resttime"),
        _number("restroom"), _number("players"), _text("polygon", 10), _text("gametype", 10), _text("gifts", 10),
        _text("status", 10), _text("description", 500), _number("price", empty=True, big=True),
        _number("deposit", big=True), _number("paid", big=True), _number("instructor_id", empty=True),
        _number("came", empty=True), _json("custom"), _number("ordered_by", empty=True),
        _moment("held_until", empty=True), _text("cancel_reason", 200), _number("buffer"), _moment("game_ends_at"),
        _moment("rest_starts_at"), _moment("rest_ends_at"), _number("version"), _text("origin", 64, empty=True),
        _number("created_by", empty=True), _moment("created_at"), _moment("updated_at"),
        _moment("deleted_at", empty=True),
        sa.PrimaryKeyConstraint("uid", name="pk_crm_orders"),
        sa.UniqueConstraint("origin", name="uq_crm_orders_origin"),
        _link("crm_orders", "client_uid", "crm_clients.uid", "SET NULL"),
        _link("crm_orders", "instructor_id", "users.id", "SET NULL"),
        _link("crm_orders", "ordered_by", "users.id", "SET NULL"),
        *_order_words(), *_order_bounds(), *_order_overlaps(),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _index("crm_orders", ["date"])
    _index("crm_orders", ["client_uid", "date"], "ix_crm_orders_client")
    _index("crm_orders", ["held_until"], "ix_crm_orders_held", "status = 'requested'")
    _index("crm_orders", ["instructor_id"])
    _index("crm_orders", ["ordered_by"])


def _order_words() -> list[sa.CheckConstraint]:
    checks = {
        "players": "players >= 1",
        "lengths": "gametime BETWEEN 1 AND 604800 AND resttime BETWEEN 0 AND 604800 AND buffer BETWEEN 0 AND 604800",
        "restroom": "restroom IN (0, 1, 2)",
        "polygon": "polygon IN ('arena', 'park', 'forest')",
        "gametype": "gametype IN ('game', 'birthday', 'quest')",
        "gifts": "gifts IN ('bandana', 'bullets', 'dogtag', 'snood', 'without')",
        "status": "status IN ('requested', 'confirmed', 'arrived', 'done', 'cancelled', 'no_show')",
    }
    return [sa.CheckConstraint(check, name=f"ck_crm_orders_{name}") for name, check in checks.items()]


def _order_bounds() -> list[sa.CheckConstraint]:
    dialect = op.get_context().dialect.name
    length = {
        "sqlite": "strftime('%s', {}) - strftime('%s', {})",
        "postgresql": "extract(epoch from {} - {})",
    }[dialect]
    bounds = {
        "game_end": ("game_ends_at", "date", "gametime + buffer"),
        "rest_start": ("rest_starts_at", "date", "gametime"),
        "rest_end": ("rest_ends_at", "rest_starts_at", "CASE WHEN restroom > 0 THEN resttime ELSE 0 END"),
    }
    return [
        sa.CheckConstraint(f"{length.format(end, start)} = {seconds}", name=f"ck_crm_orders_{name}_{dialect}")
        for name, (end, start, seconds) in bounds.items()
    ]


def _order_overlaps() -> list[ExcludeConstraint]:
    """PostgreSQL's half of S1.51; SQLite's are the triggers of 0002."""
    if not _is_postgresql():
        return []
    game, rest = sa.text("tstzrange(date, game_ends_at)"), sa.text("tstzrange(rest_starts_at, rest_ends_at)")
    return [
        ExcludeConstraint(("polygon", "="), (game, "&&"), name="ex_crm_orders_polygon", using="gist",
                          where=sa.text(HOLDS)),
        ExcludeConstraint(("restroom", "="), (rest, "&&"), name="ex_crm_orders_restroom", using="gist",
                          where=sa.text(f"restroom > 0 AND {HOLDS}")),
    ]  # fmt: skip


def _create_settings() -> None:
    op.create_table(
        "settings",
        _text("name", 64), _json("value"), _number("updated_by", empty=True), _moment("updated_at"),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )  # fmt: skip


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        _id(), _number("bot_id", big=True), _number("update_id", big=True), _number("chat_id", big=True),
        _text("state", 8), sa.Column("raw", sa.LargeBinary()), _number("attempts"), _text("error", 200),
        _moment("received_at"), _moment("done_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("bot_id", "update_id", name="uq_inbox_bot_id_update_id"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _index("inbox", ["chat_id", "id"], "ix_inbox_new", "state = 'new'")
    _index("inbox", ["received_at"])


def _create_dialogues() -> None:
    words = (sa.Column(name, sa.Text(), nullable=False) for name in ("chat_id", "status", "data"))
    op.create_table(
        "DialogStatuses",
        _id("uid"), *words, _number("user_id", empty=True, big=True), _text("draft_id", 32),
        _number("live_message_id", empty=True, big=True), _moment("expires_at", empty=True), _number("version"),
        sa.PrimaryKeyConstraint("uid", name="pk_DialogStatuses"),
        sa.UniqueConstraint("chat_id", name="uq_DialogStatuses_chat_id"),
    )  # fmt: skip
    _index("DialogStatuses", ["expires_at"], where="status <> '-'")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _id(), _text("kind", 32), _text("subject", 64), _number("chat_id", big=True), _json("facts"), _moment("due_at"),
        _moment("drop_after", empty=True), sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()),
        _number("edits", empty=True, big=True), _text("state", 8), _number("attempts"),
        _number("message_id", empty=True, big=True), _moment("created_at"), _moment("sent_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("kind", "subject", "chat_id", "due_at", name="uq_outbox_kind_subject_chat_id_due_at"),
    )  # fmt: skip
    _index("outbox", ["bulk", "due_at"], "ix_outbox_due", "state = 'due'")
    _index("outbox", ["subject"])


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        _id(), _text("kind", 16), _json("params"), _number("user_id"), _number("chat_id", big=True),
        _number("message_id", empty=True, big=True), _text("state", 8), _number("done"), _number("total"),
        _text("error", 200), _text("origin", 64, empty=True), _moment("created_at"), _moment("finished_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("origin", name="uq_jobs_origin"),
        _link("jobs", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    _index("jobs", ["id"], "ix_jobs_open", "state IN ('queued', 'running')")
    _index("jobs", ["user_id"])
