"""The child process that writes an Excel file, niced, with a connection of its own: the bot never feels it.

``python -m delivery.export_file`` reads an ``Order`` as JSON from standard input, checks the permission again, and
writes ``{"done": n, "total": n}`` lines while it works. In a thread the bot's slowest answers were 126 times slower.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from db import Database
from delivery import journal_file
from domain.access import Actor
from domain.clock import SystemClock
from domain.export_tables import table
from domain.exports import Cell, Column
from repositories import exports
from repositories.uow import Uow
from services.exports import allowed
from ui.campaigns import RESULTS
from ui.orders import GAME_TYPES, GIFTS, POLYGONS, STATUSES
from ui.purchases import STATES as PURCHASE_STATES
from ui.qr import qr_png
from ui.texts import Words
from ui.ticket_words import KINDS, STATES
from ui.utility_words import STATES as REQUEST_STATES
from ui.visit_words import MEMBERSHIPS, METHODS, VISITS

REPORT_EVERY = 500  # rows
QR_SCALE, QR_SIDE, QR_HEIGHT = 4, 104, 80  # pixels of a square, of the picture on the sheet; points of its row
SPOKEN = {
    "orders": (POLYGONS, GAME_TYPES, GIFTS, STATUSES),
    "tickets": (KINDS, STATES),
    "purchases": (PURCHASE_STATES,),
    "recipients": (RESULTS,),
    "requests": (REQUEST_STATES,),
    "memberships": (MEMBERSHIPS,),
    "membership_money": (METHODS,),
    "visits": (VISITS,),
}
LABELS = {
    name: {str(value): said for words in maps for value, said in words.items()} for name, maps in SPOKEN.items()
}  # fmt: skip
_FORMATS = {
    Cell.MOMENT: "DD.MM.YYYY HH:MM", Cell.MONEY: "#,##0.00", Cell.NUMBER: "0", Cell.MINUTES: "0", Cell.HOURS: "0",
    Cell.DAY: "DD.MM.YYYY", Cell.LAST_DAY: "DD.MM.YYYY",
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What the parent asks for. ``bounds`` are ISO moments; ``telegram_id`` is who asks: the right is checked again."""

    url: str
    path: str
    telegram_id: int
    table: str
    columns: list[str]
    bounds: list[str] | None
    language: str
    zone: str
    currency: str
    bot: str  # its @name, for links
    ask: dict[str, Any] | None = None  # a journal's filters, order and columns
    only: int | None = None  # of one thing: a broadcast

    def to_json(self) -> str:
        """For the child's standard input."""
        return json.dumps(asdict(self))


def main() -> int:
    """Write one file; the exit status is 0 when it is complete."""
    if hasattr(os, "nice"):
        os.nice(19)
    order = Order(**json.load(sys.stdin))
    database = Database(order.url, SystemClock())
    try:
        database.read_now(lambda uow: write(uow, order))
    finally:
        database.close()
    return 0


def write(uow: Uow, order: Order) -> int:
    """Stream the rows into the file; gives how many. Raises ``Forbidden`` where the person may not have them."""
    from openpyxl import Workbook  # noqa: PLC0415  (imported here only: the bot stays small)
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    actor = uow.people.actor_of(order.telegram_id)
    if actor is None:
        raise PermissionError("nobody")
    words = Words(order.language, ZoneInfo(order.zone), order.currency)
    if order.ask is not None:
        title, columns, total, rows = journal_file.plan(uow, actor, order.table, order.ask, words)
    else:
        title, columns, total, rows = _table(uow, actor, order, words)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for at, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.append(_heading(sheet, columns, words))
    _report(0, total)
    done, sums = _fill(sheet, columns, rows, words, order.bot, total)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{done + 1}"
    if sums:
        sheet.append(_totals(sheet, columns, words, sums))
    book.save(order.path)
    _report(done, done)
    return done


def _fill(
    sheet: Any, columns: list[Column], rows: Iterator[tuple[Any, ...]], words: Words, bot: str, total: int
) -> tuple[int, Counter[str]]:
    """The rows, one after the other; gives how many, and what the columns that are added up come to."""
    done, sums = 0, Counter[str]()
    pictured = any(column.cell is Cell.QR for column in columns)
    for done, row in enumerate(rows, 1):
        if pictured:
            sheet.row_dimensions[done + 1].height = QR_HEIGHT
        sheet.append([_cell(sheet, c, value, words, bot) for c, value in zip(columns, row, strict=True)])
        if pictured:
            _print_qr(sheet, columns, row, done + 1, bot)
        sums.update({c.name: value or 0 for c, value in zip(columns, row, strict=True) if c.total})
        if done % REPORT_EVERY == 0:
            _report(done, total)
    return done, sums


def _table(
    uow: Uow, actor: Actor, order: Order, words: Words
) -> tuple[str, list[Column], int, Iterator[tuple[Any, ...]]]:
    """A table of /export: its title, the columns chosen, how many rows, and the rows."""
    allowed(actor, order.table)
    known = {column.name: column for column in table(order.table).columns}
    columns = [known[name] for name in order.columns]
    bounds = None
    if order.bounds:
        start, end = (datetime.fromisoformat(at).astimezone(words.zone) for at in order.bounds)
        bounds = start, end
    labels = LABELS.get(order.table, {})
    rows = (
        tuple(labels.get(str(v), v) if c.cell is Cell.WORD else v for c, v in zip(columns, row, strict=True))
        for row in exports.stream(uow.session, order.table, order.columns, bounds, order.only)
    )
    return (
        words.plain(table(order.table).title),
        columns,
        exports.count(uow.session, order.table, bounds, order.only),
        rows,
    )


def _totals(sheet: Any, columns: list[Column], words: Words, sums: Counter[str]) -> list[Any]:
    """The last row: what the columns come to."""
    from openpyxl.styles import Font  # noqa: PLC0415

    cells = [_cell(sheet, column, sums.get(column.name), words) for column in columns]
    if cells[0] is None:
        cells[0] = text_cell(sheet, words.plain("Total"))
    for cell in cells:
        if cell is not None:
            cell.font = Font(bold=True)
    return cells


def _heading(sheet: Any, columns: list[Column], words: Words) -> list[Any]:
    from openpyxl.styles import Font  # noqa: PLC0415

    cells = [text_cell(sheet, words.plain(column.title)) for column in columns]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _cell(sheet: Any, column: Column, value: Any, words: Words, bot: str = "") -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if value is None or value == "" or column.cell is Cell.QR:
        return None
    if column.cell is Cell.LINK:
        return text_cell(sheet, account_link(bot, str(value)))
    if column.cell is Cell.WORD:
        return text_cell(sheet, words.plain(str(value)))
    if column.cell is Cell.TEXT:
        return text_cell(sheet, _flat(value))
    typed: Any = value
    if column.cell is Cell.MOMENT:
        typed = words.local(value).replace(tzinfo=None)  # Excel knows no zones: the business's wall clock
    elif column.cell is Cell.MONEY:
        typed = value / 100
    elif column.cell is Cell.MINUTES:
        typed = value // 60
    elif column.cell is Cell.HOURS:
        typed = value // 3600
    elif column.cell is Cell.LAST_DAY:
        typed = value - timedelta(days=1)
    cell = WriteOnlyCell(sheet, typed)
    cell.number_format = _FORMATS[column.cell]
    return cell


def account_link(bot: str, code: str) -> str:
    """What the bill's QR opens: the bot, with the account filled in; phone and proof are asked for all the same."""
    return f"https://t.me/{bot}?start=a_{code}"


def _print_qr(sheet: Any, columns: list[Column], row: tuple[Any, ...], line: int, bot: str) -> None:
    """The link of a row as a picture in its cell."""
    from openpyxl.drawing.image import Image  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for at, (column, value) in enumerate(zip(columns, row, strict=True), 1):
        if column.cell is Cell.QR and value:
            picture = Image(BytesIO(qr_png(account_link(bot, str(value)), scale=QR_SCALE)))
            picture.width = picture.height = QR_SIDE
            sheet.add_image(picture, f"{get_column_letter(at)}{line}")


def text_cell(sheet: Any, value: str) -> Any:
    """Text that stays text: `=1+1` is no formula, and a control character does not break the file."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:32767])
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said}" for name, said in value.items())
    return str(value)


def _report(done: int, total: int) -> None:
    sys.stdout.write(json.dumps({"done": done, "total": total}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
