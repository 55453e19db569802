"""What a dictionary is to its pages: columns of the list, fields of the form, and the use cases behind them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from domain.access import Permission
from ui.texts import Words

Options = Sequence[tuple[str, str]]  # value and label


@dataclass(frozen=True)
class Column:
    """A column of the list."""

    title: str
    show: Callable[[Words, Any], object]
    is_right: bool = False


@dataclass(frozen=True)
class Entry:
    """A field of the form. ``kind``: text, long, tel, number, date, switch, choice, or many (checkboxes)."""

    name: str
    title: str
    kind: str = "text"
    is_required: bool = False
    hint: str = ""
    options: Callable[[Request, Words], Awaitable[Options]] | None = None
    only: str = ""  # "new" or "old": only in that form; else in both
    most: int = 0  # characters
    kept: Callable[[Words, Any], str] | None = None  # a choice that stands and is offered no more, as it is called


@dataclass(frozen=True)
class Listing:
    """A page of a list; ``total`` is None where counting would cost too much."""

    items: Sequence[Any]
    page: int = 0
    has_more: bool = False
    total: int | None = None


@dataclass(frozen=True)
class Dictionary:
    """One dictionary. ``values`` gives what stands in the form; ``delete`` says whether it can be taken back."""

    name: str
    area: str
    permission: Permission  # to look
    writes: Permission
    deletes: Permission
    title: str
    new: str  # the title of an empty form
    empty: str
    columns: Sequence[Column]
    entries: Sequence[Entry]
    listed: Callable[[Request, str, int], Awaitable[Listing]]
    get: Callable[[Request, int], Awaitable[Any]]
    values: Callable[[Any], Mapping[str, Any]]
    add: Callable[[Request, Mapping[str, str], str], Awaitable[int]]
    save: Callable[[Request, int, Mapping[str, str], Any], Awaitable[int]]  # last: the view that the form has shown
    delete: Callable[[Request, int], Awaitable[Any]] | None
    restore: Callable[[Request, int], Awaitable[Any]] | None
    id_of: Callable[[Any], int]
    label: Callable[[Words, Any], str]
    is_gone: Callable[[Any], bool]
    is_searched: bool = True
    about_delete: str = ""
    consequences: Callable[[Request, Words, Any], Awaitable[Sequence[str]]] | None = None  # of deleting this one
    beside: Callable[[Request, Any], Awaitable[Mapping[str, Any]]] | None = None  # what else stands on its page
    beside_template: str = ""

    def form(self, is_new: bool) -> list[Entry]:
        """The fields of the form for a new one, or for one that is there."""
        return [entry for entry in self.entries if entry.only in ("", "new" if is_new else "old")]
