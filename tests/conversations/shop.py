"""What the tests of the shop share: products on the shelf, a customer who has agreed, a purchase made."""

from typing import Any

from domain.people import ConsentKind, text_version
from domain.settings import CONSENT
from models import Purchase
from tests.builders import make_product
from tests.chat import Person, Telegram
from tests.conversations.booking import walk

EMAIL = "olga@mail.ru"
TO_SUMMARY = ("[🛒 Купить]", EMAIL, "[Пропустить]")


def product(telegram: Telegram, title: str = "Логотип", **values: Any) -> int:
    """A product that is offered: 5 000 ₽, 14 days."""
    return telegram.desk.db.write_now(lambda uow: make_product(uow, title=title, **values).id)


def change(telegram: Telegram, product_id: int, **values: Any) -> None:
    """What a seller does meanwhile."""
    telegram.desk.db.write_now(lambda uow: uow.products.edit(uow.products.get_any(product_id), **values))


async def customer(telegram: Telegram, name: str = "Ольга", **more: Any) -> Person:
    """Somebody who has agreed to the text already."""
    person = await telegram.person(name, **more)
    agree(telegram, person)
    return person


def agree(telegram: Telegram, person: Person) -> None:
    """The consent, as if it had been pressed."""

    def give(uow: Any) -> None:
        user = uow.people.find_by_telegram(person.id)
        uow.people.give_consent(user.id, ConsentKind.PERSONAL, text_version(CONSENT), CONSENT)

    telegram.desk.db.write_now(give)


async def opens(person: Person, product_id: int) -> Person:
    """The card of a product, by its link."""
    await person.opens(f"p_{product_id}")
    return person


async def buys(person: Person, product_id: int, *, total: str = "5 000 ₽") -> Person:
    """The whole way, without a code."""
    await opens(person, product_id)
    await walk(person, *TO_SUMMARY)
    assert f"✅ Купить за {total}" in [label.replace("\u00a0", " ") for label in person.buttons]
    await person.presses("✅ Купить")
    return person


def purchases(telegram: Telegram) -> list[dict[str, Any]]:
    """Every row of purchases, oldest first."""
    names = [column.name for column in Purchase.__table__.columns]
    return telegram.desk.db.read_now(
        lambda uow: [
            {name: getattr(row, name) for name in names} for row in uow.session.query(Purchase).order_by(Purchase.id)
        ]
    )
