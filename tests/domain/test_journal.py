"""What a page may ask of a journal: bounded, and refused where it does not fit."""

from datetime import date
from typing import Any

import pytest

from domain.access import Actor, Role
from domain.errors import Forbidden, Invalid, NotFound
from domain.journal import TABLES, Kind, allowed
from domain.journal_ask import AnyOf, Between, Days, Exact, Part, parse
from repositories.journal_sources import SOURCES

REQUESTS = TABLES["requests"]


def filtered(key: str, value: Any) -> Any:
    return parse(REQUESTS, {"filters": {key: value}}).filters.get(key)


@pytest.mark.req("S4.13")
@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("street", "  БерЁзовая ", Part(("березовая",))),
        ("street", "улица лесн", Part(("улица", "лесн"))),
        ("phone", "8 (999) 643-23-87", Part(("9996432387",))),
        ("phone", "643-23", Part(("64323",))),
        ("house", " 12а ", Exact("12а")),
        ("state", ["new", "new", "done"], AnyOf(("new", "done"))),
        ("state", "new", AnyOf(("new",))),
        ("executor", ["7", "-"], AnyOf(("7", "-"))),
        ("is_urgent", "yes", AnyOf(("yes",))),
        ("created_at", {"from": "2026-11-01", "to": ""}, Days(date(2026, 11, 1), None)),
        ("id", "100–200", Between(100, 200)),
        ("id", "7", Between(7, 7)),
        ("id", "7-", Between(7, None)),
        ("id", {"from": "", "to": "9"}, Between(None, 9)),
        ("street", "", None),
        ("state", [], None),
        ("created_at", {"from": "", "to": ""}, None),
    ],
)
def test_a_filter_is_read_as_it_is_typed(key: str, value: Any, read: Any) -> None:
    assert filtered(key, value) == read


@pytest.mark.parametrize("value", ["12,50", "12.5"])
def test_money_is_asked_for_in_the_currency(value: str) -> None:
    assert parse(TABLES["orders"], {"filters": {"price": value}}).filters["price"] == Between(1250, 1250)


@pytest.mark.parametrize(
    "raw",
    [
        None, [], "x", {"else": 1}, {"filters": []}, {"filters": {"password": "x"}}, {"filters": {"street": 5}},
        {"filters": {"street": ["a"]}}, {"filters": {"street": "я" * 101}}, {"filters": {"street": "ab"}},
        {"filters": {"street": "а б в г"}}, {"filters": {"state": ["lost"]}}, {"filters": {"state": [1]}},
        {"filters": {"executor": ["1 OR 1=1"]}}, {"filters": {"executor": [str(n) for n in range(1, 23)]}},
        {"filters": {"created_at": "2026-13-01"}}, {"filters": {"created_at": {"from": "2026-02-30"}}},
        {"filters": {"created_at": {"from": "2026-11-02", "to": "2026-11-01"}}},
        {"filters": {"created_at": {"since": "2026-11-02"}}}, {"filters": {"id": "seven"}}, {"filters": {"id": True}},
        {"filters": {"id": "1e400"}}, {"filters": {"id": "nan"}}, {"filters": {"id": "1.5"}},
        {"columns": []}, {"columns": ["id", "id"]}, {"columns": ["id; drop"]}, {"columns": [None]},
        {"sort": ["text", "desc"]}, {"sort": ["id", "down"]}, {"sort": ["id"]}, {"sort": "id"},
        {"size": 9}, {"size": 201}, {"size": "50"}, {"size": True}, {"page": 0}, {"page": 10**9},
        {"page": 300, "size": 50},
    ],
)  # fmt: skip
@pytest.mark.req("S4.12", "S4.13")
def test_what_does_not_fit_is_refused(raw: Any) -> None:
    with pytest.raises(Invalid):
        parse(REQUESTS, raw)


@pytest.mark.req("S4.11", "S4.12")
def test_a_page_has_the_usual_columns_and_as_many_rows_as_are_asked_for() -> None:
    assert parse(REQUESTS, {}).columns == REQUESTS.shown
    assert [parse(REQUESTS, {"size": size}).size for size in (10, 50, 200)] == [10, 50, 200]
    assert parse(REQUESTS, {"columns": ["text", "id"]}).columns == ("text", "id")


@pytest.mark.req("S4.10")
def test_every_declared_column_has_its_source_and_every_kind_what_it_needs() -> None:
    for table in TABLES.values():
        fields = SOURCES[table.name].fields
        assert set(table.known) == set(fields)
        for column in table.columns:
            assert (fields[column.key].words is not None) is (column.kind is Kind.TEXT), column.key
            assert column.kind is not Kind.CHOICE or bool(column.values) is not bool(column.listed), column.key


def test_who_may_not_see_the_rows_may_not_see_the_journal() -> None:
    instructor = Actor(1, 1, roles=frozenset({Role.INSTRUCTOR}))
    assert allowed(instructor, "orders").name == "orders"
    for name in ("requests", "tickets", "purchases"):
        with pytest.raises(Forbidden):
            allowed(instructor, name)
    with pytest.raises(NotFound):
        allowed(instructor, "users")
