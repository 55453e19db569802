"""One step pays for whatever can be paid for: once, by one at a time, and what was not due goes back (S3.53)."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from db import Database
from domain.access import Actor, Role
from domain.clock import SetClock
from domain.errors import Conflict, CrmError, Invalid, NotFound, Outdated
from domain.payments import Charge, Kind
from models import Invoice, Payment
from services import payment_desk, payments, purchases
from tests.builders import make_client
from tests.crowd import WRITERS, crowd
from tests.services.acting import actor, again, run
from tests.services.paying import PRICE, a_customer, charge, open_till, pay, rows, seller, told

DUE = {Kind.PURCHASE: PRICE, Kind.TARIFF: 500_000, Kind.DEPOSIT: 200_000, Kind.MEMBERSHIP: 300_000}


@pytest.fixture
def till(db: Database) -> Database:
    open_till(db)
    return db


def paid_of(db: Database, things: dict[Kind, int]) -> tuple[int, date | None, int, date | None]:
    """What a payment changes: the purchase, the tariff, the game, the membership."""

    def look(uow: Any) -> tuple[int, date | None, int, date | None]:
        purchase = uow.payments.find_purchase(things[Kind.PURCHASE])[0]
        subscription = uow.tariffs.find_of_client(things[Kind.TARIFF])[0]
        ends = uow.memberships.get(things[Kind.MEMBERSHIP]).ends
        return purchase.paid, subscription.paid_until, uow.orders.get_any(things[Kind.DEPOSIT]).paid, ends

    return db.read_now(look)


# --- the way through ---


@pytest.mark.req("S3.53", "S3.56")
def test_each_kind_is_paid_and_changes_what_it_is_for(till: Database) -> None:
    who, things = a_customer(till)
    seller(till), actor(till, Role.MANAGER)
    for kind, subject_id in things.items():
        pay(till, who, kind, subject_id)
    assert rows(till) == [(str(kind), amount, "telegram") for kind, amount in DUE.items()]
    assert paid_of(till, things) == (
        PRICE,
        date(2026, 11, 30),
        200_000,
        till.read_now(lambda uow: uow.today) + timedelta(days=29),
    )
    assert till.read_now(lambda uow: uow.billing.balance(things[Kind.TARIFF])) == 500_000  # of tariffs only
    assert told(till, "payment_receipt") == 4
    assert told(till, "payment_came") == 1 + 4  # the seller hears of the purchase only


@pytest.mark.req("S3.53")
def test_a_second_month_follows_the_first(till: Database) -> None:
    who, things = a_customer(till)
    for _ in range(2):
        pay(till, who, Kind.TARIFF, things[Kind.TARIFF])
    assert paid_of(till, things)[1] == date(2026, 12, 31)


@pytest.mark.parametrize("kind", list(Kind))
def test_asked_for_again_it_is_the_same_invoice_which_is_paid_once(till: Database, kind: Kind) -> None:
    who, things = a_customer(till)
    first, second = (run(till, who, payments.invoice, kind, things[kind]) for _ in range(2))
    assert first == second
    run(till, who, payments.approve, first.code, first.amount, first.currency)
    run(till, who, payments.receive, charge(first))
    with pytest.raises(Conflict, match="paid already"):
        run(till, who, payments.approve, first.code, first.amount, first.currency)


@pytest.mark.req("S3.53")
@pytest.mark.parametrize("kind", list(Kind))
def test_another_persons_is_as_one_that_does_not_exist(till: Database, kind: Kind) -> None:
    who, things = a_customer(till)
    stranger = actor(till)
    with pytest.raises(NotFound):
        run(till, stranger, payments.invoice, kind, things[kind])
    made = run(till, who, payments.invoice, kind, things[kind])
    with pytest.raises(Outdated, match="out of date"):  # a forwarded invoice
        run(till, stranger, payments.approve, made.code, made.amount, made.currency)


def test_without_a_token_there_is_no_invoice(db: Database) -> None:
    who, things = a_customer(db)
    with pytest.raises(Conflict, match="can't pay in the chat"):
        run(db, who, payments.invoice, Kind.TARIFF, things[Kind.TARIFF])


# --- what has changed between the invoice and the payment ---


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE purchases SET state = 4", "cancelled"),
        ("UPDATE products SET is_active = (1 = 0)", "not sold any more"),
        ("UPDATE products SET archived_at = '2026-11-21 00:00:00+00'", "not sold any more"),
        ("UPDATE purchases SET paid = price", "paid already"),
        ("UPDATE purchases SET paid = 100", "sum has changed"),
        ("UPDATE purchases SET discount = 100", "sum has changed"),
    ],
)
@pytest.mark.req("S3.53")
def test_what_may_not_be_paid_any_more_is_refused(till: Database, change: str, why: str) -> None:
    who, things = a_customer(till)
    made = run(till, who, payments.invoice, Kind.PURCHASE, things[Kind.PURCHASE])
    till.write_now(lambda uow: uow.session.execute(text(change)) and None)
    with pytest.raises(CrmError, match=why):
        run(till, who, payments.approve, made.code, made.amount, made.currency)


@pytest.mark.parametrize(("amount", "currency"), [(1, "RUB"), (PRICE + 1, "RUB"), (PRICE, "USD"), (-PRICE, "RUB")])
def test_a_forged_sum_is_refused(till: Database, amount: int, currency: str) -> None:
    who, things = a_customer(till)
    made = run(till, who, payments.invoice, Kind.PURCHASE, things[Kind.PURCHASE])
    with pytest.raises(Outdated, match="sum has changed"):
        run(till, who, payments.approve, made.code, amount, currency)


@pytest.mark.parametrize("code", ["", "x", "0" * 32, "' OR 1=1 --", "\u202e", "9" * 128])
def test_a_forged_payload_is_refused_and_its_money_is_told_of_once(till: Database, code: str) -> None:
    who, _things = a_customer(till)
    actor(till, Role.MANAGER)
    with pytest.raises(Outdated, match="out of date"):
        run(till, who, payments.approve, code, PRICE, "RUB")
    for _ in range(2):
        run(till, who, payments.receive, Charge(code, PRICE, "RUB", "c" * 255))
    assert rows(till) == []
    assert told(till, "payment_unknown") == 1


# --- one at a time ---


def _as_update(who: Actor, number: int) -> Actor:
    return replace(who, origin=f"bot:{number}")


@pytest.mark.req("S3.53")
def test_an_approval_holds_ten_minutes_and_its_own_update_gets_it_again(till: Database, clock: SetClock) -> None:
    who, things = a_customer(till)
    made = run(till, who, payments.invoice, Kind.DEPOSIT, things[Kind.DEPOSIT])
    asked = (payments.approve, made.code, made.amount, made.currency)
    for _ in range(2):
        run(till, _as_update(who, 1), *asked)
    with pytest.raises(Conflict, match="being paid just now"):
        run(till, _as_update(who, 2), *asked)
    clock.at += timedelta(minutes=10)
    run(till, _as_update(who, 2), *asked)
    run(till, _as_update(who, 1), payments.release, made.code)  # another update's is not its to take back
    with pytest.raises(Conflict):
        run(till, _as_update(who, 3), *asked)
    run(till, _as_update(who, 2), payments.release, made.code)
    run(till, _as_update(who, 3), *asked)


def _approved(db: Database, who: Actor, others: list[Actor], things: dict[Kind, int]) -> int:
    """Everybody approves an invoice of their own for the same game at once; gives how many heard yes."""
    invoices = [run(db, one, payments.invoice, Kind.DEPOSIT, things[Kind.DEPOSIT]) for one in (who, *others)]

    def approve(number: int) -> bool:
        one = (who, *others)[number % len(invoices)]
        made = invoices[number % len(invoices)]
        try:
            run(db, _as_update(one, number), payments.approve, made.code, made.amount, made.currency)
        except Conflict:
            return False
        return True

    with crowd() as everybody:
        return everybody(approve)


def _family(db: Database, things: dict[Kind, int]) -> list[Actor]:
    """Two more accounts of the same client."""
    people = [actor(db) for _ in range(2)]
    for one in people:
        db.write_now(lambda uow, one=one: uow.people.tie(one.user_id, things[Kind.TARIFF]))
    return [again(db, one) for one in people]


@pytest.mark.req("S3.53")
def test_of_64_approvals_at_once_one_is_given(till: Database) -> None:
    who, things = a_customer(till)
    assert _approved(till, who, _family(till, things), things) == 1


def test_without_the_look_at_others_many_are_given(till: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the test above sees what it guards."""
    who, things = a_customer(till)
    family = _family(till, things)
    monkeypatch.setattr("repositories.payments.Payments.find_approved", lambda *_args: None)
    assert _approved(till, who, family, things) > 1


# --- once ---


@pytest.mark.req("S3.53", "S3.56")
@pytest.mark.parametrize("kind", list(Kind))
def test_the_same_payment_64_times_at_once_is_one(till: Database, kind: Kind) -> None:
    who, things = a_customer(till)
    made = run(till, who, payments.invoice, kind, things[kind])
    run(till, who, payments.approve, made.code, made.amount, made.currency)
    paid = charge(made)

    def receive(_number: int) -> bool:
        run(till, who, payments.receive, paid)
        return True

    with crowd() as everybody:
        assert everybody(receive) == WRITERS
    assert rows(till) == [(str(kind), DUE[kind], "telegram")]
    assert told(till, "payment_receipt") == 1


def test_without_the_look_at_the_charge_it_is_not_once(till: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: without the look the database's unique charge refuses, and the update is never done."""
    who, things = a_customer(till)
    made = run(till, who, payments.invoice, Kind.PURCHASE, things[Kind.PURCHASE])
    paid = charge(made)
    run(till, who, payments.receive, paid)
    monkeypatch.setattr("repositories.payments.Payments.find_by_charge", lambda *_args: None)
    with pytest.raises(Exception, match=r"(?i)unique"):
        run(till, who, payments.receive, paid)


@pytest.mark.req("S3.53")
def test_a_payment_that_comes_without_an_approval_counts(till: Database) -> None:
    who, things = a_customer(till)
    made = run(till, who, payments.invoice, Kind.PURCHASE, things[Kind.PURCHASE])
    paid = charge(made)
    run(till, who, payments.receive, paid)
    with pytest.raises(Conflict, match="paid already"):
        run(till, who, payments.approve, made.code, made.amount, made.currency)
    run(till, who, payments.receive, paid)
    assert rows(till) == [("purchase", PRICE, "telegram")]


# --- what was not due ---


@pytest.mark.req("S3.53")
@pytest.mark.parametrize("kind", list(Kind))
def test_money_that_came_twice_is_written_down_and_staff_are_to_return_it(till: Database, kind: Kind) -> None:
    who, things = a_customer(till)
    actor(till, Role.MANAGER)
    made = run(till, who, payments.invoice, kind, things[kind])
    for number in range(2):
        run(till, who, payments.receive, charge(made, f"c{number}"))
    assert rows(till) == [(str(kind), DUE[kind], "telegram")] * 2
    assert told(till, "payment_extra") == 1
    assert paid_of(till, things)[1] in (None, date(2026, 11, 30))  # the second month was not asked for


@pytest.mark.req("S3.53")
def test_money_for_what_was_called_off_is_written_down_and_returned(till: Database) -> None:
    who, things = a_customer(till)
    manager = actor(till, Role.MANAGER)
    made = run(till, who, payments.invoice, Kind.DEPOSIT, things[Kind.DEPOSIT])
    run(till, who, payments.approve, made.code, made.amount, made.currency)
    till.write_now(lambda uow: uow.orders.edit(uow.orders.get(things[Kind.DEPOSIT]), status="cancelled") and None)
    run(till, who, payments.receive, charge(made))
    assert told(till, "payment_extra") == 1
    assert paid_of(till, things)[2] == 200_000
    run(till, manager, payment_desk.return_deposit, things[Kind.DEPOSIT], 200_000, "draft:1")
    assert paid_of(till, things)[2] == 0


def test_who_cancels_while_the_money_arrives_is_not_left_paid_and_untold(
    till: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cancelling has looked, the payment is written down: the staff read that it is to be returned."""
    who, things = a_customer(till)
    seller(till)
    made = run(till, who, payments.invoice, Kind.PURCHASE, things[Kind.PURCHASE])
    run(till, who, payments.approve, made.code, made.amount, made.currency)
    real, looked = purchases._go, Event()
    paying = Thread(target=lambda: (looked.wait(10), run(till, who, payments.receive, charge(made))))

    def slowly(*args: Any) -> None:
        looked.set()
        paying.join(0.5)  # it waits for us
        real(*args)

    monkeypatch.setattr(purchases, "_go", slowly)
    paying.start()
    run(till, who, purchases.cancel, things[Kind.PURCHASE])
    paying.join(20)
    assert paid_of(till, things)[0] == PRICE
    assert told(till, "payment_extra") == 1


def test_what_is_gone_is_told_of_to_managers(till: Database) -> None:
    who, things = a_customer(till)
    actor(till, Role.MANAGER)
    made = run(till, who, payments.invoice, Kind.PURCHASE, things[Kind.PURCHASE])
    till.write_now(lambda uow: uow.session.delete(uow.payments.find_purchase(things[Kind.PURCHASE])[0]))
    run(till, who, payments.receive, charge(made))
    assert rows(till) == []
    assert told(till, "payment_unknown") == 1


def test_another_invoice_that_lies_in_a_chat_is_void_after_the_payment(till: Database) -> None:
    who, things = a_customer(till)
    other = _family(till, things)[0]
    first, second = (run(till, one, payments.invoice, Kind.TARIFF, things[Kind.TARIFF]) for one in (who, other))
    run(till, who, payments.receive, charge(first))
    with pytest.raises(Outdated, match="out of date"):
        run(till, other, payments.approve, second.code, second.amount, second.currency)
    assert till.read_now(lambda uow: [row.state for row in uow.session.query(Invoice).order_by(Invoice.id)]) == [
        "paid", "void",
    ]  # fmt: skip


# --- the staff's side ---


@pytest.mark.req("S3.53")
def test_a_noted_payment_and_refunds_of_it(db: Database) -> None:
    _who, things = a_customer(db)
    staff, number = seller(db), things[Kind.PURCHASE]
    for _ in range(2):
        money = run(db, staff, payment_desk.note_purchase, number, 100_000, "", "d1")
    assert (money.due, money.back, money.by_telegram) == (20_000, 100_000, 0)
    run(db, staff, payment_desk.note_purchase, number, 20_000, "", "d2")
    with pytest.raises(Conflict):
        run(db, staff, payment_desk.return_purchase, number, 120_001, "d3")
    for _ in range(2):
        money = run(db, staff, payment_desk.return_purchase, number, 30_000, "d4")
    assert (money.due, money.back) == (30_000, 90_000)
    assert rows(db)[2:] == [("purchase", -20_000, "noted"), ("purchase", -10_000, "noted")]
    refunds = db.read_now(lambda uow: [row.refund_of for row in uow.session.query(Payment).filter(Payment.amount < 0)])
    assert refunds == [2, 1]
    assert (told(db, "payment_receipt"), told(db, "payment_returned")) == (2, 1)
    log = db.read_now(lambda uow: [row.action for row in uow.audit.list_of("purchase", number)])
    assert log == ["returned", "payment", "payment"]


def test_64_refunds_of_one_payment_return_it_once(db: Database) -> None:
    _who, things = a_customer(db)
    staff, number = seller(db), things[Kind.PURCHASE]
    run(db, staff, payment_desk.note_purchase, number, PRICE, "", "d1")

    def give_back(attempt: int) -> bool:
        try:
            run(db, staff, payment_desk.return_purchase, number, PRICE, f"r{attempt}")
        except Conflict:
            return False
        return True

    with crowd() as everybody:
        assert everybody(give_back) == 1
    assert sum(amount for _kind, amount, _method in rows(db)) == 0


def test_a_tariff_that_is_noted_extends_nothing_by_itself(db: Database) -> None:
    _who, things = a_customer(db)
    manager = actor(db, Role.MANAGER)
    run(db, manager, payment_desk.note_tariff, things[Kind.TARIFF], 500_000, "счёт 12", "d1")
    assert paid_of(db, things)[1] is None
    assert db.read_now(lambda uow: uow.billing.balance(things[Kind.TARIFF])) == 500_000
    run(db, manager, payment_desk.return_tariff, things[Kind.TARIFF], 500_000, "d2")
    assert db.read_now(lambda uow: uow.billing.balance(things[Kind.TARIFF])) == 0


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_no_payment(db: Database, amount: int) -> None:
    _who, things = a_customer(db)
    with pytest.raises(Invalid):
        run(db, seller(db), payment_desk.note_purchase, things[Kind.PURCHASE], amount, "", "d1")


def test_a_client_with_two_cards_keeps_all_money(db: Database) -> None:
    _who, things = a_customer(db)
    manager = actor(db, Role.MANAGER)
    run(db, manager, payment_desk.note_tariff, things[Kind.TARIFF], 7_000, "", "d1")
    other = db.write_now(lambda uow: make_client(uow).uid)
    db.write_now(lambda uow: uow.billing.give_to_client(things[Kind.TARIFF], other))
    assert db.read_now(lambda uow: uow.billing.balance(other)) == 7_000
    money = db.read_now(lambda uow: payment_desk.of_tariff(uow, manager, other))
    assert money.back == 7_000
