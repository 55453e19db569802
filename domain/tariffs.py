"""What of tariffs and money leaves a transaction: frozen values. Money in minor units, lengths of time in seconds."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Allowance:
    """What a client's tariff gives, and how much of it is left until ``until``, the first day of the next period.

    ``requests`` and ``left`` are None where any number is allowed; ``reaction`` in seconds.
    """

    tariff_id: int
    tariff: str
    requests: int | None
    used: int
    left: int | None
    until: date
    paid_until: date | None
    is_paid: bool
    reaction: int
    around_clock: bool
    shows_contacts: bool
    may_pin: bool
    pinned_id: int | None


@dataclass(frozen=True)
class OwnTariff:
    """A customer's tariff as they see it. ``helper``: the id and first name of who did the latest job.

    ``price`` in minor units a period; ``pinned`` is the first name of who is asked first; ``contact`` the business's.
    """

    allowance: Allowance | None
    price: int = 0
    pinned: str = ""
    helper: tuple[int, str] | None = None
    contact: str = ""
