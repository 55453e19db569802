"""Keys of outside programs to the HTTP API: random, shown once, kept as a hash, good for what they name (S5.22)."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Actor
from domain.errors import Invalid, Term
from domain.fold import clean

NAME_MOST: Final = 60
MOST: Final = 20  # keys that are not revoked
USED_EVERY: Final = timedelta(minutes=1)  # how exact "last used" is: a question is not a write
PREFIX: Final = "fd_"  # so that a key is known where it lies about
_TOKEN = re.compile(r"fd_[A-Za-z0-9_-]{43}")


class Scope(StrEnum):
    """What a key may do; besides, its owner must have the right at that moment."""

    CLIENTS_READ = "clients:read"
    CLIENTS_WRITE = "clients:write"
    ACCOUNTS_READ = "accounts:read"
    ORDERS_READ = "orders:read"
    TICKETS_READ = "tickets:read"
    REQUESTS_READ = "requests:read"
    REQUESTS_WRITE = "requests:write"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"


@dataclass(frozen=True)
class TokenView:
    """A key in the list; never its secret."""

    id: int
    name: str
    scopes: tuple[str, ...]
    who: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class NewToken:
    """A key that was just made: ``secret`` is shown once, and to nobody ever again."""

    view: TokenView
    secret: str


@dataclass(frozen=True)
class Caller:
    """Who calls: the person the key belongs to, with the roles of this moment, and what the key names."""

    token_id: int  # 0: the key of `.env`
    actor: Actor
    scopes: frozenset[str]
    is_stale: bool = False  # its last use is to be written down


def new_token() -> str:
    """256 bits that nobody guesses."""
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a key, so that a copy of the database lets nobody in."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: str) -> bool:
    """Whether a text has the shape of a key."""
    return _TOKEN.fullmatch(text) is not None


def read_name(text: str) -> str:
    """What a key is called; raises ``Invalid``."""
    return clean(text, most=NAME_MOST, what=Term("Name of the key"))


def read_scopes(chosen: Iterable[str]) -> list[str]:
    """What a key is to be good for, in their order; raises ``Invalid`` for nothing."""
    named = set(chosen)
    known: list[str] = [scope.value for scope in Scope if scope.value in named]
    if not known or named - set(known):
        raise Invalid("Please choose what the key may do.")
    return known
