"""Reading a whole form: every field at once, and what is wrong with each."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.errors import Conflict, CrmError, Invalid

Readers = Mapping[str, Callable[[str], Any]]


class WrongFields(Invalid):
    """Some fields can't be used; ``wrong`` has the sentence of each."""

    def __init__(self, wrong: Mapping[str, CrmError]) -> None:
        """Keep them by the fields' names."""
        super().__init__("Some fields need another look.")
        self.wrong = dict(wrong)


class Stale(Conflict):
    """Somebody else has changed the thing since this person saw it."""

    def __init__(self) -> None:
        """Its sentence is always the same."""
        super().__init__("Somebody has just changed this. Here is how it stands now.")


def refuse_stale(seen: object, stands: object) -> None:
    """Compare what a form has shown with what stands in the transaction that saves it; raises ``Stale``.

    Both are the same kind of view; what a view only counts is no part of the comparison.
    """
    if seen != stands:
        raise Stale


def read_all(typed: Mapping[str, str], readers: Readers) -> dict[str, Any]:
    """What was typed for every field, as it is stored; raises ``WrongFields`` with all that can't be read."""
    values: dict[str, Any] = {}
    wrong: dict[str, CrmError] = {}
    for name, read in readers.items():
        try:
            values[name] = read(typed.get(name, ""))
        except CrmError as error:
            wrong[name] = error
    if wrong:
        raise WrongFields(wrong)
    return values


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of a whole number; nothing typed is the lowest."""

    def read(text: str) -> int:
        kept = text.strip()
        if not kept:
            return low
        if not (kept.isascii() and kept.isdecimal() and len(kept) < 16 and low <= int(kept) <= high):
            raise Invalid("Expected a whole number from {low} to {high}.", low=low, high=high)
        return int(kept)

    return read


def is_on(text: str) -> bool:
    """A reader of a switch."""
    return text == "1"
