"""Callback data: forged, cut, old, somebody else's."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any, get_type_hints

from tests.fuzz.phone import Phone
from ui.callbacks import PREFIXES, Button

EDGES = (
    "", "0", "1", "2", "7", "-1", "12", "13", "99", "2026", "9999", "10000", str(2**31), str(2**63 - 1), str(2**63),
    "9" * 19, "-" + "9" * 18, "9" * 40, "0x10", "1_000", "١٢", "1.5", "NaN", "inf", "true", "None", "null", "261121",
    "691231", "680101", "000000", "999999", "x", "'", "%", "\x00", "я", "💥", " ",
)  # fmt: skip
MOMENTS = ("0", "-1", "1795000000", "1795003600", str(2**31), "253402300799", "253402300800", "-62135596800", "9" * 18)


def forged(rng: Random) -> str:
    """A button that exists, with values nobody was shown; now and then out of every bound."""
    kind = PREFIXES[rng.choice(sorted(PREFIXES))]
    hints = get_type_hints(kind)
    values = [_value(rng, hints[field.name]) for field in fields(kind)]
    return _fit(":".join((kind.prefix, *values)))


def _value(rng: Random, kind: Any) -> str:
    if rng.random() < 0.25:
        return rng.choice(EDGES)
    kind = (getattr(kind, "__args__", None) or (kind,))[0]
    if kind is bool:
        return rng.choice("01")
    if kind is int:
        return str(rng.choice((rng.randrange(1, 40), rng.randrange(10**6), rng.choice((0, 10**9, 2**40)))))
    if kind is date:
        return f"{date(2026, 11, 21) + timedelta(days=rng.randrange(-40, 400)):%y%m%d}"
    if kind is datetime:
        near = datetime(2026, 11, 21, 9, tzinfo=UTC) + timedelta(minutes=30 * rng.randrange(-100, 2000))
        return rng.choice((str(int(near.timestamp())), *MOMENTS))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return str(rng.choice(list(kind)).value)
    return rng.choice(("VALUE", "DAY", "SUMMARY", "crm_order", "ADDRESS", "PLACE", "places", "clients", "ru", "x"))


def damaged(phone: Phone) -> str:
    """A button that was shown to somebody, with a byte lost, turned or added."""
    rng = phone.rng
    data = rng.choice(phone.club.foreign)
    at = rng.randrange(len(data) + 1)
    changes = (data[:at], data[at:], data + ":1", data + ":", ":" + data, data.upper(), data.replace(":", "|"),
               data[:at] + rng.choice("0:9x-я") + data[at + 1 :], data * 3)  # fmt: skip
    return _fit(rng.choice(changes))


def garbage(rng: Random) -> str:
    """What no button of ours has ever said."""
    return _fit(rng.choice(("?", "zz", "zz:1", ":", "::::", "x" * 64, "я" * 32, "\x00", "None", "{7*7}", "zz:", "💥")))


def with_values(data: str) -> Button | None:
    """The button in callback data, or None."""
    kind = PREFIXES.get(data.partition(":")[0])
    with suppress(Exception):
        return kind.unpack(data) if kind else None
    return None


def _fit(data: str) -> str:
    return data.encode()[:64].decode(errors="ignore") or "?"
