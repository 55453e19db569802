"""What is asked at the registration and for a changed line of the profile (S5.24, S5.25, S5.50)."""

from dataclasses import dataclass

from markupsafe import Markup
from telegram import KeyboardButton, ReplyKeyboardMarkup

from domain.members import OPTIONAL, Field, Profile, Standing
from domain.phones import show_phone
from ui.callbacks import Button, button
from ui.common import WentBack, cancel_row
from ui.members import TITLES
from ui.screen import MAIN, Screen, bold, in_pairs, keyboard, lines, press
from ui.texts import Words


@button("MA")
@dataclass(frozen=True)
class NameKept(Button):
    """The name as Telegram has it."""


@button("MS")
@dataclass(frozen=True)
class Skipped(Button):
    """[Пропустить]."""


@button("MC")
@dataclass(frozen=True)
class Cleared(Button):
    """[Очистить]."""


@button("MR")
@dataclass(frozen=True)
class Registered(Button):
    """[✅ Зарегистрироваться]."""


def ask_contact(t: Words) -> Screen:
    """The own phone, by Telegram's button: a typed one proves nothing."""
    below = ReplyKeyboardMarkup(
        [[KeyboardButton(t.plain("📱 Send my phone"), request_contact=True)], [t.plain("Cancel")]],
        resize_keyboard=True, one_time_keyboard=True,
    )  # fmt: skip
    why = t("Please send your phone with the button below: we know you by it.")
    return Screen(lines(_title(t), why), below)


def _title(t: Words, field: Field | None = None) -> Markup:
    if field is None:
        return bold(t("🏋️ Registration"))
    return bold(t("👤 Profile: {field}", field=t.plain(TITLES[field])))


def ask_name(t: Words, known: str, *, is_edit: bool = False) -> Screen:
    """Surname and first name; ``known``: as Telegram has it."""
    said = t("What is your name? Type surname and first name.")
    keep = [press(known, NameKept(), MAIN)] if known and not is_edit else None
    return Screen(lines(_title(t, Field.NAME if is_edit else None), said), keyboard(keep, cancel_row(t)))


def ask_more(t: Words, field: Field, *, is_edit: bool = False, has: bool = False) -> Screen:
    """E-mail, city, photo, comment: each may be skipped."""
    said = {
        Field.EMAIL: t("Your e-mail? For example: {example}", example="name@mail.ru"),
        Field.REGION: t("Your city or district?"),
        Field.PHOTO: t("A photo of you, so that the desk knows you? Send it here."),
        Field.COMMENT: t("Is there anything the coach should know? An injury, a wish."),
    }[field]
    skip = None if is_edit else [press(t.plain("Skip"), Skipped())]
    if is_edit and has:
        skip = [press(t.plain("Clear"), Cleared())]
    return Screen(lines(_title(t, field if is_edit else None), said), keyboard(skip, cancel_row(t)))


def summary(t: Words, known: Standing, name: str, given: Profile, *, can_rename: bool) -> Screen:
    """Everything, each line to be changed."""
    values = {
        Field.NAME: name, Field.PHONE: show_phone(known.phone) if known.phone else "", Field.EMAIL: given.email,
        Field.REGION: given.region, Field.PHOTO: t.plain("there is one") if given.photo else "",
        Field.COMMENT: given.comment,
    }  # fmt: skip
    shown = [
        Markup("{}: {}").format(t.plain(TITLES[field]), value or t.plain("not given"))
        for field, value in values.items()
    ]  # fmt: skip
    fields = [*([Field.NAME] if can_rename else []), *OPTIONAL]
    buttons = [press("✏️ " + t.plain(TITLES[field]), WentBack(_state(field))) for field in fields]
    return Screen(
        lines(_title(t), *shown, t("Is everything right?")),
        keyboard([press(t.plain("✅ Register"), Registered(), MAIN)], *in_pairs(buttons), cancel_row(t)),
    )


def _state(field: Field) -> str:
    """The dialogue's states are called as the fields are."""
    return field.value.upper()
