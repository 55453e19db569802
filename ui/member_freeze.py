"""Freezing a membership in words: from when, for how long, what moves where; and coming back (S5.44, T29)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from markupsafe import Markup

from domain.membership_views import FreezePreview, MemberCard, MembershipView
from domain.memberships import Span
from ui import member_words as words
from ui.callbacks import Button, button
from ui.common import back_row, cancel_row
from ui.member_buttons import MemberOpened, OwnMembershipOpened, UnfreezeAgreed
from ui.screen import DANGER, MAIN, Row, Screen, bold, in_pairs, keyboard, lines, press
from ui.texts import Words

LENGTHS = (3, 7, 14, 30)  # days, as far as they are left


@button("Md")
@dataclass(frozen=True)
class FreezeFrom(Button):
    """The first day."""

    day: date


@button("Mg")
@dataclass(frozen=True)
class FreezeFor(Button):
    """So many days."""

    days: int


@button("Mh")
@dataclass(frozen=True)
class FreezeAgreed(Button):
    """[❄️ Да, заморозить]."""


def _title(t: Words, card: MemberCard, *, is_own: bool) -> Markup:
    return bold(t("❄️ Freezing") if is_own else t("❄️ Freezing: {name}", name=card.client.full_name))


def ask_from(t: Words, card: MemberCard, *, is_own: bool) -> Screen:
    """From when?"""
    tomorrow = card.today + timedelta(days=1)
    left = card.active.freeze_left if card.active is not None else 0
    return Screen(
        lines(
            _title(t, card, is_own=is_own),
            t("Days of freeze left: {n}", n=left),
            t("From which day? Press, or type a day: {example}", example=f"{tomorrow + timedelta(days=6):%d.%m}"),
        ),
        keyboard(
            [press(t.plain("Today"), FreezeFrom(card.today)), press(t.plain("Tomorrow"), FreezeFrom(tomorrow))],
            cancel_row(t),
        ),
    )


def ask_until(t: Words, card: MemberCard, starts: date, back: StrEnum, *, is_own: bool) -> Screen:
    """How long?"""
    left = card.active.freeze_left if card.active is not None else 0
    lengths = sorted({*(days for days in LENGTHS if days < left), left})
    buttons = [press(str(t.count("{n} day", "{n} days", days)), FreezeFor(days)) for days in lengths if days]
    return Screen(
        lines(
            _title(t, card, is_own=is_own),
            t("From {day}", day=words.day(t, starts, card.today)),
            t("For how many days? Press, or type a number, or the last day. Left: {n}", n=left),
        ),
        keyboard(*in_pairs(buttons), back_row(t, back)),
    )


def ask_sure(t: Words, card: MemberCard, seen: FreezePreview, back: StrEnum, *, is_own: bool) -> Screen:
    """What moves where."""
    return Screen(
        lines(
            _title(t, card, is_own=is_own),
            t("Frozen: {days}, {n} in all", days=words.span(t, seen.days, card.today), n=_days(t, seen.days)),
            *(
                t(
                    "{name}: until {after} instead of {before}", name=move.name,
                    after=words.day(t, move.after.ends, card.today), before=words.day(t, move.before.ends, card.today),
                )
                for move in seen.moves[:5]
            ),
            t("Days of freeze left afterwards: {n}", n=seen.left),
            t("One can't train on these days: sign-ups inside them are taken off."),
        ),
        keyboard([press(t.plain("❄️ Yes, freeze"), FreezeAgreed(), MAIN)], back_row(t, back)),
    )  # fmt: skip


def taken(t: Words, card: MemberCard, why: Markup, back: StrEnum, *, is_own: bool) -> Screen:
    """These days can't be frozen any more; others are a step back."""
    return Screen(lines(_title(t, card, is_own=is_own), why), keyboard(back_row(t, back)))


def _days(t: Words, days: Span) -> Markup:
    return t.count("{n} day", "{n} days", days.days)


def frozen(t: Words, client_uid: int, seen: MembershipView, today: date) -> Screen:
    """It is done."""
    assert seen.span is not None
    days = [words.span(t, one, today) for one in seen.freezes if one.ends >= today]
    return Screen(
        lines(
            bold(t("❄️ Frozen: {days}", days="; ".join(days))),
            t("{name}, until {day}", name=seen.name, day=words.day(t, seen.span.ends, today)),
            t("Days of freeze left: {n}", n=seen.freeze_left),
        ),
        keyboard(_back(t, client_uid)),
    )


def unfreeze_question(t: Words, client_uid: int, starts: date, today: date) -> Screen:
    """What coming back means."""
    if starts > today:
        said = t("Do not freeze from {day}? These days come back.", day=words.day(t, starts, today))
    else:
        said = t("Unfreeze? Today counts again, the frozen days that are left come back.")
    return Screen(
        lines(bold(t("☀️ Unfreezing")), said),
        keyboard(
            [press(t.plain("☀️ Yes"), UnfreezeAgreed(client_uid, starts), DANGER)], _back(t, client_uid)
        ),
    )  # fmt: skip


def unfrozen(t: Words, client_uid: int, seen: MembershipView, today: date) -> Screen:
    """They are back."""
    assert seen.span is not None
    return Screen(
        lines(
            bold(t("☀️ The membership runs")),
            t("{name}, until {day}", name=seen.name, day=words.day(t, seen.span.ends, today)),
            t("Days of freeze left: {n}", n=seen.freeze_left),
        ),
        keyboard(_back(t, client_uid)),
    )


def _back(t: Words, client_uid: int) -> Row:
    if client_uid:
        return [press("« " + t.plain("Card"), MemberOpened(client_uid))]
    return [press("« " + t.plain("My membership"), OwnMembershipOpened())]
