"""Who lives at which personal account (S4.21), and whom they have named while looking for theirs (T24)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.residents import Freed, State
from models import Account, AccountGuess, Resident
from repositories.base import Repository

_LIVE = Resident.freed_at.is_(None)


class Residents(Repository[Resident]):
    """Pairs of a Telegram account and a phone. A live one was not freed, and its account was not archived."""

    row = Resident
    missing = "This resident is no longer there."

    def list_of_user(self, user_id: int) -> list[Resident]:
        """Somebody's live pairs, the oldest first."""
        query = _of_live_accounts().where(Resident.user_id == user_id)
        return list(self.session.scalars(query.order_by(Resident.created_at, Resident.id)))

    def list_of_account(self, account_id: int) -> list[Resident]:
        """The live pairs of an account, the oldest first (S4.23, S4.25)."""
        query = select(Resident).where(_LIVE, Resident.account_id == account_id)
        return list(self.session.scalars(query.order_by(Resident.created_at, Resident.id)))

    def list_of_accounts(self, account_ids: Collection[int]) -> list[Resident]:
        """The live pairs of many accounts, the oldest first."""
        query = select(Resident).where(_LIVE, Resident.account_id.in_(account_ids))
        return list(self.session.scalars(query.order_by(Resident.created_at, Resident.id))) if account_ids else []

    def find_pair(self, account_id: int, user_id: int, phone: str) -> Resident | None:
        """The live pair of exactly these three."""
        query = select(Resident).where(_LIVE, Resident.account_id == account_id, Resident.user_id == user_id)
        return self.session.scalar(query.where(Resident.phone == phone))

    def list_pending(self, offset: int = 0, limit: int = 8) -> list[Resident]:
        """Who waits to be confirmed, the longest first."""
        query = _of_live_accounts().where(Resident.state == State.PENDING)
        return list(self.session.scalars(query.order_by(Resident.created_at, Resident.id).offset(offset).limit(limit)))

    def count_pending(self) -> int:
        """How many wait to be confirmed."""
        query = _of_live_accounts().where(Resident.state == State.PENDING)
        return self.session.scalar(select(func.count()).select_from(query.subquery())) or 0

    def count_of_accounts(self, account_ids: Collection[int]) -> dict[int, int]:
        """How many live pairs each of these accounts has."""
        query = select(Resident.account_id, func.count()).where(_LIVE, Resident.account_id.in_(account_ids))
        found = self.session.execute(query.group_by(Resident.account_id)) if account_ids else ()
        return {row[0]: row[1] for row in found}

    def count_rejected(self, account_id: int, user_id: int, since: datetime) -> int:
        """How often somebody was rejected at an account; with several numbers at once is once."""
        query = select(func.count(Resident.freed_at.distinct())).where(
            Resident.account_id == account_id, Resident.user_id == user_id
        )
        return self.session.scalar(query.where(Resident.freed_why == Freed.REJECTED, Resident.freed_at >= since)) or 0

    def confirm(self, id_: int, by: int) -> bool:
        """A pending pair is confirmed; False where it no longer waits, so of all who try one succeeds."""
        values = {"state": State.CONFIRMED.value, "confirmed_at": self.now, "confirmed_by": by, "expires_at": None}
        return self._change(id_, Resident.state == State.PENDING, **values)

    def free(self, id_: int, why: str) -> bool:
        """A live pair is freed; False where it was already."""
        return self._change(id_, freed_at=self.now, freed_why=why)

    def list_expired(self, limit: int = 100) -> list[Resident]:
        """Pending pairs that nobody has confirmed in time."""
        query = select(Resident).where(_LIVE, Resident.state == State.PENDING, Resident.expires_at <= self.now)
        return list(self.session.scalars(query.order_by(Resident.expires_at).limit(limit)))

    def _change(self, id_: int, *conditions: object, **values: object) -> bool:
        self.session.flush()
        query = update(Resident).where(Resident.id == id_, _LIVE, *conditions).values(**values)  # type: ignore[arg-type]
        query = query.execution_options(synchronize_session=False)
        changed = self.session.scalars(query.returning(Resident.id)).first()
        if (row := self.session.identity_map.get(self.session.identity_key(Resident, id_))) is not None:
            self.session.refresh(row)
        return changed is not None

    # --- guesses ---

    def note_guess(self, user_id: int, day: date, number_hash: str, is_hit: bool) -> None:
        """Write down that somebody named an account; the same again on that day is one."""
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        values = {"user_id": user_id, "day": day, "number_hash": number_hash, "is_hit": is_hit, "at": self.now}
        self.session.execute(insert(AccountGuess).values(values).on_conflict_do_nothing())

    def guesses(self, user_id: int, day: date) -> frozenset[str]:
        """The hashes of what somebody has named on a day."""
        query = select(AccountGuess.number_hash).where(AccountGuess.user_id == user_id, AccountGuess.day == day)
        return frozenset(self.session.scalars(query))

    def count_misses(self, since: datetime) -> int:
        """How often an account that does not exist was named, by anybody."""
        query = select(func.count()).select_from(AccountGuess).where(AccountGuess.at >= since)
        return self.session.scalar(query.where(AccountGuess.is_hit.is_(False))) or 0

    def forget_guesses(self, before: datetime) -> None:
        """Drop what is too old to count."""
        for row in self.session.scalars(select(AccountGuess).where(AccountGuess.at < before).limit(1000)):
            self.session.delete(row)
        self.session.flush()


def _of_live_accounts() -> Select[Resident]:
    joined = select(Resident).join(Account, Account.id == Resident.account_id)
    return joined.where(_LIVE, Account.archived_at.is_(None))
