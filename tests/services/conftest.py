"""Use cases as tests of services call them: who acts, and one transaction each."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from tests.services import acting


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
