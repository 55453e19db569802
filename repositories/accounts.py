"""Personal accounts of the housing company (S4.3) and their search, a page at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, event, func, select

from domain.accounts import house_key, number_key, pieces, searchable, street_key
from domain.errors import Invalid, NotFound
from domain.fold import digits
from domain.phones import looks_like_phone, phone_or_none
from domain.utility import OPEN
from models import Account, UtilityRequest
from repositories.base import Repository
from repositories.search import contains

DEPTH = 200  # how many hits can be paged through; who needs more types another word
WORDS = 8  # of a query
_LIVE = Account.archived_at.is_(None)
_SHORT = 3  # characters; a shorter word is the beginning of one: a house, a flat
_TRUNK = 11  # digits of a Russian phone with its 8 or 7


@dataclass(frozen=True)
class Found:
    """A page of what was found. ``has_more``: another page would not be empty."""

    rows: list[Account]
    has_more: bool


def derived(values: dict[str, str]) -> dict[str, str]:
    """What is compared, from what was typed; in bulk inserts it must be added by hand, else it comes by itself."""
    return {
        "number_n": number_key(values["number"]),
        "street_n": street_key(values.get("street", "")),
        "house_n": house_key(values.get("house", ""), values.get("letter", "")),
        "folded": searchable(values),
    }


_TYPED = ("number", "full_name", "city", "street", "house", "letter", "flat", "phone", "contract")


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _derive(_mapper: Any, _connection: Any, row: Account) -> None:
    for name, value in derived({name: getattr(row, name) or "" for name in _TYPED}).items():
        setattr(row, name, value)


class Accounts(Repository[Account]):
    """Accounts that were not archived; ``get_any`` gives those too."""

    row = Account
    missing = "This personal account is no longer there."

    def get(self, id_: int) -> Account:
        """The account; raises ``NotFound`` where there is none or it was archived."""
        row = super().get(id_)
        if row.archived_at is not None:
            raise NotFound(self.missing)
        return row

    def get_any(self, id_: int) -> Account:
        """Also an archived one; raises ``NotFound``."""
        return super().get(id_)

    def get_locked(self, id_: int) -> Account:
        """As ``get``; nobody else's residents of it change until this transaction ends."""
        self.session.execute(select(Account.id).where(Account.id == id_).with_for_update())
        return self.get(id_)

    def find_by_number(self, text: str) -> Account | None:
        """The account of a number in any notation (S4.20); None for what can't be one."""
        try:
            key = number_key(text)
        except Invalid:
            return None
        return self.session.scalar(select(Account).where(_LIVE, Account.number_n == key))

    def find_by_numbers(self, keys: Collection[str]) -> dict[str, Account]:
        """The accounts of many folded numbers at once, by them: for reading a file in."""
        found = self.session.scalars(select(Account).where(_LIVE, Account.number_n.in_(keys))) if keys else ()
        return {row.number_n: row for row in found}

    def find_by_link(self, code: str) -> Account | None:
        """The account whose bill has this code."""
        return self.session.scalar(select(Account).where(_LIVE, Account.link_code == code))

    def find_by_origin(self, origin: str) -> Account | None:
        """What a draft has become."""
        return self.session.scalar(select(Account).where(Account.origin == origin))

    def list_by_ids(self, ids: Collection[int]) -> dict[int, Account]:
        """These accounts, archived ones too, by id."""
        found = self.session.scalars(select(Account).where(Account.id.in_(ids))) if ids else ()
        return {row.id: row for row in found}

    def list_at(self, street_n: str, house_n: str = "", limit: int = 5000) -> list[Account]:
        """The accounts of a house, or of a whole street where ``house_n`` is empty; both as they are compared."""
        query = select(Account).where(_LIVE, Account.street_n == street_n)
        query = query.where(Account.house_n == house_n) if house_n else query
        return list(self.session.scalars(_in_order(query).limit(limit)))

    def places(self, limit: int = 500) -> list[tuple[str, str, int]]:
        """The houses there are: a street and a house of each as they are written, and how many accounts it has."""
        query = select(func.min(Account.street), func.min(Account.house + Account.letter), func.count())
        query = query.where(_LIVE, Account.street_n != "").group_by(Account.street_n, Account.house_n)
        query = query.order_by(Account.street_n, func.length(Account.house_n), Account.house_n)
        return [(street, house, many) for street, house, many in self.session.execute(query.limit(limit))]

    def count_open_requests(self, ids: Collection[int]) -> dict[int, int]:
        """How many requests are open at each of these accounts."""
        query = select(UtilityRequest.account_id, func.count()).where(
            UtilityRequest.account_id.in_(ids), UtilityRequest.state.in_(OPEN)
        )
        found = self.session.execute(query.group_by(UtilityRequest.account_id)) if ids else ()
        return {id_: many for id_, many in found if id_ is not None}

    def count(self) -> int:
        """How many there are."""
        return self.session.scalar(select(func.count()).select_from(Account).where(_LIVE)) or 0

    def page(self, offset: int, limit: int) -> Found:
        """All of them, by address."""
        rows = list(self.session.scalars(_in_order(select(Account).where(_LIVE)).offset(offset).limit(limit + 1)))
        return Found(rows[:limit], len(rows) > limit)

    def search(self, text: str, *, region: str = "RU", limit: int = 10, offset: int = 0) -> Found:
        """Find by any part of the address, the name, the phone, the contract or the number, words in any order.

        A whole number or a whole phone finds by itself. No more than ``DEPTH`` hits can be paged through.
        """
        limit, offset = max(1, min(limit, DEPTH)), max(0, offset)
        end = min(offset + limit, DEPTH)
        rows = self._exact(text, region) or self._by_words(text, end + 1)
        return Found(rows[offset:end], len(rows) > end and end < DEPTH)

    def _exact(self, text: str, region: str) -> list[Account]:
        if (known := self.find_by_number(text)) is not None:
            return [known]
        if (phone := phone_or_none(text, region)) is None:
            return []
        query = _in_order(select(Account).where(_LIVE, Account.phone == phone))
        return list(self.session.scalars(query.limit(DEPTH)))

    def _by_words(self, text: str, wanted: int) -> list[Account]:
        words = _words(text)
        if not words:
            return []
        dialect = self.session.get_bind().dialect.name
        conditions: Sequence[ColumnElement[bool]] = [
            contains(Account.folded, f" {word}" if len(word) < _SHORT else word, dialect) for word in words
        ]
        return list(self.session.scalars(_in_order(select(Account).where(_LIVE, *conditions)).limit(wanted)))

    # --- writing ---

    def add(self, row: Account) -> Account:
        """Insert, with what is compared; one whose ``origin`` is known already gives the row that is there."""
        if row.origin is not None and (known := self.find_by_origin(row.origin)) is not None:
            return known
        row.created_at = row.updated_at = self.now
        return super().add(row)

    def edit(self, row: Account, **changes: Any) -> Account:
        """Set columns by name. Raises ``StaleDataError`` where somebody was faster."""
        for name, value in changes.items():
            setattr(row, name, value)
        row.updated_at = self.now
        self.session.flush()
        return row

    def archive(self, row: Account) -> None:
        """Take it out of use: no list, no search and no resident finds it any more."""
        self.edit(row, archived_at=self.now)

    def restore(self, row: Account) -> None:
        """Bring it back."""
        self.edit(row, archived_at=None)


def _in_order(query: Select[Any]) -> Select[Any]:
    """By address, as houses and flats are counted: 2 before 10."""
    return query.order_by(
        Account.street_n, func.length(Account.house_n), Account.house_n, func.length(Account.flat), Account.id
    )


def _words(text: str) -> list[str]:
    """The words of a query; a phone in any notation is one word, without the digits that stand for the country."""
    if looks_like_phone(text):
        typed = digits(text)
        return [typed[1:] if len(typed) == _TRUNK and typed[0] in "78" else typed]
    return pieces(text)[:WORDS]
