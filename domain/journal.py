"""The tables people look through, filter and take away as Excel: declared once, for the page, SQL and the file alike.

S4.10–S4.14. Requests of residents come first; tickets, games, purchases and clients are the same component.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from domain.access import Actor, Permission
from domain.errors import Forbidden, NotFound
from domain.exports import Cell
from domain.orders import GameType as Game
from domain.orders import Gifts, Polygon, Status
from domain.shop import State as Purchase
from domain.tickets import Kind as TicketKind
from domain.tickets import State as Ticket
from domain.utility import Source, State

NOBODY: Final = "-"  # a choice: not said
YES, NO = "yes", "no"


class Kind(StrEnum):
    """How a column is filtered and shown."""

    TEXT = "text"  # a part of it, in any case
    EXACT = "exact"  # all of it: a house 12 is not 112
    CHOICE = "choice"  # any of some
    DATE = "date"  # days, from and to
    NUMBER = "number"  # from and to
    MONEY = "money"  # the same, in the currency
    FLAG = "flag"  # yes or no


CELLS: Final[Mapping[Kind, Cell]] = {
    Kind.TEXT: Cell.TEXT, Kind.EXACT: Cell.TEXT, Kind.CHOICE: Cell.WORD, Kind.DATE: Cell.MOMENT,
    Kind.NUMBER: Cell.NUMBER, Kind.MONEY: Cell.MONEY, Kind.FLAG: Cell.WORD,
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: its key, its heading (English msgid), its kind, its width in pixels, whether it is shown at first.

    ``values``: what a choice may be, where that is declared; ``listed``: the directory that says it otherwise.
    ``least``: letters that a part of a text needs. ``sorts``: whether an index gives this order.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 140
    shown: bool = True
    values: tuple[str, ...] = ()
    listed: str = ""
    least: int = 1
    sorts: bool = False

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen, where it is declared."""
        return (YES, NO) if self.kind is Kind.FLAG else self.values


@dataclass(frozen=True)
class Table:
    """A journal: who may see it, its area in ``FEATURES``, its columns, and which of them is its state."""

    name: str
    title: str
    permission: Permission
    area: str
    state: str
    columns: tuple[Column, ...]

    @property
    def known(self) -> Mapping[str, Column]:
        """The columns by key."""
        return {column.key: column for column in self.columns}

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns shown to who has chosen none."""
        return tuple(column.key for column in self.columns if column.shown)


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def _said(*values: StrEnum) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _day(key: str, title: str, *, shown: bool = True, sorts: bool = True) -> Column:
    return Column(key, title, Kind.DATE, 150, shown=shown, sorts=sorts)


def _part(key: str, title: str, width: int = 160, *, shown: bool = True) -> Column:
    """A text that trigrams find."""
    return Column(key, title, Kind.TEXT, width, shown=shown, least=3)


_REQUESTS = Table(
    "requests", _("Requests of residents"), Permission.REQUESTS, "requests", "state",
    (
        Column("id", _("No."), Kind.NUMBER, 80, sorts=True),
        Column("state", _("State"), Kind.CHOICE, 200, values=_said(*State), sorts=True),
        _day("created_at", _("Filed")),
        Column("is_urgent", _("Urgent"), Kind.FLAG, 90, sorts=True),
        Column("category", _("Request's category"), Kind.CHOICE, 150, listed="categories", sorts=True),
        Column("subcategory", _("Request's subcategory"), Kind.CHOICE, 170, listed="subcategories", sorts=True),
        _part("street", _("Street")),
        Column("house", _("House"), Kind.EXACT, 80, sorts=True),
        Column("flat", _("Flat"), Kind.EXACT, 90, sorts=True),
        _part("full_name", _("Resident"), 190),
        _part("phone", _("Phone"), 150),
        _part("text", _("Request's text"), 280),
        Column("executor", _("Executor"), Kind.CHOICE, 180, listed="executors", sorts=True),
        _part("account", _("Personal account"), 140, shown=False),
        _part("city", _("City"), 120, shown=False),
        _part("wish", _("When it suits"), shown=False),
        Column("source", _("Came by"), Kind.CHOICE, 110, False, _said(*Source), sorts=True),
        Column("is_confirmed", _("Resident confirmed"), Kind.FLAG, 120, False, sorts=True),
        _day("assigned_at", _("Assigned"), shown=False),
        _day("started_at", _("Started"), shown=False),
        _day("done_at", _("Done"), shown=False),
        _day("closed_at", _("Closed"), shown=False),
        _part("reason", _("Why closed"), shown=False),
        Column("rating", _("Rating"), Kind.CHOICE, 90, False, ("1", "2", "3", "4", "5"), sorts=True),
        Column("incident", _("Incident"), Kind.NUMBER, 110, False, sorts=True),
    ),
)  # fmt: skip
_TICKETS = Table(
    "tickets", _("Tickets"), Permission.TICKETS_MANAGE, "tickets", "state",
    (
        Column("id", _("No."), Kind.NUMBER, 80, sorts=True),
        Column("kind", _("Kind"), Kind.CHOICE, 110, values=_said(*TicketKind)),
        Column("state", _("State"), Kind.CHOICE, 130, values=_said(*Ticket), sorts=True),
        _day("created_at", _("Opened"), sorts=False),
        Column("client", _("Client"), width=200),
        Column("person", _("Who asked"), width=160),
        Column("question", _("Question"), width=300),
        Column("agent", _("Answered by"), width=160),
        Column("tariff", _("Tariff"), Kind.CHOICE, 130, listed="tariffs"),
        _day("taken_at", _("Taken"), shown=False, sorts=False),
        _day("closed_at", _("Closed")),
        Column("answer", _("Last answer"), width=240, shown=False),
        Column("rating", _("Rating"), Kind.CHOICE, 90, values=("1", "2", "3", "4", "5")),
        Column("pay", _("Pay"), Kind.MONEY, 110, shown=False),
    ),
)  # fmt: skip
_ORDERS = Table(
    "orders", _("Games"), Permission.ORDERS_READ, "orders", "status",
    (
        Column("uid", _("No."), Kind.NUMBER, 80, sorts=True),
        _day("date", _("Date and time")),
        Column("status", _("Status"), Kind.CHOICE, 140, values=_said(*Status)),
        Column("client", _("Client"), width=200),
        Column("phone", _("Phone"), width=150),
        Column("polygon", _("Place"), Kind.CHOICE, 110, values=_said(*Polygon)),
        Column("players", _("Players"), Kind.NUMBER, 100),
        Column("came", _("Came"), Kind.NUMBER, 100, shown=False),
        Column("gametype", _("Type"), Kind.CHOICE, 130, values=_said(*Game)),
        Column("gifts", _("Gifts"), Kind.CHOICE, 120, False, _said(*Gifts)),
        Column("price", _("Price"), Kind.MONEY, 110),
        Column("deposit", _("Deposit"), Kind.MONEY, 120, shown=False),
        Column("paid", _("Paid"), Kind.MONEY, 110),
        Column("instructor", _("Instructor"), width=160),
        Column("description", _("Note"), width=240, shown=False),
        Column("cancel_reason", _("Why cancelled"), width=200, shown=False),
        _day("created_at", _("Added"), shown=False, sorts=False),
    ),
)  # fmt: skip
_PURCHASES = Table(
    "purchases", _("Purchases"), Permission.PURCHASES, "shop", "state",
    (
        Column("id", _("No."), Kind.NUMBER, 80, sorts=True),
        _day("created_on", _("Added"), sorts=False),
        Column("state", _("State"), Kind.CHOICE, 160, values=tuple(str(int(one)) for one in Purchase), sorts=True),
        Column("title", _("Product's title"), width=240),
        Column("person", _("Customer"), width=170),
        Column("email", _("E-mail"), width=200, shown=False),
        Column("price", _("Price"), Kind.MONEY, 110),
        Column("discount", _("Discount"), Kind.MONEY, 110),
        Column("promo_code", _("Promo code"), width=130),
        Column("paid", _("Paid"), Kind.MONEY, 110),
        Column("reason", _("Why cancelled"), width=200, shown=False),
        _day("updated_on", _("Changed"), shown=False, sorts=False),
    ),
)  # fmt: skip
_CLIENTS = Table(
    "clients", _("Clients"), Permission.CLIENTS_READ, "clients", "",
    (
        Column("uid", _("No."), Kind.NUMBER, 80, sorts=True),
        Column("surname", _("Surname"), width=160, sorts=True),
        Column("name", _("First name"), width=140, sorts=True),
        Column("midname", _("Patronymic"), width=160, sorts=True),
        Column("phone", _("Phone"), width=150, sorts=True),
        Column("secondphone", _("Second phone"), width=150, shown=False),
        Column("description", _("Note"), width=280),
        Column("from", _("How they heard of us"), width=180),
        _day("created_at", _("Added"), sorts=False),
    ),
)  # fmt: skip
TABLES: Final[Mapping[str, Table]] = {
    table.name: table for table in (_REQUESTS, _TICKETS, _ORDERS, _PURCHASES, _CLIENTS)
}


def table(name: str) -> Table:
    """The journal of this name; raises ``NotFound``."""
    if (found := TABLES.get(name)) is None:
        raise NotFound("There is no such table.")
    return found


def allowed(actor: Actor, name: str) -> Table:
    """The journal, if this person may see it; raises ``Forbidden``. The export's child asks this again."""
    chosen = table(name)
    if not actor.may(chosen.permission):
        raise Forbidden("This is not open to you. If you think it should be, ask the owner.")
    return chosen


def file_of(data_dir: Path, job_id: int) -> Path:
    """Where the file of a job waits until a browser fetches it."""
    return exports_dir(data_dir) / f"{job_id}.xlsx"


def exports_dir(data_dir: Path) -> Path:
    """Where such files wait, an hour each and no longer."""
    return data_dir / "exports"
