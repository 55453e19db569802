"""Has a child process read an Excel file in, or make a template: off the loop, and killed at a time limit."""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domain.errors import Invalid
from domain.imports import FILE_MOST, Sheet

LIMIT = 30.0  # seconds


async def read(content: bytes, limit: float = LIMIT) -> Sheet:
    """The first sheet of an Excel file; raises ``Invalid`` with what is wrong with the file."""
    if len(content) > FILE_MOST:
        raise Invalid("The file is over {most} MB. Please split it.", most=FILE_MOST // 1024 // 1024)
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        path = Path(folder) / "given.xlsx"
        await asyncio.to_thread(path.write_bytes, content)
        answer = await _ask({"what": "read", "path": str(path)}, limit)
    return Sheet(tuple(answer["headings"]), tuple((number, tuple(cells)) for number, cells in answer["rows"]))


async def template(title: str, headings: Sequence[str], example: Sequence[str]) -> bytes:
    """An Excel file to be filled in."""
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        path = Path(folder) / "template.xlsx"
        asked = {"what": "template", "path": str(path), "title": title, "headings": list(headings)}
        await _ask(asked | {"example": list(example)}, LIMIT)
        return await asyncio.to_thread(path.read_bytes)


async def _ask(asked: dict[str, Any], limit: float) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "delivery.import_file",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    try:
        async with asyncio.timeout(limit):
            said, _nothing = await child.communicate(json.dumps(asked).encode())
    except TimeoutError:
        said = b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
    if not said or child.returncode != 0:
        raise Invalid("This file is too heavy to be read. Please copy its rows into the template.")
    answer: dict[str, Any] = json.loads(said)
    if "refused" in answer:
        raise Invalid(answer["refused"], **answer["args"])
    return answer
