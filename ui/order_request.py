"""What a customer is asked who orders a game by themselves, and what they read when it is sent (S1.65)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from markupsafe import Markup
from telegram import KeyboardButton, ReplyKeyboardMarkup

from domain.clients import NewClient
from domain.orders import GameType, Polygon
from domain.own_orders import OwnGame, Standing
from domain.views import MonthView, Slots
from ui import free_times
from ui.callbacks import Button, button
from ui.common import WentBack, back_row, cancel_row
from ui.orders import chosen, game_type_label, polygon_label
from ui.own_orders import GameOpened, GamesListed
from ui.screen import MAIN, Screen, bold, in_rows, keyboard, lines, press
from ui.texts import Words

PLAYERS = (6, 8, 10, 12, 15, 20)
LENGTHS = (3600, 5400, 7200)  # seconds, beside the usual one


@button("wk")
@dataclass(frozen=True)
class NameKept(Button):
    """[Ольга Минеева]: as Telegram has it."""


@button("wy")
@dataclass(frozen=True)
class DayChosen(Button):
    """A day to play on."""

    day: date


@button("wn")
@dataclass(frozen=True)
class MonthShown(Button):
    """Another month to choose a day from."""

    year: int
    month: int


@button("wp")
@dataclass(frozen=True)
class PlaceChosen(Button):
    """[парк]: its free times."""

    polygon: Polygon


@button("wh")
@dataclass(frozen=True)
class LengthChosen(Button):
    """[2 ч]: the times at which so long a game fits. In seconds."""

    gametime: int


@button("ws")
@dataclass(frozen=True)
class StartChosen(Button):
    """A free start."""

    start: datetime


@button("wq")
@dataclass(frozen=True)
class PlayersChosen(Button):
    """So many play."""

    players: int


@button("wb")
@dataclass(frozen=True)
class TypeChosen(Button):
    """What is played."""

    gametype: GameType


@button("wf")
@dataclass(frozen=True)
class RequestSent(Button):
    """[✅ Отправить заявку]."""


@dataclass(frozen=True)
class Wish:
    """What is known of the wish so far. ``gametime`` in seconds; no start, no players: not chosen yet."""

    day: date | None = None
    start: datetime | None = None
    polygon: Polygon = Polygon.ARENA
    gametime: int = 3600
    players: int = 0
    gametype: GameType | None = None

    def lines(self, t: Words) -> list[Markup]:
        """What is chosen, a fact a line."""
        when = Markup("📅 {}").format(t.day(self.day)) if self.day else None
        if self.start is not None:
            span = t.span(self.start, self.start + timedelta(seconds=self.gametime))
            day = t.day(t.local(self.start).date())
            when = Markup("📅 {}, {} {}").format(day, span, polygon_label(t, self.polygon))
        what = [
            game_type_label(t, self.gametype) if self.gametype else None,
            t.count("{n} player", "{n} players", self.players) if self.players else None,
        ]
        said = Markup(" · ").join(part for part in what if part)
        return [part for part in (when, said) if part]


# --- who orders ---


def ask_contact(t: Words) -> Screen:
    """The own phone, by Telegram's button: a typed one proves nothing."""
    below = ReplyKeyboardMarkup(
        [[KeyboardButton(t.plain("📱 Send my phone"), request_contact=True)], [t.plain("Cancel")]],
        resize_keyboard=True, one_time_keyboard=True,
    )  # fmt: skip
    why = t("Please send your phone with the button below. We call it only about your game. I ask once.")
    return Screen(lines(_title(t), why), below)


def ask_name(t: Words, known: NewClient | None) -> Screen:
    """The name for the card; Telegram's is offered where it is one."""
    asked = t("Whom shall I write down? Press your name, or type name and surname.")
    if known is None:
        asked = t("Whom shall I write down? Type your name and surname, please.")
    keep = [press(said_name(known), NameKept())] if known else None
    return Screen(lines(_title(t), asked), keyboard(keep, cancel_row(t)))


def said_name(name: NewClient) -> str:
    """`Ольга Минеева`, as people say it of themselves."""
    return " ".join(part for part in (name.name, name.midname, name.surname) if part)


def limit(t: Words, standing: Standing) -> Screen:
    """No more open orders."""
    said = t.count(
        "You have {n} order ahead already, more is not possible at once.",
        "You have {n} orders ahead already, more is not possible at once.",
        standing.open,
    )
    call = t("For one more game please call us: {contact}", contact=standing.contact) if standing.contact else None
    return Screen(lines(said, call), keyboard([press(t.plain("My games"), GamesListed())]))


# --- what and when ---


def ask_day(t: Words, wish: Wish, month: MonthView, today: date, last: date, back: str | None) -> Screen:
    """Which day? ``back``: the state to return to, where everything is chosen already."""
    rows = free_times.day_rows(t, month, today, last, DayChosen, MonthShown)
    asked = t("Which day? You may also type it: “saturday” or “28.11”. ● means that nothing is free.")
    return Screen(_question(t, wish, asked), keyboard(*rows, back_row(t, back) if back else cancel_row(t)))


def ask_time(t: Words, wish: Wish, slots: Slots, usual: int, back: str) -> Screen:
    """Where, how long, and when it begins: all on one screen."""
    lengths = [
        press(chosen(t.length(one), one == slots.gametime), LengthChosen(one)) for one in sorted({usual, *LENGTHS})
    ]
    return Screen(
        _question(t, wish, free_times.said(t, slots)),
        keyboard(
            free_times.place_row(t, slots.polygon, PlaceChosen),
            lengths,
            *free_times.start_rows(t, slots, StartChosen),
            back_row(t, back),
        ),
    )


def ask_players(t: Words, wish: Wish, most: int, back: str) -> Screen:
    """How many?"""
    numbers = in_rows((press(str(one), PlayersChosen(one)) for one in PLAYERS if one <= most), 3)
    asked = t("How many will play? At most {most} here. Roughly is fine, you may also type it.", most=most)
    return Screen(_question(t, wish, asked), keyboard(*numbers, back_row(t, back)))


def ask_type(t: Words, wish: Wish, back: str) -> Screen:
    """What is it?"""
    kinds = (GameType.BIRTHDAY, GameType.GAME, GameType.QUEST)
    rows = [[press(game_type_label(t, one), TypeChosen(one))] for one in kinds]
    return Screen(_question(t, wish, t("What shall it be?")), keyboard(*rows, back_row(t, back)))


def confirm(
    t: Words, wish: Wish, name: NewClient | None, standing: Standing, answer: Markup, states: Sequence[tuple[str, str]]
) -> Screen:
    """Everything before it is sent; each line a press away. ``states``: label and state of what can be changed."""
    return Screen(
        lines(
            bold(t("🎯 Your order")), *wish.lines(t),
            Markup("👤 {}").format(said_name(name)) if name else None,
            t("Address: {address}", address=standing.address) if standing.address else None,
            t("Deposit: {sum}", sum=t.money(standing.deposit)) if standing.deposit else None,
            Markup("\n") + answer,
        ),
        keyboard(
            [press(t.plain("✅ Send the order"), RequestSent(), MAIN)],
            [press("✏️ " + label, WentBack(state)) for label, state in states],
            cancel_row(t),
        ),
    )  # fmt: skip


def answer_by(t: Words, until: datetime, now: datetime, hold: int) -> Markup:
    """How soon a manager answers: a length by day, a moment where the night lies between."""
    if until - now <= timedelta(seconds=hold):
        length = t.length(round((until - now).total_seconds() / 60) * 60)
        return t("A manager confirms within {length}; the time is yours until then.", length=length)
    return t("A manager confirms before: {moment}. The time is yours until then.", moment=t.moment(until))


def requested(t: Words, game: OwnGame, answer: Markup) -> Screen:
    """It is sent."""
    order = game.order
    return Screen(
        lines(
            bold(t("✅ The order is sent")),
            *Wish(None, order.date, order.polygon, order.gametime, order.players, order.gametype).lines(t),
            Markup("\n") + answer + " " + t("I'll write here."),
        ),
        keyboard([press(t.plain("Open the game"), GameOpened(order.uid))]),
    )


def _title(t: Words) -> Markup:
    return bold(t("🎯 Your order"))


def _question(t: Words, wish: Wish, asked: Markup) -> Markup:
    return lines(_title(t), *wish.lines(t)) + Markup("\n\n") + asked
