"""A client's tariff as staff change it, and the money they note: it is paid outside of the bot (S3.7, S3.52, S3.56)."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from domain.access import Actor, Permission, Role, command, query
from domain.billing import paid_through
from domain.errors import Forbidden, Invalid, NotFound, Outdated
from domain.tariffs import ClientTariff, PaymentLine, TariffView
from domain.views import PersonView
from services import billing, payment_desk, subscriptions
from services.order_views import client_view, person_view
from services.subscriptions import KIND
from services.tariffs import view

if TYPE_CHECKING:
    from models import Client, Subscription, Tariff
    from repositories.uow import Uow

GIVEN = "tariff_given"


@query(Permission.TICKETS_MANAGE)
def shown(uow: "Uow", actor: Actor, uid: int) -> ClientTariff:
    """A client's tariff, what is left of it, what was paid; six queries. Raises ``NotFound``."""
    return _shown(uow, actor, uow.clients.get(uid))


@query(Permission.TARIFFS)
def choices(uow: "Uow", actor: Actor, uid: int) -> tuple[ClientTariff, tuple[TariffView, ...]]:
    """The tariffs that a client may be put on."""
    return _shown(uow, actor, uow.clients.get(uid)), tuple(view(row) for row in uow.tariffs.list_live())


@command(Permission.TARIFFS)
def change(uow: "Uow", actor: Actor, uid: int, tariff_id: int) -> ClientTariff:
    """Put a client on a tariff, or on another one (S3.52); the client is told. The same again changes nothing."""
    client = uow.clients.get(uid)
    put_on(uow, actor, client, uow.tariffs.get(tariff_id))
    return _shown(uow, actor, client)


@command(Permission.TARIFFS)
def take_off(uow: "Uow", actor: Actor, uid: int) -> ClientTariff:
    """Without a tariff from now on. Where requests were used in this period, it is billed first; what is open goes on.

    A second press changes nothing.
    """
    client = uow.clients.get(uid)
    if (found := uow.tariffs.find_of_client(uid)) is not None:
        tariff, now = found[1], subscriptions.allowance(uow, uid)
        if now is not None and now.used:
            billing.bill_now(uow, uid, tariff.id, tariff.name, tariff.price, now.used)
        uow.tariffs.unsubscribe(uid)
        uow.audit.record(actor, "taken_off", KIND, uid, {"tariff": tariff.id, "name": tariff.name})
    return _shown(uow, actor, client)


@command(Permission.TICKETS_MANAGE)
def set_paid(uow: "Uow", actor: Actor, uid: int, paid_until: date | None) -> ClientTariff:
    """The last paid day; None: nobody counts it (S3.62). Raises ``Invalid`` for a day over five years away."""
    client = uow.clients.get(uid)
    row, _tariff = _subscribed(uow, uid)
    if paid_until is not None and abs(paid_until.year - uow.today.year) > 5:
        raise Invalid("This year is too far away: {year}. Example: {example}", year=paid_until.year, example="31.12")
    if row.paid_until != paid_until:
        before, after = ({"paid_until": day.isoformat() if day else None} for day in (row.paid_until, paid_until))
        row.paid_until = paid_until
        uow.audit.record(actor, "paid", KIND, uid, before, after)
    return _shown(uow, actor, client)


@command(Permission.TICKETS_MANAGE)
def pay(uow: "Uow", actor: Actor, uid: int, amount: int, note: str, origin: str) -> ClientTariff:
    """Note a payment, in minor units; the same ``origin`` (a draft) again is the same payment.

    Raises ``Invalid`` for nothing.
    """
    client = uow.clients.get(uid)
    payment_desk.note_tariff(uow, actor, uid, amount, note, origin)
    return _shown(uow, actor, client)


@query(Permission.TICKETS_MANAGE)
def contractors(uow: "Uow", actor: Actor, uid: int) -> tuple[ClientTariff, tuple[PersonView, ...]]:
    """Who may be pinned to a client. Raises ``Forbidden`` where the tariff does not allow it."""
    now = _shown(uow, actor, uow.clients.get(uid))
    _check_may_pin(now)
    found = uow.tariffs.list_desk([Role.CONTRACTOR])
    return now, tuple(person_view(user) for user, _on_duty in found)


@command(Permission.TICKETS_MANAGE)
def pin(uow: "Uow", actor: Actor, uid: int, user_id: int | None) -> ClientTariff:
    """Who is asked first for a client (None: nobody). Raises ``Forbidden`` where the tariff does not allow it."""
    client = uow.clients.get(uid)
    if user_id is not None:
        _check_may_pin(_shown(uow, actor, client))
        if Role.CONTRACTOR not in uow.people.roles_of(user_id):
            raise Outdated("This contractor does not work here any more.")
    subscriptions.put_pin(uow, actor, uid, user_id)
    return _shown(uow, actor, client)


def put_on(uow: "Uow", actor: Actor, client: "Client", tariff: "Tariff") -> bool:
    """Put a client on a tariff and tell their accounts, but for who acts; False where they are on it already."""
    found = uow.tariffs.find_of_client(client.uid)
    if found is not None and found[1].id == tariff.id:
        return False
    before = {"tariff": found[1].id, "name": found[1].name} if found else None
    uow.tariffs.subscribe(client.uid, tariff.id)
    uow.audit.record(actor, "subscribed", KIND, client.uid, before, {"tariff": tariff.id, "name": tariff.name})
    facts = {
        "tariff": tariff.name, "price": tariff.price, "requests": tariff.requests, "reaction": tariff.reaction,
        "around_clock": tariff.around_clock,
    }  # fmt: skip
    for user in uow.people.users_of_client(client.uid):
        if user.id != actor.user_id:
            uow.outbox.tell(GIVEN, user.telegram_id, f"client:{client.uid}:{tariff.id}", facts)
    return True


def _shown(uow: "Uow", actor: Actor, client: "Client") -> ClientTariff:
    payments = uow.billing.list_payments(client.uid)
    plain = ClientTariff(
        client_view(client), None, balance=uow.billing.balance(client.uid),
        payments=tuple(PaymentLine(row.amount, row.at, row.note) for row in payments),
        may_change=actor.may(Permission.TARIFFS),
    )  # fmt: skip
    if (found := uow.tariffs.find_of_client(client.uid)) is None:
        return plain
    row, tariff = found
    now = subscriptions.allowance_of(uow, row, tariff)
    pinned = uow.people.find(now.pinned_id) if now.pinned_id else None
    return replace(
        plain, allowance=now, price=tariff.price, since=row.since, pinned=person_view(pinned).name if pinned else "",
        next_paid=paid_through(row.paid_until, billing.running(uow)),
    )  # fmt: skip


def _subscribed(uow: "Uow", uid: int) -> "tuple[Subscription, Tariff]":
    if (found := uow.tariffs.find_of_client(uid)) is None:
        raise NotFound("There is no tariff on this card.")
    return found


def _check_may_pin(now: ClientTariff) -> None:
    if now.allowance is None or not now.allowance.may_pin:
        raise Forbidden("This tariff does not let a contractor be pinned.")
