"""A campaign as staff see it: how many it reaches, how it goes, how it went."""

from dataclasses import dataclass
from datetime import datetime

from domain.campaigns import Kind, Repeat, State


@dataclass(frozen=True)
class Counted:
    """How many an audience has now: all who can be reached, and of these who agreed to adverts."""

    everybody: int
    agreed: int

    def of(self, kind: Kind) -> int:
        """Who gets a campaign of this kind."""
        return self.agreed if kind is Kind.ADVERT else self.everybody


@dataclass(frozen=True)
class Report:
    """How a campaign went, or goes (S5.51): people by result, over its runs."""

    runs: int = 0
    total: int = 0
    queued: int = 0
    sent: int = 0
    refused: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0
    unsubscribed: int = 0

    @property
    def handled(self) -> int:
        """Whom it is over with."""
        return self.sent + self.refused + self.failed + self.unknown + self.skipped


@dataclass(frozen=True)
class CampaignView:
    """A campaign as staff see it. ``plain`` is its text without markup, ``param`` what its audience was given."""

    id: int
    kind: Kind
    plain: str
    audience: str
    param: int | str | None
    param_title: str
    repeat: Repeat
    state: State
    next_at: datetime | None
    created_at: datetime
    author: str
    report: Report
    is_night: bool = False  # an advert that waits for the morning in the midst of a run

    @property
    def is_running(self) -> bool:
        """Whether its letters go out."""
        return self.state is State.RUNNING
