"""Stored updates: written before Telegram is told that they arrived."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models import Inbox
from repositories.base import Repository

KEPT = timedelta(hours=48)  # Telegram repeats an update for 24 h; a row is remembered longer
# every update is stored and finished: built once, these take a third of the time
_TABLE = cast(Table, Inbox.__table__)
_ARRIVED = (_TABLE.c.bot_id, _TABLE.c.update_id, _TABLE.c.id)
_STORE = {
    name: insert(_TABLE).on_conflict_do_nothing(index_elements=["bot_id", "update_id"]).returning(*_ARRIVED)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_HANDLED: dict[str, Any] = {"state": bindparam("as_state"), "error": bindparam("why"), "done_at": bindparam("moment")}
_THESE = _TABLE.c.id.in_(bindparam("inbox_ids", expanding=True))
_DEAD = update(_TABLE).where(_THESE).values(**_HANDLED, attempts=_TABLE.c.attempts + 1)
_DONE = _DEAD.values(raw=None)


@dataclass(frozen=True)
class Arrival:
    """An update as it is stored; ``raw`` is encrypted."""

    bot_id: int
    update_id: int
    chat_id: int
    raw: bytes


class InboxRows(Repository[Inbox]):
    """Updates by their order of arrival."""

    row = Inbox

    def store(self, arrivals: Sequence[Arrival]) -> list[int | None]:
        """Insert in this order and give the arrival ids; None for an update that is already there."""
        fresh = {"received_at": self.now, "state": "new", "attempts": 0, "error": ""}
        values = [vars(one) | fresh for one in arrivals]
        stored = self.session.execute(_STORE[self.session.get_bind().dialect.name], values) if values else ()
        ids = {(bot_id, update_id): id_ for bot_id, update_id, id_ in stored}
        return [ids.pop((one.bot_id, one.update_id), None) for one in arrivals]

    def list_new(self, chat_id: int, after: int, limit: int) -> Sequence[Inbox]:
        """The chat's next unhandled updates, oldest first."""
        query = select(Inbox).where(Inbox.chat_id == chat_id, Inbox.state == "new", Inbox.id > after)
        return self.session.scalars(query.order_by(Inbox.id).limit(limit)).all()

    def chats_waiting(self) -> list[int]:
        """The chats that have unhandled updates."""
        return list(self.session.scalars(select(Inbox.chat_id).where(Inbox.state == "new").distinct()))

    def is_open(self, id_: int) -> bool:
        """Whether the update still waits to be handled."""
        return self.session.scalar(select(Inbox.state).where(Inbox.id == id_)) == "new"

    def finish(self, ids: Collection[int], state: str = "done", error: str = "") -> None:
        """Mark as handled (or parked) and forget what was said."""
        values = {"inbox_ids": list(ids), "as_state": state, "why": error[:200], "moment": self.now}
        self.session.execute(_DEAD if state == "dead" else _DONE, values)

    def park(self, bot_id: int, update_id: int, raw: bytes, error: str) -> None:
        """Keep an update that could not even be parsed."""
        (id_,) = self.store([Arrival(bot_id, update_id, 0, raw)])
        if id_ is not None:
            self.finish([id_], "dead", error)

    def count(self, state: str) -> int:
        """How many rows are in a state."""
        return self.session.scalar(select(func.count()).select_from(Inbox).where(Inbox.state == state)) or 0

    def purge(self) -> int:
        """Drop rows too old to come again; gives how many."""
        query = delete(Inbox).where(Inbox.received_at < self.now - KEPT, Inbox.state != "new")
        return self.session.execute(query).rowcount  # type: ignore[attr-defined, no-any-return]  # CursorResult
