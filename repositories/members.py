"""What a gym knows of a client beside the card, and whose membership is about to end."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from domain.fold import fold
from models import Client, Member, Membership
from repositories.base import Repository
from repositories.memberships import PAID


class Members(Repository[Member]):
    """Rows of ``members``; one a client, made when something is first to be kept."""

    row = Member
    missing = "This member is no longer there."

    def of_client(self, client_uid: int) -> Member | None:
        """The row of a client, if there is one."""
        return self.session.get(Member, client_uid)

    def put(self, client_uid: int, **values: Any) -> Member:
        """Set columns of a client's row, which is made where there is none."""
        row = self.of_client(client_uid)
        if row is None:
            row = Member(client_uid=client_uid, created_at=self.now, updated_at=self.now)
            self.session.add(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.region_n, row.updated_at = fold(row.region or ""), self.now
        self.session.flush()
        return row

    def leave_group(self, client_uid: int) -> None:
        """Be in no group."""
        if (row := self.of_client(client_uid)) is not None and row.group_id is not None:
            row.group_id, row.updated_at = None, self.now

    def was_deleted(self, phone: str) -> bool:
        """Whether the cards that have this phone (E.164) were all deleted."""
        has = or_(Client.phone == phone, Client.secondphone == phone)
        rows = self.session.scalars(select(Client.deleted_at).where(has).limit(50)).all()
        return bool(rows) and all(at is not None for at in rows)

    # --- whose membership ends (S5.52) ---

    def list_ending(self, first: date, last: date, limit: int) -> Sequence[Membership]:
        """Memberships that end in these days, behind which nothing paid stands, and of which nobody was told yet."""
        return self._ends_in(
            first, last, or_(Membership.told_before.is_(None), _differs(Membership.told_before)), limit
        )

    def list_ended(self, first: date, last: date, limit: int) -> Sequence[Membership]:
        """The same of those that have ended."""
        return self._ends_in(first, last, or_(Membership.told_after.is_(None), _differs(Membership.told_after)), limit)

    def _ends_in(self, first: date, last: date, untold: ColumnElement[bool], limit: int) -> Sequence[Membership]:
        later = aliased(Membership)
        renewed = exists().where(
            later.client_uid == Membership.client_uid, later.state == "paid", later.ends > Membership.ends
        )
        query = (
            select(Membership)
            .join(Client, Client.uid == Membership.client_uid)
            .where(PAID, Membership.ends >= first, Membership.ends <= last, untold, ~renewed)
            .where(Client.deleted_at.is_(None))
            .order_by(Membership.ends, Membership.id)
            .limit(limit)
        )
        return self.session.scalars(query).all()


def _differs(told: Any) -> ColumnElement[bool]:
    """The end has moved since it was told."""
    differs: ColumnElement[bool] = told != Membership.ends
    return differs
