"""A customer's request as managers are told of it, and what customers are told of their request (S1.65)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from domain.orders import GameType, Polygon
from domain.phones import show_phone
from ui.callbacks import Button, button
from ui.notices import notice
from ui.orders import OrderOpened, game_type_label, polygon_label
from ui.own_orders import GameMoveAsked, OrderedAgain, answers, refuse
from ui.screen import MAIN, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words

Facts = dict[str, Any]


@button("fa")
@dataclass(frozen=True)
class OfferAccepted(Button):
    """[✅ Подходит]."""

    uid: int
    offer: int


@button("fn")
@dataclass(frozen=True)
class OfferDeclined(Button):
    """[Не подходит]."""

    uid: int
    offer: int


# --- what managers are told ---


@notice("request_new")
def new(t: Words, facts: Facts) -> Screen:
    """Somebody wants a game: three answers."""
    return _waiting(t, facts, t("🎯 New request No {uid} · {day}", uid=facts["uid"], day=_day(t, facts)))


@notice("request_still")
def still(t: Words, facts: Facts) -> Screen:
    """The same request after a colleague has changed it."""
    return new(t, facts)


@notice("request_declined")
def declined(t: Words, facts: Facts) -> Screen:
    """The offered time did not do: the request waits again."""
    title = (
        t("⚠️ The offered time is taken by now · request No {uid}", uid=facts["uid"])
        if facts["why"] == "taken"
        else t("⚠️ The offered time does not suit · request No {uid}", uid=facts["uid"])
    )
    return _waiting(t, facts, title, t("Asked for: {moment}", moment=t.moment(_start(facts))))


@notice("request_settled")
def settled(t: Words, facts: Facts) -> Screen:
    """It has been dealt with: how, and by whom."""
    return Screen(
        lines(bold(_outcome(t, facts)), *_lines(t, facts), _by(t, facts)),
        keyboard([press(t.plain("Open the game"), OrderOpened(facts["uid"]))]),
    )


@notice("request_accepted")
def accepted(t: Words, facts: Facts) -> Screen:
    """The customer has taken the offered time: the game is on."""
    title = t("✅ The offered time suits: game No {uid} · {day}", uid=facts["uid"], day=_day(t, facts))
    return _news(t, facts, title)


@notice("own_moved")
def moved(t: Words, facts: Facts) -> Screen:
    """A customer has moved a confirmed game."""
    title = t("🔁 The client has moved game No {uid} · {day}", uid=facts["uid"], day=_day(t, facts))
    return _news(t, facts, title, _was(t, facts))


@notice("own_cancelled")
def cancelled(t: Words, facts: Facts) -> Screen:
    """A customer has cancelled a confirmed game."""
    return _news(t, facts, t("❌ The client has cancelled game No {uid} · {day}", uid=facts["uid"], day=_day(t, facts)))


def _waiting(t: Words, facts: Facts, title: Markup, note: Markup | None = None) -> Screen:
    uid, held = facts["uid"], facts.get("held_until")
    until = t("The time is held until {moment}", moment=t.moment(datetime.fromisoformat(held))) if held else None
    return Screen(
        lines(bold(title), note, *_lines(t, facts), until),
        keyboard(
            answers(t, uid),
            [*refuse(t, uid), press(t.plain("Open the game"), OrderOpened(uid))],
        ),
    )


def _news(t: Words, facts: Facts, title: Markup, *more: Markup) -> Screen:
    return Screen(
        lines(bold(title), *_lines(t, facts), *more),
        keyboard([press(t.plain("Open the game"), OrderOpened(facts["uid"]))]),
    )


def _lines(t: Words, facts: Facts) -> list[Markup]:
    start = _start(facts)
    span = t.span(start, start + timedelta(seconds=facts["gametime"]))
    what = game_type_label(t, GameType(facts["gametype"]))
    who = " · ".join(part for part in (facts["name"], show_phone(facts["phone"]) if facts["phone"] else "") if part)
    return [
        Markup("{} {}").format(span, polygon_label(t, Polygon(facts["polygon"]))),
        Markup("{} · {}").format(what, t.count("{n} player", "{n} players", facts["players"])),
        Markup("👤 {}").format(who),
        *([] if facts["has_card"] else [t("No card yet: several cards have this phone.")]),
    ]


def _outcome(t: Words, facts: Facts) -> Markup:
    uid, day = facts["uid"], _day(t, facts)
    match facts["how"]:
        case "confirmed" | "accepted":
            return t("✅ Request No {uid} is confirmed · {day}", uid=uid, day=day)
        case "refused":
            return t("⛔ Request No {uid} is refused · {day}", uid=uid, day=day)
        case "offered":
            return t("🕓 Request No {uid}: another time is offered · {day}", uid=uid, day=day)
        case "moved":
            return t("🔁 Request No {uid}: the client has chosen another time · {day}", uid=uid, day=day)
        case "withdrawn":
            return t("❌ Request No {uid} is taken back by the client · {day}", uid=uid, day=day)
        case "expired":
            return t("⏳ Request No {uid} was not answered in time · {day}", uid=uid, day=day)
    return t("🗑 Request No {uid} is deleted · {day}", uid=uid, day=day)


def _by(t: Words, facts: Facts) -> Markup:
    """Who, why and what was offered."""
    said = [
        t("Offered: {moment}, {polygon}", **_other(t, facts["new_date"], facts["new_polygon"]))
        if "new_date" in facts
        else None,
        t("Reason: {reason}", reason=cut(facts["reason"], 200)) if facts.get("reason") else None,
        t("By: {name}", name=facts["by"]) if facts.get("by") else None,
    ]
    return lines(*said)


def _was(t: Words, facts: Facts) -> Markup:
    return t("It was: {moment}, {polygon}", **_other(t, facts["was"], facts["was_polygon"]))


def _other(t: Words, moment: str, polygon: str) -> dict[str, str]:
    return {"moment": t.moment(datetime.fromisoformat(moment)), "polygon": polygon_label(t, Polygon(polygon))}


def _start(facts: Facts) -> datetime:
    return datetime.fromisoformat(facts["date"])


def _day(t: Words, facts: Facts) -> str:
    return t.day(t.local(_start(facts)).date())


# --- what customers are told ---


@notice("order_offered")
def offered(t: Words, facts: Facts) -> Screen:
    """Another time is offered: yes or no."""
    uid, offer, held = facts["uid"], facts["offer"], facts.get("held_until")
    other = _other(t, facts["new_date"], facts["new_polygon"])
    return Screen(
        lines(
            bold(t("🕓 We can offer another time: {moment}, {polygon}", **other)),
            t("You asked for {moment}.", moment=t.moment(_start(facts))),
            t("Please answer before: {moment}", moment=t.moment(datetime.fromisoformat(held))) if held else None,
        ),
        keyboard(
            [
                press(t.plain("✅ It suits me"), OfferAccepted(uid, offer), MAIN),
                press(t.plain("It does not suit"), OfferDeclined(uid, offer)),
            ],
            [press(t.plain("Choose the time myself"), GameMoveAsked(uid, None))],
        ),
    )


@notice("order_expired")
def expired(t: Words, facts: Facts) -> Screen:
    """Nobody has answered in time: that is ours, the wish stays one press away."""
    return Screen(
        lines(
            bold(t("⏳ Your order for {moment} was not confirmed in time", moment=t.moment(_start(facts)))),
            t("We are sorry: nobody managed to answer, and the time is open to others again."),
        ),
        keyboard([press(t.plain("Choose another time"), OrderedAgain(facts["uid"]))]),
    )
