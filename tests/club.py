"""A club for tests of what comes by itself: customers with and without Telegram, games, settings, a day to look at."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from db import Database
from domain.access import Actor, Role
from domain.orders import Polygon
from services import orders
from services.orders import OrderDraft
from tests.builders import make_client
from tests.chat import Person, Telegram

_numbers = count(1)
STAFF = Actor(99_999, 99_999, "Инна", roles=frozenset({Role.MANAGER}))
EVER_OPEN = {f"HOURS_{polygon.name}": "00:00-24:00" for polygon in Polygon}


def put(db: Database, **values: Any) -> None:
    """Settings by name."""

    def store(uow: Any) -> None:
        for name, value in values.items():
            uow.settings.put(name, value, 0)
        uow.touched.add("settings")

    db.write_now(store)


def card(db: Database, *people: Person, **values: Any) -> int:
    """A client's card, tied to the accounts of these people."""

    def make(uow: Any) -> int:
        uid = make_client(uow, **values).uid
        for person in people:
            uow.people.tie(uow.people.find_by_telegram(person.id).id, uid)
        return int(uid)

    return db.write_now(make)


def book(db: Database, start: datetime, client_uid: int | None = None, **values: Any) -> int:
    """A confirmed game, booked the way everything is."""
    draft = OrderDraft(start, client_uid, **values)
    return db.write_now(lambda uow: orders.book(uow, STAFF, draft, f"test:{next(_numbers)}").uid)


def change(db: Database, uid: int, **changes: Any) -> None:
    """Change a game the way everything does."""
    db.write_now(lambda uow: orders.change(uow, STAFF, uid, None, changes).uid)


def outbox(db: Database, kind: str | None = None) -> list[tuple[str, str, str, datetime]]:
    """(kind, subject, state, due_at) of the messages, in the order in which they were made; no claims."""
    rows = db.read_now(
        lambda uow: [
            (row.kind, row.subject, row.state, row.due_at)
            for row in uow.session.query(uow.outbox.row).order_by(uow.outbox.row.id)
            if row.chat_id
        ]
    )
    return [row for row in rows if kind in (None, row[0])]


def reminders_in(person: Person) -> list[str]:
    """What somebody was reminded of, by its first line."""
    return [text.splitlines()[0] for text in person.chat.split("\n---\n") if text.startswith("🎯 Ждём вас")]


async def live_through(telegram: Telegram, hours: float, step: float = 0.5) -> None:
    """Let time pass with a tick every ``step`` hours."""
    for _ in range(int(hours / step)):
        await telegram.after(seconds=timedelta(hours=step).total_seconds())
