"""Trainings of the gym and who comes to them (S5.10, S5.26, S5.31–S5.36, S5.45, S5.46).

A place is held by who was offered one, is signed up or came. ``counts`` on a visit says that it takes one of the
membership's: from signing up on, and after signing off too where that was too late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from domain.access import Actor, Permission
from domain.errors import Invalid, Term
from domain.fold import clean
from domain.walltime import to_utc

AHEAD: Final = 14  # days that are laid out from the weekly hours
AHEAD_MOST: Final = 365  # days; one made by hand begins within a year
MARK_AHEAD: Final = timedelta(hours=1)  # people come early
MARK_UNTIL: Final = timedelta(days=7)  # after its end who came can still be put right
REASON_MOST: Final = 200
PAGE: Final = 8  # people of a card's page
TITLE_MOST: Final = 60
LINK_MOST: Final = 255
CAPACITY_MOST: Final = 500
PLACES: Final = 10  # unless the group says otherwise
CHOSEN_MOST: Final = 50  # people of one invitation that were picked one by one
LENGTH_LEAST, LENGTH_MOST, LENGTH = 600, 43_200, 3600  # seconds
TRAINING = "t_"  # how a training stands in a deep link
CHECK_IN = "v_"  # and a check-in code


class State(StrEnum):
    """Where a training stands; whether it is over its times say."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Stand(StrEnum):
    """How a person stands to a training."""

    WAITING = "waiting"
    OFFERED = "offered"
    SIGNED = "signed"
    CAME = "came"
    MISSED = "missed"
    OFF = "off"


HOLDS: Final = frozenset({Stand.OFFERED, Stand.SIGNED, Stand.CAME})  # a place each
EXPECTED: Final = frozenset({Stand.WAITING, Stand.OFFERED, Stand.SIGNED})


class Source(StrEnum):
    """What a visit was made by."""

    SELF = "self"
    STAFF = "staff"
    INVITATION = "invitation"
    CHECK_IN = "check_in"
    GROUP = "group"


class Audience(StrEnum):
    """Who is invited: the active members of the training's group, chosen people, all who are active (T27)."""

    GROUP = "group"
    PEOPLE = "people"
    ACTIVE = "active"


@dataclass(frozen=True)
class Hour:
    """When a group trains each week, and what its trainings begin with. ``minute`` of the business's day."""

    group_id: int
    title: str
    coach_id: int | None
    capacity: int
    link: str
    weekday: int
    minute: int
    length: int


@dataclass(frozen=True)
class Planned:
    """A training that the weekly hours ask for."""

    hour: Hour
    day: date
    starts_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(seconds=self.hour.length)


def runs(actor: Actor, coach_user_id: int | None) -> bool:
    """Whether the person may lead this training: it is theirs, or everybody's are."""
    if actor.may(Permission.TRAININGS):
        return True
    return actor.may(Permission.TRAININGS_RUN) and coach_user_id is not None and coach_user_id == actor.user_id


def asked_for(hours: Iterable[Hour], today: date, now: datetime, zone: ZoneInfo) -> list[Planned]:
    """The trainings that the weekly hours ask for from now on, ``AHEAD`` days of them."""
    listed = list(hours)
    found: list[Planned] = []
    for offset in range(AHEAD):
        day = today + timedelta(days=offset)
        for hour in listed:
            if hour.weekday == day.weekday():
                starts_at = to_utc(day, time(*divmod(hour.minute, 60)), zone)
                if starts_at > now:
                    found.append(Planned(hour, day, starts_at))
    return found


def offered_until(now: datetime, minutes: int, starts_at: datetime) -> datetime:
    """Until when a freed place is kept for who it is offered to: never beyond the start."""
    return min(now + timedelta(minutes=minutes), starts_at)


def in_line(waiting: Sequence[int], client_uid: int) -> int:
    """The place in the line, from 1; 0 for who is not in it."""
    return waiting.index(client_uid) + 1 if client_uid in waiting else 0


def read_link(text: str) -> str:
    """A link to a training as it was typed; raises ``Invalid`` for what is none."""
    link = clean(text, most=LINK_MOST, what=Term("Link"))
    if not link.lower().startswith(("https://", "http://")) or " " in link or "." not in link:
        raise Invalid("A link begins with https://. Example: {example}", example="https://zoom.us/j/123")
    return link


def read_places(text: str) -> int:
    """How many places; raises ``Invalid``."""
    number = text.strip()
    if not (number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= CAPACITY_MOST):
        raise Invalid("Places: a number from 1 to {most}.", most=CAPACITY_MOST)
    return int(number)


def linked_training(text: str) -> int | None:
    """The training's number in a deep link; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def check_in_link(username: str, code: str) -> str:
    """The deep link behind the QR on the coach's screen."""
    return f"https://t.me/{username}?start={CHECK_IN}{code}"
