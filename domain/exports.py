"""Tables that can be exported to Excel, and their columns: declared once, for the bot's buttons and the file alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.access import Permission
from domain.errors import NotFound


class Cell(StrEnum):
    """How a column's values are written into the sheet."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # minor units → the currency's number
    MOMENT = "moment"  # aware → the business's wall clock
    MINUTES = "minutes"  # seconds → minutes
    HOURS = "hours"  # seconds → hours
    DAY = "day"  # a calendar day
    LAST_DAY = "last_day"  # the day after → the last day that counts
    WORD = "word"  # an enum's value → its word in the reader's language


class Period(StrEnum):
    """What an export may cover."""

    MONTH = "month"
    LAST_MONTH = "last"
    NEXT_30 = "next"
    YEAR = "year"
    ALL = "all"


@dataclass(frozen=True)
class Column:
    """One column: the name its query gives it, its heading (English msgid), its kind, its width in characters.

    ``total``: its sum stands in a last row of the file.
    """

    name: str
    title: str
    cell: Cell = Cell.TEXT
    width: int = 16
    total: bool = False


@dataclass(frozen=True)
class Table:
    """A table somebody may export. ``dated``: whether a period can be chosen."""

    name: str
    title: str
    permission: Permission
    columns: tuple[Column, ...]
    dated: bool

    def chosen(self, mask: int) -> tuple[Column, ...]:
        """The columns whose bits are set; all of them where none is."""
        return tuple(c for at, c in enumerate(self.columns) if mask >> at & 1) or self.columns

    @property
    def every(self) -> int:
        """The mask of all columns."""
        return (1 << len(self.columns)) - 1


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


_CLIENTS = Table(
    "clients",
    _("Clients"),
    Permission.EXPORT,
    (
        Column("uid", _("No."), Cell.NUMBER, 8),
        Column("surname", _("Surname"), width=18),
        Column("name", _("First name"), width=16),
        Column("midname", _("Patronymic"), width=18),
        Column("phone", _("Phone"), width=17),
        Column("secondphone", _("Second phone"), width=17),
        Column("description", _("Note"), width=40),
        Column("from", _("How they heard of us"), width=22),
        Column("games", _("Games"), Cell.NUMBER, 8),
        Column("last_game", _("Last game"), Cell.MOMENT, 18),
        Column("created_at", _("Added"), Cell.MOMENT, 18),
    ),
    dated=False,
)
_ORDERS = Table(
    "orders",
    _("Games"),
    Permission.EXPORT,
    (
        Column("uid", _("No."), Cell.NUMBER, 8),
        Column("date", _("Date and time"), Cell.MOMENT, 18),
        Column("status", _("Status"), Cell.WORD, 14),
        Column("client_uid", _("Client No."), Cell.NUMBER, 10),
        Column("client", _("Client"), width=28),
        Column("phone", _("Phone"), width=17),
        Column("polygon", _("Place"), Cell.WORD, 12),
        Column("gametime", _("Game, min"), Cell.MINUTES, 10),
        Column("restroom", _("Rest zone"), Cell.NUMBER, 10),
        Column("resttime", _("Rest, min"), Cell.MINUTES, 10),
        Column("players", _("Players"), Cell.NUMBER, 9),
        Column("came", _("Came"), Cell.NUMBER, 9),
        Column("gametype", _("Type"), Cell.WORD, 16),
        Column("gifts", _("Gifts"), Cell.WORD, 14),
        Column("price", _("Price"), Cell.MONEY, 12),
        Column("deposit", _("Deposit"), Cell.MONEY, 12),
        Column("paid", _("Paid"), Cell.MONEY, 12),
        Column("instructor", _("Instructor"), width=22),
        Column("description", _("Note"), width=40),
        Column("custom", _("Own fields"), width=40),
        Column("cancel_reason", _("Why cancelled"), width=30),
        Column("created_at", _("Added"), Cell.MOMENT, 18),
    ),
    dated=True,
)
_TICKETS = Table(
    "tickets",
    _("Tickets"),
    Permission.EXPORT,
    (
        Column("number", _("No."), Cell.NUMBER, 8),
        Column("kind", _("Kind"), Cell.WORD, 12),
        Column("state", _("State"), Cell.WORD, 12),
        Column("client", _("Client"), width=28),
        Column("person", _("Who asked"), width=22),
        Column("opened_at", _("Opened"), Cell.MOMENT, 18),
        Column("taken_at", _("Taken"), Cell.MOMENT, 18),
        Column("closed_at", _("Closed"), Cell.MOMENT, 18),
        Column("agent", _("Answered by"), width=22),
        Column("tariff", _("Tariff"), width=16),
        Column("reaction", _("Reaction, min"), Cell.MINUTES, 14),
        Column("estimate", _("Estimate, h"), Cell.HOURS, 12),
        Column("question", _("Question"), width=60),
        Column("rating", _("Rating"), Cell.NUMBER, 9),
        Column("pay", _("Pay"), Cell.MONEY, 12),
        Column("answer", _("Last answer"), width=40),
    ),
    dated=True,
)
_EARNINGS = Table(
    "earnings",
    _("Contractors' pay"),
    Permission.EXPORT,
    (
        Column("start", _("Period from"), Cell.DAY, 14),
        Column("end", _("Period to"), Cell.LAST_DAY, 14),
        Column("contractor", _("Contractor"), width=28),
        Column("jobs", _("Jobs"), Cell.NUMBER, 10, total=True),
        Column("amount", _("Pay"), Cell.MONEY, 14, total=True),
    ),
    dated=True,
)
_BILLING = Table(
    "billing",
    _("Clients' bills"),
    Permission.EXPORT,
    (
        Column("start", _("Period from"), Cell.DAY, 14),
        Column("end", _("Period to"), Cell.LAST_DAY, 14),
        Column("client_uid", _("Client No."), Cell.NUMBER, 10),
        Column("client", _("Client"), width=28),
        Column("phone", _("Phone"), width=17),
        Column("tariff", _("Tariff"), width=20),
        Column("requests", _("Requests"), Cell.NUMBER, 10, total=True),
        Column("price", _("Price"), Cell.MONEY, 14, total=True),
    ),
    dated=True,
)
_PRODUCTS = Table(
    "products",
    _("Products and services"),
    Permission.EXPORT,
    (
        Column("id", _("No."), Cell.NUMBER, 8),
        Column("title", _("Product's title"), width=30),
        Column("category", _("Category"), width=18),
        Column("price", _("Price"), Cell.MONEY, 12),
        Column("deadline", _("Deadline, days"), Cell.NUMBER, 12),
        Column("description", _("Description"), width=40),
        Column("bought", _("Purchases"), Cell.NUMBER, 10),
        Column("created_on", _("Added"), Cell.MOMENT, 18),
        Column("updated_on", _("Changed"), Cell.MOMENT, 18),
    ),
    dated=False,
)
_PURCHASES = Table(
    "purchases",
    _("Purchases"),
    Permission.EXPORT,
    (
        Column("id", _("No."), Cell.NUMBER, 8),
        Column("created_on", _("Added"), Cell.MOMENT, 18),
        Column("state", _("State"), Cell.WORD, 12),
        Column("title", _("Product's title"), width=30),
        Column("person", _("Customer"), width=24),
        Column("email", _("E-mail"), width=28),
        Column("price", _("Price"), Cell.MONEY, 12),
        Column("discount", _("Discount"), Cell.MONEY, 12),
        Column("promo_code", _("Promo code"), width=16),
        Column("paid", _("Paid"), Cell.MONEY, 12),
        Column("reason", _("Why cancelled"), width=30),
        Column("updated_on", _("Changed"), Cell.MOMENT, 18),
    ),
    dated=True,
)
_PROMO_USES = Table(
    "promo_uses",
    _("Promo code uses"),
    Permission.EXPORT,
    (
        Column("code", _("Promo code"), width=18),
        Column("at", _("Date and time"), Cell.MOMENT, 18),
        Column("person", _("Customer"), width=24),
        Column("purchase", _("Purchase No."), Cell.NUMBER, 12),
        Column("discount", _("Discount"), Cell.MONEY, 12),
        Column("returned_at", _("Returned"), Cell.MOMENT, 18),
    ),
    dated=True,
)
_RECIPIENTS = Table(
    "recipients",
    _("Recipients of broadcasts"),
    Permission.EXPORT,
    (
        Column("campaign", _("Broadcast No."), Cell.NUMBER, 12),
        Column("started_at", _("Sent on"), Cell.MOMENT, 18),
        Column("person", _("Recipient"), width=24),
        Column("telegram_id", _("Telegram id"), Cell.NUMBER, 16),
        Column("state", _("How it went"), Cell.WORD, 20),
        Column("at", _("Date and time"), Cell.MOMENT, 18),
        Column("unsubscribed_at", _("Unsubscribed on"), Cell.MOMENT, 18),
    ),
    dated=True,
)
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (_ORDERS, _CLIENTS, _TICKETS, _EARNINGS, _BILLING, _PRODUCTS, _PURCHASES, _PROMO_USES, _RECIPIENTS)
}  # fmt: skip


def table(name: str) -> Table:
    """The table of this name; raises ``NotFound``."""
    if (found := TABLES.get(name)) is None:
        raise NotFound("There is no such table.")
    return found


def bounds(period: Period, today: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The half-open time a period covers, in UTC; None for everything."""
    month = today.replace(day=1)
    spans = {
        Period.MONTH: (month, _next_month(month)),
        Period.LAST_MONTH: ((month - timedelta(days=1)).replace(day=1), month),
        Period.NEXT_30: (today, today + timedelta(days=30)),
        Period.YEAR: (today.replace(month=1, day=1), date(today.year + 1, 1, 1)),
    }
    if period is Period.ALL:
        return None
    first, after = spans[period]
    return _midnight(first, zone), _midnight(after, zone)


def ending_on(end: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The bounds that hold the billing periods whose next one begins on ``end``: their last day lies in them."""
    return _midnight(end - timedelta(days=1), zone), _midnight(end, zone)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
