"""Money on the screen: invoices, receipts, and what the staff note and return."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from telegram import LabeledPrice

from domain.payments import DeskMoney, InvoiceView, Kind, Subject
from ui import payment_buttons
from ui.callbacks import Button, button
from ui.clients import TariffOpened
from ui.common import cancel_row
from ui.member_buttons import MembershipOpened, OwnMembershipOpened
from ui.notices import Facts, notice
from ui.orders import OrderOpened
from ui.own_orders import GameOpened
from ui.own_tariff import OwnTariffOpened
from ui.purchase_buttons import PurchaseOpened
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words

TITLE_MOST, DESCRIPTION_MOST = 32, 255  # characters of an invoice


@button("$a")
@dataclass(frozen=True)
class DueNoted(Button):
    """What is due, as the amount (minor units)."""

    amount: int


@button("$b")
@dataclass(frozen=True)
class AllReturned(Button):
    """All that can be returned, as the amount (minor units)."""

    amount: int


@button("$y")
@dataclass(frozen=True)
class ReturnAgreed(Button):
    """[↩️ Да, возвращаем]."""


def name(t: Words, subject: Subject) -> Markup:
    """What is paid for: `Покупка №12: Футболка`, `Тариф «Базовый»`, `Предоплата за игру №128, сб, 21 нояб., 15:00`."""
    if subject.kind is Kind.PURCHASE:
        return t("Purchase No {number}: {title}", number=subject.subject_id, title=subject.name)
    if subject.kind is Kind.TARIFF:
        return t("Tariff “{name}”", name=subject.name) if subject.name else t("Tariff")
    if subject.kind is Kind.MEMBERSHIP:
        return t("Membership “{name}”", name=subject.name)
    assert subject.at is not None
    return t("Deposit for game No {number}, {moment}", number=subject.subject_id, moment=t.moment(subject.at))


def invoice(t: Words, made: InvoiceView) -> dict[str, Any]:
    """What Telegram shows above the button: in plain text, within its limits."""
    subject = made.subject
    title, about = {
        Kind.PURCHASE: (t.plain("Purchase No {number}", number=subject.subject_id), subject.name),
        Kind.TARIFF: (t.plain("Tariff “{name}”", name=subject.name), _until(t, subject)),
        Kind.MEMBERSHIP: (t.plain("Membership “{name}”", name=subject.name), _lasts(t, subject)),
        Kind.DEPOSIT: (t.plain("Deposit for a game"), t.moment(subject.at) if subject.at else ""),
    }[subject.kind]
    return {
        "title": cut(title, TITLE_MOST), "description": cut(about or title, DESCRIPTION_MOST), "payload": made.code,
        "currency": made.currency, "prices": [LabeledPrice(cut(title, TITLE_MOST), made.amount)],
    }  # fmt: skip


def _until(t: Words, subject: Subject) -> str:
    return t.plain("For a month, until {day}", day=t.day_long(subject.until)) if subject.until else ""


def _lasts(t: Words, subject: Subject) -> str:
    return t.plain("Until {day}", day=t.day_long(subject.until)) if subject.until else ""


def _to_thing(t: Words, subject: Subject, *, staff: bool) -> Row:
    """The way to what it was for."""
    number = subject.subject_id
    if subject.kind is Kind.TARIFF:
        return [press(t.plain("Tariff"), TariffOpened(number))] if staff else [
            press(t.plain("My tariff"), OwnTariffOpened())
        ]  # fmt: skip
    if subject.kind is Kind.DEPOSIT:
        return [press(t.plain("Open the game"), OrderOpened(number) if staff else GameOpened(number))]
    if subject.kind is Kind.MEMBERSHIP:
        return [press(t.plain("Membership"), MembershipOpened(number) if staff else OwnMembershipOpened())]
    return [press(t.plain("Open the purchase"), PurchaseOpened(number))]


# --- what people read ---


@notice("payment_receipt")
def receipt(t: Words, facts: Facts) -> Screen:
    """The money has come; what was not due comes back."""
    subject, amount = Subject.read(facts), t.money(facts["amount"])
    if facts["is_extra"]:
        back = t("Nothing was due for this, so we will return the money. We have been told of it.")
        return Screen(lines(bold(t("⚠️ Paid: {amount}", amount=amount)), name(t, subject), back))
    return Screen(
        lines(bold(t("✅ Payment received: {amount}", amount=amount)), name(t, subject)),
        keyboard(_to_thing(t, subject, staff=False)),
    )


@notice("payment_came")
def came(t: Words, facts: Facts) -> Screen:
    """The staff: somebody has paid in the bot."""
    subject = Subject.read(facts)
    return Screen(
        lines(bold(t("💳 Paid in the bot: {amount}", amount=t.money(facts["amount"]))), *_whose(t, subject, facts)),
        keyboard(_to_thing(t, subject, staff=True)),
    )


@notice("payment_extra")
def extra(t: Words, facts: Facts) -> Screen:
    """The staff: money to be returned."""
    subject = Subject.read(facts)
    how = t("It was not due: paid twice, or called off. Return it in the provider's cabinet and note it here.")
    return Screen(
        lines(
            bold(t("⚠️ Money to be returned: {amount}", amount=t.money(facts["amount"]))),
            *_whose(t, subject, facts),
            how,
        ),
        keyboard(
            [payment_buttons.refund(t, subject.kind, subject.subject_id)], _to_thing(t, subject, staff=True)
        ),
    )  # fmt: skip


@notice("payment_unknown")
def unknown(t: Words, facts: Facts) -> Screen:
    """The managers: money for something that is no longer known here."""
    return Screen(
        lines(
            bold(t("⚠️ Money came that belongs to nothing here")),
            t("{amount} {currency}, from {name}", amount=facts["amount"] / 100, currency=facts["currency"],
              name=facts["by"]),
            t("Payment: {charge}", charge=facts["charge"]),
            t("What it was for is gone. Find it in the provider's cabinet and return it."),
        )
    )  # fmt: skip


@notice("payment_returned")
def returned(t: Words, facts: Facts) -> Screen:
    """The customer: the money goes back."""
    return Screen(
        lines(
            bold(t("↩️ We return {amount}", amount=t.money(facts["amount"]))), name(t, Subject.read(facts)),
            t("It comes the way you have paid. A bank may take some days."),
        )
    )  # fmt: skip


def _whose(t: Words, subject: Subject, facts: Facts) -> list[Markup | str]:
    return [name(t, subject), t("From: {name}", name=facts["by"])]


# --- what the staff note ---


def amount_question(t: Words, money: DeskMoney) -> Screen:
    """How much came? What is due comes first."""
    due = [press(t.money(money.due), DueNoted(money.due), MAIN)] if money.due else None
    return Screen(
        lines(
            bold(t("💰 A payment")), name(t, money.subject),
            t("To pay: {amount}", amount=t.money(money.due)) if money.due else t("Nothing is due."),
            t("How much was paid? For example: 5 000"),
        ),
        keyboard(due, cancel_row(t)),
    )  # fmt: skip


def noted(t: Words, money: DeskMoney, amount: int) -> Screen:
    """It is written down."""
    rest = t("Left to pay: {amount}", amount=t.money(money.due)) if money.due else None
    return Screen(
        lines(bold(t("✅ Payment noted: {amount}", amount=t.money(amount))), name(t, money.subject), rest),
        keyboard(_to_thing(t, money.subject, staff=True)),
    )


def return_question(t: Words, money: DeskMoney) -> Screen:
    """How much goes back?"""
    whole = [press(t.money(money.back), AllReturned(money.back))] if money.back else None
    return Screen(
        lines(
            bold(t("↩️ Returning money")), name(t, money.subject),
            t("Paid and not returned: {amount}", amount=t.money(money.back)) if money.back
            else t("There is nothing to return: no payment is noted."),
            t("How much is returned? For example: 5 000") if money.back else None,
        ),
        keyboard(whole, cancel_row(t)),
    )  # fmt: skip


def return_sure(t: Words, money: DeskMoney, amount: int) -> Screen:
    """Names the sum, what it was for, and where the money is really returned."""
    cabinet = t("It was paid in Telegram: return it in the provider's cabinet, here it is only noted.")
    return Screen(
        lines(
            bold(t("Return {amount}?", amount=t.money(amount))), name(t, money.subject),
            cabinet if money.by_telegram else t("Give the money back the way it came; here it is only noted."),
            t("The customer will be told."),
        ),
        keyboard([press(t.plain("↩️ Yes, return it"), ReturnAgreed(), DANGER)], cancel_row(t)),
    )  # fmt: skip


def return_noted(t: Words, money: DeskMoney, amount: int) -> Screen:
    """It is written down."""
    return Screen(
        lines(bold(t("✅ Noted as returned: {amount}", amount=t.money(amount))), name(t, money.subject)),
        keyboard(_to_thing(t, money.subject, staff=True)),
    )
