"""The channels that the gate asks for (T9): how an owner types them, what may be gated, how long a verdict holds.

A channel is named as Telegram is asked for it: `@studio`, or `-1001234567890` where it is closed (then with a link).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Invalid

MOST: Final = 5  # channels at once
MEMBER_FOR = timedelta(hours=24)  # how long a verdict holds; `chat_member` updates change it sooner
STRANGER_FOR = timedelta(minutes=1)
UNKNOWN_FOR = timedelta(minutes=1)  # Telegram could not tell: let through, and not asked again at once
PAUSE = timedelta(seconds=3)  # between two presses of [Проверить снова] that ask Telegram
LINK_MOST = 200  # characters
_PUBLIC = re.compile(r"^(?:@|(?:https?://)?(?:www\.)?(?:t|telegram)\.me/)([A-Za-z]\w{3,31})/?$", re.ASCII)
_CLOSED = re.compile(r"^(-100\d{5,13})\s+((?:https?://)?(?:t|telegram)\.me/(?:\+|joinchat/)[\w-]{8,64})$", re.ASCII)


class Section(StrEnum):
    """A part of the bot that may ask for a subscription. Help, data and what has been begun are none."""

    CATALOGUE = "catalogue"
    PURCHASES = "purchases"
    GAMES = "games"


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


SECTIONS: Final[tuple[tuple[str, str], ...]] = (
    (Section.CATALOGUE, _("Catalogue and buying")),
    (Section.PURCHASES, _("My purchases")),
    (Section.GAMES, _("Ordering a game")),
)


@dataclass(frozen=True)
class Wanted:
    """A channel of the setting: what Telegram is asked for, and where people subscribe."""

    name: str
    link: str


@dataclass(frozen=True)
class Standing:
    """A channel as somebody stands to it; ``is_member`` is empty where that is to be asked."""

    name: str
    link: str
    title: str = ""
    chat_id: int | None = None
    is_member: bool | None = None
    is_known: bool = False  # the verdict still holds: Telegram need not be asked


@dataclass(frozen=True)
class Answer:
    """What Telegram said of a channel. ``is_seen``: the bot may see who is in it; empty: Telegram did not answer."""

    name: str
    asked_at: datetime
    is_seen: bool | None
    is_member: bool | None = None
    chat_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class Health:
    """A channel as its owner sees it in the settings; ``is_seen`` is empty where nobody has looked yet."""

    name: str
    title: str
    is_seen: bool | None


def typed(text: str) -> list[str]:
    """The stored lines of what an owner typed; raises ``Invalid`` with an example."""
    lines = list(dict.fromkeys(_line(line) for line in text.splitlines() if line.strip()))
    if not lines:
        raise Invalid("One channel a line, for example: @our_studio")
    if len(lines) > MOST:
        raise Invalid("At most {most} channels, please.", most=MOST)
    if len({wanted(line).name.lower() for line in lines}) < len(lines):
        raise Invalid("One of the channels stands there twice.")
    return lines


def _line(line: str) -> str:
    line = line.strip()
    if found := _PUBLIC.match(line):
        return f"@{found[1]}"
    if found := _CLOSED.match(line):
        return f"{found[1]} https://{found[2].split('://')[-1]}"
    if line.startswith("-") or "/+" in line or "joinchat" in line:
        raise Invalid("A closed channel needs its number and a link: -1001234567890 https://t.me/+AbCdEfGhIjK")
    raise Invalid("I can't read {line}. Example: @our_studio", line=line)


def wanted(line: str) -> Wanted:
    """A stored line, read."""
    name, _space, link = line.partition(" ")
    return Wanted(name, link or f"https://t.me/{name.removeprefix('@')}")


def holds(is_member: bool | None, checked_at: datetime, now: datetime) -> bool:
    """Whether a verdict of that moment need not be asked for again."""
    spans = {True: MEMBER_FOR, False: STRANGER_FOR, None: UNKNOWN_FOR}
    return now < checked_at + spans[is_member]
