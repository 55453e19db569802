"""What the page's tests stand on: the real playground in a thread, where the test is the bot, and a browser window."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from typing import Any

import uvicorn

from playground.botapi import BotApi
from playground.server import create_app
from playground.store import Store

TOKEN = "4242:page-test"
OLGA, IRINA, PETER = 101, 102, 103
PERSONAS = [
    {"user_id": OLGA, "first_name": "Olga", "last_name": "Mineeva", "phone": "+79996432387",
     "role": {"ru": "клиент", "en": "a parent"}, "about": {"ru": "Заказывает игру.", "en": "Orders a game."}},
    {"user_id": IRINA, "first_name": "Irina", "role": {"ru": "менеджер", "en": "manager"}},
    {"user_id": PETER, "first_name": "Peter", "role": {"ru": "гость", "en": "guest"}},
]  # fmt: skip
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--no-first-run"]  # fmt: skip
CYRILLIC = re.compile(r"[А-Яа-яЁё]")


class Playground:
    """The playground on a free loopback port, in a thread; the test itself is the bot."""

    def __init__(self) -> None:
        self.store = Store(":memory:")
        self.port = 0
        self.offset = 0
        self.start()

    def start(self) -> None:
        """Starts (again) on the same port over the same store, as a restarted process would."""
        self.api = BotApi(self.store, TOKEN, limits=False)
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", self.port))
        self.port = sock.getsockname()[1]
        app = create_app(self.api, personas=PERSONAS)
        self.people = app.state.people
        config = uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [sock]}, daemon=True)
        self.thread.start()
        self.socket = sock

    def stop(self) -> None:
        """Stops listening; what is in the store stays."""
        self.api.stop_waiting()
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()
        self.socket.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def bot(self, method: str, **params: Any) -> Any:
        """One Bot API call."""
        return self.api.call(method, params, {})

    def send(self, uid: int, text: str, **params: Any) -> int:
        """The bot says something; returns the message id."""
        return int(self.bot("sendMessage", chat_id=uid, text=text, **params)["message_id"])

    def update(self, kind: str) -> dict[str, Any]:
        """The next update of this kind, waiting up to five seconds; those before it are taken away."""
        for _ in range(100):
            for update in self.bot("getUpdates", offset=self.offset, timeout=0, limit=1):
                self.offset = update["update_id"] + 1
                if kind in update:
                    return dict(update[kind])
            threading.Event().wait(0.05)
        raise AssertionError(f"no {kind} came")

    def drain(self) -> None:
        """Forgets updates of what was set up."""
        while updates := self.bot("getUpdates", offset=self.offset, timeout=0):
            self.offset = updates[-1]["update_id"] + 1


class Window:
    """A browser page with short words for what the tests look at, and a record of everything it asked for."""

    def __init__(self, browser: Any, play: Playground, width: int = 1280) -> None:
        self.play = play
        self.context = browser.new_context(viewport={"width": width, "height": 800}, locale="ru-RU")
        self.page = self.context.new_page()
        self.page.set_default_timeout(8000)
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, path: str) -> Any:
        """Goes to a path of the page."""
        self.page.goto(self.play.url + path)
        return self.page

    def message(self, text: str) -> Any:
        """The bubble with this text."""
        return self.page.get_by_test_id("message").filter(has_text=text)

    def say(self, text: str) -> None:
        """Types into the composer and presses Enter."""
        self.page.fill("#composer", text)
        self.page.press("#composer", "Enter")

    def until(self, expression: str) -> None:
        """Waits until an expression is true in the page (the page's policy forbids the browser's own way: eval)."""
        for _ in range(100):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    def close(self) -> None:
        """Closes; nothing may have failed in the page or asked anybody else than its own server."""
        self.context.close()
        assert [url for url in self.requests if not url.startswith((self.play.url, "blob:", "data:"))] == []
        assert self.errors == []


def inline(*rows: list[tuple[str, str]]) -> dict[str, Any]:
    """Rows of (label, callback data) as an inline keyboard."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}
