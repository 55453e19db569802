"""Every table of the first release, with its keys, checks and indexes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from migrations.columns import index, json, key, link, moment, number, text
from models import Searched

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


def _create_clients() -> None:
    searched = ("folded", "surname_n", "name_n", "midname_n", "phone_r", "secondphone_r")
    op.create_table(
        "crm_clients",
        key("uid"), text("surname", 64), text("name", 64), text("midname", 64),
        sa.Column("phone", Searched, nullable=False), sa.Column("secondphone", Searched, nullable=False),
        text("description", 500), text("source", 64),
        *(sa.Column(name, Searched, nullable=False) for name in searched),
        number("version"), text("origin", 64, empty=True), number("created_by", empty=True),
        moment("created_at"), moment("updated_at"), moment("deleted_at", empty=True),
        sa.PrimaryKeyConstraint("uid", name="pk_crm_clients"),
        sa.UniqueConstraint("origin", name="uq_crm_clients_origin"),
        sa.CheckConstraint("trim(name) <> ''", name="ck_crm_clients_name_given"),
        sa.CheckConstraint("phone <> ''", name="ck_crm_clients_phone_given"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    for column in ("phone", "secondphone", *searched[1:]):
        index("crm_clients", [column])


def _create_users() -> None:
    op.create_table(
        "users",
        key(), number("telegram_id", big=True), text("first_name", 64), text("last_name", 64),
        text("username", 32, empty=True), text("language", 8), text("phone", 16, empty=True),
        number("client_uid", empty=True), sa.Column("is_reachable", sa.Boolean(), nullable=False),
        moment("created_on"), moment("seen_at"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("telegram_id", name="uq_users_telegram_id"),
        link("users", "client_uid", "crm_clients.uid", "SET NULL"),
    )  # fmt: skip
    index("users", ["client_uid"])


def _create_people() -> None:
    op.create_table(
        "user_roles",
        number("user_id"), text("role", 16), number("granted_by", empty=True), moment("granted_at"),
        sa.PrimaryKeyConstraint("user_id", "role", name="pk_user_roles"),
        link("user_roles", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    op.create_table(
        "invitations",
        key(), text("code_hash", 64), text("role", 16, empty=True), number("client_uid", empty=True),
        number("created_by", empty=True), moment("created_at"), moment("expires_at"),
        number("used_by", empty=True), moment("used_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("code_hash", name="uq_invitations_code_hash"),
        link("invitations", "client_uid", "crm_clients.uid", "CASCADE"),
    )  # fmt: skip
    index("invitations", ["client_uid"])
    op.create_table(
        "consents",
        key(), number("user_id"), text("kind", 16), text("version", 16),
        sa.Column("text", sa.Text(), nullable=False), moment("given_at"), moment("withdrawn_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        link("consents", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    index("consents", ["user_id"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        key(), moment("at"), number("user_id"), text("action", 32), text("kind", 16), number("subject_id"),
        json("before", empty=True), json("after", empty=True), text("origin", 64),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )  # fmt: skip
    index("audit", ["kind", "subject_id", "id"])
    index("audit", ["at"])


def _create_orders() -> None:
    op.create_table(
        "crm_orders",
        key("uid"), number("client_uid", empty=True), moment("date"), number("gametime"), number("resttime"),
        number("restroom"), number("players"), text("polygon", 10), text("gametype", 10), text("gifts", 10),
        text("status", 10), text("description", 500), number("price", empty=True, big=True),
        number("deposit", big=True), number("paid", big=True), number("instructor_id", empty=True),
        number("came", empty=True), json("custom"), number("ordered_by", empty=True),
        moment("held_until", empty=True), text("cancel_reason", 200), number("buffer"), moment("game_ends_at"),
        moment("rest_starts_at"), moment("rest_ends_at"), number("version"), text("origin", 64, empty=True),
        number("created_by", empty=True), moment("created_at"), moment("updated_at"),
        moment("deleted_at", empty=True),
        sa.PrimaryKeyConstraint("uid", name="pk_crm_orders"),
        sa.UniqueConstraint("origin", name="uq_crm_orders_origin"),
        link("crm_orders", "client_uid", "crm_clients.uid", "SET NULL"),
        link("crm_orders", "instructor_id", "users.id", "SET NULL"),
        link("crm_orders", "ordered_by", "users.id", "SET NULL"),
        *_order_words(), *_order_bounds(), *_order_overlaps(),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("crm_orders", ["date"])
    index("crm_orders", ["client_uid", "date"], "ix_crm_orders_client")
    index("crm_orders", ["held_until"], "ix_crm_orders_held", "status = 'requested'")
    index("crm_orders", ["instructor_id"])
    index("crm_orders", ["ordered_by"])


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
        text("name", 64), json("value"), number("updated_by", empty=True), moment("updated_at"),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )  # fmt: skip


def _create_inbox() -> None:
    op.create_table(
        "inbox",
        key(), number("bot_id", big=True), number("update_id", big=True), number("chat_id", big=True),
        text("state", 8), sa.Column("raw", sa.LargeBinary()), number("attempts"), text("error", 200),
        moment("received_at"), moment("done_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("bot_id", "update_id", name="uq_inbox_bot_id_update_id"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("inbox", ["chat_id", "id"], "ix_inbox_new", "state = 'new'")
    index("inbox", ["received_at"])


def _create_dialogues() -> None:
    words = (sa.Column(name, sa.Text(), nullable=False) for name in ("chat_id", "status", "data"))
    op.create_table(
        "DialogStatuses",
        key("uid"), *words, number("user_id", empty=True, big=True), text("draft_id", 32),
        number("live_message_id", empty=True, big=True), moment("expires_at", empty=True), number("version"),
        sa.PrimaryKeyConstraint("uid", name="pk_DialogStatuses"),
        sa.UniqueConstraint("chat_id", name="uq_DialogStatuses_chat_id"),
    )  # fmt: skip
    index("DialogStatuses", ["expires_at"], where="status <> '-'")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        key(), text("kind", 32), text("subject", 64), number("chat_id", big=True), json("facts"), moment("due_at"),
        moment("drop_after", empty=True), sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()),
        number("edits", empty=True, big=True), text("state", 8), number("attempts"),
        number("message_id", empty=True, big=True), moment("created_at"), moment("sent_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("kind", "subject", "chat_id", "due_at", name="uq_outbox_kind_subject_chat_id_due_at"),
    )  # fmt: skip
    index("outbox", ["bulk", "due_at"], "ix_outbox_due", "state = 'due'")
    index("outbox", ["subject"])


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        key(), text("kind", 16), json("params"), number("user_id"), number("chat_id", big=True),
        number("message_id", empty=True, big=True), text("state", 8), number("done"), number("total"),
        text("error", 200), text("origin", 64, empty=True), moment("created_at"), moment("finished_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("origin", name="uq_jobs_origin"),
        link("jobs", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    index("jobs", ["id"], "ix_jobs_open", "state IN ('queued', 'running')")
    index("jobs", ["user_id"])
