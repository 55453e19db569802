"""Purchases on the screen: cards for the customer and the staff, lists, questions (S2.43–S2.48)."""

from collections.abc import Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.payments import Kind
from domain.phones import show_phone
from domain.shop import OPEN, State
from domain.shop_views import PurchaseLine, PurchaseView
from domain.views import Page
from ui import payment_buttons
from ui.catalogue import FRONT, ProductOpened, days
from ui.catalogue import price as money
from ui.common import cancel_row
from ui.purchase_buttons import (
    CancelAsked,
    Listed,
    ListOpened,
    OwnListed,
    PurchaseCancelled,
    PurchaseMoved,
    PurchaseOpened,
    PurchaseShown,
    ReasonSkipped,
    RefusalBegun,
    TalkBegun,
)
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, press, quote
from ui.texts import Words

__all__ = ["PurchaseOpened", "card", "listed", "mine"]


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


STATES: Mapping[State, str] = {
    State.CREATED: _("waits for an executor"), State.IN_WORK: _("being worked on"), State.DONE: _("ready"),
    State.CANCELLED: _("cancelled"),
}  # fmt: skip
MARKS: Mapping[State, str] = {State.CREATED: "🆕", State.IN_WORK: "🔧", State.DONE: "✅", State.CANCELLED: "✖️"}
LISTS: Mapping[Listed, str] = {
    Listed.NEW: _("New purchases"), Listed.WORK: _("In work"), Listed.DONE: _("Ready ones"),
    Listed.ALL: _("All purchases"),
}  # fmt: skip
EMPTY: Mapping[Listed, str] = {
    Listed.NEW: _("No purchase is waiting."), Listed.WORK: _("Nothing is in work."),
    Listed.DONE: _("Nothing is ready yet."), Listed.ALL: _("Nothing has been bought yet."),
}  # fmt: skip


def card(t: Words, purchase: PurchaseView, *, desk: bool = False) -> Screen:
    """A purchase as its reader has it; ``desk``: they may open tickets for others."""
    if purchase.customer is not None:
        return _staff_card(t, purchase, desk=desk)
    return Screen(
        lines(bold(_named(t, purchase)), *_facts(t, purchase), _how_to_pay(t, purchase)),
        keyboard(
            [payment_buttons.pay(t, Kind.PURCHASE, purchase.id)] if purchase.can_pay else None,
            [_talk(t, purchase), *_own_cancel(t, purchase)],
            [press(t.plain("🛒 Buy again"), ProductOpened(purchase.product_id))]
            if purchase.state not in OPEN
            else None,
            [press("« " + t.plain("My purchases"), OwnListed(0))],
        ),
    )


def _named(t: Words, purchase: PurchaseView) -> Markup:
    return t("🛒 Purchase No. {id}: {title}", id=purchase.id, title=purchase.title)


def _facts(t: Words, purchase: PurchaseView) -> list[Markup | None]:
    status = t(STATES[purchase.state])
    by = purchase.agent if purchase.state in (State.IN_WORK, State.DONE) else ""
    cost = t("Price: {money}", money=money(t, purchase.price))
    if purchase.discount:
        cost = t(
            "Price: {before} − {discount} = {total}",
            before=t.money(purchase.price), discount=t.money(purchase.discount), total=money(t, purchase.total),
        )  # fmt: skip
    return [
        t("Status: {status}, {name}", status=status, name=by) if by else t("Status: {status}", status=status),
        cost,
        t("Promo code: {code}", code=purchase.promo_code) if purchase.promo_code else None,
        t("Paid: {money}", money=t.money(purchase.paid)) if purchase.paid else None,
        days(t, purchase.deadline),
        t("E-mail: {email}", email=purchase.email),
        t("Ordered: {moment}", moment=t.moment(purchase.created_on)),
        t("Why: {reason}", reason=purchase.reason) if purchase.reason else None,
    ]


def _how_to_pay(t: Words, purchase: PurchaseView) -> Markup | None:
    is_due = purchase.state in OPEN and purchase.due
    return quote(purchase.how_to_pay) if is_due and not purchase.can_pay else None


def _talk(t: Words, purchase: PurchaseView) -> InlineKeyboardButton:
    return press(t.plain("💬 Talk about it"), TalkBegun(purchase.id))


def _own_cancel(t: Words, purchase: PurchaseView) -> list[InlineKeyboardButton]:
    is_possible = purchase.state is State.CREATED and State.CANCELLED in purchase.targets
    return [press(t.plain("Cancel it"), CancelAsked(purchase.id), DANGER)] if is_possible else []


# --- the staff ---


def _staff_card(t: Words, purchase: PurchaseView, *, desk: bool) -> Screen:
    customer = purchase.customer
    who = [customer.name if customer else "", show_phone(purchase.phone) if purchase.phone else ""]
    who += [f"@{purchase.username}"] if purchase.username else []
    same = ", ".join(purchase.same_email)
    return Screen(
        lines(
            bold(_named(t, purchase)),
            Markup("👤 {}").format(" · ".join(part for part in who if part)),
            *_facts(t, purchase),
            t("⚠️ The same e-mail: {names}", names=same) if same else None,
        ),
        keyboard(
            *in_rows(_moves(t, purchase), 2), *in_rows(_money(t, purchase), 2),
            [_talk(t, purchase)] if desk or purchase.is_mine else None,
            [press("« " + t.plain("Purchases"), ListOpened(Listed.NEW, 0))],
        ),
    )  # fmt: skip


def _moves(t: Words, purchase: PurchaseView) -> list[InlineKeyboardButton]:
    known = {
        (State.CREATED, State.IN_WORK): t.plain("✋ Take it"),
        (State.IN_WORK, State.DONE): t.plain("✅ Ready"),
        (State.IN_WORK, State.CREATED): t.plain("↩️ Give it back"),
        (State.DONE, State.IN_WORK): t.plain("↩️ Back to work"),
    }
    moves = [
        press(label, PurchaseMoved(purchase.id, target), MAIN if target > source else None)
        for (source, target), label in known.items()
        if source is purchase.state and target in purchase.targets
    ]
    if State.CANCELLED in purchase.targets:
        moves.append(press(t.plain("Cancel it"), RefusalBegun(purchase.id), DANGER))
    return moves


def _money(t: Words, purchase: PurchaseView) -> list[InlineKeyboardButton]:
    shown = [payment_buttons.pay(t, Kind.PURCHASE, purchase.id)] if purchase.can_pay else []
    if purchase.due and purchase.state is not State.CANCELLED:
        shown.append(payment_buttons.note(t, Kind.PURCHASE, purchase.id))
    return [*shown, payment_buttons.refund(t, Kind.PURCHASE, purchase.id)] if purchase.paid else shown


def listed(t: Words, which: Listed, page: Page[PurchaseLine], waiting: Mapping[State, int]) -> Screen:
    """/purchases of the staff: lists as tabs, rows as buttons."""
    counts = {Listed.NEW: waiting.get(State.CREATED, 0), Listed.WORK: waiting.get(State.IN_WORK, 0)}
    tabs = {
        Listed.NEW: t.plain("New · {n}", n=counts[Listed.NEW]),
        Listed.WORK: t.plain("In work · {n}", n=counts[Listed.WORK]),
        Listed.DONE: t.plain("Ready ones"),
        Listed.ALL: t.plain("All"),
    }
    rows = [[press(_line(t, line, with_mark=which is Listed.ALL), PurchaseShown(line.id))] for line in page.items]
    return Screen(
        lines(bold("🛒 " + t(LISTS[which])), None if page.items else t(EMPTY[which])),
        keyboard(
            *rows,
            _turning(page, [ListOpened(which, max(page.number - 1, 0)), ListOpened(which, page.number + 1)]),
            *in_rows([press(label, ListOpened(one, 0)) for one, label in tabs.items() if one is not which], 3),
        ),
    )


def mine(t: Words, page: Page[PurchaseLine]) -> Screen:
    """/purchases of a customer."""
    rows = [[press(_line(t, line, with_mark=True), PurchaseShown(line.id))] for line in page.items]
    empty = t("You have not bought anything yet.") if not page.items else None
    return Screen(
        lines(bold(t("🛒 My purchases")), empty),
        keyboard(
            *rows, _turning(page, [OwnListed(max(page.number - 1, 0)), OwnListed(page.number + 1)]),
            [press(t.plain("🛒 Catalogue"), FRONT)],
        ),
    )  # fmt: skip


def _turning(page: Page[PurchaseLine], to: list[ListOpened] | list[OwnListed]) -> Row | None:
    before = [press("«", to[0])] if page.number else []
    return [*before, *([press("»", to[1])] if page.has_more else [])] or None


def _line(t: Words, line: PurchaseLine, *, with_mark: bool) -> str:
    mark = f"{MARKS[line.state]} " if with_mark else ""
    who = f" · {line.who.split(' ')[0]}" if line.who else ""
    return f"{mark}№{line.id} {cut(line.title, 18)} · {money(t, line.total)}{who}"


# --- questions ---


def cancel_question(t: Words, purchase: PurchaseView) -> Screen:
    """[Отменить] of the customer."""
    return Screen(
        lines(bold(_named(t, purchase)), t("Cancel this purchase?")),
        keyboard(
            [press(t.plain("Yes, cancel it"), PurchaseCancelled(purchase.id), DANGER)],
            [press("« " + t.plain("Back"), PurchaseShown(purchase.id))],
        ),
    )


def asking_reason(t: Words, purchase: PurchaseView) -> Screen:
    """[Отменить] of the staff."""
    return Screen(
        lines(bold(_named(t, purchase)), t("Why is it cancelled? The customer reads it.")),
        keyboard([press(t.plain("Without a reason"), ReasonSkipped(), DANGER)], cancel_row(t)),
    )


def asking_words(t: Words, purchase: PurchaseView) -> Screen:
    """[💬 Обсудить]: what is it about?"""
    asked = t("Write what it is about; a photo or a file will do too.")
    if purchase.customer is not None and not purchase.is_mine:
        asked = t("Write to the customer: it becomes a ticket about this purchase.")
    return Screen(lines(bold(_named(t, purchase)), asked), keyboard(cancel_row(t)))
