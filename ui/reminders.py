"""What a customer reads before a game, and what managers read who have to call one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from markupsafe import Markup

from domain.orders import Polygon
from domain.phones import show_phone
from ui.callbacks import Button, button
from ui.notices import notice
from ui.orders import polygon_label
from ui.own_orders import GameCancelAsked, GameMoveAsked, GameOpened
from ui.screen import MAIN, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words

Facts = dict[str, Any]
CALLS_SHOWN, NAME = 20, 80  # calls on one list; characters


@button("mc")
@dataclass(frozen=True)
class WillCome(Button):
    """[✅ Будем]: to the game as it was told of, at that time."""

    uid: int
    date: datetime


@button("mp")
@dataclass(frozen=True)
class Called(Button):
    """[✅ Позвонили]: a customer of the day's call list."""

    uid: int
    day: date


@notice("order_reminder")
def reminder(t: Words, facts: Facts) -> Screen:
    """`🎯 Ждём вас завтра в 15:00`, where, and whether they come."""
    start, uid = datetime.fromisoformat(facts["date"]), facts["uid"]
    day = t.local(start).date()
    near = t.near_day(day, date.fromisoformat(facts["today"]))
    asked = t("You have told us that you come ✅") if facts["is_coming"] else t("Are you coming?")
    come = [press(t.plain("✅ We are coming"), WillCome(uid, start), MAIN)]
    return Screen(
        lines(
            bold(t("🎯 We expect you {day} at {time}", day=near, time=t.time(start))),
            _where(t, facts, start, day),
            t("Address: {address}", address=facts["address"]) if facts["address"] else None,
            t("Phone: {phone}", phone=facts["contact"]) if facts["contact"] else None,
            asked,
        ),
        keyboard(
            None if facts["is_coming"] else come,
            [
                press(t.plain("❌ Cancel"), GameCancelAsked(uid)),
                press(t.plain("🔁 Move"), GameMoveAsked(uid, None)),
            ],
            [press(t.plain("🎯 My game"), GameOpened(uid))] if facts["is_coming"] else None,
        ),
        place=tuple(facts["place"]) if facts["place"] else None,
    )


@notice("order_reminder_over")
def over(t: Words, facts: Facts) -> Screen:
    """A reminder of a date that no longer holds."""
    was, start = (datetime.fromisoformat(facts[name]) for name in ("was", "date"))
    match facts["how"]:
        case "moved":
            text = t("🎯 The game of {was} is moved to {moment}.", was=t.moment(was), moment=t.moment(start))
        case "off":
            text = t("⛔ The game of {was} does not take place.", was=t.moment(was))
        case _:
            text = t("This reminder no longer holds.")
    return Screen(text)


@notice("call_list")
def call_list(t: Words, facts: Facts) -> Screen:
    """Whom to call before the games of a day, by their time."""
    games, day = facts["games"][:CALLS_SHOWN], date.fromisoformat(facts["day"])
    waiting = [game for game in games if not game["is_done"]]
    title = bold(t("👤 To call before the games of {day}", day=t.day(day)))
    if not games:
        return Screen(lines(title, t("There is nobody to call.")))
    about = t("Telegram does not reach them.") if waiting else t("All of them have been called.")
    buttons = [[press(t.plain("✅ Called: {who}", who=_who(t, game)), Called(game["uid"], day))] for game in waiting]
    return Screen(lines(title, about, "", *(_call(t, game) for game in games)), keyboard(*buttons))


def _where(t: Words, facts: Facts, start: datetime, day: date) -> Markup:
    span = t.span(start, start + timedelta(seconds=facts["gametime"]))
    players = t.count("{n} player", "{n} players", facts["players"])
    where = polygon_label(t, Polygon(facts["polygon"]))
    return Markup("{}, {} · {} · {}").format(t.day(day), span, where, players)


def _call(t: Words, game: Facts) -> Markup:
    start = datetime.fromisoformat(game["date"])
    where = polygon_label(t, Polygon(game["polygon"]))
    line = Markup("{} {} · {} · {}").format(t.time(start), where, cut(game["name"], NAME), show_phone(game["phone"]))
    if not game["is_done"]:
        return line
    return Markup("✅ {} · {}").format(line, game["by"]) if game["by"] else Markup("✅ {}").format(line)


def _who(t: Words, game: Facts) -> str:
    return cut(f"{t.time(datetime.fromisoformat(game['date']))} {game['name']}", 28)
