"""A link that carries a tariff: what the owner forwards, what the client is offered and reads when it is done."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from telegram import KeyboardButton, ReplyKeyboardMarkup

from domain.clients import NewClient
from domain.people import invitation_link
from domain.tariffs import TariffView
from ui.callbacks import Button, button
from ui.clients import TariffOpened
from ui.common import cancel_row
from ui.notices import Facts, notice
from ui.order_request import said_name
from ui.own_tariff import OwnTariffOpened, terms
from ui.screen import MAIN, Screen, bold, keyboard, lines, press
from ui.staff import QrAsked
from ui.tariffs import to_tariff
from ui.texts import Words


@button("jt")
@dataclass(frozen=True)
class OfferTaken(Button):
    """[Подключить]: the tariff that this code gives."""

    code: str


@button("jk")
@dataclass(frozen=True)
class NameTaken(Button):
    """The name as Telegram has it."""


# --- the owner's side ---


def link_made(t: Words, tariff: TariffView) -> Screen:
    """What to do with the message that follows."""
    text = t("Forward the message below to the client. The link works once and is good for 7 days.")
    return Screen(lines(bold(t("Invitation: tariff “{name}”", name=tariff.name)), text), keyboard(to_tariff(t, tariff)))


def link_message(t: Words, tariff: TariffView, business: str, username: str, code: str, until: datetime) -> Screen:
    """The message to be forwarded; the code is there to be typed, since some clients drop it from the link."""
    typed = Markup("<code>{}</code>").format(code)
    return Screen(
        lines(
            t("{business}: your tariff is “{name}”.", business=business, name=tariff.name),
            *_terms(t, tariff),
            t("Open the link and press Start: {link}", link=invitation_link(username, code)),
            t("If nothing happens, send the bot this code: {code}", code=typed),
            t("Good until {moment}, for one person.", moment=t.moment(until)),
        ),
        keyboard([press(t.plain("Show as QR"), QrAsked(code))]),
    )


@notice("tariff_joined")
def joined_notice(t: Words, facts: Facts) -> Screen:
    """Whom you invited is on the tariff."""
    said = t("💬 {name} has joined: tariff “{tariff}”.", name=facts["name"], tariff=facts["tariff"])
    return Screen(said, keyboard([press(t.plain("💬 Tariff"), TariffOpened(facts["client"]))]))


# --- the client's side ---


def offered(t: Words, tariff: TariffView, code: str, business: str) -> Screen:
    """What the link gives, before anything is asked."""
    return Screen(
        lines(
            bold(t("💬 {business} offers you the tariff “{name}”", business=business, name=tariff.name)),
            *_terms(t, tariff),
            t("You may always ask the same engineer first") if tariff.may_pin else None,
            t("You see the engineer's contacts") if tariff.shows_contacts else None,
        ),
        keyboard([press(t.plain("Join"), OfferTaken(code), MAIN)]),
    )


def ask_contact(t: Words, tariff: str) -> Screen:
    """The own phone, by Telegram's button: a typed one proves nothing."""
    below = ReplyKeyboardMarkup(
        [[KeyboardButton(t.plain("📱 Send my phone"), request_contact=True)], [t.plain("Cancel")]],
        resize_keyboard=True, one_time_keyboard=True,
    )  # fmt: skip
    why = t("Please send your phone with the button below: I know my clients by it. I ask once.")
    return Screen(lines(bold(t("💬 Tariff “{name}”", name=tariff)), why), below)


def ask_name(t: Words, tariff: str, known: NewClient | None) -> Screen:
    """The name for the card; Telegram's is offered where it is one."""
    asked = t("Whom shall I write down? Press your name, or type name and surname.")
    if known is None:
        asked = t("Whom shall I write down? Type your name and surname, please.")
    row = [press(said_name(known), NameTaken(), MAIN)] if known else None
    return Screen(lines(bold(t("💬 Tariff “{name}”", name=tariff)), asked), keyboard(row, cancel_row(t)))


def joined(t: Words, tariff: TariffView) -> Screen:
    """It is done: what the tariff gives and how to use it."""
    return Screen(
        lines(
            bold(t("✅ The tariff “{name}” is yours", name=tariff.name)),
            *_terms(t, tariff),
            t("To ask for something: /support"),
        ),
        keyboard([press(t.plain("My tariff"), OwnTariffOpened())]),
    )


def _terms(t: Words, tariff: TariffView) -> list[Markup]:
    return terms(t, tariff.price, tariff.requests, tariff.reaction, around_clock=tariff.around_clock)
