"""Numbers and money as people read them, in both languages."""

from zoneinfo import ZoneInfo

import pytest

from ui.texts import Words


@pytest.mark.parametrize(
    ("language", "currency", "minor", "shown"),
    [
        ("ru", "RUB", 12_500_00, "12 500 ₽"),
        ("ru", "RUB", 12_500_50, "12 500,50 ₽"),
        ("en", "RUB", 2_000_00, "RUB 2,000"),
        ("en", "RUB", 2_000_50, "RUB 2,000.50"),
        ("en", "USD", 2_000_00, "$2,000"),
    ],
)
def test_money(language: str, currency: str, minor: int, shown: str) -> None:
    assert Words(language, ZoneInfo("Europe/Moscow"), currency).money(minor).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(("day", "shown"), [("21 дек.", "до 21 дек."), ("21 июня", "до 21 июня."), ("…", "до ….")])
def test_a_sentence_ends_once_behind_an_abbreviation(day: str, shown: str) -> None:
    words, msgid = Words("ru"), "A freeze begins while the membership runs: until {day}."
    assert words.plain(msgid, day=day).endswith(shown)
    assert str(words(msgid, day=day)).endswith(shown)
