"""Whom a broadcast of the gym reaches: the active, a group, whose membership ends or has ended (S5.28–S5.30)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from config import AREAS
from db import Database
from domain.access import Actor
from domain.campaigns import Kind, Letter, Repeat, offered
from domain.clock import SetClock
from repositories.uow import Uow
from services import campaign_audiences, campaigns
from tests.builders import make_client, make_user
from tests.gym_rows import make_freeze, make_group, make_member, make_membership
from tests.services.test_campaigns import all_sent, feed, queued

DAY = timedelta(days=1)
SERVICE = Letter(Kind.SERVICE, "Ждём вас")
People = dict[str, int]


@pytest.fixture
def people(db: Database) -> People:
    """Accounts of members, by what they are; and the group's id."""

    def make(uow: Uow) -> People:
        found: People = {"group": make_group(uow, name="Утро").id}

        def member(name: str, grouped: bool = False) -> int:
            uid = make_client(uow, surname=name).uid
            found[name] = make_user(uow, client_uid=uid).telegram_id
            make_member(uow, uid, group_id=found["group"] if grouped else None)
            return int(uid)

        make_membership(uow, member("active"), uow.today - 27 * DAY)  # ends in two days
        make_membership(uow, member("active of the group", grouped=True))
        frozen = make_membership(uow, member("frozen of the group", grouped=True))
        make_freeze(uow, frozen, uow.today, uow.today + DAY)
        make_membership(uow, member("ended"), uow.today - 30 * DAY)  # the last day was yesterday
        deleted = member("deleted", grouped=True)
        make_membership(uow, deleted)
        uow.clients.archive(uow.clients.get(deleted))
        make_user(uow, client_uid=make_client(uow).uid)  # a client, no member
        make_membership(uow, make_client(uow).uid)  # active, without Telegram
        return found

    return db.write_now(make)


def reached(db: Database, run: Any, manager: Actor, people: People, name: str, **params: Any) -> set[str]:
    """Who gets it, by what they are; so many were counted before."""
    counted = run(manager, campaign_audiences.count, name, params).everybody
    run(manager, campaigns.create, SERVICE, name, params, Repeat.ONCE, None, f"{name}{params}")
    feed(db)
    ids = set(queued(db))
    all_sent(db)
    assert counted == len(ids)
    return {who for who, id_ in people.items() if id_ in ids}


@pytest.mark.req("S5.28")
def test_the_active_and_the_others(db: Database, run: Any, manager: Actor, people: People) -> None:
    assert reached(db, run, manager, people, "members_active") == {"active", "active of the group"}
    assert reached(db, run, manager, people, "members_inactive") == {"frozen of the group", "ended"}


@pytest.mark.req("S5.30", "S5.36")
def test_a_group_is_reached_and_no_others_who_are_active(
    db: Database, run: Any, manager: Actor, people: People
) -> None:
    """T27: active and of the group are both asked for."""
    group = people["group"]
    everybody = reached(db, run, manager, people, "members_group", group=group)
    assert everybody == {"active of the group", "frozen of the group"}
    assert reached(db, run, manager, people, "members_group_active", group=group) == {"active of the group"}
    assert run(manager, campaign_audiences.count, "members_group", {"group": group + 1}).everybody == 0


@pytest.mark.req("S5.29")
def test_all_are_all_who_have_the_bot(db: Database, run: Any, manager: Actor, people: People) -> None:
    assert reached(db, run, manager, people, "all") == set(people) - {"group"}


@pytest.mark.req("S5.52")
def test_whose_membership_ends_within_days(db: Database, run: Any, manager: Actor, people: People) -> None:
    assert reached(db, run, manager, people, "members_ending", days=2) == {"active"}
    assert reached(db, run, manager, people, "members_ending", days=1) == set()


@pytest.mark.req("S5.52")
def test_days_after_a_membership_has_ended_one_letter_by_itself(
    db: Database, run: Any, manager: Actor, people: People, clock: SetClock
) -> None:
    run(manager, campaigns.create, SERVICE, "members_ended", {"days": 3}, Repeat.EVENT, None, "e1")
    for passed, found in ((0, []), (1, []), (1, [people["ended"]]), (1, [people["ended"]])):
        clock.at += passed * DAY
        feed(db)
        assert queued(db) == found, passed


@pytest.mark.req("S5.52")
def test_who_has_renewed_is_not_told_that_it_has_ended(
    db: Database, run: Any, manager: Actor, people: People, clock: SetClock
) -> None:
    def renew(uow: Uow) -> None:
        (uid,) = {one.client_uid for one in (uow.people.find_by_telegram(people["ended"]),) if one is not None}
        make_membership(uow, uid, uow.today + DAY)

    db.write_now(renew)
    run(manager, campaigns.create, SERVICE, "members_ended", {"days": 3}, Repeat.EVENT, None, "e1")
    for _day in range(4):
        clock.at += DAY
        feed(db)
    assert queued(db) == []


def test_a_group_s_name_is_in_the_campaign(db: Database, run: Any, manager: Actor, people: People) -> None:
    made = run(manager, campaigns.create, SERVICE, "members_group", {"group": people["group"]}, Repeat.ONCE, None, "g")
    assert (made.param, made.param_title) == (people["group"], "Утро")
    assert run(manager, campaign_audiences.groups) == [(people["group"], "Утро")]


def test_without_a_gym_its_audiences_are_not_offered(manager: Actor, actor: Callable[..., Actor]) -> None:
    everything = {one.name for one in offered(manager, AREAS)}
    without = {one.name for one in offered(manager, set(AREAS) - {"fitness"})}
    assert {name for name in everything if name.startswith("members_")} == everything - without
    assert len(everything - without) == 6
    assert offered(actor(), AREAS) == []
