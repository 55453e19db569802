"""Memberships by use cases: the same calendar on both databases, who is active, and two who press at once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.errors import Conflict, CrmError
from domain.memberships import Span, State, is_active
from domain.payments import Kind
from models import Freeze, Membership
from repositories.memberships import Memberships
from services import calling_off, freezes, memberships, payment_desk
from tests.builders import make_client, make_user
from tests.conftest import NOON
from tests.domain.calendar_model import CalendarModel
from tests.domain.test_memberships import STEPS, Step
from tests.gym_rows import make_freeze, make_membership, make_plan, make_training, make_visit
from tests.services.acting import actor, run

DAY = timedelta(days=1)
MANAGER = Actor(0, 0, "Инна", roles=frozenset({Role.MANAGER}))


def a_client(db: Database) -> int:
    return db.write_now(lambda uow: make_client(uow).uid)


def renew(db: Database, uid: int, days: int, may_freeze: int) -> int:
    """A membership that is sold and paid for."""

    def sell(uow: Any) -> int:
        plan = make_plan(uow, days=days, freeze_days=may_freeze)
        row = memberships.want(uow, MANAGER, uid, plan.id, f"sale:{plan.id}")
        payment_desk.note_membership(uow, MANAGER, row.id, plan.price, "", f"paid:{plan.id}")
        return int(row.id)

    return db.write_now(sell)


def tried(db: Database, service: Any, *args: Any) -> bool:
    """Whether it could be done."""
    try:
        db.write_now(lambda uow: service(uow, MANAGER, *args) and None)
    except CrmError:
        return False
    return True


def spans(db: Database, uid: int) -> tuple[dict[int, Span], list[Span]]:
    """The days of each membership of a client, and the frozen ones."""

    def look(uow: Any) -> tuple[dict[int, Span], list[Span]]:
        rows = uow.session.query(Membership).filter_by(client_uid=uid).all()
        icy = uow.session.query(Freeze).filter_by(client_uid=uid).all()
        return {row.id: Span(row.starts, row.ends) for row in rows if row.starts}, [
            Span(one.starts, one.ends) for one in icy
        ]

    return db.read_now(look)


def take(db: Database, clock: SetClock, uid: int, model: CalendarModel, step: Step) -> None:
    what, first, second = step
    today = model.today
    if what == "renew":
        model.renew(renew(db, uid, first, second), first, second)
    elif what == "freeze":
        days = (today + first * DAY, today + (first + second) * DAY)
        assert tried(db, freezes.freeze, uid, *days, f"freeze:{uid}:{today}:{step}:{len(model.all)}") == (
            model.freeze(*days)
        )
    elif what == "unfreeze":
        now = model.whose(today)
        begun = sorted({*now.icy.values()}) if now else []
        starts = begun[first % len(begun)] if begun else today
        assert tried(db, freezes.unfreeze, uid, starts) == model.unfreeze(starts)
    elif what == "cancel":
        one = model.all[first % len(model.all)]
        was_off = one.is_off
        assert tried(db, calling_off.cancel, one.name) == (model.cancel(one.name) or was_off)
    else:
        clock.at += first * DAY
        for _ in range(first):
            model.pass_day()


@pytest.mark.req("S5.14", "S5.15", "S5.16", "S5.43", "S5.44")
@pytest.mark.timeout(300)
def test_use_cases_keep_the_calendar_too(db: Database, clock: SetClock) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def live(steps: list[Step]) -> None:
        clock.at = NOON
        uid, model = a_client(db), CalendarModel(NOON.date())
        for step in [("renew", 30, 14), *steps[:10]]:
            take(db, clock, uid, model, step)
        known, icy = spans(db, uid)
        calendar = model.calendar()
        day, last = NOON.date(), max([*calendar, NOON.date()]) + DAY
        while day <= last:
            name, is_icy = calendar.get(day, (None, False))
            assert [id_ for id_, span in known.items() if span.has(day)] == ([name] if name is not None else [])
            assert any(one.has(day) for one in icy) == is_icy
            day += DAY
        for day in (model.today, model.today - DAY, model.today + DAY):
            name, is_icy = calendar.get(day, (None, False))
            assert db.read_now(lambda uow, day=day: uow.memberships.is_active(uid, day)) == (
                name is not None and not is_icy
            )

    live()


# --- who is active ---


@pytest.mark.req("S5.15")
def test_the_query_and_the_rule_say_the_same_of_who_is_active(db: Database) -> None:
    today = NOON.date()

    def fill(uow: Any) -> list[int]:
        uids = [make_client(uow).uid for _ in range(9)]
        make_membership(uow, uids[0])
        make_membership(uow, uids[1], today - 29 * DAY)  # its last day
        make_membership(uow, uids[2], today - 30 * DAY)  # over
        make_membership(uow, uids[3], today + DAY)
        make_freeze(uow, make_membership(uow, uids[4]), today - DAY, today)
        make_freeze(uow, make_membership(uow, uids[5]), today + DAY, today + 2 * DAY)
        make_membership(uow, uids[6], state="wanted")
        make_membership(uow, uids[7], state="cancelled")
        make_membership(uow, uids[8], today - 40 * DAY), make_membership(uow, uids[8])
        return uids

    uids = db.write_now(fill)
    for day in (today + number * DAY for number in range(-41, 32)):
        asked = set(db.read_now(lambda uow, day=day: memberships.active_clients(uow, SYSTEM, day)))
        for uid in uids:
            known, icy = spans(db, uid)
            assert (uid in asked) == is_active(day, known.values(), icy), (uids.index(uid), day)
            assert db.read_now(lambda uow, uid=uid, day=day: uow.memberships.is_active(uid, day)) == (uid in asked)
    assert db.read_now(lambda uow: memberships.active_clients(uow, SYSTEM)) == [uids[at] for at in (0, 1, 5, 8)]


@pytest.mark.req("S5.16", "S5.17", "S5.18")
def test_a_freeze_is_applied_to_what_is_active_now_and_refused_without(db: Database) -> None:
    uid = a_client(db)
    with pytest.raises(Conflict, match="nothing to freeze"):
        run(db, MANAGER, freezes.freeze, uid, NOON.date(), NOON.date(), "f:1")
    first, second = renew(db, uid, 30, 10), renew(db, uid, 30, 10)
    assert db.read_now(lambda uow: memberships.active_payment(uow, uid).id) == first
    seen = run(db, MANAGER, freezes.freeze, uid, NOON.date(), NOON.date() + 4 * DAY, "f:2")
    assert (seen.id, seen.freeze_left) == (first, 5)
    assert spans(db, uid)[0][second].starts == NOON.date() + 35 * DAY
    again = run(db, MANAGER, freezes.freeze, uid, NOON.date(), NOON.date() + 4 * DAY, "f:2")
    assert again == seen  # the same press


@pytest.mark.req("S5.44")
def test_a_day_that_was_trained_on_does_not_come_back_by_a_freeze(db: Database) -> None:
    def fill(uow: Any) -> int:
        row = make_membership(uow)
        make_visit(uow, make_training(uow, uow.now - timedelta(hours=2)), row.client_uid, state="came")
        return row.client_uid

    manager, uid, today = actor(db, Role.MANAGER), db.write_now(fill), NOON.date()
    for service, more in ((freezes.preview, ()), (freezes.freeze, ("f",))):
        with pytest.raises(Conflict, match="begin tomorrow"):
            run(db, manager, service, uid, today, today + timedelta(days=2), *more)
    run(db, manager, freezes.freeze, uid, today + timedelta(days=1), today + timedelta(days=2), "f")
    assert db.read_now(lambda uow: uow.session.query(Freeze).count()) == 1


@pytest.mark.req("S5.17", "S5.44")
def test_a_freeze_takes_the_member_off_the_trainings_inside_it(db: Database) -> None:
    uid, now = a_client(db), NOON + timedelta(hours=1)
    renew(db, uid, 30, 10)

    def sign(uow: Any) -> list[int]:
        signed = [make_training(uow, now + days * DAY) for days in (0, 1, 3)]
        return [make_visit(uow, one, uid).training_id for one in signed]

    ids = db.write_now(sign)
    run(db, MANAGER, freezes.freeze, uid, NOON.date() + DAY, NOON.date() + 2 * DAY, "f:1")
    states = db.read_now(lambda uow: [uow.visits.find_of(id_, uid).state for id_ in ids])
    assert states == ["signed", "off", "signed"]


@pytest.mark.req("S5.44")
def test_what_is_called_off_keeps_the_days_it_has_had_and_frees_those_to_come(db: Database, clock: SetClock) -> None:
    uid, today = a_client(db), NOON.date()
    first, second = renew(db, uid, 30, 10), renew(db, uid, 30, 10)
    run(db, MANAGER, freezes.freeze, uid, today + DAY, today + 8 * DAY, "f:1")
    clock.at += 4 * DAY
    off = run(db, MANAGER, calling_off.cancel, first)
    assert (off.state, off.span, off.freezes) == (
        State.CANCELLED, Span(today, today + 3 * DAY), (Span(today + DAY, today + 3 * DAY),),
    )  # fmt: skip
    assert spans(db, uid)[0][second].starts == today + 4 * DAY
    assert db.read_now(lambda uow: uow.memberships.is_active(uid, today + 4 * DAY))  # not frozen by what is off
    assert db.read_now(lambda uow: uow.memberships.is_active(uid, today))  # it was, that day


@pytest.mark.req("S5.31", "S5.44")
def test_called_off_the_member_is_off_the_trainings_that_nothing_else_covers(db: Database) -> None:
    uid, other, now = a_client(db), a_client(db), NOON + timedelta(hours=1)
    first, second = renew(db, uid, 30, 10), renew(db, uid, 3, 0)
    renew(db, other, 30, 0)

    def sign(uow: Any) -> list[int]:
        signed = [make_training(uow, now + days * DAY, capacity=1) for days in (0, 2, 3)]
        for one in signed:
            make_visit(uow, one, uid, membership_id=first, counts=True)
        make_user(uow, client_uid=other)
        make_visit(uow, signed[2], other, state="waiting", queued_at=now)
        return [one.id for one in signed]

    ids = db.write_now(sign)
    assert run(db, MANAGER, calling_off.cancel, first).signed_off == 1

    def look(uow: Any) -> list[tuple[str, int, bool]]:
        found = [uow.visits.find_of(id_, uid) for id_ in ids]
        return [(one.state, one.membership_id, one.counts) for one in found]

    assert db.read_now(look) == [("signed", second, True), ("signed", second, True), ("off", first, False)]
    assert db.read_now(lambda uow: uow.visits.find_of(ids[2], other).state) == "offered"  # the place is free again
    assert run(db, MANAGER, calling_off.cancel, first).signed_off == 0  # a second press
    assert run(db, MANAGER, calling_off.cancel, second).signed_off == 2


@pytest.mark.req("S5.47")
def test_the_membership_of_a_deleted_card_is_called_off_too(db: Database) -> None:
    uid = a_client(db)
    held = renew(db, uid, 30, 10)

    def prepare(uow: Any) -> None:
        make_visit(uow, make_training(uow), uid, membership_id=held, counts=True)
        uow.clients.archive(uow.clients.get(uid))

    db.write_now(prepare)
    assert run(db, MANAGER, calling_off.cancel, held).signed_off == 1


def test_a_plan_that_has_changed_is_sold_anew_and_a_repeated_press_is_the_same(db: Database) -> None:
    uid, plan = a_client(db), db.write_now(lambda uow: make_plan(uow).id)

    def wants(origin: str) -> int:
        return db.write_now(lambda uow: memberships.want(uow, MANAGER, uid, plan, origin).id)

    first = wants("w:1")
    assert wants("w:2") == first
    db.write_now(lambda uow: setattr(uow.memberships.get_plan(plan), "price", 400_000))
    assert wants("w:1") == first
    assert wants("w:3") != first


# --- at once ---


def both(db: Database, *acts: Callable[[Any], object]) -> None:
    """Each in a transaction of its own, begun together; refusals are answers."""
    gate = Barrier(len(acts))

    def act(fn: Callable[[Any], object]) -> None:
        gate.wait(timeout=30)
        with suppress(CrmError):
            db.write_now(lambda uow: fn(uow) and None)

    threads = [Thread(target=act, args=(fn,)) for fn in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def one_round(db: Database) -> str:
    """Two freezes of the same days, then a freeze and a renewal, pressed together; what is wrong afterwards."""
    uid, today = a_client(db), NOON.date()
    renew(db, uid, 30, 20)
    plan = db.write_now(lambda uow: make_plan(uow).id)

    def freeze(first: int, last: int, origin: str) -> Callable[[Any], object]:
        days = today + first * DAY, today + last * DAY
        return lambda uow: freezes.freeze(uow, MANAGER, uid, *days, f"{uid}:{origin}")

    def sell(uow: Any) -> object:
        row = memberships.want(uow, MANAGER, uid, plan, f"s:{uid}")
        return payment_desk.note_membership(uow, MANAGER, row.id, 300_000, "", f"p:{uid}")

    both(db, freeze(0, 5, "a"), freeze(1, 5, "b"))
    if len(spans(db, uid)[1]) != 1:
        return "frozen twice"
    both(db, sell, freeze(10, 15, "c"))
    days = sorted(spans(db, uid)[0].values())
    return "" if len(days) == 2 and days[1].starts == days[0].ends + DAY else str(days)


@pytest.mark.req("S5.44")
def test_freezes_and_renewals_at_once_do_not_overlap(db: Database) -> None:
    assert [one_round(db) for _ in range(12)] == [""] * 12


def test_without_holding_the_client_they_do(database_kind: str, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.is_sqlite:
        assert database_kind == "sqlite"  # one writer at a time: nothing to take away
        return
    monkeypatch.setattr(Memberships, "hold_client", lambda _self, _uid: None)
    assert any(one_round(db) for _ in range(200))


@pytest.mark.req("S5.14")
def test_money_begins_it_once_and_more_of_it_extends_nothing(db: Database) -> None:
    who, uid = actor(db, Role.MANAGER), a_client(db)
    plan = db.write_now(lambda uow: make_plan(uow).id)
    id_ = db.write_now(lambda uow: memberships.want(uow, who, uid, plan, "w:1").id)
    run(db, who, payment_desk.note_membership, id_, 100_000, "", "p:1")
    assert spans(db, uid)[0] == {}  # not paid in full
    for origin in ("p:2", "p:2", "p:3"):
        run(db, who, payment_desk.note_membership, id_, 200_000, "", origin)
    assert spans(db, uid)[0] == {id_: Span(NOON.date(), NOON.date() + 29 * DAY)}
    money = db.read_now(lambda uow: payment_desk.of_membership(uow, who, id_))  # nothing is held by who only reads
    assert (money.subject.kind, money.due) == (Kind.MEMBERSHIP, 0)
