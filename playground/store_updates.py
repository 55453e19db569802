"""Pending updates, and the questions a bot may still answer (button presses, inline queries, payments)."""

from __future__ import annotations

import sqlite3

import orjson

from playground.errors import Json

FIRST_UPDATE_ID = 700_000_001
UPDATE_LIFE = 24 * 3600.0  # Telegram keeps an update no longer than a day
QUERY_LIFE = 3600.0


class UpdateTable:
    """Updates nobody has confirmed yet. Ids go on after a restart, for AUTOINCREMENT never reuses one."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        if not db.execute("SELECT 1 FROM sqlite_sequence WHERE name='updates'").fetchone():
            db.execute("INSERT INTO sqlite_sequence VALUES ('updates', ?)", (FIRST_UPDATE_ID - 1,))

    def add(self, kind: str, payload: Json, now: float) -> int:
        """Queues an update and returns its id."""
        cursor = self.db.execute(
            "INSERT INTO updates (created, kind, data) VALUES (?, ?, ?)", (now, kind, orjson.dumps(payload))
        )
        return int(cursor.lastrowid or 0)

    def confirm_below(self, update_id: int) -> None:
        """Forgets every update older than `update_id`."""
        self.db.execute("DELETE FROM updates WHERE update_id < ?", (update_id,))

    def keep_last(self, count: int) -> None:
        """Forgets all but the newest `count` updates: what a negative offset means."""
        self.db.execute(
            "DELETE FROM updates WHERE update_id NOT IN"
            " (SELECT update_id FROM updates ORDER BY update_id DESC LIMIT ?)",
            (count,),
        )

    def expire(self, now: float) -> None:
        """Forgets updates older than 24 hours."""
        oldest = self.db.execute("SELECT created FROM updates ORDER BY update_id LIMIT 1").fetchone()
        if oldest and oldest[0] < now - UPDATE_LIFE:  # looked at first, for a poll must not scan a long queue
            self.db.execute("DELETE FROM updates WHERE created < ?", (now - UPDATE_LIFE,))

    def pending(self, limit: int) -> list[Json]:
        """The oldest `limit` updates as the Bot API shows them."""
        rows = self.db.execute(
            "SELECT update_id, kind, data FROM updates ORDER BY update_id LIMIT ?", (limit,)
        ).fetchall()
        return [{"update_id": update_id, kind: orjson.loads(data)} for update_id, kind, data in rows]

    def count(self) -> int:
        """How many updates wait."""
        return int(self.db.execute("SELECT COUNT(*) FROM updates").fetchone()[0])


class QueryTable:
    """Questions with an id: answered at most once, and only for a while."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._since_cleaning = 0

    def add(self, query_id: str, kind: str, payload: Json, now: float) -> None:
        """Remembers a question; every few hundred also forgets those of an hour ago."""
        self.db.execute(
            "INSERT INTO queries (query_id, kind, created, data) VALUES (?, ?, ?, ?)",
            (query_id, kind, now, orjson.dumps(payload)),
        )
        self._since_cleaning += 1
        if self._since_cleaning >= 500:
            self._since_cleaning = 0
            self.db.execute("DELETE FROM queries WHERE created < ?", (now - QUERY_LIFE,))

    def take(self, query_id: str, kind: str, newer_than: float) -> Json | None:
        """Marks the question answered and returns it; None when unknown, answered already or too old."""
        cursor = self.db.execute(
            "UPDATE queries SET answered=1 WHERE query_id=? AND kind=? AND answered=0 AND created >= ?",
            (query_id, kind, newer_than),
        )
        return self.get(query_id) if cursor.rowcount else None

    def get(self, query_id: str) -> Json | None:
        """The question's data."""
        row = self.db.execute("SELECT data FROM queries WHERE query_id=?", (query_id,)).fetchone()
        return orjson.loads(row[0]) if row else None

    def save(self, query_id: str, payload: Json) -> None:
        """Replaces the question's data."""
        self.db.execute("UPDATE queries SET data=? WHERE query_id=?", (orjson.dumps(payload), query_id))
