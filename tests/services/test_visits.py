"""Places, the line and who came: rules that hold whoever presses (S5.31, S5.45, S5.46; T26)."""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.errors import Conflict, CrmError, NotFound, Outdated
from domain.trainings import Audience
from models import Training
from repositories.trainings import Trainings
from services import check_in, schedule, training_clock, training_invitations, trainings, visits
from tests.builders import put_settings
from tests.conftest import NOON
from tests.crowd import WRITERS, crowd
from tests.gym_rows import make_freeze, make_group, make_member, make_membership
from tests.services.acting import actor, run
from tests.services.gym import coach, member, members, stands, states, stranger, told, training

DAY = timedelta(days=1)


def signs_up(db: Database, who: Actor, training_id: int) -> str | None:
    return str(run(db, who, visits.sign_up, training_id).stand)


# --- who may ---


@pytest.mark.req("S5.31")
def test_a_member_signs_up_once_and_the_visit_is_held(db: Database) -> None:
    anna, yoga = member(db, visits=8), training(db)
    assert signs_up(db, anna, yoga) == "signed"
    assert signs_up(db, anna, yoga) == "signed"
    assert stands(db, yoga) == {anna.client_uid: ("signed", True)}


def test_without_a_membership_on_that_day_the_sentence_says_so(db: Database) -> None:
    yoga = training(db, starts_at=NOON + DAY * 3)
    short = member(db, days=2)
    for who in (stranger(db), short):
        with pytest.raises(Conflict, match="No membership runs on 2026-11-24"):
            run(db, who, visits.sign_up, yoga)
    with pytest.raises(NotFound, match="I don't know you at the gym"):
        run(db, actor(db), visits.sign_up, yoga)
    assert stands(db, yoga) == {}


@pytest.mark.req("S5.47")
def test_who_was_deleted_is_told_so_whatever_they_press(db: Database) -> None:
    anna, lead = member(db), coach(db)
    yoga = training(db, starts_at=NOON + timedelta(minutes=30), coach_id=lead.coach_id)
    shown = run(db, lead.actor, check_in.code, yoga).code
    invited = run(
        db, lead.actor, training_invitations.send, yoga, Audience.PEOPLE, (anna.client_uid,), "draft:1"
    ).training.id  # fmt: skip
    offer = db.read_now(lambda uow: uow.training_invitations.find_by_origin("draft:1").id)
    db.write_now(lambda uow: uow.clients.archive(uow.clients.get(anna.client_uid)))
    for service, what in (
        (visits.sign_up, invited), (visits.take_offered, yoga), (visits.sign_off, yoga), (check_in.enter, shown),
        (training_invitations.accept, offer),
    ):  # fmt: skip
        with pytest.raises(NotFound, match="Your card at the gym was deleted"):
            run(db, anna, service, what)
    assert stands(db, yoga) == {}


def test_a_frozen_day_a_spent_membership_and_a_day_too_far_are_refused(db: Database) -> None:
    frozen, spent, yoga = member(db), member(db, visits=1), training(db)

    def freeze(uow: Any) -> None:
        row = uow.memberships.find_active(frozen.client_uid, uow.today)
        make_freeze(uow, row, uow.today, uow.today + DAY * 2)

    db.write_now(freeze)
    with pytest.raises(Conflict, match="frozen on"):
        run(db, frozen, visits.sign_up, yoga)
    assert signs_up(db, spent, yoga) == "signed"
    with pytest.raises(Conflict, match="All visits"):
        run(db, spent, visits.sign_up, training(db))
    with pytest.raises(Conflict, match="can't be signed up for yet"):
        run(db, member(db, days=90), visits.sign_up, training(db, starts_at=NOON + DAY * 15))


def test_a_coming_membership_counts_on_its_days(db: Database) -> None:
    late = member(db, starts=(NOON + DAY * 5).date())
    with pytest.raises(Conflict):
        run(db, late, visits.sign_up, training(db))
    assert signs_up(db, late, training(db, starts_at=NOON + DAY * 6)) == "signed"


def test_what_has_begun_or_is_called_off_can_t_be_signed_up_for(db: Database) -> None:
    anna = member(db)
    with pytest.raises(Outdated, match="begun already"):
        run(db, anna, visits.sign_up, training(db, starts_at=NOON - timedelta(minutes=1)))
    with pytest.raises(Outdated, match="is called off"):
        run(db, anna, visits.sign_up, training(db, state="cancelled"))


# --- signing off ---


def test_signed_off_in_time_the_visit_comes_back_and_later_it_stays_used(db: Database, clock: SetClock) -> None:
    anna, boris, yoga = member(db, visits=8), member(db, visits=8), training(db)
    assert signs_up(db, anna, yoga) == signs_up(db, boris, yoga) == "signed"
    assert not run(db, anna, schedule.card, yoga).is_late
    run(db, anna, visits.sign_off, yoga)
    clock.at = NOON + DAY - timedelta(hours=2) + timedelta(seconds=1)
    assert run(db, boris, schedule.card, yoga).is_late, "it is said before"
    run(db, boris, visits.sign_off, yoga)
    assert stands(db, yoga) == {anna.client_uid: ("off", False), boris.client_uid: ("off", True)}
    assert signs_up(db, boris, yoga) == "signed", "back again takes no second visit"
    clock.at = NOON + DAY
    with pytest.raises(Outdated):
        run(db, boris, visits.sign_off, yoga)


def test_a_freeze_signs_off_its_days_and_no_others(db: Database) -> None:
    anna = member(db, visits=8)
    days = [training(db, starts_at=NOON + DAY * at) for at in (1, 2, 3, 4)]
    for id_ in days:
        signs_up(db, anna, id_)
    first = (NOON + DAY * 2).date()
    gone = db.write_now(
        lambda uow: visits.sign_off_between(uow, SYSTEM, anna.client_uid or 0, first, first + DAY)
    )  # fmt: skip
    assert gone == 2
    assert [stands(db, id_)[anna.client_uid or 0] for id_ in days] == [
        ("signed", True), ("off", False), ("off", False), ("signed", True),
    ]  # fmt: skip


# --- the last place and the line ---


@contextmanager
def held_by_nobody(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The protection taken away: the training's row is read and not held."""

    def read(self: Trainings, id_: int) -> Training:
        query = select(Training).where(Training.id == id_)
        return self.session.scalars(query.execution_options(populate_existing=True)).one()

    with monkeypatch.context() as patched:
        patched.setattr(Trainings, "held", read)
        yield


def press_at_once(db: Database, who: list[Actor], training_id: int) -> None:
    with crowd() as everybody:
        everybody(lambda number: signs_up(db, who[number], training_id) == "signed")


@pytest.mark.req("S5.31")
def test_of_64_who_press_the_last_place_one_has_it_and_the_rest_wait_in_order(db: Database) -> None:
    who = members(db, WRITERS)
    yoga = training(db, capacity=1)
    press_at_once(db, who, yoga)
    found = states(db, yoga, who)
    assert (found.count("signed"), found.count("waiting")) == (1, WRITERS - 1)
    places = sorted(run(db, one, schedule.card, yoga).place for one in who)
    assert places == list(range(WRITERS)), "each has a place of their own in the line"


def test_without_holding_the_training_more_than_one_gets_the_last_place(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control. SQLite has one writer: there nothing can be taken away."""
    who = members(db, WRITERS)
    most = 0
    with held_by_nobody(monkeypatch):
        for _ in range(5):
            yoga = training(db, capacity=1)
            press_at_once(db, who, yoga)
            most = max(most, states(db, yoga, who).count("signed"))
    assert most == 1 if db.is_sqlite else most > 1


def test_the_last_visit_of_a_membership_is_taken_once(db: Database) -> None:
    anna = member(db, visits=1)
    days = [training(db, starts_at=NOON + DAY + timedelta(minutes=at)) for at in range(WRITERS)]

    def press(number: int) -> bool:
        try:
            return signs_up(db, anna, days[number]) == "signed"
        except Conflict:
            return False

    with crowd() as everybody:
        assert everybody(press) == 1


def full(db: Database, **values: Any) -> tuple[int, list[Actor]]:
    """A training of one place: one has it, two wait."""
    who = members(db, 3)
    yoga = training(db, capacity=1, **values)
    for one in who:
        signs_up(db, one, yoga)
    assert states(db, yoga, who) == ["signed", "waiting", "waiting"]
    return yoga, who


@pytest.mark.req("S5.31")
def test_a_freed_place_goes_down_the_line(db: Database, clock: SetClock) -> None:
    yoga, who = full(db)
    run(db, who[0], visits.sign_off, yoga)
    assert states(db, yoga, who) == ["off", "offered", "waiting"]
    assert [chat for _, chat, _ in told(db, "training_offered")] == [who[1].telegram_id]
    assert signs_up(db, member(db), yoga) == "waiting", "an offered place is held"

    clock.at = NOON + timedelta(minutes=30)
    assert run(db, SYSTEM, training_clock.list_due).lapsed
    for id_ in run(db, SYSTEM, training_clock.list_due).lapsed:
        run(db, SYSTEM, training_clock.lapse, id_)
    assert states(db, yoga, who) == ["off", "off", "offered"]
    with pytest.raises(Outdated, match="next in the line"):
        run(db, who[1], visits.take_offered, yoga)
    assert run(db, who[2], visits.take_offered, yoga).stand == "signed"
    assert stands(db, yoga)[who[2].client_uid or 0] == ("signed", True)
    assert not run(db, SYSTEM, training_clock.list_due).lapsed


def test_an_offer_never_lasts_beyond_the_start(db: Database, clock: SetClock) -> None:
    yoga, who = full(db)
    clock.at = NOON + DAY - timedelta(minutes=10)
    run(db, who[0], visits.sign_off, yoga)
    assert run(db, who[1], schedule.card, yoga).offered_until == NOON + DAY


def test_more_places_are_offered_and_fewer_than_taken_refused(db: Database) -> None:
    yoga, who = full(db)
    boss = actor(db, Role.MANAGER)
    run(db, boss, trainings.set_capacity, yoga, 3)
    assert states(db, yoga, who) == ["signed", "offered", "offered"]
    with pytest.raises(Conflict, match="3 places are taken"):
        run(db, boss, trainings.set_capacity, yoga, 2)


def test_who_may_not_come_any_more_is_passed_over(db: Database) -> None:
    yoga, who = full(db)

    def freeze(uow: Any) -> None:
        row = uow.memberships.find_active(who[1].client_uid, uow.today)
        make_freeze(uow, row, uow.today, uow.today + DAY * 3)

    db.write_now(freeze)
    run(db, who[0], visits.sign_off, yoga)
    assert states(db, yoga, who) == ["off", "waiting", "offered"]


# --- who came ---


def test_attendance_is_toggled_and_counts_as_the_setting_says(db: Database, clock: SetClock) -> None:
    ivan = coach(db)
    anna, yoga = member(db, visits=8), training(db, coach_id=ivan.coach_id)
    signs_up(db, anna, yoga)
    visit = run(db, ivan.actor, trainings.card, yoga).seats[0].visit_id
    with pytest.raises(Conflict, match="an hour before"):
        run(db, ivan.actor, visits.mark, visit, True)
    clock.at = NOON + DAY
    for came, expected in ((True, ("came", True)), (True, ("came", True)), (False, ("missed", True))):
        run(db, ivan.actor, visits.mark, visit, came)
        assert stands(db, yoga) == {anna.client_uid: expected}
    run(db, ivan.actor, visits.mark, visit, True)
    db.write_now(lambda uow: put_settings(uow, MISSES_COUNT=False))
    run(db, ivan.actor, visits.mark, visit, False)
    assert stands(db, yoga) == {anna.client_uid: ("missed", False)}


@pytest.mark.req("S5.46")
def test_when_it_is_over_who_was_missed_is_written_down_once(db: Database, clock: SetClock) -> None:
    came, signed, absent, waiting = members(db, 4)
    frozen, alien = member(db), stranger(db)

    def fill(uow: Any) -> tuple[int, int]:
        group = make_group(uow)
        for one in (came, signed, absent, frozen, alien):
            make_member(uow, one.client_uid, group_id=group.id)
        row = uow.memberships.find_active(frozen.client_uid, uow.today)
        make_freeze(uow, row, uow.today, uow.today + DAY * 3)
        return group.id, 0

    group_id = db.write_now(fill)[0]
    yoga = training(db, group_id=group_id, capacity=2)
    for one in (came, signed, waiting):
        signs_up(db, one, yoga)
    clock.at = NOON + DAY
    boss = actor(db, Role.MANAGER)
    run(db, boss, visits.mark, run(db, boss, trainings.card, yoga).seats[0].visit_id, True)
    assert run(db, SYSTEM, training_clock.list_due).over == ()
    clock.at = NOON + DAY + timedelta(hours=1)
    assert run(db, SYSTEM, training_clock.list_due).over == (yoga,)
    expected = {
        came.client_uid: ("came", True), signed.client_uid: ("missed", True), waiting.client_uid: ("off", False),
        absent.client_uid: ("missed", False),
    }  # fmt: skip
    for _ in range(2):
        run(db, SYSTEM, training_clock.close, yoga)
        assert stands(db, yoga) == expected, "neither who is frozen nor who has no membership was missed"
    late = member(db)
    db.write_now(lambda uow: make_member(uow, late.client_uid, group_id=group_id) and None)
    run(db, SYSTEM, training_clock.close, yoga)
    assert stands(db, yoga) == expected, "the past does not follow the group"


# --- check-in ---


def test_whoever_opens_the_code_has_come(db: Database, clock: SetClock) -> None:
    ivan = coach(db)
    yoga = training(db, coach_id=ivan.coach_id, capacity=2)
    signed, walks_in, late = members(db, 3)
    signs_up(db, signed, yoga)
    with pytest.raises(Conflict, match="from an hour before"):
        run(db, ivan.actor, check_in.code, yoga)
    clock.at = NOON + DAY - timedelta(minutes=10)
    shown = run(db, ivan.actor, check_in.code, yoga)
    for _ in range(2):
        assert run(db, signed, check_in.enter, shown.code).stand == "came"
    assert run(db, walks_in, check_in.enter, shown.code).stand == "came"
    with pytest.raises(Conflict, match="All places"):
        run(db, late, check_in.enter, shown.code)
    with pytest.raises(Conflict, match="No membership"):
        run(db, stranger(db), check_in.enter, shown.code)
    board = told(db, "training_board")[-1]
    assert (board[1], board[2]["came"]) == (ivan.actor.telegram_id, 2)
    clock.at += timedelta(minutes=15)
    for code in (shown.code, "a" * 26):
        with pytest.raises(Outdated, match="This code is over"):
            run(db, late, check_in.enter, code)


def test_a_code_stands_as_a_hash_and_is_forgotten(db: Database, clock: SetClock) -> None:
    ivan = coach(db)
    yoga = training(db, coach_id=ivan.coach_id, starts_at=NOON)
    shown = run(db, ivan.actor, check_in.code, yoga)
    count = "SELECT count(*), max(code_hash) FROM check_in_codes"
    number, stored = db.read_now(lambda uow: tuple(uow.session.connection().exec_driver_sql(count).one()))
    assert number == 1
    assert shown.code not in stored
    clock.at += timedelta(days=2)
    run(db, SYSTEM, training_clock.purge)
    assert db.read_now(lambda uow: uow.session.connection().exec_driver_sql(count).one()[0]) == 0


# --- whose training it is ---


@pytest.mark.parametrize("role", [Role.COACH, Role.MANAGER])
def test_a_coach_leads_their_own_and_a_manager_everybody_s(db: Database, clock: SetClock, role: Role) -> None:
    ivan = coach(db)
    other = coach(db, "Мария").actor if role is Role.COACH else actor(db, Role.MANAGER)
    yoga, anna = training(db, coach_id=ivan.coach_id), member(db)
    signs_up(db, anna, yoga)
    visit = run(db, ivan.actor, trainings.card, yoga).seats[0].visit_id
    clock.at = NOON + DAY
    acts: list[Callable[[Actor], Any]] = [
        lambda who: run(db, who, trainings.card, yoga), lambda who: run(db, who, visits.mark, visit, True),
        lambda who: run(db, who, visits.find, yoga, "Ольга"), lambda who: run(db, who, check_in.code, yoga),
        lambda who: run(db, who, trainings.set_link, yoga, "https://a.example/1"),
        lambda who: run(db, who, trainings.set_capacity, yoga, 20),
        lambda who: run(db, who, trainings.cancel, yoga, "болезнь"),
    ]  # fmt: skip
    for act in acts:
        if role is Role.COACH:
            with pytest.raises(NotFound, match="not one of yours"):
                act(other)
        else:
            act(other)
    assert run(db, other, trainings.week, None).is_own == (role is Role.COACH)


def test_a_client_leads_nothing(db: Database) -> None:
    yoga, anna = training(db), member(db)
    for service, args in ((trainings.card, (yoga,)), (visits.put_in, (yoga, 1)), (check_in.code, (yoga,))):
        with pytest.raises(CrmError, match="not open to you"):
            run(db, anna, service, *args)


def test_the_staff_put_somebody_in_by_the_same_rules(db: Database) -> None:
    ivan, anna, gleb = coach(db), member(db), stranger(db)
    yoga = training(db, coach_id=ivan.coach_id)
    run(db, ivan.actor, visits.put_in, yoga, anna.client_uid)
    run(db, ivan.actor, visits.put_in, yoga, anna.client_uid)
    assert [chat for _, chat, _ in told(db, "training_signed")] == [anna.telegram_id]
    with pytest.raises(Conflict, match="No membership"):
        run(db, ivan.actor, visits.put_in, yoga, gleb.client_uid)


def test_two_memberships_each_count_their_own_visits(db: Database) -> None:
    anna = member(db, visits=1, days=3)
    db.write_now(lambda uow: make_membership(uow, anna.client_uid, uow.today + DAY * 3, visits=1) and None)
    assert signs_up(db, anna, training(db)) == "signed"
    assert signs_up(db, anna, training(db, starts_at=NOON + DAY * 4)) == "signed"
