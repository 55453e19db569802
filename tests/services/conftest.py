"""Use cases as tests of services call them: who acts, and one transaction each."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from tests.services import acting
from tests.services.housing import make_house, resident


@pytest.fixture
def actor(db: Database) -> Callable[..., Actor]:
    """Somebody new with these roles, as an actor."""
    return partial(acting.actor, db)


@pytest.fixture
def manager(actor: Callable[..., Actor]) -> Actor:
    return actor(Role.MANAGER)


@pytest.fixture
def run(db: Database) -> Callable[..., Any]:
    """``run(who, service, *args)``."""
    return partial(acting.run, db)


@pytest.fixture
def house(db: Database) -> dict[str, int]:
    """A flat, a category, two executors; their ids."""
    return db.write_now(make_house)


@pytest.fixture
def olga(db: Database, house: dict[str, int]) -> Actor:
    """A confirmed resident of that flat."""
    return resident(db, house["account"], first_name="Ольга")


@pytest.fixture
def anna(db: Database) -> Actor:
    """A dispatcher."""
    return acting.actor(db, Role.MANAGER, first_name="Анна")
