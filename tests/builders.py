"""Rows with sensible values, so that a test names only what it is about."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from models import (
    Account,
    Client,
    Order,
    Product,
    Purchase,
    RequestCategory,
    Resident,
    Ticket,
    User,
    UtilityRequest,
)
from repositories.uow import Uow

GAME_DAY = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)  # a week after the tests' clock
_numbers = count(1)


def make_client(uow: Uow, **values: Any) -> Client:
    """A client's card, Михаил Минеев unless told otherwise; each with a phone of its own."""
    defaults = {"surname": "Минеев", "name": "Михаил", "midname": "", "phone": f"+7999{next(_numbers):07}"}
    return uow.clients.add(Client(**(defaults | values)))


def make_order(uow: Uow, **values: Any) -> Order:
    """A confirmed game of an hour in the arena, without a rest zone and a client, a week from now."""
    return uow.orders.add(Order(**({"date": GAME_DAY} | values)))


def make_ticket(uow: Uow, **values: Any) -> Ticket:
    """A question that nobody has taken, of a new account unless ``user_id`` is given."""
    defaults = {"kind": "question", "question": "The site is down", "reaction": 3600}
    user_id = values.pop("user_id", None) or make_user(uow).id
    return uow.tickets.add(Ticket(**(defaults | values), user_id=user_id))


def make_user(uow: Uow, **values: Any) -> User:
    """A Telegram account; ``roles`` (domain.access.Role) are granted."""
    number = next(_numbers)
    roles = values.pop("roles", ())
    defaults = {
        "telegram_id": 5_000_000_000 + number, "first_name": f"Person {number}", "language": "ru",
        "created_on": uow.now, "seen_at": uow.now,
    }  # fmt: skip
    user = uow.people.add(User(**(defaults | values)))
    for role in roles:
        uow.people.grant(user.id, role)
    return user


def put_settings(uow: Uow, **values: Any) -> None:
    """Business settings as if an owner had typed them; live after the commit."""
    for name, value in values.items():
        uow.settings.put(name, value, 0)
    uow.touched.add("settings")


def make_product(uow: Uow, **values: Any) -> Product:
    """A product that is offered, 5 000 ₽, in 14 days."""
    return uow.products.make(**({"title": f"Product {next(_numbers)}", "price": 500_000, "diedline": 14} | values))


def make_purchase(uow: Uow, **values: Any) -> Purchase:
    """A purchase that was just made, of a new account and a new product unless told otherwise."""
    product = uow.products.get_any(values.pop("product_id", None) or make_product(uow).id)
    user_id = values.pop("user_id", None) or make_user(uow).id
    defaults = {"title": product.title, "price": product.price, "diedline": product.diedline}
    row = Purchase(
        **(defaults | values), product_id=product.id, user_id=user_id, created_on=uow.now, updated_on=uow.now
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


def make_account(uow: Uow, **values: Any) -> Account:
    """A flat of the housing company: Лесная, 4, with a number and a flat of its own."""
    number = next(_numbers)
    defaults = {
        "number": f"{700_000 + number}", "full_name": "Соколова Анна Петровна", "city": "Иркутск", "street": "Лесная",
        "house": "4", "flat": str(number), "phone": f"+7916{number:07}", "link_code": f"link-{number}",
    }  # fmt: skip
    return uow.accounts.add(Account(**(defaults | values)))


def make_resident(uow: Uow, **values: Any) -> Resident:
    """A confirmed resident, of a new account and a new person unless told otherwise."""
    account_id = values.pop("account_id", None) or make_account(uow).id
    user_id = values.pop("user_id", None) or make_user(uow).id
    defaults = {"phone": f"+7917{next(_numbers):07}", "state": "confirmed", "created_at": uow.now}
    row = Resident(**(defaults | values), account_id=account_id, user_id=user_id)
    return uow.residents.add(row)


def make_category(uow: Uow, **values: Any) -> RequestCategory:
    """A category of utility requests."""
    name = values.pop("name", f"Категория {next(_numbers)}")
    row = RequestCategory(**values, name=name, name_n=name.casefold(), created_at=uow.now, updated_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    return row


def make_utility(uow: Uow, **values: Any) -> UtilityRequest:
    """A utility request that was just filed."""
    defaults = {"text": "Течёт кран", "created_at": uow.now, "updated_at": uow.now}
    row = UtilityRequest(**(defaults | values))
    uow.session.add(row)
    uow.session.flush()
    return row
