"""The desk: tariffs and who is on them, tickets and what was said in them, pay and bills of closed periods."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import day, flag, index, key, link, moment, number, text, words
from models import Searched

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, parents first; an invitation may carry a tariff."""
    _create_tariffs()
    _create_tickets()
    _create_money()
    with op.batch_alter_table("invitations") as batch:
        batch.add_column(number("tariff_id", empty=True))
        batch.create_foreign_key(
            "fk_invitations_tariff_id_tariffs", "tariffs", ["tariff_id"], ["id"], ondelete="CASCADE"
        )
    index("invitations", ["tariff_id"])


def downgrade() -> None:
    """Take it all back, children first."""
    op.drop_index("ix_invitations_tariff_id", "invitations")
    with op.batch_alter_table("invitations") as batch:
        batch.drop_constraint("fk_invitations_tariff_id_tariffs", type_="foreignkey")
        batch.drop_column("tariff_id")
    for table in (
        "payments", "bills", "payouts", "canned_replies", "ticket_messages", "desk_people", "tickets", "subscriptions",
        "tariff_prices", "tariffs",
    ):  # fmt: skip
        op.drop_table(table)


def _create_tariffs() -> None:
    op.create_table(
        "tariffs",
        key(), text("name", 60), number("requests", empty=True), number("reaction"), flag("around_clock"),
        flag("may_pin"), flag("shows_contacts"), number("price", big=True), number("version"),
        text("origin", 64, empty=True), moment("created_at"), moment("updated_at"), moment("archived_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_tariffs"),
        sa.UniqueConstraint("origin", name="uq_tariffs_origin"),
        sa.CheckConstraint("requests >= 1 AND reaction >= 60 AND price >= 0", name="ck_tariffs_bounds"),
    )  # fmt: skip
    op.create_index(
        "ux_tariffs_name", "tariffs", ["name"], unique=True,
        sqlite_where=sa.text("archived_at IS NULL"), postgresql_where=sa.text("archived_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "tariff_prices",
        key(), number("tariff_id"), number("price", big=True), moment("since"), number("set_by", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_tariff_prices"),
        link("tariff_prices", "tariff_id", "tariffs.id", "CASCADE"),
    )  # fmt: skip
    index("tariff_prices", ["tariff_id", "id"])
    op.create_table(
        "subscriptions",
        number("client_uid"), number("tariff_id"), number("pinned_id", empty=True), day("paid_until", empty=True),
        moment("since"), number("version"),
        sa.PrimaryKeyConstraint("client_uid", name="pk_subscriptions"),
        link("subscriptions", "client_uid", "crm_clients.uid", "CASCADE"),
        link("subscriptions", "tariff_id", "tariffs.id", "RESTRICT"),
        link("subscriptions", "pinned_id", "users.id", "SET NULL"),
    )  # fmt: skip
    index("subscriptions", ["tariff_id"])
    index("subscriptions", ["pinned_id"])


def _create_tickets() -> None:
    op.create_table(
        "tickets",
        key(), text("kind", 8), text("state", 9), number("user_id"), number("client_uid", empty=True),
        number("agent_id", empty=True), words("question"), text("answer", 200),
        sa.Column("folded", Searched, nullable=False), number("tariff_id", empty=True), number("reaction"),
        flag("around_clock"), flag("shows_contacts"), number("pinned_id", empty=True), number("estimate", empty=True),
        text("stage", 8, empty=True), moment("next_at", empty=True), number("rating", empty=True),
        number("pay", empty=True, big=True), sa.Column("credentials", sa.LargeBinary()), moment("created_at"),
        moment("taken_at", empty=True), moment("closed_at", empty=True), moment("updated_at"),
        number("created_by", empty=True), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("origin", name="uq_tickets_origin"),
        link("tickets", "user_id", "users.id", "CASCADE"),
        link("tickets", "client_uid", "crm_clients.uid", "SET NULL"),
        link("tickets", "agent_id", "users.id", "SET NULL"),
        link("tickets", "tariff_id", "tariffs.id", "SET NULL"),
        link("tickets", "pinned_id", "users.id", "SET NULL"),
        *_ticket_words(),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("tickets", ["next_at"], where="next_at IS NOT NULL")
    index("tickets", ["created_at", "id"], "ix_tickets_open", "state IN ('created', 'taken')")
    index("tickets", ["state", "id"])
    index("tickets", ["user_id", "id"])
    index("tickets", ["agent_id", "state", "id"])
    index("tickets", ["client_uid", "created_at"])
    index("tickets", ["closed_at"])
    _create_people()
    _create_messages()


def _ticket_words() -> list[sa.CheckConstraint]:
    checks = {
        "kind": "kind IN ('question', 'job')",
        "state": "state IN ('created', 'taken', 'closed', 'cancelled')",
        "stage": "stage IN ('widen', 'untaken', 'overdue')",
        "rating": "rating BETWEEN 1 AND 5",
        "taken": "state <> 'taken' OR agent_id IS NOT NULL",
    }
    return [sa.CheckConstraint(check, name=f"ck_tickets_{name}") for name, check in checks.items()]


def _create_people() -> None:
    op.create_table(
        "desk_people",
        number("user_id"), flag("on_duty"), number("current_id", empty=True), moment("updated_at"),
        sa.PrimaryKeyConstraint("user_id", name="pk_desk_people"),
        link("desk_people", "user_id", "users.id", "CASCADE"),
        link("desk_people", "current_id", "tickets.id", "SET NULL"),
    )  # fmt: skip
    index("desk_people", ["current_id"])


def _create_messages() -> None:
    op.create_table(
        "ticket_messages",
        key(), number("ticket_id"), number("user_id", empty=True), text("side", 8), text("kind", 12), words("text"),
        text("file_id", 255), text("file_name", 255), number("file_size", empty=True, big=True),
        text("album", 32), sa.Column("latitude", sa.Float()), sa.Column("longitude", sa.Float()),
        number("chat_id", empty=True, big=True), number("message_id", empty=True, big=True), moment("at"),
        moment("edited_at", empty=True), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_messages"),
        sa.UniqueConstraint("origin", name="uq_ticket_messages_origin"),
        sa.UniqueConstraint("chat_id", "message_id", name="uq_ticket_messages_chat_id_message_id"),
        link("ticket_messages", "ticket_id", "tickets.id", "CASCADE"),
        link("ticket_messages", "user_id", "users.id", "SET NULL"),
        sa.CheckConstraint("side IN ('customer', 'agent', 'note', 'system')", name="ck_ticket_messages_side"),
    )  # fmt: skip
    index("ticket_messages", ["ticket_id", "id"])
    op.create_table(
        "canned_replies",
        key(), text("title", 60), text("text", 1000), number("created_by", empty=True), moment("created_at"),
        moment("archived_at", empty=True), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_canned_replies"),
        sa.UniqueConstraint("origin", name="uq_canned_replies_origin"),
    )  # fmt: skip


def _create_money() -> None:
    op.create_table(
        "payouts",
        key(), number("user_id"), day("start"), day("end"), number("jobs"), number("amount", big=True),
        moment("closed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_payouts"),
        sa.UniqueConstraint("user_id", "start", name="uq_payouts_user_id_start"),
        link("payouts", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    op.create_table(
        "bills",
        key(), number("client_uid"), day("start"), day("end"), number("tariff_id", empty=True),
        text("tariff", 60), number("price", big=True), number("requests"), moment("closed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_bills"),
        sa.UniqueConstraint("client_uid", "start", name="uq_bills_client_uid_start"),
        link("bills", "client_uid", "crm_clients.uid", "CASCADE"),
        link("bills", "tariff_id", "tariffs.id", "SET NULL"),
    )  # fmt: skip
    op.create_table(
        "payments",
        key(), number("client_uid"), number("amount", big=True), text("note", 200), number("noted_by", empty=True),
        moment("at"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sa.UniqueConstraint("origin", name="uq_payments_origin"),
        link("payments", "client_uid", "crm_clients.uid", "CASCADE"),
    )  # fmt: skip
    index("payments", ["client_uid", "id"])
