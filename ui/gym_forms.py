"""What is asked of a plan, a coach or a group while it is made or changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.gym import REQUIRED, Book, Field
from ui.callbacks import Button, button
from ui.common import cancel_row
from ui.gym import SIGNS, TITLES, Item, to_item
from ui.screen import Row, Screen, bold, cut, in_pairs, in_rows, keyboard, lines, press
from ui.texts import Words

Choices = Sequence[tuple[int, str]]


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


@button("G4")
@dataclass(frozen=True)
class Skipped(Button):
    """[Пропустить], [Убрать], [Любое число]: the field is empty."""


@button("G5")
@dataclass(frozen=True)
class NumberChosen(Button):
    """A usual number, or one of a list by its id."""

    number: int


@button("G6")
@dataclass(frozen=True)
class AskedBefore(Button):
    """[« Назад] to the field before."""


NEW: Mapping[Book, str] = {Book.PLANS: _("New membership"), Book.COACHES: _("New coach"), Book.GROUPS: _("New group")}
ASKED: Mapping[Book, Sequence[Field]] = {
    Book.PLANS: (Field.NAME, Field.DAYS, Field.VISITS, Field.PRICE, Field.FREEZE),
    Book.COACHES: (Field.FIRST_NAME, Field.LAST_NAME, Field.PHONE, Field.ACCOUNT),
    Book.GROUPS: (Field.NAME, Field.COACH, Field.PLACES),
}
QUESTIONS: Mapping[Field, str] = {
    Field.NAME: _("What is it called? Up to 60 characters"),
    Field.DAYS: _("For how many days? Choose, or type a number"),
    Field.VISITS: _("How many visits? Choose, or type a number; a dash means any number"),
    Field.PRICE: _("What does it cost? For example: 5 000"),
    Field.FREEZE: _("How many days may it be frozen? Choose, or type a number; a dash means none"),
    Field.FIRST_NAME: _("What is the coach's name?"),
    Field.LAST_NAME: _("And the surname?"),
    Field.PHONE: _("Which phone? For example: 8 999 643-23-87"),
    Field.EMAIL: _("Which e-mail address? For example: name@mail.ru"),
    Field.PHOTO: _("Send a photo"),
    Field.STARTED: _("Since when does the coach work? A day or a year: 01.09.2020"),
    Field.ABOUT: _("Describe it in a few sentences"),
    Field.ACCOUNT: _(
        "Whose Telegram account is it? Those with the role of a coach are here; the owner gives it: /staff"
    ),
    Field.COACH: _("Who leads it usually? Any other coach can be chosen for a training"),
    Field.PLACES: _("How many places has a training? Choose, or type a number"),
    Field.LINK: _("Which link do new trainings begin with? For example: https://zoom.us/j/123"),
}
NOTES: Mapping[Field, str] = {
    Field.DAYS: _("What was sold keeps its terms."),
    Field.VISITS: _("What was sold keeps its terms."),
    Field.PRICE: _("What was sold keeps its terms."),
    Field.FREEZE: _("What was sold keeps its terms."),
    Field.COACH: _("Trainings made already keep theirs."),
    Field.PLACES: _("Trainings made already keep theirs."),
    Field.LINK: _("Trainings made already keep theirs."),
}
NUMBERS: Mapping[Field, Sequence[int]] = {
    Field.DAYS: (30, 90, 180, 365), Field.VISITS: (4, 8, 12), Field.FREEZE: (7, 14, 30), Field.PLACES: (8, 10, 12, 15),
}  # fmt: skip
CHOICES = 30  # that are offered as buttons


def question(t: Words, book: Book, field: Field, known: Sequence[str], choices: Choices) -> Screen:
    """A field of a new one; ``known``: what was answered before."""
    back = [press("« " + t.plain("Back"), AskedBefore())] if field is not ASKED[book][0] else []
    return Screen(
        lines(
            bold(f"{SIGNS[book]} {t.plain(NEW[book])}"),
            Markup(" · ").join(cut(text, 50) for text in known) if known else None,
            t(QUESTIONS[field]),
        ),
        keyboard(*_quick(t, field, choices), _skip(t, field, t.plain("Skip")), [*back, *cancel_row(t)]),
    )


def value_question(t: Words, book: Book, one: Item, field: Field, now: str, choices: Choices) -> Screen:
    """A field of one that there is; ``now``: what it says."""
    drop = _skip(t, field, t.plain("Remove")) if now or field in (Field.VISITS, Field.FREEZE) else []
    return Screen(
        lines(
            bold(f"{SIGNS[book]} {one.name}"),
            t("Now: {value}", value=now) if now else None,
            t(QUESTIONS[field]),
            t(NOTES[field]) if field in NOTES else None,
        ),
        keyboard(*_quick(t, field, choices), drop, to_item(t, book, one.id)),
    )


def now_of(t: Words, one: Item, field: Field) -> str:
    """What a field says, as people read it; nothing for nothing."""
    if field is Field.ACCOUNT:
        return getattr(one, "telegram", "")
    if field is Field.COACH:
        return getattr(one, "coach", "")
    value = getattr(one, field.value)
    if field is Field.PRICE:
        return t.money(value)
    if field is Field.PHOTO:
        return t.plain("there is one") if value else ""
    if field is Field.STARTED:
        return f"{value:%d.%m.%Y}" if value else ""
    if field is Field.VISITS and value is None:
        return t.plain("any number")
    return "" if value in ("", None) else str(value)


def _quick(t: Words, field: Field, choices: Choices) -> list[Row]:
    """The usual answers as buttons."""
    if field in NUMBERS:
        return in_rows([press(str(number), NumberChosen(number)) for number in NUMBERS[field]], 4)
    return in_pairs(press(name, NumberChosen(id_)) for id_, name in choices[:CHOICES])


def _skip(t: Words, field: Field, word: str) -> Row:
    if field in REQUIRED:
        return []
    words = {Field.VISITS: t.plain("Any number"), Field.FREEZE: t.plain("No freeze")}
    return [press(words.get(field, word), Skipped())]


def saved(t: Words, field: Field) -> Markup:
    """News above the card."""
    return t("✅ Saved: {title}", title=t.plain(TITLES[field]))


def made(t: Words, book: Book) -> Markup:
    """News above the card of a new one."""
    return {
        Book.PLANS: t("✅ It is sold from now on."),
        Book.COACHES: t("✅ The coach is added. Photo and the rest can be added here."),
        Book.GROUPS: t("✅ The group is there. Add its hours: trainings appear by themselves, two weeks ahead."),
    }[book]
