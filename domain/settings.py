"""Business settings.

Each declared once with its type, bounds, default and words; `/settings` and the rules derive from it.

Values live in the database and are read through a cache that a change invalidates: live without a restart (S3.27).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain import channels
from domain.billing import FIRST_DAY, LAST_DAY
from domain.hours import OpeningHours
from domain.orders import Polygon


class Kind(StrEnum):
    """How a setting is typed and checked."""

    NUMBER = "number"
    MONEY = "money"  # minor units
    TEXT = "text"
    SWITCH = "switch"
    TIME = "time"  # HH:MM
    HOURS = "hours"  # opening hours
    PERIOD = "period"  # 22:00-09:00
    PLACE = "place"  # latitude, longitude
    FIELDS = "fields"  # the club's own order fields (S1.50), one a line
    DAYS = "days"  # days off and working days out of the order, one a line
    CHANNELS = "channels"  # Telegram channels, one a line
    CHOICES = "choices"  # any of ``options``


@dataclass(frozen=True)
class Spec:
    """One setting. ``low`` and ``high`` bound a number (in ``unit``) or a text's length; words are English msgids."""

    name: str
    kind: Kind
    default: Any
    title: str
    about: str = ""
    low: int = 0
    high: int = 0
    unit: str = ""
    group: str = "games"
    options: tuple[tuple[str, str], ...] = ()  # of choices: the stored word and what it says


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


CONSENT = _(
    "To take your orders and answer your requests I need your name and how to reach you: phone, e-mail. I keep them to "
    "do what you ask and to remind you of it, show them to nobody else, and delete them when you ask."
)
EXAMPLES = _(
    "The site shop.ru opens very slowly since the morning.\n"
    "Please put the new price list on the page “Prices”, the file is attached.\n"
    "Letters from the site's form do not come to info@shop.ru."
)
_WAITING = _("What the customer writes goes into the ticket; cancelling and the data commands still work")
_WITHIN = _("Told to somebody without a tariff")
_SHOWN_FIRST = _("Shown before a request is written, one a line")
_FREE = _("Who has fewer in work counts as free")
_DESK_HOURS = _("Response times count then. Lunch: mon-fri 9:00-13:00, 14:00-18:00")
_DESK_DAYS = _("For example: 31.12.2026, or 28.12.2026 working")
_REACTION_SHARE = _("Share of the tariff's reaction time")
_WORK_SHARE = _("Share of the estimate; of 24 h where there is none")
_WITHDRAWN = _("Cancelled before anybody took them, they use up the tariff too")
_BILLING = _("A period begins on this day")
_PAYING = _("Shown where no invoice can be sent")
_GATE = _("Customers subscribe before they go on; the bot must be an admin there")
_GATED = _("Help, data and what has been begun are always open")
_CLOSES = _("Unless the resident says that it is not done")
_AT_MOST = _("At most; more are asked for by phone")
_EVICTS = _("One more takes the place of the oldest, unconfirmed ones first")
_GUESSES = _("Tried by one Telegram account, at most")
_ENDING = _("Told to the member; 0 = not told")
_SIGNING_OFF = _("Before a training; later the visit counts")
_OFFERED = _("Then the next in the line is asked")
_CHECK_IN = _("The code on the coach's screen")
_MISSES = _("Signed up and not come: a visit of the membership is used")
_HOURS = _("For example: 10:00-22:00, or mon-fri 12:00-22:00; sat-sun 10:00-22:00")

SPECS: tuple[Spec, ...] = (
    Spec("HOURS_ARENA", Kind.HOURS, "10:00-22:00", _("Arena: opening hours"), _HOURS, group="places"),
    Spec("HOURS_PARK", Kind.HOURS, "10:00-20:00", _("Park: opening hours"), _HOURS, group="places"),
    Spec("HOURS_FOREST", Kind.HOURS, "10:00-18:00", _("Forest: opening hours"), _HOURS, group="places"),
    Spec("PLAYERS_ARENA", Kind.NUMBER, 20, _("Arena: most players"), low=1, high=500, group="places"),
    Spec("PLAYERS_PARK", Kind.NUMBER, 40, _("Park: most players"), low=1, high=500, group="places"),
    Spec("PLAYERS_FOREST", Kind.NUMBER, 60, _("Forest: most players"), low=1, high=500, group="places"),
    Spec("BUFFER", Kind.NUMBER, 0, _("Break between games"), _("Kept free after each game"), 0, 240, "min"),
    Spec("STEP", Kind.NUMBER, 30, _("Step of start times"), "", 5, 240, "min"),
    Spec("GAME_LENGTH", Kind.NUMBER, 60, _("Usual length of a game"), "", 15, 600, "min"),
    Spec("REST_LENGTH", Kind.NUMBER, 60, _("Usual rest after a game"), "", 0, 600, "min"),
    Spec("HOLD", Kind.NUMBER, 120, _("How long a request holds its time"), "", 5, 2880, "min", "customers"),
    Spec("OPEN_REQUESTS", Kind.NUMBER, 2, _("Open orders of one customer at most"), "", 1, 20, "", "customers"),
    Spec("NOTICE", Kind.NUMBER, 3, _("Customers order at least this long before"), "", 0, 336, "h", "customers"),
    Spec(
        "CHANGE_UNTIL",
        Kind.NUMBER,
        12,
        _("Customers change and cancel until"),
        _("Before the game"),
        0,
        336,
        "h",
        "customers",
    ),
    Spec("AHEAD", Kind.NUMBER, 90, _("Customers order ahead at most"), "", 1, 730, "d", "customers"),
    Spec("DEPOSIT", Kind.MONEY, 0, _("Usual deposit"), "", 0, 100_000_000),
    Spec("ORDER_FIELDS", Kind.FIELDS, [], _("Own fields of an order"), _("One a line, for example: Cake"), 0, 10),
    Spec("REMIND_FIRST", Kind.NUMBER, 24, _("First reminder"), _("Before the game; 0 = none"), 0, 336, "h", "messages"),
    Spec("REMIND_SECOND", Kind.NUMBER, 2, _("Second reminder"), _("Before the game; 0 = none"), 0, 48, "h", "messages"),
    Spec("DAY_SHEET_AT", Kind.TIME, "08:00", _("Day's sheet to instructors"), "", group="messages"),
    Spec("EVENING_LINE", Kind.SWITCH, False, _("Evening line to owners"), _("What the day brought"), group="messages"),
    Spec("EVENING_AT", Kind.TIME, "21:30", _("Evening line at"), "", group="messages"),
    Spec(
        "QUIET",
        Kind.PERIOD,
        "22:00-08:00",
        _("Quiet hours"),
        _("Nothing is sent then but what is urgent"),
        group="messages",
    ),
    Spec(
        "DESK_OPEN", Kind.SWITCH, True, _("The desk answers everybody"), _("No: only clients on a tariff"), group="desk"
    ),
    Spec("WAITING_LOCK", Kind.SWITCH, False, _("Nothing else while a question waits"), _WAITING, group="desk"),
    Spec("QUESTION_REACTION", Kind.NUMBER, 60, _("A question is looked at within"), _WITHIN, 5, 10080, "min", "desk"),
    Spec("REQUEST_EXAMPLES", Kind.TEXT, EXAMPLES, _("Examples of requests"), _SHOWN_FIRST, 0, 600, group="desk"),
    Spec("JOBS_AT_ONCE", Kind.NUMBER, 1, _("Jobs at once, by a free contractor"), _FREE, 1, 20, "", "desk"),
    Spec(
        "DESK_HOURS",
        Kind.HOURS,
        "mon-fri 09:00-18:00; sat-sun closed",
        _("Working hours of the desk"),
        _DESK_HOURS,
        group="targets",
    ),
    Spec("DESK_HOLIDAYS", Kind.SWITCH, True, _("Public holidays are days off"), group="targets"),
    Spec("DESK_DAYS", Kind.DAYS, [], _("Own days off and working days"), _DESK_DAYS, 0, 60, group="targets"),
    Spec("COUNT_WITHDRAWN", Kind.SWITCH, False, _("Withdrawn requests count"), _WITHDRAWN, group="targets"),
    Spec(
        "ASSIGNED_CONTRACTORS_TIME_LIMIT",
        Kind.NUMBER,
        20,
        _("Only the pinned contractor knows"),
        _REACTION_SHARE,
        1,
        100,
        "%",
        "targets",
    ),
    Spec(
        "INFORM_MANAGER_CREATED_PROJECT_LIMIT",
        Kind.NUMBER,
        95,
        _("Manager is warned: not taken"),
        _REACTION_SHARE,
        1,
        100,
        "%",
        "targets",
    ),
    Spec(
        "INFORM_MANAGER_IN_WORK_PROJECT_LIMIT",
        Kind.NUMBER,
        95,
        _("Manager is warned: not done"),
        _WORK_SHARE,
        1,
        100,
        "%",
        "targets",
    ),
    Spec("BILLING_DAY", Kind.NUMBER, 1, _("Billing day of a month"), _BILLING, FIRST_DAY, LAST_DAY, "", "targets"),
    Spec("ORDER_RATE", Kind.MONEY, 50_000, _("A contractor's rate for a job"), "", 0, 100_000_000, group="targets"),
    Spec("GATE_CHANNELS", Kind.CHANNELS, [], _("Channels to subscribe to"), _GATE, 0, channels.MOST, group="channel"),
    Spec(
        "GATED",
        Kind.CHOICES,
        [channels.Section.CATALOGUE.value],
        _("What asks for it"),
        _GATED,
        group="channel",
        options=channels.SECTIONS,
    ),
    Spec("REQUEST_CLOSES", Kind.NUMBER, 3, _("A done request is closed after"), _CLOSES, 1, 30, "d", "requests"),
    Spec("REQUEST_ARCHIVED", Kind.NUMBER, 30, _("A closed request is archived after"), "", 1, 365, "d", "requests"),
    Spec("REQUESTS_OPEN", Kind.NUMBER, 5, _("Open requests of one resident"), _AT_MOST, 1, 50, "", "requests"),
    Spec("REQUEST_WISH", Kind.SWITCH, True, _("Ask when it would suit"), group="requests"),
    Spec("RESIDENTS", Kind.NUMBER, 10, _("Residents of one account"), _EVICTS, 1, 50, "", "requests"),
    Spec("RESIDENT_PENDING", Kind.NUMBER, 30, _("An unconfirmed resident is kept"), "", 1, 365, "d", "requests"),
    Spec("ACCOUNT_GUESSES", Kind.NUMBER, 5, _("Different accounts a day"), _GUESSES, 1, 20, "", "requests"),
    Spec("MEMBERSHIP_ENDS", Kind.NUMBER, 7, _("A membership ends in"), _ENDING, 0, 60, "d", "gym"),
    Spec("MEMBERSHIP_ENDED", Kind.NUMBER, 3, _("A membership has ended"), _ENDING, 0, 60, "d", "gym"),
    Spec("MEMBERS_FREEZE", Kind.SWITCH, True, _("Members freeze by themselves"), group="gym"),
    Spec("SIGN_UP_AHEAD", Kind.NUMBER, 14, _("Members sign up ahead at most"), "", 1, 60, "d", "gym"),
    Spec("SIGN_OFF_UNTIL", Kind.NUMBER, 2, _("Members sign off until"), _SIGNING_OFF, 0, 72, "h", "gym"),
    Spec("PLACE_OFFERED", Kind.NUMBER, 30, _("A freed place is offered for"), _OFFERED, 5, 1440, "min", "gym"),
    Spec("INVITATION_VALID", Kind.NUMBER, 60, _("An invitation to a training is valid"), "", 5, 1440, "min", "gym"),
    Spec("CHECK_IN_VALID", Kind.NUMBER, 15, _("A check-in code is valid"), _CHECK_IN, 1, 120, "min", "gym"),
    Spec("MISSES_COUNT", Kind.SWITCH, True, _("A missed training counts"), _MISSES, group="gym"),
    Spec("ADDRESS", Kind.TEXT, "", _("Address"), _("Stands in reminders and invitations"), 0, 200, group="business"),
    Spec("PLACE", Kind.PLACE, "", _("Point on the map"), _("For example: 52.2864, 104.3050"), group="business"),
    Spec("CONTACT", Kind.TEXT, "", _("Phone for customers"), _("Shown where people need us"), 0, 60, group="business"),
    Spec("PAYMENT_WORDS", Kind.TEXT, "", _("How to pay"), _PAYING, 0, 300, group="business"),
    Spec("BUSINESS", Kind.TEXT, "", _("Name of the business"), "", 0, 60, group="business"),
    Spec(
        "CONSENT",
        Kind.TEXT,
        CONSENT,
        _("Consent to personal data"),
        _("A new text is asked for anew"),
        20,
        1500,
        group="business",
    ),
    Spec(
        "ADVERTS",
        Kind.TEXT,
        _("I agree to get news and offers."),
        _("Consent to advertising"),
        "",
        10,
        500,
        group="business",
    ),
)
BY_NAME: Mapping[str, Spec] = {spec.name: spec for spec in SPECS}
FIELD_NAME_MOST = 30  # characters of an order field's name
GROUPS: Mapping[str, str] = {
    "places": _("Places"),
    "games": _("Games"),
    "customers": _("Orders by customers"),
    "desk": _("The desk"),
    "targets": _("Targets and pay"),
    "requests": _("Residents' requests"),
    "gym": _("The gym"),
    "messages": _("Messages"),
    "channel": _("Channel"),
    "business": _("The business"),
}


@dataclass(frozen=True)
class Business:
    """The settings in force. ``values`` holds what differs from the defaults."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """The value of a setting, its default where nothing is stored; raises ``KeyError`` for an unknown name."""
        return self.values.get(name, BY_NAME[name].default)

    def hours(self, polygon: Polygon) -> OpeningHours:
        """When a polygon is open."""
        return OpeningHours.parse(self[f"HOURS_{polygon.name}"])

    def most_players(self, polygon: Polygon) -> int:
        """How many can play there."""
        return int(self[f"PLAYERS_{polygon.name}"])

    @property
    def buffer(self) -> int:
        """Seconds kept free after each game."""
        return int(self["BUFFER"]) * 60
