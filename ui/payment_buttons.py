"""The buttons of money: whoever shows a thing that can be paid for places them under it."""

from dataclasses import dataclass

from telegram import InlineKeyboardButton

from domain.payments import Kind
from ui.callbacks import Button, button
from ui.screen import DANGER, MAIN, press
from ui.texts import Words


@button("$p")
@dataclass(frozen=True)
class PayAsked(Button):
    """[Оплатить]: the customer asks for an invoice. ``subject_id`` is as ``Kind`` says."""

    kind: Kind
    subject_id: int


@button("$n")
@dataclass(frozen=True)
class PaymentNoted(Button):
    """[Отметить оплату]: the staff write down money that came outside of the bot."""

    kind: Kind
    subject_id: int


@button("$r")
@dataclass(frozen=True)
class RefundAsked(Button):
    """[Вернуть деньги]: how much?"""

    kind: Kind
    subject_id: int


def pay(t: Words, kind: Kind, subject_id: int) -> InlineKeyboardButton:
    """`[💳 Оплатить]`, where ``services.payments.can_invoice`` says so."""
    return press(t.plain("💳 Pay"), PayAsked(kind, subject_id), MAIN)


def note(t: Words, kind: Kind, subject_id: int) -> InlineKeyboardButton:
    """`[💰 Отметить оплату]`."""
    return press(t.plain("💰 Note a payment"), PaymentNoted(kind, subject_id))


def refund(t: Words, kind: Kind, subject_id: int) -> InlineKeyboardButton:
    """`[↩️ Вернуть деньги]`."""
    return press(t.plain("↩️ Return money"), RefundAsked(kind, subject_id), DANGER)
