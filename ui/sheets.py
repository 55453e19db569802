"""The day's sheet as an instructor reads it standing in the hall, and the evening line of the owners."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.orders import GameType, Gifts, Polygon, Status
from domain.phones import show_phone
from ui.callbacks import Button, button
from ui.notices import notice
from ui.orders import game_type_label, gifts_label, polygon_label, status_label
from ui.screen import MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, press
from ui.texts import Words

Facts = dict[str, Any]
SHOWN, LENGTH = 15, 3500  # games and characters of one sheet; a day with more is read in the calendar
NOTE, NAME = 120, 80  # characters


@button("ma")
@dataclass(frozen=True)
class SheetArrived(Button):
    """[Пришли] of a game on the sheet of a day."""

    uid: int
    day: date


@button("mf")
@dataclass(frozen=True)
class SheetFinishing(Button):
    """[Закончили]: how many came?"""

    uid: int
    day: date


@button("mn")
@dataclass(frozen=True)
class SheetFinished(Button):
    """So many came."""

    uid: int
    day: date
    came: int


@button("ms")
@dataclass(frozen=True)
class SheetOpened(Button):
    """[« К листу дня]."""

    day: date


@button("mo")
@dataclass(frozen=True)
class SheetGameOpened(Button):
    """A game of the sheet: its card comes as a message of its own, the sheet stays."""

    uid: int


@notice("day_sheet")
def sheet(t: Words, facts: Facts) -> Screen:
    """The games of the day by their time, what to prepare, and what is off."""
    games, day = facts["games"], date.fromisoformat(facts["day"])
    count = t.count("{n} game", "{n} games", len(games))
    title = bold(Markup("📅 {}: {}").format(t.day(day), count) if games else Markup("📅 {}").format(t.day(day)))
    shown = _fitting(t, games)
    rest = len(games) - len(shown)
    return Screen(
        lines(
            title,
            t("No games any more today.") if not games else None,
            *shown,
            Markup("\n") + t("And {n} more: /calendar", n=rest) if rest > 0 else None,
            _gifts(t, facts["gifts"]),
            *(_gone(t, game) for game in facts["gone"][:5]),
        ),
        keyboard(*(_buttons(t, game, day) for game in games[: len(shown)])),
    )


def how_many(t: Words, facts: Facts, uid: int) -> Screen:
    """How many came to a game: the number booked first, those around it below."""
    game = next(game for game in facts["games"] if game["uid"] == uid)
    day, booked = date.fromisoformat(facts["day"]), game["players"]
    around = [n for n in range(max(1, booked - 8), booked + 9) if n != booked][:16]
    return Screen(
        lines(
            bold(t("📅 {time} {where}: how many played?", time=_time(t, game), where=_polygon(t, game))),
            _client(game),
            t("Another number can be entered on the game's card."),
        ),
        keyboard(
            [press(t.plain("{n}, as booked", n=booked), SheetFinished(uid, day, booked), MAIN)],
            *in_rows((press(str(n), SheetFinished(uid, day, n)) for n in around), 4),
            [press(t.plain("« To the day's sheet"), SheetOpened(day))],
        ),
    )


@notice("evening_line")
def evening(t: Words, facts: Facts) -> Screen:
    """What the day brought."""
    day = date.fromisoformat(facts["day"])
    counted = [
        (t("No-shows: {n}", n=facts["no_show"]), facts["no_show"]),
        (t("Cancelled: {n}", n=facts["cancelled"]), facts["cancelled"]),
        (t("Not marked as finished: {n}", n=facts["unmarked"]), facts["unmarked"]),
        (t("New clients: {n}", n=facts["new_clients"]), facts["new_clients"]),
    ]
    return Screen(
        lines(
            bold(t("📊 {day}: what the day brought", day=t.day(day))),
            t("Games played: {n}, players: {players}", n=facts["done"], players=facts["players"]),
            t("Paid: {sum}", sum=t.money(facts["paid"])),
            *(line for line, number in counted if number),
        )
    )


def _fitting(t: Words, games: list[Facts]) -> list[Markup]:
    """As many games as fit into a message."""
    shown: list[Markup] = []
    for game in games[:SHOWN]:
        block = Markup("\n") + _game(t, game)
        if sum(map(len, shown)) + len(block) > LENGTH:
            break
        shown.append(block)
    return shown


def _game(t: Words, game: Facts) -> Markup:
    status = Status(game["status"])
    mark = {Status.ARRIVED: "▶️ ", Status.DONE: "✅ ", Status.NO_SHOW: "⛔ "}.get(status, "")
    head = Markup("{}<b>{}</b> {} · {}").format(mark, _span(t, game), _polygon(t, game), _players(t, game))
    state = Markup("") if status == Status.CONFIRMED else Markup(" · {}").format(status_label(t, status))
    return lines(
        head + state,
        _client(game),
        Markup(" · ").join(part for part in (_what(t, game), _rest(t, game)) if part),
        Markup("<i>{}</i>").format(cut(game["note"], NOTE)) if game["note"] else None,
    )


def _players(t: Words, game: Facts) -> Markup:
    if game["came"] is not None and game["came"] != game["players"]:
        return t("{came} of {players} came", came=game["came"], players=game["players"])
    return t.count("{n} player", "{n} players", game["players"])


def _client(game: Facts) -> Markup | None:
    phones = " ".join(show_phone(phone) for phone in (game["phone"], game["second"]) if phone)
    told = " ✅" if game["is_coming"] else ""
    return Markup("👤 {} {}{}").format(cut(game["name"], NAME), phones, told) if game["name"] else None


def _what(t: Words, game: Facts) -> Markup:
    kind, gifts = GameType(game["gametype"]), Gifts(game["gifts"])
    who = game["instructor"]
    said = Markup("{} · {}").format(game_type_label(t, kind), gifts_label(t, gifts))
    return said + Markup(" · ") + t("instructor {name}", name=who) if who else said


def _rest(t: Words, game: Facts) -> Markup | None:
    if not game["restroom"] or not game["resttime"]:
        return None
    until = datetime.fromisoformat(game["date"]) + timedelta(seconds=game["gametime"] + game["resttime"])
    return t("rest until {until} in zone {number}", until=t.time(until), number=game["restroom"])


def _gifts(t: Words, gifts: list[tuple[str, int]]) -> Markup | None:
    listed = ", ".join(f"{gifts_label(t, Gifts(name))} {number}" for name, number in gifts)
    return Markup("\n") + t("To prepare: {gifts}", gifts=listed) if listed else None


def _gone(t: Words, game: Facts) -> Markup:
    who = Markup(" · {}").format(cut(game["name"], NAME)) if game["name"] else Markup("")
    line = Markup("{} {}{}").format(_time(t, game), _polygon(t, game), who)
    return Markup("<s>{}</s> ").format(line) + t("not today any more")


def _buttons(t: Words, game: Facts, day: date) -> Row:
    uid, time = game["uid"], _time(t, game)
    row: list[InlineKeyboardButton] = []
    if game["status"] == Status.CONFIRMED:
        row.append(press(t.plain("{time} They are here", time=time), SheetArrived(uid, day)))
    elif game["status"] == Status.ARRIVED:
        row.append(press(t.plain("{time} Finished", time=time), SheetFinishing(uid, day), MAIN))
    row.append(press(t.plain("{time} card", time=time), SheetGameOpened(uid)))
    return row


def _time(t: Words, game: Facts) -> str:
    return t.time(datetime.fromisoformat(game["date"]))


def _span(t: Words, game: Facts) -> str:
    start = datetime.fromisoformat(game["date"])
    return t.span(start, start + timedelta(seconds=game["gametime"]))


def _polygon(t: Words, game: Facts) -> str:
    return polygon_label(t, Polygon(game["polygon"]))
