"""What people type about days, times, numbers and money, and what is understood."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.parse import day, day_and_time, duration, money, note, players, time_of_day, yes_no

TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("сегодня", "2026-11-18"),
        ("Завтра", "2026-11-19"),
        ("послезавтра", "2026-11-20"),
        ("tomorrow", "2026-11-19"),
        ("сб", "2026-11-21"),
        ("в субботу", "2026-11-21"),
        ("Суббота.", "2026-11-21"),
        ("во вторник", "2026-11-24"),
        ("Sat", "2026-11-21"),
        ("on monday", "2026-11-23"),
        ("ср", "2026-11-25"),  # on a Wednesday this is the next one; today is «сегодня»
        ("21.11", "2026-11-21"),
        ("21/11", "2026-11-21"),
        ("21-11", "2026-11-21"),
        ("21 11", "2026-11-21"),
        ("1.12", "2026-12-01"),
        ("21.11.2026", "2026-11-21"),
        ("21.11.26", "2026-11-21"),
        ("2026-11-21", "2026-11-21"),
        ("21 ноября", "2026-11-21"),
        ("21 нояб.", "2026-11-21"),
        ("21-го ноября 2027 года", "2027-11-21"),
        ("21 nov", "2026-11-21"),
        ("Nov 21, 2026", "2026-11-21"),
        ("３ ДЕКАБРЯ", "2026-12-03"),
        ("9 мая", "2027-05-09"),  # half a year ago: next year's
        ("1.11", "2026-11-01"),  # a fortnight ago: this year's, and booking it is refused as past
        ("19.09", "2026-09-19"),  # 60 days ago
        ("18.09", "2027-09-18"),  # 61 days ago
        ("9.05.2026", "2026-05-09"),  # a year that is typed is believed
        ("29.02.2028", "2028-02-29"),
        ("21", "2026-11-21"),
        ("18", "2026-11-18"),
        ("5 числа", "2026-12-05"),
        ("31", "2026-12-31"),
    ],
)
def test_days(typed: str, expected: str) -> None:
    assert day(typed, TODAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "когда-нибудь",
        "31.02",
        "32",
        "0",
        "29.02",
        "21.13",
        "21.11-2026",
        "21.11.1026",
        "1.1.9999",
        "99999",
        "🎂",
    ],
)
def test_days_that_are_none(typed: str) -> None:
    with pytest.raises(Invalid, match=r"Example: 21\.11"):
        day(typed, TODAY)


@pytest.mark.req("S1.64")
@pytest.mark.parametrize("typed", ["15:30", "15.30", "15,30", "15 30", "15-30", "15 : 30", "1530", "в 15:30"])
def test_every_separator_of_the_seed(typed: str) -> None:
    assert time_of_day(typed) == time(15, 30)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15", "15:00"),
        ("в 15", "15:00"),
        ("15 часов", "15:00"),
        ("15ч", "15:00"),
        ("к 9", "09:00"),
        ("3pm", "15:00"),
        ("3:15 PM", "15:15"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("10 утра", "10:00"),
        ("3 дня", "15:00"),
        ("7 вечера", "19:00"),
        ("2 часа ночи", "02:00"),
        ("в три", "15:00"),
        ("в десять утра", "10:00"),
        ("полдень", "12:00"),
        ("3", "15:00"),  # nobody means the night by it
        ("03:00", "03:00"),
        ("03", "03:00"),
        ("0:00", "00:00"),
        ("23:59", "23:59"),
    ],
)
def test_times(typed: str, expected: str) -> None:
    assert time_of_day(typed) == time.fromisoformat(expected)


@pytest.mark.parametrize("typed", ["", "24:00", "15:60", "25", "15:5", "вечером", "15 вечера", "15:00:00", "-3", "🎂"])
def test_times_that_are_none(typed: str) -> None:
    with pytest.raises(Invalid, match="Example: 15:00"):
        time_of_day(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("завтра в 15", "2026-11-19 15:00"),
        ("завтра в три", "2026-11-19 15:00"),
        ("21.11 15:00", "2026-11-21 15:00"),
        ("21.11 15 30", "2026-11-21 15:30"),
        ("21.11.2026, 15.30", "2026-11-21 15:30"),
        ("21 ноября в 15", "2026-11-21 15:00"),
        ("21 ноября 2027 15:00", "2027-11-21 15:00"),
        ("в субботу в 10 утра", "2026-11-21 10:00"),
        ("15:00 сб", "2026-11-21 15:00"),
        ("10:30 завтра", "2026-11-19 10:30"),
    ],
)
def test_a_day_and_a_time_in_one_line(typed: str, expected: str) -> None:
    on, clock = day_and_time(typed, TODAY)
    assert f"{on} {clock:%H:%M}" == expected


@pytest.mark.parametrize("typed", ["", "завтра", "15:00", "завтра вечером", "сегодня завтра"])
def test_a_line_without_both(typed: str) -> None:
    with pytest.raises(Invalid, match="the day and the time"):
        day_and_time(typed, TODAY)


@pytest.mark.req("S1.46")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12", 12),
        ("12 человек", 12),
        ("нас 12", 12),
        ("нас двое", 2),
        ("двенадцать", 12),
        ("1", 1),
        ("１２", 12),
        ("20", 20),
    ],
)
def test_players(typed: str, expected: int) -> None:
    assert players(typed, 20) == expected


@pytest.mark.parametrize("typed", ["0", "21", "999999999999999999999999", "ноль"])
def test_too_few_or_too_many_players_name_the_limit(typed: str) -> None:
    with pytest.raises(Invalid, match="From 1 to 20 players"):
        players(typed, 20)


@pytest.mark.parametrize("typed", ["", "много", "10-12", "-5", "2.5", "12 детей и 2 взрослых"])
def test_players_want_one_number(typed: str) -> None:
    with pytest.raises(Invalid, match="in one number"):
        players(typed, 20)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1 час", 60),
        ("час", 60),
        ("2 часа", 120),
        ("два часа", 120),
        ("90 мин", 90),
        ("90 минут", 90),
        ("1:30", 90),
        ("1.5 часа", 90),
        ("1,5ч", 90),
        ("1 ч 30 мин", 90),
        ("1h30m", 90),
        ("час 30 минут", 90),
        ("2 часа и 15 минут", 135),
        ("полчаса", 30),
        ("полтора часа", 90),
        ("90", 90),
        ("10", 10),
        ("2", 120),
    ],
)
def test_lengths(typed: str, minutes: int) -> None:
    assert duration(typed) == minutes * 60


@pytest.mark.parametrize("typed", ["", "долго", "1:75", "-90", "1 час 30", "час мин"])
def test_lengths_that_are_none(typed: str) -> None:
    with pytest.raises(Invalid, match="1 час 30 мин"):
        duration(typed)


@pytest.mark.parametrize("typed", ["4 мин", "25 часов", "9" * 90])
def test_lengths_out_of_bounds(typed: str) -> None:
    with pytest.raises(Invalid, match="From 5 to 1440 minutes"):
        duration(typed)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("12 500", 1250000),
        ("12500", 1250000),
        ("12\u00a0500", 1250000),
        ("12500,50", 1250050),
        ("12500.5", 1250050),
        ("12 500 ₽", 1250000),
        ("12 500,00 руб.", 1250000),
        ("12.500", 1250000),  # three figures after a dot or comma are thousands
        ("12,500.25", 1250025),
        ("1 250 000", 125000000),
        ("1,5", 150),
        ("500р", 50000),
        ("5 тыс", 500000),
        ("5к", 500000),
        ("1,5 тыс. руб", 150000),
        ("0", 0),
    ],
)
def test_money(typed: str, minor: int) -> None:
    assert money(typed) == minor


@pytest.mark.parametrize("typed", ["", "-500", "даром", "1.2.3", "12 50", "1,2345", "500 рублей и 5", "9" * 40])
def test_money_that_is_none(typed: str) -> None:
    with pytest.raises(Invalid, match="this amount"):
        money(typed)


def test_too_much_money() -> None:
    assert money("10 000 000") == 10_000_000_00
    with pytest.raises(Invalid, match="too great"):
        money("10 000 001")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("Да", True), ("да.", True), ("+", True), ("yes", True), ("Нет", False), ("no", False)],
)
def test_yes_and_no(typed: str, expected: bool) -> None:
    assert yes_no(typed) is expected


def test_neither_yes_nor_no() -> None:
    with pytest.raises(Invalid, match="yes or no"):
        yes_no("наверное")


def test_notes_are_bounded() -> None:
    assert note(" торт\nсвечи ") == "торт\nсвечи"
    with pytest.raises(Invalid, match="501 characters"):
        note("я" * 501)


@given(st.text(max_size=60), st.integers(0, 3650))
def test_whatever_is_typed_is_understood_or_refused_with_an_example(text: str, ahead: int) -> None:
    for parser in (
        lambda: day(text, TODAY + timedelta(days=ahead)),
        lambda: time_of_day(text),
        lambda: day_and_time(text, TODAY),
        lambda: players(text, 20),
        lambda: duration(text),
        lambda: money(text),
        lambda: yes_no(text),
    ):
        said = "Example"
        try:
            parser()
        except Invalid as refused:
            said = str(refused)
        assert "Example" in said


@given(st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=300)), st.times())
def test_what_the_bot_writes_it_can_read(on: date, clock: time) -> None:
    clock = clock.replace(second=0, microsecond=0)
    assert day_and_time(f"{on:%d.%m} {clock:%H:%M}", TODAY) == (on, clock)
    assert day(f"{on:%d.%m.%Y}", TODAY) == on
