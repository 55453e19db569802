"""Who may do what: the whole policy on one screen, and the decorators that hold it.

Everything else derives from here: menus, /help, the commands in the chat's menu, web links.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from domain.errors import Forbidden

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What a person is to the business. Roles are additive and bound to a Telegram user id."""

    CLIENT = "client"
    INSTRUCTOR = "instructor"
    COACH = "coach"
    EXECUTOR = "executor"
    CONTRACTOR = "contractor"
    SUPPORT = "support"
    SELLER = "seller"
    MANAGER = "manager"
    OWNER = "owner"


class Permission(StrEnum):
    """One capability. A service function names exactly one."""

    ANYONE = "anyone"  # the bot's front door: greeting, language, consent, invitations
    OWN_ORDERS = "own_orders"  # order a game for oneself, see and cancel one's own
    INVITE_GUESTS = "invite_guests"
    CLIENTS_READ = "clients_read"
    CLIENTS_WRITE = "clients_write"
    CLIENTS_DELETE = "clients_delete"
    ORDERS_READ = "orders_read"
    ORDERS_WRITE = "orders_write"
    ORDERS_RUN = "orders_run"  # arrived, finished, how many really came
    OWN_TICKETS = "own_tickets"  # ask the desk, see and answer one's own tickets
    TICKETS_WORK = "tickets_work"  # take tickets of one's kind, write, close, be on duty
    TICKETS_MANAGE = "tickets_manage"  # see and redirect everybody's, who is free, clients' tariffs and payments
    OWN_PURCHASES = "own_purchases"  # look at the catalogue, buy, pay, see one's own purchases
    PURCHASES = "purchases"  # carry customers' purchases through, note and return their money
    SHOP = "shop"  # what is sold and for how much: products, promo codes (S2.8)
    CAMPAIGNS = "campaigns"  # send broadcasts
    OWN_REQUESTS = "own_requests"  # identify oneself by a personal account, file utility requests, see one's own
    REQUESTS_WORK = "requests_work"  # start and finish the requests one is to carry out
    REQUESTS = "requests"  # the journal: assign, answer, confirm residents, incidents, requests by call
    DIRECTORIES = "directories"  # accounts, categories, executors, and reading them in from Excel (S4.4–S4.7)
    OWN_MEMBERSHIP = "own_membership"  # register at the gym, renew and freeze one's own membership, sign up (S5.24)
    TRAININGS_RUN = "trainings_run"  # one's own week: who came, invite, cancel, hand over (S5.31)
    TRAININGS = "trainings"  # everybody's trainings, groups, coaches, the schedule
    MEMBERSHIPS = "memberships"  # members, their memberships, freezes and payments (S5.14)
    PLANS = "plans"  # what memberships there are and what they cost
    STATS = "stats"  # numbers over a period (S5.39)
    TARIFFS = "tariffs"  # what tariffs there are and what they cost
    EXPORT = "export"
    STAFF = "staff"
    WEB = "web"  # sign in to the web admin: for whoever has a page in it
    SETTINGS = "settings"
    SYSTEM = "system"  # the tick, the outbox, the start: never a person


_CLIENT = frozenset({
    Permission.ANYONE, Permission.OWN_ORDERS, Permission.INVITE_GUESTS, Permission.OWN_TICKETS,
    Permission.OWN_PURCHASES, Permission.OWN_REQUESTS, Permission.OWN_MEMBERSHIP,
})  # fmt: skip
_COACH = _CLIENT | {Permission.TRAININGS_RUN}
_DESK = _CLIENT | {Permission.TICKETS_WORK}
_INSTRUCTOR = _CLIENT | {
    Permission.CLIENTS_READ, Permission.CLIENTS_WRITE,
    Permission.ORDERS_READ, Permission.ORDERS_WRITE, Permission.ORDERS_RUN, Permission.WEB,
}  # fmt: skip
_EXECUTOR = _CLIENT | {Permission.REQUESTS_WORK}
_SELLER = _CLIENT | {Permission.PURCHASES, Permission.SHOP, Permission.WEB}
_MANAGER = _INSTRUCTOR | _DESK | _EXECUTOR | _COACH | {
    Permission.CLIENTS_DELETE, Permission.TICKETS_MANAGE, Permission.PURCHASES, Permission.CAMPAIGNS,
    Permission.REQUESTS, Permission.DIRECTORIES, Permission.EXPORT, Permission.TRAININGS, Permission.MEMBERSHIPS,
    Permission.STATS,
}  # fmt: skip
_OWNER = _MANAGER | _SELLER | {
    Permission.TARIFFS, Permission.PLANS, Permission.STAFF, Permission.SETTINGS,
}  # fmt: skip

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLIENT: _CLIENT,
    Role.INSTRUCTOR: _INSTRUCTOR,
    Role.COACH: _COACH,
    Role.EXECUTOR: _EXECUTOR,
    Role.CONTRACTOR: _DESK,
    Role.SUPPORT: _DESK,
    Role.SELLER: _SELLER,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _OWNER,
}
STAFF_ROLES = tuple(role for role in Role if role is not Role.CLIENT)
INSTRUCTS = frozenset({Role.INSTRUCTOR, Role.MANAGER})  # who may lead a game


@dataclass(frozen=True)
class Actor:
    """Who acts: a row of ``users`` with its roles as they are at this update."""

    user_id: int  # our own id, 0 for the system
    telegram_id: int
    name: str = ""
    language: str = "ru"
    roles: frozenset[Role] = frozenset({Role.CLIENT})
    client_uid: int | None = None  # the card this account is tied to
    origin: str = ""  # "bot:update_id", what this person's update creates is unique by it
    is_resident: bool = False  # identified by a personal account (S4.17)
    shown: int | None = None  # the message whose button was pressed: it is about to show what came of it
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        """Derive the permissions once."""
        granted: frozenset[Permission] = frozenset().union(*(GRANTS[role] for role in self.roles))
        if self.user_id == 0:
            granted = frozenset(Permission)
        object.__setattr__(self, "permissions", granted)

    def may(self, permission: Permission) -> bool:
        """Whether this person has the capability."""
        return permission in self.permissions

    @property
    def is_staff(self) -> bool:
        """Whether any role beyond the customer's is held."""
        return any(role is not Role.CLIENT for role in self.roles)


def require(actor: Actor, permission: Permission) -> None:
    """Raise ``Forbidden`` without the permission: for screens that come before any use case."""
    if not actor.may(permission):
        raise Forbidden("This is not open to you. If you think it should be, ask the owner.")


SYSTEM = Actor(user_id=0, telegram_id=0, name="system", roles=frozenset())


class Service(Generic[P, R]):
    """A use case with its permission and its kind of transaction; calling it checks the permission first."""

    def __init__(self, fn: Callable[Concatenate[Any, Actor, P], R], permission: Permission, writes: bool) -> None:
        self.fn = fn
        self.permission = permission
        self.writes = writes
        self.__name__ = getattr(fn, "__name__", "service")
        self.__doc__ = fn.__doc__
        self.__module__ = fn.__module__
        self.__wrapped__ = fn

    def __call__(self, uow: Any, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the use case inside the caller's transaction; raises ``Forbidden`` without the permission."""
        require(actor, self.permission)
        return self.fn(uow, actor, *args, **kwargs)


def query(permission: Permission) -> Callable[[Callable[Concatenate[Any, Actor, P], R]], Service[P, R]]:
    """Mark a use case that only reads: it runs in a read transaction, with this permission."""
    return lambda fn: Service(fn, permission, writes=False)


def command(permission: Permission) -> Callable[[Callable[Concatenate[Any, Actor, P], R]], Service[P, R]]:
    """Mark a use case that writes: it runs in one write transaction, with this permission."""
    return lambda fn: Service(fn, permission, writes=True)
