"""What the export's child puts into the file of a journal: the rows that are filtered, the columns that are shown."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from domain.access import Actor, Permission, require
from domain.exports import Column
from domain.journal import CELLS, NO, YES, Kind, allowed
from domain.journal import Column as Declared
from domain.journal_ask import parse
from repositories.journal import Journal
from repositories.uow import Uow
from services.journal import FILE_MOST
from ui.journal_words import label, title
from ui.texts import Words

_PIXELS = 7  # of the page to a character of the sheet


def plan(
    uow: Uow, actor: Actor, table: str, asked: dict[str, Any], words: Words
) -> tuple[str, list[Column], int, Iterator[tuple[Any, ...]]]:
    """The sheet's title, its columns, how many rows, and the rows. Raises ``Forbidden`` for who may not have them."""
    require(actor, Permission.EXPORT)
    declared = allowed(actor, table)
    ask = parse(declared, asked)
    chosen = [declared.known[key] for key in ask.columns]
    journal = Journal(uow.session, ask, ZoneInfo(words.zone.key))
    columns = [Column(one.key, one.title, CELLS[one.kind], max(8, one.width // _PIXELS)) for one in chosen]
    rows = (tuple(_said(words, table, one, value) for one, value in zip(chosen, row, strict=True))
            for row in journal.stream())  # fmt: skip
    return title(words, table), [_named(one) for one in columns], min(journal.count(FILE_MOST), FILE_MOST), rows


def _named(column: Column) -> Column:
    """Words are in the reader's language already: the sheet takes them as they are."""
    return replace(column, cell=CELLS[Kind.TEXT]) if column.cell is CELLS[Kind.CHOICE] else column


def _said(words: Words, table: str, column: Declared, value: Any) -> Any:
    if value is None:
        return None
    if column.kind is Kind.FLAG:
        return label(words, table, column, YES if value else NO)
    return label(words, table, column, str(value)) if column.kind is Kind.CHOICE else value
