"""The playground with a clock that the test moves, and what people do at a desk besides pressing buttons."""

from __future__ import annotations

import io
import json
import sqlite3
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from tests.e2e.clocked import move
from tests.e2e.club import Chat, Club

OWNER, BAKER, ENGINEER, SECOND_ENGINEER, IT_MANAGER = 1001, 1006, 1007, 1008, 1010
MONDAY = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo(Club.zone))


class Desk(Club):
    """A playground process in which it is always ``now``, until the test goes on in time."""

    def __init__(self, folder: Path) -> None:
        self.now = MONDAY
        self.clock = folder / "clock"
        move(self.clock, self.now)
        super().__init__(folder)

    def program(self) -> list[str]:
        """The same program, told the time by a file."""
        return ["-m", "tests.e2e.clocked", str(self.clock)]

    def is_at(self, moment: datetime) -> None:
        """From now on it is this moment."""
        self.now = moment
        move(self.clock, moment)

    def passes(self, **length: float) -> None:
        """So much time passes, as ``timedelta`` has it."""
        self.is_at(self.now + timedelta(**length))

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

    def begin(self, *people: int) -> None:
        """They press Start, so that the bot may write to them."""
        for user_id in people:
            request = urllib.request.Request(
                f"{self.url}/play/api/chats/{user_id}/start", b"{}",
                {"Content-Type": "application/json", "Origin": self.url},
            )  # fmt: skip
            with urllib.request.urlopen(request, timeout=5) as answer:
                json.load(answer)


class DeskChat(Chat):
    """A window of somebody at the desk."""

    def shows(self, *texts: str) -> None:
        """Wait until a message says all of this, however far up: one pressed in the history changes there."""
        said = self.page.get_by_test_id("message")
        for text in texts:
            said = said.filter(has_text=text)
        said.last.wait_for(state="attached")

    def press_until(self, label: str, *texts: str) -> None:
        """Press, and wait until a message says all of this."""
        self._click(label)
        self.shows(*texts)

    def tell(self, text: str) -> None:
        """Write into a ticket: the bot only nods."""
        self.page.fill("#composer", text)
        self.page.press("#composer", "Enter")

    def attach(self, name: str, kind: str, content: bytes, *, as_: str, caption: str = "") -> None:
        """The paper clip: a file, how to send it, a caption."""
        page = self.page
        page.locator(".clip").first.click()
        with page.expect_file_chooser() as chosen:
            page.get_by_role("menuitem", name="Фото или файл").click()
        chosen.value.set_files([{"name": name, "mimeType": kind, "buffer": content}])
        sheet = page.get_by_test_id("files-sheet")
        sheet.locator(f"input[value={as_}]").check()
        sheet.locator("[name=caption]").fill(caption)
        sheet.get_by_role("button", name="Отправить").click()
        sheet.wait_for(state="detached")

    def never_saw(self, text: str) -> bool:
        """Whether no message says this now."""
        return self.page.get_by_test_id("message").filter(has_text=text).count() == 0

    def has(self, selector: str, text: str) -> None:
        """Wait until a message that says this carries something: a picture, a sound, a file."""
        self.page.get_by_test_id("message").filter(has_text=text).locator(selector).last.wait_for()

    def button(self, of: str, label: str) -> Any:
        """The button that says exactly this under the newest message that says ``of``."""
        messages = self.page.get_by_test_id("message").filter(has_text=of)
        found = messages.last.get_by_role("button", name=label, exact=True)
        found.wait_for()
        return found

    def press_under(self, of: str, label: str, *texts: str) -> None:
        """Press that button, and wait until a message says all of this."""
        self.button(of, label).click()
        self.shows(*texts)

    def comes(self, wanted: str, other: str) -> bool:
        """Wait until a message says the one, or an alert the other; gives whether it was the message."""
        said = self.page.get_by_test_id("message").filter(has_text=wanted)
        over = self.page.locator("[data-testid=alert]", has_text=other)
        said.or_(over).first.wait_for()
        return bool(said.count())

    def buttons_under(self, of: str) -> list[str]:
        """Labels under the newest message that says ``of``."""
        messages = self.page.get_by_test_id("message").filter(has_text=of)
        return list(messages.last.locator(".inline-button").all_inner_texts())

    def is_gone(self, text: str) -> None:
        """Wait until no message says this any more."""
        self.page.get_by_test_id("message").filter(has_text=text).first.wait_for(state="detached")

    def alert(self) -> str:
        """Read what the bot has said over the chat, and close it where it has to be closed."""
        said = self.page.locator("[data-testid=alert], [data-testid=toast]").first
        said.wait_for()
        text = str(said.inner_text())
        with suppress(Exception):
            self.page.get_by_test_id("alert").get_by_role("button").click(timeout=300)
        return text

    def download(self, name: str) -> list[tuple[Any, ...]]:
        """Click a file that has this in its name, and read the table in it."""
        link = self.page.locator(f"a.file[download*='{name}']").last
        link.wait_for()
        with self.page.expect_download() as got:
            link.click()
        sheet = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes())).active
        return list(sheet.iter_rows(values_only=True))


def press_at_once(chats: Sequence[DeskChat], of: str, label: str) -> None:
    """All press the same in the same millisecond: each page has its button and the moment beforehand."""
    buttons = [chat.button(of, label) for chat in chats]
    at = (time.time() + 0.4) * 1000
    for button in buttons:
        button.evaluate("(button, at) => void setTimeout(() => button.click(), at - Date.now())", at)


__all__ = ["BAKER", "ENGINEER", "IT_MANAGER", "MONDAY", "OWNER", "SECOND_ENGINEER", "Desk", "DeskChat", "press_at_once"]
