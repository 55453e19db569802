"""Search among tickets, and finding a sent message by its number: what a reply belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = (
    """
CREATE VIRTUAL TABLE tickets_fts USING fts5(
    folded, content='tickets', content_rowid='id', tokenize='trigram case_sensitive 1', detail=none
)
""",
    """
CREATE TRIGGER tickets_fts_insert AFTER INSERT ON tickets
BEGIN
    INSERT INTO tickets_fts (rowid, folded) VALUES (new.id, new.folded);
END
""",
    """
CREATE TRIGGER tickets_fts_delete AFTER DELETE ON tickets
BEGIN
    INSERT INTO tickets_fts (tickets_fts, rowid, folded) VALUES ('delete', old.id, old.folded);
END
""",
    """
CREATE TRIGGER tickets_fts_update AFTER UPDATE OF id, folded ON tickets
WHEN old.folded <> new.folded OR old.id <> new.id
BEGIN
    INSERT INTO tickets_fts (tickets_fts, rowid, folded) VALUES ('delete', old.id, old.folded);
    INSERT INTO tickets_fts (rowid, folded) VALUES (new.id, new.folded);
END
""",
    "INSERT INTO tickets_fts (tickets_fts) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Index the tickets' text and the outbox's message numbers; note which stages of a ticket have passed."""
    for name in ("is_widened", "is_warned"):
        op.add_column("tickets", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_outbox_message", "outbox", ["chat_id", "message_id"],
        sqlite_where=sa.text("message_id IS NOT NULL"), postgresql_where=sa.text("message_id IS NOT NULL"),
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_tickets_folded", "tickets", ["folded"],
            postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"},
        )  # fmt: skip
        return
    for statement in _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Take the indexes away."""
    op.drop_index("ix_outbox_message", "outbox")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_tickets_folded", "tickets")
        _forget_stages()
        return
    for event in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER tickets_fts_{event}")
    op.execute("DROP TABLE tickets_fts")
    _forget_stages()


def _forget_stages() -> None:
    for name in ("is_widened", "is_warned"):
        op.drop_column("tickets", name)
