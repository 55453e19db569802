"""What of the gym's members leaves a transaction: frozen values. Money in minor units, days of the business."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.memberships import Span, State
from domain.payments import Method
from domain.views import ClientView


class Which(StrEnum):
    """Which members a list shows (S5.19–S5.21); ending and ended are asked about with a number of days."""

    ALL = "all"
    ACTIVE = "active"
    INACTIVE = "inactive"
    FROZEN = "frozen"
    ENDING = "ending"
    ENDED = "ended"
    DELETED = "deleted"


@dataclass(frozen=True)
class PlanView:
    """What is sold. ``visits`` None: any number; ``sold``: how many memberships name it."""

    id: int
    name: str
    days: int
    visits: int | None
    price: int
    freeze_days: int
    is_archived: bool = False
    sold: int = 0
    version: int = 1


@dataclass(frozen=True)
class MembershipView:
    """A membership. ``used``: visits taken; ``freezes``: its frozen days.

    ``signed_off``: from how many trainings calling it off has just taken the member.
    """

    id: int
    name: str
    state: State
    price: int
    paid: int
    days: int
    visits: int | None
    used: int
    freeze_days: int
    span: Span | None = None
    freezes: tuple[Span, ...] = ()
    client_uid: int = 0
    signed_off: int = 0

    @property
    def visits_left(self) -> int | None:
        """How many visits are left; None where any number is allowed."""
        return None if self.visits is None else max(0, self.visits - self.used)

    @property
    def freeze_left(self) -> int:
        """How many days may still be frozen."""
        return max(0, self.freeze_days - sum(one.days for one in self.freezes))


@dataclass(frozen=True)
class Move:
    """A membership whose days a freeze would move."""

    name: str
    before: Span
    after: Span


@dataclass(frozen=True)
class FreezePreview:
    """What a freeze of these days would move where; ``left``: days of freeze that would be left."""

    days: Span
    moves: tuple[Move, ...]
    left: int


@dataclass(frozen=True)
class MemberCard:
    """A member as staff and they themselves see it.

    ``active``: the membership that runs today, also while it is frozen (S5.16); ``coming``: what follows, and what was
    asked for and is not paid; ``frozen``: the freeze that runs or comes.
    """

    client: ClientView
    today: date
    is_active: bool
    active: MembershipView | None = None
    coming: tuple[MembershipView, ...] = ()
    past: tuple[MembershipView, ...] = ()
    frozen: Span | None = None
    last_end: date | None = None
    email: str = ""
    region: str = ""
    photo: str = ""
    comment: str = ""
    group_id: int | None = None
    group: str = ""
    joined_at: datetime | None = None
    telegram_id: int | None = None
    visits: int = 0  # trainings they came to, ever
    deleted_at: datetime | None = None
    is_member: bool = True  # has anything of the gym's


@dataclass(frozen=True)
class MemberLine:
    """A member in a list. ``until``: the last day of what they have paid; ``frozen``: the freeze of today."""

    client_uid: int
    name: str
    phone: str
    is_active: bool
    until: date | None = None
    frozen: Span | None = None
    group: str = ""
    telegram_id: int | None = None
    version: int = 1


@dataclass(frozen=True)
class MemberVisit:
    """A training in a member's list. ``state`` of the visit; ``is_off``: the training was cancelled."""

    training_id: int
    starts_at: datetime
    title: str
    state: str
    coach: str = ""
    counts: bool = False
    is_off: bool = False


@dataclass(frozen=True)
class MoneyLine:
    """Money for a membership; a refund's ``amount`` is negative. Minor units."""

    id: int
    at: datetime
    amount: int
    method: Method
    note: str
    is_refund: bool
    membership_id: int
    membership: str
    client_uid: int
    client: str


@dataclass(frozen=True)
class Sale:
    """What can be sold to a client. ``sold``: the newest that was sold to them; a press names it, so it counts once."""

    card: MemberCard
    plans: tuple[PlanView, ...]
    sold: int


@dataclass(frozen=True)
class Offer:
    """A plan for a client: what is due for it now, and the days it would run."""

    card: MemberCard
    plan: PlanView
    due: int
    sold: int
