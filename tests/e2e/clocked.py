"""The whole program with a clock that a test moves: `python -m tests.e2e.clocked FILE`.

The file holds the moment it is now, in ISO 8601. The bot and the playground's Telegram both read it, and it stands
still until it is written anew. The program itself knows nothing of this: the clock is put in from outside, as
``bot.build`` takes it, and no setting of a real bot leads here.
"""

import logging
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import bot
import playing
from config import Settings, load

TICK = timedelta(seconds=0.3)


class FileClock:
    """Tells what is written in a file."""

    def __init__(self, path: Path) -> None:
        """``path``: a moment with its zone."""
        self.path = path

    def now(self) -> datetime:
        """The moment now, aware."""
        return datetime.fromisoformat(self.path.read_text())


def move(path: Path, moment: datetime) -> None:
    """It is this moment from now on, for whoever reads the clock; never half written."""
    fresh = path.with_suffix(".new")
    fresh.write_text(moment.isoformat())
    fresh.replace(path)


def _load() -> Settings:
    return replace(load(), tick=TICK)


def be_clocked(path: Path) -> None:
    """Give this process that clock."""
    clock = FileClock(path)
    changed: Any = bot
    changed.load = _load
    changed.SystemClock = lambda: clock
    changed = playing
    changed.BotApi = partial(playing.BotApi, clock=lambda: clock.now().timestamp())


if __name__ == "__main__":
    be_clocked(Path(sys.argv[1]))
    status = bot.main()
    logging.shutdown()
    sys.exit(status)
