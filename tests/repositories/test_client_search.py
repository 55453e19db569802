"""Finding people (S1.23–S1.29, S1.61): what is found is the same on both databases, and nothing is ever scanned."""

import pytest
from sqlalchemy import event, text

from db import Database
from domain.fold import fold
from repositories.clients import DEPTH, derived
from repositories.uow import Uow
from tests.builders import make_client

MINEEV = {"surname": "Минеев", "name": "Михаил", "midname": "Олегович", "phone": "+79996432387"}
PEOPLE = [  # their numbers are 1, 2, 3 …
    MINEEV | {"secondphone": "+74952223344"},
    {"surname": "Алёхина", "name": "Пётр", "midname": "", "phone": "+79161234821"},
    {"surname": "O'Neil-Смирнова", "name": "Anna Мария", "midname": "", "phone": "+79031112233"},
    {"surname": "כהן", "name": "דוד", "midname": "", "phone": "+972521234567"},
    {"surname": "100%", "name": "a_b", "midname": "c\\d", "phone": "+79030000100"},
    {"surname": "Ли", "name": "Ю", "midname": "", "phone": "+79030000200"},
    {"surname": "🎯🎯🎯🎯", "name": "Мишень", "midname": "", "phone": "+79030000300"},
    {"surname": "Зайцева", "name": "Школа 57", "midname": "Ивановна", "phone": "+79030000400"},
    {"surname": 'Кав"ычка', "name": "Иван", "midname": "Львович", "phone": "+79030000500"},
]
FOUND = [
    # (S1.25–S1.28) any part of any name, any case, any order
    ("МинеЕв", [1]), ("минеев", [1]), ("МИХАИЛ", [1]), ("олегов", [1]), ("инее", [1]), ("хаи", [1]),
    ("михаил минеев", [1]), ("Олегович  Минеев Михаил", [1]), ("ев мих", [1]), ("минеев михаил олегович", [1]),
    ("минеев анна", []), ("минеевв", []), ("михмин", []),
    # ё is е, ligatures and widths are what they look like
    ("алехина", [2]), ("АЛЁХИНА", [2]), ("петр", [2]), ("Ｍиха", []), ("Ａnna", [3]), ("ал\u200bёхина", [2]),
    # words of one and two letters begin a name; beside longer ones they are anywhere
    ("ли", [6]), ("ю", [6]), ("ли ю", [6]), ("ю ли", [6]), ("ли я", []), ("ин", []), ("ми", [7, 1]), ("ан", []),
    ("an", [3]), ("минеев ха", [1]), ("м минеев", [1]),
    # other scripts, signs that mean something to SQL or to the full-text index, pictures
    ("כהן", [4]), ("דוד כהן", [4]), ("%", []), ("%%%", []), ("___", []), ("100%", [5]), ("a_b", [5]), ("axb", []),
    ("c\\d", [5]), ("_", []), ("🎯🎯🎯", [7]), ("мишень 🎯", [7]), ("o'neil", [3]), ("neil-смир", [3]), ('кав"ыч', [9]),
    ('"', []), ("'; DROP TABLE crm_clients", []), ("мин* OR иван", []), ("anna мария", [3]),
    # (S1.23, S1.24, S1.61) either phone in any notation, its end, its beginning
    ("+79996432387", [1]), ("8 (999) 643-23-87", [1]), ("79996432387", [1]), ("9996432387", [1]),
    ("8-999-643-23-87", [1]), ("+7 495 222-33-44", [1]), ("84952223344", [1]), ("3344", [1]),
    ("4821", [2]), ("8916", [2]), ("7916", [2]),
    ("916", [2]), ("+7916", [2]), ("972", [4]), ("0000", []), ("89030000", [5, 6, 7, 8, 9]),
    ("23-87", [1]), ("+79990000000", []),
    # digits in names and beside names
    ("57", []), ("шк", [8]), ("школа 57", [8]), ("минеев 2387", [1]), ("минеев 4821", []), ("михаил 22233", [1]),
    ("100", [5]),
    # nothing to search for
    ("", []), ("   ", []), ("\u200b", []), ("\x00", []),
]  # fmt: skip


def found(db: Database, term: str, **options: int) -> list[int]:
    return db.read_now(lambda uow: [row.uid for row in uow.clients.search(term, **options).rows])


@pytest.mark.req("S1.23", "S1.24", "S1.25", "S1.26", "S1.27", "S1.28", "S1.29", "S1.61")
def test_what_each_query_finds(db: Database) -> None:
    db.write_now(lambda uow: [make_client(uow, **person).uid for person in PEOPLE])

    wrong = {term: (found(db, term), wanted) for term, wanted in FOUND if sorted(found(db, term)) != sorted(wanted)}

    assert wrong == {}, "query: (found, wanted)"


@pytest.mark.req("S1.28")
def test_every_part_of_the_joined_name_finds_its_owner(db: Database) -> None:
    db.write_now(lambda uow: [make_client(uow, **person).uid for person in PEOPLE])
    joined = fold("{surname} {name} {midname}".format(**MINEEV))
    parts = {joined[start:end] for start in range(len(joined)) for end in range(start + 3, len(joined) + 1)}

    missed = [part for part in parts if max(map(len, part.split())) > 2 and 1 not in found(db, part.upper())]

    assert missed == []


def test_pages_follow_each_other_and_end_at_the_depth(db: Database) -> None:
    def many(uow: Uow) -> None:
        for number in range(DEPTH + 20):
            make_client(uow, surname="Иванов", phone=f"+7900{number:03}4821")

    db.write_now(many)
    for term in ("иванов", "4821", "ив"):
        first, second = found(db, term, limit=7), found(db, term, limit=7, offset=7)
        assert first + second == found(db, term, limit=14)
        last = db.read_now(lambda uow, term=term: uow.clients.search(term, offset=DEPTH - 5).has_more)
        assert not last
        assert len(found(db, term, offset=DEPTH - 5)) == 5
        assert found(db, term, offset=DEPTH) == []
        assert db.read_now(lambda uow, term=term: uow.clients.search(term).has_more)


def test_has_more_only_where_there_is_more(db: Database) -> None:
    db.write_now(lambda uow: [make_client(uow).uid for _ in range(10)])

    def more(uow: Uow) -> list[bool]:
        return [uow.clients.search("минеев", limit=limit).has_more for limit in (9, 10, 11)]

    assert db.read_now(more) == [True, False, False]


def test_the_region_says_what_a_local_number_means(db: Database) -> None:
    db.write_now(lambda uow: [make_client(uow, phone="+4915112345678").uid])

    def german(uow: Uow) -> list[int]:
        return [len(uow.clients.search(term, region="DE").rows) for term in ("0151 12345678", "0151", "151", "+49151")]

    assert db.read_now(german) == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "term", ["минеев", "минеев ал", "2387", "8916", "8 999 643 23 87", "ми", "м", "🎯🎯🎯", "иванов 4821"]
)
def test_no_query_reads_the_whole_table(db: Database, term: str) -> None:
    if not db.is_sqlite:
        pytest.skip("PostgreSQL plans by statistics; its plans are measured by the benchmark")
    db.write_now(lambda uow: [make_client(uow, **person).uid for person in PEOPLE])
    plans: list[str] = []

    def explained(uow: Uow) -> None:
        connection = uow.session.connection()

        @event.listens_for(connection, "before_cursor_execute")
        def explain(_c: object, cursor: object, statement: str, values: object, *_rest: object) -> None:
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[attr-defined]
            plans.extend(row[3] for row in rows)

        for term in ("минеев", "минеев ал", "2387", "8916", "8 999 643 23 87", "ми", "м", "🎯🎯🎯", "иванов 4821"):
            uow.clients.search(term)

    db.read_now(explained)
    harmless = ("VIRTUAL TABLE INDEX", "SCAN anon_")  # the trigram index; the few hits of the ranges put together
    scans = [plan for plan in plans if plan.startswith("SCAN") and not any(one in plan for one in harmless)]
    assert len(plans) > 9
    assert scans == []


def test_the_trigram_index_follows_every_change(db: Database) -> None:
    if not db.is_sqlite:
        pytest.skip("PostgreSQL keeps its own indexes")
    uids = db.write_now(lambda uow: [make_client(uow, **person).uid for person in PEOPLE])
    db.write_now(lambda uow: uow.clients.edit(uow.clients.get(uids[0]), surname="Соболев") and None)
    db.write_now(lambda uow: uow.session.delete(uow.clients.get(uids[1])))
    db.write_now(lambda uow: uow.session.execute(text("UPDATE crm_clients SET uid = 77 WHERE uid = 3")) and None)

    check = text("INSERT INTO crm_clients_fts (crm_clients_fts, rank) VALUES ('integrity-check', 1)")
    db.write_now(lambda uow: uow.session.execute(check) and None)

    assert (found(db, "минеев"), found(db, "соболев"), found(db, "петр"), found(db, "neil")) == ([], [1], [], [77])


def test_what_a_bulk_insert_must_add_is_what_the_session_adds(db: Database) -> None:
    typed = MINEEV | {"secondphone": "+74952223344"}
    uid = db.write_now(lambda uow: make_client(uow, **typed).uid)
    wanted = derived(**typed)

    assert db.read_now(lambda uow: {name: getattr(uow.clients.get(uid), name) for name in wanted}) == wanted
