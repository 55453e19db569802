"""What a client's tariff still allows, and that it is said in time (S3.4, S3.62)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from db import Database
from domain.access import Role
from domain.billing import Period
from domain.clock import SetClock
from domain.errors import Conflict
from domain.payments import Kind as Paid
from services import billing, clients, subscriptions
from tests.builders import make_client, make_ticket, make_user, put_settings
from tests.crowd import crowd
from tests.queries import counted
from tests.services.acting import actor, run
from tests.services.desk import make_subscribed, make_tariff
from ui.texts import Words

TODAY = date(2026, 11, 21)


def allowed(db: Database, client_uid: int) -> subscriptions.Allowance:
    found = db.read_now(lambda uow: subscriptions.allowance(uow, client_uid))
    assert found is not None
    return found


def refusal(db: Database, client_uid: int) -> str:
    with pytest.raises(Conflict) as refused:
        db.read_now(lambda uow: subscriptions.check_may_open(uow, client_uid))
    assert len(Words("ru").alert(refused.value)) < 200
    return Words("ru").alert(refused.value)


def opened(db: Database, client_uid: int, number: int = 1, **values: Any) -> None:
    db.write_now(lambda uow: [make_ticket(uow, client_uid=client_uid, **values) for _ in range(number)] and None)


@pytest.mark.req("S3.3")
def test_without_a_tariff_there_is_no_allowance_and_nothing_to_refuse(db: Database) -> None:
    client = db.write_now(lambda uow: make_client(uow).uid)
    for uid in (client, None):
        assert db.read_now(lambda uow, uid=uid: subscriptions.allowance(uow, uid)) is None
        db.read_now(lambda uow, uid=uid: subscriptions.check_may_open(uow, uid))
        db.write_now(lambda uow, uid=uid: subscriptions.tell_left(uow, uid, make_user(uow).id))


@pytest.mark.req("S3.4", "S3.6")
def test_what_is_left_of_a_tariff(db: Database) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=3, reaction=1800, around_clock=True))
    opened(db, client)
    now = allowed(db, client)
    assert (now.requests, now.used, now.left, now.until) == (3, 1, 2, date(2026, 12, 1))
    assert (now.reaction, now.around_clock, now.is_paid, now.paid_until) == (1800, True, True, None)


def test_a_request_withdrawn_before_anybody_took_it_does_not_count(db: Database) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=3))
    opened(db, client, state="cancelled")
    opened(db, client, state="cancelled", taken_at=db.clock.now())
    assert allowed(db, client).used == 1
    db.write_now(lambda uow: put_settings(uow, COUNT_WITHDRAWN=True))
    assert allowed(db, client).used == 2


@pytest.mark.req("S3.62")
def test_at_the_limit_a_request_is_refused_until_the_next_period(db: Database, clock: SetClock) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=2))
    opened(db, client, 2)
    assert refusal(db, client).startswith("Заявки по вашему тарифу закончились (новые — вт, 1 дек.). Если нужно раньше")
    db.write_now(lambda uow: put_settings(uow, CONTACT="+7 999 643-23-87"))
    assert "позвоните: +7 999 643-23-87" in refusal(db, client)
    clock.at = datetime(2026, 11, 30, 20, 59, 59, tzinfo=UTC)
    assert refusal(db, client)
    clock.at += timedelta(seconds=1)  # midnight in Moscow
    db.read_now(lambda uow: subscriptions.check_may_open(uow, client))


def test_a_tariff_without_a_limit_is_never_used_up(db: Database) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=None))
    opened(db, client, 30)
    assert allowed(db, client).left is None
    db.read_now(lambda uow: subscriptions.check_may_open(uow, client))


@pytest.mark.req("S3.62")
@pytest.mark.parametrize(("paid_until", "is_paid"), [(TODAY, True), (TODAY - timedelta(days=1), False), (None, True)])
def test_who_has_not_paid_opens_nothing_new(db: Database, paid_until: date | None, is_paid: bool) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, paid_until))
    assert allowed(db, client).is_paid == is_paid
    if is_paid:
        db.read_now(lambda uow: subscriptions.check_may_open(uow, client))
    else:
        assert "прошло (пт, 20 нояб.). Начатое доделаем" in refusal(db, client)
        db.write_now(lambda uow: put_settings(uow, CONTACT="+7 999 643-23-87"))
        assert "+7 999 643-23-87" in refusal(db, client)


def told(db: Database) -> list[tuple[str, int]]:
    return db.read_now(
        lambda uow: [(row.kind, row.chat_id) for row in uow.session.query(uow.outbox.row).all() if row.chat_id]
    )


@pytest.mark.req("S3.62")
def test_the_last_but_one_and_the_last_are_told_once_a_period(db: Database, clock: SetClock) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=3))
    user, chat = db.write_now(lambda uow: [(u.id, u.telegram_id) for u in (make_user(uow),)])[0]

    def tell() -> None:
        db.write_now(lambda uow: subscriptions.tell_left(uow, client, user))

    for _ in range(2):
        opened(db, client)
        tell()
        tell()
    assert told(db) == [("tariff_one_left", chat)]
    opened(db, client)
    tell()
    tell()
    assert told(db) == [("tariff_one_left", chat), ("tariff_none_left", chat)]
    clock.at = datetime(2026, 12, 5, tzinfo=UTC)
    opened(db, client, 2)
    tell()
    assert [kind for kind, _ in told(db)] == ["tariff_one_left", "tariff_none_left", "tariff_one_left"]


def test_of_64_who_tell_at_once_one_is_heard(db: Database) -> None:
    client, user = db.write_now(lambda uow: (make_subscribed(uow, requests=1), make_user(uow).id))
    opened(db, client)
    with crowd() as everybody:
        everybody(lambda _n: db.write_now(lambda uow: subscriptions.tell_left(uow, client, user)) is None)
    assert [kind for kind, _ in told(db)] == ["tariff_none_left"]


@pytest.mark.req("S3.41")
def test_the_allowance_takes_three_queries_however_much_there_is(db: Database) -> None:
    client = db.write_now(lambda uow: make_subscribed(uow, requests=None))
    opened(db, client, 10)
    db.read_now(billing.running)  # what was closed is known from here on
    sent = []
    for more in (0, 1000):
        opened(db, client, more, user_id=1) if more else None
        with counted() as statements:
            allowed(db, client)
        sent.append(len([one for one in statements if one.lstrip().upper().startswith("SELECT")]))
    assert sent[0] == sent[1] <= 3


def test_two_cards_put_together_keep_the_tariff_and_the_money(db: Database, clock: SetClock) -> None:
    manager = actor(db, Role.MANAGER)

    def fill(uow: Any) -> tuple[int, int]:
        stays = make_client(uow, phone="+79990000001").uid
        twin = make_client(uow, phone="+79990000001").uid
        uow.tariffs.subscribe(twin, make_tariff(uow, requests=5).id, paid_until=TODAY)
        make_ticket(uow, client_uid=twin)
        for uid in (stays, twin):
            uow.payments.put(Paid.TARIFF, uid, 100_000, client_uid=uid)
            uow.billing.add_bill(Period(date(2026, 10, 1), date(2026, 11, 1)), uid, (1, "Тариф 1"), 30_000, 2)
        return stays, twin

    stays, twin = db.write_now(fill)
    for _ in range(2):
        run(db, manager, clients.merge, stays, twin)
    now = allowed(db, stays)
    assert (now.used, now.paid_until) == (1, TODAY)
    assert db.read_now(lambda uow: (uow.billing.balance(stays), uow.billing.balance(twin))) == (140_000, 0)
    assert db.read_now(lambda uow: subscriptions.allowance(uow, twin)) is None


def test_a_client_with_a_tariff_keeps_it_when_another_card_is_merged_in(db: Database) -> None:
    manager = actor(db, Role.MANAGER)

    def fill(uow: Any) -> tuple[int, int]:
        uids = [make_client(uow, phone="+79990000001").uid for _ in range(2)]
        for uid, name in zip(uids, ("Свой", "Чужой"), strict=True):
            uow.tariffs.subscribe(uid, make_tariff(uow, name=name).id)
        return uids[0], uids[1]

    stays, twin = db.write_now(fill)
    run(db, manager, clients.merge, stays, twin)
    assert allowed(db, stays).tariff == "Свой"


@pytest.mark.req("S3.4", "S3.62")
def test_of_64_who_open_at_once_no_more_do_than_are_left(db: Database) -> None:
    client, user = db.write_now(lambda uow: (make_subscribed(uow, requests=5), make_user(uow).id))

    def open_one(_number: int) -> bool:
        def service(uow: Any) -> None:
            subscriptions.check_may_open(uow, client)
            make_ticket(uow, client_uid=client, user_id=user)

        try:
            db.write_now(service)
        except Conflict:
            return False
        return True

    with crowd() as everybody:
        assert everybody(open_one) == 5
    assert allowed(db, client).used == 5


def test_the_race_for_the_last_one_is_real(db: Database) -> None:
    """The negative control: two who only look both see that one is left."""
    if db.is_sqlite:
        pytest.skip("SQLite has one writer: only PostgreSQL can show the race")
    client, user = db.write_now(lambda uow: (make_subscribed(uow, requests=1), make_user(uow).id))
    both = Barrier(2, timeout=10)

    def carelessly(_number: int) -> None:
        def service(uow: Any) -> None:
            now = subscriptions.allowance(uow, client)
            assert now is not None
            assert now.left == 1
            both.wait()
            make_ticket(uow, client_uid=client, user_id=user)

        db.write_now(service)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(carelessly, range(2)))
    assert allowed(db, client).used == 2
