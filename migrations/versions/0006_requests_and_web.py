"""Requests of residents and the web admin: accounts, who lives there, directories, the journal, sessions, imports."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.columns import day, flag, index, json, key, link, moment, number, text, words
from models import Searched, lowered

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "accounts", "residents", "account_guesses", "request_categories", "request_subcategories", "executors",
    "incidents", "incident_people", "utility_requests", "utility_messages", "utility_followers", "web_logins",
    "web_sessions", "web_preferences", "saved_views", "api_tokens", "imports", "import_rows",
)  # fmt: skip


WORDS = ("full_name", "city", "street", "phone", "account", "text", "wish", "reason")
_NAMES, _NEW, _OLD = (", ".join(f"{prefix}{name}" for name in WORDS) for prefix in ("", "new.", "old."))
_DELETE = f"INSERT INTO utility_requests_fts (utility_requests_fts, rowid, {_NAMES}) VALUES ('delete', old.id, {_OLD});"  # noqa: S608  (our own names)
_INSERT = f"INSERT INTO utility_requests_fts (rowid, {_NAMES}) VALUES (new.id, {_NEW});"  # noqa: S608
# the columns as they are: the tokenizer folds letters of any script, ё is asked for beside е
_SQLITE = (
    f"CREATE VIRTUAL TABLE utility_requests_fts USING fts5({_NAMES}, "
    "content='utility_requests', content_rowid='id', tokenize='trigram', detail=column)",
    f"CREATE TRIGGER utility_requests_fts_insert AFTER INSERT ON utility_requests BEGIN {_INSERT} END",
    f"CREATE TRIGGER utility_requests_fts_delete AFTER DELETE ON utility_requests BEGIN {_DELETE} END",
    f"CREATE TRIGGER utility_requests_fts_update AFTER UPDATE OF id, {_NAMES} ON utility_requests "
    f"WHEN (old.id, {_OLD}) IS NOT (new.id, {_NEW}) BEGIN {_DELETE} {_INSERT} END",
)


def upgrade() -> None:
    """Create the tables, parents first."""
    _create_directories()
    _create_requests()
    _create_web()


def downgrade() -> None:
    """Take them back, children first."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER utility_requests_fts_{event}")
        op.execute("DROP TABLE utility_requests_fts")
    for table in reversed(TABLES):
        op.drop_table(table)


def searched(name: str) -> sa.Column[str]:
    """What search compares."""
    return sa.Column(name, Searched, nullable=False)


def _unique(name: str, table: str, columns: Sequence[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)


def _create_directories() -> None:
    op.create_table(
        "accounts",
        key(), text("full_name", 120), text("city", 60), text("street", 80), text("house", 10), text("letter", 5),
        text("flat", 10), searched("phone"), text("contract", 40), text("number", 30), searched("number_n"),
        searched("street_n"), searched("house_n"), searched("folded"), text("link_code", 32),
        number("created_by", empty=True), moment("created_at"), moment("updated_at"),
        moment("archived_at", empty=True), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("origin", name="uq_accounts_origin"),
        sa.UniqueConstraint("link_code", name="uq_accounts_link_code"),
        sa.CheckConstraint("trim(number) <> ''", name="ck_accounts_number_given"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("accounts", ["phone"])
    index("accounts", ["street_n", "house_n"])
    _unique("ux_accounts_number_n", "accounts", ["number_n"], "archived_at IS NULL")
    op.create_table(
        "residents",
        key(), number("account_id"), number("user_id"), text("phone", 16), flag("is_proven"), text("state", 9),
        moment("created_at"), moment("confirmed_at", empty=True), number("confirmed_by", empty=True),
        moment("expires_at", empty=True), moment("freed_at", empty=True), text("freed_why", 16),
        sa.PrimaryKeyConstraint("id", name="pk_residents"),
        link("residents", "user_id", "users.id", "CASCADE"),
        link("residents", "account_id", "accounts.id", "CASCADE"),
        sa.CheckConstraint("state IN ('pending', 'confirmed')", name="ck_residents_state"),
    )  # fmt: skip
    index("residents", ["expires_at"], "ix_residents_pending", where="state = 'pending' AND freed_at IS NULL")
    index("residents", ["user_id"])
    _unique("ux_residents_pair", "residents", ["account_id", "user_id", "phone"], "freed_at IS NULL")
    op.create_table(
        "account_guesses",
        number("user_id"), day("day"), text("number_hash", 64), flag("is_hit"), moment("at"),
        sa.PrimaryKeyConstraint("user_id", "day", "number_hash", name="pk_account_guesses"),
        link("account_guesses", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    index("account_guesses", ["at"])
    op.create_table(
        "request_categories",
        key(), text("name", 60), searched("name_n"), text("warning", 300), flag("is_urgent"), number("place"),
        moment("created_at"), moment("updated_at"), moment("archived_at", empty=True), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_request_categories"),
        sa.UniqueConstraint("origin", name="uq_request_categories_origin"),
    )  # fmt: skip
    _unique("ux_request_categories_name_n", "request_categories", ["name_n"], "archived_at IS NULL")
    op.create_table(
        "request_subcategories",
        key(), number("category_id"), text("name", 60), searched("name_n"), text("warning", 300), flag("is_urgent"),
        number("place"), moment("created_at"), moment("updated_at"), moment("archived_at", empty=True),
        text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_request_subcategories"),
        sa.UniqueConstraint("origin", name="uq_request_subcategories_origin"),
        link("request_subcategories", "category_id", "request_categories.id", "RESTRICT"),
    )  # fmt: skip
    _unique("ux_request_subcategories_name", "request_subcategories", ["category_id", "name_n"], "archived_at IS NULL")
    op.create_table(
        "executors",
        key(), text("full_name", 120), text("position", 60), text("phone", 16), number("user_id", empty=True),
        moment("created_at"), moment("updated_at"), moment("archived_at", empty=True), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_executors"),
        sa.UniqueConstraint("origin", name="uq_executors_origin"),
        link("executors", "user_id", "users.id", "SET NULL"),
    )  # fmt: skip
    _unique("ux_executors_user_id", "executors", ["user_id"], "archived_at IS NULL AND user_id IS NOT NULL")


def _create_requests() -> None:
    op.create_table(
        "incidents",
        key(), number("category_id"), text("city", 60), text("street", 80), searched("street_n"), text("house", 16),
        searched("house_n"), text("text", 500), moment("expected_at", empty=True), text("state", 4),
        number("created_by", empty=True), moment("created_at"), moment("updated_at"), moment("over_at", empty=True),
        number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("origin", name="uq_incidents_origin"),
        link("incidents", "category_id", "request_categories.id", "RESTRICT"),
        sa.CheckConstraint("state IN ('open', 'over')", name="ck_incidents_state"),
    )  # fmt: skip
    index("incidents", ["category_id"])
    index("incidents", ["street_n", "house_n"], "ix_incidents_open", where="state = 'open'")
    op.create_table(
        "incident_people",
        number("incident_id"), number("user_id"), number("account_id", empty=True), moment("at"),
        sa.PrimaryKeyConstraint("incident_id", "user_id", name="pk_incident_people"),
        link("incident_people", "user_id", "users.id", "CASCADE"),
        link("incident_people", "incident_id", "incidents.id", "CASCADE"),
        link("incident_people", "account_id", "accounts.id", "SET NULL"),
    )  # fmt: skip
    index("incident_people", ["account_id"])
    index("incident_people", ["user_id"])
    op.create_table(
        "utility_requests",
        key(), text("state", 8), text("source", 4), number("account_id", empty=True), number("user_id", empty=True),
        text("account", 30), text("full_name", 120), text("city", 60), text("street", 80), text("house", 16),
        text("flat", 10), searched("phone"), flag("is_confirmed"), number("category_id"),
        number("subcategory_id", empty=True), flag("is_urgent"), words("text"), text("wish", 100), searched("folded"),
        number("executor_id", empty=True), number("incident_id", empty=True), text("reason", 200),
        number("rating", empty=True), moment("next_at", empty=True), number("created_by", empty=True),
        moment("created_at"), moment("assigned_at", empty=True), moment("started_at", empty=True),
        moment("done_at", empty=True), moment("closed_at", empty=True), moment("updated_at"), number("version"),
        text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_utility_requests"),
        sa.UniqueConstraint("origin", name="uq_utility_requests_origin"),
        link("utility_requests", "executor_id", "executors.id", "SET NULL"),
        link("utility_requests", "category_id", "request_categories.id", "RESTRICT"),
        link("utility_requests", "subcategory_id", "request_subcategories.id", "RESTRICT"),
        link("utility_requests", "incident_id", "incidents.id", "SET NULL"),
        link("utility_requests", "account_id", "accounts.id", "SET NULL"),
        link("utility_requests", "user_id", "users.id", "SET NULL"),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="ck_utility_requests_rating"),
        sa.CheckConstraint(
            "state IN ('new', 'assigned', 'in_work', 'done', 'closed', 'archived')", name="ck_utility_requests_state"
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("utility_requests", ["next_at"], "ix_utility_requests_due", where="next_at IS NOT NULL")
    for name in (
        "account_id", "user_id", "state", "category_id", "subcategory_id", "executor_id", "incident_id", "created_at",
        "assigned_at", "started_at", "done_at", "closed_at", "house", "flat", "source", "is_urgent", "is_confirmed",
        "rating",
    ):  # fmt: skip
        index("utility_requests", [name, "id"])
    _index_words()
    op.create_table(
        "utility_messages",
        key(), number("request_id"), number("user_id", empty=True), text("side", 8), text("kind", 12), words("text"),
        text("file_id", 255), text("file_name", 255), moment("at"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_utility_messages"),
        sa.UniqueConstraint("origin", name="uq_utility_messages_origin"),
        link("utility_messages", "user_id", "users.id", "SET NULL"),
        link("utility_messages", "request_id", "utility_requests.id", "CASCADE"),
        sa.CheckConstraint("side IN ('resident', 'staff', 'note')", name="ck_utility_messages_side"),
    )  # fmt: skip
    index("utility_messages", ["request_id", "id"])
    index("utility_messages", ["user_id"])
    op.create_table(
        "utility_followers",
        number("request_id"), number("user_id"), moment("at"),
        sa.PrimaryKeyConstraint("request_id", "user_id", name="pk_utility_followers"),
        link("utility_followers", "user_id", "users.id", "CASCADE"),
        link("utility_followers", "request_id", "utility_requests.id", "CASCADE"),
    )  # fmt: skip
    index("utility_followers", ["user_id"])


def _index_words() -> None:
    """What the journal finds by a part of it: trigrams of each column."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE:
            op.execute(statement)
        return
    parts: list[Any] = [lowered(name) for name in WORDS]
    op.create_index(
        "ix_utility_requests_words", "utility_requests", parts,
        postgresql_using="gin", postgresql_ops=dict.fromkeys(WORDS, "gin_trgm_ops"),
    )  # fmt: skip


def _create_web() -> None:
    op.create_table(
        "web_logins",
        key(), text("kind", 4), text("token_hash", 64), number("user_id", empty=True), text("browser_hash", 64),
        number("number", empty=True), text("ip", 45), text("browser", 120), moment("created_at"),
        moment("expires_at"), moment("confirmed_at", empty=True), moment("used_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_web_logins"),
        sa.UniqueConstraint("token_hash", name="uq_web_logins_token_hash"),
        link("web_logins", "user_id", "users.id", "CASCADE"),
        sa.CheckConstraint("kind IN ('link', 'code')", name="ck_web_logins_kind"),
    )  # fmt: skip
    index("web_logins", ["expires_at"])
    index("web_logins", ["user_id"])
    op.create_table(
        "web_sessions",
        key(), text("id_hash", 64), number("user_id"), text("csrf", 64), text("ip", 45), text("browser", 120),
        moment("created_at"), moment("seen_at"), moment("expires_at"), moment("ended_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_web_sessions"),
        sa.UniqueConstraint("id_hash", name="uq_web_sessions_id_hash"),
        link("web_sessions", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    index("web_sessions", ["user_id"])
    op.create_table(
        "web_preferences",
        number("user_id"), text("page", 32), json("value"), moment("updated_at"),
        sa.PrimaryKeyConstraint("user_id", "page", name="pk_web_preferences"),
        link("web_preferences", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    op.create_table(
        "saved_views",
        key(), number("user_id"), text("page", 32), text("name", 60), json("value"), moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.UniqueConstraint("user_id", "page", "name", name="uq_saved_views_user_id_page_name"),
        link("saved_views", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    op.create_table(
        "api_tokens",
        key(), text("name", 60), text("token_hash", 64), json("scopes"), number("created_by", empty=True),
        moment("created_at"), moment("used_at", empty=True), moment("revoked_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
    )  # fmt: skip
    op.create_table(
        "imports",
        key(), text("kind", 8), number("user_id", empty=True), text("file_name", 255), json("mapping"),
        number("added"), number("changed"), text("origin", 64, empty=True), moment("created_at"),
        moment("undone_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.UniqueConstraint("origin", name="uq_imports_origin"),
        link("imports", "user_id", "users.id", "SET NULL"),
    )  # fmt: skip
    index("imports", ["user_id"])
    op.create_table(
        "import_rows",
        number("import_id"), number("subject_id"), json("before", empty=True), number("version"),
        sa.PrimaryKeyConstraint("import_id", "subject_id", name="pk_import_rows"),
        link("import_rows", "import_id", "imports.id", "CASCADE"),
    )  # fmt: skip
