"""Utility requests, what was said in them and who follows them; every list is bounded and read from an index."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.accounts import is_same_city
from domain.fold import fold
from domain.residents import State as Resides
from domain.utility import OPEN, State
from models import Account, Resident, User, UtilityFollower, UtilityMessage, UtilityRequest
from repositories.base import Repository


class Utility(Repository[UtilityRequest]):
    """Requests of residents (S4.15)."""

    row = UtilityRequest
    missing = "There is no such request."

    def make(self, **values: Any) -> UtilityRequest:
        """Insert one made of these columns; the caller has looked for its ``origin``."""
        row = UtilityRequest(**values, created_at=self.now, updated_at=self.now)
        return self.add(self._searched(row))

    def find_by_origin(self, origin: str) -> UtilityRequest | None:
        """What a draft has become."""
        return self.session.scalar(select(UtilityRequest).where(UtilityRequest.origin == origin))

    def edit(self, row: UtilityRequest, **values: Any) -> None:
        """Set columns; ``updated_at`` moves."""
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = self.now
        self._searched(row)
        self.session.flush()

    def move_state(self, id_: int, expected: State, target: State, **changes: Any) -> bool:
        """Go from one state to another if it still stands at ``expected``; False where somebody was faster."""
        here = UtilityRequest.state == expected.value
        return self.change_where(id_, here, state=target.value, updated_at=self.now, **changes)

    def reassign(self, row: UtilityRequest, executor_id: int, **changes: Any) -> bool:
        """Give it to another executor, if it still is as it was read; False where somebody was faster."""
        here = (UtilityRequest.state == row.state, UtilityRequest.version == row.version)
        return self.change_where(row.id, *here, executor_id=executor_id, updated_at=self.now, **changes)

    def lock(self, id_: int) -> None:
        """Nobody else changes it until this transaction ends (SQLite has one writer anyway)."""
        self.session.execute(select(UtilityRequest.id).where(UtilityRequest.id == id_).with_for_update())

    @staticmethod
    def _searched(row: UtilityRequest) -> UtilityRequest:
        address = " ".join(part for part in (row.city, row.street, row.house, row.flat) if part)
        row.folded = fold(f"{address} {row.account or ''} {row.full_name or ''} {row.text}")
        return row

    # --- lists ---

    def list_of_user(self, user_id: int, limit: int, offset: int = 0) -> list[UtilityRequest]:
        """What somebody has asked for, the newest first."""
        query = select(UtilityRequest).where(UtilityRequest.user_id == user_id).order_by(UtilityRequest.id.desc())
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def list_open_of_account(self, account_id: int, limit: int = 20) -> list[UtilityRequest]:
        """What is open in a flat, the newest first."""
        query = select(UtilityRequest).where(
            UtilityRequest.account_id == account_id, UtilityRequest.state.in_(_values(OPEN))
        )
        return list(self.session.scalars(query.order_by(UtilityRequest.id.desc()).limit(limit)))

    def find_open_like(self, account_id: int, category_id: int, subcategory_id: int | None) -> UtilityRequest | None:
        """An open request of the flat about the same, the newest."""
        query = select(UtilityRequest).where(
            UtilityRequest.account_id == account_id, UtilityRequest.state.in_(_values(OPEN)),
            UtilityRequest.category_id == category_id,
            UtilityRequest.subcategory_id.is_not_distinct_from(subcategory_id),
        )  # fmt: skip
        return self.session.scalars(query.order_by(UtilityRequest.id.desc()).limit(1)).first()

    def list_in(
        self, states: Collection[State], limit: int, offset: int = 0, *, newest: bool = False
    ) -> list[UtilityRequest]:
        """Requests in these states: the oldest first, or the newest."""
        query = select(UtilityRequest).where(UtilityRequest.state.in_(_values(states)))
        query = query.order_by(UtilityRequest.id.desc() if newest else UtilityRequest.id)
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def list_of_executor(
        self, executor_id: int, states: Collection[State], limit: int, offset: int = 0, *, newest: bool = False
    ) -> list[UtilityRequest]:
        """What somebody is to carry out: the oldest first, or the newest."""
        query = select(UtilityRequest).where(
            UtilityRequest.executor_id == executor_id, UtilityRequest.state.in_(_values(states))
        )
        query = query.order_by(UtilityRequest.id.desc() if newest else UtilityRequest.id)
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def list_of_incident(self, incident_id: int, limit: int = 500) -> list[UtilityRequest]:
        """The requests that are in an incident."""
        query = select(UtilityRequest).where(UtilityRequest.incident_id == incident_id)
        return list(self.session.scalars(query.order_by(UtilityRequest.id).limit(limit)))

    def list_open_at(
        self, category_id: int, city: str, street_n: str, house_n: str, limit: int = 500
    ) -> list[UtilityRequest]:
        """Open requests of a category in a house, or on a whole street where ``house_n`` is empty, in no incident yet.

        Street and house as accounts compare them; in this town, where it is known.
        """
        query = select(UtilityRequest, Account.city).join(Account, Account.id == UtilityRequest.account_id).where(
            UtilityRequest.category_id == category_id, UtilityRequest.state.in_(_values(OPEN)),
            Account.street_n == street_n, UtilityRequest.incident_id.is_(None),
        )  # fmt: skip
        query = query.where(Account.house_n == house_n) if house_n else query
        found = self.session.execute(query.order_by(UtilityRequest.id).limit(limit))
        return [row for row, of_account in found if is_same_city(of_account, city)]

    def count_in(self, states: Collection[State]) -> dict[State, int]:
        """How many there are of each of these states; who has none is left out."""
        query = select(UtilityRequest.state, func.count()).where(UtilityRequest.state.in_(_values(states)))
        return {State(state): number for state, number in self.session.execute(query.group_by(UtilityRequest.state))}

    def count_open_of_user(self, user_id: int) -> int:
        """How many requests of somebody are open."""
        query = select(func.count()).where(
            UtilityRequest.user_id == user_id, UtilityRequest.state.in_(_values(OPEN))
        )  # fmt: skip
        return self.session.scalar(query) or 0

    # --- what happens by itself ---

    def list_due(self, limit: int = 100) -> list[UtilityRequest]:
        """Requests whose moment has come, the longest due first; read from the partial index on ``next_at``."""
        query = select(UtilityRequest).where(UtilityRequest.next_at.is_not(None), UtilityRequest.next_at <= self.now)
        return list(self.session.scalars(query.order_by(UtilityRequest.next_at, UtilityRequest.id).limit(limit)))

    # --- what was said ---

    def say(self, message: UtilityMessage) -> tuple[UtilityMessage, bool]:
        """Keep a message, and whether it is new; the same ``origin`` again gives the one that is there."""
        if message.origin is not None and (known := self.find_said(message.origin)) is not None:
            return known, False
        message.at = self.now
        self.session.add(message)
        self.session.flush()
        return message, True

    def find_said(self, origin: str) -> UtilityMessage | None:
        """The message that this update or draft has written."""
        return self.session.scalar(select(UtilityMessage).where(UtilityMessage.origin == origin))

    def list_said(self, request_id: int, sides: Collection[str], limit: int = 50) -> Sequence[UtilityMessage]:
        """The latest messages of a request of these sides, oldest first."""
        query = select(UtilityMessage).where(UtilityMessage.request_id == request_id, UtilityMessage.side.in_(sides))
        return list(self.session.scalars(query.order_by(UtilityMessage.id.desc()).limit(limit)))[::-1]

    def count_files(self, request_id: int) -> int:
        """How many files there are in it."""
        query = select(func.count()).where(UtilityMessage.request_id == request_id, UtilityMessage.file_id != "")
        return self.session.scalar(query) or 0

    # --- who follows ---

    def follow(self, request_id: int, user_id: int) -> bool:
        """Somebody wants to hear of it too; False where that was known."""
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {"request_id": request_id, "user_id": user_id, "at": self.now}
        query = insert(UtilityFollower).values(values).on_conflict_do_nothing().returning(UtilityFollower.user_id)
        return self.session.execute(query).first() is not None

    def unfollow(self, request_id: int, user_id: int) -> bool:
        """No more; False where they did not."""
        row = self.session.get(UtilityFollower, (request_id, user_id))
        if row is not None:
            self.session.delete(row)
            self.session.flush()
        return row is not None

    def follows(self, request_id: int, user_id: int) -> bool:
        """Whether somebody is told of it too."""
        return self.session.get(UtilityFollower, (request_id, user_id)) is not None

    def list_followers(self, request_id: int) -> list[User]:
        """Who is told of it too: those of them who are confirmed residents of its flat still."""
        lives_there = select(Resident.id).where(
            Resident.user_id == User.id, Resident.account_id == UtilityRequest.account_id,
            Resident.state == Resides.CONFIRMED, Resident.freed_at.is_(None),
        )  # fmt: skip
        query = select(User).join(UtilityFollower, UtilityFollower.user_id == User.id)
        query = query.join(UtilityRequest, UtilityRequest.id == UtilityFollower.request_id)
        query = query.where(UtilityRequest.id == request_id, lives_there.exists())
        return list(self.session.scalars(query.order_by(User.id)))


def _values(states: Collection[State]) -> list[str]:
    return [state.value for state in states]
