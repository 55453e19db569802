"""What the staff's `/order` asks: who, which day, where and when, how many, and the summary before it is booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup

from domain.clients import NewClient
from domain.orders import Polygon
from domain.phones import show_phone
from domain.views import ClientView, MonthView, OrderView, Slots
from ui import orders
from ui.callbacks import Button, button
from ui.common import Cancelled, WentBack, cancel_row
from ui.months import month_grid
from ui.orders import chosen, client_button_label, client_line, polygon_label
from ui.screen import Row, Screen, bold, in_rows, keyboard, lines, press, quote
from ui.texts import Words

STARTS = 24  # on one page
PLAYERS = (5, 8, 10, 12, 15, 20)
HITS = 8


@button("nc")
@dataclass(frozen=True)
class ClientChosen(Button):
    """A client of those found, or of the newest."""

    client_uid: int


@button("na")
@dataclass(frozen=True)
class TypedClientAdded(Button):
    """[➕ Ольга, +7 999 643-23-87]: as typed."""


@button("nn")
@dataclass(frozen=True)
class WithoutClient(Button):
    """[Без клиента] (S1.41)."""


@button("nd")
@dataclass(frozen=True)
class DayPicked(Button):
    """A day to play on."""

    day: date


@button("nm")
@dataclass(frozen=True)
class MonthTurned(Button):
    """Another month to pick a day from."""

    year: int
    month: int


@button("nt")
@dataclass(frozen=True)
class StartPicked(Button):
    """A free start."""

    start: datetime


@button("ng")
@dataclass(frozen=True)
class PolygonSwitched(Button):
    """[парк]: show its free starts."""

    polygon: Polygon


@button("nl")
@dataclass(frozen=True)
class LengthSwitched(Button):
    """[2 ч]: show the starts at which so long a game fits. In seconds."""

    gametime: int


@button("nr")
@dataclass(frozen=True)
class StartsTurned(Button):
    """Another page of starts."""

    page: int


@button("np")
@dataclass(frozen=True)
class PlayersPicked(Button):
    """So many players."""

    players: int


@button("ny")
@dataclass(frozen=True)
class Booked(Button):
    """[✅ Записать]."""


@dataclass(frozen=True)
class SoFar:
    """What is known of the game before its summary. ``gametime`` in seconds."""

    today: date
    client: ClientView | None = None
    is_without_client: bool = False
    day: date | None = None
    start: datetime | None = None
    gametime: int = 0
    polygon: Polygon = Polygon.ARENA

    def heading(self, t: Words) -> Markup:
        """Above every question."""
        return lines(bold(t("🎯 New game")), self._who(t), self._when(t))

    def _who(self, t: Words) -> Markup | None:
        return client_line(t, self.client, is_reach_shown=False) if self.client or self.is_without_client else None

    def _when(self, t: Words) -> Markup | None:
        if self.day is None:
            return None
        day = Markup("📅 {}").format(day_said(t, self.day, self.today))
        if self.start is None:
            return day
        span = t.span(self.start, self.start + timedelta(seconds=self.gametime))
        return Markup("{}, {} {}").format(day, span, polygon_label(t, self.polygon))


def day_said(t: Words, day: date, today: date) -> str:
    """`сб, 28 нояб.`, with the year where it is another one."""
    return t.day(day) if day.year == today.year else f"{t.day(day)} {day.year}"


def ask_client(
    t: Words, sofar: SoFar, typed: str, clients: Sequence[ClientView], new: NewClient | None, back: str | None
) -> Screen:
    """Whose game? ``clients`` are the hits of ``typed``, or the newest cards; ``new`` is whom a press would add."""
    if typed:
        asked = t("Found by “{typed}”. Choose, or type more exactly.", typed=typed)
        if not clients:
            asked = t("Nobody is on file as “{typed}”. Add the client, or search again.", typed=typed)
        if len(clients) >= HITS:
            asked = t("Many are found by “{typed}”, here are the first. Type more of the name or phone.", typed=typed)
    else:
        asked = t("Whose game? Type a name, a phone or a part of a name.")
    add = press(_new_label(t, new), TypedClientAdded()) if new else None
    return Screen(
        _question(t, sofar, asked),
        keyboard(
            *([press(client_button_label(one), ClientChosen(one.uid))] for one in clients),
            [add] if add else None,
            [press(t.plain("No client"), WithoutClient())],
            _row_back(t, t.plain("Back"), back) if back else cancel_row(t),
        ),
    )


def ask_card(t: Words, sofar: SoFar, new: NewClient, back: str) -> Screen:
    """The phone of a new client whose name was typed, or the other way round."""
    if new.phone:
        asked = t("{phone} is new. What is the name?", phone=show_phone(new.phone))
    else:
        asked = t("{name} is not on file. Type the phone, and I'll add the card.", name=new.full_name)
    return Screen(
        _question(t, sofar, asked),
        keyboard([press(t.plain("No client"), WithoutClient())], _row_back(t, t.plain("Search"), back)),
    )


def ask_day(t: Words, sofar: SoFar, month: MonthView, back: str) -> Screen:
    """Which day?"""
    today = sofar.today
    grid = month_grid(
        t,
        month,
        today,
        lambda day: DayPicked(day) if day >= today else None,
        lambda year, number: MonthTurned(year, number) if (year, number) >= (today.year, today.month) else None,
    )
    return Screen(
        _question(t, sofar, t("Which day? You may also type “tomorrow”, “28.11” or “tomorrow at 15”.")),
        keyboard(orders.near_day_row(t, today, DayPicked), *grid, _row_back(t, t.plain("Back"), back)),
    )


def ask_time(t: Words, sofar: SoFar, slots: Slots, lengths: Sequence[int], page: int, back: str, label: str) -> Screen:
    """Where, how long, and when it starts: all on one screen. ``label`` says where ``back`` leads."""
    polygons = [press(chosen(polygon_label(t, one), one == slots.polygon), PolygonSwitched(one)) for one in Polygon]
    wide = [press(chosen(t.length(one), one == slots.gametime), LengthSwitched(one)) for one in lengths]
    pages = -(-len(slots.starts) // STARTS)
    page = max(0, min(page, pages - 1))
    shown = slots.starts[page * STARTS : (page + 1) * STARTS]
    starts = in_rows((press(chosen(t.time(at), at == sofar.start), StartPicked(at)) for at in shown), 4)
    return Screen(
        _question(t, sofar, _starts_said(t, slots)),
        keyboard(polygons, wide, *starts, _pages(t, page, pages), _row_back(t, label, back)),
    )


def ask_players(t: Words, sofar: SoFar, most: int, back: str, label: str) -> Screen:
    """How many? ``most`` is what the polygon takes."""
    asked = t(
        "How many players? At most {most} here ({polygon}).", most=most, polygon=polygon_label(t, sofar.polygon)
    )  # fmt: skip
    numbers = in_rows((press(str(one), PlayersPicked(one)) for one in PLAYERS if one <= most), 3)
    return Screen(_question(t, sofar, asked), keyboard(*numbers, _row_back(t, label, back)))


def summary_text(t: Words, order: OrderView, today: date) -> Markup:
    """Everything that would be booked."""
    day = day_said(t, t.local(order.date).date(), today)
    return lines(bold(t("🎯 New game · {day}", day=day)), *orders.order_lines(t, order), quote(order.description))


def _question(t: Words, sofar: SoFar, asked: Markup) -> Markup:
    return sofar.heading(t) + Markup("\n\n") + asked


def _new_label(t: Words, new: NewClient) -> str:
    """`➕ Ольга, +7 999 643-23-87` where a press adds; where more has to be asked, that it is a new client."""
    if new.is_complete:
        return f"➕ {new.full_name}, {show_phone(new.phone)}"
    return t.plain("➕ New client: {who}", who=new.full_name or show_phone(new.phone))


def _starts_said(t: Words, slots: Slots) -> Markup:
    where = polygon_label(t, slots.polygon)
    if slots.starts:
        return t("Place, length and start. You may also type the time: “15:00”.")
    if not slots.opens:
        return t("Closed that day: {polygon}. Choose another place or day.", polygon=where)
    return t("Nothing is free that day for such a game ({polygon}). Try another place, length or day.", polygon=where)


def _pages(t: Words, page: int, pages: int) -> Row | None:
    if pages < 2:
        return None
    earlier = [press(t.plain("« earlier"), StartsTurned(page - 1))] if page else []
    later = [press(t.plain("later »"), StartsTurned(page + 1))] if page < pages - 1 else []
    return [*earlier, *later]


def _row_back(t: Words, label: str, state: str) -> Row:
    return [press("« " + label, WentBack(state)), press(t.plain("Cancel"), Cancelled())]
