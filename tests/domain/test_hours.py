"""Opening hours: how an owner writes them, and what they mean on a given day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.datewords import DAYS_RU
from domain.errors import Invalid
from domain.hours import OpeningHours, open_spans
from tests.domain.zones import CHANGES

MONDAY = date(2026, 11, 16)


def week(text: str) -> str:
    """The openings of a week, Monday first, days apart by a bar."""
    hours = OpeningHours.parse(text)
    days = (hours.on(MONDAY + timedelta(days=step)) for step in range(7))
    return "|".join(",".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in day) for day in days)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("10:00-22:00", "|".join(["10:00-22:00"] * 7)),
        ("10-22", "|".join(["10:00-22:00"] * 7)),
        ("с 10 до 22", "|".join(["10:00-22:00"] * 7)),
        ("ежедневно 9.30–21.00", "|".join(["09:30-21:00"] * 7)),
        (
            "пн-пт 10:00-22:00; сб-вс 9:00-23:00; вт выходной",
            "10:00-22:00||10:00-22:00|10:00-22:00|10:00-22:00|09:00-23:00|09:00-23:00",
        ),
        ("Mon - Fri: 10:00 - 22:00\nSat, Sun 9-23", "|".join(["10:00-22:00"] * 5 + ["09:00-23:00"] * 2)),
        ("будни 16-22; выходные 10-22", "|".join(["16:00-22:00"] * 5 + ["10:00-22:00"] * 2)),
        ("ср, пт-сб 12-18", "||12:00-18:00||12:00-18:00|12:00-18:00|"),
        ("сб-пн 12-18", "12:00-18:00|||||12:00-18:00|12:00-18:00"),  # a range over Sunday
        ("пн и ср 12-18", "12:00-18:00||12:00-18:00||||"),
        ("среда 10-14, 15-22", "||10:00-14:00,15:00-22:00||||"),
        ("10:00-02:00", "|".join(["10:00-02:00"] * 7)),  # closes on the next day
        ("10-24", "|".join(["10:00-00:00"] * 7)),
        ("круглосуточно; вс выходной", "|".join(["00:00-00:00"] * 6) + "|"),
        ("24/7", "|".join(["00:00-00:00"] * 7)),
        ("выходной", "||||||"),
    ],
)
def test_reading(typed: str, expected: str) -> None:
    assert week(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", " ; ", "скоро", "10", "10-25", "10:75-12", "пн-ср-пт 10-22", "хз 10-22", "10-22-23", "пн", "10:00"],
)
def test_what_cannot_be_read_is_named(typed: str) -> None:
    with pytest.raises(Invalid, match="Example: пн-пт"):
        OpeningHours.parse(typed)


@pytest.mark.parametrize("typed", ["10-15, 14-22", "10-02, 11-12", "00:00-00:00, 10-12"])
def test_overlapping_hours_are_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="overlap"):
        OpeningHours.parse(typed)


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ("с 10 до 22", "10:00-22:00", "10:00-22:00"),
        (
            "пн-пт 10-22; вт выходной; сб 9-14, 15-23",
            "mon 10:00-22:00; tue closed; wed-fri 10:00-22:00; sat 09:00-14:00, 15:00-23:00; sun closed",
            "пн 10:00-22:00; вт выходной; ср-пт 10:00-22:00; сб 09:00-14:00, 15:00-23:00; вс выходной",
        ),
        ("закрыто", "closed", "выходной"),
    ],
)
def test_writing(typed: str, kept: str, said: str) -> None:
    hours = OpeningHours.parse(typed)
    assert str(hours) == kept
    assert hours.said(DAYS_RU, "выходной") == said


minutes = st.integers(0, 1439).map(lambda at: time(at // 60, at % 60))
days = st.one_of(st.just(()), st.tuples(st.tuples(minutes, minutes)))


@given(st.lists(days, min_size=7, max_size=7).map(lambda week: OpeningHours(tuple(week))))
def test_what_is_written_can_be_read_again(hours: OpeningHours) -> None:
    assert OpeningHours.parse(str(hours)) == hours
    assert OpeningHours.parse(hours.said(DAYS_RU, "выходной")) == hours


@pytest.mark.parametrize("typed", ["10:00-22:00", "22:00-04:00", "00:00-00:00", "02:15-02:45", "23:30-00:30"])
@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_a_watched_clock_opens_and_closes_at_the_same_moments(name: str, day: date, typed: str) -> None:
    """Someone who looks at the wall each minute opens at the first sight of the time, and closes likewise."""
    zone = ZoneInfo(name)
    opens, closes = OpeningHours.parse(typed).on(day)[0]
    wanted = datetime.combine(day, opens), datetime.combine(day + timedelta(days=closes <= opens), closes)
    moment = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=20)
    seen: list[datetime] = []
    while len(seen) < 2:
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) >= wanted[len(seen)]:
            seen.append(moment)  # a closing in the same skipped hour is the same moment: do not move on
        else:
            moment += timedelta(minutes=1)
    (span,) = open_spans(OpeningHours.parse(typed), day, zone)
    assert [span.start, span.end] == seen
