"""Changing a game: its fields with their values, and the question for each of them (S1.12, S1.50)."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.order_fields import Field
from domain.orders import Status
from domain.views import OrderForm, OrderView
from ui.callbacks import Button, button
from ui.common import Cancelled
from ui.order_card import to_order
from ui.order_create import ClientChosen, WithoutClient
from ui.order_options import REST_LENGTHS, OptionPicked, options, question, title
from ui.orders import (
    chosen,
    client_button_label,
    game_type_label,
    gifts_label,
    order_card,
    order_title,
    polygon_label,
    zone_label,
)
from ui.screen import Row, Screen, bold, cut, in_rows, keyboard, lines, press
from ui.texts import Words

NARROW = (Field.PLAYERS, Field.POLYGON, Field.GIFTS, Field.GAMETIME, Field.PRICE, Field.DEPOSIT, Field.PAID)
WIDE = (Field.GAMETYPE, Field.RESTROOM, Field.CLIENT, Field.INSTRUCTOR, Field.NOTE)
PLAYERS = (5, 8, 10, 12, 15, 20, 25, 30)
VALUE_MOST = 60  # characters of a value in a question
_CAME = frozenset({Status.ARRIVED, Status.DONE})
_MAY_BE_EMPTY = frozenset({Field.NOTE, Field.CUSTOM, Field.PRICE, Field.CAME, Field.INSTRUCTOR})


@button("of")
@dataclass(frozen=True)
class FieldOpened(Button):
    """A field to be changed; ``number`` tells own fields apart."""

    uid: int
    field: Field
    number: int


@button("ol")
@dataclass(frozen=True)
class RestLengthPicked(Button):
    """So long a rest, in seconds: asked together with the zone."""

    resttime: int


def listed(t: Words, form: OrderForm) -> Screen:
    """[✏️ Изменить]: the card, and each field with its value; those with long values have a row of their own."""
    order = form.order
    came = (Field.CAME,) if order.status in _CAME or order.came is not None else ()
    long = [[_edit(t, order, field)] for field in WIDE]
    long += [[_edit(t, order, Field.CUSTOM, name, number)] for number, name in enumerate(form.own)]
    short = [_edit(t, order, field) for field in (*NARROW, *came)]
    return Screen(order_card(t, order), keyboard(*in_rows(short, 2), *long, to_order(t, order.uid)))


def said(t: Words, order: OrderView, field: Field, own: str = "") -> str:
    """The value of a field as people say it, plain; '' for none."""
    match field:
        case Field.GAMETYPE:
            return game_type_label(t, order.gametype)
        case Field.GIFTS:
            return gifts_label(t, order.gifts)
        case Field.POLYGON:
            return polygon_label(t, order.polygon)
        case Field.RESTROOM:
            return _rest(t, order)
        case Field.GAMETIME | Field.RESTTIME:
            return t.length(getattr(order, field))
        case Field.PRICE | Field.DEPOSIT | Field.PAID:
            sum_: int | None = getattr(order, field)
            return "" if sum_ is None else t.money(sum_)
    return _who_or_what(order, field, own)


def _who_or_what(order: OrderView, field: Field, own: str) -> str:
    match field:
        case Field.INSTRUCTOR:
            return order.instructor.name if order.instructor else ""
        case Field.CLIENT:
            return order.client.full_name if order.client else ""
        case Field.NOTE:
            return order.description
        case Field.CUSTOM:
            return order.custom.get(own, "")
        case Field.CAME:
            return "" if order.came is None else str(order.came)
    return str(order.players)


def ask_value(t: Words, form: OrderForm, field: Field, own: str, sought: str) -> Screen:
    """One field: what it is, the answers as buttons with the current one marked, and typing."""
    order = form.order
    now = said(t, order, field, own)
    asked = _client_question(t, form, sought) if field is Field.CLIENT else question(t, field, own)
    current = t("Now: {value}", value=cut(now, VALUE_MOST)) if now else None
    rows = _client_rows(t, form) if field is Field.CLIENT else _value_rows(t, form, field, own)
    return Screen(
        lines(order_title(t, order), bold(title(t, field, own)), current, asked),
        keyboard(*rows, [press(t.plain("« To the game"), Cancelled())]),
    )


def saved(t: Words, order: OrderView, field: Field, own: str = "") -> Markup:
    """`✅ Игроки: 12`."""
    value = said(t, order, field, own)
    return t("✅ {field}: {value}", field=title(t, field, own), value=cut(value, VALUE_MOST) or t.plain("empty"))


def _edit(t: Words, order: OrderView, field: Field, own: str = "", number: int = 0) -> InlineKeyboardButton:
    value = said(t, order, field, own)
    label = f"{title(t, field, own)}: {value}" if value else title(t, field, own)
    return press(label, FieldOpened(order.uid, field, number))


def _rest(t: Words, order: OrderView) -> str:
    zone = zone_label(t, order.restroom)
    return f"{zone}, {t.length(order.resttime)}" if order.restroom else zone


def _value_rows(t: Words, form: OrderForm, field: Field, own: str) -> list[Row]:
    answers = _answers(t, form, field)
    if not said(t, form.order, field, own) and field in _MAY_BE_EMPTY:
        answers = [answer for answer in answers if answer[1]]  # nothing to empty
    longest = max((len(label) for label, _code in answers), default=0)
    width = 4 if longest <= 5 else 3 if longest <= 8 else 2
    now = _code(form.order, field, own)
    rows = in_rows((press(chosen(label, code == now), OptionPicked(code)) for label, code in answers), width)
    if field is Field.RESTROOM and form.order.restroom:
        lengths = sorted({*REST_LENGTHS, form.order.resttime})
        rows += in_rows((_rest_length(t, form.order, one) for one in lengths), 2)
    return rows


def _rest_length(t: Words, order: OrderView, seconds: int) -> InlineKeyboardButton:
    return press(chosen(t.length(seconds), seconds == order.resttime), RestLengthPicked(seconds))


def _answers(t: Words, form: OrderForm, field: Field) -> list[tuple[str, str]]:
    order = form.order
    match field:
        case Field.PLAYERS:
            numbers = {*(one for one in PLAYERS if one <= form.most), order.players}
            return [(str(one), str(one)) for one in sorted(numbers)]
        case Field.CAME:
            came = order.players if order.came is None else order.came
            return [(str(one), str(one)) for one in sorted({came, order.players})] + [(t.plain("not known"), "")]
        case Field.PAID:
            sums = sorted({0, order.deposit, order.price or 0, order.paid})
            return [(t.money(one), str(one)) for one in sums]
        case Field.NOTE | Field.CUSTOM:
            return [(t.plain("Erase"), "")]
    return options(t, field, form.staff, form.usual)


def _code(order: OrderView, field: Field, own: str) -> str:
    """The code of the answer that holds now."""
    if field is Field.INSTRUCTOR:
        return str(order.instructor.user_id) if order.instructor else ""
    if field in (Field.NOTE, Field.CUSTOM, Field.CLIENT):
        return "-"  # texts and clients are not among the marked answers
    value = getattr(order, field)
    return "" if value is None else str(value)


def _client_question(t: Words, form: OrderForm, sought: str) -> Markup:
    if not sought:
        return t("Whose game is it? Type a name or a phone.")
    if not form.clients:
        return t("Nobody is found for “{typed}”. Try another part of the name, or the phone.", typed=cut(sought, 40))
    return t("Found for “{typed}”:", typed=cut(sought, 40))


def _client_rows(t: Words, form: OrderForm) -> list[Row]:
    hits: Sequence[Row] = [[press(client_button_label(one), ClientChosen(one.uid))] for one in form.clients]
    without = [press(t.plain("No client"), WithoutClient())] if form.order.client else []
    return [*hits, without]
