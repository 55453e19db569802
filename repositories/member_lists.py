"""Members of the gym as lists and cards show them: a page at a time, what is shown of each in the same statement.

A member is a client with anything of the gym's: a row in ``members`` or a membership, whatever became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, column, exists, func, or_, select, table, text
from sqlalchemy.orm import Session

from domain.fold import digits, fold
from domain.membership_views import Which
from domain.payments import Kind
from domain.phones import phone_or_none
from models import Client, Coach, Freeze, Group, Member, Membership, Payment, Training, User, Visit
from repositories.clients import beginnings
from repositories.memberships import PAID, active_on, frozen_on, runs_on
from repositories.search import FTS, begins, contains, has_trigram, trigram_query

WORDS = 6  # of a search; more are not read
_BIGGEST = 2**63 - 1  # what a column of Telegram ids can hold
_NAMES = (Client.surname_n, Client.name_n, Client.midname_n)
IS_MEMBER = or_(
    exists().where(Member.client_uid == Client.uid).correlate(Client),
    exists().where(Membership.client_uid == Client.uid).correlate(Client),
)


@dataclass(frozen=True)
class Asked:
    """What a list is asked for. ``days`` bound ending and ended; ``group_id``: only who is in that group."""

    which: Which
    text: str = ""
    days: int = 0
    group_id: int | None = None


class MemberLists:
    """Reads only."""

    def __init__(self, session: Session, now: datetime) -> None:
        """Work inside ``session``."""
        self.session = session
        self.now = now

    def page(self, asked: Asked, day: date, region: str, offset: int, limit: int) -> Sequence[Any]:
        """So many lines from ``offset`` on as of ``day``, with what is shown of each.

        By surname; who is ending or has ended by the last paid day.
        """
        until = _last_end(Client.uid)
        frozen = [
            select(kept)
            .where(Freeze.client_uid == Client.uid, Freeze.starts <= day, Freeze.ends >= day)
            .order_by(Freeze.starts)
            .limit(1)
            .scalar_subquery()
            for kept in (Freeze.starts, Freeze.ends)
        ]
        telegram = select(func.min(User.telegram_id)).where(User.client_uid == Client.uid).scalar_subquery()
        query = (
            select(
                Client.uid, Client.surname, Client.name, Client.midname, Client.phone, Client.version,
                Client.deleted_at, active_on(day).label("is_active"), until.label("until"),
                frozen[0].label("frozen_from"), frozen[1].label("frozen_to"), Group.name.label("group_name"),
                telegram.label("telegram_id"),
            )
            .outerjoin(Member, Member.client_uid == Client.uid)
            .outerjoin(Group, and_(Group.id == Member.group_id, Group.archived_at.is_(None)))
            .where(*self._conditions(asked, day, region))
        )  # fmt: skip
        if asked.which in (Which.ENDING, Which.ENDED):
            order: tuple[Any, ...] = (until if asked.which is Which.ENDING else until.desc(), Client.uid)
        else:
            order = (Client.surname_n, Client.name_n, Client.uid)
        return self.session.execute(query.order_by(*order).offset(offset).limit(limit)).all()

    def count(self, asked: Asked, day: date, region: str, most: int) -> int:
        """How many the list has, counted up to ``most``."""
        found = select(Client.uid).outerjoin(Member, Member.client_uid == Client.uid)
        found = found.where(*self._conditions(asked, day, region)).limit(most)
        return self.session.scalar(select(func.count()).select_from(found.subquery())) or 0

    def find_member(self, client_uid: int) -> tuple[Member | None, Group | None]:
        """What the gym knows of a client beside the card, and the group."""
        query = (
            select(Member, Group)
            .outerjoin(Group, and_(Group.id == Member.group_id, Group.archived_at.is_(None)))
            .where(Member.client_uid == client_uid)
        )
        row = self.session.execute(query).first()
        return (row[0], row[1]) if row else (None, None)

    def is_member(self, client_uid: int) -> bool:
        """Whether the client has anything of the gym's."""
        return bool(self.session.scalar(select(select(Client.uid).where(Client.uid == client_uid, IS_MEMBER).exists())))

    def list_groups(self, limit: int = 100) -> Sequence[tuple[int, str]]:
        """Groups in use, by name."""
        query = select(Group.id, Group.name).where(Group.archived_at.is_(None)).order_by(Group.name_n).limit(limit)
        return [(int(id_), name) for id_, name in self.session.execute(query)]

    def group_name(self, group_id: int) -> str | None:
        """How a group in use is called."""
        return self.session.scalar(select(Group.name).where(Group.id == group_id, Group.archived_at.is_(None)))

    def count_came(self, client_uid: int) -> int:
        """To how many trainings somebody has come, ever."""
        query = select(func.count()).where(Visit.client_uid == client_uid, Visit.state == "came")
        return self.session.scalar(query) or 0

    def visits(self, client_uid: int, offset: int, limit: int) -> Sequence[Any]:
        """A client's trainings, those that come and those that were, the latest first."""
        query = (
            select(
                Visit.id, Visit.training_id, Visit.state, Visit.counts, Training.starts_at, Training.title,
                Training.state.label("training_state"), Coach.first_name, Coach.last_name,
            )
            .join(Training, Training.id == Visit.training_id)
            .outerjoin(Coach, Coach.id == Training.coach_id)
            .where(Visit.client_uid == client_uid)
            .order_by(Visit.day.desc(), Visit.id.desc())
        )  # fmt: skip
        return self.session.execute(query.offset(offset).limit(limit)).all()

    def payments(self, client_uid: int | None, offset: int, limit: int) -> Sequence[Any]:
        """Money for memberships, of one client or of all, the latest first."""
        query = (
            select(
                Payment.id, Payment.at, Payment.amount, Payment.method, Payment.note, Payment.refund_of,
                Payment.subject_id, Membership.name.label("membership"), Client.uid.label("client_uid"),
                Client.surname, Client.name, Client.midname,
            )
            .join(Membership, Membership.id == Payment.subject_id)
            .join(Client, Client.uid == Membership.client_uid)
            .where(Payment.kind == Kind.MEMBERSHIP)
            .order_by(Payment.at.desc(), Payment.id.desc())
        )  # fmt: skip
        if client_uid is not None:
            query = query.where(Membership.client_uid == client_uid)
        return self.session.execute(query.offset(offset).limit(limit)).all()

    # --- whom a list has ---

    def _conditions(self, asked: Asked, day: date, region: str) -> list[ColumnElement[bool]]:
        found = [*_which(asked, day)]
        if asked.group_id is not None:
            found.append(Member.group_id == asked.group_id)
        if asked.text.strip():
            found.append(self._matches(asked.text, region))
        return found

    def _matches(self, typed: str, region: str) -> ColumnElement[bool]:
        """A part of the name, a phone or its beginning or end, a Telegram id, the beginning of a region (S5.49)."""
        ways: list[ColumnElement[bool]] = [
            Client.uid.in_(select(Member.client_uid).where(begins(Member.region_n, fold(typed).strip())))
        ]
        if words := fold(typed).split()[:WORDS]:
            ways.append(self._named(words))
        number = digits(typed)
        if len(number) >= 3:  # fewer are in everybody's number
            ways += [begins(kept, number[::-1]) for kept in (Client.phone_r, Client.secondphone_r)]
            starts = beginnings(number, region)
            ways += [begins(kept, start) for start in starts for kept in (Client.phone, Client.secondphone)]
        if number and number == typed.strip() and int(number) <= _BIGGEST:
            ways.append(Client.uid.in_(select(User.client_uid).where(User.telegram_id == int(number))))
        if (phone := phone_or_none(typed, region)) is not None:
            ways += [Client.phone == phone, Client.secondphone == phone]
        return or_(*ways)

    def _named(self, words: Sequence[str]) -> ColumnElement[bool]:
        """Every word somewhere in the name; short ones at the beginning of one of its parts."""
        dialect = self.session.get_bind().dialect.name
        long = [word for word in words if has_trigram(word)]
        parts = [
            contains(Client.folded, word, dialect) if word in long else or_(*(begins(one, word) for one in _NAMES))
            for word in words
        ]
        if long and dialect == "sqlite":
            fts = table(FTS, column("rowid"))
            match = text(f"{FTS} MATCH :trigrams").bindparams(trigrams=trigram_query(long))
            parts.append(Client.uid.in_(select(fts.c.rowid).select_from(fts).where(match)))
        return and_(*parts)


def _which(asked: Asked, day: date) -> list[ColumnElement[bool]]:
    """The list's own condition; deleted ones are on one list only."""
    if asked.which is Which.DELETED:
        return [Client.deleted_at.is_not(None), IS_MEMBER]
    live = Client.deleted_at.is_(None)
    first, last = (day, day + timedelta(days=asked.days))
    if asked.which is Which.ENDED:
        first, last = (day - timedelta(days=asked.days), day - timedelta(days=1))
    ways: dict[Which, list[ColumnElement[bool]]] = {
        Which.ALL: [IS_MEMBER],
        Which.ACTIVE: [active_on(day)],
        Which.INACTIVE: [IS_MEMBER, ~active_on(day)],
        Which.FROZEN: [runs_on(day), frozen_on(day)],
        Which.ENDING: [last_paid_in(first, last)],
        Which.ENDED: [last_paid_in(first, last)],
    }
    return [live, *ways[asked.which]]


def last_paid_in(first: date, last: date) -> ColumnElement[bool]:
    """Whether a client's last paid day is one of these: nothing paid ends later (S5.52)."""
    found = select(Membership.client_uid).where(PAID, Membership.ends >= first, Membership.ends <= last)
    later = exists().where(Membership.client_uid == Client.uid, PAID, Membership.ends > last)
    return Client.uid.in_(found) & ~later


def _last_end(client_uid: Any) -> Any:
    return (
        select(func.max(Membership.ends)).where(Membership.client_uid == client_uid, PAID).scalar_subquery()
    )  # fmt: skip
