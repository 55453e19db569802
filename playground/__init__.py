"""A small Telegram for one bot: its Bot API, the people who talk to it, and a chat page."""

from playground.arguments import Upload
from playground.botapi import BotApi
from playground.errors import ApiError, PersonError
from playground.flood import FloodRules
from playground.people import People
from playground.store import Store

__all__ = ["ApiError", "BotApi", "FloodRules", "People", "PersonError", "Store", "Upload"]
