"""How statistics are read: ranges of indexes, on both databases, with the very parameters they are asked with."""

from typing import Any

import pytest
from sqlalchemy import text

from benchmarks.stats import plans
from db import Database
from domain.stats import STATISTICS
from repositories import stats as queries
from tests.stats_rows import OCTOBER, fill

GROWING = (
    "visits", "trainings", "payments", "freezes", "memberships", "crm_orders", "purchases", "tickets",
    "utility_requests",
)  # fmt: skip


def scanned(db: Database, name: str) -> list[str]:
    """The lines in which a table that grows would be read from end to end."""

    def explain(uow: Any) -> list[str]:
        if not db.is_sqlite:  # a table of ten rows is read whole; what counts is that it need not be
            uow.session.execute(text("SET LOCAL enable_seqscan = off"))
        return plans(uow.session, name, OCTOBER)

    marks = [f"{how}{table}" for table in GROWING for how in ("SCAN ", "Seq Scan on ")]
    return [line for line in db.read_now(explain) if any(mark in line for mark in marks)]


@pytest.mark.req("S5.39", "S5.46")
@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_reads_ranges_of_indexes(db: Database, name: str) -> None:
    db.write_now(fill)
    assert scanned(db, name) == []


def test_a_statistic_that_read_everything_would_be_seen(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: days found by a function of the moment, as no index knows it."""

    def careless(_span: Any, _zone: Any) -> Any:
        return text("SELECT 1, '', count(*) FROM visits WHERE length(state) > 1 AND source || '' = 'self'")

    monkeypatch.setitem(queries.QUERIES, "coaches", careless)  # type: ignore[arg-type]
    assert scanned(db, "coaches") != []


@pytest.mark.req("S5.46")
def test_what_a_month_takes_does_not_grow_with_the_years(db: Database) -> None:
    """SQLite's own steps for the same month, alone in the table and among others."""
    if not db.is_sqlite:
        return  # PostgreSQL counts no steps; its plans are above
    from datetime import timedelta

    from benchmarks.journal import steps
    from tests.gym_rows import make_training, make_visit

    def more(uow: Any) -> None:
        from tests.stats_rows import at

        for week in range(1, 100):
            make_visit(uow, make_training(uow, at(9, 1) - timedelta(days=7 * week)), state="came")

    def taken(uow: Any) -> int:
        driver = uow.session.connection().connection.driver_connection
        return steps(driver, lambda: [uow.stats.rows(name, OCTOBER) for name in ("visits", "coaches")])

    db.write_now(fill)
    alone = db.read_now(taken)
    db.write_now(more)
    assert db.read_now(taken) <= alone + 300
