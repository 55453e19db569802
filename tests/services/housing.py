"""What the tests of utility requests' use cases share, without Telegram."""

from typing import Any

from db import Database
from domain.access import Actor, Role
from domain.utility import Form
from domain.utility_views import RequestView
from models import Account, Resident
from services import utility_requests
from tests.services.acting import actor as acting
from tests.services.acting import run


def make_house(uow: Any) -> dict[str, int]:
    """An account, a category with a part, two executors; their ids."""
    account = uow.accounts.add(
        Account(number="100200300", full_name="Минеева Ольга", street="Лесная", house="5", flat="12",
                phone="+79996432387", link_code="code")
    )  # fmt: skip
    water = uow.directories.categories.make(name="Вода")
    tap = uow.directories.subcategories.make(category_id=water.id, name="Течёт кран")
    first, second = (uow.directories.executors.make(full_name=name).id for name in ("Белов Олег", "Ким Роман"))
    return {"account": account.id, "water": water.id, "tap": tap.id, "first": first, "second": second}


def resident(db: Database, account_id: int, state: str = "confirmed", **values: Any) -> Actor:
    """Somebody who lives there."""
    who = acting(db, **values)

    def write(uow: Any) -> None:
        uow.residents.add(
            Resident(account_id=account_id, user_id=who.user_id, phone=f"+7902{who.user_id:07d}", state=state,
                     created_at=uow.now)
        )  # fmt: skip

    db.write_now(write)
    return who


def filed(db: Database, who: Actor, house: dict[str, int], origin: str = "one", **values: Any) -> RequestView:
    """A request of theirs."""
    form = Form(house["water"], house["tap"], **({"text": "Течёт кран"} | values))
    view: RequestView = run(db, who, utility_requests.create, house["account"], form, origin)
    return view


def linked(db: Database, executor_id: int) -> Actor:
    """The executor gets a Telegram account."""
    who = acting(db, Role.EXECUTOR)
    db.write_now(
        lambda uow: uow.directories.executors.edit(uow.directories.executors.get(executor_id), user_id=who.user_id)
    )
    return who
