"""Tickets of the desk and what was said in them; every list is bounded and read from an index."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, column, exists, func, not_, or_, select, table, text

from domain.tickets import OPEN, State
from models import Payout, Ticket, TicketMessage
from repositories.base import Repository
from repositories.search import TICKETS_FTS, contains, has_trigram, trigram_query

IS_OPEN = "state IN ('created', 'taken')"  # as the partial index has it: with a parameter it would not be used


class Tickets(Repository[Ticket]):
    """Questions and jobs (S2.55–S2.58)."""

    row = Ticket
    missing = "There is no such ticket."

    def add(self, row: Ticket) -> Ticket:
        """Insert; one whose ``origin`` is known already gives the row that is there."""
        if row.origin is not None and (known := self.find_by_origin(row.origin)) is not None:
            return known
        row.created_at = row.updated_at = self.now
        return super().add(row)

    def find_by_origin(self, origin: str) -> Ticket | None:
        """The ticket that this press or draft has opened."""
        return self.session.scalar(select(Ticket).where(Ticket.origin == origin))

    def move_state(self, id_: int, expected: State, target: State, **changes: Any) -> bool:
        """Go from one state to another if it still stands at ``expected``; False where somebody was faster."""
        return self.change_where(id_, Ticket.state == expected, state=target, updated_at=self.now, **changes)

    # --- lists ---

    def list_open(self, kinds: Collection[str], limit: int, offset: int = 0) -> list[Ticket]:
        """Tickets that are not over, the oldest first (S2.60)."""
        query = select(Ticket).where(text(IS_OPEN), Ticket.kind.in_(kinds)).order_by(Ticket.created_at, Ticket.id)
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def list_in(self, state: State, kinds: Collection[str], limit: int, offset: int = 0) -> list[Ticket]:
        """Tickets in a state: the oldest open one first, of those that are over the newest."""
        query = select(Ticket).where(Ticket.state == state, Ticket.kind.in_(kinds))
        query = query.order_by(Ticket.id if state in OPEN else Ticket.id.desc())
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def list_of_agent(self, user_id: int, limit: int, offset: int = 0) -> list[Ticket]:
        """What somebody has in work, the oldest first (S3.49)."""
        query = select(Ticket).where(Ticket.agent_id == user_id, Ticket.state == State.TAKEN)
        return list(self.session.scalars(query.order_by(Ticket.id).offset(offset).limit(limit)))

    def list_of_user(self, user_id: int, limit: int, *, is_open: bool, offset: int = 0) -> list[Ticket]:
        """What somebody has opened, the newest first (S3.50)."""
        query = select(Ticket).where(Ticket.user_id == user_id, Ticket.state.in_(OPEN) == is_open)
        return list(self.session.scalars(query.order_by(Ticket.id.desc()).offset(offset).limit(limit)))

    def count_taken(self, user_ids: Collection[int]) -> dict[int, int]:
        """How many each of these people has in work; who has none is left out (T41)."""
        query = select(Ticket.agent_id, func.count()).where(Ticket.agent_id.in_(user_ids), Ticket.state == State.TAKEN)
        return {user_id: number for user_id, number in self.session.execute(query.group_by(Ticket.agent_id)) if user_id}

    def count_of_client(self, client_uid: int, start: datetime, end: datetime, *, withdrawn_too: bool = False) -> int:
        """How many of a client's tickets count for [start, end).

        Those cancelled before anybody took them do only where ``withdrawn_too`` says so (T21).
        """
        withdrawn = and_(Ticket.state == State.CANCELLED, Ticket.taken_at.is_(None))
        query = select(func.count()).where(
            Ticket.client_uid == client_uid, Ticket.created_at >= start, Ticket.created_at < end
        )
        return self.session.scalar(query if withdrawn_too else query.where(not_(withdrawn))) or 0

    def count_waiting(self, kinds: Collection[str], agent_id: int) -> tuple[int, int]:
        """How many nobody has taken, and how many this person has in work; a hundred stands for more."""
        new = select(Ticket.id).where(Ticket.state == State.CREATED, Ticket.kind.in_(kinds)).limit(100).subquery()
        mine = select(Ticket.id).where(Ticket.agent_id == agent_id, Ticket.state == State.TAKEN).limit(100).subquery()
        row = self.session.execute(
            select(select(func.count()).select_from(new).scalar_subquery(),
                   select(func.count()).select_from(mine).scalar_subquery())
        ).one()  # fmt: skip
        return int(row[0]), int(row[1])

    def search(self, words: Sequence[str], kinds: Collection[str], limit: int, offset: int = 0) -> list[Ticket]:
        """Tickets that have all of these folded words in their text, customer's or client's name, the newest first."""
        query = select(Ticket).where(Ticket.kind.in_(kinds))
        if not (long := [word for word in words if has_trigram(word)]):
            return []
        dialect = self.session.get_bind().dialect.name
        query = query.where(*(contains(Ticket.folded, word, dialect) for word in words))
        if dialect == "sqlite":
            hits = self._matching(long)
            query = query.where(Ticket.id.in_(hits))
        return list(self.session.scalars(query.order_by(Ticket.id.desc()).offset(offset).limit(limit)))

    def _matching(self, words: Sequence[str]) -> Select[Any]:
        fts = table(TICKETS_FTS, column("rowid"))
        match = text(f"{TICKETS_FTS} MATCH :trigrams").bindparams(trigrams=trigram_query(words))
        return select(fts.c.rowid).where(match)

    def list_pinned(self, user_id: int, limit: int = 1000) -> list[Ticket]:
        """Waiting tickets that are kept for this contractor at first."""
        query = select(Ticket).where(text(IS_OPEN), Ticket.pinned_id == user_id, Ticket.state == State.CREATED)
        return list(self.session.scalars(query.order_by(Ticket.created_at, Ticket.id).limit(limit)))

    def is_paid_out(self, row: Ticket, day: date) -> bool:
        """Whether its pay is in a period of its agent that is closed; ``day`` is the one it was closed on."""
        query = select(exists().where(Payout.user_id == row.agent_id, Payout.start <= day, Payout.end > day))
        return bool(self.session.scalar(query))

    # --- what happens by itself ---

    def list_planned(self, after: int = 0, limit: int = 500) -> list[Ticket]:
        """Tickets for which something is planned, by number, behind ``after``."""
        query = select(Ticket).where(Ticket.next_at.is_not(None), Ticket.id > after)
        return list(self.session.scalars(query.order_by(Ticket.id).limit(limit)))

    def list_due(self, limit: int = 100) -> list[Ticket]:
        """Tickets whose next stage has come, the longest due first; read from the partial index on ``next_at``."""
        query = select(Ticket).where(Ticket.next_at.is_not(None), Ticket.next_at <= self.now)
        return list(self.session.scalars(query.order_by(Ticket.next_at, Ticket.id).limit(limit)))

    def pass_stage(self, row: Ticket, stage: str | None, at: datetime | None, **flags: bool) -> bool:
        """Go on to the next stage, if it still is at this one; False where another tick or the person was faster."""
        here = and_(Ticket.stage == row.stage, Ticket.next_at == row.next_at, Ticket.state == row.state)
        return self.change_where(row.id, here, stage=stage, next_at=at, **flags)

    # --- what was said ---

    def say(self, message: TicketMessage) -> TicketMessage:
        """Keep a message; the same ``origin`` again gives the one that is there."""
        if message.origin is not None:
            known = self.find_said_of(message.origin)
            if known is not None:
                return known
        if message.chat_id is not None and (old := self.find_said(message.chat_id, message.message_id or 0)):
            old.chat_id = old.message_id = None  # the numbers of another bot's chat: its token was changed
            self.session.flush()
        message.at = self.now
        self.session.add(message)
        self.session.flush()
        return message

    def find_message(self, id_: int) -> TicketMessage | None:
        """One message, or None."""
        return self.session.get(TicketMessage, id_)

    def find_said_of(self, origin: str) -> TicketMessage | None:
        """The message that this press or update has written."""
        return self.session.scalar(select(TicketMessage).where(TicketMessage.origin == origin))

    def find_said(self, chat_id: int, message_id: int) -> TicketMessage | None:
        """The message that was written there, to follow its edit."""
        query = select(TicketMessage).where(TicketMessage.chat_id == chat_id, TicketMessage.message_id == message_id)
        return self.session.scalar(query)

    def count_files(self, ticket_id: int) -> int:
        """How many files were sent in it."""
        query = select(func.count()).where(TicketMessage.ticket_id == ticket_id, TicketMessage.file_id != "")
        return self.session.scalar(query) or 0

    def list_files(self, ticket_id: int, sides: Collection[str], limit: int) -> Sequence[TicketMessage]:
        """The latest messages with a file or a place, oldest first, of these sides."""
        query = select(TicketMessage).where(
            TicketMessage.ticket_id == ticket_id, TicketMessage.side.in_(sides), TicketMessage.kind != "text"
        )
        return list(self.session.scalars(query.order_by(TicketMessage.id.desc()).limit(limit)))[::-1]

    def list_said(
        self, ticket_id: int, limit: int, *, before: int | None = None, sides: Collection[str] = ()
    ) -> Sequence[TicketMessage]:
        """The latest messages of a ticket, oldest first; ``before`` a message's id, of these ``sides`` only."""
        query = select(TicketMessage).where(TicketMessage.ticket_id == ticket_id)
        query = query if before is None else query.where(TicketMessage.id < before)
        query = query.where(or_(*(TicketMessage.side == side for side in sides))) if sides else query
        return list(self.session.scalars(query.order_by(TicketMessage.id.desc()).limit(limit)))[::-1]
