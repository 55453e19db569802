"""Canned replies: the list, one of them, writing it; what its variables mean."""

from dataclasses import dataclass

from markupsafe import Markup

from domain.canned import CannedView, Part, Variable, braced
from domain.views import Page
from ui.callbacks import Button, button
from ui.common import back_row, cancel_row
from ui.screen import DANGER, MAIN, Row, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


MEANINGS: dict[Variable, str] = {
    Variable.NAME: _("the customer's first name"),
    Variable.NUMBER: _("the ticket's number"),
    Variable.AGENT: _("the first name of who answers"),
    Variable.BUSINESS: _("the name of the business"),
}


@button("zl")
@dataclass(frozen=True)
class CannedOpened(Button):
    """The list, at a page."""

    page: int


@button("zo")
@dataclass(frozen=True)
class CannedPicked(Button):
    """A reply."""

    canned_id: int


@button("zf")
@dataclass(frozen=True)
class CannedSought(Button):
    """[🔎 Найти]."""


@button("zt")
@dataclass(frozen=True)
class FoundTurned(Button):
    """Another page of what was found."""

    page: int


@button("zn")
@dataclass(frozen=True)
class CannedBegun(Button):
    """[➕ Новая]."""


@button("ze")
@dataclass(frozen=True)
class PartPicked(Button):
    """[✏️ Название], [✏️ Текст]."""

    canned_id: int
    part: Part


@button("zq")
@dataclass(frozen=True)
class ArchiveAsked(Button):
    """[🗑 Убрать]: really?"""

    canned_id: int


@button("zx")
@dataclass(frozen=True)
class CannedArchived(Button):
    """[Да, убрать]."""

    canned_id: int


@button("zr")
@dataclass(frozen=True)
class CannedRestored(Button):
    """[↩️ Вернуть]."""

    canned_id: int


# --- looking ---


def listed(t: Words, page: Page[CannedView]) -> Screen:
    """/canned: the replies in use, by title."""
    empty = t("None yet. Write what is answered every day once, and send it with two presses.")
    text = lines(bold(t("💬 Canned replies")), empty if not page.items else None)
    new = [press(t.plain("➕ New reply"), CannedBegun(), None if page.items else MAIN)]
    find = [press(t.plain("🔎 Find"), CannedSought())] if (page.pages or 1) > 1 else []
    turn = _pages(page, CannedOpened(page.number - 1), CannedOpened(page.number + 1))
    return Screen(text, keyboard(*_rows(page), turn, [*new, *find]))


def found(t: Words, query: str, page: Page[CannedView]) -> Screen:
    """What the search found; with nothing typed yet: how it is searched."""
    title = bold(t("🔎 Canned replies: {query}", query=cut(query, 60))) if query else bold(t("💬 Canned replies"))
    ask = t("Type a part of the title.") if not query or page.items else t("Nothing found. Type another part of it.")
    rows = _rows(page) if query else []
    turn = _pages(page, FoundTurned(page.number - 1), FoundTurned(page.number + 1)) if query else None
    return Screen(lines(title, ask), keyboard(*rows, turn, to_list(t)))


def card(t: Words, reply: CannedView) -> Screen:
    """One reply as it was written."""
    text = lines(bold(t("💬 {title}", title=reply.title)), Markup("<blockquote>{}</blockquote>").format(reply.text))
    change = [
        press(t.plain("✏️ Title"), PartPicked(reply.id, Part.TITLE)),
        press(t.plain("✏️ Text"), PartPicked(reply.id, Part.TEXT)),
    ]
    return Screen(text, keyboard(change, [press(t.plain("🗑 Remove"), ArchiveAsked(reply.id), DANGER)], to_list(t)))


def archive_question(t: Words, reply: CannedView) -> Screen:
    """Really?"""
    yes = press(t.plain("Yes, remove"), CannedArchived(reply.id), DANGER)
    return Screen(
        t("Remove the reply «{title}»?", title=reply.title),
        keyboard([yes], [press("« " + t.plain("Back"), CannedPicked(reply.id))]),
    )


def archived(t: Words, reply: CannedView) -> Screen:
    """It is out of use."""
    undo = [press(t.plain("↩️ Take back"), CannedRestored(reply.id))]
    return Screen(t("The reply «{title}» is removed.", title=reply.title), keyboard(undo, to_list(t)))


# --- writing ---


def title_question(t: Words) -> Screen:
    """What is it called?"""
    ask = t("What is it called? It is found by this, for example: Greeting, How to pay.")
    return Screen(lines(bold(t("💬 New reply")), ask), keyboard(cancel_row(t)))


def text_question(t: Words, title: str, back: str) -> Screen:
    """What does it say?"""
    head = bold(t("💬 New reply: {title}", title=title))
    return Screen(lines(head, t("Type the text."), *_meanings(t)), keyboard(back_row(t, back)))


def value_question(t: Words, reply: CannedView, part: Part) -> Screen:
    """The title or the text anew?"""
    head = bold(t("💬 {title}", title=reply.title))
    if part is Part.TITLE:
        return Screen(lines(head, t("Type the new title.")), keyboard(cancel_row(t)))
    now = Markup("<blockquote>{}</blockquote>").format(reply.text)
    return Screen(lines(head, now, t("Type the new text."), *_meanings(t)), keyboard(cancel_row(t)))


def saved(t: Words) -> Markup:
    """The line above the card."""
    return t("✅ Saved")


def to_list(t: Words) -> Row:
    """The way back."""
    return [press("« " + t.plain("Canned replies"), CannedOpened(0))]


def _rows(page: Page[CannedView]) -> list[Row]:
    return [[press(reply.title, CannedPicked(reply.id))] for reply in page.items]


def _pages(page: Page[CannedView], back: Button, on: Button) -> Row | None:
    if (page.pages or 1) < 2:
        return None
    here = f"{page.number + 1}/{page.pages}"
    return [
        *([press("«", back)] if page.number else []),
        press(here, CannedOpened(page.number) if isinstance(on, CannedOpened) else FoundTurned(page.number)),
        *([press("»", on)] if page.has_more else []),
    ]


def _meanings(t: Words) -> list[Markup]:
    """What is filled in by itself."""
    known = [
        Markup("<code>{}</code> — {}").format(braced(one, t.language), t(about)) for one, about in MEANINGS.items()
    ]
    return [t("Filled in when it is sent:"), *known]
