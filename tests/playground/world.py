"""Both sides of the playground in memory, with one person who has pressed Start."""

from __future__ import annotations

from typing import Any

import pytest

from playground import ApiError, BotApi, People, Store

TOKEN = "777:abc"


class Clock:
    """Wall and monotonic time that stand still until moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class World:
    """Everything a test needs: the bot's side, the people's side, time."""

    def __init__(self, store: Store | None = None, **options: Any) -> None:
        self.clock = Clock()
        self.store = store or Store()
        options.setdefault("limits", False)
        self.api = BotApi(self.store, TOKEN, clock=self.clock, monotonic=self.clock, **options)
        self.people = People(self.api)
        self.uid = self.people.add("Ольга", user_id=501, last_name="Минеева", phone="+79996432387", started=True)["id"]

    def call(self, method: str, **params: Any) -> Any:
        return self.api.call(method, params)

    def send(self, text: str = "hello", **params: Any) -> Any:
        return self.call("sendMessage", chat_id=self.uid, text=text, **params)

    def refused(self, method: str, files: Any = None, **params: Any) -> ApiError:
        with pytest.raises(ApiError) as caught:
            self.api.call(method, params, files)
        return caught.value

    def updates(self, **params: Any) -> Any:
        return self.call("getUpdates", **params)


def inline(*labels: str) -> dict[str, Any]:
    """An inline keyboard with one button a row; data is the label in lower case."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label.lower()}] for label in labels]}
