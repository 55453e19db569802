"""The child process that reads an Excel file in, niced and bounded: no file can hurt the bot.

``python -m delivery.import_file`` takes one JSON request from standard input and gives one JSON answer. The file's
bounds are checked from its directory before anything of it is unpacked; openpyxl is imported only for a file that has
passed. Formulas are read as the text they are.
"""

import contextlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.parsers import expat

from domain.errors import Invalid
from domain.imports import (
    CELL_MOST,
    COLUMNS_MOST,
    FILE_MOST,
    PARTS_MOST,
    ROWS_MOST,
    STYLES_MOST,
    TEXT_MOST,
    UNPACKED_MOST,
    WORDS_MOST,
)

MEMORY_MOST = 768 * 1024 * 1024  # bytes of addresses this process may take
CPU_MOST = 30  # seconds
PROLOGUE = 64 * 1024  # bytes before a part's first element
BLANK_MOST = 1000  # blank rows in a row: what is below is not meant
CELLS_MOST = ROWS_MOST * COLUMNS_MOST  # also empty ones with a look
_CHUNK = 16 * 1024
_SMALL = {"xl/styles.xml": STYLES_MOST, "xl/sharedstrings.xml": WORDS_MOST}


def main() -> int:
    """One request, one answer; a file that is refused is an answer too."""
    _bound()
    asked = json.load(sys.stdin)
    try:
        answer = {"template": _template, "read": _read}[asked["what"]](asked)
    except Invalid as refusal:
        answer = {"refused": refusal.msgid, "args": refusal.args_}
    except MemoryError:
        answer = {"refused": _HEAVY, "args": {}}
    json.dump(answer, sys.stdout)
    return 0


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


_WRONG = _("This is not an Excel file (.xlsx) that can be read. Please save it as .xlsx anew.")
_MANY = _("There are over {most} rows. Please split the file.")
_HEAVY = _("This file is too heavy to be read. Please copy its rows into the template.")


def _bound() -> None:
    if hasattr(os, "nice"):
        os.nice(19)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MOST, MEMORY_MOST))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_MOST, CPU_MOST))


def _template(asked: dict[str, Any]) -> dict[str, Any]:
    """A workbook with the headings and one row as an example, into the file that was named."""
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet: Any = book.active
    sheet.title = asked["title"][:31]
    for at, (heading, example) in enumerate(zip(asked["headings"], asked["example"], strict=True), 1):
        sheet.cell(1, at, heading).font = Font(bold=True)
        cell = sheet.cell(2, at, example)
        cell.number_format, cell.data_type = "@", "s"  # a phone stays text, with its plus
        sheet.column_dimensions[get_column_letter(at)].width = 22
    sheet.freeze_panes = "A2"
    book.save(asked["path"])
    return {"done": True}


def _read(asked: dict[str, Any]) -> dict[str, Any]:
    path = Path(asked["path"])
    if path.stat().st_size > FILE_MOST:
        raise Invalid("The file is over {most} MB. Please split it.", most=FILE_MOST // 1024 // 1024)
    try:
        check(path)
        headings, rows = sheet(path)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, expat.ExpatError):
        raise Invalid(_WRONG) from None
    return {"headings": headings, "rows": rows}


def check(path: Path) -> None:
    """Refuse what is too big, too many, or has entities, before it is unpacked; raises ``Invalid``."""
    with zipfile.ZipFile(path) as book:
        parts = book.infolist()
        if len(parts) > PARTS_MOST or sum(part.file_size for part in parts) > UNPACKED_MOST:
            raise Invalid(_HEAVY)
        if len({part.filename.lower() for part in parts}) < len(parts) or any(part.flag_bits & 1 for part in parts):
            raise Invalid(_WRONG)  # a name twice, or a password
        if not {"[content_types].xml", "xl/workbook.xml"} <= {part.filename.lower() for part in parts}:
            raise Invalid(_WRONG)
        for part in parts:
            if part.file_size > _SMALL.get(part.filename.lower(), UNPACKED_MOST):
                raise Invalid(_HEAVY)
            with book.open(part) as content:
                _refuse_entities(content)


def _refuse_entities(content: Any) -> None:
    """A part that declares a document type could declare entities that grow when they are read.

    A sheet is read to its end, so that its rows are counted before anything holds them.
    """
    look, read = _Look(), 0
    while chunk := content.read(_CHUNK):
        try:
            look.parser.Parse(chunk, False)
        except expat.ExpatError:
            return  # a picture; what is no XML openpyxl refuses by itself
        read += len(chunk)
        if look.root and look.root != "worksheet":
            return
        if not look.root and read > PROLOGUE:
            raise Invalid(_WRONG)


class _Look:
    """Elements of a part as they pass by: the first one's name, and how much a sheet holds."""

    def __init__(self) -> None:
        self.root, self.rows, self.cells, self.is_blank = "", 0, 0, True
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.begin

    def refuse(self, *_declared: object) -> None:
        raise Invalid(_WRONG)

    def begin(self, name: str, _attributes: object) -> None:
        local = name.rpartition(":")[2]
        self.root = self.root or local
        if local == "row":
            self.is_blank = True
        elif local == "c":
            self.cells += 1
        elif local in ("v", "is") and self.is_blank:
            self.rows, self.is_blank = self.rows + 1, False
        if self.rows > ROWS_MOST + 1:
            raise Invalid(_MANY, most=ROWS_MOST)
        if self.cells > CELLS_MOST:
            raise Invalid(_HEAVY)


def sheet(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The headings and the rows that are not blank, with their numbers; raises ``Invalid``."""
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    wrong = (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError)
    try:
        book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=False, keep_links=False)
        first = book.worksheets[0]
        first.reset_dimensions()  # what a file says of its size is often wrong
        found = list(_filled(first.iter_rows(max_col=COLUMNS_MOST, values_only=True)))
    except Invalid:
        raise
    except wrong:  # what openpyxl says of a workbook that is none
        raise Invalid(_WRONG) from None
    if len(found) < 2:
        raise Invalid("There are no rows in this file: headings in the first row, the rest below.")
    (_number, headings), *rows = found
    return headings, rows


def _filled(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with anything in them, as text; stops at what is too much."""
    many, characters, blank = 0, 0, 0
    for number, row in enumerate(rows, 1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            blank += 1
            if blank > BLANK_MOST:
                return
            continue
        many, characters, blank = many + 1, characters + sum(map(len, cells)), 0
        if many > ROWS_MOST + 1:
            raise Invalid(_MANY, most=ROWS_MOST)
        if characters > TEXT_MOST:
            raise Invalid(_HEAVY)
        yield number, cells


def _text(value: Any) -> str:
    """A cell as a person would type it: 89996432387.0 is a phone, a date is a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()[:CELL_MOST]


if __name__ == "__main__":
    sys.exit(main())
