"""Delivering updates to the bot's webhook, one after another, again and again until it says 2xx."""

from __future__ import annotations

import asyncio
import http.client
import logging
import ssl
from typing import Any
from urllib.parse import urlsplit

import orjson

from playground.arguments import Args
from playground.botapi import BotApi
from playground.errors import ApiError, Json

log = logging.getLogger(__name__)

TIMEOUT = 20.0
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)


class Courier:
    """One background task; it exists only while there is a webhook."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Starts the task when there is a webhook and no task; needs a running loop."""
        if self.api.store.get("webhook") and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._run(), name="playground-webhook")

    async def stop(self) -> None:
        """Ends the task."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _run(self) -> None:
        failures = 0
        while webhook := self.api.store.get("webhook"):
            seen = self.api.updates_bell.rings
            with self.api.store.transaction():
                self.api.store.updates.expire(self.api.clock())
                pending = self.api.store.updates.pending(1)
            if not pending:
                await self.api.updates_bell.wait(seen, 3600)
            elif await self._deliver(webhook, pending[0]):
                failures = 0
            else:
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _deliver(self, webhook: Json, update: Json) -> bool:
        try:
            status, body = await asyncio.to_thread(_post, webhook, orjson.dumps(update))
        except (OSError, http.client.HTTPException) as error:
            return self._failed(f"Connection failed: {error}")
        if not 200 <= status < 300:
            return self._failed(f"Wrong response from the webhook: {status} {http.client.responses.get(status, '')}")
        with self.api.store.transaction():
            self.api.store.updates.confirm_below(update["update_id"] + 1)
        self._answer_in_reply(body)
        return True

    def _failed(self, reason: str) -> bool:
        webhook = self.api.store.get("webhook")
        if webhook:
            with self.api.store.transaction():
                error = {"last_error_date": self.api.now(), "last_error_message": reason.strip()}
                self.api.store.put("webhook", {**webhook, **error})
        log.info("webhook: %s", reason)
        return False

    def _answer_in_reply(self, body: bytes) -> None:
        """A webhook may answer with one method call in its reply's body."""
        try:
            call: Any = orjson.loads(body) if body else None
        except orjson.JSONDecodeError:
            return
        if isinstance(call, dict) and isinstance(call.get("method"), str):
            try:
                self.api.call(call["method"], Args(call).params)
            except ApiError as refusal:
                log.info("webhook reply %s: %s", call["method"], refusal.description)


def _post(webhook: Json, body: bytes) -> tuple[int, bytes]:
    url = urlsplit(webhook["url"])
    host, port = url.hostname or "", url.port
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json"}
    if webhook.get("secret_token"):
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret_token"]
    try:
        path = (url.path or "/") + (f"?{url.query}" if url.query else "")
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.read(1_000_000)
    finally:
        connection.close()
