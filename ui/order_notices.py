"""What a customer reads when the staff have changed a game."""

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from domain.orders import Polygon, Status
from ui.notices import notice
from ui.orders import polygon_label
from ui.screen import Screen, bold, cut, lines
from ui.texts import Words

Facts = dict[str, Any]


@notice("order_moved")
def moved(t: Words, facts: Facts) -> Screen:
    """The game has another time or place."""
    was = datetime.fromisoformat(facts["was"])
    old = Markup("{}, {}").format(t.moment(was), polygon_label(t, Polygon(facts["was_polygon"])))
    return Screen(
        lines(
            bold(t("🎯 Your game is moved: {moment}", moment=t.moment(_start(facts)))),
            _where(t, facts),
            t("It was: {old}", old=old),
            t("If this does not suit you, please call us."),
        )
    )


@notice("order_cancelled")
def cancelled(t: Words, facts: Facts) -> Screen:
    """The game is off, or a request for one was refused."""
    moment = t.moment(_start(facts))
    if facts.get("was_status") == Status.REQUESTED:
        title = t("⛔ We can't take your order for {moment}", moment=moment)
    else:
        title = t("⛔ Your game of {moment} is cancelled", moment=moment)
    reason = facts.get("reason", "")
    return Screen(
        lines(
            bold(title),
            t("Reason: {reason}", reason=cut(reason, 200)) if reason else None,
            t("Another time can be chosen here: /order"),
        )
    )


@notice("order_confirmed")
def confirmed(t: Words, facts: Facts) -> Screen:
    """The game is on."""
    return Screen(
        lines(
            bold(t("✅ Your game is confirmed: {moment}", moment=t.moment(_start(facts)))),
            _where(t, facts),
            t("All your games: /games"),
        )
    )


def _start(facts: Facts) -> datetime:
    return datetime.fromisoformat(facts["date"])


def _where(t: Words, facts: Facts) -> Markup:
    start = _start(facts)
    span = t.span(start, start + timedelta(seconds=facts["gametime"]))
    players = t.count("{n} player", "{n} players", facts["players"])
    return Markup("{} {} · {}").format(span, polygon_label(t, Polygon(facts["polygon"])), players)
