"""Excel files as people, and those who mean harm, send them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: Sequence[Any]) -> bytes:
    """A workbook with these rows."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(list(row))
    book.save(out)
    return out.getvalue()


def with_part(name: str, content: bytes, base: bytes | None = None) -> bytes:
    """The same workbook with one part replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or workbook(["Имя", "Телефон"]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def big_when_unpacked() -> bytes:
    """About half a megabyte that unpacks to 512."""
    row = b"<row><c t='inlineStr'><is><t>" + b"A" * 1024 * 1024 + b"</t></is></c></row>"
    return with_part(SHEET, f"<worksheet xmlns='{MAIN}'><sheetData>".encode() + row * 512 + b"</sheetData></worksheet>")


def a_million_rows() -> bytes:
    """A million rows with something in each, within every other bound."""
    rows = b"<row><c><v>1</v></c></row>" * 1_000_000
    return with_part(SHEET, f"<worksheet xmlns='{MAIN}'><sheetData>".encode() + rows + b"</sheetData></worksheet>")


def billion_laughs() -> bytes:
    """Ten entities, each ten of the one before."""
    entities = ['<!ENTITY l0 "lol">', *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 11))]
    head = f"<?xml version='1.0'?><!DOCTYPE sst [{''.join(entities)}]>"
    return with_part("xl/sharedStrings.xml", f"{head}<sst xmlns='{MAIN}'><si><t>&l10;</t></si></sst>".encode())


def a_hundred_thousand_styles() -> bytes:
    """More looks than any table has."""
    looks = b"".join(b"<xf numFmtId='%d' fontId='0' fillId='0' borderId='0' xfId='0'/>" % n for n in range(100_000))
    content = f"<styleSheet xmlns='{MAIN}'><cellXfs count='100000'>".encode() + looks + b"</cellXfs></styleSheet>"
    return with_part("xl/styles.xml", content)


def many_parts() -> bytes:
    """A workbook with 300 parts."""
    out = io.BytesIO(workbook(["Имя"]))
    with zipfile.ZipFile(out, "a") as book:
        for number in range(300):
            book.writestr(f"xl/media/{number}.png", b"x")
    return out.getvalue()


def a_far_cell() -> bytes:
    """One row at the very end of a sheet: a reader that pads gaps makes a million rows of it."""
    row = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='A1048576'><v>1</v></c></row>"
    return with_part(SHEET, f"<worksheet xmlns='{MAIN}'><sheetData>{row}</sheetData></worksheet>".encode())


BOMBS = {
    "unpacks to 512 MB": big_when_unpacked, "a million rows": a_million_rows, "billion laughs": billion_laughs,
    "100,000 styles": a_hundred_thousand_styles, "wrong type": lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 100_000,
}  # fmt: skip
