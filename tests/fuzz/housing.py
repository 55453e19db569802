"""The housing company of the fuzz: flats, dictionaries, requests that wait, so that every way can be walked."""

import itertools
from random import Random
from typing import Any

from db import Database
from domain.access import Role
from models import Account, Resident, UtilityRequest
from tests.fuzz.phone import Phone

WAITING = 4  # requests that are new


class Housing:
    """What people of the fuzz live in."""

    def __init__(self, db: Database, rng: Random) -> None:
        """Nothing is there yet."""
        self.db, self.rng = db, rng
        self._numbers = itertools.count(1)

    def keep_going(self, phones: list[Phone]) -> None:
        """Flats, categories and requests are there again, and nobody has too many of their own."""
        self.db.write_now(lambda uow: self._keep(uow, [one.id for one in phones if one.role is Role.CLIENT]))

    def _keep(self, uow: Any, telegram_ids: list[int]) -> None:
        accounts = [self._account(uow, number) for number in ("100", "200")]
        category = uow.directories.categories.find_by_name("Вода") or uow.directories.categories.make(name="Вода")
        part = uow.directories.subcategories.find_by_name(category.id, "Кран")
        part = part or uow.directories.subcategories.make(category_id=category.id, name="Кран")
        if not uow.directories.executors.list_all():
            uow.directories.executors.make(full_name="Белов Олег")
        users = [user for one in telegram_ids if (user := uow.people.find_by_telegram(one)) is not None]
        for user in users:
            self._live(uow, user.id, [account.id for account in accounts])
        uow.session.query(UtilityRequest).filter(UtilityRequest.user_id.is_not(None)).update({"state": "archived"})
        self._ask(uow, accounts, category.id, part.id)

    @staticmethod
    def _account(uow: Any, number: str) -> Account:
        known: Account | None = uow.accounts.find_by_number(number)
        return known or uow.accounts.add(
            Account(number=number, street="Лесная", house=number, flat="1", link_code=f"fuzz{number}")
        )

    @staticmethod
    def _live(uow: Any, user_id: int, account_ids: list[int]) -> None:
        lives = {pair.account_id for pair in uow.residents.list_of_user(user_id)}
        for id_ in set(account_ids) - lives:
            uow.residents.add(
                Resident(account_id=id_, user_id=user_id, phone="+79050000001", state="confirmed", created_at=uow.now)
            )

    def _ask(self, uow: Any, accounts: list[Account], category_id: int, part_id: int) -> None:
        """Calls of nobody who is here: an open one in each flat, in no incident."""
        open_ones = uow.session.query(UtilityRequest).filter(
            UtilityRequest.state == "new", UtilityRequest.incident_id.is_(None)
        )  # fmt: skip
        for _ in range(WAITING - open_ones.count()):
            account = self.rng.choice(accounts)
            uow.utility.make(
                account_id=account.id, account=account.number, street=account.street, house=account.house,
                category_id=category_id, subcategory_id=part_id, text="Течёт", source="call", is_confirmed=True,
                origin=f"fuzz:utility:{next(self._numbers)}",
            )  # fmt: skip
