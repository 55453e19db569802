"""Excel files read in by a bounded child: people's files as they are, bombs refused (research: L2)."""

import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from delivery import importing
from domain.errors import Invalid
from tests.workbooks import BOMBS, a_far_cell, many_parts, with_part, workbook

ROOT = Path(__file__).parents[2]
WALL = 20.0  # seconds, generous for a busy machine: the aim is 2 (docs/measurements.md)


async def test_cells_are_read_as_a_person_would_type_them() -> None:
    sheet = await importing.read(
        workbook(
            ["Имя", "Телефон", "День", "Формула"],
            ["Ольга", 89996432387, date(2026, 11, 28), "=1+1"],
            [],
            [" Пётр ", 9.5, True, None],
        )
    )
    assert sheet.headings == ("Имя", "Телефон", "День", "Формула")
    assert sheet.rows == (
        (2, ("Ольга", "89996432387", "2026-11-28T00:00:00", "=1+1")),
        (4, ("Пётр", "9.5", "1")),
    )


async def test_the_template_can_be_read_back() -> None:
    made = await importing.template("Клиенты", ["Имя", "Телефон"], ["Ольга", "+7 999 643-23-87"])
    sheet = await importing.read(made)
    assert sheet.rows == ((2, ("Ольга", "+7 999 643-23-87")),)


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_is_refused_in_words_and_soon(name: str) -> None:
    content = BOMBS[name]()
    since = time.monotonic()
    with pytest.raises(Invalid) as refused:
        await importing.read(content)
    assert time.monotonic() - since < WALL
    assert refused.value.msgid[0].isupper()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_little_memory(name: str, tmp_path: Path) -> None:
    """The child that refuses it, against the same child with a small file: at most 50 MB more."""
    assert _peak(BOMBS[name](), tmp_path) - _peak(workbook(["Имя"], ["Ольга"]), tmp_path) < 50 * 1024


def _peak(content: bytes, folder: Path) -> int:
    """KB at most in memory of a child that reads this file; a process of its own measures it."""
    path = folder / "given.xlsx"
    path.write_bytes(content)
    code = (
        "import json, resource, subprocess, sys\n"
        f"asked = json.dumps({{'what': 'read', 'path': {str(path)!r}}}).encode()\n"
        "subprocess.run([sys.executable, '-m', 'delivery.import_file'], input=asked, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60)
    return int(done.stdout)


async def test_too_many_parts_and_a_far_cell_are_no_matter() -> None:
    with pytest.raises(Invalid, match="too heavy"):
        await importing.read(many_parts())
    with pytest.raises(Invalid, match="no rows"):
        await importing.read(a_far_cell())


async def test_a_doctype_in_any_part_is_refused() -> None:
    with pytest.raises(Invalid, match="not an Excel file"):
        await importing.read(
            with_part("docProps/core.xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a/>")
        )


async def test_what_takes_too_long_is_killed() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(Invalid, match="too heavy"):
        await importing.read(workbook(["Имя"], ["Ольга"]), limit=0.0)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime < 5
