"""The staff's side of money: what came outside of the bot is noted, what goes back is noted too (S3.7, T40).

Telegram returns nothing for a bot: a refund is made by hand, or in the provider's cabinet, and written down here.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, Service, command, query
from domain.errors import Conflict, Invalid, Outdated
from domain.payments import DeskMoney, Kind, Method
from services import payables, payment_notices
from services.payments import put

if TYPE_CHECKING:
    from models import Payment
    from repositories.uow import Uow


@query(Permission.PURCHASES)
def of_purchase(uow: "Uow", actor: Actor, subject_id: int) -> DeskMoney:
    """What is due for a purchase, and what can be returned."""
    return _money(uow, Kind.PURCHASE, subject_id)


@query(Permission.TICKETS_MANAGE)
def of_tariff(uow: "Uow", actor: Actor, subject_id: int) -> DeskMoney:
    """What a client's tariff costs, and what can be returned."""
    return _money(uow, Kind.TARIFF, subject_id)


@query(Permission.ORDERS_WRITE)
def of_deposit(uow: "Uow", actor: Actor, subject_id: int) -> DeskMoney:
    """What is due of a game's deposit, and what can be returned."""
    return _money(uow, Kind.DEPOSIT, subject_id)


@query(Permission.MEMBERSHIPS)
def of_membership(uow: "Uow", actor: Actor, subject_id: int) -> DeskMoney:
    """What is due for a membership, and what can be returned."""
    return _money(uow, Kind.MEMBERSHIP, subject_id)


@command(Permission.PURCHASES)
def note_purchase(
    uow: "Uow", actor: Actor, subject_id: int, amount: int, note: str, origin: str, *, is_due: bool = False
) -> DeskMoney:
    """Money for a purchase came; the same ``origin`` (a draft) again is the same payment.

    ``is_due``: it is what was due when it was asked about. Raises ``Outdated`` where that is another sum by now, since
    somebody has paid or noted it meanwhile; ``Invalid`` for nothing.
    """
    return _noted(uow, actor, Kind.PURCHASE, subject_id, amount, note, origin, is_due)


@command(Permission.TICKETS_MANAGE)
def note_tariff(
    uow: "Uow", actor: Actor, subject_id: int, amount: int, note: str, origin: str, *, is_due: bool = False
) -> DeskMoney:
    """Money of a client on a tariff came; as ``note_purchase``."""
    return _noted(uow, actor, Kind.TARIFF, subject_id, amount, note, origin, is_due)


@command(Permission.ORDERS_WRITE)
def note_deposit(
    uow: "Uow", actor: Actor, subject_id: int, amount: int, note: str, origin: str, *, is_due: bool = False
) -> DeskMoney:
    """Money for a game came; as ``note_purchase``."""
    return _noted(uow, actor, Kind.DEPOSIT, subject_id, amount, note, origin, is_due)


@command(Permission.MEMBERSHIPS)
def note_membership(
    uow: "Uow", actor: Actor, subject_id: int, amount: int, note: str, origin: str, *, is_due: bool = False
) -> DeskMoney:
    """Money for a membership came; paid in full it begins (S5.14). As ``note_purchase``."""
    return _noted(uow, actor, Kind.MEMBERSHIP, subject_id, amount, note, origin, is_due)


@command(Permission.PURCHASES)
def return_purchase(uow: "Uow", actor: Actor, subject_id: int, amount: int, origin: str) -> DeskMoney:
    """Money of a purchase goes back, no more than came; the same ``origin`` is the same refund. Raises ``Conflict``."""
    return _returned(uow, actor, Kind.PURCHASE, subject_id, amount, origin)


@command(Permission.TICKETS_MANAGE)
def return_tariff(uow: "Uow", actor: Actor, subject_id: int, amount: int, origin: str) -> DeskMoney:
    """Money of a tariff goes back; until when it is paid the staff say themselves."""
    return _returned(uow, actor, Kind.TARIFF, subject_id, amount, origin)


@command(Permission.TICKETS_MANAGE)
def return_deposit(uow: "Uow", actor: Actor, subject_id: int, amount: int, origin: str) -> DeskMoney:
    """Money of a game goes back; managers only."""
    return _returned(uow, actor, Kind.DEPOSIT, subject_id, amount, origin)


@command(Permission.MEMBERSHIPS)
def return_membership(uow: "Uow", actor: Actor, subject_id: int, amount: int, origin: str) -> DeskMoney:
    """Money of a membership goes back; it is called off by itself."""
    return _returned(uow, actor, Kind.MEMBERSHIP, subject_id, amount, origin)


MONEY: Mapping[Kind, Service[Any, DeskMoney]] = {
    Kind.PURCHASE: of_purchase, Kind.TARIFF: of_tariff, Kind.DEPOSIT: of_deposit,
    Kind.MEMBERSHIP: of_membership,
}  # fmt: skip
NOTE: Mapping[Kind, Service[Any, DeskMoney]] = {
    Kind.PURCHASE: note_purchase, Kind.TARIFF: note_tariff, Kind.DEPOSIT: note_deposit,
    Kind.MEMBERSHIP: note_membership,
}  # fmt: skip
RETURN: Mapping[Kind, Service[Any, DeskMoney]] = {
    Kind.PURCHASE: return_purchase, Kind.TARIFF: return_tariff, Kind.DEPOSIT: return_deposit,
    Kind.MEMBERSHIP: return_membership,
}  # fmt: skip


def _noted(
    uow: "Uow", actor: Actor, kind: Kind, subject_id: int, amount: int, note: str, origin: str, is_due: bool
) -> DeskMoney:
    if amount <= 0:
        raise Invalid("A payment is more than nothing. Example: {example}", example="12 500")
    thing = payables.load(uow, kind, subject_id)
    if uow.payments.find_by_origin(origin) is None:
        if is_due and amount != thing.due:
            raise Outdated("Money has come meanwhile. Here is what is due now.")
        row = put(uow, actor, thing, amount, Method.NOTED, note=note, noted_by=actor.user_id, origin=origin)
        if kind is not Kind.TARIFF:  # a client on a tariff pays by bills, and sees until when it is paid
            payment_notices.tell_receipt(uow, thing, row)
    return _money(uow, kind, subject_id)


def _returned(uow: "Uow", actor: Actor, kind: Kind, subject_id: int, amount: int, origin: str) -> DeskMoney:
    thing = payables.load(uow, kind, subject_id)
    if uow.payments.find_by_origin(origin) is None:
        left = uow.payments.list_returnable(kind, subject_id)
        most = sum(rest for _row, rest in left)
        if not 0 < amount <= most:
            raise Conflict("No more can be returned than was paid and not returned yet.")
        rows = _take_back(uow, actor, thing, left, amount, origin)
        thing.change(actor, -amount, Method.NOTED)
        said = {"payment": rows[0].id, "amount": amount}
        uow.audit.record(actor, "returned", thing.log, subject_id, None, said)
        payment_notices.tell_returned(uow, thing, rows[0], amount)
    return _money(uow, kind, subject_id)


def _take_back(
    uow: "Uow", actor: Actor, thing: payables.Payable, left: "list[tuple[Payment, int]]", amount: int, origin: str
) -> "list[Payment]":
    """A negative row for each payment that is returned, wholly or in part, the newest first."""
    rows: list[Payment] = []
    for paid, rest in left:
        part = min(rest, amount - sum(-row.amount for row in rows))
        if part > 0:
            rows.append(
                uow.payments.put(
                    thing.kind, thing.subject.subject_id, -part, client_uid=paid.client_uid, user_id=paid.user_id,
                    method=paid.method, refund_of=paid.id, noted_by=actor.user_id,
                    origin=f"{origin}.{len(rows)}" if rows else origin,
                )
            )  # fmt: skip
    return rows


def _money(uow: "Uow", kind: Kind, subject_id: int) -> DeskMoney:
    thing = payables.load(uow, kind, subject_id)
    left = uow.payments.list_returnable(kind, subject_id)
    by_telegram = sum(rest for row, rest in left if row.method == Method.TELEGRAM)
    return DeskMoney(thing.subject, thing.due, sum(rest for _row, rest in left), by_telegram)
