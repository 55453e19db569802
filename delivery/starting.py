"""The start meets the world: what is wrong is said in one sentence, and a Telegram that is away is waited for."""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from migrations import SchemaNewer, Unreachable, migrate

log = logging.getLogger(__name__)
UNAVAILABLE, WRONG_SETTING = 69, 78  # sysexits.h
PAUSES = (1, 2, 5, 10, 30)  # seconds until the next try; the last one again and again


class CannotStart(RuntimeError):
    """The settings are well formed and do not fit the world; the text names the setting and says what is wrong."""

    def __init__(self, text: str, status: int = WRONG_SETTING) -> None:
        """``status`` is the process's exit status."""
        super().__init__(text)
        self.status = status


async def reach(ask: Callable[[], Awaitable[Any]], stop: asyncio.Event) -> bool:
    """Ask Telegram until it answers; False where ``stop`` came first. Raises ``CannotStart`` where it refuses."""
    for pause in itertools.chain(PAUSES, itertools.repeat(PAUSES[-1])):
        if stop.is_set():
            return False
        wait = float(pause)
        try:
            await ask()
            return True
        except InvalidToken:  # its text holds the token
            raise CannotStart("BOT_TOKEN: Telegram does not know this token; take the one @BotFather gives") from None
        except BadRequest as error:
            raise CannotStart(f"WEBHOOK_URL: Telegram refuses it: {error}") from None
        except RetryAfter as error:
            after = error.retry_after
            wait = float(getattr(after, "total_seconds", lambda a=after: a)())
            log.warning("Telegram asks to wait %.0f s before the start", wait)
        except TelegramError as error:
            log.warning("Telegram can't be reached (%s); the next try is in %.0f s", error, wait)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await stop.wait()
    return False


def bring_up_to_date(url: str) -> None:
    """Bring the database's tables up to date; raises ``CannotStart`` naming the setting."""
    try:
        migrate(url)
    except Unreachable as error:
        raise CannotStart(f"DATABASE_URL: {error}", UNAVAILABLE) from None
    except SchemaNewer as error:
        raise CannotStart(f"DATABASE_URL: {error}") from None
    except OSError as error:
        raise CannotStart(f"DATABASE_URL: {error.filename} can't be made: {error.strerror}") from None
