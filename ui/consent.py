"""The question of consent before the first phone or name, as any dialogue asks it (T10)."""

from dataclasses import dataclass

from markupsafe import Markup

from domain.settings import BY_NAME
from domain.views import ConsentText
from ui.callbacks import Button, button
from ui.screen import Screen, bold, keyboard, lines, press
from ui.texts import Words

OURS = frozenset(BY_NAME[name].default for name in ("CONSENT", "ADVERTS"))  # what owners have not rewritten


@button("cy")
@dataclass(frozen=True)
class ConsentGiven(Button):
    """[Согласен] to the version of the text that was read."""

    version: str


@button("cn")
@dataclass(frozen=True)
class ConsentRefused(Button):
    """[Не согласен]."""


def shown(t: Words, asked: ConsentText) -> str:
    """The text in the person's language: ours is translated, an owner's own stays as it is."""
    return t.plain(asked.text) if asked.text in OURS else asked.text


def asking(t: Words, asked: ConsentText) -> Screen:
    """The text and its two answers."""
    text = Markup("<blockquote>{}</blockquote>").format(shown(t, asked))
    return Screen(
        lines(bold(t("Your data")), text),
        keyboard([
            press(t.plain("I agree"), ConsentGiven(asked.version)), press(t.plain("I don't agree"), ConsentRefused()),
        ]),
    )  # fmt: skip


def refused(t: Words, contact: str) -> Screen:
    """The person does not agree: what they can do instead."""
    way = (
        t("You can order by phone: {contact}", contact=contact)
        if contact
        else t("You can order by phone or on the spot.")
    )
    return Screen(lines(t("Then I ask for nothing and store nothing."), way))
