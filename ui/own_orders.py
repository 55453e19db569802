"""A customer's own games on the screen: list, card, moving, cancelling; and the buttons under a request (S1.65)."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.orders import ACTIVE, Polygon, Status
from domain.own_orders import OwnGame, OwnGames
from domain.payments import Kind
from domain.views import MonthView, OrderView, Slots
from ui import free_times
from ui.callbacks import Button, button
from ui.orders import (
    game_type_label,
    gifts_label,
    money_line,
    order_title,
    polygon_label,
    status_label,
    status_line,
    time_line,
)
from ui.payment_buttons import pay
from ui.screen import DANGER, MAIN, Row, Screen, bold, keyboard, lines, press
from ui.texts import Words

# --- what managers press under a request ---


@button("rc")
@dataclass(frozen=True)
class RequestConfirmed(Button):
    """[✅ Подтвердить]."""

    uid: int


@button("rf")
@dataclass(frozen=True)
class RequestOffered(Button):
    """[🕓 Другое время]: which day?"""

    uid: int


@button("rr")
@dataclass(frozen=True)
class RequestRefused(Button):
    """[⛔ Отказать]: why?"""

    uid: int


def answers(t: Words, uid: int) -> list[InlineKeyboardButton]:
    """`[✅ Подтвердить] [🕓 Другое время]`."""
    return [
        press(t.plain("✅ Confirm"), RequestConfirmed(uid), MAIN),
        press(t.plain("🕓 Another time"), RequestOffered(uid)),
    ]


def refuse(t: Words, uid: int) -> list[InlineKeyboardButton]:
    """`[⛔ Отказать]`."""
    return [press(t.plain("⛔ Refuse"), RequestRefused(uid), DANGER)]


# --- what customers press ---


@button("wo")
@dataclass(frozen=True)
class OrderBegun(Button):
    """[🎯 Заказать игру]."""


@button("wa")
@dataclass(frozen=True)
class OrderedAgain(Button):
    """[Выбрать другое время]: the same wish for another time."""

    uid: int


@button("wl")
@dataclass(frozen=True)
class GamesListed(Button):
    """[« Мои игры]."""


@button("wg")
@dataclass(frozen=True)
class GameOpened(Button):
    """An own game's card."""

    uid: int


@button("wv")
@dataclass(frozen=True)
class GameMoveAsked(Button):
    """[🔁 Перенести]: which day? Also another month of that question."""

    uid: int
    month: date | None


@button("wd")
@dataclass(frozen=True)
class MoveDayPicked(Button):
    """A day, and the place to see the free times of."""

    uid: int
    day: date
    polygon: Polygon


@button("wt")
@dataclass(frozen=True)
class MoveTimePicked(Button):
    """A start: really move there?"""

    uid: int
    start: datetime
    polygon: Polygon


@button("wm")
@dataclass(frozen=True)
class GameMoved(Button):
    """[🔁 Да, перенести]."""

    uid: int
    start: datetime
    polygon: Polygon


@button("wc")
@dataclass(frozen=True)
class GameCancelAsked(Button):
    """[❌ Отменить]: really?"""

    uid: int


@button("wx")
@dataclass(frozen=True)
class GameCancelled(Button):
    """[❌ Да, отменить]."""

    uid: int


# --- the list ---


def games(t: Words, mine: OwnGames) -> Screen:
    """What is ahead as buttons, what is over as lines."""
    waits = any(order.status == Status.REQUESTED for order in mine.ahead)
    past = [
        Markup("{} · {} · {}").format(t.moment(o.date), polygon_label(t, o.polygon), status_label(t, o.status))
        for o in mine.past
    ]
    return Screen(
        lines(
            bold(t("📋 My games")),
            None if mine.ahead else t("No games are planned."),
            t("⏳ waits for a manager's confirmation") if waits else None,
            Markup("\n{}").format(t("Before:")) if past else None,
            *past,
        ),
        keyboard(
            *([press(game_label(t, order), GameOpened(order.uid))] for order in mine.ahead),
            [press(t.plain("🎯 Order a game"), OrderBegun())],
        ),
    )


def game_label(t: Words, order: OrderView) -> str:
    """`⏳ сб, 28 нояб., 15:00 · арена`."""
    sign = "⏳ " if order.status == Status.REQUESTED else ""
    return f"{sign}{t.moment(order.date)} · {polygon_label(t, order.polygon)}"


# --- the card ---


def card(t: Words, game: OwnGame) -> Screen:
    """An own game with what the customer may do with it by themselves."""
    order = game.order
    what = (game_type_label(t, order.gametype), t.count("{n} player", "{n} players", order.players))
    ways = [
        press(t.plain("🔁 Move the game"), GameMoveAsked(order.uid, None)) if game.may_move else None,
        press(t.plain("❌ Cancel the game"), GameCancelAsked(order.uid), DANGER) if game.may_cancel else None,
    ]
    is_over = order.status in (Status.CANCELLED, Status.DONE)
    return Screen(
        lines(
            order_title(t, order), time_line(t, order), Markup(" · ").join((*what, gifts_label(t, order.gifts))),
            money_line(t, order), status_line(t, order),
            t("Address: {address}", address=game.address) if game.address and order.status in ACTIVE else None,
            t("How to pay: {words}", words=game.how_to_pay) if game.how_to_pay else None,
            _call_line(t, game),
        ),
        keyboard(
            [pay(t, Kind.DEPOSIT, order.uid)] if game.pays_here else None,
            [way for way in ways if way],
            [press(t.plain("🎯 Order another game"), OrderedAgain(order.uid))] if is_over else None,
            [press("« " + t.plain("My games"), GamesListed())],
        ),
    )  # fmt: skip


def _call_line(t: Words, game: OwnGame) -> Markup | None:
    """Where to turn when it can't be changed here any more."""
    if game.may_cancel or game.order.status not in (Status.CONFIRMED, Status.ARRIVED):
        return None
    if game.contact:
        return t(
            "Less than {hours} h before the game it is changed by phone: {contact}",
            hours=game.change_until, contact=game.contact,
        )  # fmt: skip
    return t("Less than {hours} h before the game it is changed by phone.", hours=game.change_until)


# --- cancelling ---


def cancel_question(t: Words, game: OwnGame) -> Screen:
    """The question names the game."""
    order = game.order
    name = t("Cancel the game on {moment}?", moment=t.moment(order.date))
    return Screen(
        lines(bold(name), t("The time will be open to others.")),
        keyboard([press(t.plain("❌ Yes, cancel it"), GameCancelled(order.uid), DANGER)], _to_game(t, order.uid)),
    )


def cancelled(t: Words, game: OwnGame) -> Screen:
    """It is off."""
    return card(t, game).noted(t("✅ The game is cancelled."))


# --- moving ---


def move_day(t: Words, game: OwnGame, month: MonthView, today: date, last: date) -> Screen:
    """To which day?"""
    order = game.order
    rows = free_times.day_rows(
        t, month, today, last,
        lambda day: MoveDayPicked(order.uid, day, order.polygon),
        lambda year, number: GameMoveAsked(order.uid, date(year, number, 1)),
    )  # fmt: skip
    asked = t("To which day? ● means that nothing is free.")
    return Screen(lines(_moving(t, order), asked), keyboard(*rows, _to_game(t, order.uid)))


def move_time(t: Words, game: OwnGame, slots: Slots) -> Screen:
    """To which time?"""
    uid = game.order.uid
    return Screen(
        lines(_moving(t, game.order), Markup("📅 {}").format(t.day(slots.day)), free_times.said(t, slots)),
        keyboard(
            free_times.place_row(t, slots.polygon, lambda polygon: MoveDayPicked(uid, slots.day, polygon)),
            *free_times.start_rows(t, slots, lambda start: MoveTimePicked(uid, start, slots.polygon)),
            [press("« " + t.month(slots.day), GameMoveAsked(uid, slots.day.replace(day=1)))],
        ),
    )


def move_question(t: Words, game: OwnGame, start: datetime, polygon: Polygon) -> Screen:
    """Both times, before it happens."""
    order = game.order
    target = t("To: {moment}, {polygon}", moment=t.moment(start), polygon=polygon_label(t, polygon))
    back = MoveDayPicked(order.uid, t.local(start).date(), polygon)
    return Screen(
        lines(_moving(t, order), target),
        keyboard(
            [press(t.plain("🔁 Yes, move it"), GameMoved(order.uid, start, polygon), MAIN)],
            [press("« " + t.day_long(t.local(start).date()), back)],
        ),
    )


def moved(t: Words, game: OwnGame) -> Screen:
    """It has another time; a request still waits."""
    if game.order.status == Status.REQUESTED:
        return card(t, game).noted(t("✅ The time is changed. A manager will answer here."))
    return card(t, game).noted(t("✅ The game is moved. We know of it."))


def _moving(t: Words, order: OrderView) -> Markup:
    return bold(t("🔁 Moving the game of {moment}", moment=t.moment(order.date)))


def _to_game(t: Words, uid: int) -> Row:
    return [press("« " + t.plain("Back"), GameOpened(uid))]
