"""The whole program as a visitor meets it: `bot.py` with no token as a process, and a browser on its page."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.playground.page_window import CHROMIUM

ROOT = Path(__file__).parent.parent.parent
PICTURES = os.environ.get("FRONTDESK_PICTURES")  # where screenshots are kept, if they are
WIDTHS = ((1280, 860), (390, 844))
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine: the browser tests are skipped"),
]
PATIENCE = 30  # seconds a screen may take on a busy machine
OWNER, MANAGER, INSTRUCTOR, PARENT, FATHER = 1001, 1002, 1003, 1004, 1005


class Club:
    """A playground process on a free loopback port with data of its own."""

    zone = "Asia/Irkutsk"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            self.port = int(sock.getsockname()[1])
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "playground.db"

    def start(self) -> None:
        """`make run` without a token."""
        env = {
            **{k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "COVERAGE_PROCESS_START")},
            "WEB_PORT": str(self.port),
            "DATA_DIR": str(self.folder),
            "PLAYGROUND_DATABASE_URL": f"sqlite:///{self.database}",
            "TIMEZONE": self.zone,
        }
        self.process = subprocess.Popen(
            [sys.executable, *self.program()], cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        seen = []
        for line in self.process.stderr:
            seen.append(line)
            if "playground is open" in line:
                return
        raise AssertionError("the playground did not start:\n" + "".join(seen))

    def program(self) -> list[str]:
        """What Python runs."""
        return ["bot.py"]

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM; a clean end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(25) == 0

    def healthy(self) -> bool:
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)


class Chat:
    """One persona's chat in a browser window."""

    def __init__(self, browser: Any, club: Club, user_id: int, width: int = 1280, height: int = 860) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="ru-RU", timezone_id=club.zone
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.presses = self.typed = 0
        self.page.goto(f"{club.url}/#/{user_id}")
        self.page.wait_for_selector("[data-user-id]", state="attached")
        begin = self.page.get_by_role("button", name="Запустить")
        self.page.locator("#composer:visible, button:visible:has-text('Запустить')").first.wait_for()
        if begin.is_visible():
            begin.click()
            self.page.locator("#composer").wait_for()

    def say(self, text: str) -> None:
        """Type and send; counted."""
        bubbles = self.page.get_by_test_id("message")
        before = bubbles.count()
        self.page.fill("#composer", text)
        self.page.press("#composer", "Enter")
        bubbles.nth(before + 1).wait_for()  # the page forbids eval, so no wait_for_function
        self.typed += 1

    def press(self, label: str) -> None:
        """Press the newest inline button that has this in its label; counted."""
        before = self._shown()
        self._click(label)
        self.presses += 1
        self._settle(before)

    def _click(self, label: str) -> None:
        """Click the newest button that says exactly this, else the newest that has it (a regular expression).

        The button itself and not its place: others come and go above it while one looks.
        """
        from playwright.sync_api import Error

        said: list[str] = []
        for _ in range(PATIENCE * 10):
            with suppress(Error):  # it was taken away in this very moment
                buttons = self.page.query_selector_all(".inline-button")
                said = [button.inner_text() for button in buttons]
                for fits in (re.compile(f"^{label}$"), re.compile(label)):
                    if found := [button for button, text in zip(buttons, said, strict=True) if fits.search(text)]:
                        return found[-1].click(timeout=2000)
            self.page.wait_for_timeout(100)
        raise AssertionError(f"no button {label!r}; visible: {said}")

    def _settle(self, before: str) -> None:
        """Wait until what is shown has changed, and then stays."""
        still = 0
        for _ in range(120):
            self.page.wait_for_timeout(100)
            now = self._shown()
            changed, last = now != before, getattr(self, "_last", "")
            still = still + 1 if changed and now == last else 0
            self._last = now
            if still == 4:
                return

    def _shown(self) -> str:
        return str(self.page.locator("#app").inner_text())

    def press_first(self, label: str) -> None:
        """The first of several buttons of the newest message («Согласен» and not «Не согласен»)."""
        before = self._shown()
        self.page.get_by_test_id("message").last.locator(".inline-button", has_text=label).first.click()
        self.presses += 1
        self._settle(before)

    def press_day(self) -> None:
        """The last day of a grid that has room: its label is a number only."""
        self.press(self.offered(r"^\d+$", last=True))

    def offered(self, label: str, *, last: bool = False) -> str:
        """Wait until a button like this (a regular expression) is there, and read what it says."""
        for _ in range(PATIENCE * 10):
            for message in self._newest():
                said = message.locator(".inline-button").all_inner_texts()
                if found := [one for one in said if re.search(label, one)]:
                    return str(found[-1 if last else 0])
            self.page.wait_for_timeout(100)
        raise AssertionError(f"no button {label!r} under {self.last!r}")

    def free_time(self) -> str:
        """The first free start time that is offered."""
        return self.offered(r"^\d\d:\d\d$")

    def shows(self, *texts: str) -> None:
        """Wait until a message says all of this: the newest, or one behind which a reminder or a list has come."""
        for _ in range(PATIENCE * 10):
            if any(all(text in message.inner_text() for text in texts) for message in self._newest()):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{texts} is not all in {self.last!r}")

    def _newest(self) -> list[Any]:
        return list(reversed(self.page.get_by_test_id("message").all()))[:6]

    def share_contact(self) -> None:
        """[📱 Отправить мой номер], and yes."""
        self.page.locator("button:visible", has_text="номер").last.click()
        self.page.locator("button:visible", has_text="Поделиться").click()
        self.page.wait_for_timeout(1200)

    def sees(self, text: str) -> None:
        """Wait until a message says this."""
        self.page.get_by_test_id("message").filter(has_text=text).last.wait_for(timeout=60_000)

    @property
    def buttons(self) -> list[str]:
        """Labels under the newest message."""
        return list(
            self.page.locator(".bubble-row, [data-testid=message]").last.locator(".inline-button").all_inner_texts()
        )

    @property
    def last(self) -> str:
        """The newest message."""
        return str(self.page.get_by_test_id("message").last.inner_text())

    def shot(self, path: Path, width: int, height: int) -> None:
        """A picture of the window, as wide as this."""
        usual = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": height})
        if (down := self.page.get_by_test_id("to-bottom")).is_visible():
            down.click()
        self.page.wait_for_timeout(600)
        self.page.screenshot(path=str(path))
        self.page.set_viewport_size(usual)

    def keep(self, name: str) -> None:
        """Keep the window as it is on a desk and on a phone, where pictures are wanted."""
        for width, height in WIDTHS if PICTURES else ():
            self.shot(Path(str(PICTURES)) / f"{name}-{width}.png", width, height)

    def close(self) -> None:
        self.context.close()
