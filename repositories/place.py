"""What surrounds a transaction: where the business is, what is kept between transactions, what seals secrets."""

from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo


@dataclass
class Memory:
    """What is kept between transactions: `settings`. A commit that touched a name forgets it."""

    values: dict[str, Any] = field(default_factory=dict)
    generation: int = 0

    def forget(self, names: set[str]) -> None:
        """Forget what a commit has changed; what a transaction begun before it loads is not kept either."""
        self.generation += 1
        for name in names:
            self.values.pop(name, None)


@dataclass(frozen=True)
class Place:
    """Where the business is: zone, country of a phone typed without ``+``, currency; whether it is paid in the bot."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Moscow"))
    region: str = "RU"
    currency: str = "RUB"
    takes_payments: bool = False


class Safe(Protocol):
    """Encrypts what must not lie in the database in clear (``MultiFernet``)."""

    def encrypt(self, msg: bytes) -> bytes:
        """Seal."""
        ...

    def decrypt(self, msg: bytes) -> bytes:
        """Open what was sealed with this key; raises for anything else."""
        ...
