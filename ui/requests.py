"""Offering a customer another time, refusing a request, and what a customer reads after answering an offer (S1.65)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from markupsafe import Markup

from domain.orders import Polygon
from domain.views import MonthView, OrderView, Slots
from ui import free_times
from ui.callbacks import Button, button
from ui.common import cancel_row
from ui.orders import OrderOpened, client_label, polygon_label
from ui.own_orders import GameMoveAsked, GameOpened
from ui.screen import DANGER, Row, Screen, bold, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


class Reason(StrEnum):
    """Why a request is refused, as buttons."""

    NONE = "none"
    BUSY = "busy"
    CLOSED = "closed"
    PEOPLE = "people"


REASONS: Mapping[Reason, str] = {
    Reason.BUSY: _("no free instructor at that time"),
    Reason.CLOSED: _("the place is closed then"),
    Reason.PEOPLE: _("too few or too many players"),
}


@button("fd")
@dataclass(frozen=True)
class OfferDayPicked(Button):
    """A day to offer, and the place to see the free times of."""

    uid: int
    day: date
    polygon: Polygon


@button("fm")
@dataclass(frozen=True)
class OfferMonthTurned(Button):
    """Another month to offer a day of."""

    uid: int
    year: int
    month: int


@button("fs")
@dataclass(frozen=True)
class OfferSent(Button):
    """A start: the customer is asked whether it suits."""

    uid: int
    start: datetime
    polygon: Polygon


@button("rg")
@dataclass(frozen=True)
class ReasonGiven(Button):
    """A reason that is a button."""

    reason: Reason


def offer_declined(t: Words, uid: int) -> Screen:
    """The customer has said no."""
    return Screen(
        lines(bold(t("We have told the manager.")), t("A manager will offer something else. Your order still stands.")),
        keyboard(
            [press(t.plain("Choose the time myself"), GameMoveAsked(uid, None))],
            [press(t.plain("« To the game"), GameOpened(uid))],
        ),
    )


def offer_gone(t: Words, uid: int) -> Screen:
    """The customer has said yes, too late."""
    return Screen(
        lines(
            bold(t("⚠️ This time has just been taken.")), t("A manager will offer another one, or choose it yourself.")
        ),
        keyboard(
            [press(t.plain("Choose the time myself"), GameMoveAsked(uid, None))],
            [press(t.plain("« To the game"), GameOpened(uid))],
        ),
    )


# --- a manager offers another time, or refuses ---


def offer_day(t: Words, order: OrderView, month: MonthView, today: date, last: date) -> Screen:
    """Which day?"""
    rows = free_times.day_rows(
        t, month, today, last,
        lambda day: OfferDayPicked(order.uid, day, order.polygon),
        lambda year, number: OfferMonthTurned(order.uid, year, number),
    )  # fmt: skip
    return Screen(lines(*_asked(t, order), t("Which day shall be offered?")), keyboard(*rows, _to_order(t, order.uid)))


def offer_time(t: Words, order: OrderView, slots: Slots) -> Screen:
    """Which time? A press sends it."""
    uid = order.uid
    asked = t("Press the time, and the client gets it as a question.") if slots.starts else free_times.said(t, slots)
    back = OfferMonthTurned(uid, slots.day.year, slots.day.month)
    return Screen(
        lines(*_asked(t, order), Markup("📅 {}").format(t.day(slots.day)), asked),
        keyboard(
            free_times.place_row(t, slots.polygon, lambda polygon: OfferDayPicked(uid, slots.day, polygon)),
            *free_times.start_rows(t, slots, lambda start: OfferSent(uid, start, slots.polygon)),
            [press("« " + t.month(slots.day), back)],
        ),
    )


def ask_reason(t: Words, order: OrderView) -> Screen:
    """Why is it refused?"""
    return Screen(
        lines(
            bold(t("⛔ Refuse request No {uid}?", uid=order.uid)), *_asked(t, order)[1:],
            t("The client reads the reason. Choose one, or type your own."),
        ),
        keyboard(
            *([press(t.plain(words), ReasonGiven(reason))] for reason, words in REASONS.items()),
            [press(t.plain("Refuse without a reason"), ReasonGiven(Reason.NONE), DANGER)],
            cancel_row(t),
        ),
    )  # fmt: skip


def reason_said(t: Words, reason: Reason) -> str:
    """What is kept and read by the customer."""
    return t.plain(REASONS[reason]) if reason in REASONS else ""


def _asked(t: Words, order: OrderView) -> list[Markup]:
    what = t("Request No {uid}: {moment}", uid=order.uid, moment=t.moment(order.date))
    place = Markup("{} · {}").format(
        polygon_label(t, order.polygon), t.count("{n} player", "{n} players", order.players)
    )
    return [bold(what), place, *([Markup("👤 {}").format(client_label(order.client))] if order.client else [])]


def _to_order(t: Words, uid: int) -> Row:
    return [press(t.plain("« To the game"), OrderOpened(uid))]
