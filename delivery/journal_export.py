"""Makes the files of web pages beside the bot and keeps them for who asked until they are fetched, an hour at most."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from telegram import Bot

from db import Database
from delivery.export_file import Order
from delivery.exporting import TABLES, Asked, build_file
from delivery.jobs import Work
from domain.journal import file_of
from repositories.uow import Uow

log = logging.getLogger(__name__)
KEPT_FOR = 3600.0  # seconds


@dataclass(frozen=True)
class JournalExporter:
    """A runner of journal jobs. ``data_dir``: below it the files wait; ``currency`` as in the settings."""

    data_dir: Path
    currency: str

    async def __call__(self, work: Work, db: Database, _bot: Bot) -> str:
        """Build; gives `done` or `stopped`, raises where it failed."""
        telegram_id = await db.read(lambda uow: uow.people.get(work.user_id).telegram_id)
        given = work.params

        def order(path: Path) -> Order:
            return Order(db.url, str(path), telegram_id, given["table"], [], None, given["language"],
                         db.place.zone.key, self.currency, bot="", ask=given["ask"])  # fmt: skip

        return await keep_file(work, db, self.data_dir, order)


async def keep_file(
    work: Work, db: Database, data_dir: Path, order: Callable[[Path], Asked], child_is: str = TABLES
) -> str:  # fmt: skip
    """Have a child write the file at the path that ``order`` is given; it waits for who asked. As a runner gives."""
    final = file_of(data_dir, work.id)
    final.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep(final.parent, nothing_is_made=True)
    building = final.with_suffix(".part")

    async def tell(done: int, total: int) -> None:
        await db.write(lambda uow: _note(uow, work.id, done, total))

    try:
        rows = await build_file(work, db, order(building), tell, child_is)
        if rows is None:
            return "stopped"
        building.replace(final)
        await tell(rows, rows)
    finally:
        building.unlink(missing_ok=True)
    return "done"


def sweep(folder: Path, *, nothing_is_made: bool) -> None:
    """Delete what nobody has fetched, and, where none is being made just now, what a broken-off run has left."""
    now = time.time()
    for path in folder.glob("*.*"):
        is_left = path.suffix == ".part" and nothing_is_made
        if is_left or now - path.stat().st_mtime > KEPT_FOR:
            path.unlink(missing_ok=True)
            log.info("an export nobody fetched was deleted: %s", path.name)


def _note(uow: Uow, job_id: int, done: int, total: int) -> None:
    job = uow.jobs.get(job_id)
    job.done, job.total = done, total
