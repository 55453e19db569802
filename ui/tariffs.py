"""Tariffs as their owner reads and changes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.tariffs import Field, PriceLine, Switch, TariffView
from ui.callbacks import Button, button
from ui.common import back_row, cancel_row
from ui.own_tariff import terms
from ui.screen import DANGER, MAIN, Row, Screen, bold, in_rows, keyboard, lines, pages_row, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@button("jl")
@dataclass(frozen=True)
class TariffsOpened(Button):
    """The list, at a page."""

    page: int


@button("jo")
@dataclass(frozen=True)
class TariffPicked(Button):
    """A tariff."""

    tariff_id: int


@button("jn")
@dataclass(frozen=True)
class TariffBegun(Button):
    """[➕ Новый тариф]."""


@button("jf")
@dataclass(frozen=True)
class FieldPicked(Button):
    """[✏️ Цена] and the others."""

    tariff_id: int
    field: Field


@button("js")
@dataclass(frozen=True)
class SwitchSet(Button):
    """What the tariff opens, on or off."""

    tariff_id: int
    switch: Switch
    is_on: bool


@button("jp")
@dataclass(frozen=True)
class PricesShown(Button):
    """[История цен]."""

    tariff_id: int


@button("ja")
@dataclass(frozen=True)
class ArchiveAsked(Button):
    """[Больше не предлагать]: really?"""

    tariff_id: int


@button("jx")
@dataclass(frozen=True)
class TariffArchived(Button):
    """Yes, offer it no more."""

    tariff_id: int


@button("jr")
@dataclass(frozen=True)
class TariffRestored(Button):
    """[Снова предлагать]."""

    tariff_id: int


@button("ji")
@dataclass(frozen=True)
class ClientAsked(Button):
    """[🔗 Пригласить клиента]: a link that carries the tariff."""

    tariff_id: int


@button("jc")
@dataclass(frozen=True)
class AmountChosen(Button):
    """So many requests a period, or so many seconds of reaction, as a button; None: any number."""

    value: int | None


TITLES: Mapping[Field, str] = {
    Field.NAME: _("Tariff's name"),
    Field.PRICE: _("Price"),
    Field.REQUESTS: _("Requests"),
    Field.REACTION: _("Reaction"),
}
SWITCHES: Mapping[Switch, str] = {
    Switch.AROUND_CLOCK: _("Round the clock"),
    Switch.MAY_PIN: _("Own contractor"),
    Switch.SHOWS_CONTACTS: _("Contacts are shown"),
}
PAGE = 8
REQUESTS = (3, 5, 10, 20, 50)
REACTIONS = (15 * 60, 30 * 60, 3600, 2 * 3600, 4 * 3600, 8 * 3600)


def listed(t: Words, tariffs: Sequence[TariffView], page: int = 0) -> Screen:
    """/tariffs."""
    part = tariffs[page * PAGE : (page + 1) * PAGE]
    rows = [_line(t, one) for one in part]
    empty = t("There are no tariffs yet. A client on a tariff gets answers within its time.")
    return Screen(
        lines(bold("💬 " + t.plain("Tariffs")), *(rows or [empty])),
        keyboard(
            *in_rows([press(one.name, TariffPicked(one.id)) for one in part], 2),
            pages_row(len(tariffs), PAGE, page, TariffsOpened),
            [press(t.plain("➕ New tariff"), TariffBegun(), None if tariffs else MAIN)],
        ),
    )


def _line(t: Words, one: TariffView) -> Markup:
    limit = t.plain("any number") if one.requests is None else t.count("{n} request", "{n} requests", one.requests)
    line = Markup("<b>{}</b>: {} · {} · {}").format(one.name, t.money(one.price), limit, t.length(one.reaction))
    if one.clients:
        line += Markup(" · ") + t("clients: {n}", n=one.clients)
    return line + Markup(" · ") + t("no longer offered") if one.is_archived else line


def card(t: Words, tariff: TariffView) -> Screen:
    """A tariff with everything that can be done."""
    clock = t("round the clock") if tariff.around_clock else t("in working hours")
    text = lines(
        bold(t("💬 Tariff “{name}”", name=tariff.name)),
        t("No longer offered: who is on it stays") if tariff.is_archived else None,
        *terms(t, tariff.price, tariff.requests, tariff.reaction, around_clock=tariff.around_clock)[:1],
        t("Reaction: {time}, {clock}", time=t.length(tariff.reaction), clock=clock),
        t("The client may have an own contractor, who is asked first") if tariff.may_pin else None,
        t("Client and contractor see each other's contacts")
        if tariff.shows_contacts
        else t("Contacts are hidden from both"),
        t("Clients on it: {n}", n=tariff.clients),
    )
    return Screen(text, keyboard(*_card_rows(t, tariff)))


def _card_rows(t: Words, tariff: TariffView) -> list[Row]:
    id_ = tariff.id
    fields = [press("✏️ " + t.plain(TITLES[field]), FieldPicked(id_, field)) for field in Field]
    switches = [
        press(("✓ " if getattr(tariff, one.value) else "○ ") + t.plain(title),
              SwitchSet(id_, one, not getattr(tariff, one.value)))
        for one, title in SWITCHES.items()
    ]  # fmt: skip
    invite = [] if tariff.is_archived else [press(t.plain("🔗 Invite a client"), ClientAsked(id_), MAIN)]
    end = (
        press(t.plain("Offer again"), TariffRestored(id_))
        if tariff.is_archived
        else press(t.plain("Offer no more"), ArchiveAsked(id_), DANGER)
    )
    return [
        invite, *in_rows(fields, 2), *in_rows(switches, 2), [press(t.plain("Price history"), PricesShown(id_)), end],
        to_list(t),
    ]  # fmt: skip


def prices(t: Words, tariff: TariffView, known: Sequence[PriceLine]) -> Screen:
    """What it has cost (S3.54)."""
    return Screen(
        lines(
            bold(t("💬 Tariff “{name}”: prices", name=tariff.name)),
            *(
                Markup("{}: {}{}").format(t.moment(one.since), t.money(one.price), f" · {one.who}" if one.who else "")
                for one in known[:10]
            ),
        ),
        keyboard(to_tariff(t, tariff)),
    )


def archive_question(t: Words, tariff: TariffView) -> Screen:
    """Names the tariff and what becomes of its clients."""
    stay = t.count(
        "{n} client stays on it. Links to it no longer work.", "{n} clients stay on it. Links to it no longer work.",
        tariff.clients,
    )  # fmt: skip
    return Screen(
        lines(bold(t("Offer the tariff “{name}” no more?", name=tariff.name)), stay),
        keyboard([press(t.plain("Offer no more"), TariffArchived(tariff.id), DANGER)], to_tariff(t, tariff)),
    )


def to_list(t: Words) -> Row:
    """[« Тарифы]."""
    return [press("« " + t.plain("Tariffs"), TariffsOpened(0))]


def to_tariff(t: Words, tariff: TariffView) -> Row:
    """[« Тариф]."""
    return [press("« " + t.plain("Tariff"), TariffPicked(tariff.id))]


# --- typing ---


def question(t: Words, field: Field, sofar: Markup | None, back: str | None) -> Screen:
    """A field of a new tariff; ``back``: the state before."""
    way = back_row(t, back) if back else cancel_row(t)
    return Screen(lines(bold("💬 " + t.plain("New tariff")), sofar, asked(t, field)), keyboard(*quick(t, field), way))


def sofar(t: Words, name: str, price: int | None = None, requests: str = "") -> Markup:
    """What is known of a new tariff."""
    return Markup(" · ").join(part for part in (name, t.money(price) if price is not None else "", requests) if part)


def requests_said(t: Words, number: int | None) -> str:
    """`10 заявок`."""
    return t.plain("any number") if number is None else str(t.count("{n} request", "{n} requests", number))


def value_question(t: Words, tariff: TariffView, field: Field) -> Screen:
    """A field of a tariff that there is."""
    now = {
        Field.NAME: tariff.name, Field.PRICE: t.money(tariff.price),
        Field.REQUESTS: requests_said(t, tariff.requests), Field.REACTION: t.length(tariff.reaction),
    }[field]  # fmt: skip
    note = t("Open requests keep their time.") if field is Field.REACTION else None
    title = bold(t("💬 Tariff “{name}”", name=tariff.name))
    return Screen(
        lines(title, t("Now: {value}", value=now), asked(t, field), note),
        keyboard(*quick(t, field), to_tariff(t, tariff)),
    )


def asked(t: Words, field: Field) -> Markup:
    """What is to be typed."""
    match field:
        case Field.NAME:
            return t("What is the tariff called? For example: Basic")
        case Field.PRICE:
            return t("What does it cost a month? For example: 5 000. Zero: free of charge")
        case Field.REQUESTS:
            return t("How many requests a month? Choose, or type a number")
    return t("Within what time does an engineer look? Choose, or type: 45 min, 3 h")


def quick(t: Words, field: Field) -> list[Row]:
    """The usual answers as buttons."""
    if field is Field.REQUESTS:
        numbers = [press(str(number), AmountChosen(number)) for number in REQUESTS]
        return [numbers, [press(t.plain("Any number"), AmountChosen(None))]]
    if field is Field.REACTION:
        return in_rows([press(t.length(seconds), AmountChosen(seconds)) for seconds in REACTIONS], 3)
    return []


def saved(t: Words, field: Field) -> Markup:
    """News above the card."""
    return t("✅ Saved: {title}", title=t.plain(TITLES[field]))


def made(t: Words) -> Markup:
    """News above the card of a new one."""
    return t("✅ The tariff is ready. Switch on what else it opens, and invite clients.")
