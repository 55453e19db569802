"""When a game can be played. The model below counts minutes and shares no code with the rule."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.availability import free_starts, gaps, load_span, nearest_free, refusal
from domain.booking import Busy, Closed, Crowded, Gap, Past, Plan, PolygonBusy, RestBusy, Rules
from domain.hours import OpeningHours
from domain.orders import Polygon, Span, spans
from tests.domain.zones import CHANGES

IRKUTSK = ZoneInfo("Asia/Irkutsk")
DAY = date(2026, 11, 21)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ARENA = Rules(Polygon.ARENA, OpeningHours.parse("10:00-22:00"), IRKUTSK, most=20, buffer=900)
HOUR = Plan(players=12)


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=IRKUTSK)


def game(clock: str, minutes: int = 60, restroom: int = 0, order_id: int = 1, polygon: Polygon = Polygon.ARENA) -> Busy:
    """An order as the database hands it out: its buffer of 15 minutes is in its span."""
    taken = spans(at(clock), minutes * 60, 3600, restroom, 900)
    return Busy(order_id, polygon, taken.game, restroom, taken.rest)


def clocks(moments: list[datetime]) -> list[str]:
    return [f"{moment.astimezone(IRKUTSK):%H:%M}" for moment in moments]


@pytest.mark.req("S1.51")
@pytest.mark.parametrize(
    ("start", "free"),
    [
        ("16:15", True),  # the other game 15:00-16:00 and its buffer have passed
        ("16:14", False),
        ("16:00", False),
        ("15:30", False),
        ("14:00", False),  # our own buffer would run into it
        ("13:46", False),
        ("13:45", True),  # game 13:45-14:45, buffer to 15:00, touching
    ],
)
def test_the_buffer_binds_on_both_sides(start: str, free: bool) -> None:
    other = game("15:00")
    answer = refusal(at(start), HOUR, ARENA, [other], LONG_AGO)
    assert answer == (None if free else PolygonBusy(Polygon.ARENA, other, 900))


@pytest.mark.req("S1.51")
@pytest.mark.parametrize(
    ("restroom", "start", "free"),
    [
        # the other party plays in the park 15:00-16:00 and rests in zone 1 16:00-17:00
        (1, "15:00", False),
        (1, "15:30", False),
        (1, "14:30", False),
        (1, "14:00", True),  # our rest 15:00-16:00 ends when theirs begins
        (1, "16:00", True),
        (2, "15:00", True),
        (0, "15:00", True),  # T34
    ],
)
def test_a_rest_zone_takes_one_party(restroom: int, start: str, free: bool) -> None:
    other = game("15:00", restroom=1, polygon=Polygon.PARK)
    answer = refusal(at(start), replace(HOUR, restroom=restroom), ARENA, [other], LONG_AGO)
    assert answer == (None if free else RestBusy(1, other))


@pytest.mark.parametrize(
    ("start", "free"),
    [
        ("10:00", True),
        ("09:59", False),
        ("21:00", True),
        ("21:01", False),
        ("22:00", False),
        ("03:00", False),
    ],
)
def test_a_game_lies_inside_the_opening_hours(start: str, free: bool) -> None:
    answer = refusal(at(start), HOUR, ARENA, [], LONG_AGO)
    if free:
        assert answer is None
    else:
        assert isinstance(answer, Closed)
        assert answer.opens == (Span(at("10:00"), at("22:00")),)


def test_a_closed_day_names_no_hours() -> None:
    closed = replace(ARENA, hours=OpeningHours.parse("пн-пт 10-22"))
    answer = refusal(at("15:00"), HOUR, closed, [], LONG_AGO)
    assert isinstance(answer, Closed)
    assert answer.opens == ()


def test_too_many_players() -> None:
    assert refusal(at("15:00"), replace(HOUR, players=20), ARENA, [], LONG_AGO) is None
    assert refusal(at("15:00"), replace(HOUR, players=21), ARENA, [], LONG_AGO) == Crowded(Polygon.ARENA, 21, 20)


@pytest.mark.parametrize(
    ("now", "notice", "free"),
    [
        ("15:00", 0, True),
        ("15:01", 0, False),
        ("13:00", 7200, True),  # clients book two hours ahead
        ("13:01", 7200, False),
        ("15:15", -900, True),  # staff write down a game that began a quarter of an hour ago
        ("15:16", -900, False),
    ],
)
def test_the_past(now: str, notice: int, free: bool) -> None:
    answer = refusal(at("15:00"), HOUR, replace(ARENA, notice=notice), [], at(now))
    assert answer == (None if free else Past(at("15:00"), at(now) + timedelta(seconds=notice)))


@pytest.mark.req("S1.12")
def test_an_edited_order_keeps_its_past_start_but_is_not_moved_into_the_past() -> None:
    edited = replace(HOUR, order_id=1, kept=at("15:00"))
    assert refusal(at("15:00"), edited, ARENA, [game("15:00")], at("18:00")) is None
    assert isinstance(refusal(at("15:30"), edited, ARENA, [game("15:00")], at("18:00")), Past)


def test_an_order_is_not_in_its_own_way() -> None:
    assert refusal(at("15:30"), replace(HOUR, order_id=1), ARENA, [game("15:00")], LONG_AGO) is None
    assert refusal(at("15:30"), replace(HOUR, order_id=2), ARENA, [game("15:00")], LONG_AGO) is not None


def test_free_starts_of_a_day() -> None:
    short = replace(ARENA, hours=OpeningHours.parse("10:00-14:00"))
    assert clocks(free_starts(DAY, HOUR, short, [], LONG_AGO)) == (
        ["10:00", "10:30", "11:00", "11:30", "12:00", "12:30", "13:00"]
    )
    assert clocks(free_starts(DAY, HOUR, short, [game("11:30")], LONG_AGO)) == ["10:00", "13:00"]
    assert clocks(free_starts(DAY, HOUR, short, [], at("12:10"))) == ["12:30", "13:00"]


def test_an_evening_reaches_into_the_next_day() -> None:
    friday = replace(ARENA, hours=OpeningHours.parse("пт 22:00-02:00"))
    assert clocks(free_starts(date(2026, 11, 20), HOUR, friday, [], LONG_AGO)) == [
        "22:00",
        "22:30",
        "23:00",
        "23:30",
    ]
    assert clocks(free_starts(DAY, HOUR, friday, [], LONG_AGO)) == ["00:00", "00:30", "01:00"]


def test_a_club_open_all_night_plays_over_midnight() -> None:
    always = replace(ARENA, hours=OpeningHours.parse("круглосуточно"))
    assert refusal(at("23:30"), HOUR, always, [], LONG_AGO) is None
    assert len(free_starts(DAY, HOUR, always, [], LONG_AGO)) == 48


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("15:00", ["13:00", "13:30", "16:30"]),
        ("10:00", ["10:00", "10:30", "11:00"]),
        ("23:00", ["20:00", "20:30", "21:00"]),
    ],
)
def test_the_nearest_free_times(wish: str, expected: list[str]) -> None:
    assert clocks(nearest_free(at(wish), HOUR, ARENA, [game("15:00")], LONG_AGO)) == expected


def test_the_nearest_free_times_go_on_to_the_next_days() -> None:
    full = [game("10:00", minutes=12 * 60)]
    assert nearest_free(at("15:00"), HOUR, ARENA, full, LONG_AGO) == []
    next_day = at("10:00", DAY + timedelta(days=1))
    assert nearest_free(at("15:00"), HOUR, ARENA, full, LONG_AGO, days=7)[0] == next_day


def test_gaps_are_merged_and_named_by_polygon() -> None:
    rules = {
        Polygon.ARENA: replace(ARENA, hours=OpeningHours.parse("10:00-18:00")),
        Polygon.PARK: replace(ARENA, polygon=Polygon.PARK, hours=OpeningHours.parse("12:00-18:00"), buffer=0),
    }
    busy = [game("14:00", 120)]  # the arena 14:00-16:00, buffer to 16:15
    assert gaps(DAY, rules, busy) == [
        Gap(at("10:00"), at("12:00"), (Polygon.ARENA,)),
        Gap(at("12:00"), at("13:45"), (Polygon.ARENA, Polygon.PARK)),
        Gap(at("13:45"), at("16:15"), (Polygon.PARK,)),
        Gap(at("16:15"), at("18:00"), (Polygon.ARENA, Polygon.PARK)),
    ]
    assert gaps(DAY, rules, busy, now=at("17:00")) == [Gap(at("17:00"), at("18:00"), (Polygon.ARENA, Polygon.PARK))]
    assert gaps(DAY, rules, busy, now=at("17:45")) == []  # a quarter of an hour is no use to anybody
    assert gaps(DAY, {}, busy) == []


# --- the model: every minute on its own ---

MINUTE = timedelta(minutes=1)
WHICH = st.sampled_from([(name, day + timedelta(days=shift)) for name, day in CHANGES for shift in (-1, 0, 1)])
OPENINGS = st.sampled_from(
    [
        ("10:00", "22:00"),
        ("09:15", "15:00"),
        ("20:00", "03:30"),
        ("00:00", "00:00"),
        ("01:00", "04:00"),
        ("23:00", "01:00"),
    ]
)


@dataclass
class Minutes:
    """Days as minutes of UTC with the wall clock of each, and the minutes at which the doors are open."""

    zone: ZoneInfo
    day: date
    opens: str
    closes: str

    def __post_init__(self) -> None:
        noon = datetime.combine(self.day, time(12), tzinfo=UTC)
        self.utc = [noon + (step - 4320) * MINUTE for step in range(8640)]
        self.wall = [moment.astimezone(self.zone).replace(tzinfo=None, fold=0) for moment in self.utc]
        self.index = {moment: step for step, moment in enumerate(self.utc)}
        self.openings: list[tuple[datetime, datetime]] = []
        self.open: set[int] = set()
        for shift in (-1, 0, 1):
            opens = datetime.combine(self.day + timedelta(days=shift), time.fromisoformat(self.opens))
            closes = datetime.combine(self.day + timedelta(days=shift), time.fromisoformat(self.closes))
            closes += timedelta(days=closes <= opens)
            self.openings.append((opens, closes))
            self.open |= set(range(self.first(opens), self.first(closes)))

    def first(self, wanted: datetime) -> int:
        return next(step for step, wall in enumerate(self.wall) if wall >= wanted)

    def fits(self, start: int, plan: Plan, rules: Rules, busy: list[Busy]) -> bool:
        played = set(range(start, start + plan.gametime // 60))
        taken = set(range(start, start + (plan.gametime + rules.buffer) // 60))
        rested = set(range(max(played) + 1, max(played) + 1 + plan.resttime // 60)) if plan.restroom else set()
        games = {
            step for one in busy if one.polygon == rules.polygon for step in self.between(one.game.start, one.game.end)
        }
        rests = {
            step
            for one in busy
            if one.rest and one.restroom == plan.restroom
            for step in self.between(one.rest.start, one.rest.end)
        }
        return played <= self.open and not taken & games and not rested & rests

    def between(self, start: datetime, end: datetime) -> range:
        return range(self.index[start], self.index[end])

    def offered(self, step: int, every: int) -> bool:
        """Whether a start button for this minute belongs on the day's page, free or not."""
        wall = self.wall[step]
        counted = [(wall - opens) // MINUTE for opens, closes in self.openings if opens <= wall < closes]
        return wall.date() == self.day and wall not in self.wall[:step] and any(c % every == 0 for c in counted)


Scene = tuple[Minutes, Rules, Plan, list[Busy]]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    name, day = draw(WHICH)
    opens, closes = draw(OPENINGS)
    minutes = Minutes(ZoneInfo(name), day, opens, closes)
    buffer = draw(st.sampled_from([0, 900, 1200]))
    step = draw(st.sampled_from([900, 1800, 3600]))
    hours = OpeningHours.parse(f"{opens}-{closes}")
    rules = Rules(Polygon.ARENA, hours, minutes.zone, most=20, buffer=buffer, step=step)
    lengths = st.sampled_from([30, 45, 60, 90, 120])
    plan = Plan(draw(lengths) * 60, draw(lengths) * 60, draw(st.sampled_from([0, 1, 2])), players=2)
    busy = []
    for number in range(draw(st.integers(0, 4))):
        start = minutes.utc[4320 + 5 * draw(st.integers(-200, 200))]
        restroom, own = draw(st.sampled_from([0, 1, 2])), draw(st.sampled_from([0, 900]))
        taken = spans(start, draw(lengths) * 60, draw(lengths) * 60, restroom, own)
        busy.append(Busy(number, draw(st.sampled_from(list(Polygon)[:2])), taken.game, restroom, taken.rest))
    return minutes, rules, plan, busy


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_free_starts_and_refusals_agree_with_the_model(
    scene: Scene,
) -> None:
    minutes, rules, plan, busy = scene
    today = [step for step, wall in enumerate(minutes.wall) if wall.date() == minutes.day]
    for step in today[::5]:
        free = refusal(minutes.utc[step], plan, rules, busy, LONG_AGO) is None
        assert free is minutes.fits(step, plan, rules, busy), minutes.wall[step]
    expected = [
        minutes.utc[step]
        for step in today
        if minutes.offered(step, rules.step // 60) and minutes.fits(step, plan, rules, busy)
    ]
    assert free_starts(minutes.day, plan, rules, busy, LONG_AGO) == expected


@settings(max_examples=60, deadline=None)
@given(scenes())
def test_gaps_hold_exactly_the_minutes_in_which_one_may_play(
    scene: Scene,
) -> None:
    minutes, rules, plan, busy = scene
    found = gaps(minutes.day, {Polygon.ARENA: rules}, busy, least=0)
    inside = {step for gap in found for step in minutes.between(gap.start, gap.end)}
    blocked = {
        step
        for one in busy
        if one.polygon == rules.polygon
        for step in minutes.between(one.game.start - timedelta(seconds=rules.buffer), one.game.end)
    }
    today = [step for step, wall in enumerate(minutes.wall) if wall.date() == minutes.day]
    assert inside == {step for step in today if step in minutes.open and step not in blocked}
    alone = replace(plan, restroom=0)
    for gap in found:
        for step in minutes.between(
            gap.start, gap.end - timedelta(seconds=min(plan.gametime, Span(gap.start, gap.end).seconds))
        ):
            assert refusal(minutes.utc[step], alone, rules, busy, LONG_AGO) is None


@settings(max_examples=30, deadline=None)
@given(scenes(), st.integers(-24 * 60, 48 * 60))
def test_orders_outside_the_loaded_time_do_not_matter(scene: Scene, shift: int) -> None:
    minutes, rules, plan, busy = scene
    span = load_span(minutes.day, minutes.zone)
    far = [
        replace(one, game=moved)
        for one in busy
        for moved in [Span(one.game.start + shift * 5 * MINUTE, one.game.end + shift * 5 * MINUTE)]
    ]
    near = [one for one in far if one.game.overlaps(span) or (one.rest and one.rest.overlaps(span))]
    assert free_starts(minutes.day, plan, rules, near, LONG_AGO) == free_starts(minutes.day, plan, rules, far, LONG_AGO)
    rules_by = {Polygon.ARENA: rules}
    assert gaps(minutes.day, rules_by, near) == gaps(minutes.day, rules_by, far)
