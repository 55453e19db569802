"""Signing in to the web admin: tokens, the number to be chosen, how long a session lasts (S5.13)."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.access import Actor

LINK_FOR: Final = timedelta(minutes=5)  # also a browser's question
IDLE: Final = timedelta(minutes=30)
MOST: Final = timedelta(hours=12)  # however busy a session is
SEEN_EVERY: Final = timedelta(minutes=1)  # how exact "last seen" is: a page is not a write
PAYLOAD: Final = "w_"  # how a browser's question stands in a deep link
VALUE_MOST: Final = 16_384  # bytes of JSON that a page may keep for a person
NUMBERS: Final = range(10, 100)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex Browser"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip
_LOOPBACK = ("127.", "::1")


@dataclass(frozen=True)
class Browser:
    """Where a request comes from: the address, and the browser in words (`Chrome, Windows`)."""

    ip: str = ""
    name: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it runs on the machine that the bot runs on."""
        return is_loopback(self.ip)


@dataclass(frozen=True)
class Question:
    """A browser that asks to be let in, and the three numbers of which its screen shows one."""

    id: int
    browser: Browser
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Shown:
    """What a browser shows while it waits: the number, and the token behind the QR code."""

    token: str
    number: int
    expires_at: datetime


@dataclass(frozen=True)
class SessionView:
    """A browser that is signed in."""

    id: int
    browser: Browser
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Signed:
    """Who a request is from. ``is_stale``: "last seen" is to be moved."""

    session_id: int
    actor: Actor
    csrf: str
    is_stale: bool = False
    theme: str = ""


def new_token() -> str:
    """256 random bits that may stand in an address."""
    return secrets.token_urlsafe(32)


def read_token(text: str) -> str | None:
    """The text, if it has the shape of a token."""
    return text if _TOKEN.fullmatch(text) else None


def new_number() -> int:
    """Two digits."""
    return secrets.choice(NUMBERS)


def choices(number: int, token_hash: str) -> tuple[int, ...]:
    """Three numbers, the right one among them: the same three each time, so that asking again tells nothing."""
    digest = hashlib.sha256(f"numbers:{token_hash}".encode()).digest()
    others = [one for one in NUMBERS if one != number]
    picked = [number, *(others.pop(byte % len(others)) for byte in digest[:2])]
    order = sorted(range(3), key=lambda at: digest[2 + at : 3 + at])
    return tuple(picked[at] for at in order)


def browser_name(user_agent: str) -> str:
    """`Chrome, Windows` of what a browser says about itself; '' for one that is not known."""
    found = (next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)


def is_loopback(ip: str) -> bool:
    """Whether an address is this machine's own."""
    return ip.startswith(_LOOPBACK)
