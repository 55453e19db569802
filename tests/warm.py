"""What makes a thousand small tests fast and changes none of them: compiled SQL is shared, and the collector rests.

Every test has a database of its own, and so an engine of its own, which would compile every statement of the program
anew: half of a test's time. And the collector would walk through all modules again and again.
"""

import gc
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

STATEMENTS = 4000


def share_compiled_sql() -> None:
    """Let all engines of a kind of database use one cache. Their dialects are alike: one server, one SQLite."""
    cache: Any = LRUCache(STATEMENTS)
    Engine._compiled_cache = property(lambda _engine: cache, lambda _engine, _own: None)  # type: ignore[assignment]
    DefaultDialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]


def let_the_collector_rest() -> None:
    """Leave out what is loaded for good, and look at the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
