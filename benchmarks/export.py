"""The Excel of a journal beside people who talk: whether anybody's reply waits for it.

`python -m benchmarks export [--rows 100_000]`: the bot as it runs, on a SQLite file that holds so many requests.
Talkers ask `/id` a few times a second, first without an export, then while all the rows are made into a file.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.beside import beside, manager
from benchmarks.figures import Figure, parse
from benchmarks.journal import build
from domain.journal import file_of
from services import journal


def begin(uow: Any) -> int:
    """A manager asks for everything."""
    return journal.start_file(uow, manager(uow), "requests", {}, "bench").id


async def measure(rows: int, folder: Path) -> list[Figure]:
    """Talk without it, then beside it."""
    build(folder / "bench.db", rows)
    found = await beside(folder, begin)
    size = file_of(folder, found.job).stat().st_size / 2**20 if found.state == "done" else 0
    return [found.figure("export of a journal: p99 of a reply", f"{rows} rows in {found.took:.0f} s, {size:.1f} MiB")]


def main(arguments: Sequence[str]) -> list[Figure]:
    """`python -m benchmarks export`."""
    rows = parse(arguments, rows=100_000).rows
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(measure(rows, Path(folder)))
