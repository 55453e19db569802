"""Money of the desk: what a period came to, the clients' payments and balances, the contractors' sums."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import and_, func, not_, select, update

from domain.billing import Period
from domain.payments import Kind
from domain.tickets import State
from models import Bill, Client, Payment, Payout, Subscription, Tariff, TariffPrice, Ticket, User
from repositories.base import Repository

LISTED = 10_000  # contractors or clients of a report
_COUNTS = not_(and_(Ticket.state == State.CANCELLED, Ticket.taken_at.is_(None)))  # as Tickets.count_of_client has it

_OF_TARIFF = Payment.kind == Kind.TARIFF


class Billing(Repository[Payment]):
    """Payouts and bills of closed periods; what was paid for tariffs (S3.54–S3.57)."""

    row = Payment

    # --- the running period ---

    def sums(self, start: datetime, end: datetime) -> dict[int, tuple[int, int]]:
        """By agent: how many paid jobs were closed in [start, end), and what they come to (minor units)."""
        query = select(Ticket.agent_id, func.count(), func.sum(Ticket.pay)).where(
            Ticket.closed_at >= start, Ticket.closed_at < end, Ticket.pay.is_not(None), Ticket.state == State.CLOSED
        )
        found = self.session.execute(query.where(Ticket.agent_id.is_not(None)).group_by(Ticket.agent_id))
        return {agent: (jobs, int(amount or 0)) for agent, jobs, amount in found if agent is not None}

    def sum_of(self, user_id: int, start: datetime, end: datetime) -> tuple[int, int]:
        """``sums`` of one agent."""
        query = select(func.count(), func.coalesce(func.sum(Ticket.pay), 0)).where(
            Ticket.agent_id == user_id, Ticket.state == State.CLOSED, Ticket.pay.is_not(None),
            Ticket.closed_at >= start, Ticket.closed_at < end,
        )  # fmt: skip
        jobs, amount = self.session.execute(query).one()
        return jobs, int(amount or 0)

    def requests(self, start: datetime, end: datetime) -> dict[int, int]:
        """By client: how many requests count for [start, end) (S3.4)."""
        query = select(Ticket.client_uid, func.count()).where(
            Ticket.created_at >= start, Ticket.created_at < end, Ticket.client_uid.is_not(None), _COUNTS
        )
        return {uid: number for uid, number in self.session.execute(query.group_by(Ticket.client_uid)) if uid}

    def first_day_of_use(self) -> datetime | None:
        """The first moment that any period has to account for: a client on a tariff, or a paid job; None = no desk."""
        subscribed = self.session.scalar(select(func.min(Subscription.since)))
        worked = self.session.scalar(
            select(Ticket.closed_at).where(Ticket.closed_at.is_not(None), Ticket.pay.is_not(None))
            .order_by(Ticket.closed_at).limit(1)
        )  # fmt: skip
        return min((moment for moment in (subscribed, worked) if moment is not None), default=None)

    # --- closing ---

    def list_billed(self, before: datetime) -> list[tuple[int, int, str, int, str]]:
        """Clients on a tariff since before a moment: uid, tariff's id, name and price, who it is; no deleted cards."""
        query = (
            select(
                Subscription.client_uid, Tariff.id, Tariff.name, Tariff.price,
                Client.surname, Client.name, Client.midname,
            )
            .join(Tariff, Tariff.id == Subscription.tariff_id)
            .join(Client, Client.uid == Subscription.client_uid)
            .where(Subscription.since < before, Client.deleted_at.is_(None))
        )  # fmt: skip
        found = self.session.execute(query)
        return [(uid, id_, tariff, price, " ".join(filter(None, names))) for uid, id_, tariff, price, *names in found]

    def prices_at(self, moment: datetime) -> dict[int, int]:
        """What each tariff cost just before a moment; one that is younger costs what it did at first (S3.54)."""
        found: dict[int, int] = {}
        query = select(TariffPrice.tariff_id, TariffPrice.price, TariffPrice.since).order_by(TariffPrice.id)
        for tariff_id, price, since in self.session.execute(query):
            if since < moment or tariff_id not in found:
                found[tariff_id] = price
        return found

    def billed_in(self, start: date) -> frozenset[int]:
        """The clients who have a bill of the period that began on ``start`` already."""
        return frozenset(self.session.scalars(select(Bill.client_uid).where(Bill.start == start)))

    def add_payout(self, period: Period, user_id: int, jobs: int, amount: int) -> None:
        """What somebody has earned in a period that is over; nothing changes it afterwards (S3.55)."""
        self._close(Payout(user_id=user_id, start=period.start, end=period.end, jobs=jobs, amount=amount))

    def add_bill(self, period: Period, client_uid: int, tariff: tuple[int, str], price: int, requests: int) -> None:
        """What a client owes for a period; ``tariff``: its id and its name as it was (S3.55)."""
        self._close(
            Bill(client_uid=client_uid, start=period.start, end=period.end, tariff_id=tariff[0], tariff=tariff[1],
                 price=price, requests=requests)
        )  # fmt: skip

    def _close(self, row: Payout | Bill) -> None:
        row.closed_at = self.now
        self.session.add(row)

    # --- looking ---

    def payouts_of(self, user_id: int, limit: int = 6) -> list[Payout]:
        """Somebody's closed periods, the newest first."""
        query = select(Payout).where(Payout.user_id == user_id).order_by(Payout.start.desc())
        return list(self.session.scalars(query.limit(limit)))

    def payouts_in(self, start: date) -> list[tuple[Payout, User]]:
        """Everybody's of the period that began on ``start``, the greatest first."""
        query = select(Payout, User).join(User, User.id == Payout.user_id).where(Payout.start == start)
        found = self.session.execute(query.order_by(Payout.amount.desc(), User.first_name, User.id).limit(LISTED))
        return [(payout, user) for payout, user in found]

    def bills_in(self, start: date) -> list[tuple[Bill, Client]]:
        """Every client's of the period that began on ``start``, by name."""
        query = select(Bill, Client).join(Client, Client.uid == Bill.client_uid).where(Bill.start == start)
        found = self.session.execute(query.order_by(Client.surname, Client.name, Client.uid).limit(LISTED))
        return [(bill, client) for bill, client in found]

    def users(self, user_ids: Collection[int]) -> list[User]:
        """The accounts of these ids, by name."""
        query = select(User).where(User.id.in_(user_ids)).order_by(User.first_name, User.id)
        return list(self.session.scalars(query))

    # --- payments ---

    def list_payments(self, client_uid: int, limit: int = 5) -> list[Payment]:
        """The latest payments of a client for tariffs, the newest first."""
        query = select(Payment).where(Payment.client_uid == client_uid, _OF_TARIFF).order_by(Payment.id.desc())
        return list(self.session.scalars(query.limit(limit)))

    def balance(self, client_uid: int) -> int:
        """What a client has paid for tariffs minus what was billed (S3.56), minor units; one statement."""
        paid = select(func.coalesce(func.sum(Payment.amount), 0)).where(Payment.client_uid == client_uid, _OF_TARIFF)
        billed = select(func.coalesce(func.sum(Bill.price), 0)).where(Bill.client_uid == client_uid)
        return int(self.session.scalar(select(paid.scalar_subquery() - billed.scalar_subquery())) or 0)

    def give_to_client(self, from_uid: int, to_uid: int) -> None:
        """Two cards are one client: tickets and money go to one of them; two bills of a period are added up."""
        for row in (Ticket, Payment):
            self.session.execute(
                update(row).where(row.client_uid == from_uid).values(client_uid=to_uid)
                .execution_options(synchronize_session=False)
            )  # fmt: skip
        self.session.execute(
            update(Payment).where(_OF_TARIFF, Payment.subject_id == from_uid).values(subject_id=to_uid)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
        kept = {bill.start: bill for bill in self.session.scalars(select(Bill).where(Bill.client_uid == to_uid))}
        for bill in self.session.scalars(select(Bill).where(Bill.client_uid == from_uid)).all():
            if (same := kept.get(bill.start)) is None:
                bill.client_uid = to_uid
            else:
                same.price, same.requests = same.price + bill.price, same.requests + bill.requests
                self.session.delete(bill)
        self.session.flush()
