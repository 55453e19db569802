"""What of trainings leaves a transaction: frozen values. Moments are aware, days the business's."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.trainings import MARK_AHEAD, MARK_UNTIL, Stand, State


@dataclass(frozen=True)
class CoachName:
    """Somebody who leads trainings."""

    id: int
    name: str


@dataclass(frozen=True)
class GroupName:
    """A group, with what a training of it begins with."""

    id: int
    name: str
    capacity: int
    coach_id: int | None = None
    link: str = ""


@dataclass(frozen=True)
class TrainingView:
    """A training as anybody may see it; ``link`` only for who leads it or has a place. ``taken``: places held."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    day: date
    capacity: int
    taken: int
    state: State = State.PLANNED
    waiting: int = 0
    coach_id: int | None = None
    coach: str = ""
    group_id: int | None = None
    link: str = ""
    reason: str = ""

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return max(0, self.capacity - self.taken)


@dataclass(frozen=True)
class OwnTraining:
    """A training as a member sees it. ``place``: in the line, from 1; ``off_until``: until then a visit comes back."""

    training: TrainingView
    now: datetime
    stand: Stand | None = None
    place: int = 0
    offered_until: datetime | None = None
    off_until: datetime | None = None
    counts_visits: bool = False
    is_here: bool = False  # seen there; who has only promised to come by an invitation was not

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.training.state is State.PLANNED and self.now < self.training.starts_at

    @property
    def is_late(self) -> bool:
        """Whether signing off now uses the visit up."""
        return self.counts_visits and self.off_until is not None and self.now > self.off_until


@dataclass(frozen=True)
class Schedule:
    """What members choose from: days with how many trainings each has, and what is theirs already."""

    today: date
    days: tuple[tuple[date, int], ...] = ()
    own: tuple[OwnTraining, ...] = ()


@dataclass(frozen=True)
class Week:
    """Seven days of trainings: everybody's, or those of one coach."""

    first: date
    today: date
    days: tuple[tuple[date, int], ...] = ()
    is_own: bool = False


@dataclass(frozen=True)
class Seat:
    """A person at a training, as its coach sees them."""

    visit_id: int
    client_uid: int
    name: str
    stand: Stand


@dataclass(frozen=True)
class TrainingCard:
    """A training as its coach sees it, with a page of its people."""

    training: TrainingView
    now: datetime
    seats: tuple[Seat, ...] = ()
    people: int = 0  # on all pages
    page: int = 0
    came: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it can still be called off, handed over, invited to."""
        return self.training.state is State.PLANNED and self.now < self.training.ends_at

    @property
    def is_marked(self) -> bool:
        """Whether who came can be noted now."""
        begins = self.training.starts_at - MARK_AHEAD
        return self.training.state is State.PLANNED and begins <= self.now <= self.training.ends_at + MARK_UNTIL


@dataclass(frozen=True)
class NewTraining:
    """One training that is made by hand."""

    title: str
    starts_at: datetime
    length: int
    capacity: int
    coach_id: int | None = None
    group_id: int | None = None
    link: str = ""


@dataclass(frozen=True)
class CheckIn:
    """A code for the coach's screen, in clear: it is nowhere else."""

    code: str
    until: datetime
    training: TrainingView


@dataclass(frozen=True)
class TrainingsDue:
    """What the clock has to do: visits whose offer has lapsed, trainings that are over.

    ``hours``: another value where another day has begun or a group's weekly hours were changed.
    """

    lapsed: tuple[int, ...]
    over: tuple[int, ...]
    hours: tuple[date, int]


@dataclass(frozen=True)
class InvitationPlan:
    """Whom an invitation would reach; ``without``: how many of them have no Telegram here."""

    training: TrainingView
    reached: int
    without: int = 0
