"""What is typed for a card: its bounds, and who is meant by a line (S1.33–S1.39, T4)."""

import pytest

from domain.clients import PHONES, REQUIRED, Field, NewClient, checked, client_line, name_line, read_field
from domain.errors import Invalid

PHONE = "+79996432387"
NAMES = [Field.SURNAME, Field.NAME, Field.MIDNAME]


@pytest.mark.parametrize(
    ("typed", "surname", "name", "midname"),
    [
        ("Ольга", "", "Ольга", ""),
        ("Минеева Ольга", "Минеева", "Ольга", ""),
        ("Ольга Минеева", "Минеева", "Ольга", ""),
        ("Марина Петрова", "Петрова", "Марина", ""),
        ("Петрова Марина", "Петрова", "Марина", ""),
        ("Лев Толстой", "Лев", "Толстой", ""),  # not told by endings: the seed's order
        ("Ольга Сергеевна", "", "Ольга", "Сергеевна"),
        ("Минеева Ольга Сергеевна", "Минеева", "Ольга", "Сергеевна"),
        ("Ольга Сергеевна Минеева", "Минеева", "Ольга", "Сергеевна"),
        ("Мамедов Али Гасан оглы", "Мамедов", "Али", "Гасан оглы"),
        ("Салтыков-Щедрин, Михаил", "Салтыков-Щедрин", "Михаил", ""),
        ("John Smith", "Smith", "John", ""),
        ("  Ольга \u200b ", "", "Ольга", ""),
        ("<b>Ольга</b>", "", "<b>Ольга</b>", ""),
    ],
)
def test_a_name_in_one_line(typed: str, surname: str, name: str, midname: str) -> None:
    assert name_line(typed) == NewClient(surname, name, midname)


@pytest.mark.parametrize(
    "typed", ["Ольга 8 999 643-23-87", "8(999)6432387 Ольга", "Ольга, +7 999 643 23 87", "Ольга тел. 9996432387"]
)
def test_a_line_may_hold_name_and_phone(typed: str) -> None:
    assert client_line(typed) == NewClient(name="Ольга", phone=PHONE)


def test_a_line_may_be_a_phone_only() -> None:
    new = client_line("8 999 643-23-87")
    assert new == NewClient(phone=PHONE)
    assert not new.is_complete


@pytest.mark.req("S1.34")
@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e", "👍", "🎂🎂", "12", "—"])
def test_a_name_without_letters_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        name_line(typed)
    with pytest.raises(Invalid):
        read_field(Field.NAME, typed)


@pytest.mark.req("S1.36")
@pytest.mark.parametrize("typed", ["", " ", "123", "не помню", "8 999 643-23-8", "8" * 4096])
def test_a_main_phone_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_field(Field.PHONE, typed)


@pytest.mark.req("S1.33", "S1.34", "S1.35", "S1.36", "S1.37", "S1.38", "S1.39")
@pytest.mark.parametrize("field", list(Field))
def test_only_name_and_phone_are_required(field: Field) -> None:
    if field in REQUIRED:
        with pytest.raises(Invalid):
            read_field(field, "")
    else:
        assert read_field(field, "  ") == ""
    assert {Field.NAME, Field.PHONE} == REQUIRED


@pytest.mark.req("S1.33", "S1.34", "S1.35", "S1.38", "S1.39")
@pytest.mark.parametrize(
    ("field", "most"), [*((field, 64) for field in NAMES), (Field.DESCRIPTION, 500), (Field.SOURCE, 64)]
)
def test_longer_than_the_seeds_width_is_kept_whole_up_to_the_bound(field: Field, most: int) -> None:
    assert read_field(field, "я" * most) == "я" * most
    with pytest.raises(Invalid, match=str(most)):
        read_field(field, "я" * (most + 1))


@pytest.mark.req("S1.36", "S1.37")
@pytest.mark.parametrize("field", sorted(PHONES))
def test_a_phone_is_kept_in_one_notation_of_at_most_16(field: Field) -> None:
    assert read_field(field, "8 (999) 643-23-87") == PHONE
    assert len(read_field(field, "+49 30 901820")) <= 16


def test_a_note_keeps_its_lines() -> None:
    assert read_field(Field.DESCRIPTION, "два торта\nодин без сахара") == "два торта\nодин без сахара"


def test_a_card_is_checked_as_a_whole() -> None:
    assert checked(NewClient(name=" Ольга ", phone="89996432387", secondphone="9996432387")) == NewClient(
        name="Ольга", phone=PHONE
    )  # the same phone twice is one phone
    with pytest.raises(Invalid):
        checked(NewClient(name="Ольга"))
    with pytest.raises(Invalid):
        checked(NewClient(phone=PHONE))
