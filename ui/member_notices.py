"""What is told of memberships: one is asked for, was handled, ends, has ended (S5.52)."""

from datetime import date

from markupsafe import Markup
from telegram import InlineKeyboardButton

from domain.phones import show_phone
from ui import member_words as words
from ui.member_buttons import MembershipOpened, MoneyCame, OwnMembershipOpened, PlansShown
from ui.notices import Facts, notice
from ui.screen import MAIN, Screen, bold, keyboard, lines, press
from ui.texts import Words


@notice("membership_wanted")
def wanted(t: Words, facts: Facts) -> Screen:
    """To the staff: a member asks for a membership and pays at the desk."""
    phone = show_phone(facts["phone"]) if facts["phone"] else ""
    label = t.plain("✅ Payment received") if facts["due"] else t.plain("✅ Give it")
    return Screen(
        lines(
            bold(t("🏋️ A membership is asked for: {name}", name=facts["name"])),
            Markup("👤 {}").format(" · ".join(part for part in (facts["client"], phone) if part)),
            t("To pay: {amount}", amount=t.money(facts["due"])) if facts["due"] else t("Free of charge"),
        ),
        keyboard(
            [press(label, MoneyCame(facts["id"], facts["due"]), MAIN)],
            [press(t.plain("Open"), MembershipOpened(facts["id"]))],
        ),
    )


@notice("membership_handled")
def handled(t: Words, facts: Facts) -> Screen:
    """What such a notice is edited into."""
    if facts["how"] == "paid":
        said = t("✅ Membership “{name}”: {by} has noted the payment.", name=facts["name"], by=facts["by"])
    else:
        said = t("✖️ Membership “{name}”: {by} has called it off.", name=facts["name"], by=facts["by"])
    return Screen(said, keyboard([press(t.plain("Open"), MembershipOpened(facts["id"]))]))


@notice("membership_ends")
def ends(t: Words, facts: Facts) -> Screen:
    """To the member: it ends soon."""
    on, today = date.fromisoformat(facts["ends"]), date.fromisoformat(facts["today"])
    return Screen(
        lines(
            bold(t("🏋️ Your membership ends on {day}", day=words.day(t, on, today))),
            t("“{name}”. Renewed now, the next one begins the day after: no day is lost.", name=facts["name"]),
        ),
        keyboard([press(t.plain("🔁 Renew"), PlansShown(), MAIN)], [_own(t)]),
    )


@notice("membership_ended")
def ended(t: Words, facts: Facts) -> Screen:
    """To the member: it has ended."""
    on, today = date.fromisoformat(facts["ends"]), date.fromisoformat(facts["today"])
    return Screen(
        lines(
            bold(t("🏋️ Your membership ended on {day}", day=words.day(t, on, today))),
            t("“{name}”. A new one begins on the day it is paid.", name=facts["name"]),
        ),
        keyboard([press(t.plain("🔁 Renew"), PlansShown(), MAIN)], [_own(t)]),
    )


def _own(t: Words) -> InlineKeyboardButton:
    return press(t.plain("My membership"), OwnMembershipOpened())
