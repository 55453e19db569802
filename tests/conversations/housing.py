"""What the tests of utility requests share: a house, its dictionaries, residents, a dispatcher, an executor."""

from dataclasses import dataclass
from typing import Any

from domain.access import Role
from models import Account, Executor, Resident
from tests.chat import Person, Telegram
from tests.conversations.booking import walk

FILED = ("[➕ Создать заявку]", "[Вода]", "[Течёт кран]", "Течёт кран на кухне", "[Готово]", "[Вечером]", "[Да]")


def add_account(uow: Any, number: str = "100200300", **values: Any) -> Account:
    """Лесная 5а, flat 12."""
    known: dict[str, Any] = {
        "number": number, "full_name": "Минеева Ольга Сергеевна", "city": "Иркутск", "street": "Лесная", "house": "5",
        "letter": "а", "flat": "12", "phone": "+79996432387", "link_code": f"code{number}",
    }  # fmt: skip
    row: Account = uow.accounts.add(Account(**(known | values)))
    return row


def add_pair(uow: Any, account_id: int, user_id: int, phone: str, state: str = "confirmed") -> Resident:
    """Somebody lives there."""
    row: Resident = uow.residents.add(
        Resident(account_id=account_id, user_id=user_id, phone=phone, state=state, is_proven=True, created_at=uow.now)
    )
    return row


@dataclass
class House:
    """A house with what it takes to file a request."""

    telegram: Telegram
    account_id: int
    water: int
    tap: int
    gas: int

    async def resident(self, name: str = "Ольга", *, account_id: int | None = None, state: str = "confirmed") -> Person:
        """Somebody who lives there."""
        person = await self.telegram.person(name)
        self.moves_in(person, account_id or self.account_id, state)
        return person

    def moves_in(self, person: Person, account_id: int, state: str = "confirmed") -> None:
        """One more flat of somebody."""

        def write(uow: Any) -> None:
            user = uow.people.find_by_telegram(person.id)
            add_pair(uow, account_id, user.id, f"+7902{user.id:07d}", state)

        self.telegram.desk.db.write_now(write)

    async def executor(self, name: str = "Роман", position: str = "сантехник") -> tuple[Person, int]:
        """Somebody who carries requests out in the bot."""
        person = await self.telegram.person(name, Role.EXECUTOR)
        return person, self.adds_executor(f"{name} Ким", position, person)

    def adds_executor(self, name: str, position: str = "", person: Person | None = None) -> int:
        """With Telegram or without."""

        def write(uow: Any) -> int:
            user_id = uow.people.find_by_telegram(person.id).id if person else None
            row: Executor = uow.directories.executors.make(full_name=name, position=position, user_id=user_id)
            return row.id

        return self.telegram.desk.db.write_now(write)

    def another_flat(self, number: str, **values: Any) -> int:
        """An account beside the first."""
        return self.telegram.desk.db.write_now(lambda uow: add_account(uow, number, **values).id)

    def requests(self) -> list[dict[str, Any]]:
        """Every request, oldest first."""
        names = ("id", "state", "text", "phone", "wish", "street", "house", "flat", "account", "full_name",
                 "is_confirmed", "executor_id", "reason", "rating", "source", "user_id", "next_at", "incident_id",
                 "category_id", "subcategory_id", "is_urgent")  # fmt: skip

        def read(uow: Any) -> list[dict[str, Any]]:
            rows = uow.session.query(uow.utility.row).order_by(uow.utility.row.id)
            return [{name: getattr(row, name) for name in names} for row in rows]

        return self.telegram.desk.db.read_now(read)

    def state(self, request_id: int = 1) -> str:
        """Where a request stands."""
        return str(self.telegram.desk.db.read_now(lambda uow: uow.utility.get(request_id).state))

    async def files(self, person: Person) -> int:
        """The whole way with everything as it comes; gives its number."""
        await person.says("/request")
        await walk(person, *FILED[1:], "[✅ Создать заявку]")
        return int(self.requests()[-1]["id"])


def build(telegram: Telegram) -> House:
    """The house."""

    def write(uow: Any) -> tuple[int, int, int, int]:
        account = add_account(uow)
        water = uow.directories.categories.make(name="Вода", place=1)
        tap = uow.directories.subcategories.make(category_id=water.id, name="Течёт кран")
        uow.directories.subcategories.make(category_id=water.id, name="Нет воды", place=1)
        gas = uow.directories.categories.make(
            name="Газ", place=2, warning="Запах газа — звоните 104", is_urgent=True
        )  # fmt: skip
        return account.id, water.id, tap.id, gas.id

    return House(telegram, *telegram.desk.db.write_now(write))
