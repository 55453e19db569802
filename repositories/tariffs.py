"""Tariffs with their prices, the clients who are on them, and who is on duty at the desk."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from domain.access import Role
from domain.errors import NotFound
from domain.tickets import Kind, State
from models import Client, DeskPerson, Subscription, Tariff, TariffPrice, Ticket, User, UserRole
from repositories.base import Repository


class Tariffs(Repository[Tariff]):
    """What clients of the desk pay for (S3.3–S3.6)."""

    row = Tariff
    missing = "There is no such tariff any more."

    @staticmethod
    def new(**values: Any) -> Tariff:
        """A tariff to be added."""
        return Tariff(**values)

    def add(self, row: Tariff, set_by: int | None = None) -> Tariff:
        """Insert, with its first price; one whose ``origin`` is known already gives the row that is there."""
        if row.origin is not None and (known := self.find_by_origin(row.origin)) is not None:
            return known
        row.created_at = row.updated_at = self.now
        added = super().add(row)
        self.note_price(added, set_by)
        return added

    def get(self, id_: int) -> Tariff:
        """Give the tariff; raises ``NotFound`` where there is none or it was taken out of use."""
        row = super().get(id_)
        if row.archived_at is not None:
            raise NotFound(self.missing)
        return row

    def get_any(self, id_: int) -> Tariff:
        """Also one that was taken out of use; raises ``NotFound``."""
        return super().get(id_)

    def list_live(self) -> list[Tariff]:
        """Every tariff in use, the cheapest first; an owner has a handful."""
        query = select(Tariff).where(Tariff.archived_at.is_(None)).order_by(Tariff.price, Tariff.id)
        return list(self.session.scalars(query.limit(100)))

    def list_offered(self) -> list[Tariff]:
        """What an owner looks after: tariffs in use, and those that clients are still on."""
        used = Tariff.id.in_(select(Subscription.tariff_id))
        query = select(Tariff).where(or_(Tariff.archived_at.is_(None), used)).order_by(Tariff.price, Tariff.id)
        return list(self.session.scalars(query.limit(100)))

    def find_by_origin(self, origin: str) -> Tariff | None:
        """What a draft has become."""
        return self.session.scalar(select(Tariff).where(Tariff.origin == origin))

    def find_by_name(self, name: str) -> Tariff | None:
        """The tariff in use that is called so, in any case of its letters."""
        live = self.list_live()
        return next((row for row in live if row.name.casefold() == name.casefold()), None)

    def find_worker(self, user_id: int, roles: Collection[Role]) -> User | None:
        """The account, if it has one of these roles; one query."""
        holds = User.id.in_(select(UserRole.user_id).where(UserRole.user_id == user_id, UserRole.role.in_(roles)))
        return self.session.scalar(select(User).where(User.id == user_id, holds))

    def note_price(self, tariff: Tariff, set_by: int | None) -> None:
        """Write down what it costs from now on (S3.54)."""
        self.session.add(TariffPrice(tariff_id=tariff.id, price=tariff.price, since=self.now, set_by=set_by))
        self.session.flush()

    def list_prices(self, tariff_id: int, limit: int = 20) -> list[TariffPrice]:
        """What it has cost, the newest first."""
        query = select(TariffPrice).where(TariffPrice.tariff_id == tariff_id).order_by(TariffPrice.id.desc())
        return list(self.session.scalars(query.limit(limit)))

    # --- who is on them ---

    def find_of_client(self, client_uid: int | None, *, lock: bool = False) -> tuple[Subscription, Tariff] | None:
        """A client's tariff, also one that is no longer offered; None for a card that was deleted.

        ``lock``: nobody else gets it locked until this transaction ends, unless it only reads.
        """
        query = (
            select(Subscription, Tariff)
            .join(Tariff, Tariff.id == Subscription.tariff_id)
            .join(Client, Client.uid == Subscription.client_uid)
            .where(Subscription.client_uid == client_uid, Client.deleted_at.is_(None))
        )
        if lock and not self.only_reads:
            query = query.with_for_update(of=Subscription)
        row = self.session.execute(query).first()
        return (row[0], row[1]) if row else None

    def list_ending(self, first: date, last: date) -> list[tuple[int, date, str, User]]:
        """Whose paid time ends on these days: the card, its last paid day, the tariff, each account of the client."""
        query = (
            select(Subscription.client_uid, Subscription.paid_until, Tariff.name, User)
            .join(Tariff, Tariff.id == Subscription.tariff_id)
            .join(User, User.client_uid == Subscription.client_uid)
            .where(Subscription.paid_until >= first, Subscription.paid_until <= last)
            .order_by(Subscription.paid_until, User.id)
        )
        return [(uid, day, name, user) for uid, day, name, user in self.session.execute(query) if day is not None]

    def find_helper(self, client_uid: int, roles: Collection[Role], user_id: int | None = None) -> User | None:
        """Who closed the client's latest job and still has such a role; ``user_id``: this person, if they did one."""
        query = (
            select(User)
            .join(Ticket, Ticket.agent_id == User.id)
            .where(Ticket.client_uid == client_uid, Ticket.state == State.CLOSED, Ticket.kind == Kind.JOB)
            .where(User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(roles))))
        )
        query = query if user_id is None else query.where(User.id == user_id)
        return self.session.scalar(query.order_by(Ticket.closed_at.desc(), Ticket.id.desc()).limit(1))

    def unpin_everywhere(self, user_id: int) -> None:
        """Nobody's pinned contractor any more."""
        here = Subscription.pinned_id == user_id
        self.session.execute(update(Subscription).where(here).values(pinned_id=None, version=Subscription.version + 1))

    def subscribe(self, client_uid: int, tariff_id: int, **values: Any) -> Subscription:
        """Put a client on a tariff, or on another one; one statement, so that two at once do it both."""
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        changed = {**values, "tariff_id": tariff_id}
        fresh = {"client_uid": client_uid, "since": self.now, "version": 1, **changed}
        query = insert(Subscription).values(fresh).on_conflict_do_update(
            index_elements=["client_uid"], set_={**changed, "version": Subscription.version + 1}
        )  # fmt: skip
        self.session.execute(query)
        return self.session.get_one(Subscription, client_uid, populate_existing=True)

    def unsubscribe(self, client_uid: int) -> None:
        """Take a client off their tariff."""
        if (row := self.session.get(Subscription, client_uid)) is not None:
            self.session.delete(row)
            self.session.flush()

    def give_to_client(self, from_uid: int, to_uid: int) -> None:
        """Two cards are one client: what one is on goes to the other, unless that is on a tariff itself."""
        row = self.session.get(Subscription, from_uid)
        if row is None:
            return
        if self.session.get(Subscription, to_uid) is None:
            fresh = Subscription(
                client_uid=to_uid, tariff_id=row.tariff_id, pinned_id=row.pinned_id, paid_until=row.paid_until,
                since=row.since,
            )  # fmt: skip
            self.session.add(fresh)
        self.session.delete(row)
        self.session.flush()

    def count_clients(self, tariff_ids: Collection[int]) -> dict[int, int]:
        """How many clients are on each of these tariffs; deleted cards are left out."""
        query = select(Subscription.tariff_id, func.count()).where(Subscription.tariff_id.in_(tariff_ids))
        query = query.join(Client, Client.uid == Subscription.client_uid).where(Client.deleted_at.is_(None))
        return {row[0]: row[1] for row in self.session.execute(query.group_by(Subscription.tariff_id))}

    # --- who is on duty ---

    def list_desk(self, roles: Collection[Role]) -> list[tuple[User, bool]]:
        """Everybody with one of these roles and whether they are on duty, by name; who has never said so is."""
        held = select(UserRole.user_id).where(UserRole.role.in_(roles))
        query = select(User, func.coalesce(DeskPerson.on_duty, True)).outerjoin(
            DeskPerson, DeskPerson.user_id == User.id
        )  # fmt: skip
        query = query.where(User.id.in_(held)).order_by(User.first_name, User.last_name, User.id)
        return [(user, bool(on_duty)) for user, on_duty in self.session.execute(query)]

    def find_place(self, user_id: int) -> DeskPerson | None:
        """Where somebody is at the desk."""
        return self.session.get(DeskPerson, user_id)

    def put_place(self, user_id: int, **values: Any) -> None:
        """Note duty or the current ticket of somebody; one statement."""
        insert = postgresql.insert if self.session.get_bind().dialect.name == "postgresql" else sqlite.insert
        fresh = {"user_id": user_id, "on_duty": True, "current_id": None, "updated_at": self.now}
        query = insert(DeskPerson).values(fresh | values)
        changed = {**values, "updated_at": self.now}
        self.session.execute(query.on_conflict_do_update(index_elements=["user_id"], set_=changed))
        self.session.expire_all()
