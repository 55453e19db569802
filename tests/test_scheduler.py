"""The tick: each thing exactly once, whatever restarts, the clock or the zone do; and cheap when nothing is due."""

import logging
import os
import threading
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from db import Database
from delivery.journal_export import KEPT_FOR
from domain.access import SYSTEM, Role
from domain.clock import SetClock
from domain.journal import exports_dir
from domain.orders import Polygon
from domain.walltime import day_span, to_utc
from models import Outgoing
from repositories.outbox import Outbox
from repositories.uow import Place
from scheduler import HOURLY, JOBS
from services import reminders, sheets
from tests.builders import make_client, make_order, make_user
from tests.chat import Telegram
from tests.club import EVER_OPEN, book, card, live_through, outbox, put, reminders_in
from tests.databases import SqliteFiles
from tests.domain.zones import change_days
from tests.queries import counted, scanned

HOUR = timedelta(hours=1)
ZONES = ("Europe/Helsinki", "America/New_York", "Asia/Irkutsk", "Australia/Lord_Howe")
NIGHTS = [(name, day) for name in ZONES for day in (change_days(name) or [date(2026, 3, 29)])]


def tick(db: Database) -> bool:
    """What the tick does about reminders and sheets, without Telegram; whether there was anything."""
    is_due = db.read_now(lambda uow: reminders.any_due(uow, SYSTEM) or sheets.waiting(uow, SYSTEM).is_due)
    if is_due:
        db.write_now(lambda uow: reminders.send_due(uow, SYSTEM))
        db.write_now(lambda uow: sheets.send_due(uow, SYSTEM))
    return is_due


# --- both nights of the year on which the clocks change ---


@pytest.mark.req("S1.68")
@pytest.mark.parametrize(("name", "day"), NIGHTS)
def test_each_once_when_the_clocks_change(sqlite_files: SqliteFiles, tmp_path: Path, name: str, day: date) -> None:
    """On SQLite only: what is about the clock is the same on both, and what is about the database comes below."""
    zone = ZoneInfo(name)
    span = day_span(day, zone)
    clock = SetClock(span.start - timedelta(hours=26))
    db = Database(sqlite_files.create(tmp_path), clock, Place(zone))
    put(db, QUIET="", DAY_SHEET_AT="02:15", EVENING_LINE=True, EVENING_AT="01:45", **EVER_OPEN)
    starts = {db.write_now(lambda uow, hour=hour: _game(uow, span.start + hour * HOUR)): hour for hour in range(24)}
    db.write_now(lambda uow: (make_user(uow, roles=[Role.INSTRUCTOR]).id, make_user(uow, roles=[Role.OWNER]).id))
    sent_at: dict[tuple[str, str], datetime] = {}
    while clock.at < span.end:
        for kind, subject, _, due_at in outbox(db)[len(sent_at) :] if tick(db) else ():
            assert (kind, f"{subject}{due_at}") not in sent_at
            sent_at[kind, f"{subject}{due_at}"] = clock.at
        near = abs(clock.at - to_utc(day, time(2), zone)) < 2 * HOUR
        clock.at += timedelta(minutes=3 if near else 15)
    _check_reminders(db, starts, span.start)
    sheet_days = [subject for kind, subject, *_ in outbox(db, "day_sheet") if kind]
    assert sorted(sheet_days) == sorted(set(sheet_days))
    assert f"sheet:{day}" in sheet_days
    at = next(moment for (_, subject), moment in sent_at.items() if subject.startswith(f"sheet:{day}"))
    assert at == to_utc(day, time(2, 15), zone)
    evenings = [subject for _, subject, *_ in outbox(db, "evening_line")]
    assert Counter(evenings)[f"evening:{day}"] == 1
    db.close()


def _game(uow: Any, start: datetime) -> int:
    user = make_user(uow)
    client = make_client(uow)
    uow.people.tie(user.id, client.uid)
    polygon = list(Polygon)[start.hour % 3]
    return int(make_order(uow, date=start, client_uid=client.uid, polygon=polygon, gametime=1800).uid)


def _check_reminders(db: Database, starts: dict[int, int], first: datetime) -> None:
    told: dict[int, list[datetime]] = {}
    for _, subject, _, due_at in outbox(db, "order_reminder"):
        told.setdefault(int(subject.split(":")[1]), []).append(due_at)
    for uid, hour in starts.items():
        start = first + hour * HOUR
        due = [at for at in (start - 24 * HOUR, start - 2 * HOUR) if at < first + 22 * HOUR]
        assert told[uid][: len(due)] == due, hour


# --- the clock is put right ---


async def _club(telegram: Telegram) -> Any:
    olga = await telegram.person("Ольга")
    await telegram.person("Иван", Role.INSTRUCTOR)
    client = card(telegram.desk.db, olga)
    for hours in (26, 30, 50, 75, 100):
        book(telegram.desk.db, telegram.clock.at + timedelta(hours=hours), client)
    return olga


def _twice(db: Database) -> list[Any]:
    """What was told more than once of one moment."""
    return [row for row, number in Counter((k, s, at) for k, s, _, at in outbox(db)).items() if number > 1]


@pytest.mark.parametrize(("when", "jump"), [(24, 1), (1.5, -1), (24, -1), (1.5, -24)])
async def test_a_clock_that_is_off_by_an_hour_or_put_back_a_day(telegram: Telegram, jump: float, when: float) -> None:
    olga = await _club(telegram)
    await live_through(telegram, when)
    await telegram.after(hours=jump)
    await live_through(telegram, 102 - when - jump, step=1)
    assert len(reminders_in(olga)) == 10
    assert _twice(telegram.desk.db) == []
    sheets_sent = [subject for _, subject, *_ in outbox(telegram.desk.db, "day_sheet")]
    assert len(sheets_sent) == len(set(sheets_sent)) == 4


@pytest.mark.parametrize("when", [1.5, 24])
async def test_a_clock_that_jumps_three_days_ahead_for_a_minute(telegram: Telegram, when: float) -> None:
    """What was told in that minute is not told again, what was skipped is told when its moment comes."""
    olga = await _club(telegram)
    await live_through(telegram, when)
    await telegram.after(hours=72)
    await telegram.after(seconds=10)
    told = len(reminders_in(olga))
    await telegram.after(hours=-72)
    assert len(reminders_in(olga)) == told
    await live_through(telegram, 102 - when, step=1)
    assert len(reminders_in(olga)) == 10
    assert _twice(telegram.desk.db) == []


async def test_a_clock_that_stays_three_days_ahead(telegram: Telegram) -> None:
    olga = await _club(telegram)
    await live_through(telegram, 3)
    await telegram.after(hours=72)
    await live_through(telegram, 48)
    assert reminders_in(olga) == [
        "🎯 Ждём вас завтра в 14:00", "🎯 Ждём вас завтра в 16:00", "🎯 Ждём вас сегодня в 16:00",
    ]  # fmt: skip


# --- restarts, outages, two at once ---


async def test_a_restart_at_any_moment(telegram: Telegram) -> None:
    olga = await _club(telegram)
    for _ in range(24):
        await telegram.after(hours=0.5)
        await telegram.restart()
        await telegram.after(hours=0.5)
        await telegram.tick()
    assert len(reminders_in(olga)) == 3


async def test_the_process_dies_after_the_claim_and_before_sending(telegram: Telegram) -> None:
    olga = await _club(telegram)
    telegram.clock.at += timedelta(hours=2)
    await telegram.desk.tick()  # planned in one commit, nothing sent
    assert reminders_in(olga) == []
    await telegram.restart()
    assert len(reminders_in(olga)) == 1
    await telegram.tick()
    assert len(reminders_in(olga)) == 1


@pytest.mark.parametrize(("hours_late", "expected"), [(0.5, 1), (1.9, 1), (2.0, 0), (5, 0)])
async def test_a_blocked_tick_sends_what_is_less_than_two_hours_late(
    telegram: Telegram, hours_late: float, expected: int
) -> None:
    olga = await telegram.person("Ольга")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=26), card(telegram.desk.db, olga))
    telegram.clock.at += timedelta(hours=1)
    await telegram.tick()
    telegram.clock.at += timedelta(hours=1 + hours_late)
    await telegram.tick()
    assert len(reminders_in(olga)) == expected


async def test_three_days_away(telegram: Telegram, caplog: pytest.LogCaptureFixture) -> None:
    """What is under two hours late is sent, the rest is named in the log once, nothing comes twice."""
    olga = await telegram.person("Ольга")
    db, now = telegram.desk.db, telegram.clock.at
    put(db, QUIET="", **EVER_OPEN)
    client = card(db, olga)
    ahead = {hours: book(db, now + timedelta(hours=hours), client) for hours in (30, 74, 90, 95, 97, 120)}
    await telegram.tick()
    telegram.clock.at += timedelta(hours=72)
    with caplog.at_level(logging.WARNING, "scheduler"):
        await telegram.restart()
        await telegram.tick()
        await telegram.tick()
    # 95 h: a day before was an hour ago; 74 h: two hours before is now
    assert reminders_in(olga) == ["🎯 Ждём вас завтра в 11:00", "🎯 Ждём вас сегодня в 14:00"]
    lines = [record.getMessage() for record in caplog.records if record.name == "scheduler"]
    assert len(lines) == 1
    assert str(sorted([ahead[30], ahead[74], ahead[90]])) in lines[0]


async def test_both_reminders_after_an_outage_are_one_message(telegram: Telegram) -> None:
    put(telegram.desk.db, REMIND_FIRST=3)
    olga = await telegram.person("Ольга")
    book(telegram.desk.db, telegram.clock.at + timedelta(hours=5), card(telegram.desk.db, olga))
    await telegram.after(hours=3, minutes=30)
    await live_through(telegram, 1.5)
    assert len(reminders_in(olga)) == 1


async def test_telegram_is_away_while_a_reminder_is_due(telegram: Telegram) -> None:
    """A message that waits is dropped when it is too late to be of use, and a moved game takes it back."""
    olga = await _club(telegram)
    telegram.clock.at += timedelta(hours=2)
    await telegram.desk.tick()
    telegram.clock.at += timedelta(hours=3)
    await telegram.settle()
    assert reminders_in(olga) == []
    assert [state for _, _, state, _ in outbox(telegram.desk.db, "order_reminder")] == ["dropped"]


def _at_once(db: Database, number: int) -> None:
    """The same look by so many ticks at once; each has seen that something is due before any of them acts."""
    start = threading.Barrier(number)

    def run() -> None:
        start.wait()
        for job in (reminders, sheets):
            db.write_now(lambda uow, job=job: job.send_due(uow, SYSTEM))

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_four_ticks_at_once(db: Database, clock: SetClock) -> None:
    _ready_apart(db, clock)
    _at_once(db, 4)
    made = outbox(db)
    assert Counter(kind for kind, *_ in made) == {"order_reminder": 20, "day_sheet": 1}


def _ready_apart(db: Database, clock: SetClock) -> None:
    """Twenty games of ten minutes, one after the other, whose first reminder is less than two hours late."""
    for number in range(20):
        start = clock.at + 24 * HOUR - number * timedelta(minutes=5)
        db.write_now(lambda uow, start=start: _short_game(uow, start))
    db.write_now(lambda uow: make_user(uow, roles=[Role.INSTRUCTOR]).id)
    db.write_now(lambda uow: make_order(uow, date=clock.at + HOUR, gametime=600).uid)


def _short_game(uow: Any, start: datetime) -> int:
    user, client = make_user(uow), make_client(uow)
    uow.people.tie(user.id, client.uid)
    return int(make_order(uow, date=start, client_uid=client.uid, gametime=300).uid)


def test_without_claims_two_ticks_would_repeat(db: Database, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of all of the above: with claim and unique message bypassed, duplicates are seen."""

    def claim(*_: Any) -> bool:
        return True

    def tell(self: Outbox, kind: str, chat_id: int, subject: str, facts: Any = None, **more: Any) -> None:
        row = {"kind": kind, "chat_id": chat_id, "subject": subject, "facts": facts or {}, "created_at": self.now}
        row |= {"due_at": datetime.now(UTC), "bulk": False, "state": "due", "attempts": 0}
        self.session.execute(insert(Outgoing).values(row))

    monkeypatch.setattr(Outbox, "claim", claim)
    monkeypatch.setattr(Outbox, "tell", tell)
    _ready_apart(db, clock)
    _at_once(db, 4)
    assert Counter(kind for kind, *_ in outbox(db))["order_reminder"] == 80


def test_a_failing_job_stops_no_other() -> None:
    assert [job.name for job in JOBS] == list(dict.fromkeys(job.name for job in JOBS))


async def test_one_job_fails_and_the_others_run(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    olga = await _club(telegram)

    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("services.own_orders.expire_held", broken)
    await telegram.after(hours=2)
    assert len(reminders_in(olga)) == 1
    assert "the tick's job" in caplog.text


# --- what it costs ---


def _many(uow: Any, now: datetime) -> None:
    client = make_client(uow).uid
    for number in range(400):
        day = now + timedelta(days=number - 200 + (number >= 200), hours=number % 11)
        row = make_order(uow, date=day.replace(second=number % 60), client_uid=client, gametime=1, polygon="forest")
        for kind in ("reminded:1", "reminded:2"):
            uow.outbox.claim(kind, f"order:{row.uid}", row.date)


@pytest.mark.parametrize("is_big", [False, True])
async def test_a_tick_with_nothing_due_asks_at_most_twelve_things(telegram: Telegram, is_big: bool) -> None:
    if is_big:
        telegram.desk.db.write_now(lambda uow: _many(uow, telegram.clock.at))
    await telegram.tick()
    for _ in range(12):
        telegram.clock.at += timedelta(seconds=10)
        with counted() as sent:
            await telegram.desk.tick()
        asked = [one for one in sent if not one.startswith(("PRAGMA", "BEGIN"))]
        assert len(asked) <= 12, asked


def test_what_the_tick_asks_is_read_from_indexes(db: Database, clock: SetClock) -> None:
    db.write_now(lambda uow: _many(uow, clock.at))
    with counted() as sent:
        db.read_now(lambda uow: reminders.any_due(uow, SYSTEM))
        db.read_now(lambda uow: sheets.waiting(uow, SYSTEM))
        db.read_now(lambda uow: uow.dialogues.list_expired())
    for statement in sent:
        if statement.startswith("SELECT"):
            assert scanned(db, statement, "crm_orders", "outbox") == [], statement


async def test_a_file_of_a_journal_lies_an_hour_and_no_longer(telegram: Telegram) -> None:
    """Whether or not anybody asks for another: names, phones and addresses are in it."""
    folder = exports_dir(telegram.desk.settings.data_dir)
    folder.mkdir(parents=True)
    old, new, being_made = (folder / name for name in ("1.xlsx", "2.xlsx", "3.part"))
    for path in (old, new, being_made):
        path.write_bytes(b"x")
    hour_ago = old.stat().st_mtime - KEPT_FOR - 1
    os.utime(old, (hour_ago, hour_ago))
    for _ in range(HOURLY):
        await telegram.tick()
    assert sorted(path.name for path in folder.iterdir()) == ["2.xlsx", "3.part"]
