"""Client cards and their search (S1.23–S1.29), good for a million of them: every path is an index, a page at a time."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import phonenumbers
from sqlalchemy import ColumnElement, Select, and_, column, event, func, literal, or_, select, table, text, union_all

from domain.errors import NotFound
from domain.fold import digits, fold
from domain.phones import looks_like_phone, phone_or_none
from models import Client, Order, Subscription, Ticket, User
from repositories.base import Repository
from repositories.search import FTS, Column, begins, contains, has_trigram, trigram_query

DEPTH = 200  # how many hits can be paged through; who needs more types another letter
ENDING = 4  # digits of a phone that people remember
AT_ONCE = 500  # values that one statement names
WORDS = 6  # of a query; a person has three names, two of them may be double
_PARTS = (Client.surname_n, Client.name_n, Client.midname_n)
_PHONES = (Client.phone, Client.secondphone)
_REVERSED = (Client.phone_r, Client.secondphone_r)


@dataclass(frozen=True)
class Hits:
    """A page of what was found. ``has_more``: another page would not be empty."""

    rows: list[Client]
    has_more: bool


def derived(surname: str, name: str, midname: str, phone: str, secondphone: str) -> dict[str, str]:
    """What search reads, from what was typed; in bulk inserts it must be added by hand, else ``derive`` does it."""
    parts = [fold(part) for part in (surname, name, midname)]
    return {
        "surname_n": parts[0],
        "name_n": parts[1],
        "midname_n": parts[2],
        "folded": " ".join(part for part in parts if part),
        "phone_r": digits(phone)[::-1],
        "secondphone_r": digits(secondphone)[::-1],
    }


def derive(row: Client) -> None:
    """Set the derived columns of a card; runs by itself before every insert and update through the session."""
    typed = (row.surname, row.name, row.midname, row.phone, row.secondphone)
    for column_name, value in derived(*(part or "" for part in typed)).items():
        setattr(row, column_name, value)


@event.listens_for(Client, "before_insert")
@event.listens_for(Client, "before_update")
def _derive(_mapper: Any, _connection: Any, row: Client) -> None:
    derive(row)


class Clients(Repository[Client]):
    """Clients that were not deleted; ``get_any`` sees the deleted too, for undo and histories."""

    row = Client
    missing = "This client is no longer there."

    def add(self, row: Client) -> Client:
        """Insert, with the derived columns; one whose ``origin`` is known already gives the row that is there."""
        if row.origin is not None and (known := self.find_by_origin(row.origin)) is not None:
            return known
        row.created_at = row.updated_at = self.now
        return super().add(row)

    def edit(self, row: Client, **changes: Any) -> Client:
        """Set columns by name, and the derived ones. Raises ``StaleDataError`` where somebody was faster."""
        for name, value in changes.items():
            setattr(row, name, value)
        row.updated_at = self.now
        self.session.flush()
        return row

    def archive(self, row: Client) -> None:
        """Delete so that it can be taken back: no list and no search shows it any more (S1.18)."""
        self.edit(row, deleted_at=self.now)

    def restore(self, row: Client) -> None:
        """Take the deletion back."""
        self.edit(row, deleted_at=None)

    def get(self, id_: int) -> Client:
        """Give the card; raises ``NotFound`` where there is none or it was deleted."""
        row = super().get(id_)
        if row.deleted_at is not None:
            raise NotFound(self.missing)
        return row

    def find(self, id_: int) -> Client | None:
        """Give the card or None; a deleted one is None."""
        row = super().find(id_)
        return row if row is not None and row.deleted_at is None else None

    def get_any(self, id_: int) -> Client:
        """Give the card, deleted or not; raises ``NotFound``."""
        return super().get(id_)

    def find_by_origin(self, origin: str) -> Client | None:
        """The card that this press or draft has made, deleted or not."""
        return self.session.scalar(select(Client).where(Client.origin == origin))

    def find_by_phone(self, phone: str) -> list[Client]:
        """Everybody whose main or second phone (E.164) this is, oldest card first; at most ten (S1.23, S1.24)."""
        query = _live().where(or_(*(kept == phone for kept in _PHONES)))
        return list(self.session.scalars(query.order_by(Client.uid).limit(10)))

    def find_by_phones(self, phones: Collection[str]) -> dict[str, list[Client]]:
        """Who has each of many phones (E.164) as main or second, in few statements: for reading a file in."""
        found: dict[str, list[Client]] = {}
        wanted = sorted(phones)
        for at in range(0, len(wanted), AT_ONCE):
            part = set(wanted[at : at + AT_ONCE])
            query = _live().where(or_(*(kept.in_(part) for kept in _PHONES))).order_by(Client.uid)
            for row in self.session.scalars(query):
                for phone in part & {row.phone, row.secondphone}:
                    found.setdefault(phone, []).append(row)
        return found

    def list_by_ids(self, ids: Collection[int]) -> dict[int, Client]:
        """These cards, without the deleted ones, by number."""
        found: dict[int, Client] = {}
        wanted = sorted(ids)
        for at in range(0, len(wanted), AT_ONCE):
            query = _live().where(Client.uid.in_(wanted[at : at + AT_ONCE]))
            found |= {row.uid: row for row in self.session.scalars(query)}
        return found

    def list_used(self, ids: Collection[int]) -> set[int]:
        """Which of these cards have a game, a ticket, a tariff or a Telegram account."""
        wanted, found = sorted(ids), set[int]()
        for at in range(0, len(wanted), AT_ONCE):
            part = wanted[at : at + AT_ONCE]
            for kept in (Order.client_uid, Ticket.client_uid, Subscription.client_uid, User.client_uid):
                found |= {uid for uid in self.session.scalars(select(kept).where(kept.in_(part)).distinct()) if uid}
        return found

    def add_all(self, rows: Sequence[Client]) -> Sequence[Client]:
        """Insert many at once."""
        for row in rows:
            row.created_at = row.updated_at = self.now
        self.session.add_all(rows)
        self.session.flush()
        return rows

    def list_sharing(self, phones: Collection[str], but: int | None = None) -> list[Client]:
        """Who has one of these phones (E.164) as main or second, oldest first, at most ten; ``but`` is left out."""
        wanted = [phone for phone in phones if phone]
        query = _live().where(or_(*(kept.in_(wanted) for kept in _PHONES)))
        query = query if but is None else query.where(Client.uid != but)
        return list(self.session.scalars(query.order_by(Client.uid).limit(10)))

    def count_created(self, since: datetime, until: datetime) -> int:
        """How many cards were added in [since, until) and are still there."""
        query = select(func.count()).where(
            Client.created_at >= since, Client.created_at < until, Client.deleted_at.is_(None)
        )
        return self.session.scalar(query) or 0

    def count(self) -> int:
        """How many cards there are."""
        return self.session.scalar(select(func.count()).select_from(_live().subquery())) or 0

    def page(self, offset: int, limit: int) -> Hits:
        """All cards, in the order of their numbers."""
        rows = list(self.session.scalars(_live().order_by(Client.uid).offset(offset).limit(limit + 1)))
        return Hits(rows[:limit], len(rows) > limit)

    def list_recent(self, limit: int) -> list[Client]:
        """The newest cards, newest first."""
        return list(self.session.scalars(_live().order_by(Client.uid.desc()).limit(limit)))

    def search(self, query: str, *, region: str = "RU", limit: int = 10, offset: int = 0) -> Hits:
        """Find by any part of the name in any case and order, or by either phone in any notation (S1.23–S1.29, S1.61).

        ``region`` is the country of a phone typed without ``+``. No more than ``DEPTH`` hits can be paged through.
        A page's rows are the same on both databases. Nothing to search for finds nothing.
        """
        limit, offset = max(1, min(limit, DEPTH)), max(0, offset)
        end = min(offset + limit, DEPTH)
        found = self._by_phone(query, region, end + 1) if looks_like_phone(query) else []
        found = found or self._by_words(fold(query).split()[:WORDS], end + 1)  # "57" may be a part of a name
        return Hits(found[offset:end], len(found) > end and end < DEPTH)

    def _by_phone(self, query: str, region: str, wanted: int) -> list[Client]:
        """The exact number; else who has the digits at the end of a phone, then at its beginning.

        Few digits are how people name a phone by its end: they are looked for at its beginning only where nobody has
        them at the end.
        """
        if (exact := phone_or_none(query, region)) is not None and (known := self.find_by_phone(exact)):
            return known
        typed = digits(query)
        ends = [(begins(kept, typed[::-1]), kept) for kept in _REVERSED]
        starts = [(begins(kept, start), kept) for start in beginnings(typed, region) for kept in _PHONES]
        if len(typed) > ENDING:
            return self._in_turn(ends + starts, wanted)
        return self._until_enough(ends, wanted) or self._in_turn(starts, wanted)

    def _until_enough(self, ranges: Iterable[tuple[ColumnElement[bool], Column]], wanted: int) -> list[Client]:
        """As ``_in_turn``, a statement for each range: quicker where the first is enough, as among many cards."""
        found: dict[Client, None] = {}
        for condition, order in ranges:
            if len(found) < wanted:
                query = _live().where(condition).order_by(order, Client.uid).limit(wanted)
                found |= dict.fromkeys(self.session.scalars(query))
        return list(found)[:wanted]

    def _by_words(self, words: Sequence[str], wanted: int) -> list[Client]:
        long = [word for word in words if has_trigram(word)]
        if long:
            return list(self.session.scalars(self._by_trigrams(words, long).limit(wanted)))
        if not words:
            return []
        first, *others = sorted(words, key=len, reverse=True)
        verified = [or_(*(begins(part, word) for part in _PARTS)) for word in others]
        return self._in_turn([(and_(begins(part, first), *verified), part) for part in _PARTS], wanted)

    def _by_trigrams(self, words: Sequence[str], long: Sequence[str]) -> Select[Client]:
        """Every word somewhere in the joined name; the longest first, it rules out the most."""
        dialect = self.session.get_bind().dialect.name
        names = [word for word in long if not word.isdecimal()]  # "иванов 4821": the digits may be of a phone
        columns = {word: (Client.folded, *(_PHONES if names and word.isdecimal() else ())) for word in words}
        verified = [
            or_(*(contains(kept, word, dialect) for kept in columns[word]))
            for word in sorted(columns, key=len, reverse=True)
        ]
        if dialect != "sqlite":
            return _live().where(*verified).order_by(Client.uid)
        fts = table(FTS, column("rowid"))
        match = text(f"{FTS} MATCH :trigrams").bindparams(trigrams=trigram_query(names or long))
        joined = _live().select_from(fts).join(Client, Client.uid == fts.c.rowid)
        return joined.where(match, *verified).order_by(fts.c.rowid)  # the index's own order: nothing is sorted

    def _in_turn(self, ranges: Iterable[tuple[ColumnElement[bool], Column]], wanted: int) -> list[Client]:
        """Cards from index ranges, one range after the other, each card once: one statement, each range read so far."""
        parts = [
            select(Client.uid, literal(turn).label("turn"), order.label("place"))
            .where(Client.deleted_at.is_(None), condition)
            .order_by(order, Client.uid)
            .limit(wanted)
            .subquery()
            for turn, (condition, order) in enumerate(ranges)
        ]
        hits = union_all(*(select(part) for part in parts)).subquery()
        query = select(Client).join(hits, hits.c.uid == Client.uid).order_by(hits.c.turn, hits.c.place, Client.uid)
        return list(dict.fromkeys(self.session.scalars(query)))[:wanted]


def _live() -> Select[Client]:
    return select(Client).where(Client.deleted_at.is_(None))


def beginnings(typed: str, region: str) -> list[str]:
    """How a phone may begin in E.164 whose first digits were typed: 8916, 7916 and 916 are all +7916 in Russia."""
    country = f"+{phonenumbers.country_code_for_region(region)}"
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    trunk = metadata.national_prefix if metadata is not None else None
    national = [country + typed.removeprefix(trunk)] if trunk and typed.startswith(trunk) else []
    return list(dict.fromkeys([*national, f"+{typed}", country + typed]))
