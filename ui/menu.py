"""Commands and the menu below the chat, derived from what a person may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from telegram import BotCommand, ReplyKeyboardMarkup

from domain.access import Actor, Permission
from ui.texts import Words, catalogue

LANGUAGES = ("ru", "en")


def _(msgid: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return msgid


@dataclass(frozen=True)
class Entry:
    """A command: what it needs, what the command list says of it, and its label in the menu below the chat."""

    command: str
    permission: Permission
    about: str
    label: str = ""
    customers_only: bool = False
    staff_only: bool = False
    area: str = ""
    residents_only: bool = False


CUSTOMER_AREAS = frozenset({"orders", "shop", "tickets", "requests", "fitness"})
IDENTIFY = "identify"
BELOW_MOST = 6  # buttons
_SOLD = _("Goods and services")
ENTRIES: Sequence[Entry] = (
    Entry("order", Permission.OWN_ORDERS, _("Order a game"), _("🎯 Order a game"), customers_only=True, area="orders"),
    Entry("games", Permission.OWN_ORDERS, _("My games"), _("📋 My games"), customers_only=True, area="orders"),
    Entry("order", Permission.ORDERS_WRITE, _("New game"), _("🎯 New game"), staff_only=True, area="orders"),
    Entry("calendar", Permission.ORDERS_READ, _("Calendar of games"), _("📅 Calendar"), area="orders"),
    Entry("catalog", Permission.OWN_PURCHASES, _SOLD, _("🛒 Catalogue"), customers_only=True, area="shop"),
    Entry("catalog", Permission.OWN_PURCHASES, _SOLD, staff_only=True, area="shop"),
    Entry("purchases", Permission.OWN_PURCHASES, _("My purchases"), customers_only=True, area="shop"),
    Entry(
        "membership",
        Permission.OWN_MEMBERSHIP,
        _("My membership at the gym"),
        _("🏋️ Membership"),
        customers_only=True,
        area="fitness",
    ),
    Entry("support", Permission.OWN_TICKETS, _("Ask us"), _("💬 Ask us"), customers_only=True, area="tickets"),
    Entry("tickets", Permission.OWN_TICKETS, _("My tickets"), customers_only=True, area="tickets"),
    Entry("tariff", Permission.OWN_TICKETS, _("My tariff"), customers_only=True, area="tickets"),
    Entry(
        "requests",
        Permission.OWN_REQUESTS,
        _("Requests to the housing company"),
        _("🏠 Requests"),
        customers_only=True,
        area="requests",
    ),
    Entry(
        "flats",
        Permission.OWN_REQUESTS,
        _("My flats"),
        customers_only=True,
        residents_only=True,
        area="requests",
    ),
    Entry(
        IDENTIFY,
        Permission.OWN_REQUESTS,
        _("Identification by a personal account"),
        _("🔑 Identification"),
        customers_only=True,
        area="requests",
    ),
    Entry(
        "schedule",
        Permission.OWN_MEMBERSHIP,
        _("Schedule of trainings"),
        _("📅 Schedule"),
        customers_only=True,
        area="fitness",
    ),
    Entry("schedule", Permission.OWN_MEMBERSHIP, _("Schedule of trainings"), staff_only=True, area="fitness"),
    Entry("client", Permission.CLIENTS_READ, _("Find or add a client"), _("👤 Clients"), area="clients"),
    Entry("tickets", Permission.TICKETS_WORK, _("Tickets"), _("💬 Tickets"), staff_only=True, area="tickets"),
    Entry("purchases", Permission.PURCHASES, _("Purchases"), _("🛒 Purchases"), staff_only=True, area="shop"),
    Entry("residents", Permission.REQUESTS, _("Residents to confirm"), area="requests"),
    Entry("free", Permission.TICKETS_MANAGE, _("Who is free"), area="tickets"),
    Entry("invite", Permission.INVITE_GUESTS, _("Invitations to a game as pictures"), area="orders"),
    Entry("canned", Permission.TICKETS_WORK, _("Canned replies"), area="tickets"),
    Entry("earnings", Permission.TICKETS_WORK, _("Earnings by period"), area="tickets"),
    Entry("tariffs", Permission.TARIFFS, _("Tariffs of the desk"), area="tickets"),
    Entry("products", Permission.SHOP, _("Products and services"), area="shop"),
    Entry("promos", Permission.SHOP, _("Promo codes"), area="shop"),
    Entry("groups", Permission.TRAININGS, _("Groups: hours and people"), area="fitness"),
    Entry("coaches", Permission.TRAININGS, _("Coaches"), area="fitness"),
    Entry("plans", Permission.PLANS, _("What memberships are sold"), area="fitness"),
    Entry("broadcast", Permission.CAMPAIGNS, _("Broadcasts"), area="campaigns"),
    Entry("staff", Permission.STAFF, _("Staff and invitations")),
    Entry("settings", Permission.SETTINGS, _("Settings"), _("⚙️ Settings")),
    Entry("export", Permission.EXPORT, _("A table as an Excel file"), _("📊 Excel")),
    Entry("members", Permission.MEMBERSHIPS, _("Members of the gym"), _("🏋️ Members"), area="fitness"),
    Entry("week", Permission.TRAININGS_RUN, _("Trainings of the week"), _("🏋️ Trainings"), area="fitness"),
    Entry("stats", Permission.STATS, _("Numbers over a period")),
    Entry(
        "requests",
        Permission.REQUESTS_WORK,
        _("Residents' requests"),
        _("🏠 Requests"),
        staff_only=True,
        area="requests",
    ),
    Entry("request", Permission.OWN_REQUESTS, _("New request to the housing company"), area="requests"),
    Entry("web", Permission.WEB, _("Sign in to the web")),
    Entry("language", Permission.ANYONE, _("Language")),
    Entry("privacy", Permission.ANYONE, _("My data and consents")),
    Entry("id", Permission.ANYONE, _("My Telegram id")),
    Entry("help", Permission.ANYONE, _("What I can do"), _("❔ Help"), customers_only=True),
    Entry("help", Permission.ANYONE, _("What I can do"), staff_only=True),
    Entry("cancel", Permission.ANYONE, _("Stop what was begun")),
)


def entries_of(actor: Actor, features: frozenset[str]) -> list[Entry]:
    """The commands of this person, in the order they are listed."""
    return [
        entry
        for entry in ENTRIES
        if actor.may(entry.permission)
        and (not entry.area or entry.area in features)
        and not (entry.staff_only and not actor.is_staff)
        and not (entry.customers_only and actor.is_staff)
        and not (entry.residents_only and not actor.is_resident)
    ]


def must_identify(actor: Actor, features: frozenset[str]) -> bool:
    """Whether Identification is the only button (S4.17): where requests are all there is for customers (T39)."""
    return features & CUSTOMER_AREAS == {"requests"} and not actor.is_staff and not actor.is_resident


def commands(actor: Actor, t: Words, features: frozenset[str]) -> list[BotCommand]:
    """The chat's command list."""
    return [BotCommand(entry.command, t.plain(entry.about)) for entry in entries_of(actor, features)]


def below_the_chat(actor: Actor, t: Words, features: frozenset[str]) -> ReplyKeyboardMarkup:
    """The four to six constant actions of this person's roles; what comes behind them is in the command list."""
    entries = [entry for entry in entries_of(actor, features) if entry.label]
    alone = must_identify(actor, features)
    shown = [t.plain(entry.label) for entry in entries if (entry.command == IDENTIFY) == alone][:BELOW_MOST]
    rows = [shown[at : at + 2] for at in range(0, len(shown), 2)]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)


@cache
def labels(command: str | None = None) -> tuple[str, ...]:
    """The menu's labels in every language: of one command, or all."""
    return tuple(
        catalogue(language).gettext(entry.label)
        for entry in ENTRIES
        for language in LANGUAGES
        if entry.label and command in (None, entry.command)
    )
