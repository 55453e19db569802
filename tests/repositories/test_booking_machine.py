"""Any sequence of bookings and changes against a plain model: no overlap, and no refusal for nothing (S1.51).

BOOKING_EXAMPLES=5000 (``make soak``) tries more sequences than the default.
"""

import os
import sqlite3
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import Connection, bindparam, create_engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from db import Database, postgres_engine
from models import Order
from repositories.orders import Orders, derive
from tests.builders import GAME_DAY
from tests.conftest import NOON

EXAMPLES = {"sqlite": 500, "postgres": 100}
STEPS = 50
KEPT = ("gametime", "resttime", "restroom", "buffer", "polygon", "status")
FIXED = {"created_at": NOON, "updated_at": NOON}
INSERT = Order.__table__.insert()
UPDATE = Order.__table__.update().where(Order.__table__.c.uid == bindparam("b_uid"))
HOLDING = ("requested", "confirmed", "arrived", "done")
STARTS = range(0, 8 * 3600, 600)  # seconds; within eight hours, so that bookings meet
LENGTHS = (600, 1800, 3600, 5400, 36_000)


@dataclass(frozen=True)
class Booked:
    """What the model knows of an order: seconds from the day's start, and where."""

    start: int
    gametime: int
    resttime: int
    restroom: int
    polygon: str
    buffer: int
    status: str
    deleted: bool = False

    def takes(self) -> list[tuple[str, int, int]]:
        """The places and half-open intervals it holds."""
        if self.deleted or self.status not in HOLDING:
            return []
        played = self.start + self.gametime
        rest = [(f"room {self.restroom}", played, played + self.resttime)] if self.restroom and self.resttime else []
        return [(self.polygon, self.start, played + self.buffer), *rest]

    def meets(self, other: "Booked") -> bool:
        """Whether the two share a moment of a place."""
        return any(
            place == there and start < until and begin < end
            for place, start, end in self.takes()
            for there, begin, until in other.takes()
        )


# one draw a booking: Hypothesis takes longer to draw than the database to book
BOOKED = st.sampled_from([
    Booked(*values)
    for values in product(
        STARTS, LENGTHS, (0, 1800, 3600), (0, 1, 2), ("arena", "park"), (0, 900), ("confirmed", "cancelled", "done")
    )
])  # fmt: skip


class Bookings(RuleBasedStateMachine):
    """One transaction an example, taken back at its end.

    The repository computes the bounds and says what is busy; rows are written without its session, ten times faster.
    """

    connection: ClassVar[Connection]
    orders = Bundle("orders")

    @initialize()
    def open(self) -> None:
        self.transaction = self.connection.begin()
        self.repository = Orders(Session(self.connection, join_transaction_mode="control_fully"), NOON)
        self.model: dict[int, Booked] = {}

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            self.transaction.rollback()

    def attempt(self, uid: int | None, wanted: Booked) -> int | None:
        """Do it in the database; it must succeed exactly where the model says that nothing is in the way."""
        free = not any(wanted.meets(other) for known, other in self.model.items() if known != uid)
        refused = ""
        try:
            with nullcontext() if self.connection.dialect.name == "sqlite" else self.connection.begin_nested():
                uid = self.write(uid, wanted)
        except IntegrityError as error:
            refused = str(error.orig)
        assert bool(refused) is not free, f"{wanted}: {refused or 'accepted over another'}"
        if refused:
            assert "overlap" in refused or "ex_crm_orders" in refused
            return None
        assert uid is not None
        self.model[uid] = wanted
        return uid

    def write(self, uid: int | None, wanted: Booked) -> int:
        row = Order(
            date=GAME_DAY + timedelta(seconds=wanted.start), gametime=wanted.gametime, resttime=wanted.resttime,
            restroom=wanted.restroom, buffer=wanted.buffer,
        )  # fmt: skip
        derive(row)
        bounds = {name: getattr(row, name) for name in ("date", "game_ends_at", "rest_starts_at", "rest_ends_at")}
        values = FIXED | bounds | {name: getattr(wanted, name) for name in KEPT}
        values["deleted_at"] = NOON if wanted.deleted else None
        if uid is None:
            return int(self.connection.execute(INSERT, values).inserted_primary_key[0])
        self.connection.execute(UPDATE, values | {"b_uid": uid})
        return uid

    @rule(target=orders, booked=BOOKED)
    def book(self, booked: Booked) -> Any:
        uid = self.attempt(None, booked)
        return multiple() if uid is None else uid

    @rule(uid=orders, start=st.sampled_from(STARTS))
    def move(self, uid: int, start: int) -> None:
        self.attempt(uid, replace(self.model[uid], start=start))

    @rule(uid=orders, lengths=st.sampled_from(list(product(LENGTHS, (0, 3600)))))
    def extend(self, uid: int, lengths: tuple[int, int]) -> None:
        gametime, resttime = lengths
        self.attempt(uid, replace(self.model[uid], gametime=gametime, resttime=resttime))

    @rule(uid=orders, place=st.sampled_from(list(product(("arena", "park", "forest"), (0, 1, 2)))))
    def change_place(self, uid: int, place: tuple[str, int]) -> None:
        polygon, restroom = place
        self.attempt(uid, replace(self.model[uid], polygon=polygon, restroom=restroom))

    @rule(uid=orders, status=st.sampled_from((*HOLDING, "cancelled", "no_show")))
    def change_status(self, uid: int, status: str) -> None:
        self.attempt(uid, replace(self.model[uid], status=status))

    @rule(uid=orders)
    def delete_or_restore(self, uid: int) -> None:
        self.attempt(uid, replace(self.model[uid], deleted=not self.model[uid].deleted))

    @invariant()
    def what_is_busy_agrees(self) -> None:
        if len(getattr(self, "model", ())) % 10 != 9:  # now and then: it is a query
            return
        begin, end = 3600, 3 * 3600
        wanted = {
            uid
            for uid, booked in self.model.items()
            if any(start < end and until > begin for _place, start, until in booked.takes())
        }
        around = (GAME_DAY + timedelta(seconds=begin), GAME_DAY + timedelta(seconds=end))
        assert {row.uid for row in self.repository.busy_between(*around)} == wanted


@pytest.mark.req("S1.51")
@pytest.mark.timeout(1800)
def test_bookings_never_overlap_and_are_never_refused_for_nothing(db: Database, database_kind: str) -> None:
    if db.is_sqlite:
        memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        with sqlite3.connect(str(db.url).removeprefix("sqlite:///")) as file:
            file.backup(memory)
        file.close()
        engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    else:
        engine = postgres_engine(db.url)
    examples = int(os.environ.get("BOOKING_EXAMPLES", EXAMPLES[database_kind]))
    with engine.connect() as connection:
        Bookings.connection = connection
        run_machine(
            Bookings,
            settings=settings(
                max_examples=examples, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
    engine.dispose()
