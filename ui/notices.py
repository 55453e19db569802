"""Messages that nobody asked for just now: by kind, rendered from their facts in the reader's language.

An area registers its kinds with ``@notice("kind")``; an outbox row holds the kind and JSON facts only.
"""

from collections.abc import Callable
from typing import Any

from ui.screen import Screen
from ui.texts import Words

Facts = dict[str, Any]
KINDS: dict[str, Callable[[Words, Facts], Screen]] = {}


def notice(kind: str) -> Callable[[Callable[[Words, Facts], Screen]], Callable[[Words, Facts], Screen]]:
    """Register how a kind of notice looks."""

    def register(render: Callable[[Words, Facts], Screen]) -> Callable[[Words, Facts], Screen]:
        if kind in KINDS:
            raise ValueError(f"two notices are called {kind!r}")
        KINDS[kind] = render
        return render

    return register


def render(kind: str, facts: Facts, t: Words) -> Screen:
    """The notice as its reader sees it."""
    return KINDS[kind](t, facts)
