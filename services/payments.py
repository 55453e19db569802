"""Paying: one step for whatever money can be for; kinds are known to ``services.payables`` only (S3.53, T40).

Amounts in minor units. Everything is audited, and whose money it is hears of it.
"""

import secrets
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command
from domain.errors import Conflict, NotFound, Outdated
from domain.payments import APPROVED_FOR, Charge, InvoiceView, Kind, Method
from services import payables, payment_notices
from services.payables import Payable

if TYPE_CHECKING:
    from models import Invoice, Payment
    from repositories.uow import Uow

INVOICE = "invoice"  # in the log of changes
OPEN, APPROVED, PAID, VOID = "open", "approved", "paid", "void"


def can_invoice(uow: "Uow") -> bool:
    """Whether customers pay in the bot: a provider's token is set. Else the staff note what was paid."""
    return uow.place.takes_payments


@command(Permission.OWN_PURCHASES)
def invoice(uow: "Uow", actor: Actor, kind: Kind, subject_id: int) -> InvoiceView:
    """What is due now as an invoice to be sent; asked for again it is the same one, which is paid once.

    Raises ``NotFound`` for another person's, ``Conflict`` or ``Outdated`` where nothing may be paid.
    """
    if not can_invoice(uow):
        raise Conflict("One can't pay in the chat just now. Please ask us how to pay.")
    thing = _payable(uow, actor, kind, subject_id)
    known = uow.payments.find_unpaid(kind, subject_id, actor.user_id, thing.due, uow.place.currency)
    if known is None:
        known = uow.payments.add_invoice(
            code=secrets.token_hex(16), kind=kind, subject_id=subject_id, user_id=actor.user_id, amount=thing.due,
            currency=uow.place.currency, state=OPEN,
        )  # fmt: skip
        uow.audit.record(actor, "invoiced", INVOICE, known.id, None, _facts(thing, thing.due))
    return InvoiceView(known.code, thing.subject, known.amount, known.currency)


@command(Permission.OWN_PURCHASES)
def approve(uow: "Uow", actor: Actor, code: str, amount: int, currency: str) -> None:
    """Say yes to Telegram's question before a payment, or raise why not. The same update again gets the same yes.

    For ten minutes nobody else, and no other device, pays for the same thing: both would be charged.
    """
    row = uow.payments.find_invoice(code)
    if row is None or row.user_id != actor.user_id or row.state == VOID:
        raise Outdated("This invoice is out of date. Please open what you pay for and press “Pay” again.")
    if row.state == APPROVED and row.approval == actor.origin:
        return
    if row.state == PAID:
        raise Conflict("This has been paid already. Nothing more is due.")
    thing = _payable(uow, actor, Kind(row.kind), row.subject_id)
    if amount != row.amount or currency != row.currency or (thing.due, uow.place.currency) != (amount, currency):
        raise Outdated("The sum has changed. Please open what you pay for and press “Pay” again.")
    if uow.payments.find_approved(thing.kind, row.subject_id, uow.now - APPROVED_FOR) is not None:
        raise Conflict("This is being paid just now. If it was not you, or it did not work, try again in 10 minutes.")
    row.state, row.approved_at, row.approval = APPROVED, uow.now, actor.origin
    uow.audit.record(actor, "approved", INVOICE, row.id, None, _facts(thing, amount))


@command(Permission.OWN_PURCHASES)
def release(uow: "Uow", actor: Actor, code: str) -> None:
    """Take this update's yes back: Telegram did not hear it, so no payment comes of it."""
    row = uow.payments.find_invoice(code)
    if row is not None and row.state == APPROVED and row.approval == actor.origin:
        row.state = OPEN
        uow.audit.record(actor, "released", INVOICE, row.id)


@command(Permission.OWN_PURCHASES)
def receive(uow: "Uow", actor: Actor, charge: Charge) -> None:
    """Money has come: written down once per charge, however often and in whatever order Telegram says so.

    What is more than was due, or for something that is off, is written down too, and staff are told to return it.
    """
    row = uow.payments.find_invoice(charge.code)  # held: of the same payment many times at once the others wait here
    if uow.payments.find_by_charge(charge.charge_id) is not None:
        return
    thing = _known(uow, row)
    if row is None or thing is None or charge.currency != uow.place.currency:
        if payment_notices.tell_unknown(uow, actor, charge):
            uow.audit.record(actor, "unknown", INVOICE, 0, None, {"amount": charge.amount, "charge": charge.charge_id})
        return
    is_extra = row.state in (PAID, VOID) or not _is_open(thing) or charge.amount > thing.due
    paid = put(
        uow, actor, thing, charge.amount, Method.TELEGRAM, user_id=actor.user_id, charge_id=charge.charge_id,
        provider_charge_id=charge.provider_charge_id, is_extra=is_extra,
    )  # fmt: skip
    if row.state != PAID:
        row.state, row.payment_id = PAID, paid.id
        uow.payments.void_others(row)
    payment_notices.tell_receipt(uow, thing, paid, payer_id=actor.user_id, is_extra=is_extra)
    payment_notices.tell_staff(uow, actor, thing, paid, is_extra=is_extra)


def put(
    uow: "Uow", actor: Actor, thing: Payable, amount: int, method: Method, *, is_extra: bool = False, **values: Any
) -> "Payment":
    """Write money down and change what it changes: the one rule for all of it, noted or paid by an invoice.

    What came in excess extends nothing; it only shows as paid, until it is returned.
    """
    row = uow.payments.put(
        thing.kind, thing.subject.subject_id, amount, client_uid=thing.client_uid, method=method, **values
    )
    thing.change(actor, amount, Method.NOTED if is_extra else method)
    said = {"payment": row.id, "amount": amount, "method": str(method), "note": row.note}
    uow.audit.record(actor, "payment", thing.log, thing.subject.subject_id, None, said)
    return row


def _payable(uow: "Uow", actor: Actor, kind: Kind, subject_id: int) -> Payable:
    """The thing, if this person may pay something for it now."""
    thing = payables.load(uow, kind, subject_id)
    thing.check_own(actor)
    thing.check_open()
    if thing.due <= 0:
        raise Conflict("This has been paid already. Nothing more is due.")
    return thing


def _known(uow: "Uow", row: "Invoice | None") -> Payable | None:
    try:
        return payables.load(uow, Kind(row.kind), row.subject_id) if row is not None else None
    except NotFound:
        return None


def _is_open(thing: Payable) -> bool:
    try:
        thing.check_open()
    except (Conflict, Outdated):
        return False
    return True


def _facts(thing: Payable, amount: int) -> dict[str, Any]:
    return {"kind": str(thing.kind), "subject_id": thing.subject.subject_id, "amount": amount}
