"""Where the time comes from. Injected, so that a test can stand at any moment."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The moment now, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment now, aware, in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved (tests, the playground's demonstrations)."""

    def __init__(self, at: datetime) -> None:
        """Start at ``at`` (aware)."""
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it stands at."""
        return self.at
