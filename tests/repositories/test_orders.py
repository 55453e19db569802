"""Games as they are kept (S1.40–S1.51): defaults, bounds, lists, cards, status moves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from db import Database
from domain.clock import SetClock
from domain.errors import Conflict, NotFound
from models import LONGEST, Order
from repositories.orders import Mark
from repositories.uow import Uow
from tests.builders import GAME_DAY, make_client, make_order, make_user

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def columns(db: Database, uid: int, *names: str) -> tuple[Any, ...]:
    return db.read_now(lambda uow: tuple(getattr(uow.orders.get_any(uid), name) for name in names))


@pytest.mark.req("S1.40")
def test_an_id_is_never_given_twice(db: Database) -> None:
    first = db.write_now(lambda uow: make_order(uow).uid)
    db.write_now(lambda uow: uow.session.delete(uow.orders.get(first)))
    assert db.write_now(lambda uow: make_order(uow).uid) > first


@pytest.mark.req("S1.41", "S1.42", "S1.43", "S1.44", "S1.45", "S1.46", "S1.47", "S1.48", "S1.49")
def test_what_was_not_said_is_the_seeds_default(db: Database, clock: SetClock) -> None:
    uid = db.write_now(lambda uow: uow.orders.add(Order()).uid)

    names = ("client_uid", "date", "gametime", "resttime", "restroom", "players", "polygon", "gametype", "gifts")
    assert columns(db, uid, *names) == (None, clock.at, 3600, 3600, 0, 1, "arena", "birthday", "bandana")


@pytest.mark.req("S1.42")
def test_the_date_keeps_its_time_and_is_utc(db: Database) -> None:
    local = datetime(2026, 11, 28, 15, 30, tzinfo=datetime.strptime("+0800", "%z").tzinfo)
    uid = db.write_now(lambda uow: make_order(uow, date=local).uid)

    (date,) = columns(db, uid, "date")
    assert date == datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
    assert date.tzinfo is UTC


@pytest.mark.req("S1.45", "S1.46", "S1.47", "S1.48", "S1.49")
@pytest.mark.parametrize(
    "wrong",
    [
        {"restroom": 3}, {"restroom": -1}, {"players": 0}, {"polygon": "roof"}, {"gametype": "wedding"},
        {"gifts": "car"}, {"status": "lost"}, {"gametime": 0}, {"resttime": -1}, {"buffer": -1},
        {"gametime": LONGEST + 1},
    ],
)  # fmt: skip
def test_the_database_refuses_what_is_no_order(db: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        db.write_now(lambda uow: make_order(uow, **wrong).uid)


@pytest.mark.req("S1.50")
def test_the_clubs_own_fields_are_kept(db: Database) -> None:
    custom = {"cake": "Наполеон", "candles": 9, "photos": True, "none": None}
    uid = db.write_now(lambda uow: make_order(uow, custom=custom).uid)
    assert columns(db, uid, "custom") == (custom,)


@pytest.mark.req("S1.43", "S1.44", "S1.45", "S1.51")
@pytest.mark.parametrize(
    ("lengths", "ends", "rest"),
    [
        ({}, 3600, (3600, 3600)),
        ({"restroom": 1}, 3600, (3600, 7200)),
        ({"restroom": 2, "resttime": 0}, 3600, (3600, 3600)),
        ({"gametime": 5400, "buffer": 900}, 6300, (5400, 5400)),
        ({"gametime": 5400, "buffer": 900, "restroom": 1, "resttime": 1800}, 6300, (5400, 7200)),
    ],
)
def test_the_bounds_follow_from_the_lengths(
    db: Database, lengths: dict[str, int], ends: int, rest: tuple[int, int]
) -> None:
    uid = db.write_now(lambda uow: make_order(uow, date=GAME_DAY, **lengths).uid)

    seconds = [
        (at - GAME_DAY).total_seconds() for at in columns(db, uid, "game_ends_at", "rest_starts_at", "rest_ends_at")
    ]
    assert seconds == [ends, *rest]


def test_the_bounds_follow_an_edit(db: Database) -> None:
    uid = db.write_now(lambda uow: make_order(uow).uid)
    later = GAME_DAY + DAY
    db.write_now(lambda uow: uow.orders.edit(uow.orders.get(uid), date=later, gametime=7200, restroom=1) and None)

    bounds = columns(db, uid, "game_ends_at", "rest_starts_at", "rest_ends_at", "version")
    assert bounds == (later + 2 * HOUR, later + 2 * HOUR, later + 3 * HOUR, 2)


def test_a_bound_that_does_not_follow_is_refused(db: Database) -> None:
    uid = db.write_now(lambda uow: make_order(uow).uid)
    with pytest.raises(IntegrityError):
        db.write_now(
            lambda uow: uow.session.connection().exec_driver_sql("UPDATE crm_orders SET gametime = 60") and uid
        )


def test_a_game_starts_at_a_whole_second(db: Database) -> None:
    uid = db.write_now(
        lambda uow: make_order(uow, date=GAME_DAY.replace(second=59, microsecond=999_500), gametime=61).uid
    )
    assert columns(db, uid, "date") == (GAME_DAY.replace(second=59),)


def test_the_same_origin_again_gives_the_same_order(db: Database) -> None:
    first = db.write_now(lambda uow: make_order(uow, origin="draft:1").uid)
    assert db.write_now(lambda uow: make_order(uow, origin="draft:1").uid) == first


@pytest.mark.req("S1.51")
@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        ({}, True),
        ({"date": GAME_DAY + HOUR}, False),  # touching
        ({"date": GAME_DAY - HOUR}, False),
        ({"date": GAME_DAY + timedelta(seconds=3599)}, True),
        ({"date": GAME_DAY - timedelta(seconds=3599)}, True),
        ({"date": GAME_DAY - HOUR, "buffer": 60}, True),
        ({"date": GAME_DAY - DAY, "gametime": 2 * 86_400}, True),  # a long one that began before
        ({"date": GAME_DAY - timedelta(days=7), "gametime": LONGEST}, False),
        ({"date": GAME_DAY - timedelta(days=13), "gametime": LONGEST, "buffer": LONGEST}, True),
        ({"polygon": "park"}, False),
        ({"status": "cancelled"}, False),
        ({"status": "no_show"}, False),
        ({"status": "requested"}, True),
        ({"status": "done"}, True),
        ({"deleted_at": GAME_DAY}, False),
        # rest zone 1 is taken from 10:00 to 11:00 by the first
        ({"polygon": "park", "restroom": 1}, True),
        ({"polygon": "park", "restroom": 2}, False),
        ({"polygon": "park", "restroom": 1, "date": GAME_DAY + HOUR}, False),
        ({"polygon": "park", "restroom": 1, "date": GAME_DAY - HOUR}, False),
        ({"polygon": "park", "restroom": 1, "date": GAME_DAY + HOUR - timedelta(seconds=2), "gametime": 1}, True),
        ({"polygon": "park", "restroom": 1, "resttime": 0, "gametime": 5400}, False),  # an empty rest amid it
        ({"polygon": "park", "restroom": 1, "status": "cancelled"}, False),
        ({"polygon": "park", "restroom": 1, "date": GAME_DAY - 7 * DAY, "gametime": LONGEST, "resttime": 7200}, True),
    ],
)  # fmt: skip
def test_two_orders_overlap_exactly_where_they_share_a_moment(
    db: Database, other: dict[str, Any], *, overlaps: bool
) -> None:
    first = {"date": GAME_DAY, "restroom": 1}
    for one, two in ((first, {"date": GAME_DAY} | other), ({"date": GAME_DAY} | other, first)):
        one_uid = db.write_now(lambda uow, one=one: make_order(uow, **one).uid)
        if overlaps:
            with pytest.raises(Conflict):
                db.write_now(lambda uow, two=two: make_order(uow, **two).uid)
        else:
            uid = db.write_now(lambda uow, two=two: make_order(uow, **two).uid)
            db.write_now(lambda uow, uid=uid: uow.session.delete(uow.orders.get_any(uid)))
        db.write_now(lambda uow, uid=one_uid: uow.session.delete(uow.orders.get_any(uid)))


@pytest.mark.req("S1.51")
@pytest.mark.parametrize(
    "change",
    [
        {"date": GAME_DAY}, {"polygon": "arena"}, {"gametime": 7200}, {"restroom": 1}, {"status": "confirmed"},
        {"deleted_at": None},
    ],
)  # fmt: skip
def test_no_edit_makes_two_orders_overlap(db: Database, change: dict[str, Any]) -> None:
    start = {
        "date": {"date": GAME_DAY + DAY}, "polygon": {"polygon": "park"}, "gametime": {"date": GAME_DAY - HOUR},
        "restroom": {"polygon": "park"}, "status": {"status": "cancelled"}, "deleted_at": {"deleted_at": GAME_DAY},
    }[next(iter(change))]  # fmt: skip
    db.write_now(lambda uow: make_order(uow, restroom=1).uid)
    uid = db.write_now(lambda uow: make_order(uow, **start).uid)

    with pytest.raises(Conflict):
        db.write_now(lambda uow: uow.orders.edit(uow.orders.get_any(uid), **change) and None)
    db.write_now(lambda uow: uow.orders.edit(uow.orders.get_any(uid), description="всё ещё можно") and None)


def test_an_order_does_not_overlap_itself(db: Database) -> None:
    uid = db.write_now(lambda uow: make_order(uow, restroom=1).uid)
    db.write_now(lambda uow: uow.orders.edit(uow.orders.get(uid), date=GAME_DAY + timedelta(minutes=5)) and None)


def test_busy_between_is_what_takes_a_moment_of_the_interval(db: Database) -> None:
    def fill(uow: Uow) -> dict[str, int]:
        return {
            "before": make_order(uow, date=GAME_DAY - 2 * HOUR).uid,
            "touching": make_order(uow, date=GAME_DAY - HOUR).uid,
            "inside": make_order(uow, date=GAME_DAY).uid,
            "after": make_order(uow, date=GAME_DAY + HOUR).uid,
            "resting": make_order(uow, date=GAME_DAY - HOUR, polygon="park", restroom=1).uid,
            "long": make_order(uow, date=GAME_DAY - 6 * DAY, polygon="forest", gametime=LONGEST).uid,
            "cancelled": make_order(uow, date=GAME_DAY, status="cancelled").uid,
            "deleted": make_order(uow, date=GAME_DAY, deleted_at=uow.now).uid,
        }

    uids = db.write_now(fill)

    def busy(uow: Uow) -> list[list[int]]:
        rows = (uow.orders.busy_between(GAME_DAY, GAME_DAY + HOUR, but=but) for but in (None, uids["inside"]))
        return [[row.uid for row in found] for found in rows]

    assert db.read_now(busy) == [[uids["long"], uids["resting"], uids["inside"]], [uids["long"], uids["resting"]]]


def test_lists_of_a_day_a_month_and_a_client(db: Database) -> None:
    def fill(uow: Uow) -> tuple[int, list[int]]:
        client = make_client(uow).uid
        days = (2, 0, 1)
        return client, [
            make_order(uow, client_uid=client, date=GAME_DAY + day * DAY, polygon="park").uid for day in days
        ]

    client, (third, first, second) = db.write_now(fill)
    db.write_now(lambda uow: make_order(uow, deleted_at=uow.now).uid)

    def lists(uow: Uow) -> list[list[int]]:
        orders = uow.orders
        shown = (orders.list_between(GAME_DAY, GAME_DAY + 2 * DAY), orders.list_of_client(client, 2))
        return [[row.uid for row in rows] for rows in shown]

    assert db.read_now(lists) == [[first, second], [third, second]]
    marks = db.read_now(lambda uow: uow.orders.list_marks(GAME_DAY, GAME_DAY + DAY))
    assert marks == [Mark(GAME_DAY, "confirmed", "park", 3600)]
    with pytest.raises(ValueError, match="a month"):
        db.read_now(lambda uow: uow.orders.list_marks(GAME_DAY, GAME_DAY + 63 * DAY))


def test_a_days_cards_come_in_one_query(db: Database) -> None:
    def fill(uow: Uow) -> None:
        client, instructor = make_client(uow, surname="Минеев").uid, make_user(uow, first_name="Олег").id
        for hour in range(4):
            make_order(uow, client_uid=client, instructor_id=instructor, date=GAME_DAY + hour * HOUR)
        make_order(uow, date=GAME_DAY + 4 * HOUR)

    db.write_now(fill)
    sent: list[str] = []

    def cards(uow: Uow) -> list[tuple[str, str]]:
        connection = uow.session.connection()
        event.listen(connection, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: sent.append(statement))
        rows = uow.orders.list_cards(GAME_DAY, GAME_DAY + DAY)
        return [(client.surname if client else "", user.first_name if user else "") for _order, client, user in rows]

    assert db.read_now(cards) == [("Минеев", "Олег")] * 4 + [("", "")]
    assert len(sent) == 1
    assert db.read_now(lambda uow: uow.orders.get_card(1)[1].surname) == "Минеев"  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        db.read_now(lambda uow: uow.orders.get_card(99)[0].uid)


def test_what_a_customer_has_open(db: Database) -> None:
    def fill(uow: Uow) -> tuple[int, list[int]]:
        user = make_user(uow).id
        statuses = ("requested", "confirmed", "arrived", "done", "cancelled", "no_show")
        rows = [make_order(uow, ordered_by=user, date=GAME_DAY + n * DAY, status=s) for n, s in enumerate(statuses)]
        make_order(uow, ordered_by=make_user(uow).id, date=GAME_DAY + 9 * DAY)
        return user, [row.uid for row in rows[:3]]

    user, open_ = db.write_now(fill)
    assert db.read_now(lambda uow: [row.uid for row in uow.orders.list_open_of_user(user)]) == open_
    assert db.read_now(lambda uow: uow.orders.count_open_of_user(user)) == 3


def test_holds_that_are_over(db: Database, clock: SetClock) -> None:
    def fill(uow: Uow) -> list[int]:
        held = (clock.at - HOUR, clock.at, clock.at + HOUR, None)
        rows = [
            make_order(uow, status="requested", held_until=at, date=GAME_DAY + n * DAY) for n, at in enumerate(held)
        ]
        make_order(uow, status="confirmed", held_until=clock.at - HOUR, date=GAME_DAY + 5 * DAY)
        return [row.uid for row in rows[:2]]

    over = db.write_now(fill)
    assert db.read_now(lambda uow: [row.uid for row in uow.orders.list_held_expired(clock.at)]) == over


def test_a_status_moves_once(db: Database) -> None:
    uid = db.write_now(lambda uow: make_order(uow, status="requested", held_until=GAME_DAY).uid)

    def confirm(uow: Uow) -> tuple[bool, str, int]:
        row = uow.orders.get(uid)
        moved = uow.orders.move_state(uid, "requested", "confirmed", held_until=None)
        return moved, row.status, row.version

    assert db.write_now(confirm) == (True, "confirmed", 2)
    assert db.write_now(confirm) == (False, "confirmed", 2)
    assert columns(db, uid, "held_until") == (None,)
    db.write_now(lambda uow: uow.orders.edit(uow.orders.get(uid), players=9) and None)
    assert columns(db, uid, "version") == (3,)


def test_a_cancelled_order_does_not_come_back_over_another(db: Database) -> None:
    uid = db.write_now(lambda uow: make_order(uow, status="cancelled").uid)
    db.write_now(lambda uow: make_order(uow).uid)
    with pytest.raises(Conflict):
        db.write_now(lambda uow: uow.orders.move_state(uid, "cancelled", "confirmed"))
