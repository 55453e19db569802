"""The words in which migrations name columns, keys and indexes, as the models do."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from models import Json, UtcDateTime


def key(name: str = "id") -> sa.Column[int]:
    """The primary key."""
    return sa.Column(name, sa.Integer(), primary_key=True)


def text(name: str, most: int, *, empty: bool = False) -> sa.Column[str]:
    """A text of at most ``most`` characters."""
    return sa.Column(name, sa.String(most), nullable=empty)


def number(name: str, *, empty: bool = False, big: bool = False) -> sa.Column[int]:
    """A whole number; ``big`` for what Telegram gives and for money."""
    return sa.Column(name, sa.BigInteger() if big else sa.Integer(), nullable=empty)


def moment(name: str, *, empty: bool = False) -> sa.Column[object]:
    """An aware UTC moment."""
    return sa.Column(name, UtcDateTime(), nullable=empty)


def json(name: str, *, empty: bool = False) -> sa.Column[object]:
    """A JSON value."""
    return sa.Column(name, Json, nullable=empty)


def flag(name: str) -> sa.Column[bool]:
    """Yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def day(name: str, *, empty: bool = False) -> sa.Column[object]:
    """A calendar day of the business."""
    return sa.Column(name, sa.Date(), nullable=empty)


def words(name: str) -> sa.Column[str]:
    """A text of any length."""
    return sa.Column(name, sa.Text(), nullable=False)


def link(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """A foreign key by its name in the models."""
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def index(table: str, columns: Sequence[str], name: str = "", where: str = "") -> None:
    """An index by its name in the models; ``where`` makes it a partial one."""
    condition = sa.text(where) if where else None
    op.create_index(
        name or f"ix_{table}_{'_'.join(columns)}",
        table,
        columns,
        sqlite_where=condition,
        postgresql_where=condition,
    )
