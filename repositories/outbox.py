"""Messages to be sent: added in the transaction of the event, sent after its commit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Outgoing, User
from repositories.base import Repository

KEPT = timedelta(days=30)


class Outbox(Repository[Outgoing]):
    """Outgoing messages; a kind about a subject goes to a chat once per due moment."""

    row = Outgoing

    def __init__(self, session: Session, now: datetime, touched: set[str]) -> None:
        """``touched`` is told that there is something to send."""
        super().__init__(session, now)
        self.touched = touched

    def tell(
        self,
        kind: str,
        chat_id: int,
        subject: str,
        facts: dict[str, Any] | None = None,
        *,
        due_at: datetime | None = None,
        drop_after: datetime | None = None,
        bulk: bool = False,
        edits: int | None = None,
    ) -> None:
        """Queue one message; the same kind, subject, chat and moment again changes nothing.

        One that was taken back before it was sent is queued again (a game that was cancelled and is on again).
        """
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {
            "kind": kind, "subject": subject, "chat_id": chat_id, "facts": facts or {}, "due_at": due_at or self.now,
            "drop_after": drop_after, "bulk": bulk, "edits": edits, "created_at": self.now, "state": "due",
            "attempts": 0,
        }  # fmt: skip
        query = insert(Outgoing).values(values).on_conflict_do_update(
            index_elements=["kind", "subject", "chat_id", "due_at"], where=Outgoing.state == "dropped",
            set_={name: values[name] for name in ("facts", "drop_after", "state", "attempts", "edits")},
        )  # fmt: skip
        self.session.execute(query)
        self.touched.add("outbox")

    def settle(self, kind: str, subject: str, instead: str, facts: dict[str, Any], *, keep_unsent: bool = False) -> None:
        """What was told has been dealt with: sent messages are edited into ``instead``, unsent ones dropped.

        ``keep_unsent``: it is not over but has changed, so the unsent ones go with the new ``facts``.
        """
        query = select(Outgoing).where(Outgoing.subject == subject, Outgoing.kind == kind)
        for row in self.session.scalars(query).all():
            if row.state == "sent" and row.message_id:
                self.tell(instead, row.chat_id, f"{subject}#{row.id}", facts, edits=row.message_id)
            elif row.state == "due" and keep_unsent:
                row.facts = facts
            elif row.state == "due":
                row.state = "dropped"

    def forget_edit(self, chat_id: int, message_id: int | None) -> None:
        """Do not edit this message after all: whoever looks at it has been shown more already."""
        self.session.execute(
            update(Outgoing)
            .where(Outgoing.chat_id == chat_id, Outgoing.edits == message_id, Outgoing.state == "due")
            .values(state="dropped")
        )

    def drop(self, subject: str, kinds: Sequence[str]) -> None:
        """Take back what has not been sent about a subject."""
        self.session.execute(
            update(Outgoing)
            .where(Outgoing.subject == subject, Outgoing.kind.in_(kinds), Outgoing.state == "due")
            .values(state="dropped")
        )

    def claim_due(self, limit: int = 30) -> list[tuple[Outgoing, str]]:
        """Take what is due, people before bulk, marked as being sent; each with its reader's language."""
        query = (
            select(Outgoing.id, User.language)
            .outerjoin(User, User.telegram_id == Outgoing.chat_id)
            .where(Outgoing.state == "due", Outgoing.due_at <= self.now)
            .order_by(Outgoing.bulk, Outgoing.due_at, Outgoing.id)
            .limit(limit)
        )
        if self.session.get_bind().dialect.name == "postgresql":
            query = query.with_for_update(of=Outgoing, skip_locked=True)
        claimed = []
        for id_, language in self.session.execute(query).all():
            row = self.get(id_)
            late = row.drop_after is not None and self.now > row.drop_after
            row.state, row.attempts = ("dropped", row.attempts) if late else ("sending", row.attempts + 1)
            if not late:
                claimed.append((row, language or ""))
        return claimed

    def next_due(self) -> datetime | None:
        """When the earliest waiting message is due."""
        return self.session.scalar(select(func.min(Outgoing.due_at)).where(Outgoing.state == "due"))

    def oldest_due_seconds(self) -> float:
        """How long the most overdue message has waited, for /healthz."""
        oldest = self.next_due()
        return max(0.0, (self.now - oldest).total_seconds()) if oldest else 0.0

    def record(self, id_: int, state: str, message_id: int | None = None, due_at: datetime | None = None) -> None:
        """Write down how sending went; ``due`` with ``due_at`` tries again then."""
        row = self.get(id_)
        row.state = state
        row.message_id = message_id or row.message_id
        row.due_at = due_at or row.due_at
        row.sent_at = self.now if state == "sent" else None

    def resume(self) -> None:
        """After a start: what was being sent when the process died goes once more (a bulk one is not repeated)."""
        sending = Outgoing.state == "sending"
        self.session.execute(update(Outgoing).where(sending, Outgoing.bulk).values(state="unknown"))
        self.session.execute(update(Outgoing).where(sending, Outgoing.attempts > 1).values(state="unknown"))
        self.session.execute(update(Outgoing).where(sending).values(state="due"))

    def purge(self) -> None:
        """Forget what was sent long ago."""
        self.session.execute(delete(Outgoing).where(Outgoing.created_at < self.now - KEPT, Outgoing.state != "due"))
