"""A client's tariff as staff see and change it, and the money they note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.tariffs import ClientTariff, TariffView
from domain.views import PersonView
from ui.callbacks import Button, button
from ui.clients import TariffOpened, to_card
from ui.common import back_row
from ui.notices import Facts, notice
from ui.own_tariff import OwnTariffOpened, left_line, paid_line, terms
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, pages_row, press
from ui.texts import Words

PAGE = 8  # tariffs or contractors to choose from


@button("qc")
@dataclass(frozen=True)
class ChangeAsked(Button):
    """[Сменить тариф]: to which? At a page."""

    client_uid: int
    page: int


@button("qs")
@dataclass(frozen=True)
class TariffGiven(Button):
    """This one."""

    client_uid: int
    tariff_id: int


@button("qo")
@dataclass(frozen=True)
class OffAsked(Button):
    """[Снять с тарифа]: really?"""

    client_uid: int


@button("qx")
@dataclass(frozen=True)
class TakenOff(Button):
    """Yes, off."""

    client_uid: int


@button("qd")
@dataclass(frozen=True)
class PaidSet(Button):
    """Paid until this day; None: nobody counts it."""

    client_uid: int
    day: date | None


@button("qt")
@dataclass(frozen=True)
class PaidAsked(Button):
    """[Оплачено до…]: a day is typed."""

    client_uid: int


@button("qm")
@dataclass(frozen=True)
class PaymentBegun(Button):
    """[Записать оплату]."""

    client_uid: int


@button("qa")
@dataclass(frozen=True)
class AmountPicked(Button):
    """What the tariff costs, as the amount."""

    amount: int


@button("qn")
@dataclass(frozen=True)
class NoteSkipped(Button):
    """[Без примечания]."""


@button("qp")
@dataclass(frozen=True)
class PinAsked(Button):
    """[Закрепить подрядчика]: whom? At a page."""

    client_uid: int
    page: int


@button("qq")
@dataclass(frozen=True)
class ContractorPinned(Button):
    """This one is asked first; None: nobody."""

    client_uid: int
    user_id: int | None


def shown(t: Words, known: ClientTariff) -> Screen:
    """[💬 Тариф] of a card."""
    now, uid = known.allowance, known.client.uid
    if now is None:
        text = lines(_title(t, known), t("No tariff"), *_money_lines(t, known))
        give = [press(t.plain("Put on a tariff"), ChangeAsked(uid, 0), MAIN)] if known.may_change else []
        return Screen(text, keyboard(give, [_payment(t, uid)], to_card(t, uid)))
    text = lines(
        _title(t, known),
        t("💬 Tariff “{name}”", name=now.tariff)
        + (t(", since {day}", day=t.day_long(t.local(known.since).date())) if known.since else ""),
        *terms(t, known.price, now.requests, now.reaction, around_clock=now.around_clock)[:1],
        left_line(t, now),
        paid_line(t, now) or t("Nobody counts until when it is paid"),
        t("Contractor: {name}", name=known.pinned) if known.pinned else None,
        *_money_lines(t, known),
    )
    return Screen(text, keyboard(*_rows(t, known)))


def _title(t: Words, known: ClientTariff) -> Markup:
    return bold(t("👤 {name} · No {uid}", name=known.client.full_name, uid=known.client.uid))


def _money_lines(t: Words, known: ClientTariff) -> list[Markup]:
    owed = t("Owes {amount}", amount=t.money(-known.balance)) if known.balance < 0 else None
    ahead = t("Paid ahead: {amount}", amount=t.money(known.balance)) if known.balance > 0 else None
    rows = [line for line in (owed, ahead) if line]
    for payment in known.payments[:4]:
        note = f" · {cut(payment.note, 40)}" if payment.note else ""
        rows.append(
            Markup("· {}: {}{}").format(t.day(t.local(payment.at).date()), t.money(payment.amount), note)
        )  # fmt: skip
    return rows


def _rows(t: Words, known: ClientTariff) -> list[Row]:
    uid, now = known.client.uid, known.allowance
    assert now is not None
    rows: list[Row] = [[_payment(t, uid), press(t.plain("Paid until…"), PaidAsked(uid))]]
    if known.next_paid is not None:
        day = t.day_long(known.next_paid)
        rows.insert(0, [press(t.plain("Extend until {day}", day=day), PaidSet(uid, known.next_paid), MAIN)])
    if now.may_pin and known.pinned:
        rows.append([press(t.plain("Unpin {name}", name=known.pinned), ContractorPinned(uid, None))])
    elif now.may_pin:
        rows.append([press(t.plain("📌 Pin a contractor"), PinAsked(uid, 0))])
    if known.may_change:
        rows.append(
            [press(t.plain("Change tariff"), ChangeAsked(uid, 0)), press(t.plain("Take off"), OffAsked(uid), DANGER)]
        )
    return [*rows, to_card(t, uid)]


def _payment(t: Words, uid: int) -> InlineKeyboardButton:
    return press(t.plain("Note a payment"), PaymentBegun(uid))


def choices(t: Words, known: ClientTariff, tariffs: Sequence[TariffView], page: int) -> Screen:
    """Which tariff?"""
    uid, now = known.client.uid, known.allowance
    part = tariffs[page * PAGE : (page + 1) * PAGE]
    rows = [
        Markup("<b>{}</b>: {}").format(
            one.name, terms(t, one.price, one.requests, one.reaction, around_clock=one.around_clock)[0]
        )
        for one in part
    ]
    buttons = [
        press(("· " if now and now.tariff_id == one.id else "") + one.name, TariffGiven(uid, one.id)) for one in part
    ]
    empty = t("There are no tariffs yet. Make one: /tariffs")
    return Screen(
        lines(bold(t("Which tariff for {name}?", name=known.client.full_name)), *(rows or [empty])),
        keyboard(
            *in_rows(buttons, 2), pages_row(len(tariffs), PAGE, page, lambda to: ChangeAsked(uid, to)), back(t, uid)
        ),
    )


def off_question(t: Words, known: ClientTariff) -> Screen:
    """Names the client and what becomes of requests and money."""
    now, uid = known.allowance, known.client.uid
    used = now.used if now else 0
    billed = t("Requests were made this month, so it will be billed: {price}.", price=t.money(known.price))
    return Screen(
        lines(
            bold(t("Take {name} off the tariff?", name=known.client.full_name)),
            t("What is open will be finished. New requests will be ordinary questions."),
            billed if used else None,
        ),
        keyboard([press(t.plain("Take off"), TakenOff(uid), DANGER)], back(t, uid)),
    )


def whom_to_pin(t: Words, known: ClientTariff, people: Sequence[PersonView], page: int) -> Screen:
    """Which contractor is asked first?"""
    uid, part = known.client.uid, people[page * PAGE : (page + 1) * PAGE]
    buttons = [press(one.name, ContractorPinned(uid, one.user_id)) for one in part]
    empty = t("There are no contractors yet. Invite one: /staff")
    return Screen(
        lines(
            bold(t("Which contractor is asked first?")),
            t("The others see the client's requests a little later.") if people else empty,
        ),
        keyboard(*in_rows(buttons, 2), pages_row(len(people), PAGE, page, lambda to: PinAsked(uid, to)), back(t, uid)),
    )


def back(t: Words, uid: int) -> Row:
    """[« Тариф]."""
    return [press("« " + t.plain("Tariff"), TariffOpened(uid))]


# --- typing ---


def until_question(t: Words, known: ClientTariff) -> Screen:
    """Until when is it paid?"""
    uid, now = known.client.uid, known.allowance
    rows: list[Row] = []
    if known.next_paid is not None:
        rows.append([press(t.plain("Until {day}", day=t.day_long(known.next_paid)), PaidSet(uid, known.next_paid))])
    if now is not None and now.paid_until is not None:
        rows.append([press(t.plain("Do not count"), PaidSet(uid, None))])
    return Screen(
        lines(
            _title(t, known),
            paid_line(t, now) if now else None,
            t("Until which day is it paid, that day included? For example: 31.12"),
            t("From the next day on new requests are refused."),
        ),
        keyboard(*rows, back(t, uid)),
    )


def amount_question(t: Words, known: ClientTariff) -> Screen:
    """How much was paid?"""
    usual = [amount for amount in dict.fromkeys((-known.balance, known.price)) if amount > 0]
    rows = [[press(t.money(amount), AmountPicked(amount))] for amount in usual]
    return Screen(
        lines(_title(t, known), *_money_lines(t, known)[:1], t("How much was paid? For example: 5 000")),
        keyboard(*rows, back(t, known.client.uid)),
    )


def note_question(t: Words, known: ClientTariff, amount: int, before: str) -> Screen:
    """What is there to say of it?"""
    return Screen(
        lines(_title(t, known), t("Payment: {amount}", amount=t.money(amount)), t("A note, for example: invoice 12")),
        keyboard([press(t.plain("Without a note"), NoteSkipped(), MAIN)], back_row(t, before)),
    )


def payment_noted(t: Words, amount: int) -> Markup:
    """News above the client's tariff."""
    return t("✅ Payment noted: {amount}", amount=t.money(amount))


# --- what the client reads ---


@notice("tariff_given")
def given_notice(t: Words, facts: Facts) -> Screen:
    """You are on a tariff now."""
    known = terms(t, facts["price"], facts["requests"], facts["reaction"], around_clock=facts["around_clock"])
    return Screen(
        lines(bold(t("💬 Your tariff is “{name}” now", name=facts["tariff"])), *known),
        keyboard([press(t.plain("My tariff"), OwnTariffOpened())]),
    )
