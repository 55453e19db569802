"""What the tests of a game's card share."""

from typing import Any

from tests.chat import Person, Telegram
from tests.conversations.booking import booked

BACK = "« К игре"


async def opened(person: Person, number: int = 1) -> Person:
    """The card of game ``number``."""
    await person.says("/calendar")
    await person.presses_data(person.last["message_id"], f"oo:{number}")
    assert f"Игра №{number}" in person.sees
    return person


async def calendar(person: Person) -> int:
    """A message that is not about the game, to press an old button of the game on."""
    await person.says("/calendar")
    assert "·21·" in person.buttons
    return int(person.last["message_id"])


def row(telegram: Telegram) -> dict[str, Any]:
    """The first game as it is stored."""
    return booked(telegram)[0]


def status_of(telegram: Telegram, person: Person) -> str:
    """The dialogue of the chat: `crm_calendar:VALUE`, or `-`."""
    return telegram.desk.db.read_now(lambda uow: uow.dialogues.load(person.id).status)
