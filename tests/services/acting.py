"""Use cases run as somebody, without Telegram."""

from typing import Any

from db import Database
from domain.access import Actor, Role
from tests.builders import make_user


def actor(db: Database, *roles: Role, **values: Any) -> Actor:
    """A new account with these roles, as an actor."""
    found = db.write_now(lambda uow: uow.people.actor_of(make_user(uow, roles=roles, **values).telegram_id, "test"))
    assert found is not None
    return found


def again(db: Database, who: Actor) -> Actor:
    """The same person at their next update."""
    found = db.read_now(lambda uow: uow.people.actor_of(who.telegram_id, "test"))
    assert found is not None
    return found


def run(db: Database, who: Actor, service: Any, *args: Any) -> Any:
    """One use case in a transaction of its own."""
    return db.write_now(lambda uow: service(uow, who, *args))
