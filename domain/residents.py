"""Who is confirmed as a resident, and whose place one more takes (S4.21–S4.26, T24, T25)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.accounts import AccountView

PENDING_MOST: Final = 3  # unconfirmed ones of one account at a time
REJECTED_MOST: Final = 2  # times a day that somebody may be rejected at an account and try again
NUMBERS_MOST: Final = 3  # of one person at one account
MISSES_MOST: Final = 30  # accounts that do not exist, named by all in the last hour: more is somebody who guesses
REJECTED_IN: Final = timedelta(days=1)
MISSES_IN: Final = timedelta(hours=1)
GUESSES_KEPT: Final = timedelta(days=2)


class State(StrEnum):
    """What is known of a pair: a phone on file, or a dispatcher's word, confirms it."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


class Freed(StrEnum):
    """Why a pair is one no more."""

    EVICTED = "evicted"  # the account is full, and this one was the oldest
    REJECTED = "rejected"  # a dispatcher or a confirmed resident said so
    EXPIRED = "expired"  # nobody has confirmed it
    REPLACED = "replaced"  # by another number of the same person
    LEFT = "left"  # by oneself


@dataclass(frozen=True)
class Pair:
    """A pair as far as the rule needs it; ``since`` is when it was made."""

    id: int
    state: State
    since: datetime


@dataclass(frozen=True)
class ResidentView:
    """A pair of a Telegram account and a phone. ``name``: how Telegram calls the person."""

    id: int
    account_id: int
    user_id: int
    phone: str
    state: State
    is_proven: bool
    created_at: datetime
    name: str = ""
    freed_why: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether this person may see what is stored."""
        return self.state is State.CONFIRMED

    @property
    def is_live(self) -> bool:
        """Whether it is still a pair."""
        return not self.freed_why


@dataclass(frozen=True)
class OwnFlat:
    """An account as one of its residents sees it: who is not confirmed sees the number they have named, no more.

    ``others``: the ends of the phones of who else lives there.
    """

    account_id: int
    number: str
    is_confirmed: bool
    pairs: tuple[ResidentView, ...]
    account: AccountView | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Identified:
    """What came of naming an account and a phone. Without a ``flat``: no such account, or too many tries (S4.22)."""

    flat: OwnFlat | None = None
    contact: str = ""  # of the staff
    a_day: int = 0  # so many different accounts


@dataclass(frozen=True)
class Waiting:
    """A pair with its account, as the dispatcher sees it. ``living``: how many live pairs the account has."""

    resident: ResidentView
    account: AccountView
    living: int = 0


def judged(is_proven: bool, phone: str, on_file: str) -> State:
    """What a new pair is: confirmed by a phone that was shared, not typed, and is the one on file (T24)."""
    return State.CONFIRMED if is_proven and phone and phone == on_file else State.PENDING


def evicted(live: Sequence[Pair], new: State, most: int, pending_most: int = PENDING_MOST) -> list[Pair] | None:
    """Whose places are freed so that one more fits into ``most``, oldest first; None where it does not come in.

    A pending one takes only a pending one's place, and of pending ones there are ``pending_most`` at a time; a
    confirmed one takes a pending one's first, then the oldest confirmed one's (T25). Several are freed only where the
    limit was lowered.
    """
    pending = sorted((pair for pair in live if pair.state is State.PENDING), key=_age)
    confirmed = sorted((pair for pair in live if pair.state is State.CONFIRMED), key=_age)
    over = max(len(live) + 1 - most, 0)
    if new is State.CONFIRMED:
        return [*pending, *confirmed][:over]
    over = max(over, len(pending) + 1 - pending_most)
    return pending[:over] if over <= len(pending) else None


def guess_hash(user_id: int, key: str) -> str:
    """What is kept of an account that somebody named: nothing that could be read back without trying all."""
    return hashlib.sha256(f"{user_id}:{key}".encode()).hexdigest()


def _age(pair: Pair) -> tuple[datetime, int]:
    return pair.since, pair.id
