"""Invitations to trainings, trainings made and changed, the weekly hours (S5.10, S5.26, S5.31–S5.36, S5.45; T27)."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from db import Database
from domain.access import SYSTEM, Role
from domain.clock import SetClock
from domain.errors import Conflict, Forbidden, Invalid, NotFound, Outdated
from domain.training_views import NewTraining
from domain.trainings import Audience
from models import GroupHour, Training
from services import schedule, training_clock, training_invitations, trainings, visits
from tests.conftest import NOON
from tests.gym_rows import make_coach, make_freeze, make_group, make_member
from tests.services.acting import actor, run
from tests.services.gym import coach, member, members, stands, states, stranger, told, training

DAY = timedelta(days=1)
ROUNDS = int(os.environ.get("INVITATION_ROUNDS") or 3)  # `make soak ONLY=INVITATIONS`: 50
PEOPLE = 20


def send(db: Database, who: Any, training_id: int, audience: Audience, *chosen: int, **more: Any) -> Any:
    origin = more.pop("origin", f"draft:{training_id}:{audience}")
    return db.write_now(
        lambda uow: training_invitations.send(uow, who, training_id, audience, chosen, origin, **more)
    )  # fmt: skip


# --- whom it reaches ---


@pytest.mark.req("S5.26", "S5.31")
def test_an_audience_is_who_is_active_of_it_and_not_on_the_list(db: Database) -> None:
    ivan = coach(db)
    group = db.write_now(lambda uow: make_group(uow, coach_id=ivan.coach_id).id)
    yoga = training(db, coach_id=ivan.coach_id, group_id=group)
    of_group, other, frozen, signed = members(db, 4)
    gone = stranger(db)

    def fill(uow: Any) -> None:
        for one in (of_group, frozen, signed, gone):
            make_member(uow, one.client_uid, group_id=group)
        row = uow.memberships.find_active(frozen.client_uid, uow.today)
        make_freeze(uow, row, uow.today, uow.today + DAY * 3)

    db.write_now(fill)
    run(db, signed, visits.sign_up, yoga)
    assert run(db, ivan.actor, training_invitations.plan, yoga, Audience.GROUP).reached == 1
    assert run(db, ivan.actor, training_invitations.plan, yoga, Audience.ACTIVE).reached == 2
    chosen = (of_group.client_uid, frozen.client_uid, gone.client_uid)
    assert run(db, ivan.actor, training_invitations.plan, yoga, Audience.PEOPLE, chosen).reached == 1

    for _ in range(2):
        assert send(db, ivan.actor, yoga, Audience.GROUP).reached == 1, "the same draft sends once"
    assert [chat for _, chat, _ in told(db, "training_invited")] == [of_group.telegram_id], (
        "T27: not all who are active"
    )
    with pytest.raises(Outdated, match="not for you"):
        run(db, other, training_invitations.accept, 1)
    with pytest.raises(Invalid, match="nobody to invite"):
        send(db, ivan.actor, yoga, Audience.PEOPLE, gone.client_uid or 0)


def test_a_training_of_no_group_invites_no_group(db: Database) -> None:
    member(db)
    boss, yoga = actor(db, Role.MANAGER), training(db)
    with pytest.raises(Invalid, match="of no group"):
        run(db, boss, training_invitations.plan, yoga, Audience.GROUP)


@pytest.mark.req("S5.45", "S5.35")
def test_a_press_records_the_visit_and_sends_this_training_s_link_once(db: Database, clock: SetClock) -> None:
    ivan, anna = coach(db), member(db, visits=8)
    yoga = training(db, coach_id=ivan.coach_id, starts_at=NOON + timedelta(hours=3))
    send(db, ivan.actor, yoga, Audience.ACTIVE, link="https://meet.example/yoga")
    for _ in range(2):
        clock.at += timedelta(seconds=5)
        own = run(db, anna, training_invitations.accept, 1)
        assert (own.stand, own.training.link) == ("came", "https://meet.example/yoga")
    assert stands(db, yoga) == {anna.client_uid: ("came", True)}
    assert [facts["link"] for _, _, facts in told(db, "training_link")] == ["https://meet.example/yoga"]


@pytest.mark.req("S5.45")
def test_an_invitation_is_refused_when_over_when_inactive_and_waits_when_full(db: Database, clock: SetClock) -> None:
    ivan = coach(db)
    yoga = training(db, coach_id=ivan.coach_id, starts_at=NOON + timedelta(hours=3), capacity=1)
    first, second, lapsed, late = members(db, 4)
    send(db, ivan.actor, yoga, Audience.ACTIVE)

    def freeze(uow: Any) -> None:
        row = uow.memberships.find_active(lapsed.client_uid, uow.today)
        make_freeze(uow, row, uow.today, uow.today)

    db.write_now(freeze)
    assert run(db, first, training_invitations.accept, 1).stand == "came"
    assert run(db, second, training_invitations.accept, 1).place == 1
    assert not [chat for _, chat, _ in told(db, "training_link") if chat == second.telegram_id]
    with pytest.raises(Conflict, match="frozen"):
        run(db, lapsed, training_invitations.accept, 1)
    clock.at += timedelta(hours=1)
    with pytest.raises(Outdated, match="was valid until"):
        run(db, late, training_invitations.accept, 1)
    assert states(db, yoga, [first, second, lapsed, late]) == ["came", "waiting", "-", "-"]


@pytest.mark.req("S5.36")
def test_of_two_invitations_at_once_nobody_gets_the_other_s_link(db: Database) -> None:
    """T27: the original kept one link for all groups, and the second invitation overwrote it."""
    people = members(db, PEOPLE * 2)
    boss = actor(db, Role.MANAGER)
    uids = [one.client_uid or 0 for one in people]
    by_chat = {one.telegram_id: at for at, one in enumerate(people)}
    shuffler = random.Random(27)
    with ThreadPoolExecutor(6) as threads:
        for number in range(ROUNDS):
            pair = [
                training(db, starts_at=NOON + timedelta(minutes=60 + number), capacity=PEOPLE, title=f"Зал {side}")
                for side in (0, 1)
            ]
            links = [f"https://meet.example/{number}-{side}" for side in (0, 1)]

            def invite(side: int, pair: list[int] = pair, links: list[str] = links) -> int:
                half = uids[side * PEOPLE : (side + 1) * PEOPLE]
                send(db, boss, pair[side], Audience.PEOPLE, *half, link=links[side])
                kept = f"SELECT max(id) FROM training_invitations WHERE training_id = {pair[side]}"
                return int(db.read_now(lambda uow: uow.session.connection().exec_driver_sql(kept).scalar_one()))

            invitations = list(threads.map(invite, (0, 1)))
            order = list(range(PEOPLE * 2))
            shuffler.shuffle(order)

            def press(at: int, invitations: list[int] = invitations) -> str:
                own = run(db, people[at], training_invitations.accept, invitations[at // PEOPLE])
                return str(own.training.link)

            assert dict(zip(order, threads.map(press, order), strict=True)) == {
                at: links[at // PEOPLE] for at in range(PEOPLE * 2)
            }
    sent = told(db, "training_link")
    assert len(sent) == ROUNDS * PEOPLE * 2
    for _, chat, facts in sent:
        assert facts["link"].endswith(f"-{by_chat[chat] // PEOPLE}"), "the letter too"
        assert facts["title"] == f"Зал {by_chat[chat] // PEOPLE}"


# --- made, handed over, called off ---


def test_one_made_by_hand_is_one_however_often_it_is_sent(db: Database) -> None:
    ivan = coach(db)
    new = NewTraining("Растяжка", NOON + DAY, 5400, 12, ivan.coach_id)
    ids = {run(db, ivan.actor, trainings.make, new, "draft:1").training.id for _ in range(2)}
    assert len(ids) == 1
    with pytest.raises(Forbidden, match="lead yourself"):
        run(db, coach(db, "Мария").actor, trainings.make, new, "draft:2")
    with pytest.raises(Invalid, match="later than now"):
        run(db, ivan.actor, trainings.make, NewTraining("Йога", NOON, 3600, 5, ivan.coach_id), "draft:3")


@pytest.mark.req("S5.32")
def test_any_coach_may_take_a_training_and_everybody_concerned_is_told(db: Database) -> None:
    ivan, maria, anna = coach(db), coach(db, "Мария"), member(db)
    yoga = training(db, coach_id=ivan.coach_id)
    run(db, anna, visits.sign_up, yoga)
    run(db, ivan.actor, trainings.hand_over, yoga, maria.coach_id)
    assert [(kind, chat, facts["coach"]) for kind, chat, facts in told(db, "training_coach", "training_given")] == [
        ("training_coach", anna.telegram_id, "Мария Орлов"), ("training_given", maria.actor.telegram_id, "Мария Орлов"),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        run(db, ivan.actor, trainings.card, yoga)
    left = db.write_now(lambda uow: make_coach(uow, archived_at=uow.now).id)
    with pytest.raises(NotFound, match="does not lead"):
        run(db, maria.actor, trainings.hand_over, yoga, left)


def test_called_off_everybody_is_told_why_and_visits_come_back(db: Database) -> None:
    ivan = coach(db)
    yoga = training(db, coach_id=ivan.coach_id, capacity=1)
    signed, waiting, invited, other = members(db, 4)
    run(db, signed, visits.sign_up, yoga)
    run(db, waiting, visits.sign_up, yoga)
    send(db, ivan.actor, yoga, Audience.PEOPLE, invited.client_uid or 0)
    for _ in range(2):
        run(db, actor(db, Role.MANAGER), trainings.cancel, yoga, "Тренер заболел")
    letters = told(db, "training_cancelled")
    assert {chat for _, chat, _ in letters} == {signed.telegram_id, waiting.telegram_id, invited.telegram_id}
    assert (len(letters), letters[0][2]["reason"]) == (3, "Тренер заболел")
    assert [chat for _, chat, _ in told(db, "training_given")] == [ivan.actor.telegram_id]
    assert told(db, "training_invited") == [], "what was not sent yet is not sent any more"
    assert set(stands(db, yoga).values()) == {("off", False)}
    with pytest.raises(Outdated, match="called off"):
        run(db, other, visits.sign_up, yoga)
    assert run(db, signed, schedule.card, yoga).training.reason == "Тренер заболел"


# --- the weekly hours ---


def add_hour(db: Database, group_id: int, weekday: int, minute: int) -> int:
    def write(uow: Any) -> int:
        row = GroupHour(group_id=group_id, weekday=weekday, minute=minute, length=5400)
        uow.session.add(row)
        uow.session.flush()
        return int(row.id)

    return db.write_now(write)


def made(db: Database) -> list[Any]:
    def read(uow: Any) -> list[Any]:
        rows = uow.session.query(Training).order_by(Training.starts_at)
        return [(row.id, row.starts_at, row.title, row.capacity, row.coach_id, row.link) for row in rows]

    return db.read_now(read)


@pytest.mark.req("S5.10")
def test_two_weeks_are_laid_out_from_the_weekly_hours_once(db: Database, clock: SetClock) -> None:
    ivan = coach(db)
    group = db.write_now(lambda uow: make_group(uow, coach_id=ivan.coach_id, link="https://g.example/1").id)
    add_hour(db, group, 5, 11 * 60)  # Saturday 11:00: today's has passed
    add_hour(db, group, 0, 18 * 60 + 30)
    assert run(db, SYSTEM, training_clock.lay_out) == 3
    assert run(db, SYSTEM, training_clock.lay_out) == 0
    assert [f"{start:%d.%m %H:%M}" for _, start, *_ in made(db)] == ["23.11 15:30", "28.11 08:00", "30.11 15:30"]
    assert {row[3:] for row in made(db)} == {(10, ivan.coach_id, "https://g.example/1")}
    clock.at += timedelta(days=7)
    assert run(db, SYSTEM, training_clock.lay_out) == 2


def test_hours_that_are_no_more_take_their_empty_trainings_with_them(db: Database) -> None:
    group = db.write_now(lambda uow: make_group(uow).id)
    hour = add_hour(db, group, 0, 18 * 60)
    run(db, SYSTEM, training_clock.lay_out)
    kept, empty = (row[0] for row in made(db))
    run(db, member(db), visits.sign_up, kept)
    by_hand = training(db, group_id=group, starts_at=NOON + DAY * 2)
    db.write_now(lambda uow: uow.session.delete(uow.session.get(GroupHour, hour)))
    run(db, SYSTEM, training_clock.lay_out)
    assert {row[0] for row in made(db)} == {kept, by_hand}
    assert empty not in {row[0] for row in made(db)}


def test_a_called_off_training_is_not_laid_out_again(db: Database) -> None:
    group = db.write_now(lambda uow: make_group(uow).id)
    add_hour(db, group, 0, 18 * 60)
    run(db, SYSTEM, training_clock.lay_out)
    run(db, actor(db, Role.MANAGER), trainings.cancel, made(db)[0][0], "праздник")
    assert run(db, SYSTEM, training_clock.lay_out) == 0
    assert len(made(db)) == 2
