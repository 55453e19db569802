"""The same bot with shorter waits: what takes minutes between tries, or seconds between ticks, takes a part of one."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import bot
from config import Settings, load
from delivery import bot as bots
from delivery import sender, transport
from delivery.process import Processor

TICK = timedelta(seconds=0.5)
READ_TIMEOUT = 1.5  # seconds until an answer of Telegram counts as lost
PAUSES = (0.3, 0.6, 1, 2, 3)  # seconds between tries of the outbox
RETRIES = (0.1,)  # seconds between tries of an update


def hurry() -> None:
    """Shorten the waits of this process."""
    changed: Any = bot
    changed.load = _load
    changed.Processor = partial(Processor, retries=RETRIES)
    changed = bots
    changed.AiohttpRequest = _request
    sender.PAUSES = PAUSES  # type: ignore[assignment]


def _load() -> Settings:
    return replace(load(), tick=TICK)


def _request(pool_size: int = transport.POOL_SIZE, read_timeout: float = READ_TIMEOUT) -> transport.AiohttpRequest:
    return transport.AiohttpRequest(pool_size, read_timeout)
