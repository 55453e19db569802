"""A month of every area, October 2026 in Moscow, with what stands at its edges; and what it comes to, counted by hand.

Moscow is three hours ahead: 20:59 UTC is still that day, 21:00 and 23:30 UTC are the next one.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.memberships import Span
from tests.builders import make_client, make_order, make_purchase, make_ticket, make_user
from tests.gym_rows import make_coach, make_freeze, make_membership, make_plan, make_training, make_visit
from tests.utility_rows import make_category, make_executor, make_utility_request

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
SEPTEMBER = Span(date(2026, 8, 31), date(2026, 9, 30))  # the 31 days before


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def fill(uow: Any) -> None:
    """Everything."""
    fill_gym(uow)
    fill_games(uow)
    fill_shop(uow)
    fill_desk(uow)
    fill_requests(uow)


def fill_gym(uow: Any) -> None:
    """Visits of the 1st and the 31st, money at 20:59, 21:00 and 23:30 UTC, two memberships, one of them frozen."""
    orlov, zhukova = make_coach(uow, first_name="Олег"), make_coach(uow, first_name="Анна", last_name="Жукова")
    people = [make_client(uow).uid for _ in range(3)]
    for starts, coach, states in (
        (at(9, 30), orlov, ("came",)),
        (at(10, 1), orlov, ("came", "came", "missed")),
        (at(9, 30, 23, 30), orlov, ("signed", "came")),  # half past two on the 1st of October
        (at(10, 31), zhukova, ("missed", "waiting", "came")),
        (at(10, 31, 21), zhukova, ("came",)),  # November
    ):
        training = make_training(uow, starts, coach_id=coach.id)
        for uid, state in zip(people, states, strict=False):
            make_visit(uow, training, uid, state=state)
    make_training(uow, at(10, 9), coach_id=orlov.id, state="cancelled")
    first = make_membership(uow, people[0], date(2026, 10, 1), days=10, plan=make_plan(uow))
    second = make_membership(uow, people[1], date(2026, 9, 20), days=90)
    make_membership(uow, people[2], date(2026, 10, 1), state="cancelled")
    make_freeze(uow, second, date(2026, 9, 30), date(2026, 10, 2))
    for moment, amount in (
        (at(9, 30, 20, 59), 111_00), (at(9, 30, 21), 200_000), (at(9, 30, 23, 30), 300_000), (at(10, 15), -50_000),
        (at(10, 31, 20, 59), 100_050), (at(10, 31, 21), 999_00),
    ):  # fmt: skip
        pay(uow, "member", first.id, amount, moment)


def pay(uow: Any, kind: str, subject_id: int, amount: int, moment: datetime) -> None:
    """Money that came, or went."""
    from domain.payments import Kind

    uow.payments.put(Kind(kind), subject_id, amount).at = moment
    uow.session.flush()


def fill_games(uow: Any) -> None:
    """Two games in the arena, one of them with a zone, a cancelled one in the park, and what is not of October."""
    make_order(uow, date=at(10, 3), gametime=7200)
    make_order(uow, date=at(10, 3, 12), restroom=2, resttime=5400, status="done", players=5)
    make_order(uow, date=at(10, 3, 9), polygon="park", status="cancelled")
    make_order(uow, date=at(9, 30, 20, 30), polygon="park")
    make_order(uow, date=at(10, 31, 21, 30), polygon="park")
    make_order(uow, date=at(10, 4), polygon="forest", deleted_at=uow.now)


def fill_shop(uow: Any) -> None:
    """Two purchases of the 1st, of which one at half past two in the morning; a cancelled one; their money."""
    for moment, values in (
        (at(9, 30, 23, 30), {"price": 500_000, "discount": 50_000}), (at(10, 1), {"price": 100_000, "state": 3}),
        (at(10, 2), {"price": 900_000, "state": 4}), (at(9, 30, 20, 30), {"price": 700_000}),
    ):  # fmt: skip
        row = make_purchase(uow, **values)
        row.created_on = moment
        uow.session.flush()
    pay(uow, "purchase", row.id, 77_000, at(10, 1))
    pay(uow, "tariff", row.id, 5_000, at(10, 1))


def fill_desk(uow: Any) -> None:
    """Three tickets of October: taken after 20 and after 41 minutes, and not at all; one of September."""
    agent = make_user(uow).id
    for opened, waited, values in (
        (at(10, 5), 20, {"state": "taken", "agent_id": agent}), (at(10, 5, 10), 41, {"state": "closed"}),
        (at(10, 6), None, {"state": "cancelled"}), (at(9, 30, 20, 59), 5, {"state": "closed"}),
    ):  # fmt: skip
        row = make_ticket(uow, **values)
        row.created_at = opened
        row.taken_at = opened + timedelta(minutes=waited) if waited else None
        uow.session.flush()


def fill_requests(uow: Any) -> None:
    """Water twice and light once in October; one of September that was given in October; namesakes."""
    water, light = make_category(uow, "Вода"), make_category(uow, "Свет")
    makers = [make_executor(uow, "Пётр Слесарев"), make_executor(uow, "Пётр Слесарев")]
    make_utility_request(uow, water.id, created_at=at(9, 30, 21), done_at=at(10, 3))
    make_utility_request(
        uow, water.id, created_at=at(10, 2), assigned_at=at(10, 2), executor_id=makers[0].id, done_at=at(10, 4)
    )
    make_utility_request(uow, light.id, created_at=at(10, 31, 20, 59), assigned_at=at(11, 1), executor_id=makers[1].id)
    make_utility_request(uow, light.id, created_at=at(9, 30), assigned_at=at(10, 1), executor_id=makers[1].id)


# --- what it comes to: of every statistic the days or names that are not nothing, and the totals ---

HOUR = 3600
ARENA_OPEN, PARK_OPEN, FOREST_OPEN = 31 * 12 * HOUR, 31 * 10 * HOUR, 31 * 8 * HOUR  # as the settings begin
DAYS: dict[str, tuple[dict[str, tuple[int | None, ...]], tuple[int | None, ...]]] = {
    "visits": ({"1001": (3, 1), "1031": (1, 1)}, (4, 2)),
    "money": ({"1001": (500_000, 2), "1015": (-50_000, 0), "1031": (100_050, 1)}, (550_050, 3)),
    "active": (
        {"1001": (1,), "1002": (1,)} | {f"10{day:02}": (2 if day < 11 else 1,) for day in range(3, 32)},
        (1,),  # 39 over 31 days
    ),
    "frozen": ({"1001": (1,), "1002": (1,)}, (2,)),
    "games": ({"1003": (2, 1)}, (2, 1)),
    "purchases": ({"1001": (2, 550_000)}, (2, 550_000)),
    "shop_money": ({"1001": (77_000, 1)}, (77_000, 1)),
    "reaction": ({"1005": (2, 2, 1830), "1006": (1, 0, None)}, (3, 2, 1830)),
}  # fmt: skip
NAMES: dict[str, tuple[list[tuple[str, tuple[int | None, ...]]], tuple[int | None, ...]]] = {
    "coaches": ([("Олег Орлов", (2, 3)), ("Анна Жукова", (1, 1))], (3, 4)),
    "load": (
        [
            ("arena", (3 * HOUR, ARENA_OPEN, 8)), ("park", (0, PARK_OPEN, 0)), ("forest", (0, FOREST_OPEN, 0)),
            ("zone1", (0, ARENA_OPEN, 0)), ("zone2", (5400, ARENA_OPEN, 4)),
        ],
        (3 * HOUR + 5400, 3 * ARENA_OPEN + PARK_OPEN + FOREST_OPEN, 3),
    ),
    "tickets": ([("cancelled", (1,)), ("closed", (1,)), ("taken", (1,))], (3,)),
    "categories": ([("Вода", (2, 2)), ("Свет", (1, 0))], (3, 2)),
    "executors": ([("Пётр Слесарев", (1, 1)), ("Пётр Слесарев", (1, 0))], (2, 1)),
}  # fmt: skip
