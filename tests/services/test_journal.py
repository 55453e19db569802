"""Journals on both databases: what a filter finds, how a page is bounded, what is kept for a person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.clock import SetClock
from domain.errors import Forbidden, Invalid, NotFound
from domain.journal import TABLES
from domain.journal_ask import parse
from models import SavedView, UtilityRequest
from repositories.journal import CAP, Journal
from services import journal, journal_sheet
from tests.builders import make_client, make_order, make_purchase, make_ticket
from tests.queries import counted, scanned
from tests.utility_rows import make_category, make_executor, make_subcategory, make_utility_request

Run = Callable[..., Any]


@pytest.fixture
def filled(db: Database, clock: SetClock) -> dict[str, int]:
    """Four requests: two from Лесная, one of them with an executor; ids by name."""

    def fill(uow: Any) -> dict[str, int]:
        water, light = make_category(uow), make_category(uow, "Электрика")
        leak = make_subcategory(uow, water.id)
        petr = make_executor(uow)
        at = uow.now
        rows = {
            "leak": make_utility_request(uow, water.id, subcategory_id=leak.id, is_urgent=True, created_at=at),
            "dark": make_utility_request(
                uow, light.id, house="12А", text="Не горит СВЕТ", state="assigned", executor_id=petr.id,
                created_at=at - timedelta(days=1), assigned_at=at, is_confirmed=True,
            ),
            "lift": make_utility_request(
                uow, light.id, street="Берёзовая", full_name="Ёлкин Пётр", phone="+79021112233", account="77",
                source="call", created_at=at - timedelta(days=40), wish="после шести",
            ),
            "old": make_utility_request(
                uow, water.id, street="Мира", state="archived", rating=5, reason="Повтор", flat="7",
                created_at=at - timedelta(days=400), done_at=at - timedelta(days=399), closed_at=at,
            ),
        }  # fmt: skip
        return {name: row.id for name, row in rows.items()} | {"petr": petr.id, "water": water.id, "light": light.id}

    return db.write_now(fill)


def names(page: journal.JournalPage, filled: dict[str, int]) -> list[str]:
    by_id = {id_: name for name, id_ in filled.items() if name in ("leak", "dark", "lift", "old")}
    return [by_id[row.id] for row in page.rows]


@pytest.mark.req("S4.13")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "old lift dark leak"),
        ({"street": "лесн"}, "dark leak"),
        ({"street": "БЕРЕЗ"}, "lift"),
        ({"street": "берёз"}, "lift"),
        ({"full_name": "елкин петр"}, "lift"),
        ({"phone": "8 902 111"}, "lift"),
        ({"phone": "643-23-87"}, "old dark leak"),
        ({"text": "свет"}, "dark"),
        ({"text": "течет кран"}, "old lift leak"),
        ({"text": "кран", "street": "лесная"}, "leak"),
        ({"text": '"кран" OR 1'}, ""),
        ({"street": "%%%лес"}, ""),
        ({"city": "ангарск"}, "old lift dark leak"),
        ({"account": "0012"}, "old dark leak"),
        ({"wish": "шести"}, "lift"),
        ({"reason": "повтор"}, "old"),
        ({"house": "12а"}, "dark"),
        ({"house": "5"}, "old lift leak"),
        ({"flat": "7"}, "old"),
        ({"state": ["new"]}, "lift leak"),
        ({"state": ["new", "archived"]}, "old lift leak"),
        ({"category": ["{water}"]}, "old leak"),
        ({"subcategory": ["-"]}, "old lift dark"),
        ({"executor": ["{petr}"]}, "dark"),
        ({"executor": ["-"]}, "old lift leak"),
        ({"executor": ["-", "{petr}"]}, "old lift dark leak"),
        ({"is_urgent": "yes"}, "leak"),
        ({"is_confirmed": ["no"]}, "old lift leak"),
        ({"source": "call"}, "lift"),
        ({"rating": ["5", "4"]}, "old"),
        ({"created_at": {"from": "2026-11-20", "to": "2026-11-21"}}, "leak dark"),
        ({"created_at": {"to": "2026-11-19"}}, "lift old"),
        ({"assigned_at": {"from": "2026-11-21"}}, "dark"),
        ({"done_at": {"from": "2024-01-01"}}, "old"),
        ({"closed_at": {"to": "2026-11-21"}}, "old"),
        ({"started_at": {"from": "2024-01-01"}}, ""),
        ({"incident": "5"}, ""),
        ({"id": "1-2"}, "dark leak"),
        ({"state": ["new", "assigned"], "category": ["{light}", "{water}"]}, "lift dark leak"),
    ],
)
def test_every_column_can_be_filtered(
    run: Run, manager: Actor, filled: dict[str, int], filters: dict[str, Any], found: str
) -> None:
    asked = {
        key: [one.format(**filled) for one in value] if isinstance(value, list) else value
        for key, value in filters.items()
    }
    page = run(manager, journal.page, "requests", {"filters": asked})
    assert names(page, filled) == found.split()
    assert page.count == len(found.split())


def test_every_column_of_the_requests_has_such_a_filter() -> None:
    """The list above holds every column: a new one is to be added to it."""
    (marks,) = [m for m in test_every_column_can_be_filtered.pytestmark if m.name == "parametrize"]
    assert {key for filters, _found in marks.args[1] for key in filters} == set(TABLES["requests"].known)


@pytest.mark.req("S4.10", "S4.11")
def test_a_row_has_the_columns_that_are_shown_in_their_order(run: Run, manager: Actor, filled: dict[str, int]) -> None:
    columns = ["executor", "id", "category", "state"]
    page = run(manager, journal.page, "requests", {"columns": columns, "filters": {"text": "свет"}})
    assert page.columns == tuple(columns)
    assert page.rows[0].cells == ("Пётр Слесарев", filled["dark"], "Электрика", "assigned")
    assert (page.rows[0].id, page.rows[0].state) == (filled["dark"], "assigned")


@pytest.mark.req("S4.12")
def test_pages_do_not_lose_or_repeat_rows(run: Run, manager: Actor, db: Database) -> None:
    def fill(uow: Any) -> None:
        water = make_category(uow).id
        for number in range(35):
            make_utility_request(uow, water, state=("new", "assigned", "closed")[number % 3])

    db.write_now(fill)
    for asked in ({}, {"filters": {"state": ["new", "assigned", "closed"]}}, {"filters": {"street": "лес"}},
                  {"sort": ["state", "asc"]}, {"sort": ["created_at", "desc"]}, {"sort": ["id", "asc"]}):  # fmt: skip
        pages = [run(manager, journal.page, "requests", asked | {"size": 10, "page": n}) for n in (1, 2, 3, 4, 5)]
        seen = [row.id for page in pages for row in page.rows]
        assert [len(page.rows) for page in pages] == [10, 10, 10, 5, 0]
        assert len(set(seen)) == 35
        if asked.get("sort") == ["id", "asc"]:
            assert seen == sorted(seen)


@pytest.mark.parametrize("filters", [{"house": "12а"}, {"state": ["new", "assigned"]}, {"executor": ["-", "1"]}])
def test_a_choice_of_several_is_read_as_several_ranges(db: Database, filters: dict[str, Any]) -> None:
    """As one condition PostgreSQL walked the whole table for a house that is rare."""
    ask = parse(TABLES["requests"], {"filters": filters})
    with counted() as sent:
        db.read_now(lambda uow: len(Journal(uow.session, ask, uow.place.zone).rows()))
    (statement,) = [one for one in sent if "utility_requests" in one]
    assert "UNION ALL" in statement
    assert " IN (" not in statement


def test_totals_by_state_leave_the_state_filter_aside(run: Run, manager: Actor, filled: dict[str, int]) -> None:
    everything = run(manager, journal.page, "requests", {})
    assert everything.totals == {"new": 2, "assigned": 1, "archived": 1}
    forest = run(manager, journal.page, "requests", {"filters": {"street": "лесн", "state": ["new"]}})
    assert (forest.totals, forest.count) == ({"new": 1, "assigned": 1}, 1)


def test_a_count_stops_at_a_thousand(run: Run, manager: Actor, db: Database) -> None:
    def fill(uow: Any) -> None:
        water = make_category(uow).id
        same = {"category_id": water, "text": "x", "created_at": uow.now, "updated_at": uow.now}
        uow.session.execute(UtilityRequest.__table__.insert(), [same] * (CAP + 20))

    db.write_now(fill)
    page = run(manager, journal.page, "requests", {})
    assert (page.count, page.totals, page.is_part) == (CAP + 1, {"new": CAP + 1}, False)


def test_totals_of_a_part_of_the_rows_say_that_they_are(run: Run, manager: Actor, db: Database) -> None:
    def fill(uow: Any) -> None:
        water = make_category(uow).id
        same = {"category_id": water, "text": "x", "street": "Лесная", "created_at": uow.now, "updated_at": uow.now}
        rows = [same | {"state": "new" if at % 2 else "closed", "folded": "лесная x"} for at in range(CAP + 20)]
        uow.session.execute(UtilityRequest.__table__.insert(), rows)

    db.write_now(fill)
    page = run(manager, journal.page, "requests", {"filters": {"category": ["1"]}})
    assert sum(page.totals.values()) == CAP + 1
    assert page.is_part
    assert all(0 < number <= CAP // 2 + 20 for number in page.totals.values())
    assert not run(manager, journal.page, "requests", {"filters": {"category": ["2"]}}).is_part


@pytest.mark.parametrize("of_what", ["setup", "view"])
def test_two_windows_that_keep_at_once_both_do(db: Database, manager: Actor, of_what: str) -> None:
    """PostgreSQL runs both: one that looks first and then inserts is refused by the key (and by SQLite never)."""
    both = Barrier(1 if db.is_sqlite else 4, timeout=10)

    def keeps(at: int, round_: int) -> None:
        def service(uow: Any) -> None:
            both.wait()
            if of_what == "setup":
                uow.views.keep(manager.user_id, f"journal:{round_}", {"size": at})
            else:
                journal.save_view(uow, manager, "requests", f"Вид {round_}", {"size": 10 + at})

        db.write_now(service)

    with ThreadPoolExecutor(4) as threads:
        for round_ in range(5):
            list(threads.map(partial(keeps, round_=round_), range(4)))
    if of_what == "view":
        assert len(db.read_now(lambda uow: journal.setup(uow, manager, "requests")).views) == 5
    else:
        kept = db.read_now(lambda uow: [uow.views.preference(manager.user_id, f"journal:{at}") for at in range(5)])
        assert all(one["size"] in range(4) for one in kept)


def test_a_view_is_no_part_of_how_wide_columns_are(run: Run, manager: Actor) -> None:
    view = run(manager, journal.save_view, "requests", "Все", {"size": 20, "widths": {"id": 90}, "sound": True})
    assert view.value == {"size": 20}


def test_a_sheet_that_is_cut_says_so(
    run: Run, manager: Actor, db: Database, monkeypatch: pytest.MonkeyPatch, filled: dict[str, int]
) -> None:
    today = db.clock.now().date()
    whole = run(manager, journal_sheet.sheet, filled["petr"], today)
    assert (len(whole.lines), whole.is_cut) == (1, False)
    monkeypatch.setattr(journal_sheet, "MOST", 2)

    def more(uow: Any) -> None:
        for _ in range(2):
            make_utility_request(
                uow, filled["water"], state="assigned", executor_id=filled["petr"], assigned_at=uow.now
            )

    db.write_now(more)
    cut = run(manager, journal_sheet.sheet, filled["petr"], today)
    assert (len(cut.lines), cut.is_cut) == (2, True)
    assert filled["dark"] not in [one.id for one in cut.lines], "the longest known goes first"


@pytest.mark.parametrize(
    "filters",
    [
        {"state": ["new"]}, {"state": ["new", "done"]}, {"executor": ["-"]}, {"category": ["1"]}, {"house": "12а"},
        {"flat": "7"}, {"street": "лесная"}, {"text": "кран"}, {"rating": ["1"]}, {"is_urgent": "yes"},
        {"created_at": {"from": "2026-11-20"}}, {"closed_at": {"from": "2026-11-20"}}, {"id": "5-9"},
        {"incident": "7"}, {},
    ],
)  # fmt: skip
def test_a_page_never_reads_the_table_from_end_to_end(
    db: Database, manager: Actor, run: Run, filters: dict[str, Any]
) -> None:
    if not db.is_sqlite and not filters:
        pytest.skip("PostgreSQL walks the primary key, which its plan calls an index scan; nothing to forbid")
    ask = parse(TABLES["requests"], {"filters": filters})
    with counted() as sent:
        db.read_now(lambda uow: len(Journal(uow.session, ask, uow.place.zone).rows()))
    (statement,) = [one for one in sent if "utility_requests" in one]
    plans = scanned(db, statement, "utility_requests")
    if "street" in filters or "text" in filters or not filters:
        plans = [line for line in plans if "utility_requests_fts" not in line and "USING INTEGER" not in line]
        plans = [] if not filters else plans
    assert plans == []


@pytest.mark.req("S4.10")
@pytest.mark.parametrize("name", ["tickets", "orders", "purchases", "clients"])
def test_the_other_tables_are_the_same_component(run: Run, manager: Actor, db: Database, name: str) -> None:
    def fill(uow: Any) -> None:
        client = make_client(uow, surname="Минеев", name="Михаил", source="соседи")
        make_order(uow, client_uid=client.uid, price=1_200_000, description="Торт")
        make_ticket(uow, client_uid=client.uid, question="Касса", folded="михаил минеев касса")
        make_purchase(uow)

    db.write_now(fill)
    page = run(manager, journal.page, name, {})
    assert (len(page.rows), page.count) == (1, 1)
    table = TABLES[name]
    shown = dict(zip(page.columns, page.rows[0].cells, strict=True))
    for column in table.columns:  # every filter can be asked, and one that fits finds the row
        value: Any = {"text": "минеев", "exact": "1", "choice": ["-"], "flag": "yes", "date": {"from": "2020-01-01"},
                      "number": "1-99999", "money": "0-99999"}[column.kind]  # fmt: skip
        run(manager, journal.page, name, {"filters": {column.key: value}})
    if name in ("tickets", "orders"):
        assert shown["client"] == "Минеев Михаил"
        assert run(manager, journal.page, name, {"filters": {"client": "МИНЕЕВ"}}).count == 1
        assert run(manager, journal.page, name, {"filters": {"client": "иванов"}}).count == 0


def test_the_first_name_of_a_customer_is_found_in_any_case(run: Run, manager: Actor, db: Database) -> None:
    db.write_now(lambda uow: make_purchase(uow).id)
    assert run(manager, journal.page, "purchases", {"filters": {"person": "PERSON"}}).count == 1
    assert run(manager, journal.page, "purchases", {"filters": {"state": ["1", "2"]}}).totals == {"1": 1}


def test_new_rows_are_counted_since_a_key(run: Run, manager: Actor, filled: dict[str, int]) -> None:
    assert run(manager, journal.added, "requests", filled["dark"]) == (filled["old"], 2)
    assert run(manager, journal.added, "requests", filled["old"]) == (filled["old"], 0)


# --- who, and what is kept ---


def test_only_who_may_see_the_rows_sees_a_journal(run: Run, actor: Callable[..., Actor]) -> None:
    for role in (Role.CLIENT, Role.EXECUTOR, Role.SUPPORT, Role.INSTRUCTOR, Role.SELLER):
        with pytest.raises(Forbidden):
            run(actor(role), journal.page, "requests", {})
        with pytest.raises(Forbidden):
            run(actor(role), journal.start_file, "requests", {}, "1")
    assert "requests" in run(actor(Role.OWNER), journal.tables)


KEPT = {
    "columns": ["id", "street"], "filters": {"state": ["new"]}, "sort": ["created_at", "asc"], "size": 20,
    "widths": {"street": 220}, "sound": True,
}  # fmt: skip


@pytest.mark.req("S4.11", "S4.12")
def test_how_the_table_is_set_up_is_kept_for_the_person(run: Run, manager: Actor, actor: Callable[..., Actor]) -> None:
    assert run(manager, journal.setup, "requests").kept == {}
    run(manager, journal.keep, "requests", KEPT)
    run(manager, journal.keep, "requests", KEPT | {"size": 30})
    assert run(manager, journal.setup, "requests").kept == KEPT | {"size": 30}
    assert run(actor(Role.MANAGER), journal.setup, "requests").kept == {}
    assert run(manager, journal.setup, "orders").kept == {}


def test_what_is_kept_and_no_longer_there_is_left_out(run: Run, manager: Actor, db: Database) -> None:
    bad = {"columns": ["gone"], "filters": {"state": ["lost"]}, "widths": {"gone": 100}, "size": 20}
    db.write_now(lambda uow: uow.views.keep(manager.user_id, "journal:requests", bad))
    assert run(manager, journal.setup, "requests").kept == {"size": 20}


def test_nothing_is_kept_that_could_not_be_asked(run: Run, manager: Actor) -> None:
    for raw in (None, {"columns": ["x"]}, {"size": 5000}, {"widths": {"id": 10**6}}, {"widths": {"x": 100}}):
        with pytest.raises(Invalid):
            run(manager, journal.keep, "requests", raw)


def test_views_are_saved_replaced_bounded_and_deleted_by_their_owner(
    run: Run, manager: Actor, actor: Callable[..., Actor], db: Database
) -> None:
    first = run(manager, journal.save_view, "requests", " Срочные  ", {"filters": {"is_urgent": "yes"}})
    again = run(manager, journal.save_view, "requests", "Срочные", {"filters": {"is_urgent": "no"}})
    assert (first.id, first.name) == (again.id, "Срочные")
    (view,) = run(manager, journal.setup, "requests").views
    assert view.value["filters"] == {"is_urgent": "no"}
    with pytest.raises(NotFound):
        run(actor(Role.MANAGER), journal.delete_view, "requests", view.id)
    for number in range(journal.VIEWS_MOST - 1):
        run(manager, journal.save_view, "requests", f"Вид {number}", {})
    with pytest.raises(Invalid):
        run(manager, journal.save_view, "requests", "Ещё один", {})
    for name in ("", "\x00", "я" * 61):
        with pytest.raises(Invalid):
            run(manager, journal.save_view, "requests", name, {})
    run(manager, journal.delete_view, "requests", view.id)
    assert db.read_now(lambda uow: uow.session.query(SavedView).filter_by(user_id=manager.user_id).count()) == 29


@pytest.mark.req("S4.14")
def test_a_file_is_queued_once_and_its_owner_alone_may_ask_for_it(
    run: Run, manager: Actor, actor: Callable[..., Actor], monkeypatch: pytest.MonkeyPatch, filled: dict[str, int]
) -> None:
    started = run(manager, journal.start_file, "requests", {"columns": ["id"]}, "abc")
    assert run(manager, journal.start_file, "requests", {"columns": ["id"]}, "abc") == started
    assert run(manager, journal.file, started.id).state == "queued"
    with pytest.raises(NotFound):
        run(actor(Role.OWNER), journal.file, started.id)
    assert run(manager, journal.stop_file, started.id).state == "stopped"
    monkeypatch.setattr(journal, "FILE_MOST", 3)
    with pytest.raises(Invalid):
        run(manager, journal.start_file, "requests", {}, "abd")


def test_moments_are_days_of_the_business(run: Run, manager: Actor, db: Database) -> None:
    def fill(uow: Any) -> None:  # 00:30 of the 21st in Moscow
        make_utility_request(uow, make_category(uow).id, created_at=datetime(2026, 11, 20, 21, 30, tzinfo=UTC))

    db.write_now(fill)
    for day, count in (("2026-11-20", 0), ("2026-11-21", 1)):
        asked = {"filters": {"created_at": {"from": day, "to": day}}}
        assert run(manager, journal.page, "requests", asked).count == count
