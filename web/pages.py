"""The one list of pages: where, what it is called, who may see it. Menus, the start page and access derive from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.access import Actor, Permission


def _(msgid: str) -> str:
    """Mark a title for translation; it is translated where it is shown."""
    return msgid


@dataclass(frozen=True)
class Page:
    """A page in the menu: its address below `/admin`, title, group, what it needs, the area it belongs to."""

    path: str
    title: str
    permission: Permission
    area: str = ""  # of config.AREAS; '' is always there
    icon: str = ""
    group: str = ""
    about: str = ""  # a line on the start page


WORK, DICTIONARIES, BUSINESS, OWN = _("Work"), _("Dictionaries"), _("Business"), _("Me")
_MAY = Permission.DIRECTORIES
PAGES: Sequence[Page] = (
    Page(
        "/journal/requests",
        _("Requests of residents"),
        Permission.REQUESTS,
        "requests",
        "🏠",
        WORK,
        _("The journal: filters, columns, Excel"),
    ),
    Page(
        "/journal/tickets",
        _("Tickets"),
        Permission.TICKETS_MANAGE,
        "tickets",
        "💬",
        WORK,
        _("Who asked what, and who answers"),
    ),
    Page("/journal/orders", _("Games"), Permission.EXPORT, "orders", "🎯", WORK, _("Booked, played, cancelled")),
    Page("/journal/purchases", _("Purchases"), Permission.EXPORT, "shop", "🛒", WORK, _("What was bought in the shop")),
    Page(
        "/trainings",
        _("Trainings"),
        Permission.TRAININGS_RUN,
        "fitness",
        "📅",
        WORK,
        _("The week: who leads, how many come"),
    ),
    Page(
        "/members",
        _("Members"),
        Permission.MEMBERSHIPS,
        "fitness",
        "🏋️",
        WORK,
        _("Memberships, freezes, visits, payments"),
    ),
    Page(
        "/payments",
        _("Money for memberships"),
        Permission.MEMBERSHIPS,
        "fitness",
        "💰",
        WORK,
        _("What was paid and returned"),
    ),
    Page("/journal/clients", _("Clients"), Permission.EXPORT, "clients", "👤", WORK, _("Everybody with a card")),
    Page("/stats", _("Statistics"), Permission.STATS, "", "📊", WORK, _("Charts over a period, beside the one before")),
    Page("/d/accounts", _("Personal accounts"), _MAY, "requests", "🏢", DICTIONARIES, _("Flats and who pays for them")),
    Page(
        "/d/categories",
        _("Categories of requests"),
        _MAY,
        "requests",
        "🗂",
        DICTIONARIES,
        _("What a request can be about"),
    ),
    Page("/d/subcategories", _("Subcategories"), _MAY, "requests", "🗃", DICTIONARIES, _("What exactly has happened")),
    Page("/d/executors", _("Executors"), _MAY, "requests", "🔧", DICTIONARIES, _("Who carries requests out")),
    Page(
        "/d/clients",
        _("Client cards"),
        Permission.CLIENTS_READ,
        "clients",
        "👤",
        DICTIONARIES,
        _("Names, phones and notes"),
    ),
    Page(
        "/d/products",
        _("Products and services"),
        Permission.SHOP,
        "shop",
        "🛒",
        DICTIONARIES,
        _("What the catalogue sells"),
    ),
    Page(
        "/d/promos",
        _("Promo codes"),
        Permission.SHOP,
        "shop",
        "🏷",
        DICTIONARIES,
        _("Discounts, for how many and how long"),
    ),
    Page(
        "/d/groups",
        _("Groups"),
        Permission.TRAININGS,
        "fitness",
        "👥",
        DICTIONARIES,
        _("Who trains together, when, with whom"),
    ),
    Page("/d/coaches", _("Coaches"), Permission.TRAININGS, "fitness", "🏋️", DICTIONARIES, _("Who leads trainings")),
    Page(
        "/d/plans",
        _("What memberships are sold"),
        Permission.PLANS,
        "fitness",
        "🎫",
        DICTIONARIES,
        _("Days, visits, price, freeze"),
    ),
    Page(
        "/d/staff",
        _("People and roles"),
        Permission.STAFF,
        "",
        "👥",
        BUSINESS,
        _("Who works here and what they may do"),
    ),
    Page("/import", _("Import from Excel"), _MAY, "", "📥", DICTIONARIES, _("Clients, accounts")),
    Page("/tariffs", _("Tariffs"), Permission.TARIFFS, "tickets", "⏱", BUSINESS, _("What the desk offers, its price")),
    Page("/settings", _("Settings"), Permission.SETTINGS, "", "⚙️", BUSINESS, _("A change counts at once.")),
    Page("/tokens", _("API keys"), Permission.SETTINGS, "", "🗝", BUSINESS, _("For programs of your own")),
    Page("/sessions", _("My sign-ins"), Permission.WEB, "", "🔑", OWN, _("Browsers in which you are signed in")),
)


def pages_of(actor: Actor, features: frozenset[str]) -> list[Page]:
    """The pages of this person, in the order of the menu."""
    return [page for page in PAGES if actor.may(page.permission) and (not page.area or page.area in features)]


def groups_of(actor: Actor, features: frozenset[str]) -> list[tuple[str, list[Page]]]:
    """``pages_of`` under the titles of their groups."""
    found: dict[str, list[Page]] = {}
    for page in pages_of(actor, features):
        found.setdefault(page.group, []).append(page)
    return [(group, found[group]) for group in (WORK, DICTIONARIES, BUSINESS, OWN) if group in found]
