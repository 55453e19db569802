"""How typed text is compared and stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.fold import clean, digits, fold, has_letter, trigrams


@pytest.mark.req("S1.29")
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("МинеЕв", "Минеев"),
        ("  семЁнова\tОЛЬГА ", "Семенова Ольга"),
        ("Семе\u0308нова", "Семёнова"),  # ё typed as two characters
        ("Йод", "И\u0306од"),
        ("ＭＩＸＮＯ", "mixno"),  # full width
        ("Gro\u00df", "GROSS"),
        ("Оль\u200bга\u202e", "Ольга"),  # zero width, right-to-left override
        ("Оль\u00adга", "Ольга"),  # soft hyphen of a copied page
        ("Ольга\u00a0Минеева\n", "ольга минеева"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_folding_makes_equal(typed: str, stored: str) -> None:
    assert fold(typed) == fold(stored)


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200e", "\u3164", "\u2800"])
def test_folding_leaves_nothing_of_the_invisible(text: str) -> None:
    assert fold(text) == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("8 (999) 643-23-87", "89996432387"), ("８９９９", "8999"), ("٣٤", "34"), ("арена", ""), ("½ 2", "122")],
)
def test_digits(typed: str, expected: str) -> None:
    assert digits(typed) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [("Минеев", ["мин", "ине", "нее", "еев"]), ("ан", []), ("", []), ("аааа", ["ааа"]), ("О Я", ["о я"])],
)
def test_trigrams(term: str, expected: list[str]) -> None:
    assert trigrams(term) == expected


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ольга   Минеева ", "Ольга Минеева"),
        ("Ольга\r\nМинеева", "Ольга Минеева"),
        ("Ольга\x00\u202e", "Ольга"),
        ("Оля 👩\u200d👧\u200d👦", "Оля 👩\u200d👧\u200d👦"),  # one picture of three people stays one picture
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("О\u200dл\u200dя", "Оля"),  # a joiner between letters only hides a word from the search
        ("Оля\ufe0f\ud83d", "Оля"),  # half a surrogate pair cannot be stored at all
    ],
)
def test_cleaning(typed: str, stored: str) -> None:
    assert clean(typed, most=64, what="Name") == stored


def test_a_note_keeps_its_lines() -> None:
    assert clean(" торт \n\n\n\n свечи\u202e", most=500, what="Note", lines=True) == "торт\n\nсвечи"


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u202e\u2066", "\u3164", "\n"])
def test_nothing_to_read_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="Name: there is nothing to read"):
        clean(typed, most=64, what="Name")


def test_too_long_is_refused_with_both_numbers() -> None:
    assert clean("я" * 64, most=64, what="Name") == "я" * 64
    with pytest.raises(Invalid, match="65 characters, and at most 64") as refused:
        clean("я" * 65, most=64, what="Name")
    assert refused.value.args_ == {"what": "Name", "typed": 65, "most": 64}


@given(st.text())
def test_cleaning_twice_changes_nothing_and_can_be_stored(text: str) -> None:
    try:
        once = clean(text, most=500, what="Note")
    except Invalid:
        return
    once.encode("utf-8")
    assert clean(once, most=500, what="Note") == once


@pytest.mark.parametrize(
    ("text", "expected"), [("Оля", True), ("李", True), ("🎂", False), ("42", False), ("\u3164", False)]
)
def test_has_letter(text: str, expected: bool) -> None:
    assert has_letter(text) is expected
