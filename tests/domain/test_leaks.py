"""What is hidden from the other side, and what looks like it and is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.leaks import Contact, contacts_in, has_password, hidden


@pytest.mark.req("S3.63")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("звоните 8 (916) 123-45-67 после шести", "звоните … после шести"),
        ("+79161234567", "…"),
        ("мой номер 89161234567, жду", "мой номер …, жду"),
        ("пишите @petr_fixit в телегу", "пишите … в телегу"),
        ("t.me/petr_fixit", "…"),
        ("https://wa.me/79161234567?text=hi", "…"),
        ("почта petr@mail.example.ru.", "почта …."),
        ("@petr_fixit или petr@mail.ru", "… или …"),
    ],
)
def test_contacts_are_hidden(text: str, shown: str) -> None:
    assert hidden(text, contacts_in(text, "RU"), "…") == shown


@pytest.mark.parametrize(
    "text",
    ["заказ 1234567", "сервер 10.0.0.1:8080", "версия 22.8.1", "INV-2026-11-21", "ошибка @ строка 5", "https://site.ru/a",
     "цена 12 500 000 руб", "import @decorator.py:10", ""],
)  # fmt: skip
def test_what_is_no_contact_stays(text: str) -> None:
    assert [leak for leak in contacts_in(text, "RU") if leak.kind is not Contact.NAME] == []


@given(st.text(max_size=200))
def test_any_text_is_read_and_leaks_stand_apart(text: str) -> None:
    leaks = contacts_in(text, "RU")
    assert leaks == sorted(leaks)
    assert all(a.end <= b.start for a, b in pairwise(leaks))
    assert hidden(text, [], "…") == text


@pytest.mark.req("S3.35")
@pytest.mark.parametrize(
    "text",
    ["пароль: qwerty", "Пароль = 12345", "логин admin пароль Zx9!kk2", "password: hunter2", "pass: abc", "pwd=1q2w3e",
     "вот пароль — Sunny-Day7"],
)  # fmt: skip
def test_a_password_is_noticed(text: str) -> None:
    assert has_password(text)


@pytest.mark.parametrize(
    "text",
    ["пароль не подходит", "забыл пароль от почты", "сбросьте пароль, пожалуйста", "password reset does not work",
     "пароль приходит по смс", "паспорт 4509", ""],
)  # fmt: skip
def test_talk_about_passwords_is_none(text: str) -> None:
    assert not has_password(text)
