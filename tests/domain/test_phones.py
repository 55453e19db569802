"""Phones as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.phones import (
    as_seed,
    find_phone,
    looks_like_phone,
    parse_phone,
    phone_or_none,
    show_phone,
)

OLGA = "+79996432387"


@pytest.mark.req("S1.61")
@pytest.mark.parametrize(
    "typed",
    [
        "+79996432387",
        "89996432387",
        "79996432387",
        "9996432387",
        "8 (999) 643-23-87",
        "+7 999 643 23 87",
        "8-999-643-23-87",
        "8.999.643.23.87",
        "8 999 643–23–87",
        "８９９９６４３２３８７",
        "\u202a+7 999 643-23-87\u202c",  # copied from a contact card
        "+7\u00a0999\u00a0643\u00a023\u00a087",
        "+8 999 643 23 87",
        "тел. 8 999 643-23-87",
        "tel:+79996432387",
        "8 999 643-23-87 доб. 12",
        "89996432387 ext 5",
        "  89996432387\n",
    ],
)
def test_every_notation_is_the_same_phone(typed: str) -> None:
    assert parse_phone(typed) == OLGA


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("8 (395) 220-00-00", "RU", "+73952200000"),
        ("+375 29 123-45-67", "RU", "+375291234567"),
        ("+49 30 901820", "RU", "+4930901820"),
        ("030 901820", "DE", "+4930901820"),
        ("+84 91 234 56 78", "RU", "+84912345678"),  # Vietnam, not a Russian eight
        ("8 701 234 56 78", "KZ", "+77012345678"),
    ],
)
def test_other_cities_and_countries(typed: str, region: str, expected: str) -> None:
    assert parse_phone(typed, region) == expected


@pytest.mark.parametrize(
    "typed",
    [
        *("", "Ольга", "Ольга 89996432387", "89996432387 Ольга", "8 800 FLOWERS", "🎂"),
        *("123", "0000000000", "8999643238", "899964323871", "9" * 4000),
        *("+7", "++", "2026-11-21", "15:00"),
    ],
)
def test_not_a_phone(typed: str) -> None:
    with pytest.raises(Invalid, match="not a phone number"):
        parse_phone(typed)
    assert phone_or_none(typed) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Ольга 8 999 643-23-87", "Ольга"),
        ("8 999 643-23-87 Ольга", "Ольга"),
        ("Минеева Ольга, +7 (999) 643-23-87", "Минеева Ольга"),
        ("Ольга тел. 89996432387", "Ольга"),
        ("Ольга: 9996432387, торт", "Ольга торт"),
        ("Ольга 8 999 643-23-87, 12 детей", "Ольга 12 детей"),
        ("Ольга 8 999 643-23-87 12", "Ольга 12"),
        ("12 8 999 643-23-87", "12"),
        ("Ольга (8 999 643-23-87)", "Ольга"),
        ("Ольга 8 999 643-23-87 доб. 5", "Ольга"),
        ("89996432387", ""),
    ],
)
def test_a_phone_is_found_in_a_line(line: str, rest: str) -> None:
    assert find_phone(line) == (rest, OLGA)


@pytest.mark.parametrize("line", ["Ольга", "Ольга 12 детей", "21.11.2026 15:00", ""])
def test_a_line_without_a_phone(line: str) -> None:
    assert find_phone(line) is None


def test_showing() -> None:
    assert show_phone(OLGA) == "+7 999 643-23-87"
    assert show_phone("нет") == "нет"
    assert as_seed(OLGA) == "79996432387"


@pytest.mark.parametrize(
    ("term", "expected"),
    [("643-23", True), ("+7 999", True), ("2387", True), ("12", False), ("Ольга", False), ("8a9b7", False)],
)
def test_a_piece_of_a_phone(term: str, expected: bool) -> None:
    assert looks_like_phone(term) is expected


@given(st.text(max_size=80))
def test_anything_typed_is_a_phone_or_none(text: str) -> None:
    phone = phone_or_none(text)
    assert phone is None or (phone_or_none(phone) == phone and len(phone) <= 16)
    find_phone(text)
