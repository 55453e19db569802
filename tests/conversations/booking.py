"""What the tests of `/order` share: a client on file, the way to the summary, what has been booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from models import Client, Order
from tests.builders import make_client, make_order
from tests.chat import Person, Telegram

SATURDAY = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)  # 15:00 in Moscow, a week after the tests' clock
PHONE = "+79996432387"


def olga(telegram: Telegram) -> int:
    """A client's card: Минеева Ольга."""
    return telegram.desk.db.write_now(lambda uow: make_client(uow, surname="Минеева", name="Ольга", phone=PHONE).uid)


def game(telegram: Telegram, **values: Any) -> int:
    """A game that is booked already."""
    return telegram.desk.db.write_now(lambda uow: make_order(uow, **({"date": SATURDAY} | values)).uid)


def setting(telegram: Telegram, name: str, value: Any) -> None:
    """What an owner has set."""

    def put(uow: Any) -> None:
        uow.settings.put(name, value, None)
        uow.touched.add("settings")

    telegram.desk.db.write_now(put)


def booked(telegram: Telegram) -> list[dict[str, Any]]:
    """Every row of crm_orders, oldest first, as plain values."""
    return telegram.desk.db.read_now(lambda uow: [_plain(row) for row in uow.session.query(Order).order_by(Order.uid)])


def clients(telegram: Telegram) -> list[dict[str, Any]]:
    """Every row of crm_clients, oldest first, as plain values."""
    return telegram.desk.db.read_now(
        lambda uow: [_plain(row) for row in uow.session.query(Client).order_by(Client.uid)]
    )


def _plain(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name, None) for column in row.__table__.columns}


async def walk(person: Person, *steps: str) -> None:
    """Take steps: `[label]` is pressed, anything else typed."""
    for step in steps:
        if step.startswith("["):
            await person.presses(step[1:-1])
        else:
            await person.says(step)


TO_SUMMARY: Sequence[str] = ("/order", "[Минеева Ольга]", "[сб 28]", "[15:00]", "[12]")


@dataclass
class Effort:
    """How much a person had to do from `/order` on."""

    presses: int = 0
    typed: int = 0

    async def walk(self, person: Person, *steps: str) -> None:
        """As ``walk``, counting; the command itself is not counted."""
        for step in steps:
            if step.startswith("["):
                self.presses += 1
            elif step != "/order":
                self.typed += 1
            await walk(person, step)
