"""Whom a campaign reaches and when, without Telegram: audiences, events, consent, the night, a pause, a stop."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from db import Database
from domain.access import SYSTEM, Actor, Role
from domain.campaigns import Kind, Letter, Repeat, next_moment
from domain.clock import SetClock
from domain.shop import State
from models import BegunPurchase, CampaignRecipient, Outgoing, Product, Purchase
from services import campaign_audiences, campaign_runs, campaigns
from tests.services.acting import again

MOSCOW, NEW_YORK = ZoneInfo("Europe/Moscow"), ZoneInfo("America/New_York")
ADVERT, SERVICE = Letter(Kind.ADVERT, "Новость"), Letter(Kind.SERVICE, "Важно")


@pytest.fixture
def run(db: Database) -> Callable[..., Any]:
    return lambda who, service, *args: db.write_now(lambda uow: service(uow, who, *args))


def agree(db: Database, *people: Actor) -> None:
    def give(uow: Any) -> None:
        for one in people:
            uow.people.give_consent(one.user_id, "adverts", "1", "Да")

    db.write_now(give)


def feed(db: Database) -> None:
    db.write_now(lambda uow: campaign_runs.begin_due(uow, SYSTEM))
    while db.write_now(lambda uow: campaign_runs.feed(uow, SYSTEM)):
        pass


def queued(db: Database, state: str = "due") -> list[int]:
    def read(uow: Any) -> list[int]:
        rows = select(Outgoing.chat_id).where(Outgoing.kind == "campaign", Outgoing.state == state)
        return sorted(uow.session.scalars(rows))

    return db.read_now(read)


def all_sent(db: Database) -> None:
    """The courier's part."""

    def write(uow: Any) -> None:
        for row, _language in uow.outbox.claim_due(1000, bulk=True):
            from domain.campaigns import Result

            campaign_runs.record(uow, SYSTEM, row.id, row.subject, row.chat_id, Result.SENT, 1)

    db.write_now(write)


def results(db: Database) -> dict[str, int]:
    def read(uow: Any) -> dict[str, int]:
        found: dict[str, int] = {}
        for state in uow.session.scalars(select(CampaignRecipient.state)):
            found[state] = found.get(state, 0) + 1
        return found

    return db.read_now(read)


def bought(uow: Any, user_id: int, state: State = State.DONE, number: int = 1) -> int:
    product = uow.session.get(Product, number) or _product(uow, number)
    row = Purchase(
        product_id=product.id, user_id=user_id, state=int(state), title=product.title, price=1, created_on=uow.now,
        updated_on=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return int(row.id)


def _product(uow: Any, number: int) -> Product:
    row = Product(
        id=number, title=f"Товар {number}", title_n=f"товар {number}", price=1, created_on=uow.now, updated_on=uow.now,
        is_active=True,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


def create(run: Any, who: Actor, letter: Letter, name: str, origin: str = "d1", **params: Any) -> Any:
    repeat = params.pop("repeat", Repeat.ONCE)
    return run(who, campaigns.create, letter, name, params, repeat, params.pop("at", None), origin)


@pytest.mark.req("S5.28", "S5.29", "S5.30")
def test_buyers_of_one_product_or_any_are_counted(db: Database, manager: Actor, actor: Any, run: Any) -> None:
    one, two, cancelled = actor(), actor(), actor()
    db.write_now(lambda uow: bought(uow, one.user_id))
    db.write_now(lambda uow: bought(uow, two.user_id, State.CREATED, 2))
    db.write_now(lambda uow: bought(uow, cancelled.user_id, State.CANCELLED))
    assert run(manager, campaign_audiences.count, "buyers", {"product": 0}).everybody == 2
    assert run(manager, campaign_audiences.count, "buyers", {"product": 2}).everybody == 1
    create(run, manager, SERVICE, "buyers", product=1)
    feed(db)
    assert queued(db) == [one.telegram_id]


def test_an_abandoned_purchase_is_spoken_of_once(
    db: Database, manager: Actor, actor: Any, run: Any, clock: SetClock
) -> None:
    early, one, two = actor(), actor(), actor()

    def begin(uow: Any, user_id: int, number: int = 1) -> None:
        product = uow.session.get(Product, number) or _product(uow, number)
        uow.session.add(BegunPurchase(user_id=user_id, product_id=product.id, begun_at=uow.now))

    db.write_now(lambda uow: begin(uow, early.user_id))
    clock.at += timedelta(hours=5)
    create(run, manager, SERVICE, "abandoned", hours=3, repeat=Repeat.EVENT)
    feed(db)
    assert queued(db) == []  # it had been left before the campaign was there
    db.write_now(lambda uow: begin(uow, one.user_id))
    db.write_now(lambda uow: begin(uow, two.user_id))
    finished = db.write_now(lambda uow: bought(uow, two.user_id))
    db.write_now(
        lambda uow: (
            uow.session.execute(
                update(BegunPurchase).where(BegunPurchase.user_id == two.user_id).values(purchase_id=finished)
            )
            and None
        )
    )
    clock.at += timedelta(hours=2, minutes=50)
    feed(db)
    assert queued(db) == []
    clock.at += timedelta(minutes=20)
    feed(db)
    assert queued(db) == [one.telegram_id]
    all_sent(db)
    for _ in range(5):
        feed(db)
        clock.at += timedelta(minutes=11)
        db.write_now(
            lambda uow: (
                uow.session.execute(update(BegunPurchase).values(begun_at=uow.now - timedelta(hours=3))) and None
            )
        )
        all_sent(db)
    assert results(db) == {"sent": 2}  # and who left it early, whose moment has been moved into the campaign's time


def test_days_after_a_purchase_one_letter_a_purchase(
    db: Database, manager: Actor, actor: Any, run: Any, clock: SetClock
) -> None:
    one = actor()
    agree(db, one)
    create(run, manager, ADVERT, "bought", days=7, repeat=Repeat.EVENT)
    for day in range(20):
        if day in (1, 3):
            db.write_now(lambda uow: bought(uow, one.user_id) and None)
        for _ in range(3):
            feed(db)
            all_sent(db)
        clock.at += timedelta(days=1)
        if day in (7, 9):
            assert results(db).get("sent", 0) == (0 if day == 7 else 1)
    assert results(db) == {"sent": 2}


@pytest.mark.req("S2.6")
def test_consent_is_asked_when_it_is_queued_not_when_it_was_counted(
    db: Database, manager: Actor, actor: Any, run: Any
) -> None:
    people = [actor() for _ in range(3)]
    agree(db, *people)
    view = create(run, manager, ADVERT, "all")
    assert view.report.total == 3
    run(again(db, people[1]), campaigns.unsubscribe, 0)
    feed(db)
    assert queued(db) == [people[0].telegram_id, people[2].telegram_id]
    all_sent(db)
    feed(db)
    assert results(db) == {"sent": 2, "skipped": 1}


def test_no_more_than_a_hundred_wait_and_nobody_is_queued_twice(
    db: Database, manager: Actor, actor: Any, run: Any
) -> None:
    for _ in range(230):
        actor()
    create(run, manager, SERVICE, "all")
    seen: list[int] = []
    for _ in range(4):
        feed(db)
        assert len(queued(db)) <= 100
        seen += queued(db)
        all_sent(db)
    feed(db)
    assert len(seen) == len(set(seen)) == 231
    assert results(db) == {"sent": 231}
    assert run(manager, campaigns.get, 1).state == "done"


def test_a_pause_holds_what_is_queued_and_a_stop_takes_it_back(
    db: Database, manager: Actor, actor: Any, run: Any
) -> None:
    for _ in range(149):
        actor()
    create(run, manager, SERVICE, "all")
    feed(db)
    run(manager, campaigns.pause, 1)
    run(manager, campaigns.pause, 1)
    feed(db)
    assert (len(queued(db)), len(queued(db, "held"))) == (0, 100)
    run(manager, campaigns.resume, 1)
    feed(db)
    assert (len(queued(db)), len(queued(db, "held"))) == (100, 0)
    run(manager, campaigns.stop, 1)
    run(manager, campaigns.stop, 1)
    run(manager, campaigns.resume, 1)
    feed(db)
    assert queued(db) == []
    assert results(db) == {"skipped": 100}


def test_a_letter_on_its_way_at_a_pause_or_a_stop_does_not_go_later(
    db: Database, manager: Actor, actor: Any, run: Any, clock: SetClock
) -> None:
    """Telegram has said 429 to it: it has surely not arrived."""
    actor()
    create(run, manager, SERVICE, "all")
    feed(db)

    def on_its_way(uow: Any) -> list[tuple[int, str, int]]:
        return [(row.id, row.subject, row.chat_id) for row, _language in uow.outbox.claim_due(1000, bulk=True)]

    def put_off(letters: list[tuple[int, str, int]]) -> None:
        later = clock.at + timedelta(seconds=30)
        db.write_now(lambda uow: [campaign_runs.put_off(uow, SYSTEM, *one, later) for one in letters] and None)

    everybody = queued(db)
    first = db.write_now(on_its_way)
    run(manager, campaigns.pause, 1)
    put_off(first)
    assert (queued(db), queued(db, "held")) == ([], everybody)
    run(manager, campaigns.resume, 1)
    feed(db)
    clock.at += timedelta(minutes=1)
    second = db.write_now(on_its_way)
    assert len(second) == len(everybody)
    run(manager, campaigns.stop, 1)
    put_off(second)
    assert (queued(db), queued(db, "held")) == ([], [])
    assert results(db) == {"skipped": len(everybody)}


@pytest.mark.parametrize("of", ["a_run_that_ends", "a_run_that_begins"])
def test_a_stop_in_the_midst_of_a_look_is_not_undone(
    db: Database, manager: Actor, actor: Any, run: Any, clock: SetClock, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    """The look has read the campaign, the owner presses [Остановить], the look goes on."""
    actor()
    create(run, manager, SERVICE, "all", repeat=Repeat.DAILY, at=clock.at + timedelta(minutes=5))
    clock.at += timedelta(minutes=6)
    name = "begin"
    if of == "a_run_that_ends":
        feed(db)
        all_sent(db)
        name = "_finish"
    real, pressed = getattr(campaign_runs, name), Event()
    stopping = Thread(target=lambda: (pressed.wait(10), run(manager, campaigns.stop, 1)))

    def slowly(uow: Any, *more: Any) -> None:
        pressed.set()
        stopping.join(0.5)  # on a database of one writer, and where the campaign is locked, it waits for us
        real(uow, *more)

    monkeypatch.setattr(campaign_runs, name, slowly)
    stopping.start()
    feed(db)
    assert pressed.is_set()
    stopping.join(20)
    monkeypatch.undo()
    feed(db)
    assert run(manager, campaigns.get, 1).state == "stopped"
    assert queued(db) == []


def test_an_advert_stops_for_the_night_and_goes_on(
    db: Database, manager: Actor, actor: Any, run: Any, clock: SetClock
) -> None:
    people = [actor() for _ in range(120)]
    agree(db, *people)
    create(run, manager, ADVERT, "all")
    feed(db)
    clock.at += timedelta(hours=11)  # 23:00
    feed(db)
    assert queued(db) == []
    assert len(queued(db, "held")) == 100
    assert run(manager, campaigns.get, 1).is_night
    create(run, manager, SERVICE, "all", "d2")
    feed(db)
    assert len(queued(db)) == 100  # what is no advert goes
    clock.at += timedelta(hours=10)
    for _ in range(8):
        feed(db)
        all_sent(db)
    feed(db)
    assert results(db) == {"sent": 120 + 121}


def test_what_was_being_sent_when_the_process_ended_is_unknown_and_not_repeated(
    db: Database, manager: Actor, actor: Any, run: Any
) -> None:
    for _ in range(9):
        actor()
    create(run, manager, SERVICE, "all")
    feed(db)
    db.write_now(lambda uow: uow.outbox.claim_due(3, bulk=True) and None)
    db.write_now(lambda uow: campaign_runs.after_start(uow, SYSTEM))
    assert queued(db) == []  # the feeder looks first: it may be night
    feed(db)
    assert len(queued(db)) == 7
    all_sent(db)
    feed(db)
    assert results(db) == {"sent": 7, "unknown": 3}
    assert run(manager, campaigns.get, 1).state == "done"


def test_a_draft_confirmed_twice_is_one_campaign(db: Database, manager: Actor, run: Any) -> None:
    assert create(run, manager, SERVICE, "all").id == create(run, manager, SERVICE, "all").id
    feed(db)
    assert len(queued(db)) == 1


def test_an_instructor_may_not(db: Database, actor: Any, run: Any) -> None:
    from domain.errors import Forbidden

    with pytest.raises(Forbidden):
        create(run, actor(Role.INSTRUCTOR), SERVICE, "all")


@pytest.mark.req("S2.6")
@pytest.mark.parametrize(
    ("anchor", "repeat", "after", "zone", "wanted"),
    [
        ("2026-01-31T10:00", Repeat.MONTHLY, "2026-01-31T07:00", MOSCOW, "2026-02-28T07:00"),
        ("2026-01-31T10:00", Repeat.MONTHLY, "2026-02-28T07:00", MOSCOW, "2026-03-31T07:00"),
        ("2028-01-31T10:00", Repeat.MONTHLY, "2028-02-01T07:00", MOSCOW, "2028-02-29T07:00"),
        ("2026-12-15T10:00", Repeat.MONTHLY, "2026-12-15T07:00", MOSCOW, "2027-01-15T07:00"),
        ("2026-11-21T10:00", Repeat.DAILY, "2026-11-21T07:00", MOSCOW, "2026-11-22T07:00"),
        ("2026-11-21T10:00", Repeat.DAILY, "2026-11-21T06:59", MOSCOW, "2026-11-21T07:00"),
        ("2026-11-21T10:00", Repeat.WEEKLY, "2026-12-01T00:00", MOSCOW, "2026-12-05T07:00"),
        # the clocks change: ten in the morning stays ten in the morning
        ("2026-10-31T10:00", Repeat.DAILY, "2026-10-31T14:00", NEW_YORK, "2026-11-01T15:00"),
        ("2026-03-01T10:00", Repeat.WEEKLY, "2026-03-02T00:00", NEW_YORK, "2026-03-08T14:00"),
        # a time that is skipped is the first one after it
        ("2026-03-07T02:30", Repeat.DAILY, "2026-03-07T12:00", NEW_YORK, "2026-03-08T07:00"),
        # one that comes twice comes once
        ("2026-10-31T01:30", Repeat.DAILY, "2026-11-01T05:30", NEW_YORK, "2026-11-02T06:30"),
    ],
)
def test_the_next_moment_is_by_the_clock_on_the_wall(
    anchor: str, repeat: Repeat, after: str, zone: ZoneInfo, wanted: str
) -> None:
    now = datetime.fromisoformat(after).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(wanted).replace(tzinfo=UTC)
    assert next_moment(datetime.fromisoformat(anchor), repeat, now, zone) == expected


def test_once_and_by_itself_have_no_next_moment() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    wall = datetime.fromisoformat("2026-11-01T10:00")
    assert next_moment(wall, Repeat.ONCE, now, MOSCOW) is None
    assert next_moment(wall, Repeat.EVENT, now, MOSCOW) is None
