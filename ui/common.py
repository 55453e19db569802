"""What every dialogue may have to say."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram import Message

from domain.access import Actor
from domain.errors import CrmError
from domain.phones import show_phone
from ui import menu
from ui.callbacks import Button, button
from ui.notices import Facts, notice
from ui.screen import Row, Screen, keyboard, press
from ui.texts import Words


@button("go")
@dataclass(frozen=True)
class Continued(Button):
    """[Продолжить]: the dialogue that lies in the slot."""


@button("re")
@dataclass(frozen=True)
class StartedAnew(Button):
    """[Начать заново]: drop the old draft, begin ``name`` by its entry ``number``, as pressed with ``data``."""

    name: str
    number: int
    data: str


@button("cx")
@dataclass(frozen=True)
class Cancelled(Button):
    """[Отмена] under a question."""


@button("dr")
@dataclass(frozen=True)
class Dropped(Button):
    """[Убрать]: what was left unfinished is not wanted any more."""

    draft_id: str


@button("bk")
@dataclass(frozen=True)
class WentBack(Button):
    """[« Назад] under a question: to the state named."""

    state: str


def cancel_row(t: Words) -> Row:
    """[Отмена], the last row under a question."""
    return [press(t.plain("Cancel"), Cancelled())]


def back_row(t: Words, state: str) -> Row:
    """[« Назад] to a state of the same dialogue, and [Отмена]."""
    return [press("« " + t.plain("Back"), WentBack(state)), press(t.plain("Cancel"), Cancelled())]


def refusal(t: Words, error: CrmError) -> Markup:
    """Why an answer can't be used."""
    return Markup("⚠️ {}").format(t.error(error))


def cancelled(t: Words) -> Screen:
    """A dialogue was stopped by the person."""
    return Screen(t("Stopped. Nothing was saved."))


def contact_kept(t: Words, phone: str, actor: Actor, features: frozenset[str]) -> Screen:
    """The phone is known; the menu takes its place below the chat again."""
    said = t("Thank you, your phone is {phone}.", phone=show_phone(phone))
    return Screen(said, menu.below_the_chat(actor, t, features))


def contact_stopped(t: Words, actor: Actor, features: frozenset[str]) -> Screen:
    """Stopped where the phone was asked: the menu comes back."""
    return Screen(t("Stopped. Nothing was saved."), menu.below_the_chat(actor, t, features))


def nothing_to_cancel(t: Words) -> Screen:
    """Cancel, with nothing begun."""
    return Screen(t("Nothing is begun. The menu is below, /help tells what I can do."))


def gone(t: Words) -> Screen:
    """A dialogue that a newer version does not know."""
    return Screen(t("This was begun with an older version. Start anew, please."))


def unfinished(t: Words, go_on: Button, anew: Button) -> Screen:
    """Another dialogue has something typed in it."""
    return Screen(
        t("You have something unfinished. Go on with it, or start anew?"),
        keyboard([press(t.plain("Go on"), go_on)], [press(t.plain("Start anew"), anew)]),
    )


@notice("dialogue_lapsed")
def lapsed(t: Words, facts: Facts) -> Screen:
    """A dialogue whose time has passed."""
    return Screen(
        t("⏳ This was left unfinished. What you typed is kept for 7 days."),
        keyboard([press(t.plain("Go on"), Continued())], [press(t.plain("Drop it"), Dropped(facts["draft_id"]))]),
    )


@notice("dialogue_dropped")
def dropped(t: Words, _facts: Facts) -> Screen:
    """What was left unfinished is gone: after seven days, or because the person wants it so."""
    return Screen(t("What was left unfinished is dropped."))


def not_an_answer(t: Words, message: Message | None) -> Markup:
    """Something was sent that this step does not wait for."""
    if message is not None and message.text:
        return t("⚠️ Please choose with a button.")
    return t("⚠️ This can't be used here. Please answer with text or a button.")


def out_of_date(t: Words) -> str:
    """An old button."""
    return t.plain("This button is out of date.")


def apology(t: Words, code: str) -> Screen:
    """A fault of ours."""
    return Screen(
        t("⚠️ Something went wrong with us, code {code}. What you typed is kept; please try again.", code=code)
    )


def unknown_command(t: Words) -> Screen:
    """A command that does not exist, or not for this person."""
    return Screen(t("I don't know this command. /help lists what I can do."))


def small_talk(t: Words) -> Screen:
    """Something said while nothing is asked."""
    return Screen(t("I answer to buttons and commands. The menu is below, /help tells what I can do."))
