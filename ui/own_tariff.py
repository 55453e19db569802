"""A customer's tariff in words: what is left of it, and what the bot says before it is used up."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from domain.payments import Kind
from domain.tariffs import Allowance, OwnTariff
from ui.callbacks import Button, button
from ui.notices import Facts, notice
from ui.payment_buttons import pay
from ui.screen import Row, Screen, bold, keyboard, lines, press
from ui.texts import Words


@button("ut")
@dataclass(frozen=True)
class OwnTariffOpened(Button):
    """[Мой тариф]."""


@button("up")
@dataclass(frozen=True)
class HelperPinned(Button):
    """[📌 …]: this engineer is asked first."""

    user_id: int


@button("uu")
@dataclass(frozen=True)
class HelperUnpinned(Button):
    """[Открепить]."""


def shown(t: Words, own: OwnTariff) -> Screen:
    """/tariff."""
    if (now := own.allowance) is None:
        how = t("To get one, call us: {contact}", contact=own.contact) if own.contact else t("To get one, write to us.")
        about = t("With a tariff an engineer answers within an agreed time.")
        return Screen(lines(bold("💬 " + t.plain("You have no tariff yet")), about, how))
    return Screen(
        lines(
            bold(t("💬 Tariff “{name}”", name=now.tariff)),
            *terms(t, own.price, now.requests, now.reaction, around_clock=now.around_clock),
            left_line(t, now),
            paid_line(t, now),
            t("Your engineer: {name}. Sees your requests first", name=own.pinned) if own.pinned else None,
            t("You see the engineer's contacts") if now.shows_contacts else None,
            t("How to pay: {words}", words=own.how_to_pay) if own.how_to_pay else None,
            t("Questions about the tariff: {contact}", contact=own.contact) if own.contact else None,
        ),
        keyboard([pay(t, Kind.TARIFF, own.pays_as)] if own.pays_as else None, *_pinning(t, own)),
    )


def _pinning(t: Words, own: OwnTariff) -> list[Row]:
    now = own.allowance
    assert now is not None
    rows: list[Row] = []
    if own.helper and own.helper[0] != now.pinned_id:
        rows.append([press(t.plain("📌 Always ask {name} first", name=own.helper[1]), HelperPinned(own.helper[0]))])
    if now.pinned_id:
        rows.append([press(t.plain("Unpin {name}", name=own.pinned), HelperUnpinned())])
    return rows


def terms(t: Words, price: int, requests: int | None, reaction: int, *, around_clock: bool) -> list[Markup]:
    """What a tariff costs and gives, a line each."""
    limit = (
        t("any number of requests")
        if requests is None
        else t.count("{n} request a month", "{n} requests a month", requests)
    )
    cost = t("{price} a month", price=t.money(price)) if price else t("free of charge")
    clock = t("round the clock") if around_clock else t("in working hours")
    return [
        Markup("{} · {}").format(cost, limit),
        t("An engineer looks within {time}, {clock}", time=t.length(reaction), clock=clock),
    ]


def left_line(t: Words, now: Allowance) -> Markup:
    """`Осталось 3 из 10 до 1 декабря`."""
    day = t.day_long(now.until)
    if now.left is None:
        return t("Requests so far: {n}, until {day}", n=now.used, day=day)
    return t("Left: {left} of {all} until {day}", left=now.left, all=now.requests, day=day)


def paid_line(t: Words, now: Allowance) -> Markup | None:
    """`Оплачено по 31 декабря`, or that it is no more."""
    if now.paid_until is None:
        return None
    day = t.day_long(now.paid_until)
    if now.is_paid:
        return t("Paid until {day}", day=day)
    return t("⚠️ Was paid until {day}: new requests open after payment", day=day)


@notice("tariff_one_left")
def one_left_notice(t: Words, facts: Facts) -> Screen:
    """One request is left."""
    until = t.day_long(date.fromisoformat(facts["until"]))
    return Screen(
        lines(
            bold(t("⚠️ One request is left on your tariff")),
            t("Until {day}, tariff “{tariff}”.", day=until, tariff=facts["tariff"]),
            _more(t, facts),
        )
    )


@notice("tariff_none_left")
def none_left_notice(t: Words, facts: Facts) -> Screen:
    """The last one has just been opened."""
    until = t.day_long(date.fromisoformat(facts["until"]))
    return Screen(
        lines(
            bold(t("⚠️ That was the last request of your tariff")),
            t("New ones from {day}, tariff “{tariff}”. What is open goes on.", day=until, tariff=facts["tariff"]),
            _more(t, facts),
        )
    )


@notice("tariff_paid_ends")
def ending_notice(t: Words, facts: Facts) -> Screen:
    """The paid time ends soon."""
    day = t.day_long(date.fromisoformat(facts["day"]))
    contact = facts["contact"]
    return Screen(
        lines(
            bold(t("💬 Your tariff “{tariff}” is paid until {day}", tariff=facts["tariff"], day=day)),
            t("After that new requests open when it is paid. What is in work will be finished."),
            t("Questions about the tariff: {contact}", contact=contact) if contact else None,
        ),
        keyboard([press(t.plain("My tariff"), OwnTariffOpened())]),
    )


def _more(t: Words, facts: Facts) -> str:
    if facts["contact"]:
        return t("If you need more, ask for a bigger tariff: {contact}", contact=facts["contact"])
    return t("If you need more, ask us for a bigger tariff.")
