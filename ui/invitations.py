"""/invite: its questions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from domain.invitations import Invitation
from domain.views import MonthView, OrderView
from ui.callbacks import Button, button
from ui.common import Cancelled
from ui.months import month_grid
from ui.screen import Row, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words


@button("iv")
@dataclass(frozen=True)
class Invited(Button):
    """[🎈 Приглашения] of a game; uid 0 = a day that is not booked here."""

    uid: int


@button("ig")
@dataclass(frozen=True)
class GamePicked(Button):
    """A game to invite to; uid 0 = another day."""

    uid: int


@button("id")
@dataclass(frozen=True)
class InviteDay(Button):
    """A day of the month."""

    day: date


@button("im")
@dataclass(frozen=True)
class InviteMonth(Button):
    """Another month."""

    year: int
    month: int


@button("ie")
@dataclass(frozen=True)
class InvitesDone(Button):
    """[Готово]: no more guests."""


def _cancel(t: Words) -> Row:
    return [press(t.plain("Cancel"), Cancelled())]


def ask_game(t: Words, games: list[OrderView]) -> Screen:
    """Which game?"""
    rows: list[Row] = [[press(cut(_line(t, game), 38), GamePicked(game.uid))] for game in games]
    other = [press(t.plain("Another day"), GamePicked(0))]
    return Screen(
        lines(bold("🎈 " + t.plain("Invitations")), t("Which game do we invite to?")),
        keyboard(*rows, other, _cancel(t)),
    )


def _line(t: Words, game: OrderView) -> str:
    who = f" · {game.client.full_name}" if game.client else ""
    return f"{t.moment(game.date)}{who}"


def ask_child(t: Words) -> Screen:
    """Whose birthday, in the genitive."""
    return Screen(
        lines(t("Whose celebration is it? For example: Timofey's"), t("It will say: “to the celebration of …”.")),
        keyboard(_cancel(t)),
    )


def ask_day(t: Words, month: MonthView, today: date) -> Screen:
    """Which day."""
    grid = month_grid(t, month, today, lambda day: InviteDay(day) if day >= today else None, _month(today))
    return Screen(t("Which day?"), keyboard(*grid, _cancel(t)))


def _month(today: date) -> Callable[[int, int], Button | None]:
    return lambda year, month: InviteMonth(year, month) if (year, month) >= (today.year, today.month) else None


def ask_time(t: Words) -> Screen:
    """At what time."""
    return Screen(t("At what time? For example: 15:00"), keyboard(_cancel(t)))


def ask_place(t: Words) -> Screen:
    """Where."""
    return Screen(t("Where? The city and address."), keyboard(_cancel(t)))


def ask_guest(t: Words, made: int) -> Screen:
    """The next guest."""
    done = [press(t.plain("Enough"), InvitesDone())]
    text = t.count("{n} invitation is ready.", "{n} invitations are ready.", made) if made else None
    ask = t("Whom do we invite next?") if made else t("Whom do we invite? For example: Masha")
    return Screen(lines(text, ask), keyboard(done if made else None, _cancel(t) if not made else None))


def caption(t: Words, invitation: Invitation) -> Markup:
    """Under the picture."""
    return t("An invitation for {guest}. Forward it.", guest=invitation.guest)


def done(t: Words, made: int) -> Screen:
    """No more guests."""
    return Screen(t.count("🎈 {n} invitation is ready.", "🎈 {n} invitations are ready.", made))


def not_sent(t: Words) -> Markup:
    """Telegram was out of reach."""
    return t("⚠️ The picture did not get through. Please send the name once more.")
