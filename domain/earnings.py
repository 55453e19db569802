"""What of a billing period leaves a transaction: who has earned and who owes how much; money in minor units."""

from dataclasses import dataclass

from domain.billing import Period


@dataclass(frozen=True)
class Earned:
    """A contractor's period; ``name`` is empty where it is the reader's own."""

    period: Period
    jobs: int
    amount: int
    name: str = ""


@dataclass(frozen=True)
class OwnEarnings:
    """The reader's own: the period so far, the closed ones, the latest first, and what a job brings now."""

    now: Earned
    closed: tuple[Earned, ...]
    rate: int


@dataclass(frozen=True)
class Owed:
    """A client's period: how many requests, by which tariff, for how much."""

    client_uid: int
    name: str
    tariff: str
    requests: int
    price: int


@dataclass(frozen=True)
class PeriodReport:
    """A period with the others around it; ``is_closed``: fixed for ever (S3.55). Totals are of all, not of a page."""

    period: Period
    is_closed: bool
    earned: tuple[Earned, ...] = ()
    owed: tuple[Owed, ...] = ()
    before: Period | None = None
    after: Period | None = None

    @property
    def amount(self) -> int:
        """What it comes to."""
        return sum(line.amount for line in self.earned) + sum(line.price for line in self.owed)

    @property
    def number(self) -> int:
        """How many jobs, or requests."""
        return sum(line.jobs for line in self.earned) + sum(line.requests for line in self.owed)
