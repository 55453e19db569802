"""What can be paid for, and how (T40)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    """What money is for; ``subject_id`` of a payment is the purchase, the tariff's client, the game, the membership."""

    PURCHASE = "purchase"
    TARIFF = "tariff"  # a billing period of a tariff (S3.53)
    DEPOSIT = "deposit"  # of a game
    MEMBERSHIP = "member"  # of the gym (S5.14)


class Method(StrEnum):
    """How it came."""

    NOTED = "noted"  # outside of the bot; the staff have written it down
    TELEGRAM = "telegram"  # by a Telegram invoice, where a provider's token is set


APPROVED_FOR: Final = timedelta(minutes=10)  # after a yes to Telegram nobody else pays for the same thing
NOTE_MOST: Final = 200


@dataclass(frozen=True)
class Subject:
    """What is paid for. ``name``: the product's or the tariff's; ``at``: when the game is; ``until``: paid by it."""

    kind: Kind
    subject_id: int
    name: str = ""
    at: datetime | None = None
    until: date | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON, for a notice."""
        at, until = (value.isoformat() if value else None for value in (self.at, self.until))
        return {"kind": str(self.kind), "subject_id": self.subject_id, "name": self.name, "at": at, "until": until}

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Subject":
        """What ``stored`` gave."""
        at, until = facts["at"], facts["until"]
        return cls(
            Kind(facts["kind"]), facts["subject_id"], facts["name"],
            datetime.fromisoformat(at) if at else None, date.fromisoformat(until) if until else None,
        )  # fmt: skip


@dataclass(frozen=True)
class InvoiceView:
    """An invoice to be sent. ``amount`` in minor units; ``code`` is its payload."""

    code: str
    subject: Subject
    amount: int
    currency: str


@dataclass(frozen=True)
class Charge:
    """A payment as Telegram tells of it: it counts once by ``charge_id``. ``amount`` in minor units."""

    code: str
    amount: int
    currency: str
    charge_id: str
    provider_charge_id: str = ""


@dataclass(frozen=True)
class DeskMoney:
    """What the staff see of one thing's money, minor units. ``back``: what can be returned; ``by_telegram`` of it."""

    subject: Subject
    due: int
    back: int
    by_telegram: int
