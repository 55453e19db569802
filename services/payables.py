"""What can be paid for, said once per kind: what is due, who may pay it now, and what a payment changes (S3.53).

The step itself (``services.payments``) knows no kind. Amounts in minor units.
"""

from abc import ABC, abstractmethod
from datetime import date
from typing import TYPE_CHECKING

from domain.access import Actor, Permission
from domain.billing import paid_through
from domain.errors import Conflict, NotFound, Outdated
from domain.memberships import State as Membership
from domain.memberships import renewed
from domain.orders import Status
from domain.own_orders import is_own
from domain.payments import Kind, Method, Subject
from domain.shop import State
from services import billing, memberships, order_notices, orders

if TYPE_CHECKING:
    from models import Subscription, User
    from repositories.uow import Uow


class Payable(ABC):
    """One thing that money can be for; what it stands on is held while its transaction writes."""

    kind: Kind
    staff: Permission  # who is told of its payments
    log: str  # what its money stands under in the log of changes
    subject: Subject
    due: int  # what may be paid now; 0 where nothing is
    client_uid: int | None

    @abstractmethod
    def check_own(self, actor: Actor) -> None:
        """Raise ``NotFound`` where it is another person's."""

    @abstractmethod
    def check_open(self) -> None:
        """Raise ``Conflict`` or ``Outdated`` where nothing may be paid for it any more."""

    @abstractmethod
    def change(self, actor: Actor, amount: int, method: Method) -> None:
        """What a payment changes; a negative ``amount`` is returned."""

    @abstractmethod
    def customers(self) -> "list[User]":
        """Whose it is: they are told."""


class _Purchase(Payable):
    kind, staff, log = Kind.PURCHASE, Permission.PURCHASES, "purchase"

    def __init__(self, uow: "Uow", subject_id: int) -> None:
        self.uow = uow
        if (found := uow.payments.find_purchase(subject_id)) is None:
            raise NotFound("This purchase is no longer there.")
        self.row, self.product, self.code_returned = found
        self.subject = Subject(self.kind, subject_id, self.row.title)
        self.due = 0 if self.row.state == State.CANCELLED else max(0, self._total - self.row.paid)
        self.client_uid = self.row.client_uid

    @property
    def _total(self) -> int:
        return self.row.price - self.row.discount

    def check_own(self, actor: Actor) -> None:
        if self.row.user_id != actor.user_id:
            raise NotFound("This purchase is no longer there.")

    def check_open(self) -> None:
        if self.row.state == State.CANCELLED:
            raise Outdated("This purchase was cancelled: there is nothing to pay.")
        if not self.product.is_active or self.product.archived_at is not None:
            raise Conflict("This is not sold any more. Please write to us before you pay.")
        if self.code_returned:
            raise Conflict("The promo code of this purchase is not valid any more. Please write to us.")

    def change(self, actor: Actor, amount: int, method: Method) -> None:
        self.row.paid = max(0, self.row.paid + amount)
        self.row.updated_on = self.uow.now

    def customers(self) -> "list[User]":
        user = self.uow.people.find(self.row.user_id)
        return [user] if user is not None else []


class _Tariff(Payable):
    kind, staff, log = Kind.TARIFF, Permission.TICKETS_MANAGE, "tariff_of"

    def __init__(self, uow: "Uow", subject_id: int) -> None:
        self.uow = uow
        client = uow.clients.get_any(subject_id)
        found = uow.tariffs.find_of_client(client.uid, lock=True)
        self.row: Subscription | None = found[0] if found is not None else None
        tariff = found[1] if found is not None else None
        self.client_uid = client.uid
        self.due = tariff.price if tariff else 0
        self.subject = Subject(self.kind, subject_id, tariff.name if tariff else "", until=self._next())

    def _next(self) -> date | None:
        return paid_through(self.row.paid_until, billing.running(self.uow)) if self.row else None

    def check_own(self, actor: Actor) -> None:
        if actor.client_uid is None or actor.client_uid != self.client_uid:
            raise NotFound("There is no tariff on this card.")

    def check_open(self) -> None:
        if self.row is None:
            raise Outdated("You are on no tariff any more: there is nothing to pay.")

    def change(self, actor: Actor, amount: int, method: Method) -> None:
        """A month paid in the bot extends the paid time; of what the staff note they say themselves until when."""
        if self.row is None or method is not Method.TELEGRAM or amount < self.due:
            return
        before = self.row.paid_until
        self.row.paid_until = self._next()
        was, now = (day.isoformat() if day else None for day in (before, self.row.paid_until))
        self.uow.audit.record(
            actor, "paid", self.log, self.subject.subject_id, {"paid_until": was}, {"paid_until": now}
        )

    def customers(self) -> "list[User]":
        return list(self.uow.people.users_of_client(self.subject.subject_id))


class _Deposit(Payable):
    kind, staff, log = Kind.DEPOSIT, Permission.TICKETS_MANAGE, "deposit"

    def __init__(self, uow: "Uow", subject_id: int) -> None:
        self.uow = uow
        row = uow.payments.find_order(subject_id)
        if row is None:
            raise NotFound(uow.orders.missing)
        self.row = row
        self.is_open = row.deleted_at is None and row.status in (Status.REQUESTED, Status.CONFIRMED)
        self.subject = Subject(self.kind, subject_id, at=row.date)
        self.due = max(0, row.deposit - row.paid) if self.is_open else 0
        self.client_uid = row.client_uid

    def check_own(self, actor: Actor) -> None:
        if not is_own(actor, self.row.ordered_by, self.row.client_uid):
            raise NotFound(self.uow.orders.missing)

    def check_open(self) -> None:
        if not self.is_open:
            raise Outdated("This game is off or over: there is nothing to pay.")

    def change(self, actor: Actor, amount: int, method: Method) -> None:
        before = {"paid": self.row.paid}
        self.uow.orders.edit(self.row, paid=max(0, self.row.paid + amount))
        orders.changed(self.uow, actor, "edited", self.row, before)

    def customers(self) -> "list[User]":
        return order_notices.accounts(self.uow, self.row)


class _Membership(Payable):
    kind, staff, log = Kind.MEMBERSHIP, Permission.MEMBERSHIPS, "membership"

    def __init__(self, uow: "Uow", subject_id: int) -> None:
        self.uow = uow
        self.row = uow.memberships.get_locked(subject_id)
        self.client_uid = self.row.client_uid
        self.due = max(0, self.row.price - self.row.paid) if self.row.state != Membership.CANCELLED else 0
        self.subject = Subject(self.kind, subject_id, self.row.name, until=self.row.ends or self._next())

    def _next(self) -> date:
        last = self.uow.memberships.last_end(self.row.client_uid)
        return renewed(self.uow.today, last, self.row.days).ends

    def check_own(self, actor: Actor) -> None:
        if actor.client_uid is None or actor.client_uid != self.client_uid:
            raise NotFound(self.uow.memberships.missing)

    def check_open(self) -> None:
        if self.row.state == Membership.CANCELLED:
            raise Outdated("This membership was called off: there is nothing to pay.")

    def change(self, actor: Actor, amount: int, method: Method) -> None:
        """Paid in full it begins (S5.14); what is returned takes no days back: it is called off by itself."""
        self.row.paid = max(0, self.row.paid + amount)
        self.row.updated_at = self.uow.now
        if self.row.paid >= self.row.price:
            memberships.begin(self.uow, actor, self.row)

    def customers(self) -> "list[User]":
        return list(self.uow.people.users_of_client(self.row.client_uid))


_KINDS: dict[Kind, type[_Purchase] | type[_Tariff] | type[_Deposit] | type[_Membership]] = {
    Kind.PURCHASE: _Purchase, Kind.TARIFF: _Tariff, Kind.DEPOSIT: _Deposit, Kind.MEMBERSHIP: _Membership,
}  # fmt: skip


def load(uow: "Uow", kind: Kind, subject_id: int) -> Payable:
    """The thing as it stands now, cancelled and deleted ones too; raises ``NotFound`` for none."""
    return _KINDS[kind](uow, subject_id)
