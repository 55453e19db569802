"""The web admin as the bot speaks of it: the link, a browser that asks to be let in, where one is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import InlineKeyboardButton

from domain.web import Browser, Question, SessionView
from ui.callbacks import Button, button
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, link, press
from ui.texts import Words


@button("@l")
@dataclass(frozen=True)
class LinkAsked(Button):
    """[Новая ссылка]."""


@button("@n")
@dataclass(frozen=True)
class NumberChosen(Button):
    """[48]: the number on the browser's screen."""

    login_id: int
    number: int


@button("@x")
@dataclass(frozen=True)
class BrowserRefused(Button):
    """[Это не я]."""

    login_id: int


@button("@s")
@dataclass(frozen=True)
class SignInsOpened(Button):
    """[Мои входы]."""


@button("@o")
@dataclass(frozen=True)
class SignedOut(Button):
    """[Выйти: Chrome, Windows]."""

    session_id: int


@button("@a")
@dataclass(frozen=True)
class SignedOutEverywhere(Button):
    """[Выйти везде]."""


SHOWN_MOST = 8


def offered(t: Words, url: str, is_pressable: bool) -> Screen:
    """/web: a link for one sign-in. Telegram takes no button to this very machine, so there it is copied."""
    text = lines(
        bold(t("🔑 Sign in to the web")),
        t("The link works once, for five minutes. Do not forward it: whoever opens it is you."),
        None if is_pressable else t("Open it in a browser of this computer:"),
        None if is_pressable else url,
    )
    rows = [[link(t.plain("Open the web"), url)]] if is_pressable else []
    return Screen(text, keyboard(*rows, _more(t)))


def switched_off(t: Words) -> Screen:
    """/web where there is none."""
    return Screen(t("The web is switched off on this server (WEB_PORT)."))


def asked(t: Words, question: Question) -> Screen:
    """A browser asks to be let in: is it this person's, and which number does it show?"""
    text = lines(
        bold(t("🔑 A browser asks to sign in as you")),
        t("Browser: {name}", name=question.browser.name or t("Unknown browser")),
        t("Where: {place}", place=place(t, question.browser)),
        t("Which number is on its screen? If you have not begun this yourself, press the last button."),
    )
    numbers = [press(str(number), NumberChosen(question.id, number)) for number in question.numbers]
    return Screen(text, keyboard(numbers, [press(t.plain("It is not me"), BrowserRefused(question.id), DANGER)]))


def place(t: Words, browser: Browser) -> str:
    """`этот компьютер`, or the address."""
    return t.plain("this computer") if browser.is_here else browser.ip or "?"


def seen(t: Words, moment: datetime, now: datetime) -> str:
    """`только что`, `15 минут назад`."""
    return t.plain("just now") if now - moment < timedelta(minutes=1) else t.ago(moment, now)


def let_in(t: Words) -> Screen:
    """The right number."""
    return Screen(t("✅ Done: the page in the browser goes on by itself."), keyboard([_to_list(t)]))


def not_let_in(t: Words) -> Screen:
    """A wrong number."""
    return Screen(t("⛔ Another number is on the screen. This sign-in is over; begin anew in the browser."))


def refused(t: Words) -> Screen:
    """[Это не я]."""
    return Screen(
        t("⛔ Nobody was let in. If somebody has sent you that code, do not trust them."), keyboard([_to_list(t)])
    )


def listed(t: Words, sessions: Sequence[SessionView], now: datetime) -> Screen:
    """Where a person is signed in."""
    shown = sessions[:SHOWN_MOST]
    facts = [
        t(
            "{browser} · {place} · seen {time}", browser=one.browser.name or t("Unknown browser"),
            place=place(t, one.browser), time=seen(t, one.seen_at, now),
        )
        for one in shown
    ]  # fmt: skip
    outs = [
        press(cut(t.plain("Sign out: {name}", name=one.browser.name or "?"), 40), SignedOut(one.id)) for one in shown
    ]
    rows: list[Row] = [*in_rows(outs, 1)]
    if len(sessions) > 1:
        rows.append([press(t.plain("Sign out everywhere"), SignedOutEverywhere(), DANGER)])
    rows.append([press(t.plain("Sign in"), LinkAsked(), MAIN)])
    empty = t("No browser is signed in.")
    return Screen(lines(bold(t("🔑 My sign-ins")), *(facts or [empty])), keyboard(*rows))


def _more(t: Words) -> Row:
    return [press(t.plain("New link"), LinkAsked()), _to_list(t)]


def _to_list(t: Words) -> InlineKeyboardButton:
    return press(t.plain("My sign-ins"), SignInsOpened())
