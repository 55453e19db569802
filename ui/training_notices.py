"""Notices of trainings: invited, a place is free, called off, another coach, the link, who has come so far."""

from datetime import datetime

from markupsafe import Markup

from ui.notices import Facts, notice
from ui.screen import MAIN, Screen, bold, keyboard, lines, link, press, quote
from ui.texts import Words
from ui.training_buttons import InvitationAccepted, LedOpened, OfferTaken, SignedOff, TrainingOpened


def _moment(facts: Facts, name: str = "starts_at") -> datetime:
    return datetime.fromisoformat(facts[name])


def _named(t: Words, facts: Facts) -> Markup:
    return t("🏋️ {title}, {moment}", title=facts["title"], moment=t.moment(_moment(facts)))


def _coach(t: Words, facts: Facts) -> Markup | None:
    return t("Coach: {name}", name=facts["coach"]) if facts["coach"] else None


@notice("training_invited")
def invited(t: Words, facts: Facts) -> Screen:
    """Come: one button, which is gone once it is pressed (S5.45)."""
    return Screen(
        lines(
            bold(_named(t, facts)), t("We invite you to this training."), _coach(t, facts),
            t("Valid until {time}.", time=t.time(_moment(facts, "until"))),
        ),
        keyboard([press(t.plain("I'll come"), InvitationAccepted(facts["invitation"]), MAIN)]),
    )  # fmt: skip


@notice("training_offered")
def offered(t: Words, facts: Facts) -> Screen:
    """A place is free, for them first."""
    return Screen(
        lines(
            bold(_named(t, facts)), _coach(t, facts),
            t("🔔 A place is free. It is kept for you until {time}, then the next is asked.",
              time=t.time(_moment(facts, "until"))),
        ),
        keyboard(
            [press(t.plain("Take the place"), OfferTaken(facts["id"]), MAIN)],
            [press(t.plain("Sign off"), SignedOff(facts["id"], False))],
        ),
    )  # fmt: skip


@notice("training_offer_over")
def offer_over(t: Words, facts: Facts) -> Screen:
    """What an offer or an invitation is edited into when it is dealt with."""
    said = {
        "taken": t("✅ The place is yours."),
        "left": t("You are signed off."),
        "lapsed": t("The place went to the next in the line."),
        "cancelled": t("⛔ Called off."),
    }[facts["how"]]
    return Screen(lines(bold(_named(t, facts)), said), keyboard([press(t.plain("Open"), TrainingOpened(facts["id"]))]))


@notice("training_signed")
def signed(t: Words, facts: Facts) -> Screen:
    """The staff have put them in."""
    said = t("⏳ You are in the line for it.") if facts["stand"] == "waiting" else t("✅ You are signed up.")
    return Screen(
        lines(bold(_named(t, facts)), said, _coach(t, facts)),
        keyboard([press(t.plain("Open"), TrainingOpened(facts["id"]))]),
    )


@notice("training_cancelled")
def cancelled(t: Words, facts: Facts) -> Screen:
    """It does not take place, and why."""
    return Screen(lines(bold(_named(t, facts)), t("⛔ This training is called off."), quote(facts["reason"])))


@notice("training_coach")
def coach_changed(t: Words, facts: Facts) -> Screen:
    """Somebody else leads it."""
    return Screen(
        lines(bold(_named(t, facts)), t("Another coach leads it: {name}.", name=facts["coach"])),
        keyboard([press(t.plain("Open"), TrainingOpened(facts["id"]))]),
    )


@notice("training_given")
def given(t: Words, facts: Facts) -> Screen:
    """To a coach: what somebody else has done with a training of theirs."""
    said = {
        "given": t("{by} has given it to you to lead.", by=facts["by"]),
        "taken": t("{by} has given it to another coach: {name}.", by=facts["by"], name=facts["coach"]),
        "cancelled": t("⛔ {by} has called it off.", by=facts["by"]),
    }[facts["how"]]
    buttons = [press(t.plain("Open"), LedOpened(facts["id"], 0))] if facts["how"] != "taken" else None
    return Screen(lines(bold(_named(t, facts)), said, quote(facts["reason"])), keyboard(buttons))


@notice("training_link")
def sent_link(t: Words, facts: Facts) -> Screen:
    """The way into this training, and no other (S5.35, S5.36)."""
    return Screen(
        lines(bold(_named(t, facts)), t("The link to this training: {link}", link=facts["link"])),
        keyboard([link(t.plain("Open the link"), facts["link"])]),
    )


@notice("training_board")
def board(t: Words, facts: Facts) -> Screen:
    """Below the QR: who has come so far."""
    who = t("Just now: {name}", name=facts["who"]) if facts.get("who") else None
    return Screen(
        lines(
            bold(_named(t, facts)), t("Came: {came} of {people}", came=facts["came"], people=facts["people"]), who,
            t("The code is valid until {time}.", time=t.time(_moment(facts, "until"))),
        ),
        keyboard([press(t.plain("Open"), LedOpened(facts["id"], 0))]),
    )  # fmt: skip
