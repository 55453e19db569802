"""The bot object: our transport, the limiter, and polls that one bad update can't block."""

import asyncio
import time
from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot
from telegram.request import BaseRequest

from delivery.inbox import Inbox, parse_batch
from delivery.limiter import Lane, TwoLanes
from delivery.transport import AiohttpRequest

POLL_TIMEOUT = 25  # seconds Telegram holds an empty poll open


class FrontdeskBot(ExtBot[Lane]):
    """A bot whose polls survive an update that can't be parsed."""

    inbox: Inbox
    last_poll: float = 0.0  # time.monotonic() of the last successful poll

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Fetch and parse one by one, store together; raises only ``TelegramError``."""
        timeout = kwargs.get("timeout") or 0
        seconds = float(getattr(timeout, "total_seconds", lambda: timeout)())
        data = {name: kwargs.get(name) for name in ("offset", "limit", "allowed_updates")} | {"timeout": int(seconds)}
        raw = await self._post("getUpdates", data, read_timeout=seconds + 10)
        object.__setattr__(self, "last_poll", time.monotonic())
        parsed = await parse_batch(raw, self, self.inbox)
        if parsed:
            await self.inbox.fetched(parsed, raw)
        return parsed

    async def hang_up(self) -> None:
        """Close the connections, also where the start has failed (``shutdown`` closes only what has started)."""
        await asyncio.gather(*(request.shutdown() for request in self._request))


def make_bot(token: str, api_url: str, inbox: Inbox, request: BaseRequest | None = None) -> FrontdeskBot:
    """The bot for a token at a Bot API; a ready ``request`` replaces the network (tests)."""
    bot = FrontdeskBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request or AiohttpRequest(),
        get_updates_request=request or AiohttpRequest(pool_size=2, read_timeout=POLL_TIMEOUT + 10),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=TwoLanes(),
    )
    object.__setattr__(bot, "inbox", inbox)
    inbox.bot = bot
    return bot
