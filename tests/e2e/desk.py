"""The playground of the desk: who works there, and what is read out of its database and its files."""

from __future__ import annotations

import io
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.e2e.clocked_club import MONDAY, ClockedClub, LongChat, press_at_once

OWNER, BAKER, ENGINEER, SECOND_ENGINEER, IT_MANAGER = 1001, 1006, 1007, 1008, 1010


class Desk(ClockedClub):
    """The desk's playground."""

    def closes_a_period(self, end: str) -> None:
        """Wait until the period that ends on this day is closed."""
        with closing(sqlite3.connect(self.database)) as database:
            while not database.execute('SELECT 1 FROM payouts WHERE "end" = ?', (end,)).fetchone():
                time.sleep(0.05)

    def credentials_of(self, ticket: str) -> bytes:
        """What the database holds of a site's access; nothing where there is none."""
        with closing(sqlite3.connect(self.database)) as database:
            (kept,) = database.execute("SELECT credentials FROM tickets WHERE id = ?", (ticket.lstrip("№"),)).fetchone()
        return bytes(kept or b"")


class DeskChat(LongChat):
    """A window of somebody at the desk."""

    def comes(self, wanted: str, other: str) -> bool:
        """Wait until a message says the one, or an alert the other; gives whether it was the message."""
        said = self.page.get_by_test_id("message").filter(has_text=wanted)
        over = self.page.locator("[data-testid=alert]", has_text=other)
        said.or_(over).first.wait_for()
        return bool(said.count())

    def download(self, name: str) -> list[tuple[Any, ...]]:
        """Click a file that has this in its name, and read the table in it."""
        link = self.page.locator(f"a.file[download*='{name}']").last
        link.wait_for()
        with self.page.expect_download() as got:
            link.click()
        sheet = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes())).active
        return list(sheet.iter_rows(values_only=True))


__all__ = ["BAKER", "ENGINEER", "IT_MANAGER", "MONDAY", "OWNER", "SECOND_ENGINEER", "Desk", "DeskChat", "press_at_once"]
