"""Messages to be sent: added in the transaction of the event, sent after its commit."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy import insert as insert_many
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Outgoing, User
from repositories.base import Repository

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
NOBODY = 0  # the chat of a claim
CLAIMED = "claimed"
HELD = "held"
TRIES = 7  # of a letter that may have arrived each time: eleven minutes


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
        self.touched.add("bulk" if bulk else "outbox")

    def settle(
        self, kind: str, subject: str, instead: str, facts: dict[str, Any], *, keep_unsent: bool = False
    ) -> None:
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
        """Do not edit this message after all: whoever looks at it has been shown more already. None: no message."""
        if message_id is None:
            return
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

    # --- what is said once: claims ---

    def claim(self, kind: str, subject: str, at: datetime) -> bool:
        """Whether nobody has said this yet, and that it is said now: of all who ask, at once or later, one is told yes.

        A claim is a row to nobody that is never sent. It stays as it is, while a message that is tried again gets
        another moment; so claims, not messages, keep what happens once from happening twice.
        """
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {
            "kind": kind, "subject": subject, "chat_id": NOBODY, "facts": {}, "due_at": at, "bulk": False,
            "created_at": self.now, "state": CLAIMED, "attempts": 0,
        }  # fmt: skip
        query = insert(Outgoing).values(values).on_conflict_do_nothing().returning(Outgoing.id)
        return self.session.execute(query).first() is not None

    def list_claimed(self, kinds: Sequence[str], since: datetime) -> list[tuple[str, str]]:
        """What has been claimed for ``since`` or later, as (kind, subject), by its moment."""
        query = select(Outgoing.kind, Outgoing.subject).where(
            Outgoing.kind.in_(kinds), Outgoing.chat_id == NOBODY, Outgoing.due_at >= since
        )
        return [(kind, subject) for kind, subject in self.session.execute(query.order_by(Outgoing.due_at))]

    def list_placed(self, subjects: Collection[str]) -> set[tuple[str, datetime]]:
        """Which of these games, at which date, were given that date after the moment of the first reminder."""
        query = select(Outgoing.subject, Outgoing.due_at).where(
            Outgoing.subject.in_(subjects), Outgoing.chat_id == NOBODY, Outgoing.kind.startswith("placed:1:")
        )
        return {(subject, at) for subject, at in self.session.execute(query)}

    # --- messages that follow what they are about ---

    def list_told(self, kind: str, subject: str) -> dict[int, Outgoing]:
        """The newest row about a subject in each chat."""
        query = select(Outgoing).where(
            Outgoing.kind == kind, Outgoing.subject == subject, Outgoing.chat_id != NOBODY, Outgoing.state != "dropped"
        )
        return {row.chat_id: row for row in self.session.scalars(query.order_by(Outgoing.id))}

    def list_about(self, subject: str) -> list[Outgoing]:
        """Every row about a subject and its parts (`said:7`, `said:7#1`, `said:7:…`)."""
        parts = [Outgoing.subject.startswith(f"{subject}{mark}", autoescape=True) for mark in "#:"]
        query = select(Outgoing).where(or_(Outgoing.subject == subject, *parts))
        return list(self.session.scalars(query.order_by(Outgoing.id)))

    def find_sent(self, chat_id: int, message_id: int, reach: int = 0) -> Outgoing | None:
        """The row that was sent as this message, or as one up to ``reach`` messages behind it (files go before it)."""
        query = select(Outgoing).where(
            Outgoing.chat_id == chat_id, Outgoing.message_id >= message_id, Outgoing.message_id <= message_id + reach
        )
        return self.session.scalars(query.order_by(Outgoing.message_id, Outgoing.id.desc()).limit(1)).first()

    def keep_current(self, kind: str, chat_id: int, subject: str, facts: dict[str, Any], told: Outgoing | None) -> None:
        """Tell; where it was ``told`` (the newest row of this chat) with other facts, edit that message.

        One that a person did not receive is sent anew: call this for people who can be reached (again). While it is
        being sent nothing is done: whoever keeps it current looks again in a minute.
        """
        if told is None:
            self.tell(kind, chat_id, subject, facts)
        elif told.state == "due":
            told.facts = facts
        elif told.state == "refused" or (told.state != "sending" and told.facts != facts):
            is_new = abs(self.now - told.due_at) > timedelta(seconds=1)
            due_at = self.now if is_new else told.due_at - timedelta(milliseconds=1)  # a moment that no row has
            self.tell(kind, chat_id, subject, facts, due_at=due_at, edits=told.message_id or told.edits)

    def claim_due(self, limit: int = 30, *, bulk: bool = False) -> list[tuple[Outgoing, str]]:
        """Take what is due of one lane, marked as being sent; each with its reader's language."""
        query = (
            select(Outgoing.id, User.language)
            .outerjoin(User, User.telegram_id == Outgoing.chat_id)
            .where(Outgoing.state == "due", Outgoing.bulk.is_(bulk), Outgoing.due_at <= self.now)
            .order_by(Outgoing.due_at, Outgoing.id)
            .limit(limit)
        )
        if self.session.get_bind().dialect.name == "postgresql":
            query = query.with_for_update(of=Outgoing, skip_locked=True)
        claimed = []
        for id_, language in self.session.execute(query).all():
            row = self.get(id_)
            late = row.drop_after is not None and self.now > row.drop_after
            row.state, row.attempts = ("dropped", row.attempts) if late else ("sending", row.attempts + 1)
            if late:
                log.warning("outbox %s (%s, %s) is dropped: it is too late to be of use", id_, row.kind, row.subject)
            else:
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

    def resume(self) -> list[tuple[str, str, int]]:
        """After a start: what was being sent when the process died goes once more (a bulk one is not repeated).

        Also where that has happened before: most of what was taken to be sent had not left yet. Gives what is not
        repeated of the bulk lane: (kind, subject, chat).
        """
        sending = Outgoing.state == "sending"
        lost = update(Outgoing).where(sending, Outgoing.bulk).values(state="unknown")
        unknown = self.session.execute(lost.returning(Outgoing.kind, Outgoing.subject, Outgoing.chat_id)).all()
        self.session.execute(update(Outgoing).where(sending, Outgoing.attempts >= TRIES).values(state="unknown"))
        self.session.execute(update(Outgoing).where(sending).values(state="due"))
        return [(kind, subject, chat_id) for kind, subject, chat_id in unknown]

    def purge(self) -> None:
        """Forget what was sent long ago."""
        waits = Outgoing.state.in_(("due", HELD))
        self.session.execute(delete(Outgoing).where(Outgoing.created_at < self.now - KEPT, ~waits))

    # --- the bulk lane ---

    def queue_bulk(self, kind: str, subject: str, chat_ids: Sequence[int]) -> None:
        """Queue the same letter to many; what it says is found by its subject when it goes."""
        if chat_ids:
            row = {
                "kind": kind, "subject": subject, "facts": {}, "due_at": self.now, "bulk": True,
                "created_at": self.now, "state": "due", "attempts": 0,
            }  # fmt: skip
            self.session.execute(insert_many(Outgoing), [row | {"chat_id": chat_id} for chat_id in chat_ids])
            self.touched.add("bulk")

    def any_bulk_due(self) -> bool:
        """Whether a letter of the bulk lane may go."""
        due = Outgoing.state == "due", Outgoing.bulk, Outgoing.due_at <= self.now
        return self.session.scalar(select(Outgoing.id).where(*due).limit(1)) is not None

    def count_bulk(self) -> int:
        """How many letters of the bulk lane wait."""
        waits = Outgoing.state == "due", Outgoing.bulk
        return self.session.scalar(select(func.count()).select_from(Outgoing).where(*waits)) or 0

    def hold(self, subject: str) -> None:
        """Let what waits about a subject wait further."""
        waits = Outgoing.subject == subject, Outgoing.state == "due"
        self.session.execute(update(Outgoing).where(*waits).values(state=HELD))

    def release(self, subject: str) -> None:
        """What was held may go."""
        held = Outgoing.subject == subject, Outgoing.state == HELD
        if self.session.execute(update(Outgoing).where(*held).values(state="due").returning(Outgoing.id)).first():
            self.touched.add("bulk")

    def hold_bulk(self, kind: str) -> None:
        """Whoever queued letters of this kind looks at them before they go."""
        waits = Outgoing.state == "due", Outgoing.bulk, Outgoing.kind == kind
        self.session.execute(update(Outgoing).where(*waits).values(state=HELD))

    def take_back(self, subject: str) -> list[int]:
        """What waits about a subject, held or not, is not sent at all; gives the chats."""
        waits = Outgoing.subject == subject, Outgoing.state.in_(("due", HELD))
        return list(self.session.scalars(delete(Outgoing).where(*waits).returning(Outgoing.chat_id)))

    def forget_unknown(self, kind: str) -> None:
        """Rows of a kind that may have arrived, which is written down elsewhere."""
        self.session.execute(delete(Outgoing).where(Outgoing.kind == kind, Outgoing.state == "unknown"))

    def forget(self, id_: int) -> None:
        """A row whose end is written down elsewhere."""
        self.session.execute(delete(Outgoing).where(Outgoing.id == id_))
