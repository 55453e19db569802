"""The child process that draws statistics, or writes them as Excel, niced, with a connection of its own.

``python -m delivery.stats_file`` reads an ``Order`` as JSON from standard input and asks the use case anew, as who
ordered it. A picture's caption is written beside it, from the same numbers.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from db import Database
from delivery.export_file import text_cell
from domain.access import Actor
from domain.clock import SystemClock
from domain.stats import Column, Kind, Numbers, Row, Statistic, Table, Unit, Value, get
from domain.stats_tables import plain
from repositories.uow import Place, Uow
from services import stats
from ui import stats as screens
from ui.stats_picture import picture
from ui.texts import Words

FORMATS = {
    Unit.NUMBER: "#,##0", Unit.MONEY: "#,##0.00", Unit.HOURS: "#,##0.0", Unit.WAIT: "#,##0.0", Unit.SHARE: "0.0",
}  # fmt: skip
FIRST_WIDTH, WIDTH = 28, 20
NICE = 10  # behind whoever talks to the bot; a long export, at 19, is behind this: somebody waits for the picture
CAPTION = ".html"


@dataclass(frozen=True)
class Order:
    """What the parent asks for; days are ISO. ``statistic``: one alone; ``is_picture``: a PNG, else Excel."""

    url: str
    path: str
    telegram_id: int
    area: str
    first: str
    last: str
    compare: bool
    language: str
    zone: str
    currency: str
    region: str
    is_picture: bool = False
    statistic: str = ""

    def to_json(self) -> str:
        """For the child's standard input."""
        return json.dumps(asdict(self))


def main() -> int:
    """Make one file; the exit status is 0 when it is complete."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    order = Order(**json.load(sys.stdin))
    _report(0, 2)
    place = Place(ZoneInfo(order.zone), order.region, order.currency)
    database = Database(order.url, SystemClock(), place)
    try:
        numbers = database.read_now(lambda uow: asked(uow, order))
    finally:
        database.close()
    _report(1, 2)
    write(order, numbers)
    _report(2, 2)
    return 0


def asked(uow: Uow, order: Order) -> Numbers:
    """The numbers; raises ``Forbidden`` where the person may not have them (any more)."""
    actor: Actor | None = uow.people.actor_of(order.telegram_id)
    if actor is None:
        raise PermissionError("nobody")
    days = date.fromisoformat(order.first), date.fromisoformat(order.last)
    if order.statistic:
        return stats.table(uow, actor, order.statistic, *days, order.compare)
    return stats.numbers(uow, actor, order.area, *days, order.compare)


def write(order: Order, numbers: Numbers) -> None:
    """The file at the order's path."""
    words = Words(order.language, ZoneInfo(order.zone), order.currency)
    path = Path(order.path)
    if order.is_picture:
        path.with_suffix(CAPTION).write_text(str(screens.caption(words, numbers)), "utf-8")
        path.write_bytes(picture(words, numbers))
    else:
        _workbook(words, numbers).save(path)


def _workbook(t: Words, numbers: Numbers) -> Any:
    from openpyxl import Workbook  # noqa: PLC0415  (imported here only: the bot stays small)

    book = Workbook(write_only=True)
    for table in numbers.tables:
        statistic = get(table.name)
        sheet = book.create_sheet(screens.title(t, statistic)[:31])
        _sheet(t, sheet, statistic, table)
    return book


def _sheet(t: Words, sheet: Any, statistic: Statistic, table: Table) -> None:
    """The heading, a row a day or a name, what it comes to; beside each number that of the period before."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    columns, is_compared = statistic.shown, table.before is not None
    sheet.freeze_panes = "B2"
    for at in range(1 + len(columns) * (1 + is_compared)):
        sheet.column_dimensions[get_column_letter(at + 1)].width = WIDTH if at else FIRST_WIDTH
    headings = [screens.heading(t, one) for one in columns]
    then = [t.plain("{title}: the period before", title=one) for one in headings] if is_compared else []
    sheet.append(_bold([text_cell(sheet, one) for one in (screens.first_heading(t, statistic), *headings, *then)]))
    for row in table.rows:
        before = _before(statistic, row.before) if is_compared else ()
        sheet.append([_label(t, sheet, statistic, row), *_cells(sheet, columns, row.values, before)])
    totals = _cells(sheet, columns, table.totals, table.before or ())
    sheet.append(_bold([text_cell(sheet, t.plain("Total")), *totals]))


def _before(statistic: Statistic, values: tuple[Value, ...] | None) -> tuple[Value, ...]:
    return values if values is not None else (None,) * len(statistic.shown)


def _label(t: Words, sheet: Any, statistic: Statistic, row: Row) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if statistic.kind is Kind.NAMES:
        return text_cell(sheet, screens.label(t, statistic, row))
    day: Any = row.key
    cell = WriteOnlyCell(sheet, day)
    cell.number_format = "DD.MM.YYYY"
    return cell


def _cells(
    sheet: Any, columns: tuple[Column, ...], values: tuple[Value, ...], before: tuple[Value, ...]
) -> list[Any]:  # fmt: skip
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    cells: list[Any] = []
    for numbers in (values, before):
        for column, value in zip(columns, numbers, strict=False):
            cell = WriteOnlyCell(sheet, plain(column.unit, value))
            cell.number_format = FORMATS[column.unit]
            cells.append(cell)
    return cells


def _bold(cells: list[Any]) -> list[Any]:
    from openpyxl.styles import Font  # noqa: PLC0415

    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _report(done: int, total: int) -> None:
    sys.stdout.write(json.dumps({"done": done, "total": total}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
