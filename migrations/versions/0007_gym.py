"""The gym: coaches, groups, members, memberships and freezes, trainings and who came, invitations; its payments."""

import sqlalchemy as sa
from alembic import op

from migrations.columns import day, flag, index, key, link, moment, number, text
from models import Searched

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "coaches", "training_groups", "group_hours", "members", "plans", "memberships", "freezes", "trainings", "visits",
    "training_invitations", "training_invited", "check_in_codes",
)  # fmt: skip
STATISTICS = {"payments": ["kind", "at"], "tickets": ["created_at"], "purchases": ["created_on"]}  # what they read
KINDS = ("purchase", "tariff", "deposit")


def upgrade() -> None:
    """Create the tables, parents first; then let payments be for memberships."""
    _create_groups()
    _create_memberships()
    _create_trainings()
    _create_invitations()
    _pay_for(*KINDS, "member")
    for table, columns in STATISTICS.items():
        index(table, columns)


def downgrade() -> None:
    """Take them back, children first; what was paid for memberships goes with them."""
    for table, columns in STATISTICS.items():
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
    op.execute("DELETE FROM invoices WHERE kind = 'member'")
    op.execute("DELETE FROM payments WHERE kind = 'member'")
    _pay_for(*KINDS)
    for table in reversed(TABLES):
        op.drop_table(table)


def _pay_for(*kinds: str) -> None:
    for table in ("payments", "invoices"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"ck_{table}_kind", type_="check")
            batch.create_check_constraint(f"ck_{table}_kind", f"kind IN ({', '.join(map(repr, kinds))})")


def _checks(table: str, **checks: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(check, name=f"ck_{table}_{name}") for name, check in checks.items()]


def searched(name: str) -> sa.Column[str]:
    """What search compares."""
    return sa.Column(name, Searched, nullable=False)


def _unique_while_live(table: str, column: str) -> None:
    live = sa.text("archived_at IS NULL")
    op.create_index(f"ux_{table}_{column}", table, [column], unique=True, sqlite_where=live, postgresql_where=live)


def _create_groups() -> None:
    op.create_table(
        "coaches",
        key(), text("first_name", 64), text("last_name", 64), text("phone", 16), text("email", 254),
        text("photo", 255), text("about", 500), day("started_on", empty=True), number("user_id", empty=True),
        moment("created_at"), moment("updated_at"), moment("archived_at", empty=True), number("version"),
        text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_coaches"),
        sa.UniqueConstraint("origin", name="uq_coaches_origin"),
        link("coaches", "user_id", "users.id", "SET NULL"),
        *_checks(
            "coaches", name_given="trim(first_name) <> ''",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _unique_while_live("coaches", "user_id")
    op.create_table(
        "training_groups",
        key(), text("name", 60), searched("name_n"), number("coach_id", empty=True), number("capacity"),
        text("about", 300), text("link", 255), moment("created_at"), moment("updated_at"), moment("archived_at",
        empty=True), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_training_groups"),
        sa.UniqueConstraint("origin", name="uq_training_groups_origin"),
        link("training_groups", "coach_id", "coaches.id", "SET NULL"),
        *_checks(
            "training_groups", capacity="capacity BETWEEN 1 AND 500",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("training_groups", ["coach_id"])
    _unique_while_live("training_groups", "name_n")
    op.create_table(
        "group_hours",
        key(), number("group_id"), number("weekday"), number("minute"), number("length"),
        sa.PrimaryKeyConstraint("id", name="pk_group_hours"),
        sa.UniqueConstraint("group_id", "weekday", "minute", name="uq_group_hours_group_id_weekday_minute"),
        link("group_hours", "group_id", "training_groups.id", "CASCADE"),
        *_checks(
            "group_hours", when="weekday BETWEEN 0 AND 6 AND minute BETWEEN 0 AND 1439",
            length="length BETWEEN 600 AND 43200",
        ),
    )  # fmt: skip
    op.create_table(
        "members",
        number("client_uid"), text("email", 254), text("region", 60), searched("region_n"), text("photo", 255),
        text("comment", 500), number("group_id", empty=True), moment("joined_at", empty=True), moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("client_uid", name="pk_members"),
        link("members", "client_uid", "crm_clients.uid", "CASCADE"),
        link("members", "group_id", "training_groups.id", "SET NULL"),
    )  # fmt: skip
    index("members", ["group_id"])
    index("members", ["region_n"])


def _create_memberships() -> None:
    op.create_table(
        "plans",
        key(), text("name", 60), searched("name_n"), number("days"), number("visits", empty=True), number("price",
        big=True), number("freeze_days"), moment("created_at"), moment("updated_at"), moment("archived_at",
        empty=True), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
        sa.UniqueConstraint("origin", name="uq_plans_origin"),
        *_checks(
            "plans", visits="visits IS NULL OR visits BETWEEN 1 AND 9999",
            freeze_days="freeze_days BETWEEN 0 AND 366", bounds="days BETWEEN 1 AND 1830 AND price >= 0",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    _unique_while_live("plans", "name_n")
    op.create_table(
        "memberships",
        key(), number("client_uid"), number("plan_id", empty=True), text("name", 60), number("days"),
        number("visits", empty=True), number("price", big=True), number("freeze_days"), text("state", 12),
        day("starts", empty=True), day("ends", empty=True), number("paid", big=True), number("wanted_by",
        empty=True), day("told_before", empty=True), day("told_after", empty=True), number("created_by", empty=True),
        moment("created_at"), moment("updated_at"), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
        sa.UniqueConstraint("origin", name="uq_memberships_origin"),
        link("memberships", "client_uid", "crm_clients.uid", "CASCADE"),
        link("memberships", "plan_id", "plans.id", "SET NULL"),
        link("memberships", "wanted_by", "users.id", "SET NULL"),
        *_checks(
            "memberships", dated="state <> 'paid' OR (starts IS NOT NULL AND ends IS NOT NULL)",
            order="starts <= ends", state="state IN ('wanted', 'paid', 'cancelled')",
            bounds="days >= 1 AND price >= 0 AND freeze_days >= 0",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("memberships", ["client_uid", "ends"])
    index("memberships", ["ends"], where="state = 'paid'")
    index("memberships", ["plan_id"])
    index("memberships", ["wanted_by"])
    op.create_table(
        "freezes",
        key(), number("membership_id"), number("client_uid"), day("starts"), day("ends"), number("created_by",
        empty=True), moment("created_at"), moment("updated_at"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_freezes"),
        sa.UniqueConstraint("membership_id", "starts", name="uq_freezes_membership_id_starts"),
        sa.UniqueConstraint("origin", name="uq_freezes_origin"),
        link("freezes", "membership_id", "memberships.id", "CASCADE"),
        link("freezes", "client_uid", "crm_clients.uid", "CASCADE"),
        *_checks(
            "freezes", order="starts <= ends",
        ),
    )  # fmt: skip
    index("freezes", ["client_uid", "ends"])
    index("freezes", ["ends", "starts"])


def _create_trainings() -> None:
    op.create_table(
        "trainings",
        key(), number("group_id", empty=True), number("coach_id", empty=True), text("title", 60),
        moment("starts_at"), moment("ends_at"), day("day"), number("capacity"), text("link", 255), text("state", 12),
        text("reason", 200), flag("is_from_hours"), moment("closed_at", empty=True), number("created_by",
        empty=True), moment("created_at"), moment("updated_at"), number("version"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_trainings"),
        sa.UniqueConstraint("group_id", "starts_at", name="uq_trainings_group_id_starts_at"),
        sa.UniqueConstraint("origin", name="uq_trainings_origin"),
        link("trainings", "group_id", "training_groups.id", "SET NULL"),
        link("trainings", "coach_id", "coaches.id", "SET NULL"),
        *_checks(
            "trainings", capacity="capacity BETWEEN 1 AND 500", order="starts_at < ends_at",
            state="state IN ('planned', 'cancelled')",
        ),
        sqlite_autoincrement=True,
    )  # fmt: skip
    index("trainings", ["coach_id", "starts_at"])
    index("trainings", ["day"])
    index("trainings", ["ends_at"], "ix_trainings_open", "closed_at IS NULL")
    index("trainings", ["starts_at"])
    op.create_table(
        "visits",
        key(), number("training_id"), number("client_uid"), number("membership_id", empty=True), day("day"),
        text("state", 8), text("source", 10), flag("counts"), moment("queued_at", empty=True),
        moment("offered_until", empty=True), number("marked_by", empty=True), moment("created_at"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.UniqueConstraint("training_id", "client_uid", name="uq_visits_training_id_client_uid"),
        link("visits", "training_id", "trainings.id", "CASCADE"),
        link("visits", "client_uid", "crm_clients.uid", "CASCADE"),
        link("visits", "membership_id", "memberships.id", "SET NULL"),
        *_checks(
            "visits", state="state IN ('waiting', 'offered', 'signed', 'came', 'missed', 'off')",
            offered="(state = 'offered') = (offered_until IS NOT NULL)",
        ),
    )  # fmt: skip
    index("visits", ["client_uid", "day"])
    index("visits", ["day", "state"])
    index("visits", ["membership_id", "counts"])
    index("visits", ["offered_until"], "ix_visits_offered", "offered_until IS NOT NULL")


def _create_invitations() -> None:
    op.create_table(
        "training_invitations",
        key(), number("training_id"), text("audience", 8), number("created_by", empty=True), moment("created_at"),
        moment("expires_at"), text("origin", 64, empty=True),
        sa.PrimaryKeyConstraint("id", name="pk_training_invitations"),
        sa.UniqueConstraint("origin", name="uq_training_invitations_origin"),
        link("training_invitations", "training_id", "trainings.id", "CASCADE"),
        *_checks(
            "training_invitations", audience="audience IN ('group', 'people', 'active')",
        ),
    )  # fmt: skip
    index("training_invitations", ["training_id"])
    op.create_table(
        "training_invited",
        number("invitation_id"), number("client_uid"), moment("pressed_at", empty=True),
        sa.PrimaryKeyConstraint("invitation_id", "client_uid", name="pk_training_invited"),
        link("training_invited", "invitation_id", "training_invitations.id", "CASCADE"),
        link("training_invited", "client_uid", "crm_clients.uid", "CASCADE"),
    )  # fmt: skip
    index("training_invited", ["client_uid"])
    op.create_table(
        "check_in_codes",
        text("code_hash", 64), number("training_id"), number("created_by", empty=True), moment("expires_at"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_check_in_codes"),
        link("check_in_codes", "training_id", "trainings.id", "CASCADE"),
    )  # fmt: skip
    index("check_in_codes", ["expires_at"])
    index("check_in_codes", ["training_id"])
