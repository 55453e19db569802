"""A playground in memory with one person who has pressed Start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.playground.world import World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.store.close()
