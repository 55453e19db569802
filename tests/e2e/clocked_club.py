"""The playground with a clock that the test moves, and what people do in it besides pressing the newest button."""

from __future__ import annotations

import json
import sqlite3
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.e2e.clocked import move
from tests.e2e.club import PATIENCE, Chat, Club

MONDAY = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo(Club.zone))


class ClockedClub(Club):
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

    def begin(self, *people: int) -> None:
        """They press Start, so that the bot may write to them."""
        for user_id in people:
            request = urllib.request.Request(
                f"{self.url}/play/api/chats/{user_id}/start", b"{}",
                {"Content-Type": "application/json", "Origin": self.url},
            )  # fmt: skip
            with urllib.request.urlopen(request, timeout=5) as answer:
                json.load(answer)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What its database holds."""
        with closing(sqlite3.connect(self.database)) as database:
            return list(database.execute(query, values))

    def waits_for(self, query: str) -> None:
        """Wait until its database holds such a row."""
        before = time.monotonic()
        while not self.rows(query):
            assert time.monotonic() - before < PATIENCE, query
            time.sleep(0.02)


class LongChat(Chat):
    """A window in which much has been said: it looks for what it wants by what stands there, however far up."""

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
        box = self.page.get_by_test_id("alert")
        if box.count():
            box.get_by_role("button").click()
            box.wait_for(state="detached")
        return text


def press_at_once(chats: Sequence[LongChat], of: str, label: str) -> None:
    """All press the same in the same millisecond: each page has its button and the moment beforehand."""
    buttons = [chat.button(of, label) for chat in chats]
    at = (time.time() + 0.4) * 1000
    for button in buttons:
        button.evaluate("(button, at) => void setTimeout(() => button.click(), at - Date.now())", at)
