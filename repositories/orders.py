"""Games: bookings whose polygon and rest zone the database itself keeps from overlapping (S1.40–S1.51)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    cast,
    event,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from domain.errors import NotFound
from domain.orders import ACTIVE, OCCUPYING, Status
from models import LONGEST, Client, Order, Outgoing, User
from repositories.base import Repository
from repositories.outbox import NOBODY

DAY_LIMIT = 500  # rows of one list
MONTH = timedelta(days=62)  # the most that marks are given for
LOOKBACK = timedelta(seconds=2 * LONGEST)  # a game or its rest that still runs began at most so long ago
_DEFAULTS = ("gametime", "resttime", "restroom", "buffer")
_Instructor = aliased(User)

Card = tuple[Order, Client | None, User | None]


@dataclass(frozen=True)
class Mark:
    """What a calendar's day needs to know of one order; ``gametime`` in seconds."""

    date: datetime
    status: str
    polygon: str
    gametime: int


@dataclass(frozen=True)
class Look:
    """What to look for: games that begin in [since, until) for which none of ``claims`` was made."""

    claims: tuple[str, ...]
    since: datetime
    until: datetime


def derive(row: Order) -> None:
    """Set the three bounds from date and lengths; runs by itself before every insert and update of an order.

    The polygon is taken for the game and the buffer, the rest zone after the game itself (S1.44), not at all when
    there is no zone (T34). A game starts at a whole second.
    """
    for name in _DEFAULTS:
        if getattr(row, name) is None:
            setattr(row, name, Order.__table__.c[name].default.arg)
    row.date = row.date.replace(microsecond=0)
    row.rest_starts_at = row.date + timedelta(seconds=row.gametime)
    row.game_ends_at = row.rest_starts_at + timedelta(seconds=row.buffer)
    row.rest_ends_at = row.rest_starts_at + timedelta(seconds=row.resttime if row.restroom else 0)


@event.listens_for(Order, "before_insert")
@event.listens_for(Order, "before_update")
def _derive(_mapper: Any, _connection: Any, row: Order) -> None:
    derive(row)


class Orders(Repository[Order]):
    """Orders that were not deleted; ``get_any`` sees the deleted too, for undo and histories."""

    row = Order
    missing = "This order is no longer there."

    def add(self, row: Order) -> Order:
        """Insert, its bounds computed; one whose ``origin`` is known already gives the row that is there.

        Without a date it is now (S1.42). Raises ``IntegrityError`` where it would overlap (``db.write`` makes it a
        ``Conflict``): the database decides, however many ask at once (S1.51).
        """
        if row.origin is not None and (known := self.find_by_origin(row.origin)) is not None:
            return known
        row.date = row.date or self.now
        row.created_at = row.updated_at = self.now
        return super().add(row)

    def edit(self, row: Order, **changes: Any) -> Order:
        """Set columns by name, and the bounds. Raises as ``add`` does, and ``StaleDataError`` where one was faster."""
        for name, value in changes.items():
            setattr(row, name, value)
        row.updated_at = self.now
        self.session.flush()
        return row

    def archive(self, row: Order) -> None:
        """Delete so that it can be taken back; its time is free at once (S1.11)."""
        self.edit(row, deleted_at=self.now)

    def restore(self, row: Order) -> None:
        """Take the deletion back; raises ``IntegrityError`` where the time was given to another."""
        self.edit(row, deleted_at=None)

    def get(self, id_: int) -> Order:
        """Give the order; raises ``NotFound`` where there is none or it was deleted."""
        row = super().get(id_)
        if row.deleted_at is not None:
            raise NotFound(self.missing)
        return row

    def find(self, id_: int) -> Order | None:
        """Give the order or None; a deleted one is None."""
        row = super().find(id_)
        return row if row is not None and row.deleted_at is None else None

    def get_any(self, id_: int) -> Order:
        """Give the order, deleted or not; raises ``NotFound``."""
        return super().get(id_)

    def find_by_origin(self, origin: str) -> Order | None:
        """The order that this press or draft has made, deleted or not."""
        return self.session.scalar(select(Order).where(Order.origin == origin))

    def move_state(self, uid: int, expected: str, target: str, **changes: Any) -> bool:
        """Go from one status to another if it still stands at ``expected``; False where somebody was faster.

        ``changes`` are set in the same statement (a reason, a hold that is over). Raises ``IntegrityError`` where the
        new status takes a time that is taken.
        """
        alive = Order.deleted_at.is_(None)
        return self.change_where(uid, Order.status == expected, alive, status=target, updated_at=self.now, **changes)

    def list_between(self, start: datetime, end: datetime, limit: int = DAY_LIMIT) -> list[Order]:
        """Orders that begin in [start, end), whatever their status, in the order of their dates."""
        return list(self.session.scalars(_live().where(_begins(start, end)).order_by(*_BY_DATE).limit(limit)))

    def busy_between(self, start: datetime, end: datetime, *, but: int | None = None) -> list[Order]:
        """Orders whose game (buffer included) or rest takes a moment of [start, end), in the order of their dates.

        Long ones that began before are among them. ``but`` leaves out the order that is being moved.
        """
        game = and_(Order.date < end, Order.game_ends_at > start)
        rest = and_(Order.rest_starts_at < end, Order.rest_ends_at > start, Order.rest_ends_at > Order.rest_starts_at)
        query = _live().where(Order.date > start - LOOKBACK, Order.date < end, Order.status.in_(OCCUPYING))
        query = query.where(or_(game, rest))
        query = query if but is None else query.where(Order.uid != but)
        return list(self.session.scalars(query.order_by(*_BY_DATE)))

    def list_marks(self, start: datetime, end: datetime) -> list[Mark]:
        """What a month's grid counts: orders that begin in [start, end), at most 62 days. Raises ``ValueError``."""
        if end - start > MONTH:
            raise ValueError(f"marks are for a month, not for {end - start}")
        columns = select(Order.date, Order.status, Order.polygon, Order.gametime)
        query = columns.where(Order.deleted_at.is_(None), _begins(start, end)).order_by(*_BY_DATE)
        return [Mark(*row) for row in self.session.execute(query)]

    def get_card(self, uid: int) -> Card:
        """The order with its client and its instructor, in one query; raises ``NotFound``."""
        row = self.session.execute(_cards().where(Order.uid == uid)).first()
        if row is None:
            raise NotFound(self.missing)
        return _card(row)

    def list_cards(self, start: datetime, end: datetime, limit: int = DAY_LIMIT) -> list[Card]:
        """``list_between`` with clients and instructors, in one query."""
        query = _cards().where(_begins(start, end)).order_by(*_BY_DATE).limit(limit)
        return [_card(row) for row in self.session.execute(query)]

    def list_of_client(self, client_uid: int, limit: int, offset: int = 0) -> list[Order]:
        """A client's games, the latest first."""
        query = _live().where(Order.client_uid == client_uid).order_by(Order.date.desc(), Order.uid.desc())
        return list(self.session.scalars(query.offset(offset).limit(limit)))

    def count_of_client(self, client_uid: int) -> tuple[int, int]:
        """How many games a client has, and how many of them are still to come."""
        ahead = and_(Order.status.in_(ACTIVE), Order.date > self.now)
        query = select(func.count(), func.count().filter(ahead)).select_from(Order)
        total, to_come = self.session.execute(
            query.where(Order.client_uid == client_uid, Order.deleted_at.is_(None))
        ).one()
        return total, to_come

    def give_to_client(self, from_uid: int, to_uid: int) -> int:
        """Move every game of one client, deleted ones too, to another; gives how many."""
        moved = update(Order).where(Order.client_uid == from_uid).values(
            client_uid=to_uid, updated_at=self.now, version=Order.version + 1
        )  # fmt: skip
        query = moved.returning(Order.uid).execution_options(synchronize_session=False)
        return len(self.session.execute(query).all())

    def list_led_by(self, user_id: int, limit: int = 1000) -> list[Order]:
        """Games to come that this instructor is to lead, the next one first."""
        query = _live().where(Order.instructor_id == user_id, Order.status.in_(ACTIVE), Order.game_ends_at > self.now)
        return list(self.session.scalars(query.order_by(*_BY_DATE).limit(limit)))

    def list_open_of_user(self, user_id: int, limit: int = 50) -> list[Order]:
        """What a person has ordered from an own account and is still to come, the next one first (S1.65)."""
        query = _live().where(Order.ordered_by == user_id, Order.status.in_(ACTIVE))
        return list(self.session.scalars(query.order_by(*_BY_DATE).limit(limit)))

    def count_open_of_user(self, user_id: int) -> int:
        """How many of them there are."""
        query = select(func.count()).select_from(Order)
        query = query.where(Order.ordered_by == user_id, Order.status.in_(ACTIVE), Order.deleted_at.is_(None))
        return self.session.scalar(query) or 0

    def list_own(self, user_id: int, client_uid: int | None, *, ahead: bool, limit: int) -> list[Order]:
        """A customer's games, of the account or of the card: ``ahead`` of them (the next first), or the rest."""
        to_come = and_(Order.status.in_(ACTIVE), Order.game_ends_at > self.now)
        query = _live().where(_own(user_id, client_uid), to_come if ahead else not_(to_come))
        order = _BY_DATE if ahead else (Order.date.desc(), Order.uid.desc())
        return list(self.session.scalars(query.order_by(*order).limit(limit)))

    def count_ordered(self, user_id: int, client_uid: int | None, *, lock: bool = False) -> int:
        """How many games this person has ordered through the bot that are not over; for the limit of open orders.

        ``lock`` makes the accounts of one card wait for each other, so that they can't order past the limit at once.
        """
        if lock:
            person = select(User.id).where(User.id == user_id if client_uid is None else User.client_uid == client_uid)
            self.session.execute(person.order_by(User.id).with_for_update())
        query = select(func.count()).select_from(Order).where(
            _own(user_id, client_uid), Order.ordered_by.is_not(None), Order.status.in_(ACTIVE),
            Order.game_ends_at > self.now, Order.deleted_at.is_(None),
        )  # fmt: skip
        return self.session.scalar(query) or 0

    def list_held_expired(self, now: datetime, limit: int = 100) -> list[Order]:
        """Requests whose hold is over, the longest over first."""
        query = _live().where(Order.status == Status.REQUESTED, Order.held_until <= now)
        return list(self.session.scalars(query.order_by(Order.held_until, Order.uid).limit(limit)))

    def list_unreminded(self, looks: Sequence[Look], limit: int = DAY_LIMIT) -> list[tuple[Order, list[bool]]]:
        """Confirmed games for which something of ``looks`` has not been claimed: with a yes or no for each of them."""
        open_ = [and_(_begins(look.since, look.until), not_(_is_claimed(look.claims))) for look in looks]
        if not open_:
            return []
        span = _begins(min(look.since for look in looks), max(look.until for look in looks))
        query = select(Order, *open_).where(Order.deleted_at.is_(None), Order.status == Status.CONFIRMED, span)
        rows = self.session.execute(query.where(or_(*open_)).order_by(*_BY_DATE).limit(limit))
        return [(row[0], [bool(is_open) for is_open in row[1:]]) for row in rows]


_BY_DATE = (Order.date, Order.uid)


def _is_claimed(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of these was claimed for the game at its date (``Outbox.claim``)."""
    subject = literal("order:") + cast(Order.uid, String)
    return exists().where(
        Outgoing.kind.in_(kinds), Outgoing.subject == subject, Outgoing.chat_id == NOBODY, Outgoing.due_at == Order.date
    )


def _live() -> Select[Order]:
    return select(Order).where(Order.deleted_at.is_(None))


def _own(user_id: int, client_uid: int | None) -> ColumnElement[bool]:
    ordered = Order.ordered_by == user_id
    return ordered if client_uid is None else or_(ordered, Order.client_uid == client_uid)


def _begins(start: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(Order.date >= start, Order.date < end)


def _cards() -> Select[Order, Client, User]:
    joined = select(Order, Client, _Instructor).outerjoin(Client, Client.uid == Order.client_uid)
    return joined.outerjoin(_Instructor, _Instructor.id == Order.instructor_id).where(Order.deleted_at.is_(None))


def _card(row: Any) -> Card:
    order, client, instructor = row
    return order, client, instructor
