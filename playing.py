"""The playground beside the bot: a Bot API on loopback with a chat page, sample data, and no real database."""

import logging
import shutil
from dataclasses import replace

from starlette.applications import Starlette

from config import Settings
from db import Database
from playground.botapi import BotApi
from playground.faults import Faults
from playground.media import keep_photo
from playground.server import create_app
from playground.store import Store
from sample import CHANNELS, PERSONAS, PICTURES, fill

log = logging.getLogger("frontdesk")
TOKEN = "1000:playground-on-this-computer-only"  # noqa: S105  (opens nothing but the loopback Bot API)
PAYMENT_TOKEN = "playground:money-that-is-none"  # noqa: S105  (the loopback Bot API takes any)
TELEGRAM_FILE = "playground-telegram.db"


def start_anew(settings: Settings) -> None:
    """`make run FRESH=1`: forget what visitors did; the real database is never touched."""
    for path in settings.data_dir.glob("playground*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def open_telegram(settings: Settings) -> BotApi:
    """The Bot API over its own file, which survives a restart."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return BotApi(Store(str(settings.data_dir / TELEGRAM_FILE)), TOKEN, faults=Faults())


def page(api: BotApi) -> Starlette:
    """The Bot API and the chat page, with the pictures that the sample names."""
    for file_id, draw in PICTURES.items():
        keep_photo(api.store, file_id, draw)
    return create_app(api, personas=PERSONAS, channels=CHANNELS)


def at(settings: Settings, port: int) -> Settings:
    """The settings of a bot whose Telegram is this process: the loopback Bot API on ``port``."""
    return replace(
        settings, bot_token=TOKEN, payment_token=settings.payment_token or PAYMENT_TOKEN,
        telegram_api_base_url=f"http://{settings.web_host}:{port}", web_port=port,
    )  # fmt: skip


def fill_with_sample(db: Database) -> None:
    """Sample data, once."""
    db.write_now(fill)


def announce(settings: Settings) -> None:
    """Say where to look."""
    log.warning("The playground is open: %s", settings.telegram_api_base_url)
