"""What the tests of customers' orders share: a parent who is known, the way to a request, a request made by hand."""

from collections.abc import Sequence
from typing import Any

from domain.people import ConsentKind, text_version
from domain.settings import CONSENT
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.conversations.booking import walk

FIRST_TIME: Sequence[str] = ("/order", "[Согласен]", "[📱 Отправить мой номер]", "[Ольга Минеева]")
WISH: Sequence[str] = ("[28]", "[15:00]", "[12]", "[день рождения]")
SEND = "[✅ Отправить запрос]"


async def parent(telegram: Telegram, name: str = "Ольга", **more: Any) -> Person:
    """A customer who has agreed and whose phone and card are known."""
    person = await telegram.person(name, **more)

    def know(uow: Any) -> None:
        user = uow.people.find_by_telegram(person.id)
        user.phone = f"+7901{person.id % 10**7:07d}"
        user.client_uid = make_client(uow, name=name, surname="", phone=user.phone).uid
        uow.people.give_consent(user.id, ConsentKind.PERSONAL, text_version(CONSENT), CONSENT)

    telegram.desk.db.write_now(know)
    return person


async def asks(person: Person, *, day: str = "[28]", time: str = "[15:00]", players: str = "[12]") -> None:
    """Order a game from /order to the end."""
    await walk(person, "/order", day, time, players, "[день рождения]", SEND)


OF_EVERY_UPDATE = ("DialogStatuses", "inbox", "outbox", "jobs", "user_roles", "PRAGMA")


def asked(sent: Sequence[str]) -> list[str]:
    """The queries of a screen itself, without those that every update needs."""
    return [one for one in sent if one.startswith("SELECT") and not any(name in one for name in OF_EVERY_UPDATE)]
