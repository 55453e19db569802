"""From a request to the bytes of an answer: shared by HTTP and by the in-process transport."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from playground.arguments import Args, Upload
from playground.botapi import BotApi
from playground.errors import ApiError

log = logging.getLogger(__name__)

LONGEST_POLL = 50.0


class Answer(NamedTuple):
    """An HTTP status and a JSON body."""

    status: int
    body: bytes


async def answer(api: BotApi, method: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> Answer:
    """Runs a method; getUpdates waits for updates as long as it asks to. Never raises for a refused call."""
    try:
        if method.lower() == "getupdates":
            result = await _long_poll(api, params)
        else:
            result = api.call(method, params, files)
    except ApiError as refusal:
        return refused(refusal)
    except Exception:
        log.exception("the playground failed in %s", method)
        return refused(ApiError(500, "Internal Server Error"))
    return Answer(200, orjson.dumps({"ok": True, "result": result}))


def refused(refusal: ApiError) -> Answer:
    """The answer to a refused call."""
    return Answer(refusal.code, orjson.dumps(refusal.body()))


async def _long_poll(api: BotApi, params: Mapping[str, Any]) -> Any:
    seconds = min(max(Args(params).number("timeout") or 0.0, 0.0), LONGEST_POLL)
    ticket = api.begin_poll()
    until = time.monotonic() + seconds  # real time on purpose: an injected clock may stand still
    while True:
        seen = api.updates_bell.rings
        result = api.call("getUpdates", params)
        left = until - time.monotonic()
        if result or left <= 0 or api.closing:
            return result
        await api.updates_bell.wait(seen, left)
        api.check_poll(ticket)
