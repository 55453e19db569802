"""What reading a file in needs of each kind of thing: find by key, add many, change, take back."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from domain.access import Actor, Permission
from domain.imports import Kind

if TYPE_CHECKING:
    from models import Client
    from repositories.uow import Uow


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


TARGETS: Mapping[Kind, Target] = {Kind.CLIENT: ClientTarget()}
