"""Moving, cancelling and finishing a game: the questions after the card's buttons."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from markupsafe import Markup

from domain.views import MonthView, OrderView, Slots
from ui import order_create
from ui.callbacks import Button, button
from ui.common import Cancelled, WentBack
from ui.months import month_grid
from ui.order_card import game_name
from ui.order_create import DayPicked, MonthTurned, SoFar, day_said
from ui.orders import near_day_row, polygon_label
from ui.screen import DANGER, MAIN, Row, Screen, bold, keyboard, lines, press
from ui.texts import Words


@button("oj")
@dataclass(frozen=True)
class MoveConfirmed(Button):
    """[✅ Перенести]."""


@button("oi")
@dataclass(frozen=True)
class CancelConfirmed(Button):
    """[❌ Отменить игру], without a reason."""


@button("ow")
@dataclass(frozen=True)
class CamePicked(Button):
    """So many players came."""

    players: int


@dataclass(frozen=True)
class Moving(SoFar):
    """What is known of a game's new time; ``order`` is the game as it stands."""

    order: OrderView | None = None

    def heading(self, t: Words) -> Markup:
        """Which game, and when it is now."""
        if self.order is None:
            return super().heading(t)
        to = Markup("📅 {}").format(day_said(t, self.day, self.today)) if self.day else None
        title = bold(t("🔁 Moving {game}", game=game_name(t, self.order)))
        return lines(title, t("It was: {old}", old=when_and_where(t, self.order)), to)


def when_and_where(t: Words, order: OrderView) -> str:
    """`сб, 21 нояб., 15:00, арена`, plain."""
    return f"{t.moment(order.date)}, {polygon_label(t, order.polygon)}"


def ask_day(t: Words, moving: Moving, month: MonthView) -> Screen:
    """To which day?"""
    today = moving.today

    def day_button(day: date) -> Button | None:
        return DayPicked(day) if day >= today else None

    def month_button(year: int, number: int) -> Button | None:
        return MonthTurned(year, number) if (year, number) >= (today.year, today.month) else None

    asked = t("To which day? You may also type “tomorrow”, “28.11” or “tomorrow at 15”.")
    grid = month_grid(t, month, today, day_button, month_button)
    return Screen(
        moving.heading(t) + Markup("\n\n") + asked,
        keyboard(near_day_row(t, today, DayPicked), *grid, _to_card(t)),
    )


def ask_time(t: Words, moving: Moving, slots: Slots, page: int, back: str) -> Screen:
    """Where, and when it starts."""
    return order_create.ask_time(t, moving, slots, (), page, back, t.month(slots.day))


def ask_confirm(t: Words, order: OrderView, start: datetime, moving: Moving, back: str) -> Screen:
    """From what to what."""
    becomes = when_and_where(t, replace(order, date=start, polygon=moving.polygon))
    return Screen(
        lines(
            bold(t("🔁 Moving {game}", game=game_name(t, order))),
            t("It was: {old}", old=when_and_where(t, order)),
            t("It will be: {new}", new=becomes),
        ),
        keyboard(
            [press(t.plain("✅ Move it"), MoveConfirmed(), MAIN)],
            [press("« " + t.plain("Another time"), WentBack(back)), *_to_card(t)],
        ),
    )


def ask_reason(t: Words, order: OrderView) -> Screen:
    """Cancelling names the game; a reason is welcome, and read by the client."""
    reads = order.client is not None and order.client.has_telegram
    return Screen(
        lines(
            bold(t("Cancel {game}?", game=game_name(t, order))),
            t("You may type a reason. The client will read it.") if reads else t("You may type a reason."),
        ),
        keyboard([press(t.plain("❌ Cancel the game"), CancelConfirmed(), DANGER)], _to_card(t)),
    )


def ask_came(t: Words, order: OrderView) -> Screen:
    """How many came?"""
    return Screen(
        lines(
            bold(t("🏁 How many players came?")), t("{n} were ordered. You may also type the number.", n=order.players)
        ),
        keyboard([press(str(order.players), CamePicked(order.players), MAIN)], _to_card(t)),
    )


def moved(t: Words) -> Markup:
    """The news above the card."""
    return t("🔁 The game is moved.")


def _to_card(t: Words) -> Row:
    return [press(t.plain("« To the game"), Cancelled())]
