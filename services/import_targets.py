"""What reading a file in needs of each kind of thing: find by key, add many, change, take back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from domain.access import Actor, Permission
from domain.accounts import address
from domain.imports import Kind
from domain.people import new_code

if TYPE_CHECKING:
    from models import Account, Client
    from repositories.uow import Uow

T = TypeVar("T")
AT_ONCE: Final = 500  # values that one statement names


class Target(Protocol):
    """One kind of thing that a file may add and change; rows are its own."""

    permission: Permission
    subject: str  # the kind in the history

    def known(self, uow: "Uow", keys: Collection[str]) -> Mapping[str, Sequence[Any]]:
        """What is there, by key."""
        ...

    def wanted(self, row: Any, values: Mapping[str, str]) -> dict[str, str]:
        """Of what a file says, what concerns a thing that is there."""
        ...

    def words(self, row: Any) -> str:
        """What it is called."""
        ...

    def id_of(self, row: Any) -> int:
        """Its number."""
        ...

    def add_all(self, uow: "Uow", actor: Actor, values: Sequence[Mapping[str, str]]) -> Sequence[Any]:
        """New things, at once."""
        ...

    def by_ids(self, uow: "Uow", ids: Collection[int]) -> Mapping[int, Any]:
        """Things by number, those that are still there."""
        ...

    def used(self, uow: "Uow", ids: Collection[int]) -> Collection[int]:
        """Which of them something else belongs to by now."""
        ...

    def remove(self, uow: "Uow", row: Any) -> None:
        """Take it away, as a person would."""
        ...


class ClientTarget:
    """Clients' cards, known by a phone."""

    permission = Permission.CLIENTS_WRITE
    subject = "client"

    def known(self, uow: "Uow", keys: Collection[str]) -> "Mapping[str, Sequence[Client]]":
        """The cards that have these phones, main or second."""
        return uow.clients.find_by_phones(keys)

    def wanted(self, row: "Client", values: Mapping[str, str]) -> dict[str, str]:
        """A phone that is on the card already says nothing new."""
        phones = (row.phone, row.secondphone)
        return {
            name: value for name, value in values.items()
            if name != "phone" and not (name == "secondphone" and value in phones)
        }  # fmt: skip

    def words(self, row: "Client") -> str:
        """`Минеева Ольга Сергеевна`."""
        return " ".join(part for part in (row.surname, row.name, row.midname) if part)

    def id_of(self, row: "Client") -> int:
        """The card's number."""
        return row.uid

    def add_all(self, uow: "Uow", actor: Actor, values: Sequence[Mapping[str, str]]) -> "Sequence[Client]":
        """Cards, in one statement."""
        return uow.clients.add_all([uow.clients.row(**one, created_by=actor.user_id) for one in values])

    def by_ids(self, uow: "Uow", ids: Collection[int]) -> "Mapping[int, Client]":
        """Cards that were not deleted."""
        return uow.clients.list_by_ids(ids)

    def used(self, uow: "Uow", ids: Collection[int]) -> Collection[int]:
        """Who has games, tickets, a tariff or a Telegram account."""
        return uow.clients.list_used(ids)

    def remove(self, uow: "Uow", row: "Client") -> None:
        """Delete the card."""
        uow.clients.archive(row)


class AccountTarget:
    """Personal accounts, known by their number in any notation."""

    permission = Permission.DIRECTORIES
    subject = "account"

    def known(self, uow: "Uow", keys: Collection[str]) -> "Mapping[str, Sequence[Account]]":
        """The accounts in use that have these numbers."""
        found: dict[str, Account] = {}
        for part in _parts(keys):
            found |= uow.accounts.find_by_numbers(part)
        return {key: (row,) for key, row in found.items()}

    def wanted(self, row: "Account", values: Mapping[str, str]) -> dict[str, str]:
        """A number in another notation says nothing new."""
        return {name: value for name, value in values.items() if name != "number"}

    def words(self, row: "Account") -> str:
        """`100200300, Лесная, 4а, 12`."""
        return address(row.street, row.house, row.letter, row.flat, row.number)

    def id_of(self, row: "Account") -> int:
        """The account's id."""
        return row.id

    def add_all(self, uow: "Uow", actor: Actor, values: Sequence[Mapping[str, str]]) -> "Sequence[Account]":
        """Accounts, each with a code for the QR on its bill."""
        rows = [uow.accounts.row(**one, link_code=new_code(), created_by=actor.user_id) for one in values]
        return uow.imports.add_all(rows)

    def by_ids(self, uow: "Uow", ids: Collection[int]) -> "Mapping[int, Account]":
        """Accounts in use."""
        found: dict[int, Account] = {}
        for part in _parts(ids):
            found |= uow.accounts.list_by_ids(part)
        return {id_: row for id_, row in found.items() if row.archived_at is None}

    def used(self, uow: "Uow", ids: Collection[int]) -> Collection[int]:
        """Where somebody lives, or has asked for something."""
        return {id_ for part in _parts(ids) for id_ in uow.imports.accounts_in_use(part)}

    def remove(self, uow: "Uow", row: "Account") -> None:
        """Take it out of use."""
        uow.accounts.archive(row)


def _parts(values: Collection[T]) -> Iterator[list[T]]:
    """Many values in the parts that one statement names."""
    listed = list(values)
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


TARGETS: Mapping[Kind, Target] = {Kind.CLIENT: ClientTarget(), Kind.ACCOUNT: AccountTarget()}
