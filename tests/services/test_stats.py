"""Statistics: every number of a seeded month, its edges in the business's zone, what it is compared with."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from db import Database
from domain import stats as rules
from domain.access import Actor, Role
from domain.errors import Forbidden, Invalid, NotFound
from domain.memberships import Span
from domain.stats import AREAS, STATISTICS, Kind, Numbers, Period, before, span_of
from domain.stats_tables import table_of
from services import stats
from tests.gym_rows import make_freeze, make_membership
from tests.stats_rows import DAYS, NAMES, OCTOBER, SEPTEMBER, fill

Run = Callable[..., Any]


def october(run: Run, who: Actor, area: str, compare: bool = True) -> Numbers:
    """The month of an area."""
    found: Numbers = run(who, stats.numbers, area, OCTOBER.starts, OCTOBER.ends, compare)
    return found


@pytest.mark.req("S5.39", "S5.46")
@pytest.mark.parametrize("area", AREAS)
def test_every_number_of_the_month_is_what_was_counted_by_hand(
    run: Run, manager: Actor, db: Database, area: str
) -> None:
    db.write_now(fill)
    for table in october(run, manager, area).tables:
        if STATISTICS[table.name].kind is Kind.DAYS:
            rows, totals = DAYS[table.name]
            assert [row.key for row in table.rows] == rules.days_of(OCTOBER)
            assert {f"{row.key:%m%d}": row.values for row in table.rows if any(row.values)} == rows, table.name
        else:
            named, totals = NAMES[table.name]
            assert [(row.name or row.key, row.values) for row in table.rows if any(row.values)] == named, table.name
        assert table.totals == totals, table.name


def test_no_statistic_was_forgotten() -> None:
    assert set(DAYS) | set(NAMES) == set(STATISTICS)


@pytest.mark.req("S5.46")
def test_the_month_stands_beside_the_period_before(run: Run, manager: Actor, db: Database) -> None:
    db.write_now(fill)
    found = october(run, manager, "fitness")
    assert found.before == SEPTEMBER
    money = next(one for one in found.tables if one.name == "money")
    assert money.before == (11_100, 1)
    assert money.rows[-1].before == (11_100, 1)  # the 31st beside the 30th of September
    coaches = next(one for one in found.tables if one.name == "coaches")
    assert [(row.name, row.values, row.before) for row in coaches.rows] == [
        ("Олег Орлов", (2, 3), (1, 1)), ("Анна Жукова", (1, 1), (0, 0)),
    ]  # fmt: skip
    assert october(run, manager, "fitness", False).tables[1].before is None


def test_who_is_there_only_in_the_period_before_stands_last_with_nothing() -> None:
    coaches = STATISTICS["coaches"]
    made = table_of(coaches, [("7", "Олег", [2, 5])], [("8", "Анна", [3, 4])])
    assert [(row.key, row.name, row.values, row.before) for row in made.rows] == [
        ("7", "Олег", (2, 5), (0, 0)), ("8", "Анна", (0, 0), (3, 4)),
    ]  # fmt: skip
    assert (made.totals, made.before) == ((2, 5), (3, 4))


@pytest.mark.req("S5.46")
def test_active_on_a_date_is_the_rule_of_who_is_active(run: Run, manager: Actor, db: Database) -> None:
    """Whatever memberships and freezes there are, the chart says what the one rule says."""
    span = Span(date(2026, 10, 1), date(2026, 11, 30))

    def seed(uow: Any) -> None:
        for number in range(40):
            starts = date(2026, 8, 1) + timedelta(days=number * 7 % 113)
            state = "cancelled" if number % 9 == 0 else "paid"
            sold = make_membership(uow, starts=starts, days=10 + number * 5 % 60, state=state)
            if number % 3 == 0:
                make_freeze(uow, sold, starts + timedelta(days=2), starts + timedelta(days=2 + number % 11))
            if number % 4 == 0:
                make_membership(uow, sold.client_uid, starts + timedelta(days=3), days=20)

    db.write_now(seed)
    drawn = run(manager, stats.table, "active", span.starts, span.ends, False).tables[0].rows
    ruled = db.read_now(lambda uow: [(day, len(uow.memberships.active_clients(day))) for day in rules.days_of(span)])
    assert [(row.key, row.values[0]) for row in drawn] == ruled
    assert len({number for _day, number in ruled}) > 5


def test_a_zone_where_the_clock_changes_loses_and_doubles_nothing(run: Run, manager: Actor, db: Database) -> None:
    """Every hour of two months, one payment each: 23, 24 and 25 of them a day, and not one lost."""
    from dataclasses import replace
    from zoneinfo import ZoneInfo

    from domain.payments import Kind as Paid
    from tests.stats_rows import at

    db.place = replace(db.place, zone=ZoneInfo("Europe/Berlin"))

    def seed(uow: Any) -> None:
        for hour in range(24 * 3):
            uow.payments.put(Paid.MEMBERSHIP, 1, 100).at = at(10, 23, 22) + timedelta(hours=hour)
        uow.session.flush()

    db.write_now(seed)
    table = run(manager, stats.table, "money", date(2026, 10, 23), date(2026, 10, 27), False).tables[0]
    assert [row.values[1] for row in table.rows] == [0, 24, 25, 23, 0]


# --- periods ---


def test_periods_end_today_and_are_compared_with_as_many_days_before() -> None:
    today = date(2026, 3, 1)
    assert span_of(Period.WEEK, today) == Span(date(2026, 2, 23), today)
    assert span_of(Period.THIRTY, today).days == 30
    assert span_of(Period.MONTH, today) == Span(today, today)
    assert span_of(Period.LAST_MONTH, today) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert before(span_of(Period.LAST_MONTH, today)) == Span(date(2026, 1, 4), date(2026, 1, 31))


def test_own_days_are_a_year_at_most(run: Run, manager: Actor) -> None:
    first = date(2026, 1, 1)
    assert len(run(manager, stats.numbers, "fitness", first, first + timedelta(days=365)).tables[0].rows) == 366
    for last in (first + timedelta(days=366), first - timedelta(days=1), date(9999, 12, 31)):
        with pytest.raises(Invalid):
            run(manager, stats.numbers, "fitness", first, last)


# --- who ---


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MANAGER, Role.OWNER)])
def test_only_managers_and_owners_see_numbers(run: Run, actor: Callable[..., Actor], role: Role) -> None:
    someone, days = actor(role), (OCTOBER.starts, OCTOBER.ends)
    for service, given in (
        (stats.numbers, ("fitness", *days)), (stats.table, ("money", *days)), (stats.file, (1,)), (stats.stop, (1,)),
        (stats.send_sheet, ("fitness", *days, 1)),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            run(someone, service, *given)


def test_what_is_not_declared_is_not_there(run: Run, manager: Actor) -> None:
    for service, name in ((stats.numbers, "clients"), (stats.table, "'; DROP TABLE visits")):
        with pytest.raises(NotFound):
            run(manager, service, name, OCTOBER.starts, OCTOBER.ends)


def test_a_file_is_its_owners(run: Run, manager: Actor, actor: Callable[..., Actor]) -> None:
    given = ("money", OCTOBER.starts, OCTOBER.ends, "abc")
    made = run(manager, stats.start_file, *given, True)
    assert run(manager, stats.start_file, *given, True) == made
    assert run(manager, stats.file, made.id).state == "queued"
    with pytest.raises(NotFound):
        run(actor(Role.OWNER), stats.file, made.id)
    with pytest.raises(NotFound):
        run(manager, stats.stop, made.id)  # a picture's [Остановить] stops no file
