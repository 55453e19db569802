"""Canned replies: what may be written, and how variables are filled in or left out."""

import pytest

from domain.canned import FILLED_MOST, TEXT_MOST, Part, Variable, braced, filled, typed
from domain.errors import Invalid

ALL = {Variable.NAME: "Ольга", Variable.NUMBER: "128", Variable.AGENT: "Инна", Variable.BUSINESS: "Свет"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Здравствуйте, {name}! Это {agent}, {business}.", "Здравствуйте, Ольга! Это Инна, Свет."),
        ("Здравствуйте, {имя}! Это {агент}, {компания}.", "Здравствуйте, Ольга! Это Инна, Свет."),
        ("Обращение №{номер} закрыто", "Обращение №128 закрыто"),
        ("{ Имя }, ваш номер {NUMBER}", "Ольга, ваш номер 128"),
        ('{"a": 1} и {} и {не переменная}', '{"a": 1} и {} и {не переменная}'),
    ],
)
def test_variables_are_filled_in_in_either_language(text: str, said: str) -> None:
    assert filled(text, ALL) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Здравствуйте, {name}!", "Здравствуйте!"),
        ("Здравствуйте, {name}! Чем помочь?", "Здравствуйте! Чем помочь?"),
        ("{name}, добрый день!", "Добрый день!"),
        ("Добрый день.\n{name}, ваш вопрос решён.", "Добрый день.\nВаш вопрос решён."),
        ("Спасибо. {name}, мы всё проверили.", "Спасибо. Мы всё проверили."),
        ("Ваше обращение №{number} принято.", "Ваше обращение принято."),
        ("Ваше обращение № {номер} принято", "Ваше обращение принято"),
        ("Ваше обращение ({number}) принято", "Ваше обращение принято"),
        ("Вам пишет {agent}\nиз поддержки", "Вам пишет\nиз поддержки"),
        ("Пишет {agent} из «{business}».", "Пишет из."),
        ("{name}", ""),
        ("{name} {number}", ""),
    ],
)
def test_what_is_not_known_is_left_out_with_what_stood_around_it(text: str, said: str) -> None:
    assert filled(text, {}) == said
    assert filled(text, dict.fromkeys(Variable, " ")) == said


def test_a_value_is_never_filled_in_again() -> None:
    assert filled("{name}!", {Variable.NAME: "{number}", Variable.NUMBER: "1"}) == "{number}!"
    assert filled("{name} ждёт", {Variable.NAME: "\ue000 Ян\n{agent}"}) == "Ян {agent} ждёт"


def test_it_fits_into_a_message_whatever_the_names_are() -> None:
    assert len(filled("{name}" * 166, {Variable.NAME: "я" * 64})) == FILLED_MOST


def test_an_unknown_variable_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Invalid) as refusal:
        typed(Part.TEXT, "Здравствуйте, {фамилия}")
    assert "фамилия" in str(refusal.value)
    assert all(word in str(refusal.value) for word in ("name", "number", "agent", "business", "имя", "номер"))
    assert typed(Part.TITLE, "{фамилия}") == "{фамилия}"  # a title is no text


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u202e", "я" * (TEXT_MOST + 1)])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        typed(Part.TEXT, text)


def test_lines_and_emoji_stay_and_the_mark_of_a_gap_can_not_be_typed() -> None:
    assert typed(Part.TEXT, " Раз\n\n\n\nдва 👩‍👧 \ue000 ") == "Раз\n\nдва 👩‍👧"


def test_a_variable_is_shown_in_the_readers_language() -> None:
    assert [braced(one, "ru") for one in Variable] == ["{имя}", "{номер}", "{агент}", "{компания}"]
    assert [braced(one, "en") for one in Variable] == ["{name}", "{number}", "{agent}", "{business}"]
