"""People of the desk, as the tests of its dialogues need them."""

from typing import Any

from domain.access import Role
from tests.chat import Person, Telegram
from tests.services.desk import make_subscribed

CONTRACTOR, SUPPORT, MANAGER = Role.CONTRACTOR, Role.SUPPORT, Role.MANAGER


async def on_tariff(telegram: Telegram, name: str = "Пётр", **terms: Any) -> Person:
    """A customer whose card is on a tariff, round the clock unless told otherwise."""
    someone = await telegram.person(name)

    def tie(uow: Any) -> None:
        card = make_subscribed(uow, **({"around_clock": True} | terms))
        uow.people.tie(uow.people.find_by_telegram(someone.id).id, card)

    telegram.desk.db.write_now(tie)
    return someone


async def asked(telegram: Telegram, who: Person, text: str = "Не открывается страница оплаты") -> int:
    """They ask; gives the ticket's number."""
    await who.says("/support")
    await who.says(text)
    return int(telegram.desk.db.read_now(lambda uow: uow.tickets.list_open(["question", "job"], 100)[-1].id))


async def talking(telegram: Telegram, **terms: Any) -> tuple[Person, Person]:
    """A customer with a job and the contractor who has taken it."""
    ivan, petr = await telegram.person("Иван", CONTRACTOR), await on_tariff(telegram, requests=None, **terms)
    await asked(telegram, petr)
    await ivan.presses("✋ Взять")
    await ivan.presses("8 ч")
    return ivan, petr
