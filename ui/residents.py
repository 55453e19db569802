"""What a resident sees: identification, their flats, and what they are told of both (S4.17–S4.27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton, KeyboardButton, ReplyKeyboardMarkup

from domain.access import Actor
from domain.accounts import mask_phone
from domain.phones import show_phone
from domain.residents import Identified, OwnFlat, ResidentView
from ui import menu
from ui.callbacks import Button, button
from ui.common import cancel_row
from ui.notices import Facts, notice
from ui.screen import DANGER, MAIN, Row, Screen, bold, in_rows, keyboard, lines, press
from ui.texts import Words

PAYLOAD = "a_"  # how the code of a bill stands in a deep link


@button("ha")
@dataclass(frozen=True)
class IdentifyBegan(Button):
    """[🔑 Идентификация]; ``code``: of the bill whose link was opened."""

    code: str = ""


@button("hb")
@dataclass(frozen=True)
class OwnPhoneTaken(Button):
    """The phone that was shared with the bot before."""


@button("hc")
@dataclass(frozen=True)
class FlatsOpened(Button):
    """[« Мои квартиры]."""


@button("hd")
@dataclass(frozen=True)
class FlatOpened(Button):
    """A flat in the list."""

    account: int


@button("he")
@dataclass(frozen=True)
class LeaveAsked(Button):
    """[🚪 Отвязать квартиру]: ask first."""

    account: int


@button("hf")
@dataclass(frozen=True)
class FlatLeft(Button):
    """Yes, it is not mine any more."""

    account: int


@button("hg")
@dataclass(frozen=True)
class Disowned(Button):
    """[Отклонить]: the new resident is nobody of us."""

    resident: int


def address_line(t: Words, parts: Sequence[str]) -> str:
    """`Лесная, 4а, кв. 12` of street, house with its letter, and flat; empty parts are left out."""
    street, house, flat = parts
    return ", ".join(part for part in (street, house, t.plain("fl. {flat}", flat=flat) if flat else "") if part)


def flat_title(t: Words, flat: OwnFlat) -> str:
    """A flat by its address, or by the number that an unconfirmed person has named."""
    known = flat.account
    where = address_line(t, (known.street, f"{known.house}{known.letter}", known.flat)) if known else ""
    return where or t.plain("Account {number}", number=flat.number)


# --- identification ---


def stranger(t: Words, code: str = "") -> Screen:
    """The area for who is not identified: one button (S4.17)."""
    said = t("To file a request, identify yourself: I need the personal account from your bill, and your phone.")
    if code:
        said = t("I have the personal account from your bill. What is left is your phone.")
    return Screen(lines(bold(t("🏠 Requests of residents")), said), keyboard([identify_button(t, code)]))


def identify_button(t: Words, code: str = "") -> InlineKeyboardButton:
    """[🔑 Идентификация]."""
    return press(t.plain("🔑 Identification"), IdentifyBegan(code), MAIN)


def ask_account(t: Words) -> Screen:
    """The number on the bill (S4.18)."""
    said = t(
        "Type your personal account: the number is at the top of your bill. Example: {example}", example="100200300"
    )
    return Screen(lines(bold(t("🏠 Identification")), said), keyboard(cancel_row(t)))


def ask_phone(t: Words, number: str, known: str) -> Screen:
    """The phone (S4.19): shared with the button below, or typed; ``known``: shared before."""
    title = bold(t("🏠 Personal account {number}", number=number) if number else t("🏠 The account of your bill"))
    if known:
        said = t("Is this your phone? Press it, or type another one.")
        return Screen(lines(title, said), keyboard([press(show_phone(known), OwnPhoneTaken(), MAIN)], cancel_row(t)))
    below = ReplyKeyboardMarkup(
        [[KeyboardButton(t.plain("📱 Send my phone"), request_contact=True)], [t.plain("Cancel")]],
        resize_keyboard=True, one_time_keyboard=True,
    )  # fmt: skip
    said = t(
        "Now your phone. With the button below I know you at once, if we have your number. You may type another one."
    )
    return Screen(lines(title, said), below)


def identified(t: Words, found: Identified, phone: str, actor: Actor, features: frozenset[str]) -> Screen:
    """What came of it; the menu below the chat is that of a resident now.

    Who is not known learns nothing but what they have typed: the same words whether the typed phone is on file or not.
    """
    below = menu.below_the_chat(actor, t, features)
    if found.flat is None:
        return Screen(refused(t, found), below)
    if found.flat.is_confirmed:
        title = t("✅ This is your flat: {address}", address=flat_title(t, found.flat))
        return Screen(lines(bold(title), t("I shall not ask who you are again.")), below)
    return Screen(
        lines(
            bold(t("✅ You are written down, the dispatcher will confirm you")),
            t("Personal account: {number}", number=found.flat.number),
            t("Phone: {phone}", phone=show_phone(phone)),
            t("You can file requests already. The address and the rest I show when you are confirmed; I will write."),
        ),
        below,
    )


def refused(t: Words, found: Identified) -> Markup:
    """No such account, or too many tries, or no room: one sentence for all of them (S4.22, T24)."""
    call = t("If it does not work, call us: {contact}", contact=found.contact) if found.contact else None
    return lines(
        bold(t("⛔ I could not recognize you")),
        t("Check the personal account on your bill and try once more: /identify"),
        t("You may name {n} different accounts a day.", n=found.a_day),
        call,
    )


# --- one's own flats ---


def flats(t: Words, own: Sequence[OwnFlat], actions: Sequence[Row] = ()) -> Screen:
    """/flats and /requests: where the person lives; ``actions`` come first."""
    rows = [
        t("{address}, not confirmed yet", address=flat_title(t, flat)) if not flat.is_confirmed
        else Markup.escape(flat_title(t, flat))
        for flat in own
    ]  # fmt: skip
    buttons = [press(flat_title(t, flat), FlatOpened(flat.account_id)) for flat in own]
    more = [press(t.plain("➕ Another flat"), IdentifyBegan())]
    return Screen(lines(bold(t("🏠 My flats")), *rows), keyboard(*actions, *in_rows(buttons, 1), more))


def flat(t: Words, own: OwnFlat) -> Screen:
    """A flat: what of it a confirmed resident may see; another one sees what they have named themselves."""
    phones = ", ".join(show_phone(pair.phone) for pair in own.pairs)
    waits = t("The dispatcher has not confirmed you yet. You can file requests already.")
    return Screen(
        lines(
            bold(t("🏠 {address}", address=flat_title(t, own))),
            t("Personal account: {number}", number=own.number) if own.account else None,
            t("Your phone: {phone}", phone=phones),
            t("Other residents: {phones}", phones=", ".join(own.others)) if own.others else None,
            None if own.is_confirmed else waits,
        ),
        keyboard(
            [press(t.plain("🚪 Untie the flat"), LeaveAsked(own.account_id))],
            [press("« " + t.plain("My flats"), FlatsOpened())],
        ),
    )


def ask_leave(t: Words, own: OwnFlat) -> Screen:
    """What untying means."""
    return Screen(
        lines(
            bold(t("Untie the flat {address}?", address=flat_title(t, own))),
            t("Your requests stay with the dispatcher. You can come back the same way: the account and the phone."),
        ),
        keyboard(
            [press(t.plain("Untie"), FlatLeft(own.account_id), DANGER)],
            [press("« " + t.plain("Back"), FlatOpened(own.account_id))],
        ),
    )


def left(t: Words) -> Markup:
    """It is done."""
    return t("✅ The flat is untied.")


def menu_changed(t: Words, actor: Actor, features: frozenset[str]) -> Screen:
    """The menu below the chat is that of somebody who is not identified."""
    return Screen(t("To come back, identify yourself once more."), menu.below_the_chat(actor, t, features))


def disowned(t: Words, gone: ResidentView) -> Screen:
    """Thank you: the new resident is rejected, by oneself or before."""
    return Screen(neighbour_outcome(t, mask_phone(gone.phone), gone.freed_why))


# --- what residents are told ---


@notice("resident_confirmed")
def confirmed_notice(t: Words, facts: Facts) -> Screen:
    """To who waited: you are confirmed."""
    title = t("✅ You are confirmed: {address}", address=address_line(t, facts["address"]))
    return Screen(
        lines(bold(title), t("Now you see the address and the open requests of your flat: /requests")),
        keyboard([press(t.plain("🏠 My flat"), FlatOpened(facts["account"]))]),
    )


@notice("resident_freed")
def freed_notice(t: Words, facts: Facts) -> Screen:
    """To who is a resident no more: why, and how to return (S4.26)."""
    why = {
        "evicted": t("An account has room for {n} numbers, and yours was the oldest.", n=facts["most"]),
        "expired": t("The dispatcher has not confirmed you in time."),
    }.get(facts["why"], t("The dispatcher or another resident has said that you do not live there."))
    call = t("If that is a mistake, call us: {contact}", contact=facts["contact"]) if facts["contact"] else None
    title = t("⚠️ The number {phone} is not tied to account {number} any more",
              phone=facts["phone"], number=facts["number"])  # fmt: skip
    return Screen(
        lines(
            bold(title), why, t("Your requests stay with the dispatcher."),
            t("To come back, identify yourself once more."), call,
        ),
        keyboard([identify_button(t)]),
    )  # fmt: skip


@notice("resident_asked")
def asked_notice(t: Words, facts: Facts) -> Screen:
    """To confirmed residents: is the new one yours?"""
    title = t("🏠 A new resident: {address}", address=address_line(t, facts["address"]))
    said = t("The phone ends in {phone}. If you do not know who that is, reject them.", phone=facts["phone"])
    return Screen(lines(bold(title), said), keyboard([press(t.plain("Reject"), Disowned(facts["id"]), DANGER)]))


@notice("resident_answered")
def answered_notice(t: Words, facts: Facts) -> Screen:
    """What became of them."""
    return Screen(neighbour_outcome(t, facts["phone"], facts["how"]))


def neighbour_outcome(t: Words, phone: str, how: str) -> Markup:
    """Of a new resident, to the others."""
    if how in ("confirmed", "phone"):
        return t("🏠 The new resident {phone} is confirmed.", phone=phone)
    if how in ("rejected", "disowned"):
        return t("🏠 The new resident {phone} is rejected.", phone=phone)
    return t("🏠 The new resident {phone} is not tied to the flat any more.", phone=phone)
