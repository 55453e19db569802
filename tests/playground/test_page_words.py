"""What the page's files promise without a browser: both languages complete, no raw markup, small files."""

from __future__ import annotations

import re
from pathlib import Path

from playground.server import STATIC
from tests.playground.page_window import CYRILLIC


def words(language: str) -> dict[str, str]:
    """Key → sentence of one language, read from its module."""
    source = (STATIC / f"words.{language}.js").read_text("utf-8")
    return dict(re.findall(r'(\w+): "((?:[^"\\]|\\.)*)"', source))


def test_both_languages_have_the_same_words_and_values() -> None:
    russian, english = words("ru"), words("en")
    assert russian.keys() == english.keys()
    for key, text in russian.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english[key])), key
        assert not CYRILLIC.search(english[key]), key


def scripts() -> list[Path]:
    """The page's modules, without the words themselves."""
    return [path for path in STATIC.glob("*.js") if not path.name.startswith("words.")]


def test_every_word_used_exists_and_none_lies_idle() -> None:
    code = "\n".join(path.read_text("utf-8") for path in scripts())
    used = set(re.findall(r'(?:\bt|\brich|\bliveWords)\(\s*"(\w+)"', code))
    quoted = set(re.findall(r'"(\w+)"', code))
    built = ("action_", "as_", "fault_", "unread_", "size_")  # keys put together from parts
    assert used <= words("ru").keys()
    assert [key for key in words("ru") if key not in quoted and not key.startswith(built) and key not in KINDS] == []


# summary.js names kinds of messages by the word of the same name.
KINDS = {"photo", "video", "voice", "video_note", "audio", "animation", "sticker", "location", "contact", "poll",
         "invoice", "dice", "document"}  # fmt: skip


def test_the_page_is_strict_about_markup_and_size() -> None:
    raw = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    for path in STATIC.iterdir():
        source = path.read_text("utf-8")
        assert len(source.splitlines()) <= 300, path.name
        assert not re.search(raw, source), path.name
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", (STATIC / "index.html").read_text("utf-8"))
