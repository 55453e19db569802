"""What may leave a transaction: frozen values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from domain.access import Actor, Role
from domain.booking import Gap
from domain.clients import NewClient
from domain.orders import GameType, Gifts, Polygon, Status
from domain.people import ConsentKind

if TYPE_CHECKING:
    from domain.tariffs import TariffView

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A part of a list. ``number`` counts from 0; ``pages`` is None where counting all would cost too much."""

    items: tuple[T, ...]
    number: int = 0
    pages: int | None = None
    has_more: bool = False


@dataclass(frozen=True)
class ClientView:
    """A client's card."""

    uid: int
    surname: str
    name: str
    midname: str
    phone: str
    secondphone: str = ""
    description: str = ""
    source: str = ""
    has_telegram: bool = False
    version: int = 1
    deleted_at: datetime | None = None

    @property
    def full_name(self) -> str:
        """`Минеева Ольга Сергеевна`."""
        return " ".join(part for part in (self.surname, self.name, self.midname) if part)


@dataclass(frozen=True)
class PersonView:
    """A staff member or another account."""

    user_id: int
    telegram_id: int
    name: str
    language: str = "ru"
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class OrderView:
    """A game with everything its card shows. Money in minor units, lengths in seconds."""

    uid: int
    date: datetime
    gametime: int
    resttime: int
    restroom: int
    players: int
    polygon: Polygon
    gametype: GameType
    gifts: Gifts
    status: Status
    version: int
    client: ClientView | None = None
    instructor: PersonView | None = None
    description: str = ""
    price: int | None = None
    deposit: int = 0
    paid: int = 0
    came: int | None = None
    buffer: int = 0
    custom: Mapping[str, str] = field(default_factory=dict)
    ordered_by: int | None = None  # the account of the customer who ordered it
    held_until: datetime | None = None
    cancel_reason: str = ""
    deleted_at: datetime | None = None
    undo_until: datetime | None = None  # set on what was just deleted
    is_coming: bool = False  # the client has said so of this game at this time, to the bot or on the phone


@dataclass(frozen=True)
class ClientCard:
    """A client with what the card shows around it. ``games``: the latest ones, the latest first."""

    client: ClientView
    games: tuple[OrderView, ...] = ()
    games_total: int = 0
    games_ahead: int = 0  # of these, still to come
    accounts: tuple[PersonView, ...] = ()  # tied Telegram accounts
    twins: tuple[ClientView, ...] = ()  # other cards with one of the phones


@dataclass(frozen=True)
class QuickFind:
    """Who may be meant by a line such as «Ольга 8 999 643-23-87»; ``new``: what can be added in one press, if any."""

    hits: tuple[ClientView, ...]
    new: NewClient | None = None


@dataclass(frozen=True)
class OrderForm:
    """A game being changed. ``own``: names of the club's own fields; ``most``: players its polygon takes.

    ``usual``: the usual deposit (minor units) or length (seconds); ``staff``, ``clients``: who may be chosen.
    """

    order: OrderView
    own: tuple[str, ...] = ()
    most: int = 1
    usual: int = 0
    staff: tuple[PersonView, ...] = ()
    clients: tuple[ClientView, ...] = ()


@dataclass(frozen=True)
class DayView:
    """A day of the calendar: its games in order, and what is free."""

    day: date
    orders: tuple[OrderView, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class MonthView:
    """A month: games by day, and the days on which nothing is free."""

    year: int
    month: int
    counts: Mapping[date, int]
    full: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Slots:
    """Free starts of one day at one polygon, for a game of ``gametime`` seconds."""

    day: date
    polygon: Polygon
    gametime: int
    starts: tuple[datetime, ...]
    opens: bool = True  # whether the polygon is open that day at all


@dataclass(frozen=True)
class HistoryLine:
    """One event of a thing's history."""

    at: datetime
    who: str
    action: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class ConsentText:
    """What a person is asked to agree to. ``text`` is an owner's own or an English msgid; ``version`` names it."""

    kind: ConsentKind
    version: str
    text: str


@dataclass(frozen=True)
class Accepted:
    """What an invitation gave: a role, a client's card, a tariff. ``actor`` is the person as of now.

    ``offer``: a tariff that ``code`` would give, once the person has agreed and their phone is known.
    """

    actor: Actor
    role: Role | None = None
    client: ClientView | None = None
    tariff: "TariffView | None" = None
    offer: "TariffView | None" = None
    code: str = ""


@dataclass(frozen=True)
class PrivacyView:
    """What is stored about a person, and what they have agreed to and when (None = they have not, or no longer)."""

    person: PersonView
    client: ClientView | None
    personal_at: datetime | None
    adverts_at: datetime | None
    adverts: ConsentText
    email: str = ""
    purchases: int = 0
    accounts: tuple[str, ...] = ()  # personal accounts one is a resident of


@dataclass(frozen=True)
class StaffLine:
    """Somebody's one role: since when, whether they have opened the bot, how many games to come they would leave."""

    person: PersonView
    role: Role
    since: datetime
    has_met: bool = True
    games: int = 0
