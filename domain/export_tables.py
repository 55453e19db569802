"""Tables that can be exported to Excel, and their columns: declared once, for the bot's buttons and the file alike."""

from collections.abc import Mapping

from domain import export_tables_gym
from domain.access import Permission
from domain.errors import NotFound
from domain.exports import Cell, Column, Table


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
_ACCOUNTS = Table(
    "accounts",
    _("Personal accounts"),
    Permission.DIRECTORIES,
    (
        Column("number", _("Personal account"), width=18),
        Column("full_name", _("Full name"), width=30),
        Column("city", _("City"), width=16),
        Column("street", _("Street"), width=24),
        Column("house", _("House"), width=8),
        Column("letter", _("Letter of the house"), width=10),
        Column("flat", _("Flat"), width=8),
        Column("phone", _("Phone"), width=17),
        Column("contract", _("Contract"), width=18),
        Column("residents", _("Residents"), Cell.NUMBER, 10),
        Column("created_at", _("Added"), Cell.MOMENT, 18),
        Column("link", _("Link for the bill"), Cell.LINK, 48),
        Column("qr", _("QR for the bill"), Cell.QR, 16),
    ),
    dated=False,
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
_REQUESTS = Table(
    "requests",
    _("Residents' requests"),
    Permission.REQUESTS,
    (
        Column("id", _("No."), Cell.NUMBER, 8),
        Column("created_at", _("Opened"), Cell.MOMENT, 18),
        Column("state", _("State"), Cell.WORD, 14),
        Column("account", _("Personal account"), width=18),
        Column("full_name", _("Full name"), width=30),
        Column("city", _("City"), width=16),
        Column("street", _("Street"), width=24),
        Column("house", _("House"), width=8),
        Column("flat", _("Flat"), width=8),
        Column("phone", _("Phone"), width=17),
        Column("category", _("Kind of request"), width=20),
        Column("subcategory", _("Subcategory"), width=20),
        Column("text", _("What has happened"), width=60),
        Column("wish", _("When it suits"), width=24),
        Column("executor", _("Executor"), width=26),
        Column("assigned_at", _("Assigned"), Cell.MOMENT, 18),
        Column("started_at", _("Started"), Cell.MOMENT, 18),
        Column("done_at", _("Done"), Cell.MOMENT, 18),
        Column("closed_at", _("Closed"), Cell.MOMENT, 18),
        Column("reason", _("Why closed"), width=30),
        Column("rating", _("Rating"), Cell.NUMBER, 9),
    ),
    dated=True,
)
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _ORDERS, _CLIENTS, _TICKETS, _EARNINGS, _BILLING, _PRODUCTS, _PURCHASES, _PROMO_USES, _RECIPIENTS, _REQUESTS,
        _ACCOUNTS, *export_tables_gym.TABLES,
    )
}  # fmt: skip


def table(name: str) -> Table:
    """The table of this name; raises ``NotFound``."""
    if (found := TABLES.get(name)) is None:
        raise NotFound("There is no such table.")
    return found
