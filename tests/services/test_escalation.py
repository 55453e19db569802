"""What happens to tickets by itself: once per stage, in order, never early, through outages, clock jumps and DST.

S3.13, S3.14, S3.28–S3.30, S3.34, S3.38.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.clock import SetClock
from domain.ticket_views import Said
from domain.tickets import State
from models import Outgoing
from repositories.uow import Place
from services import escalation, ticket_opening, tickets
from services.settings import change
from tests.builders import put_settings
from tests.databases import SqliteFiles
from tests.services.acting import actor as acting
from tests.services.acting import run
from tests.services.desk import make_subscribed

NEW, WARNED = "ticket_new", "ticket_warned"
# clocks that go forward and back: Europe, America, half an hour at Lord Howe, at midnight in Havana, the southern
# summer, and none at all
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Auckland",
         "Asia/Irkutsk")  # fmt: skip
FORWARD = {
    "Europe/Berlin": date(2026, 3, 29), "America/New_York": date(2026, 3, 8),
    "Australia/Lord_Howe": date(2026, 10, 4), "America/Havana": date(2026, 3, 8),
    "Pacific/Auckland": date(2026, 9, 27), "Asia/Irkutsk": date(2026, 3, 29),
}  # fmt: skip
BACK = {
    "Europe/Berlin": date(2026, 10, 25), "America/New_York": date(2026, 11, 1),
    "Australia/Lord_Howe": date(2026, 4, 5), "America/Havana": date(2026, 11, 1),
    "Pacific/Auckland": date(2026, 4, 5), "Asia/Irkutsk": date(2026, 10, 25),
}  # fmt: skip


class Office:
    """A client on a tariff with a pinned contractor, another one, a manager; and a clock that is ours."""

    def __init__(self, db: Database, clock: SetClock, **tariff: Any) -> None:
        self.db, self.clock = db, clock
        self.first = acting(db, Role.CONTRACTOR, first_name="Иван")
        self.second = acting(db, Role.CONTRACTOR, first_name="Пётр")
        self.boss = acting(db, Role.MANAGER, first_name="Анна")
        terms = {"may_pin": True, "requests": None, "reaction": 3600, "around_clock": True} | tariff
        uid = db.write_now(lambda uow: make_subscribed(uow, **terms))
        self.client = acting(db, first_name="Ольга", client_uid=uid, phone="+79996432387")
        db.write_now(self._pin)
        self.number = 0

    def _pin(self, uow: Any) -> None:
        uow.tariffs.find_of_client(self.client.client_uid)[0].pinned_id = self.first.user_id

    def ask(self) -> int:
        self.number += 1
        said = Said(text="Сайт не открывается")
        return int(run(self.db, self.client, ticket_opening.open_own, said, f"{self.client.user_id}:{self.number}").id)

    def tick(self) -> None:
        """As the scheduler does: until nothing is due."""
        while due := self.db.read_now(lambda uow: escalation.list_due(uow, SYSTEM)):
            for id_ in due:
                self.db.write_now(partial(_pass_due, id_))

    def let_pass(self, **time: float) -> None:
        """So much time, in ticks of ten minutes."""
        until = self.clock.at + timedelta(**time)
        while self.clock.at < until:
            self.clock.at = min(until, self.clock.at + timedelta(minutes=10))
            self.tick()

    def told(self, kind: str, who: Actor | None = None) -> list[tuple[datetime, dict[str, Any]]]:
        """When what was told, in order."""
        query = select(Outgoing.due_at, Outgoing.facts, Outgoing.chat_id).where(Outgoing.kind == kind)

        def read(uow: Any) -> list[Any]:
            rows = uow.session.execute(query.order_by(Outgoing.id))
            return [(at, facts) for at, facts, chat in rows if who is None or chat == who.telegram_id]

        return self.db.read_now(read)


def _pass_due(id_: int, uow: Any) -> None:
    escalation.pass_due(uow, SYSTEM, id_)


@pytest.fixture
def office(db: Database, clock: SetClock) -> Office:
    return Office(db, clock)


@pytest.mark.req("S3.28")
def test_the_pinned_contractor_alone_until_a_fifth_of_the_time_then_the_others(office: Office) -> None:
    start = office.clock.at
    office.ask()
    assert len(office.told(NEW, office.first)) == 1
    for seconds, others in ((719, 0), (720, 1), (3000, 1)):
        office.clock.at = start + timedelta(seconds=seconds)
        office.tick()
        assert len(office.told(NEW, office.second)) == others, seconds
    assert len(office.told(NEW, office.first)) == 1, "once"


@pytest.mark.req("S3.14", "S3.30", "S3.15", "S3.16", "S3.68")
def test_a_manager_is_warned_that_nobody_takes_it_with_both_contacts_and_who_is_free(office: Office) -> None:
    start = office.clock.at
    office.db.write_now(lambda uow: _phone(uow, office.second))
    office.ask()
    for seconds, warned in ((3419, 0), (3420, 1), (99_999, 1)):
        office.clock.at = start + timedelta(seconds=seconds)
        office.tick()
        assert len(office.told(WARNED, office.boss)) == warned, seconds
    ((_at, facts),) = office.told(WARNED, office.boss)
    assert facts["stage"] == "untaken"
    assert facts["customer"]["phone"] == "+79996432387"
    assert {one["name"].split()[0]: one["phone"] for one in facts["free"]}["Пётр"] == "+79990001122"


def _phone(uow: Any, who: Actor) -> None:
    uow.people.get(who.user_id).phone = "+79990001122"


@pytest.mark.req("S3.13", "S3.29", "S3.38")
@pytest.mark.parametrize(("hours", "due"), [(2, 2 * 3600 * 0.95), (None, 24 * 3600 * 0.95)])
def test_a_manager_is_warned_that_it_is_not_done(office: Office, hours: int | None, due: float) -> None:
    id_ = office.ask()
    office.clock.at += timedelta(minutes=5)
    taken = office.clock.at
    if hours:
        run(office.db, office.first, tickets.take, id_, hours)
    else:
        run(office.db, office.boss, tickets.assign, id_, office.first.user_id)
    for seconds, warned in ((due - 1, 0), (due, 1), (due + 10**6, 1)):
        office.clock.at = taken + timedelta(seconds=seconds)
        office.tick()
        assert len(office.told(WARNED, office.boss)) == warned, seconds
    assert office.told(WARNED, office.boss)[0][1]["stage"] == "overdue"
    assert office.told(WARNED, office.boss)[0][1]["contractor"]["name"].startswith("Иван")


@pytest.mark.req("S3.34", "S3.65")
def test_a_released_one_is_told_and_warned_of_once_more(office: Office) -> None:
    id_ = office.ask()
    office.let_pass(hours=2)
    assert len(office.told(WARNED)) == 1
    run(office.db, office.first, tickets.take, id_, 1)
    office.clock.at += timedelta(seconds=1)
    run(office.db, office.first, tickets.release, id_)
    office.tick()
    office.tick()
    assert len(office.told(WARNED)) == 2
    assert len(office.told(NEW, office.second)) == 2


@pytest.mark.req("S3.34")
def test_after_three_days_away_each_stage_happens_once_in_order_on_the_first_tick(office: Office) -> None:
    ids = [office.ask() for _ in range(3)]
    office.clock.at += timedelta(days=3)
    again = Database(office.db.url, office.clock, office.db.place, office.db.safe)  # the process came back
    office.db = again
    for _ in range(3):
        office.tick()
    second = [facts["id"] for _at, facts in office.told(NEW, office.second)]
    assert sorted(second) == ids
    assert sorted(facts["id"] for _at, facts in office.told(WARNED)) == ids
    query = select(Outgoing.kind, Outgoing.facts).where(Outgoing.kind.in_([NEW, WARNED])).order_by(Outgoing.id)
    rows = again.read_now(lambda uow: [(kind, facts["id"]) for kind, facts in uow.session.execute(query)])
    for id_ in ids:
        assert [kind for kind, of in rows if of == id_] == [NEW, NEW, WARNED], "pinned, all, manager"
    again.close()


@pytest.mark.req("S3.34")
@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=3)], ids=str)
@pytest.mark.parametrize("at", [300, 800, 3600])
def test_clock_jumps_repeat_nothing_and_lose_nothing(office: Office, jump: timedelta, at: int) -> None:
    start = office.clock.at
    office.ask()
    while office.clock.at < start + timedelta(seconds=at):
        office.clock.at += timedelta(seconds=60)
        office.tick()
    office.clock.at += jump
    for _ in range(200):
        office.tick()
        early = office.clock.at < start + timedelta(seconds=720) and office.told(NEW, office.second)
        assert not early or jump < timedelta(0)
        office.clock.at += timedelta(seconds=60)
    assert len(office.told(NEW, office.first)) == 1
    assert len(office.told(NEW, office.second)) == 1
    assert len(office.told(WARNED)) == 1


def opened_in(zone: str, tmp_path: Path, sqlite_files: SqliteFiles, at: datetime) -> Office:
    """An office in a zone whose desk works 9 to 18 every day, at a local moment."""
    clock = SetClock(at.astimezone(UTC))
    db = Database(sqlite_files.create(tmp_path), clock, Place(ZoneInfo(zone)))
    db.write_now(lambda uow: put_settings(uow, DESK_HOURS="09:00-18:00", DESK_HOLIDAYS=False))
    return Office(db, clock, around_clock=False, reaction=4 * 3600)


@pytest.mark.req("S3.28", "S3.30", "S3.34")
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("change_of", [FORWARD, BACK], ids=["forward", "back"])
def test_when_the_clocks_change_working_hours_hold_by_the_wall(
    zone: str, change_of: dict[str, date], tmp_path: Path, sqlite_files: SqliteFiles
) -> None:
    """Opened at 17:00 the day before: an hour counts that day, the rest from 9:00 by the new clock."""
    midnight = datetime.combine(change_of[zone], time(), ZoneInfo(zone))  # adding to it is adding on the wall
    opened = midnight - timedelta(hours=7)
    office = opened_in(zone, tmp_path, sqlite_files, opened)
    office.ask()
    fifth = opened + timedelta(minutes=48)  # 20 % of four hours
    warned = midnight + timedelta(hours=9 + 3.8 - 1)  # 95 %: one hour was worked the day before
    office.let_pass(hours=36)
    ((told, _facts),) = office.told(NEW, office.second)
    ((late, _facts),) = office.told(WARNED)
    assert timedelta(0) <= told - fifth.astimezone(told.tzinfo) < timedelta(minutes=10)
    assert timedelta(0) <= late - warned.astimezone(late.tzinfo) < timedelta(minutes=10)
    office.db.close()


@pytest.mark.req("S3.27")
def test_a_changed_setting_plans_open_tickets_anew_and_repeats_nothing(office: Office) -> None:
    owner = acting(office.db, Role.OWNER)
    start = office.clock.at
    id_ = office.ask()
    office.clock.at = start + timedelta(minutes=15)
    office.tick()
    run(office.db, owner, change, "INFORM_MANAGER_CREATED_PROJECT_LIMIT", "50")
    run(office.db, owner, change, "ASSIGNED_CONTRACTORS_TIME_LIMIT", "90")
    after = office.db.write_now(lambda uow: escalation.plan_again(uow, SYSTEM, 0))
    assert after == id_
    assert office.db.write_now(lambda uow: escalation.plan_again(uow, SYSTEM, after)) == 0
    for minutes, warned in ((29, 0), (30, 1), (120, 1)):
        office.clock.at = start + timedelta(minutes=minutes)
        office.tick()
        assert len(office.told(WARNED)) == warned
    assert len(office.told(NEW, office.second)) == 1


def test_nothing_happens_to_what_is_over(office: Office) -> None:
    for end in (tickets.close, tickets.cancel):
        run(office.db, office.boss, end, office.ask())
    office.let_pass(days=2)
    assert office.told(WARNED) == []


@pytest.mark.req("S3.34")
def test_two_ticks_at_once_warn_once(office: Office) -> None:
    """As after a start while the old process still ends: of two who pass a stage, one does."""
    office.ask()
    office.clock.at += timedelta(hours=2)
    rows = office.db.read_now(lambda uow: [(row.id, row.stage, row.next_at) for row in uow.tickets.list_due()])

    def late(uow: Any) -> bool:
        row = uow.tickets.get(rows[0][0])
        row_as_it_was = type(
            "Row", (), {"id": row.id, "stage": rows[0][1], "next_at": rows[0][2], "state": State.CREATED}
        )
        return bool(uow.tickets.pass_stage(row_as_it_was, None, None))

    office.tick()
    assert office.db.write_now(late) is False
