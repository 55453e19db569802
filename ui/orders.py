"""A game in words: its labels, its card, one line of it, and the rows of times and days that a person picks from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from domain.orders import GameType, Gifts, Polygon, Status
from domain.phones import show_phone
from domain.views import ClientView, OrderView
from ui.callbacks import Button, button
from ui.screen import Row, bold, cut, in_rows, lines, press, quote
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark a word for translation; it is translated where it is shown."""
    return msgid


POLYGONS: Mapping[Polygon, str] = {
    Polygon.ARENA: _("arena"), Polygon.PARK: _("park"), Polygon.FOREST: _("forest"),
}  # fmt: skip
GAME_TYPES: Mapping[GameType, str] = {
    GameType.GAME: _("game"), GameType.BIRTHDAY: _("birthday"), GameType.QUEST: _("quest"),
}  # fmt: skip
GIFTS: Mapping[Gifts, str] = {
    Gifts.BANDANA: _("bandanas"), Gifts.BULLETS: _("bullets"), Gifts.DOGTAG: _("dog tags"), Gifts.SNOOD: _("snoods"),
    Gifts.WITHOUT: _("no gifts"),
}  # fmt: skip
STATUSES: Mapping[Status, str] = {
    Status.REQUESTED: _("requested"), Status.CONFIRMED: _("confirmed"), Status.ARRIVED: _("arrived"),
    Status.DONE: _("done"), Status.CANCELLED: _("cancelled"), Status.NO_SHOW: _("no_show"),
}  # fmt: skip


@button("cd")
@dataclass(frozen=True)
class DayOpened(Button):
    """A day of the calendar, to look at."""

    day: date


@button("cm")
@dataclass(frozen=True)
class MonthOpened(Button):
    """A month of the calendar, to look at."""

    year: int
    month: int


@button("oo")
@dataclass(frozen=True)
class OrderOpened(Button):
    """A game's card."""

    uid: int


@button("or")
@dataclass(frozen=True)
class OrderRepeated(Button):
    """[🔁 Повторить]: the same game on another day."""

    uid: int


@button("od")
@dataclass(frozen=True)
class DayOrdered(Button):
    """[➕ Новая игра] of a day of the calendar (S1.10)."""

    day: date


@button("gp")
@dataclass(frozen=True)
class GapPicked(Button):
    """A free gap of the calendar: a game begins there (S1.10)."""

    start: datetime
    polygon: Polygon


def polygon_label(t: Words, polygon: Polygon) -> str:
    """`арена`."""
    return t.plain(POLYGONS[polygon])


def game_type_label(t: Words, kind: GameType) -> str:
    """`день рождения`."""
    return t.plain(GAME_TYPES[kind])


def gifts_label(t: Words, gifts: Gifts) -> str:
    """`банданы`."""
    return t.plain(GIFTS[gifts])


def status_label(t: Words, status: Status) -> str:
    """`подтверждена`."""
    return t.plain(STATUSES[status])


def zone_label(t: Words, restroom: int) -> str:
    """`зона 1`, `без зоны`."""
    return t.plain("zone {number}", number=restroom) if restroom else t.plain("no zone")


def client_label(client: ClientView) -> str:
    """`Минеева Ольга · +7 999 643-23-87`, plain."""
    return f"{client.full_name} · {show_phone(client.phone)}"


def client_button_label(client: ClientView) -> str:
    """The same, cut in the name so that the phone stays whole on a button."""
    return f"{cut(client.full_name, 20)} · {show_phone(client.phone)}"


# --- the card ---


def order_card(t: Words, order: OrderView) -> Markup:
    """The whole card's text, at most 12 lines and a note."""
    return lines(order_title(t, order), *order_lines(t, order), status_line(t, order), quote(order.description))


def order_title(t: Words, order: OrderView) -> Markup:
    """`🎯 Игра №128 · сб, 21 нояб.`, bold."""
    return bold(t("🎯 Game No {uid} · {day}", uid=order.uid, day=t.day(t.local(order.date).date())))


def order_lines(t: Words, order: OrderView) -> list[Markup | None]:
    """The facts of a game that hold before it is booked too: time and place, what, who, money, own fields."""
    what = (game_type_label(t, order.gametype), _players(t, order), gifts_label(t, order.gifts))
    return [
        time_line(t, order),
        Markup(" · ").join(what),
        client_line(t, order.client, is_reach_shown=order.uid > 0),
        money_line(t, order),
        t("Instructor: {name}", name=order.instructor.name) if order.instructor else None,
        *(Markup("{}: {}").format(name, cut(value, 100)) for name, value in list(order.custom.items())[:4] if value),
    ]


def time_line(t: Words, order: OrderView) -> Markup:
    """`15:00–16:00 арена, отдых до 17:00 в зоне 1`."""
    played = order.date + timedelta(seconds=order.gametime)
    line = Markup("{} {}").format(t.span(order.date, played), polygon_label(t, order.polygon))
    if not order.restroom or not order.resttime:  # a rest without a zone is none (T34)
        return line
    until = t.time(played + timedelta(seconds=order.resttime))
    return line + ", " + t("rest until {until} in zone {number}", until=until, number=order.restroom)


def client_line(t: Words, client: ClientView | None, *, is_reach_shown: bool = True) -> Markup:
    """`👤 Минеева Ольга · +7 999 643-23-87`, and that only a call reaches them (no matter before a game is booked)."""
    if client is None:
        return t("👤 no client")
    line = Markup("👤 {}").format(client_label(client))
    return line if client.has_telegram or not is_reach_shown else line + Markup(" · ") + t("no Telegram, call")


def money_line(t: Words, order: OrderView) -> Markup | None:
    """`Цена 12 500 ₽ · предоплата 2 000 ₽ · оплачено 2 000 ₽ · осталось 10 500 ₽`; nothing where nothing is known."""
    rest = (order.price or 0) - order.paid
    parts = [
        t("price {sum}", sum=t.money(order.price)) if order.price is not None else None,
        t("deposit {sum}", sum=t.money(order.deposit)) if order.deposit else None,
        t("paid {sum}", sum=t.money(order.paid)) if order.paid else None,
        t("to pay {sum}", sum=t.money(rest)) if order.paid and rest > 0 else None,
    ]
    said = Markup(" · ").join(part for part in parts if part)
    return said[:1].upper() + said[1:] if said else None


def status_line(t: Words, order: OrderView) -> Markup:
    """`Статус: подтверждена`, with the reason of a cancellation or how long a request holds its time."""
    if order.deleted_at is not None:
        return t("Status: {status}", status=t("deleted"))
    line = t("Status: {status}", status=status_label(t, order.status))
    if order.status == Status.REQUESTED and order.held_until is not None:
        return line + ", " + t("the time is held until {until}", until=t.moment(order.held_until))
    if order.status == Status.CONFIRMED and order.is_coming:
        return line + ", " + t("the client is coming ✅")
    return line + Markup(" ({})").format(order.cancel_reason) if order.cancel_reason else line


def order_line(t: Words, order: OrderView) -> str:
    """A game in one line of a list, plain: `15:00–16:00 арена · Минеева Ольга · 12 игроков`."""
    played = order.date + timedelta(seconds=order.gametime)
    who = order.client.full_name if order.client else t.plain("no client")
    span = f"{t.span(order.date, played)} {polygon_label(t, order.polygon)}"
    return f"{span} · {who} · {t.count('{n} player', '{n} players', order.players)}"


def _players(t: Words, order: OrderView) -> Markup:
    if order.came is not None and order.came != order.players:
        return t("{came} of {players} came", came=order.came, players=order.players)
    return t.count("{n} player", "{n} players", order.players)


# --- rows to pick from ---


def time_rows(t: Words, starts: Iterable[datetime], start_button: Callable[[datetime], Button]) -> list[Row]:
    """Free starts, four in a row."""
    return in_rows((press(t.time(start), start_button(start)) for start in starts), 4)


def near_days(today: date) -> tuple[date, date, date]:
    """Today, tomorrow and the next Saturday after them: the days most asked for."""
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    return today, today + timedelta(days=1), saturday + timedelta(days=7 if (saturday - today).days < 2 else 0)


def near_day_row(t: Words, today: date, day_button: Callable[[date], Button]) -> Row:
    """`[Сегодня] [Завтра] [сб 28]`."""
    now, next_, saturday = near_days(today)
    labels = (t.plain("Today"), t.plain("Tomorrow"), f"{t.weekday(5)} {saturday.day}")
    return [press(label, day_button(day)) for label, day in zip(labels, (now, next_, saturday), strict=True)]


def chosen(label: str, is_chosen: bool) -> str:
    """`·арена·` for the one that is on."""
    return f"·{label}·" if is_chosen else label
