"""A game's card with its buttons: only what its state and the person's rights allow (S1.11, S1.12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.access import Actor, Permission, Role
from domain.orders import ACTIVE, Status
from domain.payments import Kind
from domain.views import ClientView, OrderView
from domain.workflow import targets
from ui import payment_buttons
from ui.calendar import to_day
from ui.callbacks import Button, button
from ui.clients import ClientPicked
from ui.orders import OrderOpened, OrderRepeated, order_card
from ui.own_orders import answers, refuse
from ui.screen import DANGER, MAIN, Row, Screen, bold, keyboard, lines, press
from ui.texts import Words


@button("os")
@dataclass(frozen=True)
class StateSet(Button):
    """A step of the workflow that needs no question: [✅ Пришли], a correction."""

    uid: int
    source: Status
    target: Status


@button("on")
@dataclass(frozen=True)
class NoShowAsked(Button):
    """[🚫 Не пришли]: really?"""

    uid: int


@button("oe")
@dataclass(frozen=True)
class FieldsListed(Button):
    """[✏️ Изменить]: which field?"""

    uid: int


@button("om")
@dataclass(frozen=True)
class MoveStarted(Button):
    """[🔁 Перенести]."""

    uid: int


@button("ox")
@dataclass(frozen=True)
class CancelStarted(Button):
    """[❌ Отменить]: really, and why?"""

    uid: int


@button("oy")
@dataclass(frozen=True)
class FinishStarted(Button):
    """[🏁 Закончили]: how many came?"""

    uid: int


@button("oh")
@dataclass(frozen=True)
class HistoryListed(Button):
    """[🕓 История]."""

    uid: int


@button("ok")
@dataclass(frozen=True)
class OrderDeleteAsked(Button):
    """[🗑 Удалить (ошибка)]: really?"""

    uid: int


@button("oz")
@dataclass(frozen=True)
class OrderDeleted(Button):
    """[🗑 Удалить], after the question."""

    uid: int


@button("ou")
@dataclass(frozen=True)
class OrderRestored(Button):
    """[↩️ Вернуть]."""

    uid: int


def card(t: Words, order: OrderView, actor: Actor, now: datetime) -> Screen:
    """The card; a deleted game's says so and offers to take it back while that is possible."""
    if order.deleted_at is not None:
        return deleted(t, order, now)
    ways = frozenset(Status(str(target)) for target in targets("order", order.status, actor.roles - {Role.CLIENT}))
    runs = actor.may(Permission.ORDERS_RUN)
    return Screen(
        order_card(t, order),
        keyboard(
            *(_main_rows(t, order, ways, now) if runs else ()),
            *_other_rows(t, order, actor, ways),
            to_day(t, order.date),
        ),
    )


def _main_rows(t: Words, order: OrderView, ways: Collection[Status], now: datetime) -> Sequence[Row]:
    """What happens next, by state; arrivals can be noted from the morning of the game's day."""
    here = t.local(order.date).date() <= t.local(now).date()
    match order.status:
        case Status.REQUESTED:
            return [answers(t, order.uid), refuse(t, order.uid)] if Status.CONFIRMED in ways else []
        case Status.CONFIRMED if here:
            came = _step(t.plain("✅ They came"), order, Status.ARRIVED, ways, MAIN)
            missed = [press(t.plain("🚫 Nobody came"), NoShowAsked(order.uid))]
            return [came, missed if Status.NO_SHOW in ways and now >= order.date else []]
        case Status.ARRIVED:
            finish = [press(t.plain("🏁 Finished"), FinishStarted(order.uid), MAIN)]
            return [
                finish if Status.DONE in ways else [],
                _step(t.plain("↩️ They are not here yet"), order, Status.CONFIRMED, ways),
            ]
        case Status.DONE:
            return [_step(t.plain("↩️ Not finished yet"), order, Status.ARRIVED, ways)]
        case Status.NO_SHOW:
            return [_step(t.plain("↩️ They came after all"), order, Status.CONFIRMED, ways)]
        case Status.CANCELLED:
            return [_step(t.plain("↩️ The game is on again"), order, Status.CONFIRMED, ways)]
    return []


def _step(
    label: str, order: OrderView, target: Status, ways: Collection[Status], style: str | None = None
) -> Sequence[InlineKeyboardButton]:
    return _if(target in ways, label, StateSet(order.uid, order.status, target), style)


def _other_rows(t: Words, order: OrderView, actor: Actor, ways: Collection[Status]) -> Sequence[Row]:
    """What may be done at any time; deleting apart and last."""
    uid, writes = order.uid, actor.may(Permission.ORDERS_WRITE)
    moves = writes and order.status in ACTIVE
    owes = writes and order.deposit > order.paid and order.status in ACTIVE
    returns = actor.may(Permission.TICKETS_MANAGE) and order.paid > 0
    cancels = writes and Status.CANCELLED in ways and order.status != Status.REQUESTED  # a request is refused
    return [
        [
            *([payment_buttons.note(t, Kind.DEPOSIT, uid)] if owes else []),
            *([payment_buttons.refund(t, Kind.DEPOSIT, uid)] if returns else []),
        ],
        [
            *_if(writes, t.plain("✏️ Change"), FieldsListed(uid)),
            *_if(moves, t.plain("🔁 Move"), MoveStarted(uid)),
        ],
        [
            *_if(cancels, t.plain("❌ Cancel it"), CancelStarted(uid)),
            *(_client(t, order.client) if actor.may(Permission.CLIENTS_READ) else ()),
        ],
        [
            *_if(writes, t.plain("↻ Repeat"), OrderRepeated(uid)),
            press(t.plain("🕓 History"), HistoryListed(uid)),
        ],
        [*_if(writes, t.plain("🗑 Delete (a mistake)"), OrderDeleteAsked(uid), DANGER)],
    ]


def _if(allowed: bool, label: str, does: Button, style: str | None = None) -> Sequence[InlineKeyboardButton]:
    return [press(label, does, style)] if allowed else []


def _client(t: Words, client: ClientView | None) -> Sequence[InlineKeyboardButton]:
    return [press(t.plain("👤 Client"), ClientPicked(client.uid))] if client is not None else []


# --- questions, and what comes after them ---


def to_order(t: Words, uid: int) -> Row:
    """[« К игре]."""
    return [press(t.plain("« To the game"), OrderOpened(uid))]


def game_name(t: Words, order: OrderView) -> str:
    """`игру №128, сб, 21 нояб., 15:00`, to name it in a question; plain."""
    return t.plain("game No {uid}, {moment}", uid=order.uid, moment=t.moment(order.date))


def delete_question(t: Words, order: OrderView) -> Screen:
    """Deleting names the game and what it is not for."""
    cancel = t("If the client has changed their mind, cancel the game instead: then it stays in the history.")
    return Screen(
        lines(bold(t("Delete {game}?", game=game_name(t, order))), cancel),
        keyboard([press(t.plain("🗑 Delete"), OrderDeleted(order.uid), DANGER)], to_order(t, order.uid)),
    )


def no_show_question(t: Words, order: OrderView) -> Screen:
    """Nobody came: the time is given up."""
    yes = StateSet(order.uid, order.status, Status.NO_SHOW)
    return Screen(
        bold(t("Nobody came to {game}?", game=game_name(t, order))),
        keyboard([press(t.plain("🚫 Nobody came"), yes, DANGER)], to_order(t, order.uid)),
    )


def deleted(t: Words, order: OrderView, now: datetime) -> Screen:
    """A deleted game; for ten minutes it can be taken back."""
    back = order.undo_until is not None and now <= order.undo_until
    title = bold(t("🗑 Deleted: {game}", game=game_name(t, order)))
    return Screen(
        lines(title, t("It can be taken back for 10 minutes.") if back else None),
        keyboard([press(t.plain("↩️ Take it back"), OrderRestored(order.uid))] if back else None, to_day(t, order.date)),
    )


def told(t: Words, order: OrderView, now: datetime) -> Markup | None:
    """Whether the client knows of a change, or has to be called; nothing about games of the past."""
    if order.client is None or order.date <= now:
        return None
    if order.client.has_telegram:
        return t("The client has been told in Telegram.")
    return t("The client has no Telegram here: please call them.")
