"""A client's tariff: what it still allows, and saying in time that it is used up (S3.4, S3.62)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.access import GRANTS, Actor, Permission, Role, command, query
from domain.errors import Conflict, Forbidden, NotFound, Outdated
from domain.reminders import quiet
from domain.tariffs import Allowance, OwnTariff
from domain.walltime import day_span
from services import billing, payments
from services.settings import business

if TYPE_CHECKING:
    from models import Subscription, Tariff
    from repositories.uow import Uow

ONE_LEFT, NONE_LEFT, ENDING = "tariff_one_left", "tariff_none_left", "tariff_paid_ends"
TOLD_BEFORE = timedelta(days=3)
KIND = "tariff_of"  # in the log of changes: about the client's card
HELPERS = frozenset(role for role in Role if Permission.TICKETS_WORK in GRANTS[role])


def allowance(uow: "Uow", client_uid: int | None) -> Allowance | None:
    """What a client's tariff allows today; None without a tariff. At most three queries."""
    if client_uid is None or (found := uow.tariffs.find_of_client(client_uid)) is None:
        return None
    return allowance_of(uow, *found)


def allowance_of(uow: "Uow", subscription: "Subscription", tariff: "Tariff") -> Allowance:
    """``allowance`` of rows that were read already; one query, and another where somebody is pinned.

    Who no longer works at the desk is not asked first any more.
    """
    period = billing.running(uow)
    span = period.span(uow.place.zone)
    used = uow.tickets.count_of_client(
        subscription.client_uid, span.start, span.end, withdrawn_too=bool(business(uow)["COUNT_WITHDRAWN"])
    )
    left = None if tariff.requests is None else max(0, tariff.requests - used)
    paid = subscription.paid_until
    return Allowance(
        tariff.id, tariff.name, tariff.requests, used, left, period.end, paid, paid is None or paid >= uow.today,
        tariff.reaction, tariff.around_clock, tariff.shows_contacts, tariff.may_pin,
        _pinned(uow, subscription) if tariff.may_pin else None,
    )  # fmt: skip


def _pinned(uow: "Uow", subscription: "Subscription") -> int | None:
    known = subscription.pinned_id
    return known if known is not None and uow.tariffs.find_worker(known, HELPERS) is not None else None


def check_may_open(uow: "Uow", client_uid: int | None) -> None:
    """Raise ``Conflict`` where the client's tariff allows no further request: used up, or not paid (S3.62).

    Without a tariff there is nothing to check. Says until when it lasts and whom to ask. In a transaction that writes,
    others who ask for this client wait until it ends: of many at once no more open one than are left.
    """
    if client_uid is None or (found := uow.tariffs.find_of_client(client_uid, lock=True)) is None:
        return
    now, contact = allowance_of(uow, *found), business(uow)["CONTACT"]
    if not now.is_paid and contact:
        raise Conflict(
            "Your tariff was paid until {day}. What is in work will be finished; for new requests call {contact}.",
            day=now.paid_until, contact=contact,
        )  # fmt: skip
    if not now.is_paid:
        raise Conflict(
            "Your tariff was paid until {day}. What is in work will be finished; new requests open after payment.",
            day=now.paid_until,
        )
    if now.left == 0 and contact:
        raise Conflict(
            "The requests of your tariff are used up until {day}. If you need more now, call {contact}.",
            day=now.until, contact=contact,
        )  # fmt: skip
    if now.left == 0:
        raise Conflict(
            "The requests of your tariff are used up until {day}. If you need more now, ask us for a bigger tariff.",
            day=now.until,
        )


def tell_left(uow: "Uow", client_uid: int | None, user_id: int) -> None:
    """After an opening: tell this person that one request is left, or none, once per client and period (S3.62)."""
    now = allowance(uow, client_uid)
    if now is None or now.left is None or now.left > 1:
        return
    kind, period = NONE_LEFT if now.left == 0 else ONE_LEFT, billing.running(uow)
    if uow.outbox.claim(kind, f"tariff:{client_uid}:{period.start}", period.span(uow.place.zone).start):
        facts = {"tariff": now.tariff, "until": now.until.isoformat(), "contact": business(uow)["CONTACT"]}
        chat_id = uow.people.get(user_id).telegram_id
        uow.outbox.tell(kind, chat_id, f"tariff:{client_uid}:{period.start}", facts)


@command(Permission.SYSTEM)
def tell_ending(uow: "Uow", actor: Actor) -> None:
    """Three days before it tell a client that the paid time ends: once for each end, not in quiet hours (S3.62)."""
    known = business(uow)
    for uid, day, tariff, user in uow.tariffs.list_ending(uow.today, uow.today + TOLD_BEFORE):
        subject, end = f"paid:{uid}:{user.id}:{day}", day_span(day, uow.place.zone).end
        if user.is_reachable and uow.outbox.claim(ENDING, subject, end):
            facts = {"tariff": tariff, "day": day.isoformat(), "contact": known["CONTACT"]}
            due_at = quiet(uow.now, uow.place.zone, known["QUIET"])
            uow.outbox.tell(ENDING, user.telegram_id, subject, facts, due_at=due_at)


# --- the customer's own ---


@query(Permission.OWN_TICKETS)
def own(uow: "Uow", actor: Actor) -> OwnTariff:
    """«My tariff»; without one only whom to ask."""
    contact, uid = business(uow)["CONTACT"], actor.client_uid
    if uid is None or (now := allowance(uow, uid)) is None:
        return OwnTariff(None, contact=contact)
    pinned = uow.people.find(now.pinned_id) if now.pinned_id else None
    helper = uow.tariffs.find_helper(uid, HELPERS) if now.may_pin else None
    price = uow.tariffs.get_any(now.tariff_id).price
    return OwnTariff(
        now, price, pinned.first_name if pinned else "",
        (helper.id, helper.first_name) if helper else None, contact,
        uid if price and payments.can_invoice(uow) else None,
        business(uow)["PAYMENT_WORDS"] if price and not payments.can_invoice(uow) else "",
    )  # fmt: skip


@command(Permission.OWN_TICKETS)
def pin_own(uow: "Uow", actor: Actor, user_id: int) -> OwnTariff:
    """Have somebody who has done a job for this client asked first (S3.63); the same press again changes nothing.

    Raises ``Forbidden`` where the tariff does not allow it, ``Outdated`` where the person does not work here any more.
    """
    client_uid = _own_card(actor)
    now = allowance(uow, client_uid)
    if now is None or not now.may_pin:
        raise Forbidden("Your tariff does not let you choose an engineer.")
    if uow.tariffs.find_helper(client_uid, HELPERS, user_id) is None:
        raise Outdated("This engineer does not work with us any more.")
    put_pin(uow, actor, client_uid, user_id)
    return own(uow, actor)


@command(Permission.OWN_TICKETS)
def unpin_own(uow: "Uow", actor: Actor) -> OwnTariff:
    """Nobody is asked first any more."""
    put_pin(uow, actor, _own_card(actor), None)
    return own(uow, actor)


def put_pin(uow: "Uow", actor: Actor, client_uid: int, user_id: int | None) -> None:
    """Set who is asked first; tickets that are open keep who it was."""
    if (found := uow.tariffs.find_of_client(client_uid)) is None:
        raise NotFound("There is no tariff on this card.")
    before = found[0].pinned_id
    if before != user_id:
        found[0].pinned_id = user_id
        uow.audit.record(actor, "pinned", KIND, client_uid, {"pinned": before}, {"pinned": user_id})


def _own_card(actor: Actor) -> int:
    if actor.client_uid is None:
        raise NotFound("There is no tariff on this card.")
    return actor.client_uid
