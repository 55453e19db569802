"""What the database itself refuses, and what search reads: overlaps, a changed journal, trigram indexes."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

HOLDS = "{row}.status IN ('requested', 'confirmed', 'arrived', 'done') AND {row}.deleted_at IS NULL"
# The same half-open rule as PostgreSQL's tstzrange && : touching is no overlap, an empty interval overlaps nothing.
# No length is over a week (a CHECK), so who still plays or rests began at most a fortnight ago: the date index's range.
OVERLAP = """
CREATE TRIGGER crm_orders_{place}_{event} BEFORE {when} ON crm_orders
WHEN {new_holds} AND new.{end} > new.{start}{only}
BEGIN
    SELECT raise(ABORT, 'overlap: {place}') WHERE EXISTS (
        SELECT 1 FROM crm_orders o
        WHERE o.date < new.{end} AND o.date > datetime(new.date, '-14 days', '-1 second')
        AND o.{place} = new.{place} AND o.{start} < new.{end} AND o.{end} > new.{start} AND o.{end} > o.{start}
        AND o.uid <> new.uid AND {o_holds}
    );
END
"""
PLACES = (
    ("polygon", "date", "game_ends_at", ""),
    ("restroom", "rest_starts_at", "rest_ends_at", " AND new.restroom > 0"),
)
EVENTS = (
    ("insert", "INSERT"),
    (
        "update",
        "UPDATE OF uid, date, polygon, restroom, status, deleted_at, game_ends_at, rest_starts_at, rest_ends_at",
    ),
)
JOURNAL_SQLITE = """
CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit
BEGIN
    SELECT raise(ABORT, 'audit is append-only');
END
"""
JOURNAL_POSTGRESQL = (
    """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
""",
    "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_append_only()",
)
# Bookings wait for each other: two that insert overlapping rows at once would each wait for the other's row, and a
# deadlock takes a second to be noticed. For each statement, so that the lock comes before any row's.
IN_TURN_POSTGRESQL = (
    """
CREATE FUNCTION crm_orders_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7238002);
    RETURN NULL;
END $$
""",
    """
CREATE TRIGGER crm_orders_in_turn BEFORE INSERT OR UPDATE OF
    date, polygon, restroom, status, deleted_at, game_ends_at, rest_starts_at, rest_ends_at ON crm_orders
EXECUTE FUNCTION crm_orders_in_turn()
""",
)
# Outside content: the names are kept once, in crm_clients; without positions (detail=none) it is half the size.
SEARCH_SQLITE = (
    """
CREATE VIRTUAL TABLE crm_clients_fts USING fts5(
    folded, content='crm_clients', content_rowid='uid', tokenize='trigram case_sensitive 1', detail=none
)
""",
    """
CREATE TRIGGER crm_clients_fts_insert AFTER INSERT ON crm_clients
BEGIN
    INSERT INTO crm_clients_fts (rowid, folded) VALUES (new.uid, new.folded);
END
""",
    """
CREATE TRIGGER crm_clients_fts_delete AFTER DELETE ON crm_clients
BEGIN
    INSERT INTO crm_clients_fts (crm_clients_fts, rowid, folded) VALUES ('delete', old.uid, old.folded);
END
""",
    """
CREATE TRIGGER crm_clients_fts_update AFTER UPDATE OF uid, folded ON crm_clients
WHEN old.folded <> new.folded OR old.uid <> new.uid
BEGIN
    INSERT INTO crm_clients_fts (crm_clients_fts, rowid, folded) VALUES ('delete', old.uid, old.folded);
    INSERT INTO crm_clients_fts (rowid, folded) VALUES (new.uid, new.folded);
END
""",
    "INSERT INTO crm_clients_fts (crm_clients_fts) VALUES ('rebuild')",
)


def upgrade() -> None:
    """Create the guards and the search index of this database."""
    if op.get_context().dialect.name == "postgresql":
        for statement in JOURNAL_POSTGRESQL + IN_TURN_POSTGRESQL:
            op.execute(statement)
        op.create_index(
            "ix_crm_clients_folded", "crm_clients", ["folded"],
            postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"},
        )  # fmt: skip
        return
    for place, start, end, only in PLACES:
        for event, when in EVENTS:
            op.execute(OVERLAP.format(
                place=place, start=start, end=end, only=only, event=event, when=when,
                new_holds=HOLDS.format(row="new"), o_holds=HOLDS.format(row="o"),
            ))  # fmt: skip
    for event in ("update", "delete"):
        op.execute(JOURNAL_SQLITE.format(event=event))
    for statement in SEARCH_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    if op.get_context().dialect.name == "postgresql":
        op.drop_index("ix_crm_clients_folded", "crm_clients")
        op.execute("DROP TRIGGER crm_orders_in_turn ON crm_orders")
        op.execute("DROP FUNCTION crm_orders_in_turn")
        op.execute("DROP TRIGGER audit_no_truncate ON audit")
        op.execute("DROP TRIGGER audit_no_change ON audit")
        op.execute("DROP FUNCTION audit_append_only")
        return
    for place, *_rest in PLACES:
        for event, _when in EVENTS:
            op.execute(f"DROP TRIGGER crm_orders_{place}_{event}")
    for trigger in (
        "audit_no_update",
        "audit_no_delete",
        *(f"crm_clients_fts_{e}" for e in ("insert", "delete", "update")),
    ):
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE crm_clients_fts")
