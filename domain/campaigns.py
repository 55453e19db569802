"""Broadcasts: to whom (audiences and events that areas register), when, and what a letter may hold (T10, T35)."""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from domain.access import Actor, Permission
from domain.errors import Invalid, Outdated, Term
from domain.reminders import quiet
from domain.walltime import to_utc

TEXT_MOST: Final = 4096  # characters of a message, as Telegram counts them
CAPTION_MOST: Final = 1024  # characters under a photo
LABEL_MOST: Final = 40
ADDRESS_MOST: Final = 255
PRODUCT: Final = "product:"  # how a target names a product
RARELY: Final = timedelta(days=7)  # between two adverts to who asked for fewer
AT_ONCE: Final = 50  # people taken by one transaction
WAITING_MOST: Final = 100  # letters queued and not sent
LATE: Final = timedelta(days=3)  # an event that was missed for so long is not spoken of any more
LOOK: Final = timedelta(minutes=10)  # between two looks for whom an event has come


class Kind(StrEnum):
    """An advert goes to who agreed and obeys the night; a service message goes to all (T10)."""

    ADVERT = "advert"
    SERVICE = "service"


class Repeat(StrEnum):
    """How often."""

    ONCE = ""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    EVENT = "event"  # by itself, when something has happened to a person


class State(StrEnum):
    """Where a campaign stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


class Result(StrEnum):
    """How it went with one person."""

    QUEUED = "queued"
    SENT = "sent"
    REFUSED = "refused"  # has blocked the bot
    FAILED = "failed"
    UNKNOWN = "unknown"  # may have arrived; never repeated
    SKIPPED = "skipped"


class Param(StrEnum):
    """What an audience asks for."""

    ROLE = "role"
    PRODUCT = "product"  # 0: any
    GROUP = "group"  # of the gym
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True)
class Audience:
    """People that a campaign can go to. ``title`` is an English msgid; ``low`` to ``high`` bound a number."""

    name: str
    title: str
    param: Param | None = None
    low: int = 0
    high: int = 0
    usual: tuple[int, ...] = ()  # offered as buttons
    is_event: bool = False
    needs: Permission = Permission.CAMPAIGNS
    area: str = ""  # of config.AREAS; '' is always there


AUDIENCES: dict[str, Audience] = {}


def register(audience: Audience) -> None:
    """Make an audience known: an area calls this once, and brings the query under the same name."""
    if audience.name in AUDIENCES:
        raise ValueError(f"two audiences are called {audience.name!r}")
    AUDIENCES[audience.name] = audience


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


for _one in (
    Audience("all", _("Everybody")),
    Audience("active", _("Seen lately"), Param.DAYS, 1, 3650, (7, 30, 90)),
    Audience("silent", _("Silent for long"), Param.DAYS, 1, 3650, (30, 60, 90, 180)),
    Audience("role", _("By role"), Param.ROLE),
    Audience("buyers", _("Who has bought"), Param.PRODUCT),
    Audience("abandoned", _("Did not finish buying"), Param.HOURS, 1, 720, (1, 3, 24, 72), is_event=True),
    Audience("bought", _("After a purchase"), Param.DAYS, 0, 365, (1, 7, 14, 30), is_event=True),
    Audience("members_active", _("Members, active"), area="fitness"),
    Audience("members_inactive", _("Members, not active"), area="fitness"),
    Audience("members_group", _("A group"), Param.GROUP, area="fitness"),
    Audience("members_group_active", _("A group, active"), Param.GROUP, area="fitness"),
    Audience("members_ending", _("Membership ends within"), Param.DAYS, 0, 60, (1, 3, 7, 14), area="fitness"),
    Audience(
        "members_ended",
        _("After a membership has ended"),
        Param.DAYS,
        1,
        365,
        (1, 3, 7, 30),
        is_event=True,
        area="fitness",
    ),
):
    register(_one)


def audience(name: str) -> Audience:
    """The audience of this name; raises ``Outdated`` for none."""
    if (found := AUDIENCES.get(name)) is None:
        raise Outdated("This button is out of date.")
    return found


def offered(actor: Actor, features: Collection[str]) -> Sequence[Audience]:
    """The audiences that this person may write to, of the areas that are switched on."""
    return [one for one in AUDIENCES.values() if actor.may(one.needs) and (not one.area or one.area in features)]


def checked_number(one: Audience, number: int) -> int:
    """The days or hours of an audience; raises ``Invalid`` out of its bounds."""
    if not one.low <= number <= one.high:
        raise Invalid("A whole number from {low} to {high}, please.", low=one.low, high=one.high)
    return number


def read_number(one: Audience, text: str) -> int:
    """The days or hours as typed; raises ``Invalid``."""
    typed = text.strip()[:12]
    if not typed.isdecimal():
        raise Invalid("A whole number from {low} to {high}, please.", low=one.low, high=one.high)
    return checked_number(one, int(typed))


def read_button(text: str) -> tuple[str, str]:
    """Label and address of a button, as typed: ``Book https://example.ru``. Raises ``Invalid``."""
    label, _space, address = text.strip().replace("\n", " ").rpartition(" ")
    label = " ".join(label.split())
    if not label:
        raise Invalid("Write the words of the button and the address, like: {example}", example=BUTTON_EXAMPLE)
    if len(label) > LABEL_MOST:
        raise Invalid("At most {most} characters on a button, and these are {n}.", most=LABEL_MOST, n=len(label))
    return label, checked_address(address)


BUTTON_EXAMPLE: Final = Term(_("Book https://example.ru"))


def checked_address(address: str) -> str:
    """An https address that Telegram takes; raises ``Invalid``."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", None
    if parts is None or parts.scheme != "https" or "." not in host.strip(".") or len(address) > ADDRESS_MOST:
        raise Invalid("The address begins with https://, like: {example}", example=BUTTON_EXAMPLE)
    return address


def checked_letter(length: int, has_photo: bool) -> None:
    """Whether so many characters fit; raises ``Invalid`` that says by how many there are too many."""
    most = CAPTION_MOST if has_photo else TEXT_MOST
    if length <= most:
        return
    if has_photo:
        raise Invalid(
            "Under a photo {most} characters fit, and these are {n}. Shorten the text, or send it without the photo.",
            most=most, n=length,
        )  # fmt: skip
    raise Invalid("A message holds {most} characters, and these are {n}. Shorten it, please.", most=most, n=length)


def product_of(target: str) -> int | None:
    """The product that a button opens, if it opens one."""
    number = target.removeprefix(PRODUCT)
    return int(number) if target.startswith(PRODUCT) and number.isdecimal() else None


# --- when ---


def next_moment(anchor: datetime, repeat: Repeat, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first moment (UTC) after ``after`` of a repeating campaign; None for one that does not repeat by the clock.

    ``anchor`` is the wall-clock time of its first run (naive). The clock on the wall counts, also where it was changed;
    a month that is too short gives its last day, and the next one the right day again.
    """
    if repeat not in (Repeat.DAILY, Repeat.WEEKLY, Repeat.MONTHLY):
        return None
    first, today = anchor.date(), after.astimezone(zone).date()
    number = max(0, _passed(first, today, repeat) - 1)
    while (moment := to_utc(_day(first, number, repeat), anchor.time(), zone)) <= after:
        number += 1
    return moment


def _passed(first: date, today: date, repeat: Repeat) -> int:
    """How many times it may have been its turn since the first day."""
    if repeat is Repeat.MONTHLY:
        return (today.year - first.year) * 12 + today.month - first.month
    return (today - first).days // (7 if repeat is Repeat.WEEKLY else 1)


def _day(first: date, number: int, repeat: Repeat) -> date:
    if repeat is not Repeat.MONTHLY:
        return first + timedelta(days=number * (7 if repeat is Repeat.WEEKLY else 1))
    year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def begins(at: datetime, kind: Kind, zone: ZoneInfo, hours: str) -> datetime:
    """When a run may begin that is due at ``at``: an advert not in the quiet ``hours``."""
    return quiet(at, zone, hours) if kind is Kind.ADVERT else at.astimezone(UTC)


def may_go(now: datetime, kind: Kind, zone: ZoneInfo, hours: str) -> bool:
    """Whether letters of this kind may go out now."""
    return begins(now, kind, zone, hours) <= now


# --- what is shown ---


@dataclass(frozen=True)
class Letter:
    """What one reader gets: ``text`` is HTML; ``run_id`` 0 in a preview."""

    kind: Kind
    text: str
    photo: str = ""
    button: str = ""
    target: str = ""
    run_id: int = 0

    def facts(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "kind": self.kind, "text": self.text, "photo": self.photo, "button": self.button, "target": self.target,
            "run": self.run_id,
        }  # fmt: skip
