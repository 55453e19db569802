"""The shop and its campaigns: products, purchases, promo codes, payments of three kinds, channels, broadcasts."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import day, flag, index, json, key, link, moment, number, text, words
from models import Searched

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LIVE = "archived_at IS NULL"


def upgrade() -> None:
    """Create the tables, parents first; then widen users, payments and tickets."""
    _create_shop()
    _create_promos()
    _create_channels()
    _create_campaigns()
    _widen_users()
    _widen_payments()
    _create_invoices()
    with op.batch_alter_table("tickets") as batch:
        batch.add_column(number("purchase_id", empty=True))
        batch.create_foreign_key(
            "fk_tickets_purchase_id_purchases", "purchases", ["purchase_id"], ["id"], ondelete="SET NULL"
        )
    index("tickets", ["purchase_id"])


def downgrade() -> None:
    """Take it all back, children first; what was paid for anything but a tariff goes with it."""
    op.drop_index("ix_tickets_purchase_id", "tickets")
    with op.batch_alter_table("tickets") as batch:
        batch.drop_constraint("fk_tickets_purchase_id_purchases", type_="foreignkey")
        batch.drop_column("purchase_id")
    op.drop_table("invoices")
    _narrow_payments()
    op.drop_index("ix_users_email", "users")
    for name in ("email", "adverts_rarely", "advert_at"):
        op.drop_column("users", name)
    for table in (
        "campaign_events", "campaign_recipients", "campaign_runs", "campaigns", "channel_members", "channels",
        "promo_uses", "promo_products", "promo_codes", "begun_purchases", "purchases", "products",
    ):  # fmt: skip
        op.drop_table(table)


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(check, name=f"ck_{table}_{name}") for name, check in checks.items()]


def _searched(name: str) -> sa.Column[str]:
    return sa.Column(name, Searched, nullable=False)


def _unique_while_live(table: str, column: str) -> None:
    op.create_index(
        f"ux_{table}_{column}", table, [column], unique=True,
        sqlite_where=sa.text(LIVE), postgresql_where=sa.text(LIVE),
    )  # fmt: skip


def _create_shop() -> None:
    op.create_table(
        "products",
        key(), text("title", 50), _searched("title_n"), text("description", 100), text("image", 255),
        number("price", big=True), number("diedline"), text("category", 30), _searched("folded"), flag("is_active"),
        number("created_by", empty=True), moment("created_on"), moment("updated_on"),
        moment("archived_at", empty=True), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("origin", name="uq_products_origin"),
        *_checks("products", price="price >= 0", diedline="diedline BETWEEN 0 AND 3650"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _unique_while_live("products", "title_n")
    index("products", ["category"])
    op.create_table(
        "purchases",
        key(), number("product_id"), number("user_id"), number("client_uid", empty=True), number("state"),
        text("title", 50), number("price", big=True), number("discount", big=True), number("paid", big=True),
        number("diedline"), text("email", 254), text("promo_code", 32), number("agent_id", empty=True),
        text("reason", 200), moment("created_on"), moment("updated_on"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_purchases"),
        sa.UniqueConstraint("origin", name="uq_purchases_origin"),
        link("purchases", "product_id", "products.id", "RESTRICT"),
        link("purchases", "user_id", "users.id", "CASCADE"),
        link("purchases", "client_uid", "crm_clients.uid", "SET NULL"),
        link("purchases", "agent_id", "users.id", "SET NULL"),
        *_checks(
            "purchases", state="state IN (1, 2, 3, 4)",
            money="price >= 0 AND discount >= 0 AND discount <= price",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    for columns in (["user_id", "id"], ["state", "id"], ["product_id", "id"], ["client_uid"], ["agent_id"]):
        index("purchases", columns)
    op.create_table(
        "begun_purchases",
        key(), number("user_id"), number("product_id"), moment("begun_at"), number("purchase_id", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_begun_purchases"),
        sa.UniqueConstraint("user_id", "product_id", name="uq_begun_purchases_user_id_product_id"),
        link("begun_purchases", "user_id", "users.id", "CASCADE"),
        link("begun_purchases", "product_id", "products.id", "CASCADE"),
        link("begun_purchases", "purchase_id", "purchases.id", "SET NULL"),
    )  # fmt: skip
    index("begun_purchases", ["begun_at"])
    index("begun_purchases", ["purchase_id"])


def _create_promos() -> None:
    op.create_table(
        "promo_codes",
        key(), text("code", 32), _searched("code_n"), text("kind", 8), number("amount", big=True),
        day("starts_on", empty=True), day("ends_on", empty=True), number("uses_most", empty=True),
        number("user_uses_most", empty=True), number("used"), flag("is_active"), number("created_by", empty=True),
        moment("created_at"), moment("updated_at"), moment("archived_at", empty=True), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_promo_codes"),
        sa.UniqueConstraint("origin", name="uq_promo_codes_origin"),
        *_checks(
            "promo_codes", kind="kind IN ('percent', 'fixed', 'free')",
            amount="amount >= 0 AND (kind <> 'percent' OR amount BETWEEN 1 AND 100)",
            used="used >= 0 AND (uses_most IS NULL OR used <= uses_most)",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _unique_while_live("promo_codes", "code_n")
    op.create_table(
        "promo_products",
        number("promo_id"), number("product_id"),
        sa.PrimaryKeyConstraint("promo_id", "product_id", name="pk_promo_products"),
        link("promo_products", "promo_id", "promo_codes.id", "CASCADE"),
        link("promo_products", "product_id", "products.id", "CASCADE"),
    )  # fmt: skip
    index("promo_products", ["product_id"])
    op.create_table(
        "promo_uses",
        key(), number("promo_id"), number("user_id"), number("purchase_id"), number("discount", big=True),
        moment("at"), moment("returned_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_promo_uses"),
        sa.UniqueConstraint("purchase_id", name="uq_promo_uses_purchase_id"),
        link("promo_uses", "promo_id", "promo_codes.id", "CASCADE"),
        link("promo_uses", "user_id", "users.id", "CASCADE"),
        link("promo_uses", "purchase_id", "purchases.id", "CASCADE"),
    )  # fmt: skip
    index("promo_uses", ["promo_id", "user_id"])
    index("promo_uses", ["user_id"])


def _create_channels() -> None:
    op.create_table(
        "channels",
        text("name", 64), number("chat_id", empty=True, big=True), text("title", 128), text("link", 255),
        flag("is_seen"), moment("told_at", empty=True), moment("checked_at"),
        sa.PrimaryKeyConstraint("name", name="pk_channels"),
        sa.UniqueConstraint("chat_id", name="uq_channels_chat_id"),
    )  # fmt: skip
    op.create_table(
        "channel_members",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("is_member", sa.Boolean()), moment("checked_at"),
        sa.PrimaryKeyConstraint("chat_id", "telegram_id", name="pk_channel_members"),
    )  # fmt: skip


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        key(), text("kind", 8), words("text"), text("photo", 255), text("button", 40), text("target", 255),
        text("audience", 32), json("params"), text("repeat", 8), text("state", 8), moment("next_at", empty=True),
        number("created_by", empty=True), moment("created_at"), moment("updated_at"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaigns"),
        sa.UniqueConstraint("origin", name="uq_campaigns_origin"),
        link("campaigns", "created_by", "users.id", "SET NULL"),
        *_checks(
            "campaigns", kind="kind IN ('advert', 'service')",
            repeat="repeat IN ('', 'daily', 'weekly', 'monthly', 'event')",
            state="state IN ('waiting', 'running', 'paused', 'done', 'stopped')",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("campaigns", ["next_at"], where="next_at IS NOT NULL")
    index("campaigns", ["state", "id"])
    index("campaigns", ["created_by"])
    op.create_table(
        "campaign_runs",
        key(), number("campaign_id"), number("number"), number("position"), number("total"), flag("is_queued"),
        number("chat_id", empty=True, big=True), number("message_id", empty=True, big=True), moment("started_at"),
        moment("finished_at", empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_runs"),
        sa.UniqueConstraint("campaign_id", "number", name="uq_campaign_runs_campaign_id_number"),
        link("campaign_runs", "campaign_id", "campaigns.id", "CASCADE"),
    )  # fmt: skip
    index("campaign_runs", ["id"], "ix_campaign_runs_open", "finished_at IS NULL")
    op.create_table(
        "campaign_recipients",
        number("run_id"), number("user_id"), text("state", 8), number("message_id", empty=True, big=True),
        moment("at"), moment("unsubscribed_at", empty=True),
        sa.PrimaryKeyConstraint("run_id", "user_id", name="pk_campaign_recipients"),
        link("campaign_recipients", "run_id", "campaign_runs.id", "CASCADE"),
        link("campaign_recipients", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    index("campaign_recipients", ["run_id", "state"])
    index("campaign_recipients", ["user_id"])
    op.create_table(
        "campaign_events",
        number("campaign_id"), number("user_id"), number("subject_id"), moment("at"),
        sa.PrimaryKeyConstraint("campaign_id", "user_id", "subject_id", name="pk_campaign_events"),
        link("campaign_events", "campaign_id", "campaigns.id", "CASCADE"),
        link("campaign_events", "user_id", "users.id", "CASCADE"),
    )  # fmt: skip
    index("campaign_events", ["user_id"])


def _widen_users() -> None:
    op.add_column("users", text("email", 254, empty=True))
    op.add_column("users", sa.Column("adverts_rarely", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("users", moment("advert_at", empty=True))
    index("users", ["email"])


def _widen_payments() -> None:
    with op.batch_alter_table("payments") as batch:
        batch.alter_column("client_uid", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("kind", sa.String(8), nullable=False, server_default="tariff"))
        batch.add_column(number("subject_id", empty=True))
        batch.add_column(number("user_id", empty=True))
        batch.add_column(sa.Column("method", sa.String(8), nullable=False, server_default="noted"))
        batch.add_column(number("refund_of", empty=True))
        batch.add_column(text("charge_id", 255, empty=True))
        batch.add_column(sa.Column("provider_charge_id", sa.String(255), nullable=False, server_default=""))
        batch.create_unique_constraint("uq_payments_charge_id", ["charge_id"])
        batch.create_foreign_key("fk_payments_user_id_users", "users", ["user_id"], ["id"], ondelete="SET NULL")
        batch.create_foreign_key(
            "fk_payments_refund_of_payments", "payments", ["refund_of"], ["id"], ondelete="CASCADE"
        )
        batch.create_check_constraint("ck_payments_kind", "kind IN ('purchase', 'tariff', 'deposit')")
        batch.create_check_constraint("ck_payments_method", "method IN ('noted', 'telegram')")
    op.execute("UPDATE payments SET subject_id = client_uid")
    for columns in (["kind", "subject_id"], ["user_id"], ["refund_of"]):
        index("payments", columns)


def _narrow_payments() -> None:
    op.execute("DELETE FROM payments WHERE kind <> 'tariff' OR client_uid IS NULL")
    for name in ("ix_payments_kind_subject_id", "ix_payments_user_id", "ix_payments_refund_of"):
        op.drop_index(name, "payments")
    with op.batch_alter_table("payments") as batch:
        for name in ("ck_payments_kind", "ck_payments_method"):
            batch.drop_constraint(name, type_="check")
        for name in ("fk_payments_user_id_users", "fk_payments_refund_of_payments"):
            batch.drop_constraint(name, type_="foreignkey")
        batch.drop_constraint("uq_payments_charge_id", type_="unique")
        for name in ("kind", "subject_id", "user_id", "method", "refund_of", "charge_id", "provider_charge_id"):
            batch.drop_column(name)
        batch.alter_column("client_uid", existing_type=sa.Integer(), nullable=False)


def _create_invoices() -> None:
    op.create_table(
        "invoices",
        key(), text("code", 32), text("kind", 8), number("subject_id"), number("user_id"),
        number("amount", big=True), text("currency", 3), text("state", 8), moment("created_at"),
        moment("approved_at", empty=True), text("approval", 64, empty=True), number("payment_id", empty=True),
        text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sa.UniqueConstraint("code", name="uq_invoices_code"),
        sa.UniqueConstraint("origin", name="uq_invoices_origin"),
        link("invoices", "user_id", "users.id", "CASCADE"),
        link("invoices", "payment_id", "payments.id", "SET NULL"),
        *_checks(
            "invoices", kind="kind IN ('purchase', 'tariff', 'deposit')",
            state="state IN ('open', 'approved', 'paid', 'void')",
        ),
    )  # fmt: skip
    for columns in (["kind", "subject_id"], ["user_id"], ["payment_id"]):
        index("invoices", columns)
