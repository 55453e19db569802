"""Clients and accounts read in from Excel: shown first, all or nothing, taken back where nobody has changed them."""

from collections.abc import Callable
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.errors import Forbidden, Invalid, Outdated
from domain.imports import Kind, Plan, Sheet, Upload, guess
from models import Resident
from services import clients, imports
from tests.builders import make_client, make_order, make_user

Run = Callable[..., Any]


def upload(headings: list[str], *rows: list[str], kind: Kind = Kind.CLIENT, name: str = "клиенты.xlsx") -> Upload:
    """A file with these rows, the first in its line 2; its columns are told by their headings."""
    sheet = Sheet(tuple(headings), tuple((number, tuple(row)) for number, row in enumerate(rows, 2)))
    return Upload(kind, name, str(hash((tuple(headings), tuple(map(tuple, rows))))), sheet, guess(kind, headings))


def shown(run: Run, who: Actor, file: Upload) -> Plan:
    return run(who, imports.dry_run, file)


def card(db: Database, phone: str) -> tuple[str, ...] | None:
    def find(uow: Any) -> tuple[str, ...] | None:
        found = uow.clients.find_by_phone(phone)
        return (found[0].surname, found[0].name, found[0].description) if found else None

    return db.read_now(find)


HEADINGS = ["ФИО", "Телефон", "Комментарий"]


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["Фамилия", "Имя", "Отчество", "Телефон"], {"surname": 0, "name": 1, "midname": 2, "phone": 3}),
        (["№", "ФИО:", "Номер телефона *"], {"full_name": 1, "phone": 2}),
        (["Surname", "First name", "Mobile", "Phone"], {"surname": 0, "name": 1, "phone": 2}),
        (["a", "b"], {}),
    ],
)
def test_columns_are_told_by_their_headings(headings: list[str], found: dict[str, int]) -> None:
    assert guess(Kind.CLIENT, headings) == found


def test_a_file_says_what_it_would_do_and_does_it_once(db: Database, run: Run, manager: Actor) -> None:
    there = db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга", phone="+79996432387").uid)
    file = upload(
        HEADINGS,
        ["Минеева Ольга Сергеевна", "8 (999) 643-23-87", "звонить вечером"],
        ["Седов Роман", "89161112233", ""],
    )
    plan = shown(run, manager, file)
    assert [(one.row, one.values["surname"]) for one in plan.added] == [(3, "Седов")]
    assert [(one.row, one.subject_id, dict(one.fields)) for one in plan.changed] == [
        (2, there, {"midname": ("", "Сергеевна"), "description": ("", "звонить вечером")})
    ]
    assert card(db, "+79161112233") is None  # so far nothing is done
    done = run(manager, imports.apply, file, plan.seal)
    assert (done.added, done.changed) == (1, 1)
    assert card(db, "+79161112233") == ("Седов", "Роман", "")
    assert run(manager, imports.apply, file, plan.seal) == done
    assert shown(run, manager, file).applied == done.id
    assert db.read_now(lambda uow: uow.clients.count()) == 2
    actions = [line.action for line in run(manager, clients.history, there)[1]]
    assert actions == ["edited"]


@pytest.mark.parametrize(
    ("rows", "row", "column", "why"),
    [
        ([["Ольга", "12"]], 2, "Phone", "phone"),
        ([["Ольга", ""]], 2, "Phone", ""),
        ([["", "89161112233"]], 2, "Name", "missing"),
        ([["12345", "89161112233"]], 2, "Full name", "letters"),
        ([["Ольга", "89161112233"], ["Пётр", "8 916 111 22 33"]], 3, "Phone", "row 2"),
        ([["Ольга", "+79990000001"]], 2, "Phone", "Several"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_done(
    db: Database, run: Run, manager: Actor, rows: list[list[str]], row: int, column: str, why: str
) -> None:
    for _twice in range(2):
        db.write_now(lambda uow: make_client(uow, phone="+79990000001").uid)
    file = upload(["ФИО", "Телефон"], *rows, ["Верный Ряд", "89165554433"])
    plan = shown(run, manager, file)
    (problem,) = plan.refused
    assert (problem.row, problem.column) == (row, column)
    assert why in str(problem.error)
    with pytest.raises(Invalid, match="Nothing was read in"):
        run(manager, imports.apply, file, plan.seal)
    assert card(db, "+79165554433") is None


def test_what_has_changed_since_it_was_shown_is_shown_again(db: Database, run: Run, manager: Actor) -> None:
    file = upload(HEADINGS, ["Седов Роман", "89161112233", ""])
    plan = shown(run, manager, file)
    db.write_now(lambda uow: make_client(uow, phone="+79161112233").uid)
    with pytest.raises(Outdated):
        run(manager, imports.apply, file, plan.seal)


def test_a_file_is_taken_back_where_nobody_has_changed_anything(db: Database, run: Run, manager: Actor) -> None:
    there = db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга", phone="+79996432387").uid)
    file = upload(
        HEADINGS, ["Минеева Ольга", "89996432387", "новое"], ["Первый Пётр", "89161110001", ""],
        ["Второй Семён", "89161110002", ""], ["Третий Иван", "89161110003", ""], ["Ушедшая Анна", "89161110004", ""],
    )  # fmt: skip
    done = run(manager, imports.apply, file, shown(run, manager, file).seal)

    def meanwhile(uow: Any) -> None:
        second = uow.clients.find_by_phone("+79161110002")[0]
        make_order(uow, client_uid=uow.clients.find_by_phone("+79161110003")[0].uid)
        uow.clients.edit(second, description="сам изменил")
        uow.clients.archive(uow.clients.find_by_phone("+79161110004")[0])

    db.write_now(meanwhile)
    undone = run(manager, imports.undo, done.id)
    assert (undone.removed, undone.restored) == (1, 1)
    assert sorted(kept.why for kept in undone.kept) == [
        "It was changed since.", "It was deleted since.", "Something belongs to it by now.",
    ]  # fmt: skip
    assert card(db, "+79996432387") == ("Минеева", "Ольга", "")
    assert card(db, "+79161110001") is None
    assert card(db, "+79161110002") == ("Второй", "Семён", "сам изменил")
    assert run(manager, imports.undo, done.id).kept == ()  # once
    assert run(manager, clients.get, there).description == ""
    again = shown(run, manager, file)
    assert again.applied is None
    assert run(manager, imports.apply, file, again.seal).id != done.id


def test_a_column_can_be_one_thing_only(run: Run, manager: Actor) -> None:
    file = upload(HEADINGS, ["Седов Роман", "89161112233", ""])
    for mapping in ({"name": 0, "phone": 0}, {"name": 0}, {"phone": 9}, {"phone": 1, "uid": 0}):
        with pytest.raises(Invalid):
            shown(run, manager, Upload(file.kind, file.file_name, file.digest, file.sheet, mapping))


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.SELLER, Role.SUPPORT])
def test_it_is_for_managers(run: Run, actor: Callable[..., Actor], role: Role) -> None:
    file = upload(HEADINGS, ["Седов Роман", "89161112233", ""])
    for service, args in ((imports.dry_run, (file,)), (imports.apply, (file, "")), (imports.listed, ())):
        with pytest.raises(Forbidden):
            run(actor(role), service, *args)


ACCOUNTS = ["Лицевой счёт", "ФИО", "Город", "Улица", "Дом", "Литера", "Квартира", "Телефон", "Договор"]


def test_accounts_are_known_by_their_number_in_any_notation(db: Database, run: Run, manager: Actor) -> None:
    """S4.3, S4.4: every field; a second file with the number written otherwise changes, and adds nothing."""
    first = upload(
        ACCOUNTS, ["100200300", "Минеева Ольга", "Иркутск", "Лесная", "4", "а", "12", "89996432387", "Д-1"],
        ["100200301", "", "Иркутск", "Лесная", "4", "", "13", "", ""], kind=Kind.ACCOUNT,
    )  # fmt: skip
    done = run(manager, imports.apply, first, shown(run, manager, first).seal)
    assert done.added == 2
    second = upload(
        ["Л/с", "Абонент", "Тел."], ["100-200 300", "Минеева Ольга Сергеевна", ""], ["100 200 301", "", "12"],
        ["100200302", "Новая", ""], ["100-200-302", "Вторая", ""], ["---", "", ""], kind=Kind.ACCOUNT,
    )  # fmt: skip
    plan = shown(run, manager, second)
    assert [dict(one.fields) for one in plan.changed] == [{"full_name": ("Минеева Ольга", "Минеева Ольга Сергеевна")}]
    assert [one.values["number"] for one in plan.added] == ["100200302"]
    assert [(one.row, one.column) for one in plan.refused] == [
        (3, "Phone"), (5, "Personal account"), (6, "Personal account"),
    ]  # fmt: skip
    row = db.read_now(
        lambda uow: [(a.phone, a.house_n, len(a.link_code)) for a in uow.accounts.search("Лесная 4а 12").rows]
    )
    assert row == [("+79996432387", "4а", 26)]
    undone = run(manager, imports.undo, done.id)
    assert (undone.removed, undone.kept) == (2, ())
    assert db.read_now(lambda uow: uow.accounts.count()) == 0


def test_an_account_that_somebody_lives_in_is_not_taken_away(db: Database, run: Run, manager: Actor) -> None:
    file = upload(["Счет"], ["1"], ["2"], kind=Kind.ACCOUNT)
    done = run(manager, imports.apply, file, shown(run, manager, file).seal)

    def move_in(uow: Any) -> None:
        account, user = uow.accounts.find_by_number("1"), make_user(uow)
        uow.session.add(Resident(account_id=account.id, user_id=user.id, phone="+79996432387", state="pending",
                                 created_at=uow.now))  # fmt: skip

    db.write_now(move_in)
    undone = run(manager, imports.undo, done.id)
    assert (undone.removed, [kept.why for kept in undone.kept]) == (1, ["Something belongs to it by now."])


def test_many_rows_are_one_import(db: Database, run: Run, manager: Actor) -> None:
    """More than one statement can name."""
    rows = [[f"{number}", f"Житель {number}", "Лесная", "1", str(number)] for number in range(100_000, 101_200)]
    file = upload(["Счет", "ФИО", "Улица", "Дом", "Квартира"], *rows, kind=Kind.ACCOUNT)
    done = run(manager, imports.apply, file, shown(run, manager, file).seal)
    assert done.added == db.read_now(lambda uow: uow.accounts.count()) == 1200
    changed = upload(["Счет", "ФИО"], *([row[0], "Другой"] for row in rows), kind=Kind.ACCOUNT)
    run(manager, imports.apply, changed, shown(run, manager, changed).seal)
    assert len(run(manager, imports.undo, done.id).kept) == 1200
