"""Use cases of utility requests: races, the graph of states, rights, how much a screen asks (S4.8, S4.15, S4.36)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.errors import CrmError, Forbidden, Invalid, NotFound, Outdated
from domain.utility import File, Form, State
from domain.utility_rules import KIND
from domain.workflow import find_edge
from models import Audit, UtilityRequest
from repositories.utility import Utility
from services import (
    utility_clock,
    utility_incidents,
    utility_own,
    utility_requests,
    utility_talk,
    utility_work,
)
from tests.crowd import crowd
from tests.queries import counted
from tests.services.acting import actor as acting
from tests.services.acting import run
from tests.services.housing import filed, linked, resident


def state(db: Database, id_: int) -> str:
    return db.read_now(lambda uow: uow.utility.get(id_).state)


def wins(work: Callable[[], Any]) -> bool:
    """Whether it went through."""
    try:
        work()
    except Outdated:
        return False
    return True


def steps(db: Database, id_: int) -> list[tuple[str | None, str]]:
    """The states a request went through, as its history has them."""
    events = db.read_now(
        lambda uow: [
            (row.before, row.after)
            for row in uow.session.query(Audit).filter(Audit.kind == KIND, Audit.subject_id == id_).order_by(Audit.id)
        ]
    )
    return [
        ((before or {}).get("state"), after["state"]) for before, after in events if after and "state" in after
    ]  # fmt: skip


# --- filing ---


@pytest.mark.req("S4.15", "S4.28", "S4.35")
def test_a_replay_gives_the_same_request_and_the_address_is_the_accounts(
    db: Database, house: dict[str, int], olga: Actor
) -> None:
    first = filed(db, olga, house, files=(File("photo", "p1"), File("photo", "p2")), wish="вечером")
    again = filed(db, olga, house, text="Другое")
    assert again.id == first.id
    assert (first.street, first.house, first.flat, first.account) == ("Лесная", "5", "12", "100200300")
    assert (first.text, first.wish, first.files) == ("Течёт кран", "вечером", 2)
    assert db.read_now(lambda uow: uow.session.query(UtilityRequest).count()) == 1


@pytest.mark.req("S4.15", "S4.29")
def test_what_can_not_be_filed(db: Database, house: dict[str, int], olga: Actor) -> None:
    other = db.write_now(lambda uow: uow.directories.categories.make(name="Газ").id)
    for form, error in (
        (Form(house["water"], None, "Течёт"), Outdated),
        (Form(other, house["tap"], "Течёт"), Outdated),
        (Form(house["water"], house["tap"], "   "), Invalid),
        (Form(house["water"], house["tap"], "x" * 1501), Invalid),
        (Form(999, None, "Течёт"), NotFound),
        (Form(house["water"], house["tap"], "Течёт", phone="+79000000000"), Outdated),
    ):
        with pytest.raises(error):
            run(db, olga, utility_requests.create, house["account"], form, "x")
    with pytest.raises(Forbidden):
        filed(db, acting(db), house)


@pytest.mark.req("S4.15")
def test_by_call_a_known_resident_has_it_as_their_own(
    db: Database, house: dict[str, int], olga: Actor, anna: Actor
) -> None:
    form = Form(house["water"], house["tap"], "Течёт", phone=f"+7902{olga.user_id:07d}")
    view = run(db, anna, utility_requests.create_for, house["account"], form, "call:1")
    assert run(db, anna, utility_requests.create_for, house["account"], form, "call:1").id == view.id
    assert (view.user_id, view.source) == (olga.user_id, "call")
    unknown = run(db, anna, utility_requests.create_for, house["account"], Form(house["water"], house["tap"], "Э"), "2")
    assert (unknown.user_id, unknown.phone) == (None, "+79996432387")
    with pytest.raises(Forbidden):
        run(db, olga, utility_requests.create_for, house["account"], form, "call:2")


# --- races ---


def unconditional(self: Utility, id_: int, expected: State, target: State, **changes: Any) -> bool:
    """The negative control: a step that looks at nothing."""
    self.session.execute(
        update(UtilityRequest).where(UtilityRequest.id == id_).values(state=target.value, **changes)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    self.session.expire_all()
    return True


@pytest.mark.req("S4.8", "S4.36")
@pytest.mark.parametrize("is_protected", [True, False])
def test_withdrawing_against_starting_has_one_winner(
    db: Database, house: dict[str, int], olga: Actor, anna: Actor, is_protected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the condition both would be written down: what both have read is old when the second one writes."""
    if not is_protected:
        monkeypatch.setattr(Utility, "move_state", unconditional)
    request = filed(db, olga, house)
    run(db, anna, utility_work.assign, request.id, house["first"])

    def both_read_first(uow: Any) -> int:
        """Olga has read that it is assigned, and Anna starts before Olga's write."""
        row = uow.utility.get(request.id)
        assert row.state == "assigned"
        moved = uow.utility.move_state(row.id, State.ASSIGNED, State.IN_WORK)
        again = uow.utility.move_state(row.id, State.ASSIGNED, State.CLOSED)
        return int(moved) + int(again)

    winners = db.write_now(both_read_first)
    assert (winners == 1) == is_protected


@pytest.mark.req("S4.8")
def test_of_64_who_withdraw_and_start_at_once_one_kind_wins(
    db: Database, house: dict[str, int], olga: Actor, anna: Actor
) -> None:
    request = filed(db, olga, house)
    run(db, anna, utility_work.assign, request.id, house["first"])

    def act(number: int) -> bool:
        if number % 2:
            return wins(lambda: run(db, olga, utility_own.withdraw, request.id, ""))
        return wins(lambda: run(db, anna, utility_work.start, request.id))

    with crowd() as at_once:
        at_once(act)
    walked = steps(db, request.id)[2:]
    assert walked in ([("assigned", "closed")], [("assigned", "in_work")]), "one step, written down once"
    assert state(db, request.id) == walked[0][1]


@pytest.mark.req("S4.8")
def test_of_64_who_assign_at_once_one_executor_has_it(
    db: Database, house: dict[str, int], olga: Actor, anna: Actor
) -> None:
    inna = acting(db, Role.MANAGER, first_name="Инна")
    request = filed(db, olga, house)

    def act(number: int) -> bool:
        who, executor = (anna, house["first"]) if number % 2 else (inna, house["second"])
        return wins(lambda: run(db, who, utility_work.assign, request.id, executor))

    with crowd() as at_once:
        at_once(act)
    assert steps(db, request.id)[1:] == [("new", "assigned")]
    kept = db.read_now(lambda uow: uow.utility.get(request.id).executor_id)
    other = house["second"] if kept == house["first"] else house["first"]
    with pytest.raises(Outdated):
        run(db, inna, utility_work.assign, request.id, other, None)


# --- the graph ---

ACTS = ("assign", "assign_other", "start", "finish", "give_back", "close", "reopen", "withdraw", "confirm", "refuse",
        "rate", "comment", "follow", "tick")  # fmt: skip


@pytest.mark.req("S4.8")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(walk=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 4)), max_size=14))
def test_however_people_press_only_declared_steps_are_taken(
    db: Database, clock: SetClock, house: dict[str, int], walk: list[tuple[str, int]]
) -> None:
    people = _people(db, house)
    origin = f"walk:{clock.at.timestamp()}:{len(walk)}"
    clock.at += timedelta(seconds=1)
    request = filed(db, people[0], house, origin=origin)
    for act, who in walk:
        try:
            _do(db, people[who], act, request.id, house, clock)
        except CrmError:
            continue
    walked = steps(db, request.id)
    assert walked[0] == (None, "new")
    now = "new"
    for before, after in walked[1:]:
        if before is None or before == after:
            continue  # to another executor: no step
        assert before == now, "the history is complete"
        assert find_edge(KIND, State(before), State(after)) is not None
        now = after
    assert state(db, request.id) == now
    db.write_now(lambda uow: uow.utility.edit(uow.utility.get(request.id), user_id=None, state="archived"))


_KNOWN: dict[int, list[Actor]] = {}


def _people(db: Database, house: dict[str, int]) -> list[Actor]:
    """The author, a neighbour, a dispatcher, an executor, a stranger."""
    if id(db) not in _KNOWN:
        _KNOWN[id(db)] = [
            resident(db, house["account"]), resident(db, house["account"]), acting(db, Role.MANAGER),
            linked(db, house["first"]), acting(db),
        ]  # fmt: skip
    return _KNOWN[id(db)]


def _do(db: Database, who: Actor, act: str, id_: int, house: dict[str, int], clock: SetClock) -> None:
    clock.at += timedelta(minutes=1)
    if act == "tick":
        clock.at += timedelta(days=4)
        run(db, SYSTEM, utility_clock.pass_due, id_)
        return
    has = db.read_now(lambda uow: uow.utility.get(id_).executor_id)
    {
        "assign": lambda: run(db, who, utility_work.assign, id_, house["first"], has),
        "assign_other": lambda: run(db, who, utility_work.assign, id_, house["second"], has),
        "start": lambda: run(db, who, utility_work.start, id_),
        "finish": lambda: run(db, who, utility_work.finish, id_),
        "give_back": lambda: run(db, who, utility_work.give_back, id_, "нет деталей"),
        "close": lambda: run(db, who, utility_work.close, id_, "дубль"),
        "reopen": lambda: run(db, who, utility_work.reopen, id_),
        "withdraw": lambda: run(db, who, utility_own.withdraw, id_, ""),
        "confirm": lambda: run(db, who, utility_own.confirm, id_),
        "refuse": lambda: run(db, who, utility_own.refuse, id_, "капает"),
        "rate": lambda: run(db, who, utility_own.rate, id_, 5),
        "comment": lambda: run(db, who, utility_talk.comment, id_, "Слово", (), f"c:{clock.at.timestamp()}"),
        "follow": lambda: run(db, who, utility_own.follow, id_, True),
    }[act]()


# --- comments, incidents ---


@pytest.mark.req("S4.36")
def test_a_comment_is_said_once_however_often_it_comes(db: Database, house: dict[str, int], olga: Actor) -> None:
    request = filed(db, olga, house)
    for _ in range(3):
        run(db, olga, utility_talk.comment, request.id, "Код 77", (File("photo", "p"),), "draft:1")
    said = run(db, olga, utility_talk.thread, request.id)
    assert [(one.text, one.kind, one.side) for one in said] == [("Код 77", "photo", "resident")]
    for text in ("", "   "):
        with pytest.raises(Invalid):
            run(db, olga, utility_talk.comment, request.id, text, (), "draft:2")
    pavel = resident(db, house["account"], "pending")
    with pytest.raises(NotFound):
        run(db, pavel, utility_talk.comment, request.id, "Я", (), "draft:3")


def test_two_who_change_an_incident_at_once(db: Database, house: dict[str, int], olga: Actor, anna: Actor) -> None:
    request = filed(db, olga, house)
    made = run(db, anna, utility_incidents.make, request.id, False, "Нет воды", None, "i:1")
    assert run(db, anna, utility_incidents.make, request.id, False, "Нет воды", None, "i:1").id == made.id
    run(db, anna, utility_incidents.change, made.id, "Чиним", None, made.version)
    with pytest.raises(Outdated):
        run(db, anna, utility_incidents.change, made.id, "Почти", None, made.version)
    assert not run(db, anna, utility_incidents.end, made.id).is_open
    assert not run(db, anna, utility_incidents.end, made.id).is_open
    with pytest.raises(Outdated):
        run(db, olga, utility_incidents.join, made.id)


# --- how much a screen asks ---


@pytest.mark.req("S4.36")
def test_each_screen_asks_a_fixed_number_of_things(db: Database, house: dict[str, int], anna: Actor) -> None:
    people = [resident(db, house["account"]) for _ in range(4)]
    executor = linked(db, house["first"])

    def asked() -> dict[str, int]:
        screens: dict[str, tuple[Actor, Any, tuple[Any, ...]]] = {
            "desk": (anna, utility_work.listed, ("new",)), "work": (anna, utility_work.listed, ("work",)),
            "works": (executor, utility_work.own_works, ()), "mine": (people[0], utility_requests.mine, ()),
            "flat": (people[1], utility_requests.of_flat, ()), "card": (people[0], utility_requests.card, (1,)),
            "choose": (anna, utility_work.to_choose, (1,)), "history": (anna, utility_requests.history, (1,)),
        }  # fmt: skip
        found = {}
        for name, (who, service, args) in screens.items():
            with counted() as sent:
                db.read_now(lambda uow, s=service, w=who, a=args: s(uow, w, *a))
            found[name] = len([one for one in sent if not one.startswith(("PRAGMA", "BEGIN"))])
        return found

    first = filed(db, people[0], house)
    run(db, people[0], utility_talk.comment, first.id, "Слово", (), "c:1")
    given_out = filed(db, people[2], house, origin="given out")
    run(db, anna, utility_work.assign, given_out.id, house["first"])
    few = asked()
    for number in range(12):
        request = filed(db, people[number % 4], house, origin=f"more:{number}")
        if number % 2:
            run(db, anna, utility_work.assign, request.id, house["first"])
        run(db, people[0], utility_talk.comment, first.id, "Слово", (), f"d:{number}")
    many = asked()
    assert many == few
    assert max(many.values()) <= 13, many
