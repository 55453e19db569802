"""Memberships, freezes and plans of the gym. What is active on a day is said once here: ``active_on``."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, exists, func, literal_column, select

from domain.errors import NotFound
from domain.memberships import State
from models import Client, Freeze, Membership, Plan, Visit
from repositories.base import Repository

# written out, not bound: the index of paid ones is chosen by it
PAID = Membership.state == literal_column(f"'{State.PAID.value}'", String)
HELD = Membership.state != State.WANTED.value  # had days: what was called off keeps those until then


def runs_on(day: date) -> ColumnElement[bool]:
    """Whether a client has a paid membership that runs on ``day``, frozen or not (S5.16)."""
    return exists().where(
        Membership.client_uid == Client.uid, HELD, Membership.starts <= day, Membership.ends >= day
    )  # fmt: skip


def frozen_on(day: date) -> ColumnElement[bool]:
    """Whether a client's membership is frozen on ``day``."""
    return exists().where(Freeze.client_uid == Client.uid, Freeze.starts <= day, Freeze.ends >= day)


def active_on(day: date) -> ColumnElement[bool]:
    """Whether a client is active: a paid membership runs that day and it is not frozen (S5.15, T26).

    The rule as a condition on clients; ``domain.memberships.is_active`` says the same of loaded values, and a test
    holds them together.
    """
    return runs_on(day) & ~frozen_on(day) & Client.deleted_at.is_(None)


class Memberships(Repository[Membership]):
    """What was sold, to whom, and when it runs."""

    row = Membership
    missing = "This membership is no longer there."

    def hold_client(self, client_uid: int) -> None:
        """Nobody else renews, freezes or signs up this client until the transaction ends, unless it only reads."""
        if not self.only_reads:
            self.session.execute(select(Client.uid).where(Client.uid == client_uid).with_for_update())

    def get_locked(self, id_: int) -> Membership:
        """The membership as it is now; its client is held. Raises ``NotFound``."""
        client_uid = self.session.scalar(select(Membership.client_uid).where(Membership.id == id_))
        if client_uid is None:
            raise NotFound(self.missing)
        self.hold_client(client_uid)
        query = select(Membership).where(Membership.id == id_).execution_options(populate_existing=True)
        return self.session.scalars(query).one()

    def sell(self, plan: Plan, client_uid: int, **values: Any) -> Membership:
        """A membership with the plan's terms as they are now, not paid and so without days."""
        return self.add(
            Membership(
                client_uid=client_uid, plan_id=plan.id, name=plan.name, days=plan.days, visits=plan.visits,
                price=plan.price, freeze_days=plan.freeze_days, state=State.WANTED.value, created_at=self.now,
                updated_at=self.now, **values,
            )
        )  # fmt: skip

    def put_paid(self, like: Membership, **values: Any) -> Membership:
        """A paid membership of the same client and plan, with days and visits of its own; it has cost nothing more."""
        return self.add(
            Membership(
                client_uid=like.client_uid, plan_id=like.plan_id, name=like.name, price=0, state=State.PAID.value,
                created_at=self.now, updated_at=self.now, **values,
            )
        )  # fmt: skip

    def find_by_origin(self, origin: str) -> Membership | None:
        """What this press or draft has made already."""
        return self.session.scalar(select(Membership).where(Membership.origin == origin))

    # --- as they run ---

    def find_active(self, client_uid: int, day: date) -> Membership | None:
        """The payment that is active on ``day`` (S5.16): it is what a freeze is applied to (S5.17)."""
        return self.session.scalar(
            select(Membership)
            .where(Membership.client_uid == client_uid, HELD, Membership.starts <= day, Membership.ends >= day)
            .order_by(Membership.starts, Membership.id)
            .limit(1)
        )

    def list_unfinished(self, client_uid: int, day: date) -> Sequence[Membership]:
        """Paid memberships that run or come, in order, as they are now."""
        return self.session.scalars(
            select(Membership)
            .where(Membership.client_uid == client_uid, PAID, Membership.ends >= day)
            .order_by(Membership.starts, Membership.id)
            .execution_options(populate_existing=True)
        ).all()

    def list_of_client(self, client_uid: int, limit: int = 20) -> Sequence[Membership]:
        """All of a client, the newest first."""
        query = select(Membership).where(Membership.client_uid == client_uid).order_by(Membership.id.desc())
        return self.session.scalars(query.limit(limit)).all()

    def find_wanted(self, client_uid: int, plan_id: int) -> Membership | None:
        """The same plan asked for and not paid yet."""
        return self.session.scalar(
            select(Membership).where(
                Membership.client_uid == client_uid, Membership.plan_id == plan_id,
                Membership.state == State.WANTED.value,
            )
            .order_by(Membership.id.desc())
            .limit(1)
        )  # fmt: skip

    def last_sold(self, client_uid: int) -> int:
        """The newest that was sold to this client, whatever became of it; 0 for none."""
        newest = select(func.max(Membership.id)).where(Membership.client_uid == client_uid, HELD)
        return self.session.scalar(newest) or 0

    def last_end(self, client_uid: int) -> date | None:
        """The last day that is paid for, ever."""
        return self.session.scalar(
            select(func.max(Membership.ends)).where(Membership.client_uid == client_uid, PAID)
        )  # fmt: skip

    def used(self, membership_ids: Collection[int]) -> dict[int, int]:
        """How many visits each has spent."""
        rows = self.session.execute(
            select(Visit.membership_id, func.count())
            .where(Visit.membership_id.in_(membership_ids), Visit.counts.is_(True))
            .group_by(Visit.membership_id)
        )
        return {int(id_): int(number) for id_, number in rows if id_ is not None}

    # --- freezes ---

    def freezes(self, membership_ids: Collection[int]) -> dict[int, list[Freeze]]:
        """The freezes of each, in order."""
        found: dict[int, list[Freeze]] = {}
        query = select(Freeze).where(Freeze.membership_id.in_(membership_ids)).order_by(Freeze.starts)
        for row in self.session.scalars(query):
            found.setdefault(row.membership_id, []).append(row)
        return found

    def add_freeze(self, membership: Membership, starts: date, ends: date, **values: Any) -> Freeze:
        """Write a freeze down."""
        row = Freeze(
            membership_id=membership.id, client_uid=membership.client_uid, starts=starts, ends=ends,
            created_at=self.now, updated_at=self.now, **values,
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def find_freeze_by_origin(self, origin: str) -> Freeze | None:
        """What this press or draft has frozen already."""
        return self.session.scalar(select(Freeze).where(Freeze.origin == origin))

    # --- who is active ---

    def is_active(self, client_uid: int, day: date) -> bool:
        """Whether this client is active on ``day``."""
        return bool(
            self.session.scalar(select(select(Client.uid).where(Client.uid == client_uid, active_on(day)).exists()))
        )

    def active_clients(self, day: date) -> Sequence[int]:
        """Everybody who is active on ``day`` (S5.15)."""
        return self.session.scalars(select(Client.uid).where(active_on(day)).order_by(Client.uid)).all()

    # --- plans ---

    def list_plans(self, limit: int = 50) -> Sequence[Plan]:
        """What is sold, the shortest first."""
        query = select(Plan).where(Plan.archived_at.is_(None)).order_by(Plan.days, Plan.price, Plan.id)
        return self.session.scalars(query.limit(limit)).all()

    def get_plan(self, id_: int, *, any_: bool = False) -> Plan:
        """A plan; raises ``NotFound``, also for one that is not sold any more unless ``any_``."""
        row = self.session.get(Plan, id_)
        if row is None or (row.archived_at is not None and not any_):
            raise NotFound("This membership is not sold any more.")
        return row
