"""What a person sees at once: a text, its buttons, perhaps a picture; and the few ways buttons are laid out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from ui.callbacks import Button

Row = Sequence[InlineKeyboardButton]
Markups = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove
LABEL = 40  # Telegram cuts longer labels on phones
HALF = 17  # characters that half of a phone's width shows
VARIATION = "\ufe0f"  # makes a sign an emoji, and takes no room
TEXT_LIMIT = 4096
DANGER, MAIN = "danger", "primary"


@dataclass(frozen=True)
class Attachment:
    """A file that Telegram keeps: ``kind`` is its word for it (`photo`, `voice` …)."""

    kind: str
    file_id: str


@dataclass(frozen=True)
class Screen:
    """A message as it should look. ``text`` is HTML."""

    text: Markup
    keyboard: Markups | None = None
    commands: Sequence[BotCommand] | None = None  # a notice's: the chat's command list as of now
    place: tuple[float, float] | None = None  # a notice's: latitude and longitude, sent behind it as a map
    files: tuple[Attachment, ...] = ()  # a notice's: the text is their caption where it can be

    def noted(self, note: Markup) -> "Screen":
        """The same with a line of news above it."""
        return replace(self, text=note + Markup("\n\n") + self.text)


def press(label: str, button: Button, style: str | None = None) -> InlineKeyboardButton:
    """A button that says ``label`` and does ``button``; ``style`` is `danger` or `primary`."""
    return InlineKeyboardButton(cut(label, LABEL), callback_data=button.pack(), style=style)


def link(label: str, url: str) -> InlineKeyboardButton:
    """A button that opens an address."""
    return InlineKeyboardButton(cut(label, LABEL), url=url)


def keyboard(*rows: Row | None) -> InlineKeyboardMarkup:
    """Buttons in rows; empty rows are left out."""
    return InlineKeyboardMarkup([list(row) for row in rows if row])


def restored(stored: dict[str, Any] | None) -> Markups | None:
    """The buttons that ``to_dict`` gave, of whichever kind they are: under the message or below the chat."""
    if not stored:
        return None
    if "inline_keyboard" in stored:
        return InlineKeyboardMarkup.de_json(stored)
    rest = {name: value for name, value in stored.items() if name not in ("keyboard", "remove_keyboard")}
    if "keyboard" not in stored:
        return ReplyKeyboardRemove(**rest)
    return ReplyKeyboardMarkup([[KeyboardButton.de_json(one) for one in row] for row in stored["keyboard"]], **rest)


def in_rows(buttons: Iterable[InlineKeyboardButton], width: int) -> list[Row]:
    """Buttons ``width`` in a row."""
    listed = list(buttons)
    return [listed[at : at + width] for at in range(0, len(listed), width)]


def in_pairs(buttons: Iterable[InlineKeyboardButton]) -> list[Row]:
    """Two in a row, where both labels can be read on a phone; a longer one has a row of its own."""
    rows: list[list[InlineKeyboardButton]] = []
    is_open = False
    for one in buttons:
        fits = len(one.text.replace(VARIATION, "")) <= HALF
        if fits and is_open:
            rows[-1].append(one)
        else:
            rows.append([one])
        is_open = fits and len(rows[-1]) == 1
    return [*rows]


def pages_row(number: int, of_page: int, page: int, to: Callable[[int], Button]) -> Row | None:
    """`« 2/7 »` for a list of ``number`` rows, ``of_page`` a page, counted from 0; None where one page is enough."""
    pages = -(-number // of_page)
    if pages < 2:
        return None
    before = [press("«", to(page - 1))] if page else []
    after = [press("»", to(page + 1))] if page + 1 < pages else []
    return [*before, press(f"{page + 1}/{pages}", to(page)), *after]


def lines(*parts: Markup | str | None) -> Markup:
    """One fact a line; empty ones are left out. A plain ``str`` is escaped."""
    return Markup("\n").join(part for part in parts if part)


def bold(text: object) -> Markup:
    """The first line of a message."""
    return Markup("<b>{}</b>").format(text)


def quote(text: str) -> Markup | None:
    """A note, in a quote block; nothing for nothing."""
    return Markup("<blockquote>{}</blockquote>").format(cut(text, 500)) if text else None


def cut(text: str, most: int) -> str:
    """At most ``most`` characters; a cut shows as «…». Cut before markup, never after."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
