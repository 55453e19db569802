"""Buttons as typed values.

A frozen dataclass a button, packed into at most 64 bytes, unpacked and checked when pressed.

A button is a request made in the past: it carries ids and enums only, and the service reads again by id. PTB's
arbitrary callback data dies with the process, so it is not used.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum, IntEnum
from typing import Any, ClassVar, Self, TypeVar, get_type_hints

from telegram.constants import InlineKeyboardButtonLimit

from domain.errors import Outdated

SEPARATOR = ":"
BIGGEST = 2**63 - 1  # what a database can be asked for
YEARS = range(2000, 2100)  # far enough from where the calendar ends for every zone
B = TypeVar("B", bound=type["Button"])
PREFIXES: dict[str, type["Button"]] = {}


@dataclass(frozen=True)
class Button:
    """Base of every button. Subclasses are frozen dataclasses declared with ``@button("prefix")``."""

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """The callback data. Raises ``ValueError`` over 64 bytes or with a separator inside a value."""
        parts = [self.prefix, *(_pack(getattr(self, f.name)) for f in fields(self))]
        if any(SEPARATOR in part for part in parts):
            raise ValueError(f"a button's value may not hold {SEPARATOR!r}: {parts}")
        data = SEPARATOR.join(parts)
        if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise ValueError(f"over 64 bytes: {data}")
        return data

    @classmethod
    def matches(cls, data: object) -> bool:
        """Whether callback data is this button's: for ``CallbackQueryHandler(pattern=…)``."""
        return isinstance(data, str) and (data == cls.prefix or data.startswith(cls.prefix + SEPARATOR))

    @classmethod
    def unpack(cls, data: str) -> Self:
        """Read callback data; raises ``Outdated`` for anything forged, cut or of an older shape."""
        hints = get_type_hints(cls)
        names = [f.name for f in fields(cls)]
        prefix, *parts = data.split(SEPARATOR)
        if prefix != cls.prefix or len(parts) != len(names):
            raise Outdated("This button is out of date.")
        try:
            return cls(**{name: _unpack(hints[name], part) for name, part in zip(names, parts, strict=True)})
        except (ValueError, TypeError, KeyError, ArithmeticError, OSError):  # the last two: moments beyond the calendar
            raise Outdated("This button is out of date.") from None


def button(prefix: str) -> Callable[[B], B]:
    """Give a button class its prefix, unique in the whole program."""

    def register(cls: B) -> B:
        if prefix in PREFIXES:
            raise ValueError(f"two buttons share the prefix {prefix!r}: {PREFIXES[prefix].__name__}, {cls.__name__}")
        cls.prefix = prefix
        PREFIXES[prefix] = cls
        return cls

    return register


def unpack_any(data: str) -> Button:
    """The button behind callback data, whichever it is; raises ``Outdated`` for none."""
    if (cls := PREFIXES.get(data.split(SEPARATOR, maxsplit=1)[0])) is None:
        raise Outdated("This button is out of date.")
    return cls.unpack(data)


def _pack(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return str(int(value.timestamp()))
    if isinstance(value, date):
        return value.strftime("%y%m%d")
    return str(value.value if isinstance(value, Enum) else value)


def _unpack(kind: Any, text: str) -> Any:
    options = getattr(kind, "__args__", ())
    if options:  # X | None
        return None if text == "" else _unpack(options[0], text)
    if kind is bool:
        return {"1": True, "0": False}[text]
    if kind is int:
        if not -BIGGEST <= (number := int(text)) <= BIGGEST:
            raise ValueError(text)
        return number
    if kind is datetime:
        if (moment := datetime.fromtimestamp(int(text), UTC)).year not in YEARS:
            raise ValueError(text)
        return moment
    if kind is date:
        return datetime.strptime(text, "%y%m%d").date()  # noqa: DTZ007  (a calendar day has no zone)
    return kind(int(text)) if issubclass(kind, IntEnum) else kind(text)
