"""What people come for in a kill test: staff book a game, staff add a client, a customer orders by themselves.

Each errand has a name, a phone and a time of its own, so that afterwards every row can be told from every other.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

import bot  # noqa: F401  (declares every button)
from domain.orders import GameType
from tests.e2e.visitors import Action, Press, Say, Screen, ShareContact
from ui import client_forms, clients, common, consent, order_create, order_request
from ui.callbacks import Button
from ui.texts import Words

ZONE = ZoneInfo("Europe/Moscow")
WORDS = Words("ru", ZONE, "RUB")
OPENS, CLOSES = 10, 22  # hours of the arena as the settings have them at first
STAFF_FROM = 120  # days ahead: beyond what customers may choose
SYLLABLES = ["ба", "ве", "гу", "до", "жи", "зо", "ка", "ли", "му", "но", "пе", "ра", "си", "ту", "фо", "ха", "че", "шу"]


@dataclass
class Traces:
    """What an errand leaves in the database when it is carried out."""

    name: str
    phone: str
    start: datetime | None = None
    confirmed: bool = False  # the button that makes the row was pressed
    seed: int = 0
    confirms: ClassVar[type[Button] | None] = None  # the class of that button

    def note(self, action: Action) -> None:
        """What the person does now; a screen that was only looked at confirms nothing."""
        if self.confirms and isinstance(action, Press) and isinstance(action.button, self.confirms):
            self.confirmed = True

    def typed_or(self, text: str, button: object) -> Action:
        """A person types where they could press, now and then. The same answer for the same question."""
        typed = random.Random(f"{self.seed}:{text}").random() < 0.4
        return Say(text) if typed or button is None else Press(button)  # type: ignore[arg-type]


@dataclass
class Booking(Traces):
    """Staff book a game for somebody new: /order → name and phone → day → start → players → summary → booked."""

    confirms = order_create.Booked

    @property
    def opening(self) -> str:
        return f"/order {self.name} {self.phone}" if self.seed % 2 else "/order"

    def react(self, screen: Screen) -> Action | None:
        assert self.start is not None
        if screen.one(common.Continued):
            return Press(common.Continued())
        if screen.one(order_create.Booked):
            return Press(order_create.Booked())
        if screen.one(order_create.PlayersPicked):
            return self.typed_or("8", order_create.PlayersPicked(8))
        if screen.one(order_create.PolygonSwitched):
            slot = order_create.StartPicked(self.start)
            return self.typed_or(f"{self.start:%H:%M}", slot if slot in screen.buttons else None)
        if screen.one(order_create.DayPicked):
            return Say(f"{self.start:%d.%m.%Y}")
        if screen.one(order_create.TypedClientAdded):
            return Press(order_create.TypedClientAdded())
        if (known := screen.one(order_create.ClientChosen)) and self.name in screen.text:
            return Press(known)
        return Say(f"{self.name} {self.phone}") if screen.one(order_create.WithoutClient) else None

    def is_done(self, screen: Screen) -> bool:
        return WORDS.plain("✅ Booked.") in screen.text and self.name.split()[0] in screen.text


@dataclass
class NewClient(Traces):
    """Staff add a client: /client → add → name → phone → summary → the card."""

    opening = "/client"
    confirms = client_forms.NewSaved

    def react(self, screen: Screen) -> Action | None:
        if screen.one(common.Continued):
            return Press(common.Continued())
        if screen.one(client_forms.NewSaved):
            return Press(client_forms.NewSaved())
        if add := screen.one(clients.AddPressed):
            return Press(add)
        if WORDS.plain("👤 A new client: who is it?") in screen.text:
            return Say(f"{self.name} {self.phone}" if self.seed % 2 else self.name)
        return Say(self.phone) if common.WentBack("NAME") in screen.buttons else None

    def is_done(self, screen: Screen) -> bool:
        return WORDS.plain("✅ Added") in screen.text and self.name.split()[0] in screen.text


@dataclass
class Request(Traces):
    """A customer orders: consent → contact → name → day → time → players → kind → confirm → sent."""

    opening = "/order"
    confirms = order_request.RequestSent

    def react(self, screen: Screen) -> Action | None:
        assert self.start is not None
        if screen.one(common.Continued):
            return Press(common.Continued())
        if screen.one(order_request.RequestSent):
            return Press(order_request.RequestSent())
        if kind := screen.all(order_request.TypeChosen):
            return Press(next(one for one in kind if one.gametype is GameType.BIRTHDAY))
        if screen.one(order_request.PlayersChosen):
            return self.typed_or("8", order_request.PlayersChosen(8))
        return self._otherwise(screen)

    def _otherwise(self, screen: Screen) -> Action | None:
        assert self.start is not None
        if screen.one(order_request.PlaceChosen):
            return Press(order_request.StartChosen(self.start))
        if screen.one(order_request.DayChosen):
            return Say(f"{self.start:%d.%m.%Y}")
        if agree := screen.one(consent.ConsentGiven):
            return Press(agree)
        if screen.one(order_request.NameKept):
            return Say(self.name)
        return ShareContact() if screen.wants_contact else None

    def is_done(self, screen: Screen) -> bool:
        return WORDS.plain("✅ The order is sent") in screen.text


class Errands:
    """A source of errands of which no two share a name, a phone or a time. The same for the same seed and day."""

    def __init__(self, seed: int, today: date | None = None) -> None:
        """``today``: the bot's, where its clock is a set one."""
        self._dice = random.Random(seed)
        self._numbers = itertools.count(1)
        today = today or datetime.now(ZONE).date()
        self._staff_slots = _slots(today + timedelta(days=STAFF_FROM))
        self._customer_slots = _slots(today + timedelta(days=1))

    def of_staff(self) -> Booking | NewClient:
        """Two of three book a game."""
        if self._dice.random() < 0.67:
            return Booking(*self._somebody(), next(self._staff_slots), seed=self._dice.getrandbits(30))
        return NewClient(*self._somebody(), seed=self._dice.getrandbits(30))

    def of_customer(self) -> Request:
        """``phone`` is the one that Telegram vouches for."""
        return Request(*self._somebody(), next(self._customer_slots), seed=self._dice.getrandbits(30))

    def _somebody(self) -> tuple[str, str]:
        number = next(self._numbers)
        first, last = ("".join(self._dice.choices(SYLLABLES, k=3)).capitalize() for _ in range(2))
        return f"{first} {last}", f"+79{number:09d}"


def _slots(day: date) -> Iterator[datetime]:
    for ahead in itertools.count():
        for hour in range(OPENS + 2, CLOSES):
            yield datetime.combine(day + timedelta(days=ahead), time(hour), ZONE)
