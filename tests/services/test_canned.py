"""Canned replies as use cases: written, found, filled in, taken out of use and back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.canned import MOST, Part
from domain.clock import SetClock
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from services import canned
from tests.builders import make_ticket, make_user, put_settings
from tests.queries import counted

Run = Callable[..., Any]
TEXT = "Здравствуйте, {имя}! Обращение №{номер}, {агент}, {компания}."


@pytest.fixture
def support(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.SUPPORT, first_name="Инна", last_name="Ларина")


def test_the_same_draft_writes_one_reply(run: Run, support: Actor, db: Database) -> None:
    first = run(support, canned.add, " Приветствие ", TEXT, "draft")
    assert run(support, canned.add, "Другое", TEXT, "draft") == first
    assert first.title == "Приветствие"
    events = db.read_now(lambda uow: [(e.action, e.after) for e in uow.audit.list_of(canned.KIND, first.id)])
    assert events == [("created", {"title": "Приветствие", "text": TEXT})]


def test_titles_differ_in_more_than_their_case(run: Run, support: Actor) -> None:
    run(support, canned.add, "Счёт", "1", "a")
    other = run(support, canned.add, "Оплата", "2", "b")
    with pytest.raises(Conflict):
        run(support, canned.add, "счет", "3", "c")
    with pytest.raises(Conflict):
        run(support, canned.edit, other.id, Part.TITLE, "СЧЁТ")
    assert run(support, canned.edit, other.id, Part.TITLE, "ОПЛАТА").title == "ОПЛАТА"  # its own


def test_an_edit_is_audited_and_the_same_again_is_not(run: Run, support: Actor, db: Database) -> None:
    reply = run(support, canned.add, "Счёт", "Оплатите до пятницы", "a")
    for _ in range(2):
        assert run(support, canned.edit, reply.id, Part.TEXT, "Оплатите до среды").text == "Оплатите до среды"
    (edited, _created) = db.read_now(lambda uow: [(e.action, e.before) for e in uow.audit.list_of("canned", reply.id)])
    assert edited == ("edited", {"text": "Оплатите до пятницы"})
    with pytest.raises(Invalid):
        run(support, canned.edit, reply.id, Part.TEXT, "{нет такой}{фамилия}")


def test_found_by_words_of_the_title_in_any_case_and_order(run: Run, support: Actor) -> None:
    for number, title in enumerate(("Счёт за месяц", "Месяц без оплаты", "Приветствие")):
        run(support, canned.add, title, "текст", str(number))
    assert [one.title for one in run(support, canned.page, 0, "месяц СЧЕТ").items] == ["Счёт за месяц"]
    assert len(run(support, canned.page, 0, "МЕСЯЦ").items) == 2
    assert run(support, canned.page, 0, "100%_").items == ()


def test_six_a_page_and_a_page_too_far_is_the_last(run: Run, support: Actor, db: Database) -> None:
    db.write_now(lambda uow: [uow.canned.make(f"Ответ {n:02}", "т", 0, str(n)) for n in range(15)] and None)
    page = run(support, canned.page, 99)
    assert (page.number, page.pages, page.has_more, len(page.items)) == (2, 3, False, 3)
    assert run(support, canned.page, -5).items[0].title == "Ответ 00"
    assert run(support, canned.ready, 99, 6, "", "").items == ()  # inline mode asks on until there is nothing


def test_no_more_than_two_hundred(run: Run, support: Actor, db: Database) -> None:
    db.write_now(lambda uow: [uow.canned.make(f"Ответ {n}", "т", 0, str(n)) for n in range(MOST)] and None)
    with pytest.raises(Invalid, match="200"):
        run(support, canned.add, "Ещё", "т", "more")


@pytest.mark.req("S3.41")
@pytest.mark.parametrize("number", [2, MOST])
def test_a_list_takes_one_query_however_many_there_are(run: Run, support: Actor, db: Database, number: int) -> None:
    db.write_now(lambda uow: [uow.canned.make(f"Ответ {n}", "т", 0, str(n)) for n in range(number)] and None)
    with counted() as queries:
        run(support, canned.page, 0, "ответ")
    assert len([one for one in queries if "canned_replies" in one]) == 1


def test_taken_out_of_use_and_back_within_ten_minutes(run: Run, support: Actor, db: Database, clock: SetClock) -> None:
    reply = run(support, canned.add, "Счёт", "т", "a")
    for _ in range(2):
        assert run(support, canned.archive, reply.id).archived_at == clock.at
    assert run(support, canned.page).items == ()
    with pytest.raises(NotFound):
        run(support, canned.edit, reply.id, Part.TEXT, "другое")
    clock.at += timedelta(minutes=10)
    for _ in range(2):
        assert run(support, canned.restore, reply.id).archived_at is None
    actions = db.read_now(lambda uow: [e.action for e in uow.audit.list_of("canned", reply.id)])
    assert actions == ["restored", "archived", "created"]
    run(support, canned.archive, reply.id)
    clock.at += timedelta(minutes=10, seconds=1)
    with pytest.raises(Outdated):
        run(support, canned.restore, reply.id)


def test_its_title_may_be_given_to_another_meanwhile(run: Run, support: Actor) -> None:
    reply = run(support, canned.add, "Счёт", "т", "a")
    run(support, canned.archive, reply.id)
    run(support, canned.add, "Счёт", "т", "b")
    with pytest.raises(Conflict):
        run(support, canned.restore, reply.id)


# --- filled in ---


def _ticket(db: Database, customer: str = "Ольга", **values: Any) -> int:
    def add(uow: Any) -> int:
        put_settings(uow, BUSINESS="Свет")
        ticket = make_ticket(uow, user_id=make_user(uow, first_name=customer).id, **values)
        return int(ticket.id)

    return db.write_now(add)


def test_filled_in_for_ones_own_ticket(run: Run, support: Actor, db: Database) -> None:
    reply = run(support, canned.add, "Приветствие", TEXT, "a")
    own = _ticket(db, state="taken", agent_id=support.user_id)
    said = run(support, canned.filled_for, reply.id, own)
    assert said == f"Здравствуйте, Ольга! Обращение №{own}, Инна, Свет."
    nameless = _ticket(db, "💥", state="taken", agent_id=support.user_id)
    assert run(support, canned.filled_for, reply.id, nameless).startswith("Здравствуйте! Обращение")


def test_not_for_a_ticket_of_somebody_else(run: Run, support: Actor, db: Database, actor: Callable[..., Actor]) -> None:
    reply = run(support, canned.add, "Приветствие", TEXT, "a")
    for other in (_ticket(db), _ticket(db, state="taken", agent_id=actor(Role.SUPPORT).user_id), 999):
        with pytest.raises(NotFound):
            run(support, canned.filled_for, reply.id, other)
    assert run(actor(Role.MANAGER), canned.filled_for, reply.id, _ticket(db)).startswith("Здравствуйте, Ольга")


@pytest.mark.parametrize("roles", [(), (Role.INSTRUCTOR,)])
def test_only_who_works_at_the_desk(run: Run, actor: Callable[..., Actor], roles: tuple[Role, ...]) -> None:
    someone = actor(*roles)
    for use_case in ((canned.page,), (canned.get, 1), (canned.add, "а", "б", "в"), (canned.filled_for, 1, 1)):
        with pytest.raises(Forbidden):
            run(someone, *use_case)
